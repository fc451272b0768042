"""Watches over the files that this device wrote into a shared folder: what carries a folder may also lose of it.

How long each file was and when it was changed is noted at the end of every sync. Where that is not what is found
at the beginning of the next, the files are read anew, and what does not count in them any more is written again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizapp.storage import notes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from quizapp.storage.journals import Reading


class OwnFiles:
    """The files of one device in one folder, as they were left and as they are found."""

    def __init__(self, connection: Connection, key: str, device: str, files: Iterable[Path]) -> None:
        """Compare what is noted under ``key`` with the files that are there."""
        self._key, self._device = f"{key}:own", device
        self._left: Mapping[str, Any] = notes.get(connection, self._key) or {}
        found = {file.name: _look(file) for file in files if self.has(file)}
        self.are_touched = found != {name: left[1:] for name, left in self._left.items()}

    def has(self, file: Path) -> bool:
        """Tell whether a file is one of them."""
        return file.name.startswith(f"{self._device}-")

    def are_damaged(self, readings: Mapping[str, Reading]) -> bool:
        """Tell whether less counts of them, now that they were read, than what was left."""
        ends = {name: reading.end.offset for name, reading in readings.items()}
        return any(ends.get(name, 0) < left[0] for name, left in self._left.items())

    def note(self, connection: Connection, files: Iterable[Path], ends: Mapping[str, int]) -> None:
        """Note how the files are left; ``ends`` are the bytes of each that count."""
        left = {file.name: [ends.get(file.name, 0), *_look(file)] for file in files if self.has(file)}
        if left != self._left:
            notes.put(connection, self._key, left)


def _look(file: Path) -> list[int]:
    found = file.stat()
    return [found.st_size, found.st_mtime_ns]
