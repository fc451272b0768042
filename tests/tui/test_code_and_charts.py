"""Katas and figures at 80×24: code comes from the editor, a run can be stopped, a chart stands above its options."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from quizapp.questions.katas.running import WATCH
from quizapp.questions.model import Choice, Part
from quizapp.rendering.charts import ChartSpec, Series
from quizapp.tui.widgets.code import CodeField, forget
from tests.tui.fakes import instance

if TYPE_CHECKING:
    from quizapp.questions.model import Answer
    from tests.tui.conftest import Opener

STUB = "import numpy as np\n\n\ndef f(x):\n    raise NotImplementedError\n"
KATA = instance(
    "kata", "Write f.", [Part("code", "your code", "code", stub=STUB, file="f.py")], {"code": "2*x"}
)
XS = tuple(map(float, range(8)))
FIGURE = ChartSpec("Loss", "epoch", "loss", (Series("training", XS, XS[::-1]), Series("validation", XS, XS)))
OPTIONS = (Choice("a", "it overfits"), Choice("b", "it underfits"))
DIAGNOSE = replace(
    instance(
        "diagnose",
        "What is it?",
        [Part("pattern", "What it shows", "choice", choices=OPTIONS)],
        {"pattern": "a"},
    ),
    figure=FIGURE,
)


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have the editor replace whatever it opens; return what it was given."""
    seen: list[str] = []

    def edit(_app: Any, file: str, _line: int) -> str:
        seen.append(Path(file).read_text(encoding="utf-8"))
        Path(file).write_text("def f(x):\n    return 2*x\n", encoding="utf-8")
        return f"Edited {file}."

    monkeypatch.setattr("quizapp.tui.editor.edit", edit)
    return seen


async def test_code_is_written_in_the_editor_and_checked(drilling: Opener, editor: list[str]) -> None:
    """The editor begins with the stub, then with what was saved; enter checks what is shown."""
    async with drilling(KATA) as learner:
        assert "Nothing is written yet" in learner.text
        await learner.press("e")
        assert editor == [STUB]
        assert "return 2*x" in learner.text
        await learner.press("e")
        assert editor[1].startswith("def f(x):")
        await learner.press("enter")
        assert learner.drill.answers == [{"code": "def f(x):\n    return 2*x\n"}]


async def test_code_that_was_not_right_is_there_again(drilling: Opener, editor: list[str]) -> None:
    """What was written and left comes back; what was right does not."""
    async with drilling(KATA) as learner:
        await learner.press("e")
    async with drilling(KATA) as learner:
        assert "return 2*x" in learner.text
        forget(KATA.parts[0])
    async with drilling(KATA) as learner:
        assert "Nothing is written yet" in learner.text
    assert len(editor) == 1


async def test_nothing_written_is_asked_for_twice(drilling: Opener) -> None:
    """Enter on the untouched stub warns first."""
    async with drilling(KATA) as learner:
        await learner.press("enter")
        assert "Nothing is answered yet" in learner.rows[-1]


async def test_the_keys_of_code_stand_in_the_foot(drilling: Opener) -> None:
    """One sees how to write and how to run."""
    async with drilling(KATA) as learner:
        assert "e write" in learner.rows[-1]
        assert "enter check" in learner.rows[-1]


