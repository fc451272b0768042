"""An .apkg as the database and the pictures in it, unpacked within limits."""

from __future__ import annotations

import io
import json
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING

from quizapp.packs.archives.bundle import LARGEST_OTHER
from quizapp.packs.archives.opening import Limits, opened
from quizapp.packs.importing.anki import wire
from quizapp.packs.importing.notes import ForeignError

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator, Mapping

LIMITS = Limits(archive=4_000_000_000, entries=200_000, total=8_000_000_000)
LARGEST_DATABASE = 1_000_000_000  # bytes
_LARGEST_LIST = 50_000_000  # bytes of the list of media
_WINDOW = 1 << 27  # bytes that a compressed stream may look back
_CHUNK = 1 << 20
_DATABASES = ("collection.anki21b", "collection.anki21", "collection.anki2")  # newest first


@dataclass(frozen=True, slots=True)
class Package:
    """An open package: its database in a file, and the entries of its media by the names that cards use."""

    database: Path
    archive: zipfile.ZipFile
    media: Mapping[str, str]
    is_compressed: bool

    def picture(self, name: str) -> bytes | None:
        """Return the bytes of a media file; None where it is not in the package, or larger than a picture may be."""
        entry = self.archive.NameToInfo.get(self.media.get(name, ""))
        if entry is None or entry.file_size > LARGEST_OTHER:
            return None
        with self.archive.open(entry) as stream:
            content = io.BytesIO()
            is_whole = _copied(_plain(stream, is_compressed=self.is_compressed), content, LARGEST_OTHER)
        return content.getvalue() if is_whole else None


@contextmanager
def package(path: Path) -> Iterator[Package]:
    """Open a package; raises SharingError where it is none, or asks for too much."""
    with opened(path, LIMITS) as archive, TemporaryDirectory(prefix="quizapp-") as folder:
        found = next((name for name in _DATABASES if name in archive.NameToInfo), None)
        if found is None:
            raise ForeignError(f"{path.name} holds no collection: it is not a deck of Anki.")
        is_compressed = found == _DATABASES[0]
        database = Path(folder, "collection.db")
        with archive.open(found) as stream, database.open("wb") as target:
            if not _copied(_plain(stream, is_compressed=is_compressed), target, LARGEST_DATABASE):
                raise ForeignError(
                    f"The collection in {path.name} is larger than 1 GB, the most that is read."
                )
        yield Package(database, archive, _media(archive, is_compressed=is_compressed), is_compressed)


def _plain(stream: IO[bytes], *, is_compressed: bool) -> IO[bytes]:
    """Return a stream of what another holds, without its compression."""
    if not is_compressed:
        return stream
    import zstandard  # noqa: PLC0415 - only decks of newer versions need it

    return zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(stream)


def _copied(source: IO[bytes], target: IO[bytes], most: int) -> bool:
    """Copy a stream; return False as soon as it is longer than ``most`` bytes."""
    import zstandard  # noqa: PLC0415

    try:
        while chunk := source.read(_CHUNK):
            most -= len(chunk)
            if most < 0:
                return False
            target.write(chunk)
    except zstandard.ZstdError as error:
        raise ForeignError(f"The deck is damaged: its contents cannot be unpacked ({error}).") from error
    return True


def _media(archive: zipfile.ZipFile, *, is_compressed: bool) -> dict[str, str]:
    """Return the entries of the archive by the names that cards use for them."""
    if "media" not in archive.NameToInfo:
        return {}
    content = io.BytesIO()
    with archive.open("media") as stream:
        if not _copied(_plain(stream, is_compressed=is_compressed), content, _LARGEST_LIST):
            raise ForeignError("The list of media in the deck is larger than 50 MB, the most that is read.")
    if is_compressed:
        return dict(_named(content.getvalue()))
    try:
        value = json.loads(content.getvalue() or b"{}")
    except (ValueError, RecursionError):
        return {}
    items = value.items() if isinstance(value, dict) else ()
    return {name: entry for entry, name in items if isinstance(name, str)}


def _named(entries: bytes) -> Iterator[tuple[str, str]]:
    """Yield name and entry of each media file of the newer list: the entries are numbered in its order."""
    number = 0
    for field, value in wire.fields(entries):
        if field == 1 and isinstance(value, bytes):
            yield wire.text(value, 1), str(number)
            number += 1
