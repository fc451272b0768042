"""What the last fit of the memory model found, as it is noted in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.storage import notes

if TYPE_CHECKING:
    from quizapp.storage.store import Store


@dataclass(frozen=True, slots=True)
class Fitted:
    """What the last fit found; empty ``parameters`` where those published were as good."""

    parameters: tuple[float, ...]
    answers: int  # in the log, at the time
    reviews: int
    before: float
    after: float


def fitted(store: Store) -> Fitted | None:
    """Return what is noted of the last fit, None without one."""
    with store.read() as connection:
        found = notes.get(connection, key_of(store))
    try:
        return Fitted(**{**found, "parameters": tuple(map(float, found["parameters"]))})
    except (TypeError, ValueError, LookupError):
        return None


def key_of(store: Store) -> str:
    """Return the key under which a learner's fit is noted."""
    return f"fsrs of learner {store.learner}"
