"""Start-up of the commands beside the smallest Python there is: fresh processes, taken in turns, medians."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.report import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TURNS = 25

BARE = "python -c 'import argparse'"
INSTALLED = "quizapp --version"
COMMANDS: Mapping[str, Sequence[str]] = {
    BARE: (sys.executable, "-c", "import argparse"),
    INSTALLED: (str(Path(sys.executable).with_name("quizapp")), "--version"),
    "python -m quizapp --version": (sys.executable, "-m", "quizapp", "--version"),
    "quizapp --help": (sys.executable, "-m", "quizapp", "--help"),
    "quizapp due": (sys.executable, "-m", "quizapp", "due"),
    "quizapp pack list": (sys.executable, "-m", "quizapp", "pack", "list"),
    "quizapp calc": (sys.executable, "-m", "quizapp", "calc", "sigmoid(w*x)", "w=0.5", "x=2", "--grad", "w"),
}
LIMITS = {INSTALLED: 1.8, "python -m quizapp --version": 1.8}


def rows(turns: int = TURNS) -> Iterator[Row]:
    """Yield each command's median time as a ratio to ``import argparse`` in the same turns."""
    with tempfile.TemporaryDirectory() as home:
        times = measure(home, turns)
    bare = statistics.median(times[BARE])
    yield Row(BARE, bare, None, "ms", "fresh process, median")
    for name in COMMANDS:
        if name != BARE:
            median = statistics.median(times[name])
            yield Row(name, median / bare, LIMITS.get(name), "×", f"{median:.0f} ms")


def measure(home: str, turns: int) -> dict[str, list[float]]:
    """Return each command's times in milliseconds, after one turn that fills the caches."""
    environment = {**os.environ, "QUIZAPP_HOME": home}
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for turn in range(turns + 1):
        for name, words in COMMANDS.items():
            elapsed = run_once(words, environment)
            if turn:
                times[name].append(elapsed)
    return times


def run_once(words: Sequence[str], environment: Mapping[str, str]) -> float:
    """Return how long one fresh process took, in milliseconds."""
    started = time.perf_counter()
    subprocess.run(words, env=environment, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - started) * 1000
