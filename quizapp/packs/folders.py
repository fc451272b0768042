"""Where packs are and which files belong to one: regular files within its folder, hidden ones left out."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from quizapp import locations

if TYPE_CHECKING:
    from collections.abc import Iterator

CURRICULUM_FILE = "curriculum.yaml"
MOST_FILES = 2_000
SUFFIXES = (".yaml", ".md")
_ABOUT = frozenset({"README", "LICENSE", "LICENCE", "CHANGELOG", "CONTRIBUTING"})
ASIDE = ".aside-"  # before the name of a pack that has stepped aside while another version takes its place


class Finding(NamedTuple):
    """Something about a file or folder that keeps it from being read."""

    path: str
    severity: Literal["error", "warning", "note"]
    what: str
    mend: str = ""


def roots() -> tuple[Path, ...]:
    """Return where packs are: folders of the bundled content, then folders and files of the learner's own."""
    return (*_children(locations.content_dir()), *_children(locations.own_packs_dir(), files=True))


def _children(parent: Path, *, files: bool = False) -> Iterator[Path]:
    try:
        children = sorted(parent.iterdir())
    except OSError:
        return
    for child in children:
        if child.name.startswith(".") and not _stands_in(child):
            continue
        if child.is_dir() or (files and child.suffix in SUFFIXES):
            yield child


def _stands_in(child: Path) -> bool:
    """Tell whether a hidden folder is a pack whose replacement did not come to its end."""
    name = child.name.removeprefix(ASIDE)
    return name != child.name and not child.with_name(name).exists()


def pack_files(root: Path, findings: list[Finding]) -> Iterator[Path]:
    """Yield the files of a pack in order; what cannot be read is added to ``findings``."""
    if root.is_file():
        yield root
        return
    if not root.is_dir():
        findings.append(Finding(str(root), "error", "There is no pack here.", "Name a folder or a file."))
        return
    for number, file in enumerate(_walk(root, findings)):
        if number >= MOST_FILES:
            what = f"This folder has more than {MOST_FILES} files; the rest is not read."
            findings.append(Finding(str(root), "error", what, "Split the pack."))
            return
        yield file


def is_plain(path: Path) -> bool:
    """Tell whether a file is one that lies beside packs and is none: a licence, a README, the curriculum."""
    if not path.is_file():
        return False
    named = path.stem.upper() in _ABOUT or path.name == CURRICULUM_FILE
    return named or path.suffix not in (*SUFFIXES, ".yml")


def _walk(root: Path, findings: list[Finding]) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        what = f"This folder cannot be read: {error.strerror}."
        findings.append(Finding(str(error.filename), "error", what, "Give yourself leave to read it."))

    for folder, folders, names in os.walk(root, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            wanted = file.suffix in {*SUFFIXES, ".yml"} and not name.startswith(".")
            if wanted and _is_usable(file, findings):
                yield file


def _is_usable(file: Path, findings: list[Finding]) -> bool:
    """Tell whether a file is to be read; links and devices are not, and a .yml is said to be passed over."""
    try:
        mode = file.lstat().st_mode
    except OSError:
        return False
    if not stat.S_ISREG(mode):
        what = "This is not a regular file; it is not read."
        findings.append(Finding(str(file), "warning", what, "Put the file itself here."))
    elif file.suffix == ".yml":
        what = "Files that end in .yml are not read."
        findings.append(Finding(str(file), "note", what, "Rename it to .yaml."))
    else:
        return True
    return False
