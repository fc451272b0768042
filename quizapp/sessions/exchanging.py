"""Everything that was learned, as JSON lines: written to a file, and taken from one; docs/export.md says how."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from quizapp.sessions import merging, setting_log
from quizapp.sessions.errors import SessionError
from quizapp.settings import SettingsError
from quizapp.storage import backups, portable
from quizapp.storage.connecting import as_json
from quizapp.storage.errors import FullDiskError, UnreadableRowError, UnwritableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from quizapp.sessions.collection import Collection

FORMAT = 1
_ROWS = (portable.REVIEW, portable.EVENT)


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import came to: rows in the file, rows that were new, questions they speak of, settings changed."""

    read: int
    new: int
    questions: int
    settings: tuple[str, ...]


def export(collection: Collection, target: Path) -> int:
    """Write everything to a file that is not there yet; return how many rows of the log that was.

    The file is there whole or not at all. Raises SessionError or StorageError in words.
    """
    if target.exists():
        raise SessionError(f"There is a file {target} already. Name another.")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("x", encoding="utf-8", newline="\n") as opened:
            count = 0
            for line in exported(collection):
                count += line.startswith(('{"type":"review"', '{"type":"interview"'))
                opened.write(line + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        part.replace(target)
    except OSError as error:
        family = FullDiskError if error.errno == 28 else UnwritableError
        raise family(f"{target} cannot be written: {error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)
    backups.flush_folder(target.parent)
    return count


def exported(collection: Collection) -> Iterator[str]:
    """Yield the lines of an export: header, devices, schedulers, settings, the log, and how long it was."""
    store = collection.store
    with (
        suppress(UnwritableError),
        store.write() as connection,
    ):  # what can only be read is exported all the same
        device = str(portable.devices(store, connection)[store.device]["id"])
        setting_log.changed_here(connection, store.learner, device, collection.now(), collection.settings)
    with store.read() as connection:
        made = collection.clock().isoformat(timespec="seconds")
        yield as_json(
            {"type": "quizapp-export", "format": FORMAT, "made": made, "learner": store.learner_name}
        )
        count = 0
        for value in _everything(collection, connection):
            count += value["type"] in _ROWS
            yield as_json(value)
    yield as_json({"type": "end", "rows": count})


def take(collection: Collection, source: Path) -> Taken:
    """Take an export into the log: rows that are not there yet are added, those that are stay as they are.

    All of the file or nothing of it. Raises SessionError with the line that cannot be read.
    """
    merged = merging.Merged()
    with source.open(encoding="utf-8") as opened:
        found = _read(source, opened)
        with collection.store.write() as connection:
            while batch := list(islice(found, merging.BATCH)):
                try:
                    merging.take(collection.store, connection, batch, merged)
                except UnreadableRowError as error:
                    raise SessionError(
                        f"{source}: a row cannot be read. {error} Nothing was taken."
                    ) from error
                words = [value for value in batch if value.get("type") == setting_log.SETTING]
                if words:
                    setting_log.take(connection, collection.store.learner, words)
    return Taken(merged.read, merged.new, len(merged.questions), _adopt(collection))


def _everything(collection: Collection, connection: Connection) -> Iterator[Mapping[str, Any]]:
    store = collection.store
    yield from portable.devices(store, connection).values()
    yield from portable.schedulers(connection).values()
    yield from setting_log.said(connection, store.learner)
    for _, value in chain(portable.rows(store, connection), portable.events(store, connection)):
        yield value


def _read(source: Path, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the values of an export's lines; raise SessionError for a file that is none, or not all of one."""
    rows, ended = 0, False
    for number, line in enumerate(lines, 1):
        value = _value(source, number, line)
        if number == 1:
            _check_header(source, value)
        elif value["type"] == "end":
            ended = value.get("rows") == rows
        else:
            rows += value["type"] in _ROWS
            yield value
    if not ended:
        raise SessionError(f"{source} is not whole: it ends after {rows} rows of the log. Nothing was taken.")


def _value(source: Path, number: int, line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SessionError(f"{source}:{number}: this is not JSON. Nothing was taken.") from error
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        raise SessionError(f'{source}:{number}: there is no "type". Nothing was taken.')
    return value


def _check_header(source: Path, value: Mapping[str, Any]) -> None:
    if value["type"] != "quizapp-export":
        raise SessionError(f"{source} is no export of quizapp. Nothing was taken.")
    if value.get("format") != FORMAT:
        raise SessionError(f"{source} was written by a newer quizapp. Nothing was taken; install that one.")


def _adopt(collection: Collection) -> tuple[str, ...]:
    if collection.given_settings is not None:
        return ()
    with collection.store.read() as connection:
        changes = setting_log.differing(connection, collection.store.learner, collection.settings)
    if not changes:
        return ()
    try:
        setting_log.adopt(changes, collection.clock())
    except OSError as error:
        raise SettingsError(f"The settings cannot be written: {error.strerror}.") from error
    collection.refresh()
    return tuple(sorted(changes))
