"""Keeps the cache of what the log comes to, one row a question the learner has met or marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, delete, insert, select, update

from quizapp.storage.rows import Card
from quizapp.storage.tables import card

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


def get(store: Store, connection: Connection, question: str) -> Card | None:
    """Return the card of a question, or None where it was never met."""
    row = connection.execute(_GET, {"of_learner": store.learner, "of_question": question}).first()
    return Card(*row) if row is not None else None


def everything(store: Store, connection: Connection) -> list[Card]:
    """Return every card of the learner."""
    return [Card._make(row) for row in connection.execute(_ALL, {"of_learner": store.learner})]


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
