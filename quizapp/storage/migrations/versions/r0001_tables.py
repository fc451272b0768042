"""The first tables: learner, device, scheduler, the review log, the cards, and meta."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_UUID = sa.Uuid(as_uuid=False)
_JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Make every table and its indexes."""
    _people()
    _log()
    _cards()


def _people() -> None:
    op.create_table(
        "learner",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uuid", _UUID, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("created", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uuid", _UUID, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "scheduler",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(32), nullable=False, unique=True),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("parameters", _JSON, nullable=False),
    )


def _log() -> None:
    op.create_table(
        "review",
        sa.Column("seq", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("id", _UUID, nullable=False, unique=True),
        sa.Column("learner", sa.Integer, sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("device", sa.Integer, sa.ForeignKey("device.id"), nullable=False),
        sa.Column("sitting", _UUID),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("refers_to", _UUID),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("version", sa.Text),
        sa.Column("seed", sa.BigInteger),
        sa.Column("drawn", _JSON),
        sa.Column("expected", _JSON),
        sa.Column("answer", _JSON),
        sa.Column("verdict", _JSON),
        sa.Column("credit", sa.Float),
        sa.Column("proposed", sa.SmallInteger),
        sa.Column("rating", sa.SmallInteger),
        sa.Column("hints", sa.SmallInteger),
        sa.Column("seconds", sa.Float),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("scheduler", sa.Integer, sa.ForeignKey("scheduler.id")),
        sa.Column("state_before", _JSON),
        sa.Column("state_after", _JSON),
        sa.Column("detail", _JSON),
        sa.CheckConstraint("rating BETWEEN 1 AND 4", name="review_rating"),
        sa.CheckConstraint("proposed BETWEEN 1 AND 4", name="review_proposed"),
        sqlite_autoincrement=True,
    )
    op.create_index("review_in_order", "review", ["learner", "seq"])
    op.create_index("review_of_question", "review", ["learner", "question", "seq"])
    op.create_index("review_of_day", "review", ["learner", "day"])
    op.create_index("review_refers_to", "review", ["refers_to"])


def _cards() -> None:
    op.create_table(
        "card",
        sa.Column("learner", sa.Integer, sa.ForeignKey("learner.id"), primary_key=True),
        sa.Column("question", sa.Text, primary_key=True),
        sa.Column("phase", sa.String(12)),
        sa.Column("step", sa.SmallInteger),
        sa.Column("stability", sa.Float),
        sa.Column("difficulty", sa.Float),
        sa.Column("due_day", sa.Integer),
        sa.Column("due_at", sa.BigInteger),
        sa.Column("last_day", sa.Integer),
        sa.Column("last_at", sa.BigInteger),
        sa.Column("reps", sa.Integer, nullable=False),
        sa.Column("lapses", sa.Integer, nullable=False),
        sa.Column("suspended", sa.Boolean, nullable=False),
        sa.Column("buried_until", sa.Integer),
        sa.Column("flag", sa.Text),
    )
    op.create_index("card_due", "card", ["learner", "due_day"])
    op.create_table(
        "meta",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
