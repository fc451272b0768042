"""Reads the review log and adds to it. There is no function that changes a row, because no row changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, func, insert, literal, select

from quizapp.storage.rows import AMENDMENTS, ANSWERS, KEEP, PLACED, SCHEDULED, UNDO, Review
from quizapp.storage.tables import review

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Row, Select

    from quizapp.storage.store import Store

_FIELDS = tuple(name for name in Review.__slots__ if name != "seq")
_COLUMNS = [review.c[name] for name in (*_FIELDS, "seq")]
_INSERT = insert(review)
_LAST_ID = select(review.c.id).order_by(review.c.id.desc()).limit(1)
_later = review.alias("later")
_CHUNK = 500  # names in one statement: databases bound their number


def new_id(after: str | None = None) -> str:
    """Return a UUIDv7 that sorts after another id, whatever the clock says.

    Ids so sort as they were made, and on every device after all rows it knew: a device whose clock is behind,
    or was set back, goes on counting from the latest it has seen.
    """
    fresh = _fresh_id()
    if after is None or fresh > after:
        return fresh
    # The first 48 bits are milliseconds, the next four the version, then twelve that may count.
    digits = after.replace("-", "")
    count = int(digits[:12] + digits[13:16], 16) + 1
    counted = f"{count:015x}"
    return f"{counted[:8]}-{counted[8:12]}-7{counted[12:]}-{fresh[19:]}"


def _fresh_id() -> str:
    import uuid_utils  # noqa: PLC0415 - only writing needs it

    return str(uuid_utils.uuid7())


def last_id(connection: Connection) -> str | None:
    """Return the id that sorts last."""
    return connection.execute(_LAST_ID).scalar()


def append(store: Store, connection: Connection, row: Review) -> Review:
    """Add a row; return it with the id and the number it was given."""
    from dataclasses import replace  # noqa: PLC0415 - only writing needs it

    identity = row.id or new_id(last_id(connection))
    values = {name: getattr(row, name) for name in _FIELDS}
    own = {"id": identity, "device": store.device, "learner": store.learner}
    result = connection.execute(_INSERT, {**values, **own})
    seq = int(result.inserted_primary_key[0])  # type: ignore[index]
    return replace(row, id=identity, device=store.device, seq=seq)


def last_answer(store: Store, connection: Connection) -> Review | None:
    """Return the last answer that has not been undone, whichever program wrote it."""
    return _one(connection, _last_standing(store))


def _last_standing(store: Store) -> Select[Any]:
    return (
        select(*_COLUMNS)
        # The sum keeps SQLite from finding the learner's rows first and sorting all of them.
        .where(review.c.learner + 0 == store.learner, review.c.kind.in_(ANSWERS), ~_undone())
        .order_by(review.c.id.desc())
        .limit(1)
    )


def last_answer_to(store: Store, connection: Connection, question: str) -> Review | None:
    """Return the last answer to a question that moved its card and has not been undone."""
    return _one(connection, _last_of(store, question, SCHEDULED))


def last_placed(store: Store, connection: Connection, question: str, after: int = 0) -> Review | None:
    """Return the last reset or due day given to a question, after a row of the log, that was not taken back."""
    return _one(connection, _last_of(store, question, PLACED).where(review.c.seq > after))


def rating_of(connection: Connection, answer: Review) -> int | None:
    """Return the rating an answer has now, after what was said of it later."""
    statement = (
        select(review.c.rating)
        .where(review.c.refers_to == answer.id, review.c.kind.in_(AMENDMENTS))
        .order_by(review.c.seq.desc())
        .limit(1)
    )
    found = connection.execute(statement).first()
    return answer.rating if found is None else found[0]


def last_seq(store: Store, connection: Connection) -> int:
    """Return the number of this learner's last row; 0 without any."""
    statement = select(func.max(review.c.seq)).where(review.c.learner == store.learner)
    return int(connection.execute(statement).scalar() or 0)


def questions_since(store: Store, connection: Connection, seq: int) -> set[str]:
    """Return the questions that rows after one of the log speak of."""
    statement = select(review.c.question).where(review.c.learner == store.learner, review.c.seq > seq)
    return set(connection.execute(statement).scalars())


def answered_since(
    store: Store, connection: Connection, first: int, *, wrong_only: bool = False
) -> dict[str, int]:
    """Return the last study day, from one on, on which each question was answered, or rated as forgotten."""
    statement = (
        select(review.c.question, func.max(review.c.day))
        .where(
            review.c.learner == store.learner,
            review.c.day >= first,
            review.c.kind.in_(ANSWERS),
            ~_undone(),
        )
        .group_by(review.c.question)
    )
    if wrong_only:
        statement = statement.where(func.coalesce(_rated_later(), review.c.rating) == 1)
    return {row[0]: row[1] for row in connection.execute(statement)}


def kept(store: Store, connection: Connection, questions: Sequence[str]) -> dict[str, int]:
    """Return the lapses that questions had when their learner last said to keep them."""
    found: dict[str, int] = {}
    for start in range(0, len(questions), _CHUNK):
        statement = select(review.c.seq, review.c.question, review.c.detail).where(
            review.c.learner == store.learner,
            review.c.question.in_(questions[start : start + _CHUNK]),
            review.c.kind == KEEP,
        )
        said = connection.execute(
            statement
        ).all()  # in order here: SQLite would read the log in its order for it
        found.update((row[1], row[2]["value"]) for row in sorted(said, key=lambda row: row[0]))
    return found


