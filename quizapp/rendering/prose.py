"""Prompts and solutions laid out for a width: wrapped text, formulas drawn; or plain lines for ``--plain``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizapp.rendering.boxes import draw
from quizapp.rendering.inline import inline
from quizapp.rendering.latex import LatexError, parse
from quizapp.rendering.markdown import Block, Code, Display, Paragraph, Piece, Role, Table, blocks
from quizapp.rendering.safety import clean
from quizapp.rendering.widths import cut, pad
from quizapp.rendering.widths import width as columns_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Line = tuple[Piece, ...]
_INDENT = "    "
_EMPTY: Line = ()


def layout(text: str, width: int, *, ascii_only: bool = False) -> tuple[Line, ...]:
    """Return text as lines no wider than ``width`` columns, each of pieces with a role.

    Displayed formulas are drawn in two dimensions, indented, with an empty line above and below; those within
    a sentence stand on its line. A formula that cannot be read is shown as it was written, with role error.
    """
    lines: list[Line] = []
    before: Block | None = None
    for block in blocks(clean(text)):
        if lines and not _together(before, block):
            lines.append(_EMPTY)
        lines.extend(_block(block, max(width, 8), ascii_only=ascii_only))
        before = block
    return tuple(lines)


def plain_text(text: str, *, words: bool = False, ascii_only: bool = False) -> str:
    """Return text with each formula on one line, or in words; one block a line."""
    return "\n".join(_plain(block, words=words, ascii_only=ascii_only) for block in blocks(clean(text)))


def latex_errors(text: str) -> tuple[tuple[int, int, LatexError], ...]:
    """Return (line, column, error) for each formula of a text that cannot be drawn; both count from 1."""
    found = []
    for start, latex in _formulas(text):
        try:
            parse(latex)
        except LatexError as error:
            at = start + error.column
            line = text.count("\n", 0, at) + 1
            found.append((line, at - text.rfind("\n", 0, at), error))
    return tuple(found)


_FORMULA = re.compile(r"\$\$(?P<display>.+?)\$\$|(?<![\\$])\$(?!\s)(?P<inline>(?:\\.|[^$\\])+?)\$", re.DOTALL)
_NOT_PROSE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


def _formulas(text: str) -> Iterator[tuple[int, str]]:
    """Yield each formula with where it begins; code is left out, its characters standing for themselves."""
    prose = _NOT_PROSE.sub(lambda found: re.sub(r"\S", "x", found.group()), text)
    for match in _FORMULA.finditer(prose):
        group = match.lastgroup or "inline"
        yield match.start(group), match.group(group)


def _together(before: Block | None, block: Block) -> bool:
    """List items stand without an empty line between them."""
    both = isinstance(before, Paragraph) and isinstance(block, Paragraph)
    return both and bool(before.marker) and bool(block.marker)  # type: ignore[union-attr]


def _block(block: Block, width: int, *, ascii_only: bool) -> list[Line]:
    if isinstance(block, Display):
        return _display(block.latex, width, ascii_only=ascii_only)
    if isinstance(block, Code):
        return [(Piece(_INDENT + line, "code"),) for line in block.lines]
    if isinstance(block, Table):
        return _table(block, ascii_only=ascii_only)
    return _paragraph(block, width, ascii_only=ascii_only)


def _display(latex: str, width: int, *, ascii_only: bool) -> list[Line]:
    try:
        drawing = draw(latex, width=width - len(_INDENT), ascii=ascii_only)
    except LatexError:
        return [(Piece(_INDENT + latex, "error"),)]
    return [(Piece(_INDENT + line, "maths"),) for line in drawing.lines]


def _in_line(piece: Piece, *, ascii_only: bool) -> Piece:
    if piece.role != "maths":
        return piece
    try:
        return Piece(inline(piece.text, ascii=ascii_only), "maths")
    except LatexError:
        return Piece(f"${piece.text}$", "error")


def _paragraph(block: Paragraph, width: int, *, ascii_only: bool) -> list[Line]:
    lead = " " * block.indent + (
        f"{_ascii_marker(block.marker) if ascii_only else block.marker} " if block.marker else ""
    )
    role: Role = "heading" if block.heading else "text"
    shown = [_in_line(piece, ascii_only=ascii_only) for piece in block.pieces]
    shown = [Piece(piece.text, role) if piece.role == "text" else piece for piece in shown]
    lines = _wrapped(shown, width - len(lead))
    hang = " " * len(lead)
    return [
        (Piece(lead if n == 0 else hang, "text"), *line) if lead else line for n, line in enumerate(lines)
    ]


def _ascii_marker(marker: str) -> str:
    return "-" if marker == "•" else marker


Word = list[Piece]


def _words(pieces: Iterable[Piece]) -> Iterator[Word]:
    """Yield what may not be broken: words of text, whole formulas, with what is glued to them."""
    word: Word = []
    for piece in pieces:
        parts = [piece.text] if piece.role in ("maths", "error") else re.split(r"[ \t\n]+", piece.text)
        for n, part in enumerate(parts):
            if n and word:
                yield word
                word = []
            if part:
                word.append(Piece(part, piece.role))
    if word:
        yield word


def _wrapped(pieces: Iterable[Piece], width: int) -> list[Line]:
    lines: list[list[Piece]] = [[]]
    used = 0
    for word in _words(pieces):
        size = sum(columns_of(piece.text) for piece in word)
        if used and used + 1 + size > width:
            lines.append([])
            used = 0
        elif used:
            lines[-1].append(Piece(" ", "text"))
            used += 1
        for part in _fitting(word, size, width):
            if part is None:
                lines.append([])
                used = 0
            else:
                lines[-1].append(part)
                used += columns_of(part.text)
    return [tuple(line) for line in lines if line] or [_EMPTY]


def _fitting(word: Word, size: int, width: int) -> Iterator[Piece | None]:
    """Yield a word's pieces; one wider than a line is cut, None standing for a new line."""
    if size <= width:
        yield from word
        return
    room = width
    for piece in word:
        rest = piece.text
        while columns_of(rest) > room:
            head, rest = _cut(rest, room)
            if head:
                yield Piece(head, piece.role)
            yield None
            room = width
        if rest:
            yield Piece(rest, piece.role)
            room -= columns_of(rest)