async def test_a_run_says_how_long_it_takes_how_it_is_stopped_and_what_it_prints(
    drilling: Opener, editor: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last line keeps the key in sight while code runs; esc stops it, and enter runs it again."""
    async with drilling(KATA) as learner:
        await learner.press("e")
        begun = threading.Event()
        monkeypatch.setattr(WATCH, "latest", "epoch 3 loss 0.5")
        check = learner.drill.check

        def slow(answer: Answer, **spent: Any) -> Any:
            begun.set()
            assert WATCH._cancelled.wait(30)
            WATCH.begin()
            return check(answer, **spent)

        monkeypatch.setattr(learner.drill, "check", slow)
        learner.send("enter")
        for _ in range(500):
            await asyncio.sleep(0.01)
            if begun.is_set():
                break
        learner.app.screen.show_time()  # type: ignore[attr-defined]
        await learner.pilot._wait_for_screen()
        assert learner.foot == "Running 0:00, esc stops it.  epoch 3 loss 0.5"
        learner.send("escape")
        await learner.settle()
        assert learner.drill.answers == [{"code": "def f(x):\n    return 2*x\n"}]
    assert len(editor) == 1


async def test_a_chart_stands_above_its_options(drilling: Opener) -> None:
    """Legend, axes, curves and every option fit one screen; picking works as ever."""
    async with drilling(DIAGNOSE) as learner:
        for words in (
            "━━━ training",
            "╍╍╍ validation",
            "epoch",
            "What it shows",
            "a  it overfits",
            "b  it underfits",
        ):
            assert words in learner.text
        assert any(0x2800 < ord(letter) <= 0x28FF for letter in learner.text)
        await learner.press("a", "enter")
        assert learner.drill.answers == [{"pattern": "a"}]
        assert "━━━ training" in learner.text


LONG = replace(
    instance(
        "diagnose",
        "What is it?",
        [
            Part(
                "pattern",
                "",
                "choice",
                choices=tuple(Choice(letter, f"case {letter}") for letter in "abcdefg"),
            )
        ],
        {"pattern": "a"},
    ),
    figure=FIGURE,
)


async def test_figure_and_verdict_are_a_key_apart_where_both_do_not_fit(drilling: Opener) -> None:
    """Never half a figure: the foot names the key that shows it whole, with how it went under it, and back."""
    async with drilling(LONG) as learner:
        await learner.press("b", "enter")
        assert "v figure" in learner.rows[-1]
        assert "━━━ training" not in learner.text
        assert "g  case g" in learner.text
        await learner.press("v")
        assert "v verdict" in learner.rows[-1]
        for words in ("━━━ training", "epoch", "✗ wrong"):
            assert words in learner.text
        await learner.press("v")
        assert "g  case g" in learner.text
        await learner.press("s")
        assert "━━━ training" in learner.text


async def test_a_figure_is_drawn_smaller_before_it_gives_way(drilling: Opener) -> None:
    """With more room figure and verdict stand on one screen, and no key is offered."""
    async with drilling(LONG, size=(120, 32)) as learner:
        await learner.press("b", "enter")
        assert "figure" not in learner.rows[-1]
        assert "━━━ training" in learner.text
        assert "g  case g" in learner.text
        await learner.resize(80, 24)
        assert "v figure" in learner.rows[-1]


async def test_the_line_that_cannot_be_run_is_marked(drilling: Opener, editor: list[str]) -> None:
    """Beside what is wrong one sees where."""
    async with drilling(KATA) as learner:
        await learner.press("e")
        learner.app.screen.query_one(CodeField).remark("Line 2: invalid syntax.")
        await learner.settle()
        assert any(row.strip().startswith("›     return 2*x") for row in learner.rows)
    assert len(editor) == 1


async def test_keys_of_a_field_can_be_clicked_in_the_foot(drilling: Opener, editor: list[str]) -> None:
    """What the foot names of the field that has the focus works by the mouse as by the key."""
    async with drilling(KATA) as learner:
        for words in ("e write", "enter check"):
            await learner.pilot.click(offset=(learner.rows[-1].index(words), 23))
            await learner.settle()
        assert learner.drill.answers == [{"code": "def f(x):\n    return 2*x\n"}]
    assert len(editor) == 1


async def test_the_foot_names_what_scrolls_as_soon_as_something_does(drilling: Opener) -> None:
    """While the figure has the room the verdict goes on below, and the foot says so at once."""
    async with drilling(LONG) as learner:
        await learner.press("b", "enter", "v")
        assert "d read on" in learner.rows[-1]
        await learner.press("v")
        assert "d read on" not in learner.rows[-1]


async def test_a_chart_is_seen_with_its_axis_below_a_long_question(drilling: Opener) -> None:
    """What a figure is read by stands on the screen while one answers, at 80×24 too."""
    parts = [Part("power", "power of ten", "number"), Part("rate", "", "text")]
    question = replace(instance("diagnose", "One line. " * 28, parts, {"power": 1.0}), figure=FIGURE)
    async with drilling(question) as learner:
        assert "━━━ training" in learner.text
        axis = next(at for at, row in enumerate(learner.rows) if "└┬" in row)
        assert learner.rows[axis + 1].split()[:2] == ["0", "2"]
        assert "power of ten │" in learner.text
