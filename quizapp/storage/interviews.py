"""Reads the record of interviews and adds to it: events in their order, none ever changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import insert, select

from quizapp.storage.log import new_id
from quizapp.storage.tables import card, interview, review

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from quizapp.storage.store import Store


class Event(NamedTuple):
    """One thing that happened in an interview; ``at`` in microseconds UTC."""

    interview: str
    kind: str
    at: int
    detail: Mapping[str, Any]


_COLUMNS = [interview.c[name] for name in Event._fields]


def append(store: Store, connection: Connection, event: Event) -> None:
    """Add an event."""
    values = {**event._asdict(), "detail": dict(event.detail), "id": new_id()}
    connection.execute(insert(interview), {**values, "learner": store.learner, "device": store.device})


def events(store: Store, connection: Connection, identity: str, *, after: int = 0) -> list[Event]:
    """Return what happened in one interview, oldest first, without the first ``after``; nothing for an unknown id."""
    statement = (
        select(*_COLUMNS)
        .where(interview.c.learner == store.learner, interview.c.interview == identity)
        .order_by(interview.c.seq)
        .offset(after)
    )
    return [Event(*row) for row in connection.execute(statement)]


def of_kinds(store: Store, connection: Connection, kinds: Sequence[str]) -> list[Event]:
    """Return the events of some kinds of all interviews, oldest first."""
    statement = (
        select(*_COLUMNS)
        .where(interview.c.learner == store.learner, interview.c.kind.in_(kinds))
        .order_by(interview.c.seq)
    )
    return [Event(*row) for row in connection.execute(statement)]


def questions_since(store: Store, connection: Connection, day: int, at: int) -> set[str]:
    """Return the questions answered since a moment (microseconds) of a study day."""
    statement = select(review.c.question).where(
        review.c.learner == store.learner,
        review.c.day >= day,
        review.c.at >= at,
        review.c.seconds.is_not(None),
    )
    return set(connection.execute(statement.distinct()).scalars().all())


def memories(store: Store, connection: Connection) -> dict[str, Sequence[Any]]:
    """Return of each card: question, stability, last day, lapses, the day until which it rests, whether suspended."""
    fields = (
        card.c.question,
        card.c.stability,
        card.c.last_day,
        card.c.lapses,
        card.c.buried_until,
        card.c.suspended,
    )
    found = connection.execute(select(*fields).where(card.c.learner == store.learner)).all()
    return {row[0]: row for row in found}


def logged(store: Store, connection: Connection, sitting: str) -> dict[tuple[str, int], str]:
    """Return the ids of the answers of one interview, by question and seed, of those of its days."""
    begun = events(store, connection, sitting)
    if not begun:
        return {}
    first = begun[0].at // 86_400_000_000 + 719_163 - 2  # its day as an ordinal, whatever the time zone
    statement = select(review.c.question, review.c.seed, review.c.id).where(
        review.c.learner == store.learner, review.c.day >= first, review.c.sitting == sitting
    )
    return {(question, seed): identity for question, seed, identity in connection.execute(statement)}
