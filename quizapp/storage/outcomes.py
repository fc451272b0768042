"""Reads of each answer what statistics need, in one pass over the log, without what was drawn and typed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import String, Text, and_, case, cast, func, select

from quizapp.storage.rows import AMENDMENTS, ANSWERS, SCHEDULED, UNDO
from quizapp.storage.tables import MEMORY_PARTS, card, review

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection, Select

    from quizapp.storage.store import Store

_CHUNK = 500
_COUNTED = tuple(dict.fromkeys((*ANSWERS, *SCHEDULED)))  # answers given in another program count too
_PHASE, _STABILITY, _LAST_DAY = map(MEMORY_PARTS.index, ("phase", "stability", "last_day"))
_verdict = cast(review.c.verdict, Text)
# Ids as texts, as the database writes them: making UUIDs of a million takes as long as reading the rows.
_id, _refers_to = cast(review.c.id, String), cast(review.c.refers_to, String)
_ANSWER_COLUMNS = (
    review.c.seq,
    _id,
    review.c.kind,
    review.c.question,
    review.c.day,
    review.c.rating,
    review.c.seconds,
    review.c.scheduler,
    cast(review.c.state_before, Text),
    case((_verdict.contains('"mistake"'), _verdict), else_=None),
)
_LATER_COLUMNS = (review.c.seq, _id, _refers_to, review.c.kind, review.c.rating)


class Outcome(NamedTuple):
    """One answer; ``state`` and ``mistaken`` are JSON texts, None for a first answer and one without mistakes.

    Ids are the texts that this database has for them, to be compared with each other only.
    """

    seq: int
    id: str
    kind: str
    question: str
    day: int
    rating: int | None
    seconds: float | None
    scheduler: int | None
    state: str | None
    mistaken: str | None

    @property
    def before(self) -> tuple[str, float, int] | None:
        """Phase, stability and last day of the memory before the answer; None before the first.

        It was kept with the names of its parts, or as a list of plain values without them.
        """
        if self.state is None:
            return None
        if self.state.startswith('["'):
            kept = self.state.split(",", _LAST_DAY + 1)
            return kept[_PHASE][2:-1], float(kept[_STABILITY]), int(kept[_LAST_DAY])
        named = json.loads(self.state)
        return named["phase"], named["stability"], named["last_day"]

    @property
    def mistakes(self) -> dict[str, str]:
        """The names of the mistakes that were recognised, with what was said of them."""
        if self.mistaken is None:
            return {}
        parts = json.loads(self.mistaken).get("parts", {}).values()
        return {part["mistake"]: part.get("message", "") for part in parts if part.get("mistake")}


class Later(NamedTuple):
    """A row that says something of an answer: taken back, or rated anew."""

    seq: int
    id: str
    refers_to: str
    kind: str
    rating: int | None


def answers_since(store: Store, connection: Connection, seq: int) -> Iterator[Outcome]:
    """Yield the answers after a row of the log, few of them in memory at a time."""
    statement = (
        select(*_ANSWER_COLUMNS)
        .where(review.c.learner == store.learner, review.c.seq > seq, review.c.kind.in_(_COUNTED))
        .order_by(review.c.seq)
        .execution_options(yield_per=5000)
    )
    for row in connection.execute(statement):
        yield Outcome._make(row)


def answers_named(connection: Connection, ids: Sequence[str]) -> list[Outcome]:
    """Return answers by their ids."""
    found: list[Outcome] = []
    for start in range(0, len(ids), _CHUNK):
        wanted = ids[start : start + _CHUNK]
        statement = select(*_ANSWER_COLUMNS).where(review.c.id.in_(wanted), review.c.kind.in_(_COUNTED))
        found += [Outcome._make(row) for row in connection.execute(statement)]
    return found


def answers_to(store: Store, connection: Connection, question: str) -> list[Outcome]:
    """Return the answers to a question."""
    statement = select(*_ANSWER_COLUMNS).where(
        review.c.learner == store.learner, review.c.question == question, review.c.kind.in_(_COUNTED)
    )
    return [Outcome._make(row) for row in connection.execute(statement)]


def later_since(store: Store, connection: Connection, seq: int) -> list[Later]:
    """Return what rows after one of the log say of answers."""
    kinds = (*AMENDMENTS, UNDO)
    statement = select(*_LATER_COLUMNS).where(
        review.c.learner == store.learner, review.c.seq > seq, review.c.kind.in_(kinds)
    )
    return [Later._make(row) for row in connection.execute(statement)]


def later_on(connection: Connection, ids: Sequence[str]) -> list[Later]:
    """Return everything that was said of some answers."""
    found: list[Later] = []
    for start in range(0, len(ids), _CHUNK):
        wanted = ids[start : start + _CHUNK]
        statement: Select[Any] = select(*_LATER_COLUMNS).where(
            review.c.refers_to.in_(wanted), review.c.kind.in_((*AMENDMENTS, UNDO))
        )
        found += [Later._make(row) for row in connection.execute(statement)]
    return found


def id_at(store: Store, connection: Connection, seq: int) -> str | None:
    """Return the id of a row by its number, None where there is none of this learner's."""
    statement = select(review.c.id).where(review.c.seq == seq, review.c.learner == store.learner)
    return connection.execute(statement).scalar()


def last_row(store: Store, connection: Connection) -> tuple[int, str] | None:
    """Return number and id of this learner's last row."""
    statement = (
        select(review.c.seq, review.c.id)
        .where(review.c.learner == store.learner)
        .order_by(review.c.seq.desc())
        .limit(1)
    )
    row = connection.execute(statement).first()
    return None if row is None else (int(row[0]), str(row[1]))


# What the cards say


def _everything(store: Store) -> ColumnElement[bool]:
    """Return the learner's cards as a condition; the sum keeps SQLite from going through an index to nearly all."""
    return card.c.learner + 0 == store.learner


def due_by_day(store: Store, connection: Connection, last: int) -> dict[int, int]:
    """Return how many questions are due on each study day up to one, suspended ones left out."""
    statement = (
        select(card.c.due_day, func.count())
        .where(_everything(store), card.c.due_day <= last, card.c.suspended.is_(False))
        .group_by(card.c.due_day)
    )
    return {int(row[0]): int(row[1]) for row in connection.execute(statement)}


def maturity(store: Store, connection: Connection, mature: float) -> tuple[int, int, int, int]:
    """Return how many questions are being learned, young, mature, and suspended."""
    aside, in_review = card.c.suspended.is_(True), and_(card.c.suspended.is_(False), card.c.phase == "review")
    groups = (
        and_(card.c.suspended.is_(False), card.c.phase != "review"),
        and_(in_review, card.c.stability < mature),
        and_(in_review, card.c.stability >= mature),
        aside,
    )
    counts = [func.count(case((group, 1))) for group in groups]
    found = connection.execute(select(*counts).where(_everything(store))).one()
    learning, young, old, suspended = map(int, found)
    return learning, young, old, suspended


def hardest(store: Store, connection: Connection, most: int) -> list[tuple[str, float, int, int]]:
    """Return question, difficulty, lapses and answers of the most difficult."""
    statement = (
        select(card.c.question, card.c.difficulty, card.c.lapses, card.c.reps)
        .where(_everything(store), card.c.difficulty.is_not(None))
        .order_by(card.c.difficulty.desc(), card.c.lapses.desc(), card.c.question)
        .limit(most)
    )
    return [(str(row[0]), float(row[1]), int(row[2]), int(row[3])) for row in connection.execute(statement)]
