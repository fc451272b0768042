"""Columns of numbers in a matrix: the points one below the other, as numbers are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizapp.rendering.blocks import Block, line_block

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER = re.compile(r"[-−]?\d+(\.\d+)?")


def in_columns(cells: Sequence[Sequence[Block]]) -> list[list[Block]]:
    """Return a table's cells; where a whole column holds plain numbers they are made equally wide."""
    rows = [list(row) for row in cells]
    for column in range(max(map(len, rows))):
        own = [row[column] for row in rows if column < len(row)]
        if len(own) > 1 and all(_is_number(cell) for cell in own):
            for row, cell in zip((row for row in rows if column < len(row)), _lined_up(own), strict=True):
                row[column] = cell
    return rows


def _is_number(cell: Block) -> bool:
    return cell.height == 1 and _NUMBER.fullmatch(cell.line) is not None


def _lined_up(cells: Sequence[Block]) -> list[Block]:
    wholes, fractions = zip(*(_halves(cell.line) for cell in cells), strict=True)
    before, after = max(map(len, wholes)), max(map(len, fractions))
    return [
        line_block(whole.rjust(before) + fraction.ljust(after))
        for whole, fraction in zip(wholes, fractions, strict=True)
    ]


def _halves(number: str) -> tuple[str, str]:
    """Return what stands before the point, and the point with what is behind it."""
    whole, point, fraction = number.partition(".")
    return whole, point + fraction
