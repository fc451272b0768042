"""Copying a bundled question to the learner's own pack, where it may be edited and shadows the bundled one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp import locations
from quizapp.questions.model import Place

if TYPE_CHECKING:
    from quizapp.questions.model import Question

PACK_FILE = "pack.yaml"
_CARD = re.compile(r"[QC]:|<!--|-{3,}\s*$|#{1,6} ")


def own_copy(question: Question) -> Place:
    """Return where the learner may edit a question: where it is, if that is theirs, else in a copy made now.

    The copy holds this question alone, under the same id, so that its history stays and the rest of the pack
    goes on following the bundled one. Raises OSError or LocationError where it cannot be written.
    """
    file, own = Path(question.place.file), locations.own_packs_dir()
    if file.is_relative_to(own):
        return question.place
    folder = locations.make(own / question.pack)
    _copy_pack_file(file, folder)
    return _append(question, file, folder / file.name)


def _copy_pack_file(file: Path, folder: Path) -> None:
    """Copy what the pack says of itself, so that the copy belongs to the same pack."""
    source = next((each / PACK_FILE for each in file.parents if (each / PACK_FILE).is_file()), None)
    target = folder / PACK_FILE
    if source is not None and not target.exists():
        target.write_bytes(source.read_bytes())


def _append(question: Question, file: Path, target: Path) -> Place:
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    is_card = file.suffix == ".md"
    block = _card(question, lines) if is_card else _item(question, lines)
    before = (
        target.read_text(encoding="utf-8") if target.exists() else _front_matter(lines) if is_card else ""
    )
    before = before.rstrip("\n") + "\n\n" if before.strip() else ""
    target.write_text(before + "\n".join(block) + "\n", encoding="utf-8")
    return Place(str(target), before.count("\n") + 1, 1)


def _item(question: Question, lines: list[str]) -> list[str]:
    """Return the lines of one item of a YAML list, moved to the left margin."""
    first = question.place.line - 1
    while first > 0 and not lines[first].lstrip().startswith("- "):
        first -= 1
    indent = len(lines[first]) - len(lines[first].lstrip())
    last = first + 1
    while last < len(lines) and not _ends_item(lines[last], indent):
        last += 1
    return [line[indent:] for line in _without_tail(lines[first:last])]


def _ends_item(line: str, indent: int) -> bool:
    """Tell whether a line stands no further in than the item's dash."""
    return (
        bool(line.strip()) and not line.lstrip().startswith("#") and len(line) - len(line.lstrip()) <= indent
    )


def _card(question: Question, lines: list[str]) -> list[str]:
    """Return the lines of one card under a comment with its id."""
    first = question.place.line - 1
    while first < len(lines) - 1 and lines[first].startswith("<!--"):
        first += 1
    last = first + 1
    while last < len(lines) and not _CARD.match(lines[last]):
        last += 1
    comments = first
    while comments > 0 and lines[comments - 1].startswith("<!--"):
        comments -= 1
    name = question.id.partition(":")[2].partition("#")[0]
    written = lines[comments:first]
    named = any(re.match(r"<!--\s*id\s*:", line) for line in written)
    return [*([] if named else [f"<!-- id: {name} -->"]), *written, *_without_tail(lines[first:last])]


def _front_matter(lines: list[str]) -> str:
    """Return the front matter of a Markdown file: what it says of all its cards."""
    if not lines or lines[0].rstrip() != "---":
        return ""
    end = next((at for at, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), 0)
    return "\n".join(lines[: end + 1])


def _without_tail(lines: list[str]) -> list[str]:
    """Return the lines without blank lines and notes at their end, which belong to what follows."""
    end = len(lines)
    while end > 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return lines[:end]
