"""The line for an expression, driven by keys: drawn while it is typed, never checked before it can be read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from quizapp.questions.model import Part
from quizapp.tui.widgets.expression import ExpressionField
from tests.tui import fakes
from tests.tui.fakes import instance

if TYPE_CHECKING:
    from tests.tui.conftest import Learner, Opener

DERIVE = instance(
    "derive",
    "With $p = \\sigma(z)$ and binary cross-entropy, write both derivatives.",
    [
        Part("dp", "∂L/∂p", "expression", names=("p", "y", "z"), called=("∂L/∂p", "dp")),
        Part("dz", "∂L/∂z", "expression", names=("dp", "p", "y", "z"), called=("∂L/∂z", "dz")),
    ],
    {"dp": "(p - y)/(p*(1 - p))", "dz": "p - y"},
)


async def pause(learner: Learner) -> None:
    """Let the keys pause, so that what is typed is drawn."""
    for field in learner.app.screen.query(ExpressionField):
        if field.has_focus_within:
            field.draw()
    await learner.settle()


@pytest.mark.parametrize("size", [(80, 24), (60, 18), (120, 40)])
async def test_what_is_typed_is_drawn_below_it(drilling: Opener, size: tuple[int, int]) -> None:
    """In two dimensions: the numerator stands above the line, the denominator below."""
    async with drilling(DERIVE, size=size) as learner:
        await learner.type("(p-y)/(p(1-p))")
        await pause(learner)
        at = next(row for row, text in enumerate(learner.rows) if "───" in text)
        assert learner.rows[at - 1].strip() == "p - y"
        assert learner.rows[at + 1].strip() == "p(1 - p)"


async def test_pasted_latex_is_drawn(drilling: Opener) -> None:
    """It reads as the same formula."""
    async with drilling(DERIVE) as learner:
        await learner.paste(r"\frac{\sigma(z)}{2}")
        await pause(learner)
        assert "σ(z)" in learner.text
        assert "───" in learner.text


async def test_what_cannot_be_read_is_marked_and_not_checked(drilling: Opener) -> None:
    """The caret stands under the column; enter stays; mended, it goes on."""
    async with drilling(DERIVE) as learner:
        await learner.type("p - q")
        await pause(learner)
        at = next(row for row, text in enumerate(learner.rows) if "p - q" in text)
        assert learner.rows[at + 1].index("^") == learner.rows[at].index("q")
        assert "You may use p, y, z" in learner.text
        await learner.press("enter")
        assert "cannot be read yet" in learner.text
        await learner.press("backspace", "y", "enter")
        await learner.type("dp*p", "enter")
        assert learner.drill.answers == [{"dp": "p - y", "dz": "dp*p"}]


async def test_only_the_line_with_the_cursor_is_drawn(drilling: Opener) -> None:
    """A chain of lines stays short; going back draws again."""
    async with drilling(DERIVE) as learner:
        await learner.type("p/y")
        await pause(learner)
        await learner.press("enter")
        assert "───" not in learner.text
        await learner.press("up")
        await pause(learner)
        assert "─" in "".join(row for row in learner.rows[3:20])


async def test_the_clock_counts_down_and_is_only_noted(
    drilling: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is left stands in the header, then how much over; after the verdict the time is said."""
    plain = fakes.Card

    def with_clock(*values: object, **more: object) -> fakes.Card:
        return replace(plain(*values, **more), clock=300.0, best=250.0)  # type: ignore[arg-type]

    monkeypatch.setattr(fakes, "Card", with_clock)
    async with drilling(DERIVE) as learner:
        assert learner.foot == "Against the clock: 5:00. Your best time is 4:10."
        learner.app.screen.show_time()  # type: ignore[attr-defined]
        await learner.settle()
        assert "5:00 left" in learner.text
        for typed in ("(p - y)/(p*(1 - p))", "p - y"):
            learner.wait(30)
            await learner.type(typed, "enter")
        assert "1:00 of 5:00, your best time; before it was 4:10." in learner.text
