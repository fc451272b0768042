"""Giving cards ids, only when asked: a comment above each card that has none; all else stays as it is."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from quizapp.packs.folders import pack_files
from quizapp.packs.reading import read_pack


def add_ids(path: str | Path) -> tuple[str, ...]:
    """Write an id comment above each card of a folder or file that has none; return the ids written.

    The ids are those that the cards go by already, so that their history stays. Raises OSError where a file
    cannot be written; files before it are done.
    """
    root = Path(path)
    source = read_pack(root)
    missing: dict[str, list[tuple[int, str]]] = {}
    for draft in source.drafts:
        if draft.node is None and draft.is_unnamed:
            missing.setdefault(draft.place.file, []).append((draft.place.line, draft.id))
    for file in pack_files(root, []):
        if str(file) in missing:
            _insert(file, missing[str(file)])
    return tuple(name for places in missing.values() for _, name in places)


def _insert(file: Path, places: list[tuple[int, str]]) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    for line, name in sorted(places, reverse=True):
        end = (
            b"\r\n"
            if lines[line - 1].endswith(b"\r\n")
            else b"\r"
            if lines[line - 1].endswith(b"\r")
            else b"\n"
        )
        comment = f"<!-- id: {name} -->".encode()
        mark = b"\xef\xbb\xbf" if line == 1 and lines[0].startswith(b"\xef\xbb\xbf") else b""
        lines[line - 1] = mark + comment + end + lines[line - 1].removeprefix(mark)
    write_whole(file, b"".join(lines))


def write_whole(file: Path, content: bytes) -> None:
    """Write a file whole or not at all, with the rights it had. Raises OSError."""
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".quizapp-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).chmod(file.stat().st_mode & 0o7777)
        Path(temporary).replace(file)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
