"""Which examples property-based tests draw.

The same ones each run, so that a failure speaks of the change it comes with; ``make explore`` draws others.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True)
settings.register_profile("other", derandomize=False, print_blob=True)
settings.load_profile(os.environ.get("QUIZAPP_TEST_EXAMPLES", "same"))
