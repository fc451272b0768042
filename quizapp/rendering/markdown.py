"""The little Markdown that prompts and solutions are written in, as blocks of styled pieces.

Paragraphs, lists, headings, fenced code, simple tables, displayed formulas; bold, emphasis, code and ``$…$``
within a line. Nothing else is markup: what looks like any is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from quizapp.rendering.boxes import draw
from quizapp.rendering.latex import LatexError

if TYPE_CHECKING:
    from collections.abc import Iterator

Role: TypeAlias = Literal["text", "strong", "emphasis", "code", "maths", "heading", "quiet", "error"]


class Piece(NamedTuple):
    """Text of one role; of role maths it is LaTeX until it is laid out."""

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
    """A formula on its own; ``indent`` is that of the list item it belongs to."""

    latex: str
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Code:
    """Lines kept as they are."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the first row being the head; ``align`` has l, c or r for each column."""

    rows: tuple[tuple[tuple[Piece, ...], ...], ...]
    align: str


Block: TypeAlias = Paragraph | Display | Code | Table

# A dollar opens a formula before a visible character and closes it after one, unless a digit follows: "$5 and $6".
_INLINE_MATHS = r"(?<![\\$])\$(?![\s$])(?P<inline>(?:\\.|[^$\\\n]|\n(?!\s*\n))*?)(?<![\s\\])\$(?![\d$])"
FORMULA = re.compile(r"\$\$(?P<display>.+?)\$\$|" + _INLINE_MATHS, re.DOTALL)
_CODE = re.compile(r"^[ \t]*```.*?(?:^[ \t]*```[^\n]*$|\Z)|`[^`\n]+`", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(
    r"\\(?P<escaped>[$*`\\])"
    rf"|(?P<maths>{_INLINE_MATHS})"
    r"|`(?P<code>[^`]+)`"
    r"|(?<![\w*])\*\*(?P<strong>(?=\S).+?(?<=\S))\*\*(?![\w*])"
    r"|(?<![\w*])\*(?P<emphasis>(?=[^\s*]).+?(?<=[^\s*]))\*(?![\w*])",
    re.DOTALL,
)
_ALONE = re.compile(rf"\s*{_INLINE_MATHS}(?P<end>[.,;:]?)\s*")
_ITEM = re.compile(r"(\s*)([-*•]|\d{1,3}[.)])\s+(.*)")
_HEADING = re.compile(r"#{1,4}\s+(.*?)[\s#]*")
_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?)?\s*")


def blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text."""
    return tuple(_Reader(_displays_on_lines(text).split("\n")).read())


def formulas(text: str) -> Iterator[tuple[int, str]]:
    """Yield each formula with the place where it begins in the text; code holds none."""
    for match in FORMULA.finditer(_blanked(text)):
        group = str(match.lastgroup)
        yield match.start(group), text[match.start(group) : match.end(group)]


def lone_dollars(text: str) -> Iterator[int]:
    """Yield the place of each dollar sign that looks like the beginning or end of a formula but is not."""
    rest = FORMULA.sub(lambda match: " " * len(match.group()), _blanked(text))
    yield from (match.start() for match in re.finditer(r"(?<!\\)\$(?!\d)", rest))


def _blanked(text: str) -> str:
    """Return the text with its code made of letters that mean nothing; places stay what they are."""
    return _CODE.sub(lambda found: re.sub(r"\S", "x", found.group()), text)


def _displays_on_lines(text: str) -> str:
    """Return the text with each $$…$$ on lines of its own, with the punctuation that follows it."""
    out, at = "", 0
    for match in FORMULA.finditer(_blanked(text)):
        if match["display"] is None:
            continue
        before = text[at : match.start()].rstrip(" \t")
        latex = " ".join(text[match.start("display") : match.end("display")].split())
        at = match.end()
        end = re.match(r"[.,;:](?=\s|$)", text[at:])
        at += len(end[0]) if end else 0
        out += f"{before}{'' if before.endswith(chr(10)) or not before else chr(10)}$${latex}$${end[0] if end else ''}\n"
    return out + text[at:].lstrip(" \t") if at else text


def pieces(text: str, role: Role = "text") -> tuple[Piece, ...]:
    """Return a run of text as pieces of one role each; formulas and code keep theirs inside bold text."""
    found: list[Piece] = []
    start = 0
    for match in _INLINE.finditer(text):
        if match.start() > start:
            found.append(Piece(text[start : match.start()], role))
        found.extend(_matched(match, role))
        start = match.end()
    if start < len(text):
        found.append(Piece(text[start:], role))
    return tuple(found)


def _matched(match: re.Match[str], role: Role) -> tuple[Piece, ...]:
    if match["escaped"]:
        return (Piece(match["escaped"], role),)
    if match["maths"]:
        return (Piece(match["inline"], "maths"),)
    if match["code"]:
        return (Piece(match["code"], "code"),)
    return pieces(match["strong"], "strong") if match["strong"] else pieces(match["emphasis"], "emphasis")


class _Reader:
    """Reads lines into blocks, one block at a time."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0
        self.indent = 0  # of the list item that is open

    def read(self) -> list[Block]:
        """Return all blocks."""
        found: list[Block] = []
        while self.at < len(self.lines):
            if self.lines[self.at].strip():
                found.append(self.block())
            else:
                self.at += 1
        return found

    def block(self) -> Block:
        """Return the block that begins on this line."""
        line = self.lines[self.at]
        if line.lstrip().startswith("```"):
            return self.code()
        if self.is_table():
            return self.table()
        if latex := _displayed(line):
            self.at += 1
            return Display(latex, self.indent if line.startswith("  ") else 0)
        if heading := _HEADING.fullmatch(line.strip()):
            self.at += 1
            return Paragraph(pieces(heading[1]), heading=True)
        return self.paragraph()

    def code(self) -> Code:
        """Return the fenced lines, without the indentation of their fence."""
        opening = self.lines[self.at]
        margin = len(opening) - len(opening.lstrip())
        start = self.at + 1
        rest = range(start, len(self.lines))
        end = next((n for n in rest if self.lines[n].lstrip().startswith("```")), len(self.lines))
        self.at = end + 1
        return Code(tuple(_without_margin(line, margin) for line in self.lines[start:end]))

    def is_table(self) -> bool:
        """Say whether a table begins on this line: cells, and a rule under them."""
        following = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
        return "|" in self.lines[self.at] and "|" in following and _RULE.fullmatch(following) is not None

    def table(self) -> Table:
        """Return the rows from here on that have bars."""
        rule = self.lines[self.at + 1]
        rows = [_cells(self.lines[self.at])]
        self.at += 2
        while self.at < len(self.lines) and "|" in self.lines[self.at]:
            rows.append(_cells(self.lines[self.at]))
            self.at += 1
        align = "".join(_alignment(cell) for cell in rule.strip().strip("|").split("|"))
        return Table(tuple(rows), align.ljust(max(map(len, rows)), "l"))

    def paragraph(self) -> Block:
        """Return a paragraph or a list item, up to what ends it."""
        item = _ITEM.fullmatch(self.lines[self.at])
        text = [item[3] if item else self.lines[self.at].strip()]
        self.at += 1
        while self.at < len(self.lines) and not self.ends_paragraph():
            text.append(self.lines[self.at].strip())
            self.at += 1
        self.indent = len(item[1]) + 2 if item else 0
        joined = " ".join(text)
        if item:
            return Paragraph(pieces(joined), "•" if item[2] in "-*•" else item[2], len(item[1]))
        alone = _ALONE.fullmatch(joined)
        return Display(_with_end(alone)) if alone else Paragraph(pieces(joined))

    def ends_paragraph(self) -> bool:
        """Say whether this line is the beginning of something else."""
        line = self.lines[self.at]
        bare = line.strip()
        starts = (
            bare.startswith("```") or _ITEM.fullmatch(line) or _HEADING.fullmatch(bare) or self.is_table()
        )
        return not bare or bool(starts) or bool(_displayed(line))


def _displayed(line: str) -> str:
    """Return the formula that is displayed on a line: in double dollars, or alone and too high for a line."""
    bare = line.strip()
    if bare.startswith("$$") and (found := re.fullmatch(r"\$\$(?P<inline>.+?)\$\$(?P<end>[.,;:]?)", bare)):
        return _with_end(found)
    alone = _ALONE.fullmatch(line)
    return _with_end(alone) if alone and _is_high(alone["inline"]) else ""


def _with_end(match: re.Match[str]) -> str:
    """Return a displayed formula with the punctuation that ends it."""
    return match["inline"].strip() + (rf"\text{{{match['end']}}}" if match["end"] else "")


def _is_high(latex: str) -> bool:
    try:
        return len(draw(latex).lines) > 1
    except LatexError:
        return False


def _without_margin(line: str, margin: int) -> str:
    return line[margin:] if not line[:margin].strip() else line


def _cells(line: str) -> tuple[tuple[Piece, ...], ...]:
    """Return the cells of a row; a bar within a formula or code, or after a backslash, separates nothing."""
    bare = line.strip()
    hidden = re.sub(r"\\\|", "xx", FORMULA.sub(lambda found: "x" * len(found.group()), _blanked(bare)))
    inner = (1 if hidden.startswith("|") else 0, len(hidden) - (1 if hidden.endswith("|") else 0))
    edges = [inner[0] - 1, *(n for n in range(*inner) if hidden[n] == "|"), inner[1]]
    texts = (bare[a + 1 : b].strip().replace("\\|", "|") for a, b in pairwise(edges))
    return tuple(pieces(text) for text in texts)


def _alignment(rule: str) -> str:
    bare = rule.strip()
    if bare.startswith(":") and bare.endswith(":"):
        return "c"
    return "r" if bare.endswith(":") else "l"
