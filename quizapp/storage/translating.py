"""Turns what database drivers raise into the sentences of ``quizapp.storage.errors``."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import exc

from quizapp.storage import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

# By the beginning of SQLite's own name of the error; the first that fits counts.
_SQLITE: tuple[tuple[str, type[errors.StorageError], str], ...] = (
    (
        "SQLITE_BUSY",
        errors.LockedError,
        "Another program is writing to the database {place}. Close it, or wait a moment and try again.",
    ),
    (
        "SQLITE_LOCKED",
        errors.LockedError,
        "Another program is writing to the database {place}. Close it, or wait a moment and try again.",
    ),
    (
        "SQLITE_FULL",
        errors.FullDiskError,
        "There is no room left to write to the database {place}. What was acknowledged is safe; "
        "free some space and answer again.",
    ),
    (
        "SQLITE_NOTADB",
        errors.DamagedError,
        "The file {place} is not a quizapp database. Move it away, or put a copy from the folder "
        "backups in its place.",
    ),
    (
        "SQLITE_CORRUPT",
        errors.DamagedError,
        "The database {place} is damaged. Run quizapp doctor --repair: it saves what can be read of it, beside "
        "what its backups hold.",
    ),
    (
        "SQLITE_READONLY",
        errors.UnwritableError,
        "The database {place} cannot be written. Allow writing to it and to its folder, or set "
        "QUIZAPP_HOME to another folder.",
    ),
    (
        "SQLITE_CANTOPEN",
        errors.UnwritableError,
        "The database {place} cannot be opened. Allow reading and writing in its folder, or set "
        "QUIZAPP_HOME to another folder.",
    ),
    (
        "SQLITE_IOERR",
        errors.UnwritableError,
        "The disk refuses to read or write the database {place}. Check the disk; what was acknowledged is "
        "safe.",
    ),
)


@contextmanager
def in_words(place: str) -> Iterator[None]:
    """Raise a StorageError for what a driver raises inside; ``place`` is the database as people know it."""
    try:
        yield
    except exc.DBAPIError as error:
        raise translated(error.orig or error, place) from error
    except sqlite3.Error as error:
        raise translated(error, place) from error


def translated(error: BaseException, place: str) -> errors.StorageError:
    """Return the StorageError that says what a driver's error means."""
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error, place)
    said = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
    if all(family.__name__ != "OperationalError" for family in type(error).__mro__):
        return errors.StorageError(f"The database {place} refused: {said}.")
    return errors.UnreachableError(
        f"The database {place} does not answer: {said}. Check that its server runs and that "
        "QUIZAPP_DATABASE_URL is right."
    )


def _of_sqlite(error: sqlite3.Error, place: str) -> errors.StorageError:
    name = getattr(error, "sqlite_errorname", "") or ""
    for beginning, family, sentence in _SQLITE:
        if name.startswith(beginning):
            return family(sentence.format(place=place))
    return errors.StorageError(f"The database {place} refused: {error}. Run quizapp doctor.")
