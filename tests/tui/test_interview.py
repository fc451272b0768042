"""A mock interview on screen, driven by keys: set-up, questions with clocks, debrief, history; nothing lost on leaving."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from quizapp import locations
from quizapp.interview.setup import Setup
from quizapp.questions.katas.running import WATCH
from quizapp.questions.model import Answer, Part, PartVerdict, Verdict
from quizapp.sessions.interviews.desk import Desk
from quizapp.settings import Settings
from quizapp.tui.app import QuizApp
from quizapp.tui.screens.interview.debrief import DebriefScreen, QuestionSeenScreen
from quizapp.tui.screens.interview.history import InterviewsScreen
from quizapp.tui.screens.interview.screen import InterviewScreen
from quizapp.tui.screens.interview.setting_up import InterviewSetupScreen
from quizapp.tui.widgets.code import kept
from tests.sessions.fakes import FakeQuestions, collection_of
from tests.sessions.interviews.holding import entries

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from quizapp.questions.model import Instance
    from quizapp.sessions import Collection

PATIENCE = 1000  # turns of the event loop


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(locations.HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.delenv(locations.DATABASE_VARIABLE, raising=False)
    return tmp_path


def small_collection(kind: str = "") -> Collection:
    """Return a small made-up collection of two sections, all of one kind if one is given."""
    found = [replace(one, kind=kind or one.kind) for one in entries()]
    other = replace(found[0], id="p:999", section="bp")
    return collection_of([*found, other], locations.database_url())


class SmallSessions:
    """Interviews over a small made-up collection; home shows what it really is."""

    def __init__(self, kind: str = "") -> None:
        self.collection = small_collection(kind)

    def overview(self) -> object:
        """Return what waits."""
        from quizapp.sessions.home import overview  # noqa: PLC0415

        return overview(self.collection)

    def interviews(self) -> Desk:
        """Return the desk."""
        return Desk(self.collection)

    def close(self) -> None:
        """Close the database."""
        self.collection.close()


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    for _ in range(PATIENCE):
        if holds():
            return
        await pilot.pause(0.02)
    raise AssertionError(f"it never came to hold; on the screen is {type(pilot.app.screen).__name__}")


def drive(steps: Callable[[Pilot[None], QuizApp], object], kind: str = "") -> None:
    """Run the app on 80×24 through some steps, over the small collection; all of one kind if one is given."""

    async def run() -> None:
        app = QuizApp(lambda: SmallSessions(kind), Settings())  # type: ignore[arg-type,return-value]  # only interviews
        async with app.run_test(size=(80, 24)) as pilot:
            await steps(pilot, app)  # type: ignore[misc]
        app.close_backstage()

    asyncio.run(run())


def is_asking(screen: InterviewScreen, n: int = 1) -> bool:
    """Whether the n-th question is there and its field takes keys."""
    return (
        screen._card is not None and screen._card.n == n and not screen._busy and screen.focused is not None
    )


async def begun(pilot: Pilot[None], app: QuizApp) -> InterviewScreen:
    """Begin an interview from home and return its screen once its first question can be answered."""
    await pilot.press("m")
    await until(pilot, lambda: isinstance(app.screen, InterviewSetupScreen) and bool(app.screen.table.titles))
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, InterviewScreen) and is_asking(app.screen))
    assert isinstance(app.screen, InterviewScreen)
    return app.screen


def test_an_interview_from_home_to_its_debrief(home: Path) -> None:
    """Answers are typed, nothing is judged before the end, and the debrief opens its questions and the history."""

    async def steps(pilot: Pilot[None], app: QuizApp) -> None:
        screen = await begun(pilot, app)
        card = screen._card
        assert card is not None
        await pilot.press("1", "enter")
        await until(pilot, lambda: is_asking(screen, card.n + 1))
        assert not app.screen.query("VerdictView")
        await pilot.press("escape", "E")
        assert isinstance(app.screen, InterviewScreen)
        await pilot.press("E")
        await until(pilot, lambda: isinstance(app.screen, DebriefScreen))
        assert isinstance(app.screen, DebriefScreen)
        assert app.screen._seen.questions[0].word == "right"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionSeenScreen))
        await pilot.press("escape", "p")
        await until(pilot, lambda: isinstance(app.screen, InterviewsScreen))

    drive(steps)


def test_several_sections_are_picked_on_the_set_up_screen(home: Path) -> None:
    """Below the line of the sections stands each of them; space picks, and the plan is about those alone."""

    async def steps(pilot: Pilot[None], app: QuizApp) -> None:
        await pilot.press("m")
        await until(
            pilot, lambda: isinstance(app.screen, InterviewSetupScreen) and len(app.screen.table.titles) > 1
        )
        screen = app.screen
        assert isinstance(screen, InterviewSetupScreen)
        await pilot.press(*"jjjjj", "space", "j", "space")
        first, second = list(screen.table.titles)[:2]
        assert screen.table.setup.sections == (first, second)
        await pilot.press("k", "space")
        assert [*screen.table.setup.sections] == [second]

    drive(steps)


def test_an_answer_given_in_another_window_is_not_given_twice(home: Path) -> None:
    """Where another program went on, this one says so and shows the question that is at hand now."""

    async def steps(pilot: Pilot[None], app: QuizApp) -> None:
        screen = await begun(pilot, app)
        card = screen._card
        assert card is not None
        with small_collection() as collection:
            other = Desk(collection).resume(screen._interview.record.id)  # type: ignore[union-attr]
            other.card()
            other.answer(Answer({"x": "1"}))
            other.card()
        await pilot.press("0", "enter")
        await until(pilot, lambda: is_asking(screen, 2))
        await until(pilot, lambda: "went on in another window" in screen.foot.drawing(80).plain)
        assert screen._interview is not None
        assert screen._interview.record.puts[0].word == "correct"

    drive(steps)


def test_a_note_that_is_being_typed_stays_when_time_runs_out(home: Path) -> None:
    """The next question comes, and the keys still go to the note."""

    async def steps(pilot: Pilot[None], app: QuizApp) -> None:
        screen = await begun(pilot, app)
        interview, card = screen._interview, screen._card
        assert interview is not None
        assert card is not None
        await pilot.press("escape", "n", *"ask about")
        interview._timing.spent[card.n] = float(interview.record.puts[-1].said["budget"])
        screen.show_time()
        await until(pilot, lambda: is_asking(screen, card.n + 1))
        await pilot.press(*" axes", "enter")
        await until(pilot, lambda: interview.record.note == "ask about axes")

    drive(steps)


def test_a_text_is_given_with_esc_and_enter(home: Path) -> None:
    """Enter beside the text gives it, and i returns to it."""

    async def steps(pilot: Pilot[None], app: QuizApp) -> None:
        screen = await begun(pilot, app)
        await pilot.press(*"right", "escape", "i", "escape", "enter")
        await until(pilot, lambda: is_asking(screen, 2))
        assert screen._interview is not None
        assert screen._interview.record.puts[0].parts == {"x": "right"}

    drive(steps, "open")


def test_a_run_of_code_is_shown_and_can_be_stopped(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it lasts the foot names the key; after it the question is still there."""
    running = threading.Event()

    def slow(_self: FakeQuestions, _drawn: Instance, _answer: Answer) -> Verdict:
        running.set()
        assert WATCH._cancelled.wait(30)
        WATCH.begin()
        return Verdict("undecided", 0.0, {"x": PartVerdict("undecided", 0.0, "It was stopped.")})

    monkeypatch.setattr(FakeQuestions, "judge", slow)

    async def steps(pilot: Pilot[None], app: QuizApp) -> None:
        screen = InterviewScreen(Setup("mid", 60, seed=1))
        app.push_screen(screen)
        await until(pilot, lambda: is_asking(screen))
        await pilot.press("enter")
        await until(pilot, running.is_set)
        screen.show_time()
        assert "esc stops it" in screen.foot.drawing(80).plain
        await pilot.press("escape")
        await until(pilot, lambda: is_asking(screen))
        assert "Nothing was judged" in screen.foot.drawing(80).plain

    code = kept(Part("x", "x", "code"))
    code.parent.mkdir(parents=True)
    code.write_text("def f(x):\n    return x\n", encoding="utf-8")
    drive(steps, "kata")


