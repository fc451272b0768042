"""The drill, driven by keys: every kind, right and wrong, undo, hints, flags, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizapp.questions.model import Solution, Step
from quizapp.questions.wrong_answers import Misstep
from quizapp.tui.widgets.prose import Prose
from tests.tui import fakes
from tests.tui.fakes import CHOICE, MATRIX, NUMERIC, RECALL, SEVERAL, TRACE

if TYPE_CHECKING:
    from tests.tui.conftest import Opener


async def test_two_presses_answer_the_first_question(drilling: Opener) -> None:
    """After enter the next printable key already types into the answer."""
    async with drilling(NUMERIC) as learner:
        await learner.press("5")
        assert learner.app.focused is not None
        assert getattr(learner.app.focused, "value", "") == "5"


async def test_a_first_run_asks_five_questions(at_home: Opener) -> None:
    """The welcome promises five, and five are asked."""
    async with at_home(first_run=True) as learner:
        assert "Press enter for your first five questions" in learner.text.replace("press", "Press")
        await learner.press("enter")
        assert learner.sessions.filters == [{"limit": 5}]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 18)])
async def test_trace_is_judged_part_by_part(drilling: Opener, size: tuple[int, int]) -> None:
    """Each part has its sign and word, the whole its tally, and the proposed rating is marked."""
    async with drilling(TRACE, size=size) as learner:
        for answer in ("1.5", "1.5", "0.25", "1", "0.4"):
            await learner.type(answer, "enter")
        assert "◐ partly right · 4 of 5" in learner.text
        assert "[2 hard 1 d]" in learner.text
        await learner.press("G")
        assert "✗ wrong" in learner.text or "✓" in learner.text
        assert learner.drill.log == [("fake:trace", 2)]
        assert learner.drill.answers == [{"z": "1.5", "a": "1.5", "L": "0.25", "g": "1", "w_new": "0.4"}]


async def test_a_right_answer_goes_on_with_enter(drilling: Opener) -> None:
    """Right is said in a word; enter asks the next question."""
    async with drilling(NUMERIC, CHOICE) as learner:
        await learner.type("0.5", "enter")
        assert "✓ right" in learner.text
        learner.wait(0.4)
        await learner.press("enter")
        assert "Which is negative" in learner.text


async def test_enter_is_ignored_for_a_moment_after_the_verdict(drilling: Opener) -> None:
    """A double press does not skip the verdict; 300 ms later enter goes on."""
    async with drilling(NUMERIC, CHOICE) as learner:
        await learner.type("0.5", "enter", "enter")
        learner.wait(0.29)
        await learner.press("enter", "space")
        assert "✓ right" in learner.text
        learner.wait(0.02)
        await learner.press("enter")
        assert "✓ right" not in learner.text


async def test_number_keys_correct_the_rating(drilling: Opener) -> None:
    """1 to 4 after a check replaces the proposed rating and goes on."""
    async with drilling(NUMERIC, CHOICE) as learner:
        await learner.type("0.5", "enter", "4")
        assert learner.drill.log == [("fake:numeric", 4)]
        assert "Which is negative" in learner.text


async def test_a_choice_is_picked_by_letter_number_or_arrows(drilling: Opener) -> None:
    """All three ways pick, and enter checks."""
    async with drilling(CHOICE, CHOICE, CHOICE) as learner:
        for keys in (("a",), ("1",), ("down",)):
            await learner.press(*keys)
            assert "● a" in learner.text
            await learner.press("enter")
            assert "✓ a  GELU" in learner.text
            learner.wait(1)
            await learner.press("enter")
        assert [word for _, word in learner.drill.log] == [3, 3, 3]


async def test_how_to_pick_stands_in_the_foot(drilling: Opener) -> None:
    """Space, or the letters there are."""
    async with drilling(CHOICE) as learner:
        assert learner.foot.startswith("space or a–c picks   enter check")


async def test_a_wrong_choice_shows_both(drilling: Opener) -> None:
    """What was picked is marked wrong, what is right is pointed at."""
    async with drilling(CHOICE) as learner:
        await learner.press("b", "enter")
        assert "✗ b  ReLU   yours" in learner.text
        assert "→ a  GELU   right" in learner.text


async def test_several_options_are_picked_one_by_one(drilling: Opener) -> None:
    """Space and letters toggle; the answer names all that are picked."""
    async with drilling(SEVERAL) as learner:
        await learner.press("a", "down", "space", "a", "enter")
        assert learner.drill.answers == [{"choice": "b"}]


async def test_an_array_is_typed_by_rows(drilling: Opener) -> None:
    """A matrix has a cell for each entry; space and enter go from cell to cell."""
    async with drilling(MATRIX) as learner:
        await learner.type("1 3", "enter")
        await learner.type("2 4", "enter")
        assert learner.drill.answers == [{"T": "1 3\n2 4"}]
        assert "✓ right" in learner.text


async def test_a_wrong_entry_of_an_array_is_marked(drilling: Opener) -> None:
    """Of four entries the wrong one is marked, and the expected rows stand beside."""
    async with drilling(MATRIX) as learner:
        await learner.type("1 3", "enter")
        await learner.type("2 5", "enter")
        assert "2   5✗" in learner.text
        assert "expected 1  3" in learner.text


async def test_an_array_may_be_typed_in_brackets(drilling: Opener) -> None:
    """A whole matrix in the first cell is spread over all of them."""
    async with drilling(MATRIX) as learner:
        await learner.type("[[1,3],[2,4]]", "enter")
        assert learner.drill.answers == [{"T": "1 3\n2 4"}]


async def test_a_card_is_turned_over_and_rated(drilling: Opener) -> None:
    """Space shows the other side; enter does not rate, 3 does."""
    async with drilling(RECALL, NUMERIC) as learner:
        assert "subgradients" not in learner.text
        await learner.press("space")
        assert "Zero, one of its subgradients." in learner.text
        await learner.press("enter", "space")
        assert learner.drill.log == []
        await learner.press("3")
        assert learner.drill.log == [("fake:recall", 3)]
        assert "sigma" in learner.text or "σ" in learner.text


async def test_what_cannot_be_read_is_asked_again(drilling: Opener) -> None:
    """Nothing is logged; the place is marked, the text stays, and typing takes the remark away."""
    async with drilling(NUMERIC) as learner:
        await learner.type("3!", "enter")
        assert learner.drill.log == []
        assert "^ The exclamation mark is not an operator here" in learner.text
        await learner.press("backspace")
        assert "exclamation" not in learner.text
        assert "│ 3" in learner.text


async def test_a_number_that_cannot_be_read_holds_the_cursor(drilling: Opener) -> None:
    """Enter in a field of several says at once what is wrong there, not once all the others are filled."""
    async with drilling(TRACE) as learner:
        await learner.type("1+", "enter")
        assert "^ A value is missing at the end." in learner.text
        await learner.type("2", "enter")
        await learner.type("7")
        assert "z │ 1+2" in learner.text
        assert "a │ 7" in learner.text


async def test_a_blank_answer_needs_a_second_enter(drilling: Opener) -> None:
    """One enter on an empty field warns, the second gives up."""
    async with drilling(NUMERIC) as learner:
        await learner.press("enter")
        assert "enter again gives up" in learner.foot
        assert learner.drill.log == []
        await learner.press("enter")
        assert learner.drill.log == [("fake:numeric", 1)]


async def test_letters_type_in_a_field_and_act_outside(drilling: Opener) -> None:
    """u, s, h, q and ? are text in a field; after esc they are keys, and what was typed is still there."""
    async with drilling(NUMERIC) as learner:
        await learner.type("ushq?1")
        assert "ushq?1" in learner.text
        await learner.press("escape")
        assert "ushq?1" in learner.text
        await learner.press("h")
        assert "Hint 1 of 2" in learner.text
        await learner.press("i")
        await learner.type("x")
        assert "ushq?1x" in learner.text


async def test_esc_goes_back_one_level_at_a_time(drilling: Opener) -> None:
    """From the field to keys, from there home; with an answer given, through the summary."""
    async with drilling(NUMERIC, NUMERIC) as learner:
        await learner.press("escape")
        assert learner.screen == "DrillScreen"
        await learner.press("escape")
        assert learner.screen == "HomeScreen"
        await learner.press("enter")
        await learner.type("1", "enter", "escape")
        assert learner.screen == "SummaryScreen"
        await learner.press("escape")
        assert learner.screen == "HomeScreen"


async def test_undo_takes_back_and_asks_again(drilling: Opener) -> None:
    """Two answers are taken back one after the other; a third time says that there is none."""
    async with drilling(NUMERIC, CHOICE, RECALL) as learner:
        await learner.type("0.5", "enter", "3")
        await learner.press("a", "enter", "u")
        assert "Which is negative" in learner.text
        await learner.press("escape", "u")
        assert "σ(0)" in learner.text
        assert learner.drill.log == []
        await learner.press("escape", "u")
        assert "nothing to take back" in learner.foot


async def test_a_hint_counts(drilling: Opener) -> None:
    """The answer after a hint is proposed as hard at most."""
    async with drilling(NUMERIC) as learner:
        await learner.press("escape", "h")
        assert "With a hint the rating proposed is hard at most." in learner.rows[-1]
        await learner.press("i")
        await learner.type("0.5", "enter")
        assert learner.drill.log == [("fake:numeric", 2)]


async def test_a_flag_keeps_its_note(drilling: Opener) -> None:
    """The key f asks for a line; esc leaves it without flagging."""
    async with drilling(NUMERIC) as learner:
        await learner.press("escape", "f", "escape")
        assert learner.drill.flags == []
        await learner.press("f")
        await learner.type("unclear", "enter")
        assert learner.drill.flags == ["unclear"]
        assert "Flagged" in learner.foot


async def test_mark_as_right(drilling: Opener) -> None:
    """The key m turns a wrong answer into a right one and says who did it."""
    async with drilling(NUMERIC) as learner:
        await learner.type("5", "enter", "m")
        assert "✓ right" in learner.text
        assert "marked as right by you" in learner.text
        assert learner.drill.log == [("fake:numeric", 3)]


async def test_another_like_this_is_not_logged(drilling: Opener) -> None:
    """The key r asks again; the answer is judged, not logged, and cannot be rated."""
    async with drilling(NUMERIC) as learner:
        await learner.type("0.5", "enter", "r")
        await learner.type("0.5", "enter", "1")
        assert learner.drill.log == [("fake:numeric", 3)]
        assert "not logged" in learner.text


async def test_the_solution_opens_and_zooms(drilling: Opener) -> None:
    """The key s shows the steps with the learner's value beside a wrong one; z shows the smaller steps; esc goes back."""
    async with drilling(TRACE) as learner:
        for answer in ("1.5", "1.5", "0.25", "1", "0.4"):
            await learner.type(answer, "enter")
        await learner.press("s")
        assert "✗ you: 1" in learner.text
        assert "δ" not in learner.text
        await learner.press("z")
        assert "δ" in learner.text
        await learner.press("escape")
        assert "partly right" in learner.text


