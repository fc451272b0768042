"""What is remembered about how well a question is known: the memory that every review changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.storage.rows import Card

if TYPE_CHECKING:
    from collections.abc import Mapping

LEARNING, REVIEW, RELEARNING = "learning", "review", "relearning"


@dataclass(frozen=True, slots=True)
class State:
    """The memory of one question that has been answered at least once.

    ``stability`` is in days, ``difficulty`` from 1 to 10. Days are study days; ``due_at``, in microseconds
    UTC, is set only while a learning step is waited for, and counts from ``due_day`` on.
    """

    phase: str
    step: int | None
    stability: float
    difficulty: float
    due_day: int
    due_at: int | None
    last_day: int
    last_at: int
    reps: int
    lapses: int

    def as_json(self) -> dict[str, Any]:
        """Return the state as the log keeps it."""
        return {name: getattr(self, name) for name in State.__slots__}


def from_json(value: Mapping[str, Any] | None) -> State | None:
    """Return the state the log kept; None for a question not answered yet."""
    return None if value is None else State(**value)


def of_card(card: Card | None) -> State | None:
    """Return the state of a card; None for one that was never answered, only marked."""
    if card is None or card.phase is None:
        return None
    return State(**{name: getattr(card, name) for name in State.__slots__})


def on_card(question: str, state: State | None, card: Card | None) -> Card:
    """Return the card with this state; its marks (suspended, buried, flag) stay."""
    marked = card if card is not None else Card(question)
    blank = Card(question, suspended=marked.suspended, buried_until=marked.buried_until, flag=marked.flag)
    return blank if state is None else blank._replace(**state.as_json())


def is_blank(card: Card) -> bool:
    """Tell whether a card says nothing at all, so that it need not be kept."""
    return card == Card(card.question)
