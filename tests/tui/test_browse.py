"""Browse, one question's history, and the statistics, driven by keys over a real log of small questions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from quizapp import locations
from quizapp.sessions.browsing import Browser
from quizapp.sessions.drill import Drill
from quizapp.sessions.statistics.figures import statistics
from tests.sessions.fakes import RIGHT, WRONG, FakeClock, collection_of, entries
from tests.tui.fakes import NOW, NUMERIC

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from quizapp.sessions import Collection
    from tests.tui.conftest import Learner, Opener

NAMES = tuple(f"p:{letter}" for letter in "abcdefgh")


@pytest.fixture
def collection() -> Iterator[Collection]:
    """Open eight questions, of which four were answered on some days, the first always wrong."""
    clock = FakeClock(NOW - timedelta(days=20))
    with collection_of(entries(*NAMES), locations.database_url(), clock=clock) as opened:
        for _ in range(8):
            drill = Drill(opened, search="id:a or id:b or id:c or id:d")
            for _ in range(9):
                if (card := drill.next()) is None:
                    break
                wrong = card.instance.question.id == "p:a" and not card.is_new
                drill.check(WRONG if wrong else RIGHT, seconds=20, hints_used=0)
                clock.move(minutes=5)
            clock.move(days=2)
        clock.now = NOW
        yield opened


@pytest.fixture
def browsing(at_home: Opener, collection: Collection) -> Callable[..., object]:
    """Open the trainer at home over that collection."""

    def prepare(learner: Learner) -> None:
        learner.sessions.browsing = Browser(collection)
        learner.sessions.figures = statistics(collection)[0]

    return prepare


async def test_the_list_follows_the_search(at_home: Opener, browsing: Callable[..., object]) -> None:
    """While it is typed; enter goes to the list, esc empties the search, esc again goes home."""
    async with at_home() as learner:
        browsing(learner)
        await learner.press("b")
        assert "8 questions" in learner.text
        await learner.press("/", *"is:met", "enter")
        assert "4 questions" in learner.text
        assert "What is p:b?" in learner.text
        assert "What is p:h?" not in learner.text
        await learner.press("escape")
        assert "8 questions" in learner.text
        await learner.press("escape")
        assert learner.screen == "HomeScreen"


async def test_a_slip_in_the_search_is_said(at_home: Opener, browsing: Callable[..., object]) -> None:
    """With the nearest word; the list stays."""
    async with at_home() as learner:
        browsing(learner)
        await learner.press("b", "/", *"is:deu")
        assert "the nearest is is:due" in learner.text
        assert "What is p:a?" in learner.text


async def test_a_question_shows_its_history(at_home: Opener, browsing: Callable[..., object]) -> None:
    """Every answer with its numbers, verdict, rating and wait."""
    async with at_home(size=(100, 40)) as learner:
        browsing(learner)
        await learner.press("b", "enter")
        assert learner.screen == "QuestionScreen"
        assert "✗ wrong  rated again" in learner.text
        assert "seed =" in learner.text
        assert "difficulty" in learner.text
        await learner.press("escape")
        assert learner.screen == "BrowseScreen"


async def test_a_wait_is_not_cut_where_there_is_little_room(
    at_home: Opener, browsing: Callable[..., object]
) -> None:
    """What does not fit beside the verdict has a line of its own."""
    async with at_home(size=(60, 40)) as learner:
        browsing(learner)
        await learner.press("b", "r", "4", "enter", "enter")
        assert "rated easy (first again)" in learner.text
        waits = [row.rstrip() for row in learner.rows if "→" in row]
        assert waits
        assert not any("…" in row for row in waits)


async def test_marks_act_at_once_and_are_taken_back(at_home: Opener, browsing: Callable[..., object]) -> None:
    """The key s suspends, f flags with a note, u takes both back, last first."""
    async with at_home() as learner:
        browsing(learner)
        await learner.press("b", "s")
        assert "Suspended" in learner.foot
        assert "suspended" in learner.rows[5]
        await learner.press("f", *"odd", "enter")
        assert "suspended +1" in learner.rows[5]
        await learner.press("u")
        assert "Taken back" in learner.foot
        await learner.press("u")
        assert "suspended" not in learner.rows[5]
        await learner.press("u")
        assert "Nothing was changed here" in learner.foot


async def test_a_day_and_a_rating_are_asked_for(at_home: Opener, browsing: Callable[..., object]) -> None:
    """What cannot be read is said, and nothing is changed."""
    async with at_home() as learner:
        browsing(learner)
        await learner.press("b", "j", "w", *"+3d", "enter")
        assert "in 3 d" in learner.rows[6]
        await learner.press("w", *"someday", "enter")
        assert "is no day" in learner.foot
        await learner.press("j", "r", *"easy", "enter")
        assert "rated easy" in learner.foot


async def test_what_is_listed_can_be_practised(at_home: Opener, browsing: Callable[..., object]) -> None:
    """Beside the schedule, with the search as it stands."""
    async with at_home() as learner:
        browsing(learner)
        await learner.press("b", "/", *"is:met", "enter", "t")
        assert learner.sessions.filters[-1] == {"search": "is:met", "practice": True}


async def test_a_search_that_cannot_be_read_is_not_practised(
    at_home: Opener, browsing: Callable[..., object]
) -> None:
    """It says so; no drill begins."""
    async with at_home() as learner:
        browsing(learner)
        await learner.press("b", "/", *"is:deu", "enter", "t")
        assert "mend the search" in learner.foot
        assert learner.sessions.filters == []


async def test_statistics_show_one_figure_at_a_time(at_home: Opener, browsing: Callable[..., object]) -> None:
    """Each with words under it; keys go round."""
    async with at_home() as learner:
        browsing(learner)
        await learner.press("s")
        assert "1 of 11" in learner.text
        assert "Recall by week" in learner.text
        assert "expected" in learner.text
        await learner.press("h")
        assert "11 of 11" in learner.text
        assert "Maturity" in learner.text
        await learner.press("right", "right", "right")
        assert "Answers by day" in learner.text


async def test_the_statistics_are_written_as_a_page(at_home: Opener, browsing: Callable[..., object]) -> None:
    """The key x writes it and says where."""
    async with at_home() as learner:
        browsing(learner)
        await learner.press("s", "x")
        file = locations.data_dir() / "statistics.html"
        assert str(file)[:40] in learner.foot
        assert file.read_text(encoding="utf-8").startswith("<!doctype html>")


async def test_the_formula_sheet_stands_behind_an_answer(drilling: Opener) -> None:
    """The key o shows it with the sources; esc goes back to the answered card."""
    async with drilling(NUMERIC) as learner:
        await learner.type("0.5", "enter", "o")
        assert learner.screen == "SheetScreen"
        assert "a = σ(z)" in learner.text
        assert "A book, chapter 2" in learner.text
        await learner.press("escape")
        assert learner.screen == "DrillScreen"
