"""Copies of an SQLite database: made while it is in use, opened to see that they are whole, thinned with age.

A copy is written under another name and takes its own once it is whole and on the disk, so that whatever is
found in the folder of the backups can be relied on.
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from quizapp import locations
from quizapp.storage.errors import DamagedError, FullDiskError, StoppedError, UnwritableError
from quizapp.storage.translating import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

FOLDER = "backups"
AUTOMATIC, BY_HAND, BEFORE_RESTORE = "auto", "by-hand", "before-restore"
ALL_FOR = timedelta(days=2)
DAILY, WEEKLY, MONTHLY = 12, 10, 9
PAGES = 1024  # copied between two looks at whether to stop
LARGE = (
    256 * 2**20
)  # bytes; in a larger copy the rows are counted, instead of every page being looked through
_MOMENT = "%Y%m%d-%H%M%S-%f"
_NAME = re.compile(r"(?P<moment>\d{8}-\d{6}-\d{6})-(?P<label>[A-Za-z0-9-]+)\.db")
_LEFT_OVER = timedelta(days=1)  # a part that old belongs to a program that was killed


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy: its file, when it was made (UTC) and what for."""

    file: Path
    made: datetime
    label: str

    @property
    def by_hand(self) -> bool:
        """Whether somebody asked for it; such a copy is never thinned."""
        return self.label == BY_HAND


def folder_of(database: Path) -> Path:
    """Return the folder of a database's backups, there or not."""
    return database.absolute().parent / FOLDER


def found(database: Path) -> tuple[Backup, ...]:
    """Return the backups of a database, newest first."""
    try:
        files = list(folder_of(database).iterdir())
    except OSError:
        return ()
    backups = (_read_name(file, database.stem) for file in files)
    return tuple(sorted((one for one in backups if one), key=lambda one: one.file.name, reverse=True))


def make(
    database: Path, label: str, now: datetime | None = None, stop: Callable[[], bool] | None = None
) -> Backup:
    """Copy a database into the folder of its backups.

    Raises StorageError in words where that cannot be done, StoppedError once ``stop`` says so; nothing is
    left behind then.
    """
    moment = now or datetime.now(UTC)
    folder = folder_of(database)
    try:
        locations.make(folder)
    except locations.LocationError as error:
        raise UnwritableError(str(error)) from error
    file = folder / f"{database.stem}-{moment.strftime(_MOMENT)}-{label}.db"
    copy(database, file, stop)
    return Backup(file, moment, label)


def copy(database: Path, target: Path, stop: Callable[[], bool] | None = None) -> None:
    """Copy one moment of a database, others writing to it or not, to a file that is there whole or not at all.

    Raises StorageError in words, StoppedError once ``stop`` says so.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with in_words(str(target)):
            _copy(database, part, stop)
        verify(part)
        _settle(part, target)
    except DamagedError as error:
        raise DamagedError(
            f"{database} is damaged, so there can be no whole copy of it. quizapp doctor --repair saves what can be "
            "read of the database in use."
        ) from error
    except OSError as error:
        family = FullDiskError if error.errno == 28 else UnwritableError
        raise family(f"The copy {target} cannot be written: {error.strerror or error}.") from error
    finally:
        _discard(part)


def verify(file: Path) -> None:
    """Open a copy and see that it is a database of ours and whole; raise StorageError where it is not."""
    with in_words(str(file)), closing(open_file(file)) as opened:
        problem = _problem(opened, file)
    if problem:
        raise DamagedError(f"The copy {file} is not whole: {problem}.")


def _problem(opened: sqlite3.Connection, file: Path) -> str:
    """Return what is wrong with a copy; "" where nothing is."""
    if opened.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone() is None:
        return "it is no database of quizapp"
    if file.stat().st_size <= LARGE:
        said = str(opened.execute("PRAGMA quick_check(1)").fetchone()[0])
        return "" if said == "ok" else said
    pages, size = (opened.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    if pages * size != file.stat().st_size:
        return f"it has {file.stat().st_size} bytes, not {pages * size}"
    rows, last = opened.execute("SELECT count(*), coalesce(max(seq), 0) FROM review").fetchone()
    return "" if rows == last else f"{rows} rows are numbered up to {last}"


def thin(database: Path, now: datetime | None = None) -> tuple[Path, ...]:
    """Remove the automatic copies that are no longer wanted and what killed programs left; return them."""
    moment = now or datetime.now(UTC)
    automatic = {one.made: one.file for one in found(database) if not one.by_hand}
    removed = [automatic[made] for made in sorted(surplus(automatic, moment))]
    removed += _left_over(folder_of(database), moment)
    for file in removed:
        _discard(file)
    return tuple(removed)


def surplus(made: Iterable[datetime], now: datetime) -> set[datetime]:
    """Return which copies to let go: all of two days stay, then the last of 12 days, 10 weeks and 9 months.

    A copy from the future stays: it was made before a clock was set back. The newest always stays.
    """
    newest_first = sorted(made, reverse=True)
    kept = {each for each in newest_first if now - each <= ALL_FOR} | set(newest_first[:1])
    older = [each for each in newest_first if each not in kept]
    for name_of, wanted in ((_day, DAILY), (_week, WEEKLY), (_month, MONTHLY)):
        lasts: dict[object, datetime] = {}
        for each in older:
            lasts.setdefault(name_of(each), each)
        kept |= set(list(lasts.values())[:wanted])
    return set(newest_first) - kept


def _day(moment: datetime) -> object:
    return moment.date()


def _week(moment: datetime) -> object:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> object:
    return (moment.year, moment.month)


def _copy(database: Path, part: Path, stop: Callable[[], bool] | None) -> None:
    def look(_status: int, _remaining: int, _total: int) -> None:
        if stop is not None and stop():
            raise StoppedError(f"The copy of {database} was stopped; nothing was changed.")

    with closing(open_file(database)) as source, closing(sqlite3.connect(part)) as target:
        target.execute("PRAGMA synchronous = OFF")  # the whole file is brought to the disk at the end
        target.execute("PRAGMA journal_mode = OFF")  # what fails is thrown away, not rolled back
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # one moment, however long it takes
        if stop is None:
            source.backup(target)  # in one go, which is faster
        else:
            source.backup(target, pages=PAGES, progress=look)
        target.execute("PRAGMA journal_mode = DELETE")  # a copy is one file


def open_file(file: Path, mode: str = "ro") -> sqlite3.Connection:
    """Open an SQLite file that is there, to read or ("rw") to write; transactions are begun by hand."""
    opened = sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
    opened.execute("PRAGMA busy_timeout = 5000")
    return opened


def _settle(part: Path, target: Path) -> None:
    """Bring a file to the disk and give it its name."""
    with part.open("rb") as opened:
        os.fsync(opened.fileno())
    part.replace(target)
    flush_folder(target.parent)


def flush_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    with suppress(OSError):  # some systems know no folders as files
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _discard(file: Path) -> None:
    with suppress(OSError):
        file.unlink(missing_ok=True)


def _left_over(folder: Path, now: datetime) -> list[Path]:
    try:
        return [
            part
            for part in folder.glob(".*.part*")
            if now - datetime.fromtimestamp(part.stat().st_mtime, UTC) > _LEFT_OVER
        ]
    except OSError:  # gone in the meantime
        return []


def _read_name(file: Path, stem: str) -> Backup | None:
    beginning, name = file.name[: len(stem) + 1], file.name[len(stem) + 1 :]
    match = _NAME.fullmatch(name) if beginning == f"{stem}-" else None
    if match is None:
        return None
    try:
        made = datetime.strptime(match["moment"], _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Backup(file, made, match["label"])
