"""What an installed pack remembers of its installation: where it came from, and what its files were."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from quizapp.packs.folders import MOST_FILES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from quizapp.questions.model import Json

NAME = ".installed.json"  # hidden, so that it is no file of the pack
_LARGEST = 4_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Record:
    """One installation. ``options`` are those of the import that made it; empty for a pack taken as it was."""

    source: str
    digest: str
    files: Mapping[str, str] = field(default_factory=dict)  # SHA-256 by name
    options: Mapping[str, Json] = field(default_factory=dict)


def record_of(source: str, digest: str, files: Mapping[str, bytes], options: Mapping[str, Json]) -> Record:
    """Return the record of an installation."""
    return Record(source, digest, {name: _sum(content) for name, content in files.items()}, dict(options))


def text_of(record: Record) -> bytes:
    """Return a record as its file holds it."""
    return json.dumps(asdict(record), ensure_ascii=True, indent=1, sort_keys=True).encode()


def read(folder: Path) -> Record | None:
    """Return the record in a pack's folder; None where it was not installed, or the record is spoilt."""
    try:
        with (folder / NAME).open("rb") as stream:
            value = json.loads(stream.read(_LARGEST))
        return Record(
            str(value["source"]), str(value["digest"]), dict(value["files"]), dict(value["options"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def edited(folder: Path, record: Record) -> tuple[str, ...]:
    """Return the names of files that are not as they were installed: changed, new or gone."""
    from quizapp.packs.archives.names import belongs, is_hidden  # noqa: PLC0415 - only before a change

    found = {}
    for file in sorted(folder.rglob("*"))[: 2 * MOST_FILES]:
        name = file.relative_to(folder).as_posix()
        if file.is_file() and not is_hidden(name) and belongs(name):
            found[name] = _sum(file.read_bytes())
    return tuple(
        sorted(name for name in {*found, *record.files} if found.get(name) != record.files.get(name))
    )


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
