"""Folders of Markdown: cards as ``Q:`` / ``A:`` and ``C:``, and Obsidian's ``question::answer`` lines.

Of Obsidian's plug-ins for cards the common forms are read: ``::`` on a line, ``:::`` for both directions, and a
line with ``?`` or ``??`` alone between question and answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.packs.archives.bundle import LARGEST_OTHER, read_regular
from quizapp.packs.archives.errors import SharingError
from quizapp.packs.cards import read_cards
from quizapp.packs.folders import Finding, pack_files
from quizapp.packs.importing.identities import Ids, tags_of
from quizapp.packs.importing.notes import ForeignError, Note, Reading, silent
from quizapp.packs.importing.pictures import Pictures
from quizapp.packs.importing.plain import first_words, plain
from quizapp.packs.tree import File, open_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from quizapp.questions.model import Json

_CARD = re.compile(r"^[QC]:", re.MULTILINE)
_FENCE = re.compile(r"\s*(```|~~~)")
_HIDDEN = re.compile(r"`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$")
_BULLET = re.compile(r"\s*(?:[-*+]\s+|\d{1,3}[.)]\s+|#{1,6}\s+|>\s*)?")
_SCHEDULE = re.compile(r"\s*<!--\s*SR:(.*?)-->")
_BLOCK_ID = re.compile(r"\s+\^([\w-]+)\s*$")
_TAG = re.compile(r"(?<!\S)#([^\W\d][\w/-]*)")
_LINKED = re.compile(r"!\[\[([^\]|]+)(?:\|[^\]]*)?\]\]|!\[([^\]]*)\]\(<?([^)>\s]+)>?[^)]*\)")
_HIGHLIGHT = re.compile(r"==[^=\n]+==")


def read_notebook(root: Path, tell: Callable[[str, int, int], None] = silent) -> Reading:
    """Read a Markdown file, or a folder of them with all folders in it; raises SharingError where none has a card."""
    findings: list[Finding] = []
    files = [file for file in pack_files(root, findings) if file.suffix == ".md"]
    if not files:
        raise ForeignError(f"There is no Markdown file in {root}.")
    notebook = _Notebook(root if root.is_dir() else root.parent, root.stem)
    for one in findings:
        notebook.reading.lose(_name(Path(one.path), notebook.root), f"{one.what}")
    for number, path in enumerate(files):
        tell("Reading notes", number, len(files))
        notebook.take(path)
    return notebook.reading


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a note; ``number`` counts from 1."""

    text: str
    number: int


