"""The formula sheet: only what was met, each formula once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizapp.questions.model import Instance, Solution, Step
from quizapp.sessions.drill import Drill
from quizapp.sessions.errors import SessionError
from quizapp.sessions.sheets import sheet
from tests.sessions.fakes import RIGHT, FakeQuestions, entries

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizapp.sessions import Collection


class Worked(FakeQuestions):
    """Explains every question with the same formula and one of its own."""

    def solution(self, drawn: Instance, /) -> Solution:
        """Return two steps."""
        names = ("z = wx", f"a = {drawn.question.id[-1]}")
        return Solution(steps=tuple(Step(name, name, name, "", "") for name in names))


def test_only_what_was_met_is_on_it_and_each_formula_once(make: Callable[..., Collection]) -> None:
    """The question that was not asked yet gives nothing away."""
    collection = make(entries("p:a", "p:b", "p:c"))
    collection.questions = Worked()
    assert sheet(collection, "act").formulas == ()
    drill = Drill(collection)
    for _ in range(2):
        assert drill.next() is not None
        drill.check(RIGHT, seconds=1, hints_used=0)
    found = sheet(collection, "act")
    assert [one.latex for one in found.formulas] == [("z = wx", "a = a"), ("a = b",)]
    assert found.title == "Activation functions"


def test_there_is_no_sheet_of_no_section(make: Callable[..., Collection]) -> None:
    """It says which sections there are."""
    with pytest.raises(SessionError, match="act, bp"):
        sheet(make(entries("p:a")), "none")