def _cut(text: str, room: int) -> tuple[str, str]:
    """Cut at a space if there is one, else at the column."""
    head, rest = cut(text, max(room, 1))
    gap = head.rfind(" ")
    return (head[:gap], head[gap + 1 :] + rest) if gap > 0 else (head, rest)


def _table(block: Table, *, ascii_only: bool) -> list[Line]:
    rows = [[_cell(cell, ascii_only=ascii_only) for cell in row] for row in block.rows]
    count = max(len(row) for row in rows)
    rows = [row + [""] * (count - len(row)) for row in rows]
    widths = [max(columns_of(row[n]) for row in rows) for n in range(count)]
    lines = [
        "   ".join(pad(cell, size) for cell, size in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    rule = ("-" if ascii_only else "─") * max(columns_of(line) for line in lines)
    drawn = [lines[0], rule, *lines[1:]]
    return [
        (Piece(_INDENT + line, "strong" if n == 0 else "quiet" if n == 1 else "text"),)
        for n, line in enumerate(drawn)
    ]


def _cell(pieces: tuple[Piece, ...], *, ascii_only: bool) -> str:
    return "".join(_in_line(piece, ascii_only=ascii_only).text for piece in pieces)


def _plain(block: Block, *, words: bool, ascii_only: bool) -> str:
    if isinstance(block, Display):
        return _said(block.latex, words=words, ascii_only=ascii_only)
    if isinstance(block, Code):
        return "\n".join(_INDENT + line for line in block.lines)
    if isinstance(block, Table):
        rows = (
            " | ".join(_plain_pieces(cell, words=words, ascii_only=ascii_only) for cell in row)
            for row in block.rows
        )
        return "\n".join(rows)
    lead = f"{_ascii_marker(block.marker) if ascii_only else block.marker} " if block.marker else ""
    return lead + _plain_pieces(block.pieces, words=words, ascii_only=ascii_only)


def _plain_pieces(pieces: tuple[Piece, ...], *, words: bool, ascii_only: bool) -> str:
    shown = (
        _said(piece.text, words=words, ascii_only=ascii_only) if piece.role == "maths" else piece.text
        for piece in pieces
    )
    return re.sub(r"\s+", " ", "".join(shown)).strip()


def _said(latex: str, *, words: bool, ascii_only: bool) -> str:
    from quizapp.rendering.spoken import spoken  # noqa: PLC0415  only --plain says formulas in words

    try:
        return spoken(latex) if words else inline(latex, ascii=ascii_only)
    except LatexError:
        return latex
