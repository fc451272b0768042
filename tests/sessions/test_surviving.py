"""Killed at random moments of all it does, from answering to migrating and fitting: nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from quizapp import locations

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the program is killed in forks"),
]
ROOT = Path(__file__).parents[2]


def survived(home: Path, kills: int, seed: int) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.sessions.surviving", str(kills), str(seed)],
        env={**os.environ, locations.HOME_VARIABLE: str(home)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_a_few_kills_lose_nothing(home: Path) -> None:
    """Ten of them, one while migrating."""
    assert survived(home, 10, 1).endswith(", nothing lost\n")


@pytest.mark.slow
def test_five_hundred_kills_lose_nothing(home: Path) -> None:
    """The same, five hundred times (make survive)."""
    assert survived(home, 500, 1000).endswith(", nothing lost\n")