def by_id(connection: Connection, identity: str) -> Review | None:
    """Return a row by its UUID."""
    return _one(connection, select(*_COLUMNS).where(review.c.id == identity))


def of_question(store: Store, connection: Connection, question: str) -> tuple[Review, ...]:
    """Return all rows of a question, oldest first."""
    statement = (
        select(*_COLUMNS)
        .where(review.c.learner == store.learner, review.c.question == question)
        .order_by(review.c.id)
    )
    return tuple(_review(row) for row in connection.execute(statement))


def by_question(store: Store, connection: Connection) -> Iterator[tuple[str, list[Review]]]:
    """Yield every question with its rows, oldest first, holding one question in memory at a time."""
    statement = (
        select(*_COLUMNS)
        .where(review.c.learner == store.learner)
        .order_by(review.c.question, review.c.id)
        .execution_options(yield_per=1000)
    )
    rows: list[Review] = []
    for found in connection.execute(statement):
        if rows and rows[0].question != found.question:
            yield rows[0].question, rows
            rows = []
        rows.append(_review(found))
    if rows:
        yield rows[0].question, rows


def scheduled_on(store: Store, connection: Connection, day: int) -> list[tuple[str, str | None]]:
    """Return question and phase before of each answer of a study day that moved a card and was not undone."""
    statement = select(review.c.question, review.c.state_before).where(
        review.c.learner == store.learner,
        review.c.day == day,
        review.c.kind.in_(SCHEDULED),
        ~_undone(),
    )
    return [
        (question, before["phase"] if before else None) for question, before in connection.execute(statement)
    ]


def seconds_on(store: Store, connection: Connection, day: int) -> float:
    """Return how long the answers of a study day took that moved a card."""
    statement = select(func.sum(review.c.seconds)).where(
        review.c.learner == store.learner, review.c.day == day, review.c.kind.in_(SCHEDULED)
    )
    return float(connection.execute(statement).scalar() or 0.0)


def recent_seconds(store: Store, connection: Connection, limit: int = 400) -> Sequence[tuple[str, float]]:
    """Return question and seconds of the latest answers."""
    statement = (
        select(review.c.question, review.c.seconds)
        .where(review.c.learner == store.learner, review.c.kind.in_(ANSWERS), review.c.seconds > 0)
        .order_by(review.c.seq.desc())
        .limit(limit)
    )
    return [(question, seconds) for question, seconds in connection.execute(statement)]


def best_seconds(store: Store, connection: Connection, question: str) -> float | None:
    """Return the least time of an answer with full credit that was not undone, None where there is none."""
    statement = select(func.min(review.c.seconds)).where(
        review.c.learner == store.learner,
        review.c.question == question,
        review.c.kind.in_(ANSWERS),
        review.c.credit >= 1,
        review.c.seconds > 0,
        ~_undone(),
    )
    return connection.execute(statement).scalar()


def streak(store: Store, connection: Connection, today: int) -> int:
    """Return how many study days in a row had an answer; today counts once it has one, and breaks nothing."""
    first = today if _answered_on(store, connection, today) else today - 1
    days = (
        select(literal(first).label("day"))
        .where(exists().where(*_of_day(store, first)))
        .cte("days", recursive=True)
    )
    before = select(days.c.day - 1).where(exists().where(*_of_day(store, days.c.day - 1)))
    days = days.union_all(before)
    return int(connection.execute(select(func.count()).select_from(days)).scalar_one())


def size(store: Store, connection: Connection) -> int:
    """Return the number of rows of this learner."""
    statement = select(func.count()).select_from(review).where(review.c.learner == store.learner)
    return int(connection.execute(statement).scalar_one())


def is_empty(store: Store, connection: Connection) -> bool:
    """Tell whether this learner has never answered anything."""
    statement = select(review.c.seq).where(review.c.learner == store.learner).limit(1)
    return connection.execute(statement).first() is None


def _answered_on(store: Store, connection: Connection, day: int) -> bool:
    return bool(connection.execute(select(exists().where(*_of_day(store, day)))).scalar())


def _of_day(store: Store, day: Any) -> list[Any]:
    return [
        review.c.learner == store.learner,
        review.c.day == day,
        review.c.kind.in_(ANSWERS),
        ~_undone(),
    ]


def _last_of(store: Store, question: str, kinds: tuple[str, ...]) -> Select[Any]:
    return (
        select(*_COLUMNS)
        .where(
            review.c.learner == store.learner,
            review.c.question == question,
            review.c.kind.in_(kinds),
            ~_undone(),
        )
        .order_by(review.c.seq.desc())
        .limit(1)
    )


def _rated_later() -> Any:
    """Return the rating that an answer was given after it, NULL where it was not rated anew."""
    return (
        select(_later.c.rating)
        .where(_later.c.refers_to == review.c.id, _later.c.kind.in_(AMENDMENTS))
        .order_by(_later.c.seq.desc())
        .limit(1)
        .correlate(review)
        .scalar_subquery()
    )


def _undone() -> Any:
    return exists().where(and_(_later.c.refers_to == review.c.id, _later.c.kind == UNDO))


def _one(connection: Connection, statement: Select[Any]) -> Review | None:
    row = connection.execute(statement).first()
    return _review(row) if row is not None else None


def _review(row: Row[Any]) -> Review:
    return Review(**row._asdict())
