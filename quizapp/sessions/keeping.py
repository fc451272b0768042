"""Keeps copies of the database: one every so often while it is in use, in the background, and those asked for."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp import locations
from quizapp.sessions.errors import SessionError
from quizapp.storage import backups, connecting, restoring, salvaging
from quizapp.storage.backups import Backup
from quizapp.storage.errors import StoppedError, StorageError
from quizapp.storage.restoring import Difference

if TYPE_CHECKING:
    from datetime import datetime

    from quizapp.scheduling.clock import Clock
    from quizapp.storage.salvaging import Salvaged

__all__ = ["Backup", "Difference", "Keeper", "back_up", "chosen", "compare", "found", "mend_file", "restore"]

EVERY = timedelta(minutes=30)
LOOK_EVERY = 30.0  # seconds between two looks at the folder of the copies
NO_FILE = "The database is on a server, which has backups of its own (for PostgreSQL: pg_dump)."


class Keeper:
    """Copies one database while it is used; nobody waits for it, and what goes wrong is kept in ``problem``."""

    def __init__(self, file: Path | None, clock: Clock) -> None:
        self.problem = ""
        self._file = file
        self._clock = clock
        self._look_at = 0.0
        self._stop = threading.Event()
        self._copying: threading.Thread | None = None

    def after_a_commit(self) -> None:
        """Begin a copy if the last one is old; costs next to nothing while it is not."""
        if self._file is None or time.monotonic() < self._look_at:
            return
        self._look_at = time.monotonic() + LOOK_EVERY
        busy = self._copying is not None and self._copying.is_alive()
        if not busy and is_due(self._file, self._clock()):
            self._copying = threading.Thread(target=self._copy, name="backup", daemon=True)
            self._copying.start()

    def close(self) -> None:
        """Stop a copy that is being made; a part of one leaves nothing behind."""
        self._stop.set()
        if self._copying is not None:
            self._copying.join()

    def wait(self) -> None:
        """Wait for the copy that is being made."""
        if self._copying is not None:
            self._copying.join()

    def _copy(self) -> None:
        if self._file is None:
            return
        try:
            now = self._clock()
            backups.make(self._file, backups.AUTOMATIC, now, self._stop.is_set)
            backups.thin(self._file, now)
        except StoppedError:
            return
        except StorageError as error:
            logging.getLogger(__name__).warning("automatic backup: %s", error)
            self.problem = f"The automatic backup failed. {error}"
        else:
            self.problem = ""


def is_due(file: Path, now: datetime) -> bool:
    """Tell whether no copy was made in the last while; one from the future, of a clock set back, is none."""
    return not any(timedelta(0) <= now - one.made < EVERY for one in backups.found(file))


def found() -> tuple[Backup, ...]:
    """Return the copies of the learner's database, newest first."""
    return backups.found(_file())


def back_up(target: Path | None = None) -> Path:
    """Copy the learner's database, to its folder of backups or to a file that is not there yet."""
    file = _file()
    if not file.is_file():
        raise SessionError(f"There is no database {file} yet: nothing to copy.")
    if target is None:
        return backups.make(file, backups.BY_HAND).file
    if target.exists():
        raise SessionError(f"There is a file {target} already. Name another.")
    backups.copy(file, target)
    return target


def chosen(name: str | None) -> Path:
    """Return the copy that is meant: the newest, one of the folder by its name, or any file."""
    if name is None:
        newest = next(iter(found()), None)
        if newest is None:
            raise SessionError(f"There are no copies in {backups.folder_of(_file())}.")
        return newest.file
    inside = backups.folder_of(_file()) / name
    return inside if "/" not in name and inside.is_file() else Path(name)


def compare(backup: Path) -> Difference:
    """Return what putting a copy in the place of the learner's database would change."""
    return restoring.compare(_file(), backup)


def restore(backup: Path) -> Path | None:
    """Put a copy in the place of the learner's database; return where what it replaced is kept."""
    return restoring.restore(_file(), backup)


def _file() -> Path:
    file = connecting.file_of(connecting.parsed(locations.database_url()))
    if file is None:
        raise SessionError(NO_FILE)
    return file


def mend_file() -> Salvaged | None:
    """Mend a damaged database file: its indexes if that is enough, else all that can be read of it.

    Return what came of saving the rows, None where the indexes were enough. Raises StorageError in words.
    """
    file = _file()
    return None if salvaging.reindex(file) else salvaging.salvage(file)
