"""The parts of the screens that need no screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from textual.content import Content

from quizapp.questions.model import Answer
from quizapp.tui import editor, words
from quizapp.tui.keys import Registry
from quizapp.tui.stopwatch import IDLE_AFTER, Stopwatch
from quizapp.tui.text import in_rows
from quizapp.tui.widgets.card import shared
from quizapp.tui.widgets.choice import wants_air
from quizapp.tui.widgets.foot import Foot, Item, fit
from quizapp.tui.widgets.verdict import VerdictView
from tests.tui.conftest import Clock
from tests.tui.fakes import MATRIX, NOW, judge


def test_time_without_keys_is_not_counted() -> None:
    """Of an hour away only the first stretch counts; the time between keys counts in full."""
    clock = Clock()
    watch = Stopwatch(clock)
    for pause in (10.0, 20.0, 3600.0):
        clock.now += pause
        watch.touch()
    assert watch.seconds == 30.0 + IDLE_AFTER


def test_a_restarted_watch_is_at_zero() -> None:
    """The next question begins anew."""
    clock = Clock()
    watch = Stopwatch(clock)
    clock.now += 5
    watch.restart()
    assert watch.seconds == 0


@pytest.mark.parametrize(("seconds", "said"), [(0, "0:00"), (133.9, "2:13"), (3733, "1:02:13"), (-1, "0:00")])
def test_clock(seconds: float, said: str) -> None:
    """Minutes and seconds, hours from the first on."""
    assert words.clock(seconds) == said


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (timedelta(seconds=30), "in a minute"),
        (timedelta(minutes=10), "in 10 minutes"),
        (timedelta(hours=3), "today at 12:30"),
        (timedelta(hours=20), "tomorrow at 05:30"),
        (timedelta(days=4), "on Wednesday 25 November"),
        (timedelta(days=400), "on 2027-12-26"),
    ],
)
def test_moment(after: timedelta, said: str) -> None:
    """As near as it is useful."""
    assert words.moment(NOW + after, NOW) == said


def test_moments_are_said_in_local_time() -> None:
    """What comes in UTC is said as the wall clock shows it."""
    tokyo = datetime(2026, 11, 21, 9, 30).astimezone(UTC) + timedelta(0)
    assert words.moment(tokyo + timedelta(hours=2), tokyo).startswith("today at")


@pytest.mark.parametrize(
    ("text", "answer", "room", "heights"),
    [
        (3, 5, 20, (3, 5)),
        (30, 5, 20, (15, 5)),
        (30, 30, 20, (8, 12)),
        (2, 30, 20, (2, 18)),
        (30, 2, 4, (2, 2)),
    ],
)
def test_text_gives_way_to_the_answer(text: int, answer: int, room: int, heights: tuple[int, int]) -> None:
    """Both whole where they fit; else the text keeps a few lines and the answer has the rest."""
    assert shared(text, answer, room) == heights


def test_the_foot_leaves_out_what_does_not_fit() -> None:
    """Gaps shrink first, then the keys before the last two go."""
    items = [Item(key, "word") for key in "abcdef"]
    assert fit(items, 80) == (tuple(items), 3)
    assert fit(items, 46) == (tuple(items), 2)
    assert [item.key for item in fit(items, 24)[0]] == ["a", "e", "f"]
    assert [item.key for item in fit(items, 13)[0]] == ["e"]


def test_the_foot_cuts_no_key() -> None:
    """Where both groups fill the line the keys stand closer together."""
    foot, registry = Foot(), Registry()
    foot.show(registry, "drill.ordering", {"enter_answer": "check"})
    assert foot.draw(74).plain.split()[-2:] == ["esc", "back"]


@pytest.mark.parametrize(
    ("setting", "environment", "expected"),
    [
        ("", {"VISUAL": "code --wait", "EDITOR": "vi"}, ("code", "--wait")),
        ("", {"VISUAL": " ", "EDITOR": "vi"}, ("vi",)),
        ("nano -l", {"VISUAL": "code"}, ("nano", "-l")),
        ("it's", {}, ("it's",)),
    ],
)
def test_the_editor_is_the_learners(
    setting: str, environment: dict[str, str], expected: tuple[str, ...]
) -> None:
    """The setting first, then $VISUAL, then $EDITOR, split as a shell would."""
    assert editor.command(setting, environment) == expected


def test_an_editor_that_is_not_there_is_said() -> None:
    """Nothing is raised while the screens are put aside, for then they would not come back."""
    said = editor.run(("/nowhere/ed",), "a.yaml", 1)
    assert said == "/nowhere/ed cannot be started: No such file or directory."
    assert editor.run(("true",), "a.yaml", 1) == "Edited a.yaml."


@pytest.mark.parametrize(
    ("words_", "expected"),
    [
        (("vim",), ["vim", "+7", "a.yaml"]),
        (("/usr/bin/nano", "-l"), ["/usr/bin/nano", "-l", "+7", "a.yaml"]),
        (("code",), ["code", "--wait", "--goto", "a.yaml:7"]),
        (("hx",), ["hx", "a.yaml:7"]),
        (("ed",), ["ed", "a.yaml"]),
    ],
)
def test_the_editor_opens_at_the_line(words_: tuple[str, ...], expected: list[str]) -> None:
    """Each family has its own way to say a line; an unknown one gets the file."""
    assert editor.at_line(words_, "a.yaml", 7) == expected


def test_options_have_air_between_all_of_them_or_none() -> None:
    """An empty line under one option only would look like two groups."""
    texts = [[Content("one"), Content("more")], [Content("two")]]
    assert wants_air(texts)
    assert not wants_air(texts * 6)
    assert not wants_air(texts[1:])


def test_a_long_value_goes_on_below() -> None:
    """A matrix row by row, other values between words; a short one stays on its line."""
    assert in_rows("[[1, 2], [3, 4]]", 16) == ["[[1, 2], [3, 4]]"]
    assert in_rows("[[1, 2], [3, 4]]", 12) == ["[[1, 2],", " [3, 4]]"]
    assert max(map(len, in_rows("[0.123, 0.456, 0.789, 0.111]", 14))) <= 14


@pytest.mark.parametrize("width", [46, 54, 74])
def test_no_verdict_is_cut_off(width: int) -> None:
    """Expected rows go under their word where they do not fit beside it."""
    verdict = judge(MATRIX, Answer({"T": "1 3 2 5"}))
    drawn = VerdictView(MATRIX, verdict).draw(width)
    assert max(map(len, drawn.plain.split("\n"))) <= width
    assert "2  4" in drawn.plain
