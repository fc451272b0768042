"""The steps of CONTRIBUTING work as they are written there."""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from engine.language import vocabulary
from engine.ops import activations, table
from quizapp import questions
from quizapp.packs import load
from quizapp.questions import kinds
from quizapp.questions.model import Answer, Question

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).resolve().parent.parent
TEXT = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def example(name: str) -> str:
    """Return the code block after ``<!-- try: name -->``."""
    found = re.search(rf"<!-- try: {re.escape(name)} -->\n *```\w*\n(.*?)\n *```", TEXT, re.DOTALL)
    assert found, name
    return textwrap.dedent(found[1]) + "\n"


def module_of(name: str, source: str, **names: Any) -> ModuleType:
    """Return a module made of a source text."""
    made = ModuleType(name)
    vars(made).update(names)
    exec(compile(source, name, "exec"), vars(made))  # noqa: S102 - our own documentation
    return made


def modules_named() -> list[Path]:
    """Return every module of the tables that say where a line belongs."""
    found: list[Path] = []
    for folder, rows in re.findall(r"^\| what \| where in `([\w/]+)` \|\n((?:\|.*\n)+)", TEXT, re.MULTILINE):
        for row in rows.splitlines():
            inside = PROJECT / folder
            for name in re.findall(r"`([\w/]+(?:\.py|/))`", row):
                file = next((one / name for one in (inside, PROJECT / folder) if (one / name).exists()), None)
                found.append(file or PROJECT / folder / name)
                inside = found[-1] if name.endswith("/") else inside
    return found


def forget() -> None:
    """Have the op table read anew."""
    for cached in (table.rows, table.spellings, table.op_names, vocabulary.known_ops):
        cached.cache_clear()


@pytest.fixture
def new_op(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put the documented row into the table."""
    source = example("op")
    row = eval(source, vars(activations))  # noqa: S307 - our own documentation
    monkeypatch.setitem(table.FAMILIES, "activations", (*activations.ROWS, row))
    forget()
    yield
    monkeypatch.undo()
    forget()


def test_every_module_that_the_map_names_is_there() -> None:
    """And the map has many."""
    named = modules_named()
    assert len(named) > 60
    assert [str(one.relative_to(PROJECT)) for one in named if not one.exists()] == []


@pytest.mark.usefixtures("new_op")
def test_a_row_is_all_that_an_op_needs() -> None:
    """The documented row passes the documented tests."""
    from tests.engine.ops.checking import case, check_op  # noqa: PLC0415

    exec(example("op test"), {"case": case, "check_op": check_op})  # noqa: S102 - our own documentation


def test_a_row_is_all_that_a_mistake_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The documented row leads where its documented case says, and speaks of the program's own names."""
    from engine.mistakes import diagnosis, forward, visible  # noqa: PLC0415
    from engine.program import Program  # noqa: PLC0415
    from tests.engine.misconceptions import VALUES  # noqa: PLC0415

    row = eval(example("mistake"), vars(forward))  # noqa: S307 - our own documentation
    monkeypatch.setattr(diagnosis, "CATALOGUE", (row,))
    name, text, asked, by_hand = eval(example("mistake test"))  # noqa: S307 - our own documentation
    (found,) = visible(Program.parse(text), VALUES, asked)
    assert (found.id, found.says) == (name, "That is the cube of y - p; here it is squared.")
    assert found.value == pytest.approx(by_hand(VALUES), rel=1e-12)


def test_a_module_is_all_that_a_kind_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The documented kind draws, judges, explains, and refuses what it cannot read."""
    name = "quizapp.questions.kinds.yesno"
    made = ModuleType(name)
    monkeypatch.setitem(sys.modules, name, made)
    exec(compile(example("kind"), name, "exec"), vars(made))  # noqa: S102 - our own documentation
    monkeypatch.setitem(kinds._MODULES, "yesno", name)
    question = Question("p:q", "yesno", "entry", "p", "ReLU is linear.", fields={"right": False})
    drawn = questions.instance(question, 1)
    words = {typed: questions.judge(drawn, Answer({"choice": typed})).word for typed in ("b", "a", "", "?")}
    assert words == {"b": "correct", "a": "wrong", "": "wrong", "?": "unreadable"}
    assert questions.solution(drawn).answers == {"choice": "b"}
    assert questions.hints(drawn) == ()


def test_the_documented_pack_is_sound(tmp_path: Path) -> None:
    """Its three files give two questions and no problem; the right answers are right."""
    for name in ("pack.yaml", "cards.md", "questions.yaml"):
        (tmp_path / name).write_text(example(name), encoding="utf-8")
    pack = load(tmp_path)
    assert [str(problem) for problem in pack.problems] == []
    assert sorted(one.id for one in pack.questions) == ["first-pack:bias-shifts", "first-pack:one-step"]
    (trace,) = (one for one in pack.questions if one.kind == "trace")
    for seed in range(20):
        drawn = questions.instance(trace, seed)
        typed = {name: repr(value) for name, value in drawn.expected.items()}
        assert questions.judge(drawn, Answer(typed)).word == "correct"


async def test_a_place_and_a_class_are_all_that_a_screen_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The documented screen opens, shows its keys on the last line, and goes back on esc."""
    from quizapp.settings import Settings  # noqa: PLC0415
    from quizapp.tui import keys  # noqa: PLC0415
    from quizapp.tui.app import QuizApp  # noqa: PLC0415
    from tests.tui.fakes import FakeSessions  # noqa: PLC0415

    place = eval(example("place"), vars(keys))  # noqa: S307 - our own documentation
    monkeypatch.setitem(keys.registry._PLACES, place.name, place)
    screen = module_of("about", example("screen"), __name__="about")
    app = QuizApp(FakeSessions, Settings())  # type: ignore[arg-type]
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(screen.AboutScreen())
        await pilot.pause()
        assert type(app.screen).__name__ == "AboutScreen"
        picture = app.export_screenshot()
        assert "MIT" in picture
        assert "back" in picture
        await pilot.press("escape")
        await pilot.pause()
        assert type(app.screen).__name__ == "HomeScreen"
