"""Orders, free texts and tables, answered by keys and the mouse at 80×24."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.questions.model import Choice, Column, Part, PartVerdict, Verdict
from quizapp.tui.copying import as_text
from quizapp.tui.widgets.line_input import LineInput
from quizapp.tui.widgets.order import OrderField
from quizapp.tui.widgets.table import PoolField, TableField
from tests.tui.fakes import NUMERIC, instance

if TYPE_CHECKING:
    from tests.tui.conftest import Learner, Opener

LINES = tuple(Choice(key, f"Line {key.upper()}") for key in "abcd")
ORDER = instance("order", "Put in order.", [Part("order", "", "order", choices=LINES)], {"order": "b,a,c"})
POINTS = (Choice("a", "leak"), Choice("b", "split"), Choice("c", "curve"))
OPEN = instance(
    "open",
    "What do you do?",
    [Part("answer", "", "text"), Part("points", "", "choice", choices=POINTS, several=True, later=True)],
    {"answer": "", "points": "a,b"},
)
POOL = (Choice("a", "(0, 1)"), Choice("b", "(−1, 1)"))
COLUMNS = (Column("formula", hint="in z"), Column("range", POOL))
TABLE = instance(
    "match",
    "Fill in.",
    [Part("sigmoid", "sigmoid", "table", columns=COLUMNS), Part("tanh", "tanh", "table", columns=COLUMNS)],
    {"sigmoid": "s(z)\na", "tanh": "tanh(z)\nb"},
)


LONG_CHOICES = (
    Choice("a", "First layer zero, second layer drawn at random, all biases zero"),
    Choice("b", "None of these"),
)
LONG_OPTION = instance(
    "choice", "Which?", [Part("choice", "", "choice", choices=LONG_CHOICES, several=True)], {"choice": "a"}
)


# Choice


async def test_a_word_behind_a_long_option_is_not_cut(drilling: Opener) -> None:
    """That an option was right stands on a line of its own where the option fills its line."""
    async with drilling(LONG_OPTION) as learner:
        assert "One or more are right." in learner.text
        await learner.press("b", "enter")
        assert "right" in [row.strip() for row in learner.rows]


# Order


async def test_lines_are_moved_lifted_and_left_out(drilling: Opener) -> None:
    """Space lifts and arrows carry, J and K move at once, x leaves out below the rule."""
    async with drilling(ORDER) as learner:
        assert [row.strip() for row in learner.rows[4:8]] == [
            "›  1  Line A",
            "2  Line B",
            "3  Line C",
            "4  Line D",
        ]
        await learner.press("space", "down")
        assert "⇅  2  Line A" in learner.text
        await learner.press("space", "j", "j", "x")
        assert "left out" in learner.text
        assert "–  Line D" in learner.text
        await learner.press("enter")
        assert learner.drill.answers == [{"order": "b,a,c"}]
        assert "✓ right" in learner.text


async def test_capitals_move_at_once(drilling: Opener) -> None:
    """Moving across the rule leaves out and takes in again."""
    async with drilling(ORDER) as learner:
        await learner.press("J", "J", "J", "J")
        assert "–  Line A" in learner.text
        await learner.press("K", "K", "enter")
        assert learner.drill.answers == [{"order": "b,c,a,d"}]


async def test_an_order_that_was_not_touched_is_asked_for_twice(drilling: Opener) -> None:
    """Enter warns once that nothing was moved, then checks what stands there."""
    async with drilling(ORDER) as learner:
        await learner.press("enter")
        assert "No line was moved yet: enter again checks" in learner.rows[-1]
        await learner.press("enter")
        assert learner.drill.answers == [{"order": "a,b,c,d"}]


async def test_the_cursor_shows_where_keys_go(drilling: Opener) -> None:
    """It goes when the field is left and is there again on return, in an order and in a choice."""
    for drawn in (ORDER, LONG_OPTION):
        async with drilling(drawn) as learner:
            await learner.press("down")
            assert "›" in learner.text
            await learner.press("escape")
            assert "›" not in learner.text
            await learner.press("i")
            assert "›" in learner.text


async def test_the_keys_of_an_order_stand_in_the_foot(drilling: Opener) -> None:
    """They can be discovered without the help."""
    async with drilling(ORDER) as learner:
        foot = learner.rows[-1]
        assert all(
            word in foot for word in ("space lift", "J K move", "x leave out", "enter check", "? help")
        )
        await learner.press("space")
        assert "space put down" in learner.rows[-1]
        await learner.press("space")
        assert "space lift" in learner.rows[-1]
        await learner.press("h")
        assert "Hint 1" in learner.text


async def test_a_line_is_dragged_by_the_mouse(drilling: Opener) -> None:
    """Pressed, carried two lines down, let go; dragged below the last it is left out."""
    async with drilling(ORDER) as learner:
        await learner.pilot.mouse_down(OrderField, offset=(8, 0))
        await learner.pilot.hover(OrderField, offset=(8, 2))
        await learner.pilot.mouse_up(OrderField, offset=(8, 2))
        await learner.settle()
        field = learner.app.screen.query_one(OrderField)
        assert field.value == "b,c,a,d"
        assert not field.held
        assert not learner.app.screen.selections  # no text stays marked


async def test_a_wrong_order_shows_where_lines_belong(drilling: Opener) -> None:
    """Each line as it was put, with its place."""
    async with drilling(ORDER) as learner:
        await learner.press("J", "J", "J", "J", "enter")
        assert "✗  1  Line B   place 1" in learner.text
        assert "left out: place 2" in learner.text
        assert "✗  3  Line D   does not belong" in learner.text


# Free text


async def test_a_text_is_written_and_its_points_confirmed(drilling: Opener) -> None:
    """Every key types; esc and enter lead to the points, of which those found are ticked; enter commits."""
    async with drilling(OPEN, NUMERIC) as learner:
        await learner.type("hf1 a leak?", "enter")
        await learner.type("and q", "escape")
        assert "enter done" in learner.rows[-1]
        await learner.press("enter")
        assert "☑ a  leak" in learner.text
        assert "☐ b  split" in learner.text
        assert learner.drill.log == []
        await learner.press("b", "enter")
        assert learner.drill.answers == [{"answer": "hf1 a leak?\nand q", "points": "a,b"}]
        assert len(learner.drill.log) == 1
        learner.wait(1)
        await learner.press("enter")
        assert "σ(0)" in learner.text


async def test_one_can_return_from_the_points_to_the_text(drilling: Opener) -> None:
    """The text is as it was, and points are looked for anew."""
    async with drilling(OPEN) as learner:
        await learner.type("a leak", "escape", "enter")
        await learner.press("escape", "w")
        assert "a leak" in learner.text
        await learner.type(", a split", "escape", "enter")
        assert "☑ b  split" in learner.text
        await learner.press("enter")
        assert learner.drill.answers == [{"answer": "a leak, a split", "points": "a,b"}]


async def test_giving_up_on_a_text_needs_no_points(drilling: Opener) -> None:
    """Enter twice on a blank text shows the answer."""
    async with drilling(OPEN) as learner:
        await learner.press("escape", "enter")
        assert "Nothing is answered yet" in learner.rows[-1]
        await learner.press("enter")
        assert learner.drill.answers == [{"answer": ""}]


async def test_a_text_is_kept_when_it_is_left(drilling: Opener) -> None:
    """Leaving the field, and the drill, hands the text to the session."""
    async with drilling(OPEN) as learner:
        await learner.type("half a th", "escape")
        assert learner.drill.drafts == [{"answer": "half a th"}]
        await learner.press("i")
        await learner.type("ought", "escape", "escape")
        assert learner.drill.drafts[-1] == {"answer": "half a thought"}


async def test_pasted_lines_stay_lines_without_control_characters(drilling: Opener) -> None:
    """What comes from the clipboard is cleaned like what a pack says."""
    async with drilling(OPEN) as learner:
        await learner.paste("one\x1b[31m leak\r\ntwo")
        await learner.press("escape", "enter", "enter")
        (answer,) = learner.drill.answers
        assert "\x1b" not in answer["answer"]
        assert answer["answer"].splitlines()[1] == "two"


async def test_a_text_survives_a_resize(drilling: Opener) -> None:
    """In the middle of an answer the terminal changes its size."""
    async with drilling(OPEN) as learner:
        await learner.type("so far")
        await learner.resize(120, 40)
        await learner.type(" so good", "escape", "enter", "enter")
        assert learner.drill.answers[0]["answer"] == "so far so good"


# Table


async def test_a_table_is_filled_cell_by_cell(drilling: Opener) -> None:
    """Typed cells type, pools open where one stands, enter goes on, and checks on the last."""
    async with drilling(TABLE) as learner:
        await learner.type("s(z)", "enter")
        assert "○ a  (0, 1)" in learner.text
        await learner.press("a", "enter")
        assert "○ b  (−1, 1)" not in learner.text
        await learner.type("tanh(z)", "enter")
        assert "a  (0, 1)  used" in learner.text
        await learner.press("b", "enter")
        assert learner.drill.answers == [{"sigmoid": "s(z)\na", "tanh": "tanh(z)\nb"}]


async def test_a_tab_leaves_a_cell_with_what_was_picked(drilling: Opener) -> None:
    """It goes to the next cell, and back; arrows move among the options."""
    async with drilling(TABLE) as learner:
        await learner.press("tab", "a", "tab")
        await learner.type("t")
        await learner.press("shift+tab", "down", "tab", "tab", "b", "enter", "enter")
        assert learner.drill.answers == [{"sigmoid": "\nb", "tanh": "t\nb"}]


async def test_a_cell_is_opened_and_picked_by_the_mouse(drilling: Opener) -> None:
    """The first click opens the cell and picks nothing, the second picks the option under it."""
    async with drilling(TABLE) as learner:
        for number, chosen in ((0, 1), (1, 0)):
            cell = list(learner.app.screen.query(PoolField))[number]
            await learner.pilot.click(cell)
            await learner.settle()
            assert cell.value == ""
            assert cell.has_focus
            await learner.pilot.click(cell, offset=(4, chosen))
            await learner.settle()
            assert cell.value == "ab"[chosen]
        again = learner.app.screen.query(PoolField).first()
        await learner.pilot.click(again)
        await learner.settle()
        assert again.value == "b"


async def test_long_titles_of_columns_are_not_cut(drilling: Opener) -> None:
    """What is too long for the margin goes on below."""
    columns = (Column("bound b of the uniform draw on [−b, b]", POOL),)
    part = Part("he", "He", "table", columns=columns)
    async with drilling(instance("match", "Fill in.", [part], {"he": "a"})) as learner:
        assert "bound b of the uniform draw │" in learner.text
        assert "on [−b, b]" in learner.text


async def test_the_title_of_the_cell_one_is_in_stands_out(drilling: Opener) -> None:
    """Among many cells one sees where one types or picks."""
    async with drilling(TABLE) as learner:
        await learner.press("tab")
        labels = list(learner.app.screen.query("TableField .label").results())
        assert [label.styles.text_style.bold for label in labels] == [None, True, None, None]


async def test_rows_that_were_begun_are_kept_on_leaving(drilling: Opener) -> None:
    """So many cells are not to be typed twice."""
    async with drilling(TABLE) as learner:
        await learner.type("s(z)", "enter")
        await learner.press("b", "escape")
        assert learner.drill.drafts[-1] == {"sigmoid": "s(z)\nb", "tanh": ""}


async def test_blank_cells_are_warned_of(drilling: Opener) -> None:
    """A row with a blank cell counts as blank, once."""
    async with drilling(TABLE) as learner:
        await learner.press("enter", "enter", "enter", "b", "enter")
        assert "2 fields are blank" in learner.rows[-1]
        await learner.press("enter")
        assert learner.drill.answers == [{"sigmoid": "", "tanh": "\nb"}]


async def test_an_unreadable_cell_is_returned_to(drilling: Opener) -> None:
    """The remark stands under the row, and the cursor in its cell."""
    async with drilling(TABLE) as learner:
        await learner.type("s(z)", "enter", "a", "enter")
        await learner.type("tanh!", "enter", "b", "enter")
        assert "There is no factorial here." in learner.text
        assert learner.drill.log == []
        await learner.press("backspace")
        assert "There is no factorial here." not in learner.text


async def pause(learner: Learner) -> None:
    """Let the keys pause, so that what is typed is drawn."""
    line = learner.app.screen.focused
    assert isinstance(line, LineInput)
    for row in learner.app.screen.query(TableField):
        if line in row.inputs:
            row.draw_line(line)
    await learner.settle()


async def test_a_typed_cell_is_drawn_and_refused_where_it_stands(drilling: Opener) -> None:
    """What is typed is drawn under its cell; what does not parse is marked at its column and not checked."""
    columns = (Column("formula", hint="in z", names=("z",)), Column("range", POOL))
    table = instance(
        "match",
        "Fill in.",
        [Part("sigmoid", "sigmoid", "table", columns=columns)],
        {"sigmoid": "1/z\na"},
    )
    async with drilling(table) as learner:
        await learner.type("1/(1+z")
        await pause(learner)
        caret = next(row for row in learner.rows if "^" in row)
        await learner.press("enter")
        assert learner.drill.answers == []
        assert "^" in learner.text
        await learner.type(")")
        await pause(learner)
        assert "───" in learner.text
        assert caret not in learner.rows
        await learner.press("enter", "a", "enter")
        assert learner.drill.answers == [{"sigmoid": "1/(1+z)\na"}]


def test_copying_an_open_question_keeps_its_points_back() -> None:
    """They are in the clipboard only once the question is answered."""
    assert "leak" not in as_text(OPEN)
    verdict = Verdict("wrong", 0.0, {"answer": PartVerdict("wrong", 0.0, given="one\ntwo")})
    assert "a) leak" in as_text(OPEN, verdict)
    assert "answer (wrong):\n  one\n  two" in as_text(OPEN, verdict)


# Bug


LISTING = instance(
    "bug",
    "Which line is wrong?",
    [
        Part(
            "line",
            "wrong line",
            "choice",
            choices=tuple(Choice(key, f"step {key}") for key in "abcdefghijkl"),
        )
    ],
    {"line": "h"},
)


async def test_of_a_long_listing_the_lines_around_what_is_marked_are_told(drilling: Opener) -> None:
    """On a low screen the reason is seen without scrolling, and the line to be found is not called right."""
    async with drilling(LISTING) as learner:
        await learner.press("b", "enter")
        for words in ("✗ b  step b   yours", "→ h  step h   the wrong line", "a  step a", "i  step i", "⋮"):
            assert words in learner.text
        assert "step e" not in learner.text
    async with drilling(LISTING, size=(120, 40)) as learner:
        await learner.press("b", "enter")
        assert "step e" in learner.text


# Hints


async def test_hints_are_there_when_one_returns_to_a_text(drilling: Opener) -> None:
    """What was asked for and counted stays on the screen."""
    async with drilling(OPEN) as learner:
        await learner.type("something", "escape", "h", "enter", "escape", "w")
        assert "Hint 1 of" in learner.text
