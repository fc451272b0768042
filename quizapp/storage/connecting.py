"""Opens connections that keep what they promise: every commit on the disk, foreign keys, writers in turn."""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from quizapp import locations
from quizapp.storage.errors import UnreachableError, UnwritableError

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

PAGE_SIZE = 8192  # bytes, of a new database: a copy takes two thirds of the time it does with SQLite's 4096
PATIENCE_MS = 5000  # how long a writer waits for another
WRITING = {"quizapp_writing": True}  # execution options of a connection that is going to write
_ENCODER = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":"))
_PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # else INSERT OR REPLACE deletes behind the triggers' back
    "PRAGMA cache_size = -16384",
)


def parsed(url: str) -> URL:
    """Return the URL of a database; raise UnreachableError for one that is none."""
    try:
        return make_url(url)
    except ArgumentError as error:
        raise UnreachableError(
            f'"{url}" is not the address of a database. Set QUIZAPP_DATABASE_URL to one such as '
            "sqlite:////home/me/quizapp.db or postgresql+psycopg://host/name."
        ) from error


def place_of(url: URL) -> str:
    """Return the database as people know it: the file, or the address without its password."""
    return url.database or ":memory:" if is_sqlite(url) else url.render_as_string(hide_password=True)


def is_sqlite(url: URL) -> bool:
    """Tell SQLite from servers."""
    return url.get_backend_name() == "sqlite"


def file_of(url: URL) -> Path | None:
    """Return the file of an SQLite database; None for one in memory or on a server."""
    return Path(url.database) if is_sqlite(url) and url.database not in (None, "", ":memory:") else None


def connectable(url: URL) -> Engine:
    """Return an engine whose connections behave as this module says; makes the folder of an SQLite file."""
    file = file_of(url)
    if file is not None:
        _make_folder(file)
    try:
        engine = create_engine(url, json_serializer=as_json, json_deserializer=json.loads)
    except (ImportError, NoSuchModuleError) as error:
        raise UnreachableError(
            f"The database {place_of(url)} needs a driver that is not installed: {error}. "
            "For PostgreSQL: pip install 'quizapp[postgresql]'."
        ) from error
    if is_sqlite(url):
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def for_reading(connection: Connection) -> Connection:
    """Return a connection whose transactions see one moment of the database from beginning to end.

    SQLite does so by itself; PostgreSQL shows each statement what was committed before it unless told.
    """
    if connection.dialect.name != "postgresql":
        return connection
    return connection.execution_options(isolation_level="REPEATABLE READ")


def as_json(value: Any) -> str:
    """Return JSON in ASCII: any text that was typed, even half a character, can then be stored."""
    return _ENCODER.encode(value)


def _make_folder(file: Path) -> None:
    try:
        locations.make(file.absolute().parent)
    except locations.LocationError as error:
        raise UnwritableError(str(error)) from error


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins no transaction by itself: _begin does
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")  # first: the next one may have to wait
    connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")  # says nothing to a database that has pages
    _keep_a_log(connection)
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _keep_a_log(connection: Any) -> None:
    """Have changes written ahead to a log of their own.

    SQLite does not wait for one that is just making the same new database, whatever its patience.
    """
    until = time.monotonic() + PATIENCE_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("quizapp_writing", False)
    # Asked of the driver itself: SQLAlchemy's way round takes longer than SQLite does, and it is once an answer.
    driver: Any = connection.connection.dbapi_connection
    driver.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
