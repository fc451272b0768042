"""The pictures of a pack, read from its folder and from nowhere else."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from quizapp.packs.archives.bundle import read_regular
from quizapp.packs.archives.errors import SharingError
from quizapp.packs.archives.names import PICTURES, fault_of

KINDS = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}


def picture_of(folder: Path, name: str) -> bytes | None:
    """Return a picture that a text of the pack names; None where there is none, or the name leads out of the pack."""
    if fault_of(name) or PurePosixPath(name).suffix.casefold() not in PICTURES:
        return None
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        return None
    try:
        return read_regular(path, name)
    except SharingError:
        return None
