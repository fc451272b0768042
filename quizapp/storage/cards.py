"""Keeps the cache of what the log comes to, one row a question the learner has met or marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from sqlalchemy import and_, bindparam, delete, insert, literal_column, or_, select, update

from quizapp.storage.rows import Card, Glance
from quizapp.storage.tables import card, review, scheduler

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from quizapp.storage.store import Store

_COLUMNS = [card.c[name] for name in Card._fields]
_OTHERS = [name for name in Card._fields if name != "question"]
_HERE = and_(card.c.learner == bindparam("of_learner"), card.c.question == bindparam("of_question"))
_UPDATE = update(card).where(_HERE).values({name: bindparam(name) for name in _OTHERS})
_INSERT = insert(card)
_DELETE = delete(card).where(_HERE)
_GET = select(*_COLUMNS).where(_HERE)
_ALL = select(*_COLUMNS).where(card.c.learner == bindparam("of_learner"))
_WAITING = _ALL.where(or_(card.c.due_day <= bindparam("by_day"), card.c.due_day.is_(None)))
_ANSWERED = select(card.c.question).where(
    card.c.learner == bindparam("of_learner"), card.c.stability.is_not(None)
)
_GLANCES = select(*[card.c[name] for name in Glance._fields]).where(card.c.learner == bindparam("of_learner"))
_LAST_ID = select(review.c.id).order_by(review.c.id.desc()).limit(1).scalar_subquery()
_SCHEDULER = select(scheduler.c.id).where(scheduler.c.digest == bindparam("of_digest")).scalar_subquery()
_STANDING = select(*_COLUMNS, _LAST_ID, _SCHEDULER).select_from(
    select(literal_column("1").label("one")).subquery("here").outerjoin(card, _HERE)
)


class Standing(NamedTuple):
    """What an answer is written after: the card, the id that sorts last, the scheduler's number; None where new."""

    card: Card | None
    last_id: str | None
    scheduler: int | None


def standing(store: Store, connection: Connection, question: str, digest: str) -> Standing:
    """Return in one statement what an answer to a question is written after; ``digest`` is its scheduler's."""
    found = {"of_learner": store.learner, "of_question": question, "of_digest": digest}
    *of_card, last_id, number = connection.execute(_STANDING, found).one()
    return Standing(None if of_card[0] is None else Card._make(of_card), last_id, number)


def get(store: Store, connection: Connection, question: str) -> Card | None:
    """Return the card of a question, or None where it was never met."""
    row = connection.execute(_GET, {"of_learner": store.learner, "of_question": question}).first()
    return Card(*row) if row is not None else None


def everything(store: Store, connection: Connection) -> list[Card]:
    """Return every card of the learner."""
    return [Card._make(row) for row in connection.execute(_ALL, {"of_learner": store.learner}).all()]


def waiting(store: Store, connection: Connection, day: int) -> dict[str, Card]:
    """Return the cards that are due by a study day, and those that were marked but never answered."""
    found = connection.execute(_WAITING, {"of_learner": store.learner, "by_day": day}).all()
    return {row[0]: Card._make(row) for row in found}


def lapsed(store: Store, connection: Connection, least: int) -> list[Card]:
    """Return the cards that were forgotten at least so often."""
    found = connection.execute(_ALL.where(card.c.lapses >= least), {"of_learner": store.learner}).all()
    return [Card._make(row) for row in found]


def answered(store: Store, connection: Connection) -> set[str]:
    """Return the questions that have been answered."""
    return set(connection.execute(_ANSWERED, {"of_learner": store.learner}).scalars())


def glances(store: Store, connection: Connection) -> dict[str, Glance]:
    """Return a glance at every card."""
    found = connection.execute(_GLANCES, {"of_learner": store.learner}).all()
    return cast("dict[str, Glance]", {row[0]: row for row in found})  # rows have the same fields


def put(store: Store, connection: Connection, row: Card) -> None:
    """Write a card, whether it is there already or not."""
    values = row._asdict()
    question = values.pop("question")
    here = {"of_learner": store.learner, "of_question": question}
    if connection.execute(_UPDATE, {**values, **here}).rowcount == 0:
        connection.execute(_INSERT, {**values, "question": question, "learner": store.learner})


def remove(store: Store, connection: Connection, question: str) -> None:
    """Forget a card: its log comes to nothing."""
    connection.execute(_DELETE, {"of_learner": store.learner, "of_question": question})


def replace_all(store: Store, connection: Connection, rows: Iterable[Card]) -> None:
    """Put these cards in the place of all the learner has."""
    connection.execute(delete(card).where(card.c.learner == store.learner))
    values = [{**row._asdict(), "learner": store.learner} for row in rows]
    if values:
        connection.execute(_INSERT, values)
