"""Puts a backup in the place of a database, after saying what that changes and keeping what is replaced.

The pages of the copy are written into the database as one transaction of SQLite's own: other programs may have
it open, and a crash in the middle leaves it as it was. What is replaced is copied under the same lock, so that
no answer can come between.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from quizapp import locations
from quizapp.storage import backups, migrating
from quizapp.storage.errors import DamagedError, NewerDatabaseError, StorageError, UnwritableError
from quizapp.storage.translating import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DAMAGED = "damaged"
_BESIDE = ("", "-wal", "-shm")  # what belongs to a database
_ONLY = "SELECT count(*) FROM {here}.review WHERE id NOT IN (SELECT id FROM {there}.review)"
_LAST = "SELECT max(at) FROM copy.review"
_COLUMNS = "question, phase, stability, due_day, due_at, reps, suspended, buried_until, flag"
_OTHER_CARDS = (
    f"SELECT count(*) FROM (SELECT {_COLUMNS} FROM {{here}}.card "  # noqa: S608 - names of ours
    f"EXCEPT SELECT {_COLUMNS} FROM {{there}}.card)"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a restore would change. ``sound`` tells whether the database at hand can be read at all.

    ``lost`` are rows of the log that only the database has, ``gained`` those that only the copy has;
    ``cards`` are the questions whose state changes. ``last_there`` is when the copy's last row was made, in microseconds UTC.
    """

    sound: bool
    lost: int = 0
    gained: int = 0
    cards: int = 0
    last_there: int | None = None

    @property
    def is_none(self) -> bool:
        """Whether both hold the same."""
        return self.sound and not (self.lost or self.gained or self.cards)


def compare(database: Path, backup: Path) -> Difference:
    """Return what putting a copy in the place of a database would change; raise StorageError in words."""
    check(backup)
    if not is_sound(database):
        return Difference(sound=False)
    with in_words(str(database)), closing(backups.open_file(database)) as opened:
        opened.execute("ATTACH DATABASE ? AS copy", (f"{backup.absolute().as_uri()}?mode=ro",))
        return Difference(
            sound=True,
            lost=_count(opened, _ONLY, "main", "copy"),
            gained=_count(opened, _ONLY, "copy", "main"),
            cards=max(
                _count(opened, _OTHER_CARDS, "main", "copy"), _count(opened, _OTHER_CARDS, "copy", "main")
            ),
            last_there=opened.execute(_LAST).fetchone()[0],
        )


def check(backup: Path) -> None:
    """See that a copy is whole and that this program can read it; raise StorageError in words."""
    if not backup.is_file():
        raise UnwritableError(f"There is no copy {backup}. quizapp backup --list names those there are.")
    backups.verify(backup)
    with in_words(str(backup)), closing(backups.open_file(backup)) as opened:
        found = opened.execute("SELECT version_num FROM alembic_version").fetchone()
    if found is None or found[0] not in migrating.REVISIONS:
        raise NewerDatabaseError(
            f"The copy {backup} was made by a newer quizapp. Nothing was changed. Install the newer quizapp."
        )


def is_sound(database: Path) -> bool:
    """Tell whether a database is there and can be read in full; raise where it only cannot be reached now."""
    if not database.is_file():
        return False
    try:
        with in_words(str(database)), closing(backups.open_file(database)) as opened:
            whole = bool(opened.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
            return whole and opened.execute("SELECT count(*) FROM alembic_version").fetchone() is not None
    except DamagedError:
        return False


def restore(database: Path, backup: Path, now: datetime | None = None) -> Path | None:
    """Put a copy in the place of a database; return where what it replaced is kept, None if there was nothing.

    Raises StorageError in words where that cannot be done; the database is then as it was.
    """
    check(backup)
    if is_sound(database):
        return _write_over(database, backup, now)
    try:
        locations.make(database.absolute().parent)
        kept = set_aside(database, now)
    except (OSError, locations.LocationError) as error:
        raise UnwritableError(f"The damaged database {database} cannot be set aside: {error}.") from error
    backups.copy(backup, database)
    return kept


def set_aside(database: Path, now: datetime | None = None) -> Path | None:
    """Move a database that cannot be read, with all that belongs to it, into the folder of the backups."""
    if not database.exists():
        for ending in _BESIDE[1:]:  # of a database that was deleted: not of the copy that comes
            with suppress(FileNotFoundError):
                database.with_name(database.name + ending).unlink()
        return None
    moment = (now or datetime.now(UTC)).strftime("%Y%m%d-%H%M%S-%f")
    kept = locations.make(backups.folder_of(database)) / f"{database.stem}-{moment}-{DAMAGED}.db"
    for ending in reversed(_BESIDE):
        with suppress(FileNotFoundError):
            database.with_name(database.name + ending).replace(kept.with_name(kept.name + ending))
    return kept


def _write_over(database: Path, backup: Path, now: datetime | None) -> Path:
    kept: list[Path] = []

    def keep(status: int, _remaining: int, _total: int) -> None:
        if not kept and status in (sqlite3.SQLITE_OK, sqlite3.SQLITE_DONE):  # the lock is ours by now
            kept.append(backups.make(database, backups.BEFORE_RESTORE, now).file)

    with (
        in_words(str(database)),
        _with_pages_of(database, backup) as fitting,
        closing(backups.open_file(fitting)) as source,
        closing(backups.open_file(database, "rw")) as target,
    ):
        target.execute("PRAGMA synchronous = FULL")
        source.backup(target, pages=1, progress=keep)
    return kept[0]


@contextmanager
def _with_pages_of(database: Path, backup: Path) -> Iterator[Path]:
    """Yield a copy whose pages are as long as those of a database: the backup, or one that is gone afterwards.

    SQLite writes pages over pages, and those of databases of earlier programs are shorter.
    """
    with closing(backups.open_file(database)) as here, closing(backups.open_file(backup)) as there:
        wanted, found = (one.execute("PRAGMA page_size").fetchone()[0] for one in (here, there))
        if wanted == found:
            yield backup
            return
        part = backups.folder_of(database) / f".{backup.name}.{os.getpid()}.part"
        try:
            locations.make(part.parent)
            part.unlink(missing_ok=True)  # of a program that was killed
            there.execute(f"PRAGMA page_size = {wanted}")
            there.execute("VACUUM INTO ?", (str(part),))
            yield part
        except locations.LocationError as error:
            raise UnwritableError(str(error)) from error
        finally:
            part.unlink(missing_ok=True)


def _count(opened: sqlite3.Connection, statement: str, here: str, there: str) -> int:
    return int(opened.execute(statement.format(here=here, there=there)).fetchone()[0])


__all__ = ["Difference", "StorageError", "check", "compare", "is_sound", "restore", "set_aside"]
