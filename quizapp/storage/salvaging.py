"""Saves what can still be read of a damaged SQLite database into a new one, beside what its backups hold.

Rows of the log are never changed, so whatever is read from the damaged file or from a backup is right; a row
is kept once, by its id. The damaged file is kept as it is.
"""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.storage import backups, restoring, store
from quizapp.storage.errors import StorageError
from quizapp.storage.translating import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SMALL = ("learner", "device", "scheduler")  # what rows of the log refer to, by number
_GROWING = ("review", "interview")
_LARGEST_STEP = 1 << 40  # past so many numbers without a row nothing more is looked for
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What came of it: rows read from the damaged file, rows in all, the backup used, and what is kept."""

    read: int
    rows: int
    backup: Path | None
    kept: Path | None


def reindex(database: Path) -> bool:
    """Build the indexes anew, which hold nothing of their own; tell whether all is whole then."""
    try:
        with in_words(str(database)), closing(backups.open_file(database, "rw")) as opened:
            opened.execute("REINDEX")
    except StorageError:
        return False
    return restoring.is_sound(database)


def salvage(database: Path) -> Salvaged:
    """Put a database with everything that can be read in the place of a damaged one.

    Raises StorageError in words where that cannot be done; nothing is changed then.
    """
    part = database.with_name(f".{database.name}.salvaged.part")
    _discard(part)
    try:
        backup = _begin(database, part)
        with in_words(str(part)), closing(backups.open_file(part, "rw")) as target:
            target.execute("BEGIN IMMEDIATE")
            read = _carry_over(database, target)
            rows = int(target.execute("SELECT count(*) FROM review").fetchone()[0])
            target.execute("COMMIT")
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            target.execute("PRAGMA journal_mode = DELETE")
        backups.verify(part)
        kept = restoring.set_aside(database)
        part.replace(database)
        backups.flush_folder(database.parent)
    finally:
        _discard(part)
    return Salvaged(read, rows, backup, kept)


def _begin(database: Path, part: Path) -> Path | None:
    """Begin with the newest backup that is whole, else with an empty database; return the backup."""
    for one in backups.found(database):
        try:
            restoring.check(one.file)
            backups.copy(one.file, part)
        except StorageError:
            continue
        store.open_store(f"sqlite:///{part}").close()  # brings it to the tables of today
        return one.file
    with store.open_store(f"sqlite:///{part}") as empty, empty.write() as connection:
        for table in _SMALL[:2]:  # their numbers are to be those of the damaged file
            connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608
    return None


def _carry_over(database: Path, target: sqlite3.Connection) -> int:
    read = 0
    try:
        source = backups.open_file(database)
    except sqlite3.Error:
        return 0
    with closing(source):
        source.row_factory = sqlite3.Row
        for table in _SMALL:
            for row in _readable(source, table, "id"):
                _put(target, table, dict(row))
        for table in _GROWING:
            for row in _readable(source, table, "seq"):
                values = dict(row)
                _name_what_is_lost(target, values)
                values.pop("seq")
                read += _put(target, table, values)
    return read


def _readable(source: sqlite3.Connection, table: str, number: str) -> Iterator[sqlite3.Row]:
    """Yield the rows of a table that can be read, stepping over pages that cannot."""
    at, step = 0, 1
    while step <= _LARGEST_STEP:
        last = at
        try:
            found = source.execute(
                f"SELECT * FROM {table} NOT INDEXED WHERE {number} >= ? ORDER BY {number} LIMIT ?",  # noqa: S608
                (at, _BATCH if step == 1 else 1),
            )
            for row in found:
                yield row
                last = row[number] + 1
            if last == at:
                return
            step = 1
        except sqlite3.DatabaseError:
            step *= 2
        at = last if last > at else at + step


def _name_what_is_lost(target: sqlite3.Connection, values: dict[str, Any]) -> None:
    """Have a row for every number that a row of the log refers to, where its own could not be read."""
    for table in _SMALL:
        number = values.get(table)
        if number is None or target.execute(f"SELECT 1 FROM {table} WHERE id = ?", (number,)).fetchone():  # noqa: S608
            continue
        lost = uuid.uuid4().hex
        filled: dict[str, dict[str, Any]] = {
            "learner": {"uuid": lost, "name": f"lost-{number}", "created": 0},
            "device": {"uuid": lost, "name": "lost", "created": 0},
            "scheduler": {"digest": lost, "version": "lost", "parameters": "{}"},
        }
        _put(target, table, {"id": number, **filled[table]})


def _put(target: sqlite3.Connection, table: str, values: dict[str, Any]) -> int:
    """Add a row unless it is there; return how many that was."""
    names = ", ".join(values)
    marks = ", ".join("?" * len(values))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608
    with suppress(sqlite3.IntegrityError, sqlite3.InterfaceError):  # a row that is spoilt itself
        return target.execute(statement, tuple(values.values())).rowcount
    return 0


def _discard(part: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            part.with_name(part.name + ending).unlink(missing_ok=True)
