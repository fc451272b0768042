"""Breaking a formula that is too wide: before relations first, then before signs, aligned under the first relation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from quizapp.rendering.blocks import Block, beside, line_block, room, stacked
from quizapp.rendering.widths import cut, width

if TYPE_CHECKING:
    from collections.abc import Sequence

INDENT = 4


class Break(IntEnum):
    """How well a formula can be broken before a piece; lower is better."""

    WIDE_SPACE = 0
    RELATION = 1
    SIGN = 2
    TIMES = 3
    NEVER = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A drawn item of a row, the room on its left, and how well a line can end before it."""

    block: Block
    gap: int
    level: Break


def joined(pieces: Sequence[Piece]) -> Block:
    """Return the pieces side by side; the room on the left of the first is not used."""
    blocks: list[Block] = []
    for index, piece in enumerate(pieces):
        if index and piece.gap:
            blocks.append(room(piece.gap))
        blocks.append(piece.block)
    return beside(blocks)


def fill(pieces: Sequence[Piece], columns: int) -> Block | None:
    """Return the pieces on lines of at most so many columns, or None if that cannot be done.

    Formulas with a wide space between them are broken each for itself; only as many kinds of breaks are
    used as are needed. The baseline is that of the first line.
    """
    formulas = _units(pieces, Break.WIDE_SPACE)
    if len(formulas) > 1:
        filled = [_one_line(formula, columns) or fill(formula, columns) for formula in formulas]
        return _below_one_another([block for block in filled if block]) if all(filled) else None
    for level in (Break.RELATION, Break.SIGN, Break.TIMES):
        lines = _lines(_units(pieces, level), columns, _anchor(pieces, columns))
        if lines is not None:
            return _below_one_another(lines)
    return None


def _one_line(pieces: Sequence[Piece], columns: int) -> Block | None:
    block = joined(_without_space_at_end(pieces))
    return block if block.width <= columns else None


def _without_space_at_end(pieces: Sequence[Piece]) -> Sequence[Piece]:
    end = len(pieces)
    while end > 1 and not "".join(pieces[end - 1].block.lines).strip():
        end -= 1
    return pieces[:end]


def _units(pieces: Sequence[Piece], level: Break) -> list[list[Piece]]:
    """Return the runs between which a line may end."""
    units: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.level <= level and units[-1]:
            units.append([])
        units[-1].append(piece)
    return units


def _anchor(pieces: Sequence[Piece], columns: int) -> int:
    """Return the column of the first relation, where later lines begin, unless it is far to the right."""
    for index, piece in enumerate(pieces):
        if index and piece.level is Break.RELATION:
            column = joined(pieces[:index]).width + piece.gap
            return column if column <= columns // 3 else INDENT
    return INDENT


def _lines(units: list[list[Piece]], columns: int, anchor: int) -> list[Block] | None:
    """Return the units filled into lines, or None if one unit alone is too wide."""
    lines: list[list[Piece]] = []
    for unit in units:
        if lines and _indented(lines[-1] + unit, anchor, first=len(lines) == 1).width <= columns:
            lines[-1] = lines[-1] + unit
        else:
            lines.append(unit)
    blocks = [_indented(line, anchor, first=index == 0) for index, line in enumerate(lines)]
    return blocks if all(block.width <= columns for block in blocks) else None


def _indented(line: list[Piece], anchor: int, *, first: bool) -> Block:
    """Return a line moved to where it begins: relations at the anchor, signs two columns further in."""
    start = {Break.RELATION: anchor, Break.SIGN: anchor + 2, Break.TIMES: anchor + 2}.get(line[0].level, 0)
    block = joined(_without_space_at_end(line))
    return block if first or not start else beside([room(start), block])


def _below_one_another(lines: list[Block]) -> Block:
    """Return the lines from top to bottom, apart where they are high."""
    spaced: list[Block] = []
    for line in lines:
        if spaced and (line.height > 1 or spaced[-1].height > 1):
            spaced.append(line_block(""))
        spaced.append(line)
    return stacked(spaced, lines[0].baseline, align="l")


def wrapped(text: str, columns: int) -> Block:
    """Return text on lines of at most so many columns, broken at spaces where there are any."""
    lines, line = [], ""
    for word in text.split():
        joint = " " if line else ""
        if width(line + joint + word) <= columns:
            line += joint + word
            continue
        if line:
            lines.append(line)
        line = word
        while width(line) > columns > 1:
            head, line = cut(line, columns)
            lines.append(head)
    lines.append(line)
    return stacked([line_block(text) for text in lines], 0, align="l")
