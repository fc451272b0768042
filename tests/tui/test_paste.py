"""Pasting into answer fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tui.fakes import MATRIX, NUMERIC, TRACE

if TYPE_CHECKING:
    from tests.tui.conftest import Opener


async def test_one_pasted_line_is_typed(drilling: Opener) -> None:
    """A line with its line end goes into the field, without submitting it."""
    async with drilling(NUMERIC) as learner:
        await learner.paste("0.5\n")
        assert "│ 0.5" in learner.text
        assert learner.drill.log == []


async def test_pasted_rows_fill_an_array(drilling: Opener) -> None:
    """Each row goes into its own line."""
    async with drilling(MATRIX) as learner:
        await learner.paste("1 3\r\n2 4\r\n")
        await learner.press("enter")
        assert learner.drill.answers == [{"T": "1 3\n2 4"}]


async def test_pasted_lines_fill_the_fields_of_a_trace(drilling: Opener) -> None:
    """Lines are spread over the fields from the present one on, and how many is said."""
    async with drilling(TRACE) as learner:
        await learner.press("down")
        await learner.paste("1\n\n2\n3")
        assert learner.foot == "Pasted 3 lines."
        await learner.press("down", "enter", "enter")
        assert learner.drill.answers == [{"z": "", "a": "1", "L": "2", "g": "3", "w_new": ""}]


async def test_too_many_lines_stay_in_the_last_field(drilling: Opener) -> None:
    """Nothing pasted is lost: the rest is put behind a space."""
    async with drilling(NUMERIC) as learner:
        await learner.paste("1\n2\n3")
        assert "│ 1 2 3" in learner.text


async def test_a_huge_paste_is_refused_in_one_sentence(drilling: Opener) -> None:
    """No caret stands under a column that is not seen, and the sentence is whole."""
    async with drilling(NUMERIC) as learner:
        await learner.paste("1" * 100_000)
        await learner.press("enter")
        assert any(row.strip().startswith("This has 100,000 characters") for row in learner.rows)
        assert "^" not in learner.text


async def test_control_characters_do_not_get_in(drilling: Opener) -> None:
    """Escape sequences and direction marks become visible signs."""
    async with drilling(NUMERIC) as learner:
        await learner.paste("\x1b[31m1\u202e2")
        value = getattr(learner.app.focused, "value", "")
        assert value == "␛[31m1�2"
