"""Keeps the cache of what the log comes to, one row a question the learner has met or marked.

What reads every card takes the driver's own rows: a row of SQLAlchemy's for each of a hundred thousand takes as
long again as reading them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, bindparam, delete, insert, literal_column, or_, select, update

from quizapp.storage.rows import Card
from quizapp.storage.tables import card, review, scheduler

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from sqlalchemy import Connection, Select

    from quizapp.storage.store import Store

_COLUMNS = [card.c[name] for name in Card._fields]
_OTHERS = [name for name in Card._fields if name != "question"]
_HERE = and_(card.c.learner == bindparam("of_learner"), card.c.question == bindparam("of_question"))
_UPDATE = update(card).where(_HERE).values({name: bindparam(name) for name in _OTHERS})
_INSERT = insert(card)
_DELETE = delete(card).where(_HERE)
_GET = select(*_COLUMNS).where(_HERE)
# The sum keeps SQLite from going through an index, card by card, to nearly all there are.
OF_LEARNER = card.c.learner + 0 == bindparam("of_learner")
_ALL = select(*_COLUMNS).where(OF_LEARNER)
_WAITING = select(*_COLUMNS).where(
    card.c.learner == bindparam("of_learner"),
    or_(card.c.due_day <= bindparam("by_day"), card.c.due_day.is_(None)),
)
_LAPSED = _ALL.where(card.c.lapses >= bindparam("least"))
_ANSWERED = select(card.c.question).where(OF_LEARNER, card.c.stability.is_not(None))
_MEMORIES = select(card.c.question, card.c.stability, card.c.last_day).where(
    OF_LEARNER, card.c.stability.is_not(None)
)
_AWAKE = and_(card.c.stability.is_not(None), card.c.suspended.is_(False))
_STEPS = (
    select(card.c.question, card.c.due_at)
    .where(OF_LEARNER, _AWAKE, card.c.due_at > bindparam("now"))
    .order_by(card.c.due_at)
)
_COMING = (
    select(card.c.question, card.c.due_day)
    .where(card.c.learner == bindparam("of_learner"), _AWAKE, card.c.due_day > bindparam("day"))
    .order_by(card.c.due_day)
    .execution_options(yield_per=100)
)
_SUSPENDED = Card._fields.index("suspended")
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
    return _cards(connection, _ALL, {"of_learner": store.learner})


def waiting(store: Store, connection: Connection, day: int) -> dict[str, Card]:
    """Return the cards that are due by a study day, and those that were marked but never answered."""
    found = _cards(connection, _WAITING, {"of_learner": store.learner, "by_day": day})
    return {one[0]: one for one in found}


def lapsed(store: Store, connection: Connection, least: int) -> list[Card]:
    """Return the cards that were forgotten at least so often."""
    return _cards(connection, _LAPSED, {"of_learner": store.learner, "least": least})


def answered(store: Store, connection: Connection) -> set[str]:
    """Return the questions that have been answered."""
    return {name for (name,) in _rows(connection, _ANSWERED, {"of_learner": store.learner})}


def memories(store: Store, connection: Connection) -> dict[str, tuple[float, int]]:
    """Return stability and last study day of every question that was answered."""
    found = _rows(connection, _MEMORIES, {"of_learner": store.learner})
    return {question: (stability, last_day) for question, stability, last_day in found}


def next_step(store: Store, connection: Connection, now: int, names: Container[str]) -> int | None:
    """Return the moment after one (microseconds UTC) at which the next learning step of some questions ends."""
    with connection.execute(_STEPS, {"of_learner": store.learner, "now": now}) as found:
        return next((moment for name, moment in found if name in names), None)


def next_day(store: Store, connection: Connection, day: int, names: Container[str]) -> int | None:
    """Return the study day after one on which the next of some questions comes due."""
    with connection.execute(_COMING, {"of_learner": store.learner, "day": day}) as found:
        return next((due_day for name, due_day in found if name in names), None)


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


def _rows(connection: Connection, statement: Select[Any], values: dict[str, Any]) -> Sequence[Any]:
    """Return rows as the driver gives them."""
    found: Sequence[Any] = connection.execute(statement, values).cursor.fetchall()
    return found


def _cards(connection: Connection, statement: Select[Any], values: dict[str, Any]) -> list[Card]:
    """Return cards; SQLite says 0 and 1 for false and true."""
    make, at = tuple.__new__, _SUSPENDED
    return [
        make(Card, (*row[:at], row[at] == 1, *row[at + 1 :])) for row in _rows(connection, statement, values)
    ]