class _Notebook:
    """What was read so far."""

    def __init__(self, root: Path, title: str) -> None:
        self.root = root
        self.reading = Reading(title=title)
        self.pictures = Pictures(self.reading)
        self.ids = Ids()
        self.taken: set[str] = set()
        self.by_name: dict[str, Path] | None = None

    def take(self, path: Path) -> None:
        """Read one file, each kind of card that is in it."""
        name = _name(path, self.root)
        file = open_file(path, name)
        file.text = plain(file.text)
        if _CARD.search(file.text):
            self._cards(file, path)
        else:
            self._lines(file, path)
        for problem in file.problems:
            if problem.severity != "note":
                self.reading.lose(f"{problem.place.file}:{problem.place.line}", problem.what)

    def _cards(self, file: File, path: Path) -> None:
        found = read_cards(file, self.taken)
        for key, value in found.front_matter.items():
            if key in {"title", "version", "licence", "authors", "description", "id"}:
                self.reading.manifest.setdefault(key, value)
        for draft in found.drafts:
            name = self.ids.given(draft.id)
            place = f"{file.name}:{draft.place.line}"
            if name is None:
                name = self.ids.of_text(draft.id)
                self.reading.lose(
                    place, f"the id {draft.id} stands there a second time; this one is called {name}."
                )
            fields = {key: value for key, value in draft.data.items() if key != "id"}
            self._add(name, fields, place, path)

    def _add(self, name: str, fields: dict[str, Json], place: str, path: Path) -> None:
        for side in ("prompt", "answer"):
            if side in fields:
                fields[side] = self._with_pictures(fields[side], place, path)
        self.reading.notes.append(Note(name, fields, place))

    # Obsidian

    def _lines(self, file: File, path: Path) -> None:
        lines, tags = _body(file.text)
        shown = list(_outside_fences(lines))
        at = 0
        while at < len(shown):
            line = shown[at]
            place = f"{file.name}:{line.number}"
            self._lose_schedule(line, file)
            parted = _parted(_SCHEDULE.sub("", line.text))
            if parted is not None:
                question, mark, answer = parted
                self._pair(question, answer, place, path, both=mark == ":::", tags=tags)
            elif line.text.strip() in {"?", "??"}:
                at = self._block(lines, line, file, path, tags)
                at = next((n for n, one in enumerate(shown) if one.number >= at), len(shown))
                continue
            at += 1
        marks = sum(len(_HIGHLIGHT.findall(line.text)) for line in shown)
        if marks:
            self.reading.lose(file.name, f"highlighted words are not taken for blanks; there are {marks}.")

    def _block(self, lines: list[_Line], rule: _Line, file: File, path: Path, tags: list[str]) -> int:
        """Add the card whose question stands above a rule and whose answer below; return the line to go on at."""
        at = next(n for n, one in enumerate(lines) if one.number == rule.number)
        above = [one.text for one in takewhile(_is_running_text, reversed(lines[:at]))][::-1]
        below = list(_until_empty(iter(lines[at + 1 :])))
        for one in below:
            self._lose_schedule(one, file)
        place = f"{file.name}:{rule.number}"
        question, answer = (
            "\n".join(above).strip(),
            _SCHEDULE.sub("", "\n".join(one.text for one in below)).strip(),
        )
        if question and answer:
            self._pair(question, answer, place, path, both=rule.text.strip() == "??", tags=tags)
        else:
            self.reading.lose(place, "a ? without a question above it and an answer below it is left out.")
        return (below[-1].number if below else rule.number) + 1

    def _lose_schedule(self, line: _Line, file: File) -> None:
        if (found := _SCHEDULE.search(line.text)) is not None:
            what = f"its schedule is left out, as it holds no reviews: {first_words(found[1])}"
            self.reading.lose(f"{file.name}:{line.number}", what)

    def _pair(
        self, question: str, answer: str, place: str, path: Path, *, both: bool, tags: list[str]
    ) -> None:
        marks = [match for match in map(_BLOCK_ID.search, (question, answer)) if match]
        words = [*tags, *(tag for text in (question, answer) for tag in _TAG.findall(text))]
        question, answer = (_TAG.sub("", _BLOCK_ID.sub("", text)).strip() for text in (question, answer))
        if not question or not answer:
            self.reading.lose(
                place, "nothing is left of a side of this card without its tags; it is left out."
            )
            return
        name = self.ids.of_key("note", marks[0][1]) if marks else self.ids.of_text(question)
        fields: dict[str, Json] = {
            "kind": "recall",
            "level": "entry",
            **({"tags": tags_of(words)} if words else {}),
        }
        self._add(name, {**fields, "prompt": question, "answer": answer}, place, path)
        if both:
            other = {**fields, "prompt": answer, "answer": question}
            self._add(self.ids.of_text(f"{name} back"), other, place, path)

    # Pictures

    def _with_pictures(self, text: str, place: str, path: Path) -> str:
        """Return a text whose pictures are named as the pack has them."""

        def named(match: re.Match[str]) -> str:
            source = match[1] or match[3]
            if re.match(r"(?i)[a-z]+:", source):
                return match[0]
            self.pictures.add(source, self._picture(source, path), place)
            return f"![{match[2] or source.rpartition('/')[2]}]({self.pictures.name(source)})"

        return _LINKED.sub(named, text)

    def _picture(self, source: str, path: Path) -> bytes | None:
        """Return the bytes of a picture beside a note, or anywhere in the folder, never outside of it."""
        for file in (path.parent / source, self.root / source, self._anywhere(source.rpartition("/")[2])):
            if file is None or not file.resolve().is_relative_to(self.root.resolve()):
                continue
            try:
                return read_regular(file, source, LARGEST_OTHER)
            except (SharingError, ValueError):
                continue
        return None

    def _anywhere(self, name: str) -> Path | None:
        if self.by_name is None:
            pictures = (
                file for file in self.root.rglob("*.*") if file.suffix.casefold() not in {".md", ".yaml"}
            )
            self.by_name = {file.name: file for file in pictures}
        return self.by_name.get(name)


def _body(text: str) -> tuple[list[_Line], list[str]]:
    """Return the lines below the front matter, and the tags in it."""
    lines = [_Line(one, number) for number, one in enumerate(text.split("\n"), start=1)]
    if not lines or lines[0].text.rstrip() != "---":
        return lines, []
    end = next((line.number for line in lines[1:] if line.text.rstrip() == "---"), None)
    if end is None:
        return lines, []
    head = "\n".join(line.text for line in lines[1 : end - 1])
    found = re.search(r"^tags:[ \t]*(.*(?:\n[ \t]*-.*)*)", head, re.MULTILINE)
    return lines[end:], re.findall(
        r"[^\s,\[\]#'\"]{2,}|[\w]", found[1].replace("\n", " ").replace("- ", " ")
    ) if found else []


def _outside_fences(lines: list[_Line]) -> Iterator[_Line]:
    fenced = ""
    for line in lines:
        match = _FENCE.match(line.text)
        if match is not None and fenced in {"", match[1]}:
            fenced = "" if fenced else match[1]
        elif not fenced:
            yield line


def _parted(text: str) -> tuple[str, str, str] | None:
    """Return question, mark and answer of a line with ``::`` outside of code and formulas."""
    hidden = _HIDDEN.sub(lambda match: "x" * len(match[0]), text)
    mark = re.search(r":::?", hidden)
    if mark is None:
        return None
    start = _BULLET.match(text)
    question, answer = text[start.end() if start else 0 : mark.start()].strip(), text[mark.end() :].strip()
    return (question, mark[0], answer) if question and answer else None


def _is_running_text(line: _Line) -> bool:
    """Tell whether a line can belong to a question above a rule: it is not empty, no heading, no card of its own."""
    bare = line.text.strip()
    return bool(bare) and not bare.startswith(("#", "```", "~~~", "---")) and _parted(line.text) is None


def _until_empty(lines: Iterator[_Line]) -> Iterator[_Line]:
    for line in lines:
        if not line.text.strip():
            return
        yield line
