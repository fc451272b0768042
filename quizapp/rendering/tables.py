"""Tables in the columns there are: wide cells wrap, and where even that does not fit, rows become lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.rendering.markdown import Piece
from quizapp.rendering.widths import width as columns_of
from quizapp.rendering.wrapping import Line, merged, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

Cell = tuple[Piece, ...]
BETWEEN = 3
NARROWEST = 6


def table(rows: Sequence[Sequence[Cell]], align: str, columns: int, *, rule: str) -> list[Line]:
    """Return the rows as lines of at most so many columns, the head bold and a rule under it."""
    count = max(map(len, rows))
    full = [[*row, *[()] * (count - len(row))] for row in rows]
    full[0] = [_bold(cell) for cell in full[0]]
    widths = _widths(full, columns - BETWEEN * (count - 1))
    if widths is None:
        return [line for row in full for line in wrap(_as_text(row), columns)]
    head, *body = [_row(row, widths, align) for row in full]
    across = sum(widths) + BETWEEN * (count - 1)
    return [*head, (Piece(rule * across, "quiet"),), *(line for row in body for line in row)]


def _widths(rows: list[list[Cell]], columns: int) -> list[int] | None:
    """Return the columns' widths: as wide as their cells, the widest narrowed until all fit; None if never."""
    widths = [max(1, *(_size(row[n]) for row in rows)) for n in range(len(rows[0]))]
    while sum(widths) > columns:
        widest = max(widths)
        if widest <= NARROWEST:
            return None
        widths[widths.index(widest)] -= 1
    return widths


def _size(cell: Cell) -> int:
    return sum(columns_of(piece.text) for piece in cell)


def _row(row: list[Cell], widths: list[int], align: str) -> list[Line]:
    wrapped = [wrap(cell, columns) for cell, columns in zip(row, widths, strict=True)]
    lines = []
    for n in range(max(map(len, wrapped))):
        pieces: list[Piece] = []
        for column, (cell, columns) in enumerate(zip(wrapped, widths, strict=True)):
            pieces += _aligned(cell[n] if n < len(cell) else (), columns, align[column])
        lines.append(_without_end(merged(pieces)))
    return lines


def _without_end(line: Line) -> Line:
    """Return a line without the spaces at its end."""
    if not line or line[-1].role != "text":
        return line
    end = Piece(line[-1].text.rstrip(" "), "text")
    return (*line[:-1], end) if end.text else line[:-1]


def _aligned(cell: Line, columns: int, side: str) -> list[Piece]:
    """Return a cell's line with the space on its sides and that between columns."""
    spare = columns - _size(cell)
    left = {"l": 0, "c": spare // 2, "r": spare}[side]
    right = spare - left + BETWEEN
    return [Piece(" " * left, "text"), *cell, Piece(" " * right, "text")]


def _bold(cell: Cell) -> Cell:
    return tuple(Piece(piece.text, "strong") if piece.role == "text" else piece for piece in cell)


def _as_text(row: list[Cell]) -> list[Piece]:
    pieces: list[Piece] = []
    for cell in row:
        pieces += [Piece(" | ", "quiet"), *cell] if pieces else cell
    return pieces
