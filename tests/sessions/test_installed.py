"""The real packs, kinds and settings behind a collection."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from quizapp import locations
from quizapp.questions.model import Answer
from quizapp.sessions import open_collection
from quizapp.sessions.doctor import examine
from quizapp.sessions.drill import Drill
from quizapp.sessions.home import overview

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shared")


@pytest.fixture(autouse=True)
def _read_once(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep one home, so that the packs are read once; the database is each test's own."""
    monkeypatch.setenv(locations.HOME_VARIABLE, str(shared))
    monkeypatch.setenv(locations.DATABASE_VARIABLE, f"sqlite:///{tmp_path / 'quizapp.db'}")


UNWANTED = ("numpy", "engine", "sympy", "textual", "fsrs", "alembic", "sqlalchemy.orm", "uuid_utils")
LOOK = f"""
import sys
from quizapp.sessions import open_collection
from quizapp.sessions.home import overview
with open_collection() as collection:
    overview(collection)
print([name for name in {UNWANTED} if name in sys.modules])
"""


def test_home_loads_neither_engine_nor_scheduler() -> None:
    """Once the index is cached, a fresh process that counts loads nothing that draws, judges or schedules."""
    with open_collection() as collection:
        overview(collection)
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_bundled_questions_can_be_drilled() -> None:
    """A first sitting over the installed packs: asked, judged, committed, explained, and sound afterwards."""
    with open_collection() as collection:
        assert overview(collection).first_run
        drill = Drill(collection, limit=8)
        answered = 0
        while (card := drill.next()) is not None:
            if card.instance.self_rated:
                assert drill.reveal()
                assert drill.rate(3, seconds=5).committed
            else:
                expected = card.instance.expected
                typed = {part.name: str(expected.get(part.name, "")) for part in card.instance.parts}
                feedback = drill.check(Answer(typed), seconds=5, hints_used=0)
                if not feedback.committed:
                    drill.check(Answer(dict.fromkeys(typed, "1")), seconds=5, hints_used=0)
            assert drill.solution() is not None
            answered += not card.follow_up  # what an interviewer asks on comes on top
        assert answered == 8
        assert drill.problems == ()
        assert overview(collection).done >= 7
        assert examine(collection).healthy


def test_a_pack_with_errors_is_told_at_home() -> None:
    """The learner's own broken pack is named with what to do; the rest goes on."""
    pack = locations.make(locations.own_packs_dir() / "mine")
    (pack / "pack.yaml").write_text("id: mine\ntitle: Mine\nversion: 1.0.0\nlicence: MIT\n")
    (pack / "one.yaml").write_text("- id: one\n  kind: numeric\n")
    with open_collection() as collection:
        seen = overview(collection)
    assert len(seen.problems) == 1
    assert seen.problems[0].startswith("The pack mine has ")
    assert seen.new > 0
