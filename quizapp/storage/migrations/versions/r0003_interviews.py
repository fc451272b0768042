"""What happens in interviews, event by event: a table that can only grow, as the review log does."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_UUID = sa.Uuid(as_uuid=False)
_JSON = sa.JSON(none_as_null=True)
_REFUSAL = "the record of interviews is only appended to"
_POSTGRESQL = f"""
CREATE FUNCTION interview_is_append_only() RETURNS trigger AS
$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$ LANGUAGE plpgsql
"""


def upgrade() -> None:
    """Make the table, its index, and the triggers that keep its rows as they are."""
    op.create_table(
        "interview",
        sa.Column("seq", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("id", _UUID, nullable=False, unique=True),
        sa.Column("learner", sa.Integer, sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("device", sa.Integer, sa.ForeignKey("device.id"), nullable=False),
        sa.Column("interview", _UUID, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("detail", _JSON),
        sqlite_autoincrement=True,
    )
    op.create_index("interview_in_order", "interview", ["learner", "interview", "seq"])
    op.create_index("interview_of_kind", "interview", ["learner", "kind", "seq"])
    _keep()


def _keep() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER interview_no_{verb.lower()} BEFORE {verb} ON interview "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )
        return
    op.execute(_POSTGRESQL)
    op.execute(
        "CREATE TRIGGER interview_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON interview "
        "FOR EACH STATEMENT EXECUTE FUNCTION interview_is_append_only()"
    )
