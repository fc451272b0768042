"""Files that only grow, one device's each, in a folder that something else carries between machines.

A line is sixteen hexadecimal digits, a space, and one JSON object. The digits are the beginning of the SHA-256
of the digits of the line before (none before the first) and of the text after the space: so a line counts
only if it and everything before it is as it was written. A file that ends in the middle of a line, or was
damaged on its way, is read up to there, and on from there once the rest has come.

The first line says whose file it is. A device whose own file is not whole begins another, and says there up to
where the earlier one counts.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from quizapp.storage.backups import flush_folder
from quizapp.storage.connecting import as_json
from quizapp.storage.errors import FileUnreadableError, FullDiskError, UnwritableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

FORMAT = 1
ENDING = ".jsonl"
SEGMENT = 8_000_000  # bytes; what carries the folder may have to carry a whole file for one more line
_NAME = re.compile(r"(?P<device>[0-9a-f-]{36})-(?P<number>\d{6})\.jsonl")
_DIGITS = 16


class Bookmark(NamedTuple):
    """Up to where a file was read: bytes, and the digits of the last line that counted."""

    offset: int = 0
    digits: str = ""


@dataclass(slots=True)
class Reading:
    """What a file came to: where it stopped counting, and whether anything stands after that."""

    file: Path
    end: Bookmark
    rest: int = 0  # bytes that do not count
    header: Mapping[str, Any] | None = None


@dataclass(slots=True)
class Folder:
    """The files of one learner in a folder, and what their headers say of files that ended early."""

    place: Path
    ended: dict[str, int] = field(default_factory=dict)  # name → bytes that count, the rest is void

    def files(self) -> list[Path]:
        """Return the files there are, in the order of their names."""
        try:
            return sorted(file for file in self.place.iterdir() if file.suffix == ENDING and file.is_file())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise UnwritableError(f"The folder {self.place} cannot be read: {error.strerror}.") from error

    def is_void(self, reading: Reading) -> bool:
        """Tell whether what does not count of a file is known to be given up."""
        return self.ended.get(reading.file.name) == reading.end.offset


def of_learner(folder: Path, learner: str) -> Folder:
    """Return the files of a learner under a folder that devices share."""
    return Folder(folder / f"quizapp-{quote(learner, safe='')}")


def lines(reading: Reading) -> Iterator[Mapping[str, Any]]:
    """Yield what each line says that counts, from where ``reading`` stands; it stands at the end then.

    A file that was replaced by another since it was read is read from its beginning.
    """
    try:
        with reading.file.open("rb") as opened:
            size = os.fstat(opened.fileno()).st_size
            if reading.end.offset > size or (reading.end.offset and not _goes_on(opened, reading.end)):
                reading.end = Bookmark()
            reading.rest = size - reading.end.offset
            opened.seek(reading.end.offset)
            for raw in opened:
                said = _said(raw, reading.end.digits)
                if said is None:
                    break
                reading.end = Bookmark(reading.end.offset + len(raw), raw[:_DIGITS].decode())
                reading.rest = size - reading.end.offset
                if reading.header is None and said.get("type") == "journal":
                    reading.header = said
                yield said
    except OSError as error:
        raise FileUnreadableError(f"{reading.file} cannot be read: {error.strerror}.") from error


def header_of(file: Path) -> Mapping[str, Any] | None:
    """Return the first line of a file, None where it does not count."""
    try:
        with file.open("rb") as opened:
            said = _said(opened.readline(), "")
    except OSError:
        return None
    return said if said is not None and said.get("type") == "journal" else None


class Writer:
    """Appends lines to the last file of a device, or begins the next."""

    def __init__(self, folder: Folder, device: str, name: str, read: Mapping[str, Reading]) -> None:
        """Go on where the device's last file ends; ``read`` are the files as they were just read."""
        self._folder, self._device, self._name = folder, device, name
        self.written: dict[str, Bookmark] = {}
        own = [reading for file, reading in read.items() if _is_of(file, device)]
        self._torn = {reading.file.name: reading.end.offset for reading in own if reading.rest}
        last = max(own, key=lambda reading: reading.file.name, default=None)
        self._number = _number_of(last.file.name) if last else 0
        whole = last is not None and not last.rest and last.end.offset < SEGMENT
        self._at = last.end if last is not None and whole else None

    def append(self, values: Iterable[Mapping[str, Any]]) -> int:
        """Write lines to the end of the file and wait for the disk; return how many."""
        texts = [as_json(value) for value in values]
        if not texts:
            return 0
        if self._at is None or self._at.offset >= SEGMENT:
            self._number, self._at = self._number + 1, Bookmark()
            texts.insert(0, as_json(self._header()))
        file = self._folder.place / f"{self._device}-{self._number:06d}{ENDING}"
        chained, end = _chain(texts, self._at)
        try:
            self._folder.place.mkdir(mode=0o700, parents=True, exist_ok=True)
            _append(file, chained, self._at.offset)
        except OSError as error:
            family = FullDiskError if error.errno == 28 else UnwritableError
            raise family(
                f"{file} cannot be written: {error.strerror}. Nothing is lost; sync again once it can be."
            ) from error
        self._at = self.written[file.name] = end
        return len(texts)

    def _header(self) -> dict[str, Any]:
        header = {"type": "journal", "format": FORMAT, "device": self._device, "name": self._name}
        return {**header, "ended": self._torn} if self._torn else header


def _append(file: Path, chained: bytes, offset: int) -> None:
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | (os.O_EXCL if offset == 0 else 0)
    opened = os.open(file, flags, 0o600)
    try:
        if os.fstat(opened).st_size != offset:
            raise OSError(11, "it has grown in the meantime")
        view = memoryview(chained)
        while view:
            view = view[os.write(opened, view) :]
        os.fsync(opened)
    finally:
        os.close(opened)
    flush_folder(file.parent)


def _chain(texts: list[str], start: Bookmark) -> tuple[bytes, Bookmark]:
    digits, made = start.digits, []
    for text in texts:
        digits = _digits(digits, text.encode())
        made.append(f"{digits} {text}\n")
    chained = "".join(made).encode()
    return chained, Bookmark(start.offset + len(chained), digits)


def _digits(before: str, text: bytes) -> str:
    return hashlib.sha256(before.encode() + text).hexdigest()[:_DIGITS]


def _said(raw: bytes, before: str) -> Mapping[str, Any] | None:
    """Return what a line says if it counts after the one before."""
    if not raw.endswith(b"\n") or raw[_DIGITS : _DIGITS + 1] != b" ":
        return None
    text = raw[_DIGITS + 1 : -1]
    if raw[:_DIGITS] != _digits(before, text).encode():
        return None
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _goes_on(opened: Any, end: Bookmark) -> bool:
    """Tell whether the line before a bookmark is the one it was put after."""
    step, before = 1 << 12, b""
    while end.offset > len(before) and b"\n" not in before[:-1]:
        start = max(0, end.offset - max(step, len(before) * 2))
        opened.seek(start)
        before = opened.read(end.offset - start)
    line = before[:-1].rpartition(b"\n")[2]
    return before.endswith(b"\n") and line[:_DIGITS] == end.digits.encode()


def _is_of(name: str, device: str) -> bool:
    match = _NAME.fullmatch(name)
    return match is not None and match["device"] == device


def _number_of(name: str) -> int:
    match = _NAME.fullmatch(name)
    return int(match["number"]) if match else 0
