"""The time gone by and what is being typed, by question: kept on the disk beside the record while it goes on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.storage import notes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from quizapp.sessions.collection import Collection
    from quizapp.sessions.interviews.record import Put, Record

_NOTE = "interview:{}"


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds: used for the question and its budget, used for the whole and its budget."""

    question: float
    budget: float
    whole: float
    minutes: float

    @property
    def is_over(self) -> bool:
        """Whether the question's time, or all of it, is gone."""
        return self.question >= self.budget or self.whole >= self.minutes


class Timing:
    """Counts the seconds of the question at hand; ``clock`` stands still while nobody is there.

    Two programs on one interview count the same time once: what is kept is the longer of both.
    """

    def __init__(self, collection: Collection, record: Record, clock: Callable[[], float]) -> None:
        self._collection, self._record, self._clock = collection, record, clock
        self._since: float | None = None  # the clock when the time of the question at hand was counted last
        self._counted = 0  # the number of that question
        self.spent: dict[int, float] = {}
        self._typed: dict[int, dict[str, str]] = {}
        self._changed: set[int] = set()  # questions whose text is to be written
        with collection.store.read() as connection:
            self._take(notes.get(connection, self._key))

    @property
    def _key(self) -> str:
        return _NOTE.format(self._record.id)

    @property
    def left(self) -> float:
        """Seconds left of the whole."""
        return self._record.plan.setup.minutes * 60 - sum(self.spent.values())

    def typed(self, n: int) -> Mapping[str, str]:
        """Return what was typed for the n-th question, by part."""
        return self._typed.get(n, {})

    def times(self) -> Times:
        """Return the clocks; they stand still while no question is at hand."""
        put, used = self._record.open, dict(self.spent)
        if self._since is not None:
            used[self._counted] = used.get(self._counted, 0.0) + self._clock() - self._since
        whole = self._record.plan.setup.minutes * 60.0
        budget = math.inf if put is None else float(put.said["budget"])
        return Times(used.get(put.n, 0.0) if put else 0.0, budget, sum(used.values()), whole)

    def start(self, n: int) -> None:
        """Let the clock of the n-th question run."""
        self._since, self._counted = self._clock(), n

    def pause(self) -> None:
        """Let it stand still."""
        if self._since is not None:
            self._count()
            self._since = None
            self.write()

    def keep(self, put: Put, typed: Mapping[str, str]) -> None:
        """Keep what is being typed, and the time gone by, on the disk."""
        self.type(put.n, typed)
        self._count()
        self.write()

    def type(self, n: int, typed: Mapping[str, str]) -> None:
        """Take what is being typed; it is written with the time."""
        text = {name: storable(each) for name, each in typed.items()}
        if text != self._typed.get(n, {}) and (n in self._typed or any(text.values())):
            self._typed[n] = text
            self._changed.add(n)

    def write(self) -> None:
        """Write the times, and the texts that were changed here; take over what another program kept."""
        with self._collection.store.write() as connection:
            self._take(notes.get(connection, self._key))
            notes.put(connection, self._key, {"seconds": self.spent, "typed": self._typed})
        self._changed.clear()

    def _take(self, kept: Mapping[str, Any] | None) -> None:
        for n, seconds in (kept or {}).get("seconds", {}).items():
            self.spent[int(n)] = max(seconds, self.spent.get(int(n), 0.0))
        for n, typed in (kept or {}).get("typed", {}).items():
            if int(n) not in self._changed:
                self._typed[int(n)] = typed

    def _count(self) -> None:
        if self._since is not None:
            now = self._clock()
            self.spent[self._counted] = self.spent.get(self._counted, 0.0) + now - self._since
            self._since = now


def storable(text: str) -> str:
    """Return text that every database takes."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")
