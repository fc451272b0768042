"""A pack's folder as one .zip that is the same bytes wherever and whenever it is built.

Names are sorted, dates and rights are fixed, and files are stored without compression: compressors differ from
one system and release to the next, and packs are small.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.packs.archives.bundle import MANIFEST_NAME, of_folder
from quizapp.packs.archives.errors import SharingError

if TYPE_CHECKING:
    from quizapp.packs.archives.bundle import Bundle

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that the format can hold
_RIGHTS = 0o100644 << 16
_UNIX = 3


@dataclass(frozen=True, slots=True)
class Built:
    """What was built: where it is, how large, its SHA-256, what went in and what was left out."""

    path: Path
    size: int
    digest: str
    files: int
    left_out: tuple[str, ...]


def build(root: Path, target: Path) -> Built:
    """Write the pack in a folder to an archive, whole or not at all; raises SharingError or OSError."""
    found = of_folder(root)
    if MANIFEST_NAME not in found.files:
        raise SharingError(f"{root} has no {MANIFEST_NAME}. Write one with id, title and version.")
    content = archive(found)
    write_whole(target, content)
    digest = hashlib.sha256(content).hexdigest()
    return Built(target, len(content), digest, len(found.files), found.left_out)


def archive(found: Bundle) -> bytes:
    """Return the bytes of an archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as file:
        for name in sorted(found.files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr, entry.create_system = _RIGHTS, _UNIX
            file.writestr(entry, found.files[name])
    return stream.getvalue()


def write_whole(target: Path, content: bytes) -> None:
    """Write a file whole or not at all; raises OSError that names it.

    What is no file, as /dev/stdout or a pipe, is written to and not put away for a file; a link leads to its file.
    """
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(content)
        else:
            _write_whole(target.resolve(), content)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from error


def _write_whole(target: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".quizapp-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
