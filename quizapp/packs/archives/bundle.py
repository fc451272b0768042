"""The files of a pack in memory, with what was left out: what a folder, an archive and a staging area share."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from quizapp.packs.archives.errors import SharingError
from quizapp.packs.archives.names import TEXTS, belongs, clash, fault_of, is_hidden
from quizapp.packs.folders import MOST_FILES
from quizapp.packs.tree import LARGEST_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MANIFEST_NAME = "pack.yaml"
LARGEST_OTHER = 10_000_000  # bytes of a picture
LARGEST_PACK = 64_000_000  # bytes of all files together


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of a pack by name (with ``/`` between folders), and the names of what was left out."""

    files: Mapping[str, bytes]
    left_out: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How many bytes the files have together."""
        return sum(map(len, self.files.values()))

    @property
    def digest(self) -> str:
        """SHA-256 over names and contents: the same for the same files, however they were packed."""
        total = hashlib.sha256()
        for name in sorted(self.files):
            total.update(f"{name}\0{len(self.files[name])}\0".encode())
            total.update(self.files[name])
        return total.hexdigest()


def limit_of(name: str) -> int:
    """Return how many bytes a file of this name may have."""
    return LARGEST_FILE if PurePosixPath(name).suffix in TEXTS else LARGEST_OTHER


def bundle(files: Mapping[str, bytes], left_out: tuple[str, ...] = ()) -> Bundle:
    """Return a bundle of files whose names are sound; raises SharingError where two are one file."""
    pair = clash(files)
    if pair is not None:
        raise SharingError(f"{pair[0]} and {pair[1]} are the same name on some systems. Rename one of them.")
    if len(files) > MOST_FILES:
        raise SharingError(f"There are {len(files)} files; a pack has at most {MOST_FILES}.")
    if sum(map(len, files.values())) > LARGEST_PACK:
        raise SharingError(f"The files are larger than {megabytes(LARGEST_PACK)} together.")
    return Bundle(dict(sorted(files.items())), tuple(sorted(left_out)))


def megabytes(size: int) -> str:
    """Return a size in MB, as sentences have it."""
    return f"{size / 1_000_000:g} MB"


def of_folder(root: Path) -> Bundle:
    """Return the files of a pack's folder; raises SharingError where one cannot be part of a pack.

    Hidden files and folders are passed over without a word, as the reader passes them over; what a pack does
    not hold is named in ``left_out``. Links, devices and the like are refused.
    """
    files: dict[str, bytes] = {}
    left_out: list[str] = []
    total = 0
    for name, path in _walk(root):
        if not belongs(name):
            left_out.append(name)
            if len(left_out) > MOST_FILES:
                raise SharingError(f"{root} holds more than {MOST_FILES} files that are no part of a pack.")
            continue
        files[name] = read_regular(path, name)
        total += len(files[name])
        if total > LARGEST_PACK or len(files) > MOST_FILES:
            break
    return bundle(files, tuple(left_out))


def _walk(root: Path) -> Iterator[tuple[str, Path]]:
    def unreadable(error: OSError) -> None:
        raise SharingError(f"The folder {error.filename} cannot be read: {error.strerror}.")

    for folder, folders, names in os.walk(root, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not is_hidden(name))
        for name in (*folders, *sorted(names)):
            path = Path(folder, name)
            inside = path.relative_to(root).as_posix()
            if is_hidden(name):
                continue
            if path.is_symlink():
                raise SharingError(f"{inside} is a link. Put what it leads to in its place.")
            if name in folders:
                continue
            fault = fault_of(inside)
            if fault:
                raise SharingError(f"The name {inside!r} {fault}.")
            yield inside, path


def read_regular(path: Path, name: str, most: int | None = None) -> bytes:
    """Return the bytes of a regular file; raises SharingError where it is none, or larger than its kind may be."""
    most = limit_of(name) if most is None else most
    flags = (
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    try:
        handle = os.open(path, flags)
    except OSError as error:
        raise SharingError(f"{name} cannot be read: {error.strerror}.") from error
    with os.fdopen(handle, "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise SharingError(f"{name} is not a regular file. Put a file in its place.")
        if status.st_size > most:
            raise SharingError(f"{name} is larger than {megabytes(most)}, the most that is read.")
        return stream.read(most + 1)[:most]