async def test_zooming_where_nothing_is_inside_says_so(
    drilling: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that the foot does not offer changes nothing."""
    plain = Solution("", (Step("z", "z", "z = 1", "z = 1", "1"),), {})
    monkeypatch.setattr(fakes.FakeDrill, "solution", lambda _drill: plain)
    async with drilling(NUMERIC) as learner:
        await learner.type("0.5", "enter", "s")
        before = learner.rows[:-1]
        await learner.press("z")
        assert learner.rows[:-1] == before
        assert "No step is made of smaller ones." in learner.foot


async def test_known_mistakes_stand_under_the_solution(
    drilling: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key m shows what each would have given and what is said of it, and hides it again."""
    found = tuple(Misstep(f"∂L/∂w = {value}", "You left out $x$.") for value in (1, 2))
    monkeypatch.setattr("quizapp.tui.screens.solution.missteps", lambda _instance: found)
    async with drilling(TRACE) as learner:
        for answer in ("1.5", "1.5", "0.25", "1", "0.4"):
            await learner.type(answer, "enter")
        await learner.press("s", "m")
        assert "What known mistakes would have given" in learner.text
        assert "∂L/∂w = 1\n" in learner.text
        assert "∂L/∂w = 2\n" in learner.text
        assert learner.text.count("You left out x.") == 1
        await learner.press("m")
        assert "You left out x." not in learner.text


async def test_resizing_keeps_the_answer(drilling: Opener) -> None:
    """From wide to narrow to too small and back, what is typed and the focus stay."""
    async with drilling(TRACE) as learner:
        await learner.type("1.5", "enter")
        await learner.type("-0.7")
        for size in ((120, 40), (60, 18), (40, 10), (80, 24)):
            await learner.resize(*size)
        assert "│ 1.5" in learner.text
        await learner.type("5", "enter")
        assert "-0.75" in learner.text


async def test_too_small_says_so(drilling: Opener) -> None:
    """Below 60×18 one line says what is needed."""
    async with drilling(NUMERIC) as learner:
        await learner.resize(59, 18)
        assert learner.text.strip() == "59×18 is too small; 60×18 is needed."


async def test_long_text_scrolls_above_the_field(drilling: Opener) -> None:
    """The beginning is seen, the field too; page down moves the text while the field keeps the focus."""
    async with drilling(fakes.LONG) as learner:
        assert "Paragraph 1:" in learner.text
        assert "n │" in learner.text
        await learner.press("escape", "pagedown")
        assert "Paragraph 1:" not in learner.text
        assert "n │" in learner.text


async def test_what_a_pack_or_a_learner_writes_shows_as_text(drilling: Opener) -> None:
    """Markup is not parsed; escape and direction characters do not reach the terminal."""
    async with drilling(fakes.HOSTILE) as learner:
        assert "[bold red]not bold[/] [@click=app.quit]no link[/]" in learner.text
        assert "[b]n[/b]" in learner.text
        await learner.type("[red]1[/]", "enter")
        assert "[red]1[/]" in learner.text
        assert "\x1b" not in learner.text
        assert "\u202e" not in learner.text


async def test_the_last_question_leads_to_the_summary(drilling: Opener) -> None:
    """After the last one the summary says what was answered and what needs work; enter goes home."""
    async with drilling(NUMERIC) as learner:
        await learner.type("1", "enter", "1")
        assert learner.screen == "SummaryScreen"
        assert "1 answer in" in learner.text
        assert "✗ 1 wrong" in learner.text
        await learner.press("enter")
        assert learner.screen == "HomeScreen"


async def test_keys_typed_ahead_reach_the_next_question(drilling: Opener) -> None:
    """Keys pressed while the next question is drawn are not lost."""
    async with drilling(NUMERIC, NUMERIC) as learner:
        await learner.type("0.5", "enter")
        learner.wait(1)
        learner.send("enter", "7", "5")
        await learner.settle()
        assert "│ 75" in learner.text


async def test_an_empty_drill_goes_home_and_says_so(at_home: Opener) -> None:
    """Where nothing can be asked there is no empty card and no empty summary."""
    async with at_home() as learner:
        learner.sessions.instances = ()
        await learner.press("enter")
        assert learner.screen == "HomeScreen"
        assert "There is nothing to ask here now." in learner.foot


async def test_a_question_that_cannot_be_asked_is_named(drilling: Opener) -> None:
    """The drill goes on, and the sentence about it stands on the foot line."""
    async with drilling(NUMERIC, CHOICE) as learner:
        learner.drill.problems = ("fake:broken cannot be drawn: its conditions are never met.",)
        await learner.type("0.5", "enter", "3")
        assert learner.foot == "fake:broken cannot be drawn: its conditions are never met."
        await learner.press("down")
        assert "cannot be drawn" not in learner.foot


async def test_a_long_text_is_read_on_while_the_field_keeps_the_focus(drilling: Opener) -> None:
    """The foot says that there is more; page down scrolls the text, typing goes on in the field."""
    async with drilling(fakes.LONG) as learner:
        assert "page down read on" in learner.foot
        at = next(at for at, row in enumerate(learner.rows) if "n │" in row)
        assert not learner.rows[at - 1].strip()  # a line of air parts them
        await learner.press("pagedown")
        assert "Paragraph 1:" not in learner.text
        await learner.type("7")
        assert "n │ 7" in learner.text
        await learner.press(*["pagedown"] * 8)
        assert "Paragraph 30:" in learner.text
        assert "read on" not in learner.foot


async def test_a_scroll_bar_stands_free_of_the_text(drilling: Opener) -> None:
    """Lines that fill their room end a cell before the bar."""
    asked = fakes.instance("numeric", "a " * 2000, [fakes.number("n")], {"n": "1"})
    async with drilling(asked) as learner:
        text = learner.app.screen.query_one("#text Prose", Prose)
        assert max(map(len, text.render().plain.split("\n"))) < text.content_size.width


async def test_a_larger_terminal_has_nothing_to_read_on(drilling: Opener) -> None:
    """The foot follows the size."""
    async with drilling(fakes.LONG) as learner:
        assert "read on" in learner.foot
        await learner.resize(80, 100)
        assert "read on" not in learner.foot
