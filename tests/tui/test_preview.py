"""The preview: cards as learners see them, mistakes made with one key, files read again, errors at their lines."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from quizapp.packs.beginning import begin
from quizapp.settings import Settings
from quizapp.tui import editor
from quizapp.tui.app import Surroundings
from quizapp.tui.preview import PreviewApp
from quizapp.tui.screens.preview import PreviewScreen
from tests.tui.conftest import NOW, Learner

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.tui.conftest import Clock

SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Return a new pack's folder."""
    begin(tmp_path / "logistic")
    return tmp_path / "logistic"


@asynccontextmanager
async def previewing(pack: Path, clock: Clock, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Learner]:
    """Open the preview of a pack."""
    app = PreviewApp(pack, Settings(theme="dark"), Surroundings(clock=clock, now=lambda: NOW))
    async with app.run_test(size=size) as pilot:
        author = Learner(app, pilot, None, clock)  # type: ignore[arg-type] - there is no collection
        await author.settle()
        yield author
    app.close_backstage()


def screen(author: Learner) -> PreviewScreen:
    """Return the preview's screen."""
    assert isinstance(author.app.screen, PreviewScreen)
    return author.app.screen


async def go_to(author: Learner, title: str) -> None:
    """Move to a question of the list."""
    shown = screen(author)._shown
    assert shown is not None
    at = [row.title for row in shown.rows].index(title)
    await author.press(*"j" * (at - screen(author)._at), *"k" * (screen(author)._at - at))


@pytest.mark.parametrize("size", SIZES)
async def test_questions_on_the_left_and_the_card_on_the_right(
    pack: Path, clock: Clock, size: tuple[int, int]
) -> None:
    """The list has every question; the card is the chosen one's, with its numbers in."""
    async with previewing(pack, clock, size) as author:
        await go_to(author, "one-descent-step")
        assert "one-descent-step" in author.rows[0]
        assert "seed 0" in author.rows[0]
        assert "sigmoid-neuron" in author.text
        assert "Take" in author.text
        assert "∂L/∂w │" in author.text
        assert all(len(row) <= size[0] for row in author.rows)


async def test_seeds_are_stepped_through_and_rolled(pack: Path, clock: Clock) -> None:
    """The numbers change with the seed and come back with it."""
    async with previewing(pack, clock) as author:
        await go_to(author, "one-descent-step")
        first = author.rows[2]
        await author.press("n")
        assert "seed 1" in author.rows[0]
        assert author.rows[2] != first
        await author.press("p", "p")
        assert "seed 0" in author.rows[0]
        assert author.rows[2] == first
        await author.press("r")
        assert screen(author)._drawing is not None


async def test_an_answer_is_judged_as_a_learners_is(pack: Path, clock: Clock) -> None:
    """Typed, checked and explained; then asked again."""
    async with previewing(pack, clock) as author:
        await go_to(author, "sigmoid-neuron")
        await author.press("i")
        await author.type("99", "enter")
        assert "✗ wrong" in author.text
        await author.press("i")
        assert "✗ wrong" not in author.text
        await author.press("escape")
        assert "mistake" in author.foot


async def test_a_text_is_written_and_its_points_are_confirmed(pack: Path, clock: Clock) -> None:
    """Esc leaves it, enter goes on to the points, enter judges."""
    async with previewing(pack, clock) as author:
        await go_to(author, "gap-between-the-losses")
        await author.press("i")
        await author.type("I look at the learning curves.", "escape")
        assert "I look at the learning curves." in author.text
        await author.press("enter")
        assert "Which of these did you say?" in author.text
        await author.press("enter")
        assert "1 of 3 points" in author.text


async def test_each_mistake_is_made_with_one_key(pack: Path, clock: Clock) -> None:
    """M makes them in turn, a digit makes that one; the diagnosis is what a learner reads."""
    async with previewing(pack, clock) as author:
        await go_to(author, "one-descent-step")
        await author.press("2")
        assert "difference is the other" in author.text
        assert author.foot.startswith("Mistake 2 of 7")
        await author.press("m")
        assert author.foot.startswith("Mistake 3 of 7")
        assert "factor 2" in author.text
        await author.press("9")
        assert "7 mistakes" in author.foot


async def test_the_solution_is_shown_and_left(pack: Path, clock: Clock) -> None:
    """Over the card, with its steps."""
    async with previewing(pack, clock) as author:
        await go_to(author, "one-descent-step")
        await author.press("s")
        assert author.screen == "SolutionScreen"
        await author.press("escape")
        assert author.screen == "PreviewScreen"


