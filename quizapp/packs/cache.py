"""What reading gave, kept by content: JSON in the cache folder, made anew when it does not fit or is damaged.

A record is used again while its files have the sizes and times they had; where those differ, while their
bytes are the same. The reader's own files count among them: a changed reader reads everything anew.
"""

from __future__ import annotations

import json
import os
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from quizapp import locations, plugins

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from quizapp.questions.model import Json

Stamp: TypeAlias = list[list[str | int]]  # name, size in bytes, time of change in ns

_SETTLED = 2_000_000_000  # ns: a file changed later than this before it was read may change again unseen
_READERS = (Path(__file__).parent, Path(__file__).parent.parent / "questions")


def remembered(name: str, files: Sequence[Path], make: Callable[[], Json]) -> Json:
    """Return what ``make`` returns, from the record of this name while ``files`` have not changed."""
    now = time.time_ns()
    stamp = stamp_of([*files, *_reader_files()])
    kept = _read(_file(name))
    if kept is not None and kept["stamp"] == stamp and _is_settled(kept):
        return kept["record"]
    digest = _digest([*files, *_reader_files()])
    record = kept["record"] if kept is not None and kept["digest"] == digest else make()
    kept = {"at": now, "stamp": stamp, "digest": digest, "record": record}
    _write(_file(name), kept)
    return record


def stamp_of(files: Sequence[Path]) -> Stamp:
    """Return size and time of each file; one that is gone has neither."""
    stamp: Stamp = []
    for file in files:
        try:
            status = file.stat()
            stamp.append([str(file), status.st_size, status.st_mtime_ns])
        except OSError:
            stamp.append([str(file), -1, 0])
    return stamp


def name_of(kind: str, path: Path) -> str:
    """Return a record's name for what is read from a path."""
    used = ",".join(sorted(plugins.named()))  # their kinds decide what can be read
    return f"{kind}-{zlib.crc32(os.fsencode(path.absolute()) + used.encode()):08x}"


def _is_settled(kept: dict[str, Json]) -> bool:
    newest = max((changed for _, _, changed in kept["stamp"]), default=0)
    return bool(newest < kept["at"] - _SETTLED)


def _reader_files() -> list[Path]:
    names = [entry.path for folder in _READERS for entry in os.scandir(folder) if entry.name.endswith(".py")]
    return [Path(name) for name in sorted(names)]


def _digest(files: Sequence[Path]) -> str:
    import hashlib  # noqa: PLC0415 - only when a file was touched

    total = hashlib.sha256()
    for file in files:
        try:
            content = file.read_bytes()
        except OSError:
            content = b""
        total.update(f"{file}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def _file(name: str) -> Path:
    return locations.cache_dir() / "packs" / f"{name}.json"


def _read(file: Path) -> dict[str, Json] | None:
    """Return what a cache file holds; None where there is none or one byte of it is not as it was written."""
    try:
        checksum, _, payload = file.read_bytes().partition(b"\n")
    except OSError:
        return None
    if b"%08x" % zlib.crc32(payload) != checksum:
        return None
    kept: dict[str, Json] = json.loads(payload)
    return kept


def _write(file: Path, kept: dict[str, Json]) -> None:
    """Write a cache file whole or not at all; a folder that cannot be written costs only time."""
    payload = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    content = b"%08x\n" % zlib.crc32(payload) + payload
    import tempfile  # noqa: PLC0415 - only when something is written

    try:
        locations.make(file.parent)
        handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".")
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).replace(file)
    except (OSError, locations.LocationError):
        return
