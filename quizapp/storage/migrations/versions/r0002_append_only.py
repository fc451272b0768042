"""The review log can only grow: the database itself refuses to change or delete a row of it."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

_REFUSAL = "the review log is only appended to"
_POSTGRESQL = f"""
CREATE FUNCTION review_is_append_only() RETURNS trigger AS
$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$ LANGUAGE plpgsql
"""


def upgrade() -> None:
    """Add the triggers in the words of the database at hand."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER review_no_{verb.lower()} BEFORE {verb} ON review "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )
        return
    op.execute(_POSTGRESQL)
    op.execute(
        "CREATE TRIGGER review_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON review "
        "FOR EACH STATEMENT EXECUTE FUNCTION review_is_append_only()"
    )
