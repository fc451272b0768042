"""Arrays in verdicts: entries under one another in columns, the wrong ones marked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.tui.text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.questions.model import Part, PartVerdict

ENTRY = re.compile(r"[^\s,;\[\]()]+")


def typed_rows(part: Part, verdict: PartVerdict) -> list[Content]:
    """Return what was typed, row by row; an entry that is wrong has a ✗ behind it."""
    cells = ENTRY.findall(verdict.given)
    if not verdict.entries or len(cells) != len(verdict.entries):
        return [plain(row) for row in verdict.given.split("\n")]
    marks = [("$wrong", "✗") if not right else ("", " ") for right in verdict.entries]
    return _rows([plain(cell + mark, style) for cell, (style, mark) in zip(cells, marks, strict=True)], part)


def expected_rows(part: Part, expected: str) -> list[Content]:
    """Return the expected entries, row by row; a number is one row of one."""
    cells = ENTRY.findall(expected)
    if part.form != "array" or len(part.shape) > 2 or not cells:
        return [plain(expected)]
    return _rows([plain(cell) for cell in cells], part)


def _rows(cells: Sequence[Content], part: Part) -> list[Content]:
    """Return cells in columns, numbers flush right."""
    across = part.shape[-1] if part.shape else 1
    width = max(cell.cell_length for cell in cells)
    padded = [cell.pad_left(width - cell.cell_length) for cell in cells]
    return [Content("  ").join(padded[at : at + across]) for at in range(0, len(padded), max(across, 1))]
