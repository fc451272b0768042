"""The home screen, driven by keys."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from quizapp.sessions.errors import SessionError
from tests.tui.fakes import NOW

if TYPE_CHECKING:
    from tests.tui.conftest import Opener


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 18)])
async def test_home_says_what_waits(at_home: Opener, size: tuple[int, int]) -> None:
    """Due, new, minutes, how far, the streak, each section, and the keys fit at every size."""
    async with at_home(size=size) as learner:
        for said in ("18 to review", "10 new", "about 25 minutes", "12 of 40", "Optimisers", "67 %"):
            assert said in learner.text
        assert "12 days in a row" in learner.rows[0]
        assert "enter drill" in learner.foot
        assert "? help" in learner.foot


async def test_enter_drills_all_and_a_chosen_section_alone(at_home: Opener) -> None:
    """Without a choice everything is drilled; after j j the second section; esc chooses all again."""
    async with at_home() as learner:
        await learner.press("enter", "escape", "escape", "j", "j")
        assert "drill this section" in learner.foot
        await learner.press("enter", "escape", "escape", "escape", "enter")
        assert learner.sessions.filters == [{}, {"section": "bp"}, {}]


async def test_nothing_due_says_when_and_offers_more(at_home: Opener) -> None:
    """With nothing waiting the next moment is said, and going ahead and practising are offered."""
    changes = {"due": 0, "new": 0, "done": 0, "next_due": NOW + timedelta(minutes=20)}
    async with at_home(**changes) as learner:
        assert "Nothing is waiting." in learner.text
        assert "The next is due in 20 minutes." in learner.text
        await learner.press("enter")
        assert learner.screen == "HomeScreen"
        await learner.press("a", "escape", "escape", "t")
        assert learner.sessions.filters == [{"ahead": True}, {"practice": True}]


async def test_all_done_is_said(at_home: Opener) -> None:
    """When today's work is over the screen says so."""
    async with at_home(due=0, new=0, done=28) as learner:
        assert "All done: 28 answers today." in learner.text


async def test_a_broken_pack_is_said_on_home(at_home: Opener) -> None:
    """The first problem is shown, the number of others, and where to read them."""
    async with at_home(problems=("broken.yaml:3:5: no key [b]promt[/b].", "another")) as learner:
        assert "no key [b]promt[/b]. And 1 more: press p." in learner.text


async def test_what_is_often_forgotten_is_said(at_home: Opener) -> None:
    """One quiet line, and how to find it; none where nothing is."""
    async with at_home(leeches=2) as learner:
        assert "2 questions are often forgotten: browse for is:leech." in learner.text
    async with at_home() as learner:
        assert "often forgotten" not in learner.text


async def test_q_leaves(at_home: Opener) -> None:
    """The key q ends the program with code 0."""
    async with at_home() as learner:
        await learner.pilot.press("q")
        assert learner.app.return_code == 0


async def test_esc_at_home_says_how_to_leave(at_home: Opener) -> None:
    """The key esc does not end the program by accident."""
    async with at_home() as learner:
        await learner.press("escape")
        assert learner.foot == "Press q to leave."
        await learner.press("j")
        assert "drill this section" in learner.foot


async def test_what_goes_wrong_below_is_said_in_words(at_home: Opener) -> None:
    """An error of ours is shown as its sentence, without a trace; r tries again."""
    async with at_home() as learner:
        learner.sessions.failure = SessionError("The database is newer than this program: update quizapp.")
        await learner.press("enter", "escape", "escape")
        assert learner.screen == "ErrorScreen"
        assert "The database is newer than this program" in learner.text
        assert "Traceback" not in learner.text
        learner.sessions.failure = None
        await learner.press("r")
        assert learner.screen == "HomeScreen"


async def test_what_nobody_expected_is_logged(at_home: Opener) -> None:
    """A defect is said in a sentence that names the log, which holds the rest."""
    async with at_home() as learner:
        learner.sessions.failure = ZeroDivisionError("a slip")
        await learner.press("enter", "escape", "escape")
        assert "Something unexpected happened: ZeroDivisionError: a slip" in learner.text
        assert "quizapp.log" in learner.text.replace("\n", "").replace(" ", "")


async def test_the_numbers_are_brought_up_to_date_after_a_drill(at_home: Opener) -> None:
    """Back home what was answered is counted."""
    async with at_home() as learner:
        await learner.press("enter")
        learner.sessions.seen = type(learner.sessions.seen)(**{**vars(learner.sessions.seen), "done": 20})
        await learner.press("escape", "escape")
        assert "20 of 48" in learner.text


async def test_a_click_chooses_a_section_and_runs_a_key(at_home: Opener) -> None:
    """The mouse does what keys do, and is never needed."""
    async with at_home() as learner:
        await learner.pilot.click("Sections", offset=(3, 2))
        await learner.settle()
        assert "drill this section" in learner.foot
        await learner.pilot.click("Foot", offset=(4, 0))
        await learner.settle()
        assert learner.sessions.filters == [{"section": "bp"}]


async def test_the_day_of_an_interview_is_said(at_home: Opener) -> None:
    """With what would be recalled on it, in one line at 80 columns."""
    named = SimpleNamespace(date="2026-12-05", days=14, recall=0.71)
    async with at_home(interview=named) as learner:
        assert "Interview  5 December, 14 days away  ·  71 % of the curriculum" in learner.text
