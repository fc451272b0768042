"""The screens over the real sessions: a database, packs, the schedule and the engine."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from quizapp import locations
from quizapp.sessions.overview import remembered
from quizapp.settings import Settings
from quizapp.tui.app import QuizApp, Surroundings
from quizapp.tui.real import RealSessions
from tests.tui.conftest import Learner

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Clock

QUESTIONS = r"""
- id: doubled
  kind: trace
  level: entry
  given: {x: {choose: [2, 3]}}
  program: |
    y = 2*x
    z = y + 1
  prompt: |
    With $x = @{x}$, what are $y = 2x$ and $z = y + 1$?
  ask: [y, z]
- id: which
  kind: choice
  level: entry
  prompt: Which is even?
  options:
    - right: "4"
    - wrong: "3"
      says: Three is odd.
- {id: name, kind: recall, level: entry, prompt: "What is $\\sigma$ called?", answer: The sigmoid.}
"""


@pytest.fixture
def _pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install one pack of three questions, and nothing else."""
    folder = tmp_path / "content" / "small"
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text("id: small\ntitle: Small\nversion: 1\n")
    (folder / "q.yaml").write_text(QUESTIONS)
    (folder.parent / "curriculum.yaml").write_text("sections: []\n")
    monkeypatch.setattr(locations, "content_dir", lambda: folder.parent)


async def answer(learner: Learner) -> str:
    """Answer the question at hand, right or wrong, and return its kind."""
    kind = learner.rows[0].split("·")[1].strip()
    keys = {
        "trace": ("4", "enter", "5", "enter", "enter"),
        "choice": ("a", "enter", "enter"),
        "recall": ("space", "3"),
    }
    await learner.press(*keys[kind][:-1])
    learner.wait(1)
    assert kind == "recall" or "right" in learner.text or "wrong" in learner.text
    await learner.press(keys[kind][-1])
    return kind


@pytest.mark.usefixtures("_pack")
async def test_every_answer_is_there_after_a_restart(clock: Clock) -> None:
    """Three kinds are answered, the program ends without a goodbye, and home counts them when it starts again."""
    for answered in (0, 3):
        app = QuizApp(RealSessions, Settings(theme="dark"))
        app.clock = clock
        async with app.run_test(size=(80, 24)) as pilot:
            learner = Learner(app, pilot, None, clock)  # type: ignore[arg-type]
            await learner.settle()
            assert (f"{answered} of" in learner.text) or answered == 0
            if not answered:
                await learner.press("enter")
                assert {await answer(learner) for _ in range(3)} == {"trace", "choice", "recall"}
            else:
                await learner.press("enter", "escape", "u")
                assert "Taken back" in learner.foot
        app.close_backstage()


@pytest.mark.usefixtures("_pack")
async def test_packs_and_a_newer_database_are_said_in_words(clock: Clock) -> None:
    """The pack is listed; a database that cannot be opened leads to a sentence, not to a trace."""
    app = QuizApp(RealSessions, Settings(theme="dark"))
    async with app.run_test(size=(80, 24)) as pilot:
        learner = Learner(app, pilot, None, clock)  # type: ignore[arg-type]
        await learner.settle()
        await learner.press("p")
        assert "small" in learner.text
        assert "3 questions" in learner.text
    app.close_backstage()
    (locations.data_dir() / "quizapp.db").write_bytes(b"this is no database, but a text of some length" * 40)
    app = QuizApp(RealSessions, Settings(theme="dark"))
    async with app.run_test(size=(80, 24)) as pilot:
        learner = Learner(app, pilot, None, clock)  # type: ignore[arg-type]
        await learner.settle()
        assert learner.screen == "ErrorScreen"
        assert "database" in learner.text
        assert "unexpected" not in learner.text
    app.close_backstage()


@pytest.mark.usefixtures("_pack")
async def test_home_shows_what_it_showed_last_until_it_has_read_anew(clock: Clock) -> None:
    """What was kept at the end of a sitting stands there while the database is still being opened."""
    app = QuizApp(RealSessions, Settings(theme="dark"))
    async with app.run_test(size=(80, 24)) as pilot:
        await Learner(app, pilot, None, clock).settle()  # type: ignore[arg-type]
    app.close_backstage()
    opened = threading.Event()

    def slow() -> RealSessions:
        opened.wait(10)
        return RealSessions()

    app = QuizApp(slow, Settings(theme="dark"), Surroundings(clock=clock, last_overview=remembered))
    async with app.run_test(size=(80, 24)) as pilot:
        learner = Learner(app, pilot, None, clock)  # type: ignore[arg-type]
        await pilot.pause()
        assert "minute" in learner.text
        opened.set()
        await learner.settle()
        assert "minute" in learner.text
    app.close_backstage()
