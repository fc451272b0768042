"""The pictures that cards name, each under a name of its own that every system can hold."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from quizapp.packs.archives.bundle import LARGEST_OTHER, megabytes
from quizapp.packs.archives.names import PICTURES, fault_of
from quizapp.packs.importing.html_text import picture_name

if TYPE_CHECKING:
    from quizapp.packs.importing.notes import Reading

MOST = 1_800  # files: a pack has at most 2 000, and its texts need some
MOST_BYTES = 48_000_000


class Pictures:
    """Names pictures while cards are read, and puts those that are there into the pack."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.names: dict[str, str] = {}
        self.taken: set[str] = set()
        self.size = 0

    def name(self, source: str) -> str:
        """Return the name that a picture has in the pack."""
        if source not in self.names:
            self.names[source] = self._free(picture_name(source))
        return self.names[source]

    def _free(self, wanted: str) -> str:
        path, number = PurePosixPath(wanted), 1
        if fault_of(wanted):
            path = PurePosixPath(f"images/picture{path.suffix if path.suffix.isascii() else ''}")
        name = str(path)
        while name.casefold() in self.taken:
            number += 1
            name = str(path.with_name(f"{path.stem}-{number}{path.suffix}"))
        self.taken.add(name.casefold())
        return name

    def add(self, source: str, content: bytes | None, place: str) -> None:
        """Put a picture into the pack, or say why it is only named."""
        name = self.name(source)
        if name in self.reading.pictures:
            return
        why = self._refusal(name, content)
        if why:
            self.reading.lose(place, f"the picture {source[:80]} {why}; the card only names it.")
        elif content is not None:
            self.reading.pictures[name] = content
            self.size += len(content)

    def _refusal(self, name: str, content: bytes | None) -> str:
        if content is None:
            return f"is not there, or is larger than {megabytes(LARGEST_OTHER)}"
        if PurePosixPath(name).suffix.casefold() not in PICTURES:
            return "is in a format that packs do not hold"
        if len(self.reading.pictures) >= MOST or self.size + len(content) > MOST_BYTES:
            return f"is one too many: a pack holds {MOST} pictures and {megabytes(MOST_BYTES)} of them"
        return ""
