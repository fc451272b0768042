"""The little Markdown that prompts and solutions are written in, as blocks of styled pieces.

Paragraphs, lists, headings, fenced code, simple tables, displayed formulas; bold, emphasis, code and ``$…$``
within a line. Nothing else is markup: what looks like any is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

Role: TypeAlias = Literal["text", "strong", "emphasis", "code", "maths", "heading", "quiet", "error"]


class Piece(NamedTuple):
    """Text of one role; of role maths it is LaTeX."""

    text: str
    role: Role


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``marker`` is what a list item begins with, ``indent`` how deep it stands."""

    pieces: tuple[Piece, ...]
    marker: str = ""
    indent: int = 0
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Display:
    """A formula on its own; ``line`` is where it begins in the text, from 1."""

    latex: str
    line: int


@dataclass(frozen=True, slots=True)
class Code:
    """Lines kept as they are."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first row is the head."""

    rows: tuple[tuple[tuple[Piece, ...], ...], ...]


Block: TypeAlias = Paragraph | Display | Code | Table

_ITEM = re.compile(r"(\s*)([-*•]|\d{1,3}[.)])\s+(.*)")
_HEADING = re.compile(r"#{1,4}\s+(.*)")
_RULE = re.compile(r"\s*\|?[\s:|-]+\|?\s*")
_INLINE = re.compile(
    r"\\(?P<escaped>[$*`_\\])|(?P<maths>(?<![\\$])\$(?!\s)(?:\\.|[^$\\])+?\$)|(?P<code>`[^`]+`)"
    r"|(?P<strong>\*\*(?=\S).+?(?<=\S)\*\*)|(?P<emphasis>\*(?=[^\s*]).+?(?<=[^\s*])\*)",
    re.DOTALL,
)


def blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text."""
    return tuple(_Reader(text.split("\n")).read())


def pieces(text: str) -> tuple[Piece, ...]:
    """Return a run of text as pieces of one role each."""
    found: list[Piece] = []
    start = 0
    for match in _INLINE.finditer(text):
        if match.start() > start:
            found.append(Piece(text[start : match.start()], "text"))
        found.append(_piece(match))
        start = match.end()
    if start < len(text):
        found.append(Piece(text[start:], "text"))
    return tuple(found)


def _piece(match: re.Match[str]) -> Piece:
    kind, whole = str(match.lastgroup), match.group()
    if kind == "escaped":
        return Piece(match.group("escaped"), "text")
    roles: dict[str, tuple[Role, int]] = {
        "maths": ("maths", 1),
        "code": ("code", 1),
        "strong": ("strong", 2),
        "emphasis": ("emphasis", 1),
    }
    role, marks = roles[kind]
    return Piece(whole[marks:-marks], role)


class _Reader:
    """Reads lines into blocks, one block at a time."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0

    def read(self) -> list[Block]:
        found: list[Block] = []
        while self.at < len(self.lines):
            if not self.lines[self.at].strip():
                self.at += 1
            else:
                found.extend(self.block())
        return found

    def block(self) -> list[Block]:
        line = self.lines[self.at]
        if line.lstrip().startswith("```"):
            return [self.code()]
        if line.lstrip().startswith("$$"):
            return [self.display()]
        if line.count("|") >= 2 and self.at + 1 < len(self.lines) and _is_rule(self.lines[self.at + 1]):
            return [self.table()]
        heading = _HEADING.fullmatch(line.strip())
        if heading:
            self.at += 1
            return [Paragraph(pieces(heading.group(1)), heading=True)]
        return [self.paragraph()]

    def code(self) -> Code:
        start = self.at + 1
        end = next(
            (n for n in range(start, len(self.lines)) if self.lines[n].lstrip().startswith("```")),
            len(self.lines),
        )
        self.at = end + 1
        return Code(tuple(self.lines[start:end]))

    def display(self) -> Display:
        first = self.at
        text = self.lines[first].lstrip()[2:]
        while "$$" not in text and self.at + 1 < len(self.lines):
            self.at += 1
            text += "\n" + self.lines[self.at]
        self.at += 1
        return Display(text.partition("$$")[0].strip(), first + 1)

    def table(self) -> Table:
        rows = []
        while self.at < len(self.lines) and "|" in self.lines[self.at]:
            if not _is_rule(self.lines[self.at]):
                cells = self.lines[self.at].strip().strip("|").split("|")
                rows.append(tuple(pieces(cell.strip()) for cell in cells))
            self.at += 1
        return Table(tuple(rows))

    def paragraph(self) -> Block:
        first = self.at
        item = _ITEM.fullmatch(self.lines[first])
        text = [item.group(3) if item else self.lines[first].strip()]
        self.at += 1
        while self.at < len(self.lines) and not self._ends_paragraph(self.lines[self.at]):
            text.append(self.lines[self.at].strip())
            self.at += 1
        joined = " ".join(text)
        alone = re.fullmatch(r"\$((?:\\.|[^$\\])+)\$([.,;:]?)", joined)
        if alone and not item:
            return Display(alone.group(1) + alone.group(2), first + 1)
        if item:
            return Paragraph(pieces(joined), _marker(item.group(2)), len(item.group(1)))
        return Paragraph(pieces(joined))

    @staticmethod
    def _ends_paragraph(line: str) -> bool:
        bare = line.strip()
        starts_another = bare.startswith(("```", "$$")) or _ITEM.fullmatch(line) or _HEADING.fullmatch(bare)
        return not bare or bool(starts_another) or bool(re.fullmatch(r"\$((?:\\.|[^$\\])+)\$[.,;:]?", bare))


def _is_rule(line: str) -> bool:
    return "-" in line and "|" in line and _RULE.fullmatch(line) is not None


def _marker(mark: str) -> str:
    return "•" if mark in "-*•" else mark
