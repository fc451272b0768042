"""Every bundled kata takes right code, and tells three slips in it where they are."""

from __future__ import annotations

import pytest

from quizapp import questions
from quizapp.questions.model import Answer, PartVerdict
from tests.content.kata_answers import SLIPS
from tests.content.test_bundled import bundled

WIDEST = 69  # columns of a code block at 80×24
HEAD = "import numpy as np\n"
BUNDLED = {
    question.id: question for pack in bundled() for question in pack.questions if question.kind == "kata"
}


def model_of(name: str) -> str:
    """Return the code in the solution that learners see."""
    _, code, _ = BUNDLED[name].solution.split("```")
    return code.strip() + "\n"


def judged(name: str, code: str) -> PartVerdict:
    drawn = questions.instance(BUNDLED[name], 1)
    return questions.judge(drawn, Answer({"code": HEAD + code})).parts["code"]


def test_slips_are_known_in_every_bundled_kata() -> None:
    """A new kata comes with a model that passes and slips that do not."""
    assert sorted(SLIPS) == sorted(BUNDLED)


@pytest.mark.parametrize("name", sorted(BUNDLED))
def test_the_model_of_the_solution_passes(name: str) -> None:
    """Whatever is checked, what the solution shows gets full credit, and fits the narrowest screen."""
    verdict = judged(name, model_of(name))
    assert (verdict.word, verdict.credit) == ("correct", 1.0), verdict.message
    assert max(map(len, model_of(name).splitlines())) <= WIDEST


@pytest.mark.parametrize("name", sorted(BUNDLED))
def test_slips_are_told(name: str) -> None:
    """Each of three slips loses credit, and the report says what was seen."""
    code = model_of(name)
    assert len(SLIPS[name]) == 3
    for slip in SLIPS[name]:
        assert code.count(slip.right) == 1, slip.right
        verdict = judged(name, code.replace(slip.right, slip.wrong))
        assert verdict.word in ("wrong", "partly"), (slip, verdict.message)
        assert verdict.credit < 1
        assert slip.says in verdict.message, (slip, verdict.message)
