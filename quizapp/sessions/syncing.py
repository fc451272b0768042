"""Two devices, one log: each writes its own rows into a folder and takes what the others wrote there.

The folder is carried by whatever the learner has (Dropbox, Syncthing, git, a stick); nothing in it is ever
overwritten. The state is what the union of all rows comes to, so neither the order in which files arrive nor
how often one syncs makes a difference.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from quizapp import locations
from quizapp.sessions import merging, setting_log
from quizapp.sessions.errors import SessionError
from quizapp.sessions.own_files import OwnFiles
from quizapp.settings import SettingsError
from quizapp.storage import journals, notes, portable
from quizapp.storage.errors import FileUnreadableError, UnreadableRowError
from quizapp.storage.journals import Bookmark, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from quizapp.sessions.collection import Collection
    from quizapp.storage.journals import Folder

_ROWS = (portable.REVIEW, portable.EVENT)
APPENDED = 1000  # lines written between two words on progress


@dataclass(slots=True)
class Synced:
    """What came of it: rows taken and written, settings that changed, and a sentence for each trouble."""

    taken: int = 0
    written: int = 0
    questions: int = 0
    settings: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    warnings: list[str] = field(default_factory=list)


def sync(
    collection: Collection, folder: Path, progress: Callable[[str, int], None] = lambda _what, _rows: None
) -> Synced:
    """Take what other devices wrote into a folder and write there what they do not have yet.

    Raises SessionError or StorageError in words where the folder cannot be used at all; a file that is not
    whole is a warning, and taken up to there. ``progress`` hears what is being done and how many rows it was.
    """
    if not folder.is_dir():
        raise SessionError(f"There is no folder {folder}. Make it, where your devices can all see it.")
    with _alone():
        return _Sync(collection, journals.of_learner(folder, collection.store.learner_name), progress).run()


class _Sync:
    """One run: reads every file, then writes the device's own."""

    def __init__(self, collection: Collection, folder: Folder, progress: Callable[[str, int], None]) -> None:
        self._collection = collection
        self._store = collection.store
        self._folder = folder
        self._progress = progress
        self._done = Synced()
        self._merged = merging.Merged()
        self._readings: dict[str, Reading] = {}
        self._in_folder: set[str] = set()  # ids of this run that need not be written
        self._present: dict[str, str] = {}  # devices that have a file, with their names
        self._key = f"sync:{folder.place.absolute()}"

    def run(self) -> Synced:
        """Read, write, and settle the settings."""
        files = self._folder.files()
        with self._store.read() as connection:
            self._own = OwnFiles(connection, self._key, self._own_device(), files)
        self._note_settings()  # before others have their say
        for file in files:
            self._meet(file)
        for file in files:
            self._read(file)
        self._write(again=self._own.are_damaged(self._readings))
        self._done.settings = self._adopt_settings()
        self._done.taken, self._done.questions = self._merged.new, len(self._merged.questions)
        own = self._own_device()
        self._done.devices = tuple(sorted(name for device, name in self._present.items() if device != own))
        return self._done

    def _note_settings(self) -> None:
        collection, own = self._collection, self._own_device()
        collection.refresh()
        with self._store.write() as connection:
            now = collection.now()
            setting_log.changed_here(connection, self._store.learner, own, now, collection.settings)

    def _meet(self, file: Path) -> None:
        """Read whose file it is."""
        header = journals.header_of(file)
        if header is None:
            return
        self._present[str(header.get("device"))] = str(header.get("name") or "unnamed")
        ended = header.get("ended")
        if isinstance(ended, dict):
            self._folder.ended.update({str(name): end for name, end in ended.items() if type(end) is int})

    def _read(self, file: Path) -> None:
        """Take the rows of one file, a batch in a transaction, and note in it how far that was."""
        with self._store.read() as connection:
            noted = notes.get(connection, f"{self._key}:{file.name}")
        own = self._own.has(file)
        from_start = own and self._own.are_touched
        reading = self._readings[file.name] = Reading(file, Bookmark() if from_start else _bookmark(noted))
        try:
            self._take_all(reading)
        except UnreadableRowError as error:
            self._done.warnings.append(f"{file}: a row of it cannot be read. {error} The rest is left out.")
        except FileUnreadableError as error:
            self._done.warnings.append(f"{error} It is taken the next time.")
            return
        if reading.rest and not own and not self._folder.is_void(reading):
            self._done.warnings.append(
                f"{file} is not whole, or has not wholly arrived: {reading.rest} bytes at its end do not "
                "count yet. What stands before them was taken; the rest is taken once it has come."
            )

    def _take_all(self, reading: Reading) -> None:
        said = journals.lines(reading)
        while batch := list(islice(said, merging.BATCH)):
            self._check_header(batch)
            with self._store.write() as connection:
                merging.take(self._store, connection, batch, self._merged)
                words = [value for value in batch if value.get("type") == setting_log.SETTING]
                if words:
                    setting_log.take(connection, self._store.learner, words)
                notes.put(connection, f"{self._key}:{reading.file.name}", list(reading.end))
            self._in_folder.update(str(row["id"]) for row in batch if row.get("type") in _ROWS)
            self._progress("read", self._merged.read)

    def _check_header(self, batch: list[Mapping[str, Any]]) -> None:
        header = batch[0]
        if header.get("type") == "journal" and header.get("format") != journals.FORMAT:
            raise UnreadableRowError("It was written by a newer quizapp; install that one here too.")

    def _write(self, *, again: bool) -> None:
        """Append the rows that no file has: this device's own, and those of devices without a file here.

        With ``again`` all are looked through, not only those that are new.
        """
        store, own = self._store, self._own_device()
        with store.read() as connection:
            sent = (0, 0) if again else _numbers(notes.get(connection, f"{self._key}:sent"))
            until = portable.last_numbers(store, connection)
            words = self._own_words(connection, own, {} if again else self._sent_words(connection))
            fresh = chain(self._own_rows(connection, own, sent), words)
            writer = journals.Writer(self._folder, own, self._own_name(connection), self._readings)
            while batch := list(islice(fresh, APPENDED)):
                writer.append(batch)
                self._done.written += sum(value["type"] in _ROWS for value in batch)
                self._progress("written", self._done.written)
        with store.write() as connection:
            notes.put(connection, f"{self._key}:sent", until)
            if words:
                sent_words = self._sent_words(connection) | {each["key"]: each["at"] for each in words}
                notes.put(connection, f"{self._key}:sent-words", sent_words)
            for name, end in writer.written.items():
                notes.put(connection, f"{self._key}:{name}", list(end))
            ends = {name: reading.end.offset for name, reading in self._readings.items()}
            ends |= {name: end.offset for name, end in writer.written.items()}
            self._own.note(connection, self._folder.files(), ends)
        if again and writer.written:
            self._done.warnings.append(
                f"What this device had written into {self._folder.place} was damaged or taken away since; what is "
                "missing there has been written again. Nothing is lost."
            )

    def _own_rows(self, connection: Connection, own: str, sent: tuple[int, int]) -> Iterator[dict[str, Any]]:
        """Yield what is to be written, each scheduler and device before the first row that names it."""
        devices = portable.devices(self._store, connection)
        schedulers = {value["digest"]: value for value in portable.schedulers(connection).values()}
        only = [
            number
            for number, value in devices.items()
            if value["id"] == own or value["id"] not in self._present
        ]
        named = {value["id"]: value for value in devices.values()}
        rows = portable.rows(self._store, connection, after=sent[0], only=only)
        events = portable.events(self._store, connection, after=sent[1], only=only)
        for _, value in chain(rows, events):
            if value["id"] in self._in_folder:
                continue
            for needed in (named.pop(value["device"], None), schedulers.pop(value.get("scheduler"), None)):
                if needed is not None:
                    yield needed
            yield value

    def _own_words(self, connection: Connection, own: str, sent: Mapping[str, int]) -> list[dict[str, Any]]:
        """Return what was said of settings here and has not been written."""
        said = setting_log.said(connection, self._store.learner)
        return [value for value in said if value["device"] == own and value["at"] != sent.get(value["key"])]

    def _sent_words(self, connection: Connection) -> dict[str, int]:
        """Return the moment of the last word written on each setting: a clock set back must not hide one."""
        noted = notes.get(connection, f"{self._key}:sent-words")
        return noted if isinstance(noted, dict) else {}

    def _adopt_settings(self) -> tuple[str, ...]:
        """Write the newest word on each setting into the settings file."""
        collection = self._collection
        if collection.given_settings is not None:
            return ()
        with self._store.read() as connection:
            changes = setting_log.differing(connection, self._store.learner, collection.settings)
        if not changes:
            return ()
        try:
            setting_log.adopt(changes, collection.clock())
        except (SettingsError, OSError) as error:
            self._done.warnings.append(f"The settings of another device could not be taken over: {error}")
            return ()
        collection.refresh()
        return tuple(sorted(changes))

    def _own_device(self) -> str:
        with self._store.read() as connection:
            return str(portable.devices(self._store, connection)[self._store.device]["id"])

    def _own_name(self, connection: Connection) -> str:
        return str(portable.devices(self._store, connection)[self._store.device]["name"])


@contextmanager
def _alone() -> Iterator[None]:
    """Keep another sync of this device waiting until this one is done."""
    try:
        import fcntl  # noqa: PLC0415 - not on every system
    except ImportError:
        yield
        return
    try:
        file = locations.make(locations.state_dir()) / "sync.lock"
        opened = file.open("w")
    except (OSError, locations.LocationError):  # nowhere to lock: rows written twice are read once
        yield
        return
    with opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield


def _bookmark(noted: Any) -> Bookmark:
    if isinstance(noted, list) and len(noted) == 2 and type(noted[0]) is int and isinstance(noted[1], str):
        return Bookmark(noted[0], noted[1])
    return Bookmark()


def _numbers(noted: Any) -> tuple[int, int]:
    """Return up to where the log and the events were written."""
    if isinstance(noted, list) and len(noted) == 2 and all(type(each) is int for each in noted):
        return noted[0], noted[1]
    return 0, 0
