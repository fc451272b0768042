"""What is drawn by chance in the tests: examples of properties, and seeds of instances and interviews.

The same each run, so that a failure speaks of the change it comes with; ``make explore`` draws others.
"""

from __future__ import annotations

import os
import random
import secrets

import pytest
from hypothesis import HealthCheck, settings

DRAWS_OTHERS = os.environ.get("QUIZAPP_TEST_EXAMPLES") == "other"

_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
settings.register_profile("same", _PATIENT, derandomize=True)
settings.register_profile("other", _PATIENT, derandomize=False, print_blob=True)
settings.load_profile("other" if DRAWS_OTHERS else "same")


@pytest.fixture(autouse=True)
def same_seeds(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a test draw the same instances and interviews each time."""
    if not DRAWS_OTHERS:
        chance = random.Random(request.node.nodeid)  # noqa: S311 - to come again is the point
        monkeypatch.setattr(secrets, "randbits", chance.getrandbits)
        monkeypatch.setattr(secrets, "randbelow", chance.randrange)
