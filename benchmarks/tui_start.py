"""First paint of home, and home with its numbers, beside a bare Textual app: fresh processes, medians."""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.report import Row
from benchmarks.tui_terminal import Terminal, surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator

TURNS = 11
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("hello")
Bare().run()
"""
OURS = (str(Path(sys.executable).with_name("quizapp")),)
FRAME, NUMBERS = ("Today", "help"), ("minute",)


def rows(turns: int = TURNS) -> Iterator[Row]:
    """Yield the bare app's time and ours as ratios to it."""
    with tempfile.TemporaryDirectory() as home:
        bare, frame, numbers = measure(surroundings(home), turns)
        _, _, anew = measure(surroundings(home), turns // 2, forget=Path(home))
    yield Row("bare Textual app", bare, None, "ms", "fresh process until it is painted, median")
    yield Row("home, its frame", frame / bare, 1.3, "×", f"{frame:.0f} ms")
    yield Row("home, with its numbers", numbers / bare, 2.2, "×", f"{numbers:.0f} ms")
    yield Row("home, all read anew", anew / bare, None, "×", f"{anew:.0f} ms, the first start of a day")


def measure(
    environment: dict[str, str], turns: int, *, forget: Path | None = None
) -> tuple[float, float, float]:
    """Return the medians in milliseconds: bare app, frame, numbers; the first turn fills the caches.

    What home showed last is forgotten before each turn in the home ``forget``.
    """
    times = []
    for _ in range(turns + 1):
        for kept in () if forget is None else forget.rglob("home.json"):
            kept.unlink()
        times.append((*one(("-c", BARE), environment, ("hello",)), *one(OURS, environment, FRAME, NUMBERS)))
    bare, frame, numbers = (statistics.median(column) for column in zip(*times[1:], strict=True))
    return bare, frame, numbers


def one(words: tuple[str, ...], environment: dict[str, str], *marks: tuple[str, ...]) -> tuple[float, ...]:
    """Return the milliseconds until each group of marks is painted."""
    terminal = Terminal(words, environment)
    try:
        return tuple(terminal.wait_for(*group) for group in marks)
    finally:
        terminal.close()


if __name__ == "__main__":
    from benchmarks.report import table

    print(table(rows()))
