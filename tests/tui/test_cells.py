"""The cells of a matrix, driven by keys at 80×24: typed, stepped through, pasted into, never judged half empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizapp.questions.model import Part, Precision
from tests.tui.fakes import MATRIX, instance, number

if TYPE_CHECKING:
    from tests.tui.conftest import Learner, Opener

WIDE = instance(
    "trace",
    "Work out W and b.",
    [Part("W", "W", "array", (2, 3), Precision(figures=3)), number("b")],
    {"W": "1 2 3\n4 5 6", "b": "1"},
)


def cells(learner: Learner) -> list[str]:
    """Return what stands in the cells."""
    return [each.value for each in learner.app.screen.query("Cell").results()]  # type: ignore[attr-defined]


async def test_the_rows_of_a_matrix_stay_together_in_a_narrow_terminal(drilling: Opener) -> None:
    """What is said beside the first row is cut, so that no empty line comes between the rows."""
    async with drilling(WIDE) as learner:
        await learner.resize(60, 18)
        top = next(at for at, row in enumerate(learner.rows) if "⎡" in row)
        assert "⎣" in learner.rows[top + 1]


async def test_a_matrix_stands_between_brackets(drilling: Opener) -> None:
    """One sees its rows, a dot for each entry, and how exactly it is asked."""
    async with drilling(WIDE) as learner:
        first = next(row for row in learner.rows if "⎡" in row)
        assert first.count("·") == 3
        await learner.press("right")
        first = next(row for row in learner.rows if "⎡" in row)
        assert first.count("·") == 3
        assert "3 significant figures" in first
        assert any("⎣" in row and "⎦" in row for row in learner.rows)


@pytest.mark.parametrize("between", [" ", ",", ";", "\t"])
async def test_a_separator_goes_to_the_next_cell(drilling: Opener, between: str) -> None:
    """Space, comma, semicolon and tab; twice is as good as once, and enter checks on the last field."""
    async with drilling(WIDE) as learner:
        for text in "1", "2/3", "-3", "4e-1", "50%", "6":
            await learner.type(text)
            await learner.press("tab" if between == "\t" else between)
        assert cells(learner) == ["1", "2/3", "-3", "4e-1", "50%", "6"]
        await learner.press("down" if between != "\t" else "space")
        await learner.press("backspace", "1", "enter")
        assert learner.drill.answers[0]["W"] == "1 2/3 -3\n4e-1 50% 6"


async def test_arrows_go_from_cell_to_cell(drilling: Opener) -> None:
    """Over the edges of a cell, and out of the matrix below its last row."""
    async with drilling(WIDE) as learner:
        await learner.press("down", "5", "up", "2", "left", "left", "1", "right", "right", "right", "3")
        assert cells(learner) == ["12", "", "3", "5", "", ""]
        await learner.press("down", "down", "7")
        assert learner.app.focused is not None
        assert learner.app.focused.value == "7"  # type: ignore[attr-defined]
        assert cells(learner) == ["12", "", "3", "5", "", ""]


async def test_an_empty_cell_goes_back_on_backspace(drilling: Opener) -> None:
    """As if the line were one."""
    async with drilling(MATRIX) as learner:
        await learner.press("1", "space", "backspace", "backspace", "2")
        assert cells(learner)[:2] == ["2", ""]


@pytest.mark.parametrize("text", ["1 3\n2 4", "[[1, 3], [2, 4]]", "[[1, 3],\n [2, 4]]", "1, 3\n2, 4"])
async def test_a_pasted_matrix_fills_the_cells(drilling: Opener, text: str) -> None:
    """By rows or in brackets, from one line or several."""
    async with drilling(MATRIX) as learner:
        await learner.paste(text)
        assert cells(learner) == ["1", "3", "2", "4"]
        await learner.press("enter")
        assert "✓ right" in learner.text


async def test_a_matrix_that_was_begun_is_not_judged_half_empty(drilling: Opener) -> None:
    """The empty cell is named and gone to; emptied, the whole may be left out."""
    async with drilling(WIDE) as learner:
        await learner.type("1 2")
        await learner.press("down", "down", "1", "enter")
        assert "Row 1, column 3: this cell is empty." in learner.text
        assert learner.drill.answers == []
        await learner.press("3")
        assert "this cell is empty" not in learner.text


async def test_what_cannot_be_read_is_marked_at_its_cell(drilling: Opener) -> None:
    """The row and the column are named, and the cursor is there."""
    async with drilling(MATRIX) as learner:
        await learner.type("1 3 2! 4", "enter")
        assert "Row 2, column 1: There is no factorial here." in learner.text
        await learner.press("backspace", "enter", "enter")
        assert learner.drill.answers[-1] == {"T": "1 3\n2 4"}