async def test_every_kind_can_be_looked_at(pack: Path, clock: Clock) -> None:
    """Each of the starter's questions is drawn, and what mistakes there are can be made."""
    async with previewing(pack, clock) as author:
        shown = screen(author)._shown
        assert shown is not None
        for row in shown.rows:
            assert row.title in author.rows[0] or row.title[:12] in author.rows[0]
            assert screen(author)._drawing is not None
            await author.press("m", "j")
        assert author.screen == "PreviewScreen"


async def test_a_saved_file_is_read_again_and_an_error_stands_under_its_line(
    pack: Path, clock: Clock
) -> None:
    """The question stays chosen; the line, a caret, what is wrong and how to mend it are shown."""
    async with previewing(pack, clock) as author:
        await go_to(author, "one-descent-step")
        file = pack / "numbers.yaml"
        good = file.read_text(encoding="utf-8")
        file.write_text(good.replace("g = grad(L, w) ", "g = grad(L, ww)"), encoding="utf-8")
        screen(author).look()
        await author.settle()
        rows = author.rows
        at = next(number for number, row in enumerate(rows) if "g = grad(L, ww)" in row)
        assert "one-descent-step" in rows[0]
        assert "1 error" in rows[0]
        assert rows[at + 1].strip().endswith("^")
        assert "✗ ww is neither given" in rows[at + 2]
        assert "✗ one-descent-step" in author.text
        file.write_text(good, encoding="utf-8")
        screen(author).look()
        await author.settle()
        assert "error" not in author.rows[0]
        assert "∂L/∂w │" in author.text


async def test_a_question_that_cannot_be_read_has_a_row_of_its_own(pack: Path, clock: Clock) -> None:
    """So has a file whose syntax is broken; the others are shown as before."""
    (pack / "broken.yaml").write_text("- id: mine\n  kind: recal\n  level: mid\n", encoding="utf-8")
    async with previewing(pack, clock) as author:
        await go_to(author, "mine")
        assert "kind cannot be “recal”" in author.text
        assert "recall?" in author.text
        assert "sigmoid-neuron" in author.text


async def test_the_editor_opens_at_what_is_wrong(
    pack: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the line of the finding; of a sound question where it begins."""
    opened: list[tuple[str, int]] = []
    monkeypatch.setattr(editor, "edit", lambda _app, file, line: opened.append((file, line)) or "Edited.")
    file = pack / "numbers.yaml"
    text = file.read_text(encoding="utf-8").replace("g = grad(L, w) ", "g = grad(L, ww)")
    file.write_text(text, encoding="utf-8")
    lines = text.split("\n")
    async with previewing(pack, clock) as author:
        await go_to(author, "one-descent-step")
        await author.press("e")
        await go_to(author, "sigmoid-neuron")
        await author.press("e")
    at = [
        next(n for n, line in enumerate(lines, 1) if words in line)
        for words in ("grad(L, ww)", "id: sigmoid-neuron")
    ]
    assert opened == [(str(file), line) for line in at]


async def test_the_card_alone_has_the_whole_width(pack: Path, clock: Clock) -> None:
    """The list goes and comes back."""
    async with previewing(pack, clock) as author:
        await author.press("w")
        assert "stable-softmax" not in author.text
        await author.press("w")
        assert "stable-softmax" in author.text


async def test_markup_and_control_characters_are_text(pack: Path, clock: Clock) -> None:
    """What a stranger writes colours nothing and moves no cursor."""
    hostile = "- {id: mark, kind: recall, level: mid, prompt: '[bold red]x[/] [@click=app.quit]y[/]', answer: '[/]'}\n"
    (pack / "mark.yaml").write_text(hostile, encoding="utf-8")
    (pack / "ansi.yaml").write_text(
        "- {id: ansi, kind: recall, level: mid, prompt: '\x1b[31mred', answer: a}\n"
    )
    async with previewing(pack, clock) as author:
        await go_to(author, "mark")
        assert "[bold red]x[/] [@click=app.quit]y[/]" in author.text
        assert "\x1b" not in author.text


async def test_an_empty_folder_says_so(tmp_path: Path, clock: Clock) -> None:
    """Nothing to show is no error."""
    (tmp_path / "empty").mkdir()
    async with previewing(tmp_path / "empty", clock) as author:
        await author.press("j", "m", "s", "i", "r")
        assert author.screen == "PreviewScreen"
