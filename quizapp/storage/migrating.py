"""Brings a database to the tables of this program; copies it before changing it, and never goes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from quizapp.storage import backups, connecting
from quizapp.storage.errors import ForeignDatabaseError, NewerDatabaseError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

REVISIONS = (
    "0001",
    "0002",
    "0003",
)  # in order; a literal, so that a current database is opened without Alembic
HEAD = REVISIONS[-1]
_LOCK = 0x71756970  # PostgreSQL: whoever migrates holds this advisory lock


def bring_up_to_date(engine: Engine, place: str) -> Path | None:
    """Migrate if need be; return the copy that was made before, if one was.

    Raises NewerDatabaseError, ForeignDatabaseError, or what else keeps the database from being changed.
    """
    with engine.connect() as connection, connection.begin():
        found = _revision(connection, place)
    if found == HEAD:
        return None
    copy = None if found is None else back_up(engine, f"before-{HEAD}")
    with engine.connect().execution_options(**connecting.WRITING) as connection, connection.begin():
        _take_turns(connection)
        if _revision(connection, place) != HEAD:  # another process may have been first
            upgrade(connection)
    return copy


def upgrade(connection: Connection, to: str = HEAD) -> None:
    """Run Alembic's changes up to a revision, in the caller's transaction."""
    from alembic import command  # noqa: PLC0415 - heavy, and only a migration needs it
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def back_up(engine: Engine, label: str) -> Path | None:
    """Copy an SQLite database with its online backup, open the copy to see that it is whole, and return it.

    Servers have their own backups: None. Raises StorageError where the copy cannot be made.
    """
    file = connecting.file_of(engine.url)
    return None if file is None else backups.make(file, label).file


def _revision(connection: Connection, place: str) -> str | None:
    """Return the revision of the database, None for an empty one; raise where it is not ours to touch."""
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" not in tables:
        if tables:
            raise ForeignDatabaseError(
                f"The database {place} belongs to another program (it has a table {min(tables)}). "
                "Set QUIZAPP_DATABASE_URL to another place."
            )
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found not in REVISIONS:
        raise NewerDatabaseError(
            f"The database {place} was made by a newer quizapp (its tables are at {found}, this program "
            f"knows {HEAD}). Nothing was changed. Install the newer quizapp, or set QUIZAPP_HOME to another "
            "folder."
        )
    return str(found) if found is not None else None


def _take_turns(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
