"""The tables. ``review`` is the truth and is only appended to; ``card`` is a cache of what it comes to.

``interview`` holds what happened in interviews, event by event, and is only appended to as well.

Moments are whole microseconds since 1970 in UTC. Days are study days as they were lived (they begin at the
rollover hour), counted as ``date.toordinal`` does. Both are integers, so that they sort and compare alike in
SQLite and PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    Uuid,
)

if TYPE_CHECKING:
    from sqlalchemy import Dialect

metadata = MetaData()

_sequence = BigInteger().with_variant(Integer(), "sqlite")  # only INTEGER counts up by itself in SQLite
_json = JSON(none_as_null=True)
MEMORY_PARTS = (  # the parts of a memory in the order in which they are kept
    *("phase", "step", "stability", "difficulty", "due_day", "due_at"),
    *("last_day", "last_at", "reps", "lapses"),
)


class _Memory(TypeDecorator[Any]):
    """A memory as a list without names, half as long; what was written with names is read as well."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Leave the names out where they are the usual ones."""
        if isinstance(value, Mapping) and value.keys() == set(MEMORY_PARTS):
            return [value[name] for name in MEMORY_PARTS]
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Put the names back."""
        return dict(zip(MEMORY_PARTS, value, strict=True)) if isinstance(value, list) else value


_memory = _Memory()


learner = Table(
    "learner",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uuid", Uuid(as_uuid=False), nullable=False, unique=True),
    Column("name", Text, nullable=False, unique=True),
    Column("created", BigInteger, nullable=False),
)

device = Table(
    "device",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uuid", Uuid(as_uuid=False), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
)

# A scheduler with its parameters, said once: replaying a review needs the one that made it.
scheduler = Table(
    "scheduler",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(32), nullable=False, unique=True),
    Column("version", Text, nullable=False),
    Column("parameters", _json, nullable=False),
)

review = Table(
    "review",
    metadata,
    Column("seq", _sequence, primary_key=True, autoincrement=True),
    Column("id", Uuid(as_uuid=False), nullable=False, unique=True),
    Column("learner", Integer, ForeignKey("learner.id"), nullable=False),
    Column("device", Integer, ForeignKey("device.id"), nullable=False),
    Column("sitting", Uuid(as_uuid=False)),
    Column("kind", String(16), nullable=False),
    # No foreign key: rows of another device may come before those they speak of.
    Column("refers_to", Uuid(as_uuid=False)),
    Column("question", Text, nullable=False),
    Column("version", Text),
    Column("seed", BigInteger),
    Column("drawn", _json),
    Column("expected", _json),
    Column("answer", _json),
    Column("verdict", _json),
    Column("credit", Float),
    Column("proposed", SmallInteger),
    Column("rating", SmallInteger),
    Column("hints", SmallInteger),
    Column("seconds", Float),
    Column("at", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Column("scheduler", Integer, ForeignKey("scheduler.id")),
    Column("state_before", _memory),
    Column("state_after", _memory),
    Column("detail", _json),
    CheckConstraint("rating BETWEEN 1 AND 4", name="review_rating"),
    CheckConstraint("proposed BETWEEN 1 AND 4", name="review_proposed"),
    Index("review_in_order", "learner", "seq"),
    Index("review_of_question", "learner", "question", "seq"),
    Index("review_of_day", "learner", "day"),
    Index("review_refers_to", "refers_to"),
    sqlite_autoincrement=True,
)

card = Table(
    "card",
    metadata,
    Column("learner", Integer, ForeignKey("learner.id"), primary_key=True),
    Column("question", Text, primary_key=True),
    Column("phase", String(12)),
    Column("step", SmallInteger),
    Column("stability", Float),
    Column("difficulty", Float),
    Column("due_day", Integer),
    Column("due_at", BigInteger),
    Column("last_day", Integer),
    Column("last_at", BigInteger),
    Column("reps", Integer, nullable=False),
    Column("lapses", Integer, nullable=False),
    Column("suspended", Boolean, nullable=False),
    Column("buried_until", Integer),
    Column("flag", Text),
    Index("card_due", "learner", "due_day"),
)

interview = Table(
    "interview",
    metadata,
    Column("seq", _sequence, primary_key=True, autoincrement=True),
    Column("id", Uuid(as_uuid=False), nullable=False, unique=True),
    Column("learner", Integer, ForeignKey("learner.id"), nullable=False),
    Column("device", Integer, ForeignKey("device.id"), nullable=False),
    Column("interview", Uuid(as_uuid=False), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("detail", _json),
    Index("interview_in_order", "learner", "interview", "seq"),
    Index("interview_of_kind", "learner", "kind", "seq"),
    sqlite_autoincrement=True,
)

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
