"""Drafts: a text that was begun is there again, and gone once it is committed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp import locations
from quizapp.questions.model import Instance, Part, Question
from quizapp.sessions import drafts

if TYPE_CHECKING:
    from pathlib import Path

PARTS = (Part("answer", "", "text"), Part("n", "", "number"))


def instance(name: str = "p:a", seed: int = 1, *, generated: bool = False, reveal: str = "") -> Instance:
    given = {"x": {"choose": [1, 2]}} if generated else {}
    question = Question(name, "open", "fde", "p", "?", given=given)
    return Instance(question, seed, "?", PARTS, {}, {}, reveal=reveal)


def test_a_text_is_kept_until_it_is_forgotten() -> None:
    """Only texts are kept; numbers are typed again."""
    drafts.keep(instance(), {"answer": "two\nlines", "n": "3"})
    assert drafts.draft_of(instance()) == {"answer": "two\nlines"}
    drafts.forget(instance())
    assert drafts.draft_of(instance()) == {}


def test_a_blank_text_is_none() -> None:
    """What was deleted does not come back."""
    drafts.keep(instance(), {"answer": "x"})
    drafts.keep(instance(), {"answer": " \n"})
    assert drafts.draft_of(instance()) == {}


def test_numbers_of_a_question_tell_drafts_apart() -> None:
    """A drawing has its own draft; a question without numbers has one whatever its seed."""
    drafts.keep(instance("p:g", 1, generated=True), {"answer": "one"})
    drafts.keep(instance("p:s", 1), {"answer": "same"})
    assert drafts.draft_of(instance("p:g", 2, generated=True)) == {}
    assert drafts.draft_of(instance("p:s", 2)) == {"answer": "same"}


def rows(seed: int = 1, **fields: str) -> Instance:
    question = Question("p:t", "match", "mid", "p", "?", fields=fields)
    return Instance(question, seed, "?", (Part("relu", "", "table"), Part("g", "", "expression")), {}, {})


def test_rows_and_formulas_are_kept_for_their_drawing() -> None:
    """A long table that was left is there again; the letters of another drawing stand for other texts."""
    drafts.keep(rows(), {"relu": "max(0, z)\nb", "g": "P - Y"})
    assert drafts.draft_of(rows()) == {"relu": "max(0, z)\nb", "g": "P - Y"}
    assert drafts.draft_of(rows(seed=2)) == {}


def test_against_the_clock_one_begins_anew() -> None:
    """A time with lines that were typed before would be no best time."""
    drafts.keep(rows(clock="5 min"), {"g": "P - Y"})
    assert drafts.draft_of(rows(clock="5 min")) == {}


def test_a_card_that_is_turned_over_keeps_nothing() -> None:
    """What is only thought is not typed."""
    drafts.keep(instance(reveal="x"), {"answer": "typed"})
    assert drafts.draft_of(instance()) == {}


def test_the_oldest_go_first() -> None:
    """The file does not grow without end."""
    for number in range(drafts.MOST + 1):
        drafts.keep(instance(f"p:{number}"), {"answer": "x"})
    assert drafts.draft_of(instance("p:0")) == {}
    assert drafts.draft_of(instance(f"p:{drafts.MOST}")) == {"answer": "x"}


@pytest.mark.parametrize("text", ["", "[]", "{", '{"p:a": 3}', '{"p:a": {"answer": 3}}', "\x00"])
def test_a_spoilt_file_is_no_draft(text: str) -> None:
    """Whatever stands there, nothing breaks, and keeping works again."""
    locations.make(locations.state_dir())
    (locations.state_dir() / drafts.FILE).write_text(text, "utf-8")
    assert drafts.draft_of(instance()) == {}
    drafts.keep(instance(), {"answer": "new"})
    assert drafts.draft_of(instance()) == {"answer": "new"}


def test_a_folder_that_cannot_be_written_stops_nothing(home: Path) -> None:
    """A file stands where the folder should be."""
    home.write_text("in the way", "utf-8")
    drafts.keep(instance(), {"answer": "x"})
    assert drafts.draft_of(instance()) == {}


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=80))
def test_any_text_comes_back(text: str) -> None:
    """Letter by letter, halves of characters aside."""
    drafts.keep(instance(), {"answer": text})
    shown = text.encode("utf-8", "replace").decode()
    assert drafts.draft_of(instance()) == ({"answer": shown} if text.strip() else {})