def test_leaving_keeps_the_interview_and_m_goes_on_with_it(home: Path) -> None:
    """Esc leaves; the set-up says that one is under way; enter is at the same question with what was typed."""

    async def steps(pilot: Pilot[None], app: QuizApp) -> None:
        screen = await begun(pilot, app)
        card = screen._card
        await pilot.press(*"0.5", "escape", "escape")
        await until(pilot, lambda: not isinstance(app.screen, InterviewScreen))
        again = await begun(pilot, app)
        assert card is not None
        assert again._card is not None
        assert again._card.n == card.n
        assert again.card_view.form is not None
        assert again.card_view.form.answer.parts == {"x": "0.5"}

    drive(steps)


def test_time_over_goes_on_with_what_was_typed(home: Path) -> None:
    """When the clock of a question ends, the next one is asked and the text counts."""

    async def steps(pilot: Pilot[None], app: QuizApp) -> None:
        screen = await begun(pilot, app)
        interview, card = screen._interview, screen._card
        assert interview is not None
        assert card is not None
        await pilot.press("1")
        interview._timing.spent[card.n] = float(interview.record.puts[-1].said["budget"])
        screen.show_time()
        await until(pilot, lambda: is_asking(screen, card.n + 1))
        put = interview.record.puts[0]
        assert (put.out_of_time, put.parts, put.word) == (True, {"x": "1"}, "correct")

    drive(steps)
