"""Prompts and solutions laid out for a width: wrapped text, formulas drawn; or plain lines for ``--plain``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizapp.rendering.boxes import draw
from quizapp.rendering.inline import inline
from quizapp.rendering.latex import LatexError, parse
from quizapp.rendering.markdown import (
    Block,
    Code,
    Display,
    Paragraph,
    Piece,
    Role,
    Table,
    blocks,
    formulas,
    lone_dollars,
)
from quizapp.rendering.safety import clean
from quizapp.rendering.seven_bit import to_seven_bits
from quizapp.rendering.spoken import spoken
from quizapp.rendering.tables import table
from quizapp.rendering.widths import cut
from quizapp.rendering.widths import width as columns_of
from quizapp.rendering.wrapping import Line, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Line", "Piece", "Role", "latex_errors", "layout", "plain_text"]

NARROWEST = 8
_INDENT = 4
_EMPTY: Line = ()


def layout(text: str, width: int, *, ascii_only: bool = False) -> tuple[Line, ...]:
    """Return text as lines no wider than ``width`` columns (at least 8), each of pieces with a role.

    Displayed formulas are drawn in two dimensions, indented, with an empty line above and below; those within
    a sentence stand on its line. A formula that cannot be read is shown as it was written, with role error.
    """
    lines: list[Line] = []
    before: Block | None = None
    for block in blocks(clean(text)):
        if lines and not _together(before, block):
            lines.append(_EMPTY)
        lines.extend(_block(block, max(width, NARROWEST), ascii_only=ascii_only))
        before = block
    return tuple(lines)


def plain_text(text: str, *, words: bool = False, ascii_only: bool = False) -> str:
    """Return text with each formula on one line, or in words; one block a line."""
    return "\n".join(_plain(block, words=words, ascii_only=ascii_only) for block in blocks(clean(text)))


def latex_errors(text: str) -> tuple[tuple[int, int, LatexError], ...]:
    """Return (line, column, error) for each formula of a text that cannot be drawn; both count from 1.

    A dollar sign that opens no formula, or closes none, is an error too, unless it stands before a digit.
    """
    found = [(start + error.offset_in(error.text), error) for start, error in _refused(text)]
    what = r"this $ neither opens nor closes a formula; write \$ for the sign"
    found += [(at, LatexError(what, text)) for at in lone_dollars(text)]
    found.sort(key=lambda pair: pair[0])
    return tuple((text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), error) for at, error in found)


def _refused(text: str) -> Iterator[tuple[int, LatexError]]:
    for start, latex in formulas(text):
        try:
            parse(latex)
        except LatexError as error:
            yield start, error


def _together(before: Block | None, block: Block) -> bool:
    """Say whether two blocks stand without an empty line between them: list items do."""
    if not isinstance(before, Paragraph) or not isinstance(block, Paragraph):
        return False
    return bool(before.marker and block.marker)


# Laid out


def _block(block: Block, width: int, *, ascii_only: bool) -> list[Line]:
    if isinstance(block, Display):
        return _display(block, width, ascii_only=ascii_only)
    if isinstance(block, Code):
        return [line for text in block.lines for line in _code(text, width, ascii_only=ascii_only)]
    if isinstance(block, Table):
        rows = [[_shown(cell, ascii_only=ascii_only) for cell in row] for row in block.rows]
        lines = table(rows, block.align, width - _margin(width), rule="-" if ascii_only else "─")
        return [_indented(line, _margin(width)) for line in lines]
    return _paragraph(block, width, ascii_only=ascii_only)


def _margin(width: int) -> int:
    """Return how far formulas, code and tables stand in."""
    return _INDENT if width >= 5 * _INDENT else 0


def _indented(line: Line, columns: int) -> Line:
    """Return a line moved to the right, as part of its first piece."""
    if not line or not columns:
        return line
    first, *rest = line
    return (Piece(" " * columns + first.text, first.role), *rest)


def _display(block: Display, width: int, *, ascii_only: bool) -> list[Line]:
    margin = _margin(width) + (block.indent if block.indent < width // 2 else 0)
    try:
        drawing = draw(block.latex, width=width - margin, ascii=ascii_only)
    except LatexError:
        source = to_seven_bits(block.latex) if ascii_only else block.latex
        return [_indented(line, margin) for line in wrap([Piece(source, "error")], width - margin)]
    return [_indented((Piece(line.rstrip(), "maths"),), margin) for line in drawing.lines]


def _code(text: str, width: int, *, ascii_only: bool) -> Iterator[Line]:
    """Yield a line of code, cut where it is wider than the page."""
    rest = to_seven_bits(text) if ascii_only else text
    margin = _margin(width)
    while columns_of(rest) > width - margin:
        head, rest = cut(rest, width - margin)
        yield (Piece(" " * margin + head, "code"),)
    yield (Piece(" " * margin + rest, "code"),)


def _paragraph(block: Paragraph, width: int, *, ascii_only: bool) -> list[Line]:
    lead = _lead(block, ascii_only=ascii_only)
    shown = _shown(block.pieces, ascii_only=ascii_only)
    if block.heading:
        shown = tuple(Piece(piece.text, "heading") if piece.role == "text" else piece for piece in shown)
    if not lead or len(lead) > width // 2:
        return wrap(shown, width)
    lines = wrap(shown, width - len(lead))
    return [(Piece(lead if n == 0 else " " * len(lead), "text"), *line) for n, line in enumerate(lines)]


def _lead(block: Paragraph, *, ascii_only: bool) -> str:
    """Return what a list item begins with."""
    if not block.marker:
        return ""
    return " " * block.indent + ("-" if ascii_only and block.marker == "•" else block.marker) + " "


def _shown(pieces: Iterable[Piece], *, ascii_only: bool) -> tuple[Piece, ...]:
    """Return the pieces as they are shown: formulas on one line, and everything in ASCII if asked."""
    shown = tuple(_on_line(piece, ascii_only=ascii_only) for piece in pieces)
    return tuple(Piece(to_seven_bits(text), role) for text, role in shown) if ascii_only else shown


def _on_line(piece: Piece, *, ascii_only: bool) -> Piece:
    if piece.role != "maths":
        return piece
    try:
        return Piece(inline(piece.text, ascii=ascii_only), "maths")
    except LatexError:
        return Piece(f"${piece.text}$", "error")


# Plain


def _plain(block: Block, *, words: bool, ascii_only: bool) -> str:
    if isinstance(block, Display):
        text = _said(block.latex, words=words, ascii_only=ascii_only)
    elif isinstance(block, Code):
        text = "\n".join(" " * _INDENT + line for line in block.lines)
    elif isinstance(block, Table):
        rows = (
            [_plain_pieces(cell, words=words, ascii_only=ascii_only) for cell in row] for row in block.rows
        )
        text = "\n".join(" | ".join(row) for row in rows)
    else:
        text = _lead(block, ascii_only=True) + _plain_pieces(block.pieces, words=words, ascii_only=ascii_only)
    return to_seven_bits(text) if ascii_only else text


def _plain_pieces(pieces: tuple[Piece, ...], *, words: bool, ascii_only: bool) -> str:
    shown = (
        _said(piece.text, words=words, ascii_only=ascii_only) if piece.role == "maths" else piece.text
        for piece in pieces
    )
    return re.sub(r"\s+", " ", "".join(shown)).strip()


def _said(latex: str, *, words: bool, ascii_only: bool) -> str:
    try:
        return spoken(latex) if words else inline(latex, ascii=ascii_only)
    except LatexError:
        return latex
