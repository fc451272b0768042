"""Time spent on a question, without the time nobody was there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

IDLE_AFTER = 90.0  # seconds without a key that still count: reading a long question takes so long


class Stopwatch:
    """Adds up the time between keys; of a gap longer than ``IDLE_AFTER`` only that much counts."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._counted = 0.0
        self._last = clock()

    def touch(self) -> None:
        """Note that a key was pressed."""
        now = self._clock()
        self._counted += min(now - self._last, IDLE_AFTER)
        self._last = now

    def restart(self) -> None:
        """Begin again at zero."""
        self._counted, self._last = 0.0, self._clock()

    @property
    def seconds(self) -> float:
        """Return the time counted so far."""
        return self._counted + min(self._clock() - self._last, IDLE_AFTER)
