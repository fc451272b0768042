"""Many rows at once: what another program knew, added to the log in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from quizapp.storage.rows import Review
from quizapp.storage.tables import card, review

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from quizapp.storage.rows import Card
    from quizapp.storage.store import Store

_FIELDS = tuple(name for name in Review.__slots__ if name not in ("seq", "device"))
_CHUNK = 1000  # rows in one statement


def append_all(store: Store, connection: Connection, rows: Sequence[Review]) -> None:
    """Add rows that have ids of their own to the log, in this order."""
    own = {"learner": store.learner, "device": store.device}
    for start in range(0, len(rows), _CHUNK):
        values = [
            {**own, **{name: getattr(row, name) for name in _FIELDS}} for row in rows[start : start + _CHUNK]
        ]
        connection.execute(insert(review), values)


def ids_of_kind(store: Store, connection: Connection, kind: str) -> set[str]:
    """Return the ids of all rows of a kind."""
    statement = select(review.c.id).where(review.c.learner == store.learner, review.c.kind == kind)
    return set(connection.execute(statement).scalars())


def add_cards(store: Store, connection: Connection, cards: Sequence[Card]) -> None:
    """Add cards of questions that have none yet."""
    for start in range(0, len(cards), _CHUNK):
        rows = cards[start : start + _CHUNK]
        connection.execute(insert(card), [{**one._asdict(), "learner": store.learner} for one in rows])
