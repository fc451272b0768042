"""One row of the review log and one card, as values. Moments are microseconds UTC, days are ordinals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

ANSWER, PRACTICE, INTERVIEW = "answer", "practice", "interview"
CORRECTION, MARKED, UNDO = "correction", "mark_right", "undo"
FLAG, SUSPEND, BURY = "flag", "suspend", "bury"
IMPORTED = "imported"  # an answer given in another program: when, how rated, how long it took
RESET, DUE = "reset", "due"
KEEP = "keep"  # a leech that its learner wants to keep; ``detail`` holds its lapses then

ANSWERS = (ANSWER, PRACTICE, INTERVIEW)  # something was asked and answered
SCHEDULED = (ANSWER, INTERVIEW, IMPORTED)  # what moves the card
AMENDMENTS = (CORRECTION, MARKED)  # change the rating of the answer they refer to
MARKS = (FLAG, SUSPEND, BURY)  # say something about a card; ``detail`` holds what
PLACED = (RESET, DUE)  # the learner's own word on the memory: forgotten, or due on a day


@dataclass(frozen=True, slots=True)
class Review:
    """One row of the log.

    An answer holds what was asked, in full. An amendment or an undo names the answer's ``id`` in
    ``refers_to``. ``state_before`` and ``state_after`` are the card's memory as JSON, None for a card that
    was never answered.
    """

    kind: str
    question: str
    at: int
    day: int
    id: str = ""
    refers_to: str | None = None
    sitting: str | None = None
    version: str | None = None
    seed: int | None = None
    drawn: Mapping[str, Any] | None = None
    expected: Mapping[str, Any] | None = None
    answer: Mapping[str, str] | None = None
    verdict: Mapping[str, Any] | None = None
    credit: float | None = None
    proposed: int | None = None
    rating: int | None = None
    hints: int | None = None
    seconds: float | None = None
    scheduler: int | None = None
    state_before: Mapping[str, Any] | None = None
    state_after: Mapping[str, Any] | None = None
    detail: Mapping[str, Any] | None = None
    device: int = 0
    seq: int = 0


class Card(NamedTuple):
    """What the log comes to for one question; ``phase`` is None while it has only been marked.

    A named tuple: a collection may hold a hundred thousand.
    """

    question: str
    phase: str | None = None
    step: int | None = None
    stability: float | None = None
    difficulty: float | None = None
    due_day: int | None = None
    due_at: int | None = None
    last_day: int | None = None
    last_at: int | None = None
    reps: int = 0
    lapses: int = 0
    suspended: bool = False
    buried_until: int | None = None
    flag: str | None = None
