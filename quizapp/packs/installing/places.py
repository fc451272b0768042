"""Where installed packs stand, and how one takes the place of another in one step.

A pack is made ready in a hidden folder beside its place. The old version steps aside under a hidden name, the new
one takes the place, the old one is deleted. While a place is empty, what stands aside counts as the pack
(``folders.roots``), so that a crash at any moment leaves the old version or the new one, never neither.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp import locations
from quizapp.packs.archives.errors import SharingError
from quizapp.packs.archives.names import fault_of
from quizapp.packs.folders import ASIDE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STAGING = ".new-"
_FORGOTTEN = 3600  # seconds after which what a crashed installation left behind is cleared away


def place_of(pack_id: str) -> Path:
    """Return the folder of an installed pack; raises SharingError where its id cannot be a folder's name."""
    fault = fault_of(pack_id)
    if fault:
        raise SharingError(f"The pack's id {pack_id!r} {fault}, so that it cannot be a folder.")
    return locations.own_packs_dir() / pack_id


@contextmanager
def staging() -> Iterator[Path]:
    """Yield an empty hidden folder beside the installed packs; it is gone afterwards unless it was moved."""
    own = locations.make(locations.own_packs_dir())
    _clear(own)
    folder = Path(tempfile.mkdtemp(dir=own, prefix=_STAGING))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear(own: Path) -> None:
    """Remove what installations that did not come to their end left behind."""
    for folder in own.glob(f"{_STAGING}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _FORGOTTEN:
                shutil.rmtree(folder, ignore_errors=True)
    for folder in own.glob(f"{ASIDE}*"):
        target = own / folder.name.removeprefix(ASIDE)
        with suppress(OSError):
            shutil.rmtree(folder) if target.exists() else folder.rename(target)


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files with sound names into a folder of our own, each readable by its owner alone and on the disk."""
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = (
            os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        )
        with os.fdopen(os.open(target, flags, 0o600), "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())


def put_in_place(staged: Path, target: Path) -> None:
    """Let a folder that is ready take its place; what stood there is deleted once it does. Raises OSError."""
    aside = target.with_name(f"{ASIDE}{target.name}")
    if target.exists():
        target.rename(aside)
    try:
        staged.rename(target)
    except OSError:
        if aside.exists():
            aside.rename(target)
        raise
    _sync(target.parent)
    shutil.rmtree(aside, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system has a way to."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def keep_copy(folder: Path) -> Path:
    """Copy a pack that is about to be replaced, and return where the copy is. Raises OSError."""
    target = _unused(folder.name)
    shutil.copytree(folder, target, symlinks=True)
    return target


def take_away(folder: Path) -> Path:
    """Move a pack out of its place and return where it is now; nothing in it is lost. Raises OSError."""
    target = _unused(folder.name)
    shutil.move(folder, target)
    return target


def delete(folder: Path) -> None:
    """Delete a pack: it leaves its place in one step, its files follow. Raises OSError."""
    away = Path(tempfile.mkdtemp(dir=folder.parent, prefix=_STAGING))
    folder.rename(away / folder.name)
    shutil.rmtree(away, ignore_errors=True)


def _unused(name: str) -> Path:
    removed = locations.make(locations.removed_packs_dir())
    stem = f"{name}-{time.strftime('%Y%m%d-%H%M%S')}"
    target, number = removed / stem, 1
    while target.exists():
        number += 1
        target = removed / f"{stem}-{number}"
    return target
