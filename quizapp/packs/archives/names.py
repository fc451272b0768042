"""Which names a file of a pack may have: those that mean the same on every system and stay in their folder."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NAME = 200  # characters with its folders
LONGEST_PART = 100
DEEPEST = 8  # folders

TEXTS = frozenset({".yaml", ".md"})
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"})
PAPERS = frozenset({".txt", ".json"})
_BARE = frozenset({"licence", "license", "copying", "notice", "authors"})
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*\\]')


def fault_of(name: str) -> str:
    """Return what is wrong with a file's name in an archive, as the end of a sentence; empty where nothing is."""
    if not name or not name.isprintable():
        return "is empty or has characters that cannot be seen"
    if len(name) > LONGEST_NAME:
        return f"is longer than {LONGEST_NAME} characters"
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return "begins at the root of a disk"
    if _FORBIDDEN.search(name):
        return 'has one of the characters < > : " | ? * \\, which not every system allows'
    parts = name.split("/")
    if len(parts) > DEEPEST:
        return f"stands more than {DEEPEST} folders deep"
    return next(filter(None, map(_fault_of_part, parts)), "")


def _fault_of_part(part: str) -> str:
    if part in {"", ".", ".."}:
        return "leads out of its folder or to nowhere"
    if len(part) > LONGEST_PART:
        return f"has a part longer than {LONGEST_PART} characters"
    if part[-1] in ". " or part[0] == " ":
        return "has a part that ends in a dot, or begins or ends with a space"
    return "is that of a device on some systems" if _RESERVED.fullmatch(part) else ""


def is_hidden(name: str) -> bool:
    """Tell whether a file is none of a pack's business: hidden, or left by an archiver."""
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


def belongs(name: str) -> bool:
    """Tell whether a pack holds files of this kind: questions, pictures, licences and the schema of editors."""
    path = PurePosixPath(name)
    suffix = path.suffix.casefold()
    return path.suffix in TEXTS or suffix in PICTURES | PAPERS or path.name.casefold() in _BARE


def clash(names: Iterable[str]) -> tuple[str, str] | None:
    """Return two names that are one file on some systems, or a file that is also a folder; None where all differ."""
    names = tuple(names)
    seen: dict[str, str] = {}
    for name in names:
        earlier = seen.setdefault(_same(name), name)
        if earlier is not name:
            return earlier, name
    for name in names:
        for folder in PurePosixPath(name).parents:
            if (other := seen.get(_same(str(folder)))) is not None:
                return other, name
    return _clash_of_folders(names)


def _clash_of_folders(names: tuple[str, ...]) -> tuple[str, str] | None:
    """Return two files whose folders differ in case or in how accents are written, and are one on some systems."""
    seen: dict[str, tuple[str, str]] = {}
    for name in names:
        for folder in map(str, PurePosixPath(name).parents):
            earlier = seen.setdefault(_same(folder), (folder, name))
            if earlier[0] != folder:
                return earlier[1], name
    return None


def _same(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
