"""The ratings that stand, question by question: what a fit of the memory model reads of the log."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, type_coerce
from sqlalchemy.types import NullType

from quizapp.storage.rows import AMENDMENTS, RESET, SCHEDULED, UNDO
from quizapp.storage.tables import card, review

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, Row

    from quizapp.storage.store import Store

_CHUNK = 400  # questions in one statement: databases bound their number
_NAMES = [
    type_coerce(review.c[name], NullType()) for name in ("id", "refers_to")
]  # only compared: left as they are
_KINDS = (*SCHEDULED, *AMENDMENTS, UNDO, RESET)


def histories(store: Store, connection: Connection, most: int) -> Iterator[list[tuple[int, int]]]:
    """Yield (study day, rating) of each answer, oldest first, a list a question and each time it was forgotten.

    Of a log with more than ``most`` answers, the questions that were answered last are read.
    """
    for questions in _chunks(_latest(store, connection, most)):
        statement = (
            select(
                review.c.question,
                *_NAMES,
                review.c.kind,
                review.c.rating,
                review.c.day,
            )
            .where(
                review.c.learner == store.learner,
                review.c.question.in_(questions),
                review.c.kind.in_(_KINDS),
            )
            .order_by(review.c.question, review.c.seq)
        )
        for _, rows in groupby(connection.execute(statement), key=lambda row: row[0]):
            yield from _standing(rows)


def answers(store: Store, connection: Connection) -> int:
    """Return how often questions were answered, over all of them."""
    total = select(func.sum(card.c.reps)).where(card.c.learner == store.learner)
    return int(connection.execute(total).scalar() or 0)


def _latest(store: Store, connection: Connection, most: int) -> list[str]:
    statement = (
        select(card.c.question, card.c.reps)
        .where(card.c.learner == store.learner, card.c.reps > 0)
        .order_by(card.c.last_at.desc(), card.c.question)
    )
    found: list[str] = []
    for question, reps in connection.execute(statement):
        if most <= 0:
            break
        found.append(question)
        most -= reps
    return found


def _chunks(questions: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(questions), _CHUNK):
        yield questions[start : start + _CHUNK]


def _standing(
    rows: Iterable[Row[Any, Any, Any, Any, Any, Any]],
) -> Iterator[list[tuple[int, int]]]:
    """Yield what holds after corrections and undos; a reset begins anew."""
    present: dict[str, tuple[int, int]] = {}
    for _, identity, refers_to, kind, rating, day in rows:
        if kind == RESET:
            yield list(present.values())
            present = {}
        elif kind == UNDO:
            present.pop(refers_to or "", None)
        elif kind in AMENDMENTS:
            if refers_to in present and rating is not None:
                present[refers_to] = (present[refers_to][0], rating)
        elif rating is not None:
            present[identity] = (day, rating)
    yield list(present.values())
