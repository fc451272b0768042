"""The clock of a question that is answered against time: what it allows, the best time, and what is said of both.

Running over is noted and nothing else. A time counts where every line was right; it is read from the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

FULL_CREDIT = 1 - 1e-9

if TYPE_CHECKING:
    from quizapp.questions.model import Question
    from quizapp.sessions.collection import Collection
    from quizapp.sessions.values import Card


def allowed(question: Question) -> float:
    """Return the seconds a question allows; 0 where it has no clock."""
    if "clock" not in question.fields:
        return 0.0
    from quizapp.packs.schema import read_minutes  # noqa: PLC0415  few questions have a clock

    return 60 * read_minutes(str(question.fields["clock"]))


def best(collection: Collection, question: Question) -> float | None:
    """Return the least seconds in which it was answered right, None where it never was or has no clock."""
    if "clock" not in question.fields:
        return None
    from quizapp.storage import log  # noqa: PLC0415  the screens use the rest of this module

    with collection.store.read() as connection:
        return log.best_seconds(collection.store, connection, question.id)


def announced(card: Card) -> str:
    """Return what is said before a question is answered against time; nothing where there is no clock."""
    if not card.clock:
        return ""
    record = "" if card.best is None else f" Your best time is {length(card.best)}."
    return f"Against the clock: {length(card.clock)}.{record}"


def time_said(card: Card, seconds: float, credit: float) -> str:
    """Return what is said of a time once the answer is judged; nothing where there is no clock."""
    if not card.clock:
        return ""
    over = seconds - card.clock
    late = f" That is {length(over)} over." if over >= 1 else ""
    took = f"{length(seconds)} of {length(card.clock)}"
    if credit < FULL_CREDIT:
        return f"{took}.{late} A time counts once every line is right."
    if card.best is None:
        return f"{took}, your first time all through.{late}"
    if seconds < card.best:
        return f"{took}, your best time; before it was {length(card.best)}.{late}"
    return f"{took}; your best time is {length(card.best)}.{late}"


def length(seconds: float) -> str:
    """Return a length as minutes and seconds, ``4:05``."""
    minutes, rest = divmod(int(max(seconds, 0)), 60)
    return f"{minutes}:{rest:02}"
