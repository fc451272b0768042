"""Reading a stranger's archive: everything that could hurt is looked for before a byte is unpacked."""

from __future__ import annotations

import errno
import stat
import struct
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.packs.archives.bundle import LARGEST_PACK, MANIFEST_NAME, Bundle, bundle, limit_of, megabytes
from quizapp.packs.archives.errors import SharingError
from quizapp.packs.archives.names import belongs, fault_of, is_hidden

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_END = b"PK\x05\x06"  # of the end of the list of contents
_END_SIZE = 22
_LONGEST_COMMENT = 65_535
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may ask of this machine, in bytes and entries."""

    archive: int = 64_000_000
    entries: int = 4_000
    total: int = LARGEST_PACK


PACK = Limits()


@contextmanager
def opened(path: Path, limits: Limits = PACK) -> Iterator[zipfile.ZipFile]:
    """Open an archive whose list of contents is sound; raises SharingError in words.

    Every name stays within its folder, nothing is a link or a device, and the sizes are within the limits.
    """
    _check_file(path, limits)
    try:
        with zipfile.ZipFile(path) as file:
            for entry in file.infolist():
                _check_entry(entry)
            total = sum(entry.file_size for entry in file.infolist())
            if total > limits.total:
                raise SharingError(
                    f"{path.name} would unpack to {megabytes(total)}; at most {megabytes(limits.total)} are unpacked."
                )
            yield file
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise SharingError(f"{path.name} is not a sound archive: {_first_line(error)}.") from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        raise SharingError(
            f"{path.name} is not a sound archive: a place in it lies outside of it."
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().split("\n") or [""])[0].rstrip(".")[:120] or "it breaks off"


def _check_file(path: Path, limits: Limits) -> None:
    """Refuse what is no archive, or has a list of contents that alone would fill the memory."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise SharingError(f"{path.name} is not a regular file.")
    if status.st_size > limits.archive:
        raise SharingError(f"{path.name} is larger than {megabytes(limits.archive)}, the most that is read.")
    with path.open("rb") as stream:
        stream.seek(max(0, status.st_size - _END_SIZE - _LONGEST_COMMENT))
        tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise SharingError(f"{path.name} is not a .zip archive, or breaks off before its end.")
    count, size = struct.unpack_from("<HI", tail, at + 10)
    if count > limits.entries or size > limits.entries * 400:
        raise SharingError(f"{path.name} has more than {limits.entries} entries, the most that are read.")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename.rstrip("/") if entry.is_dir() else entry.orig_filename
    fault = fault_of(name)
    if fault:
        raise SharingError(f"The archive is refused: the name {name[:80]!r} in it {fault}.")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise SharingError(f"The archive is refused: {name} in it is a link or a device, not a file.")
    if entry.flag_bits & _ENCRYPTED:
        raise SharingError(f"{name} is encrypted. Unpack the archive yourself and install the folder.")
    if entry.compress_type not in _METHODS:
        raise SharingError(f"{name} is packed in a way that is not read. Pack it as an ordinary .zip.")


def read_entry(file: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """Return the bytes of an entry, never more than ``most``, whatever its header says."""
    if entry.file_size > most:
        raise SharingError(
            f"{entry.filename} is {megabytes(entry.file_size)}; at most {megabytes(most)} are read."
        )
    with file.open(entry) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise SharingError(f"{entry.filename} is larger than it says; it is refused.")
    return content


def read_pack_archive(path: Path) -> Bundle:
    """Return the files of a pack in an archive; raises SharingError where it is none, or is not safe to unpack."""
    with opened(path) as file:
        entries = [entry for entry in file.infolist() if not entry.is_dir()]
        shown = [entry for entry in entries if not is_hidden(entry.filename)]
        prefix = _prefix([entry.filename for entry in shown])
        files: dict[str, bytes] = {}
        left_out = [entry.filename for entry in entries if is_hidden(entry.filename)]
        for entry in shown:
            name = entry.filename.removeprefix(prefix)
            if name in files:
                raise SharingError(f"{name} stands in the archive twice.")
            if belongs(name):
                files[name] = read_entry(file, entry, limit_of(name))
            else:
                left_out.append(name)
    if MANIFEST_NAME not in files:
        raise SharingError(
            f"{path.name} has no {MANIFEST_NAME}: it is not a pack. Build one with quizapp pack build."
        )
    return bundle(files, tuple(left_out))


def _prefix(names: list[str]) -> str:
    """Return the one folder that everything stands in, as archives of a repository have it; else nothing."""
    firsts = {name.partition("/")[0] for name in names}
    if MANIFEST_NAME in names or len(firsts) != 1 or not names:
        return ""
    return f"{firsts.pop()}/"
