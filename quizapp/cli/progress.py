"""One line on a terminal that says how far something is, once it takes longer than a second."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from quizapp.cli.output import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Progress: TypeAlias = Callable[[str, int, int], None]

PATIENCE = 1.0  # seconds without a word
_EVERY = 0.1  # seconds between two states
_BAR = 20  # characters


@contextmanager
def progress() -> Iterator[Progress]:
    """Yield a function that is told what is being done, how much of it is done and how much there is (0: unknown).

    Nothing is written where stderr is no terminal; the line is gone at the end.
    """
    line = _Line(time.monotonic())
    try:
        yield line.tell
    finally:
        line.clear()


class _Line:
    """The last line of the terminal."""

    def __init__(self, start: float) -> None:
        self.next = start + PATIENCE
        self.width = 0
        self.quiet = not sys.stderr.isatty()

    def tell(self, what: str, done: int, total: int) -> None:
        """Say how far it is, unless it was said a moment ago."""
        now = time.monotonic()
        if self.quiet or now < self.next:
            return
        self.next = now + _EVERY
        text = shown(f"{what}  {state(done, total)}"[:78], sys.stderr)
        sys.stderr.write(f"\r{text.ljust(self.width)}")
        sys.stderr.flush()
        self.width = len(text)

    def clear(self) -> None:
        """Take the line away."""
        if self.width:
            sys.stderr.write(f"\r{' ' * self.width}\r")
            sys.stderr.flush()


def state(done: int, total: int) -> str:
    """Return how far it is: a bar with a count, or the count alone."""
    if total <= 0:
        return str(done)
    filled = _BAR * min(done, total) // total
    return f"[{'#' * filled}{'.' * (_BAR - filled)}] {done} of {total}"
