"""Every bundled kata takes right code, and tells three slips in it where they are."""

from __future__ import annotations

import pytest

from quizapp import questions
from quizapp.questions.model import Answer, PartVerdict
from tests.content.kata_answers import KATAS
from tests.content.test_bundled import bundled

HEAD = "import numpy as np\n"
BUNDLED = {
    question.id: question for pack in bundled() for question in pack.questions if question.kind == "kata"
}


def judged(name: str, code: str) -> PartVerdict:
    drawn = questions.instance(BUNDLED[name], 1)
    return questions.judge(drawn, Answer({"code": HEAD + code})).parts["code"]


def test_every_bundled_kata_has_an_answer_here() -> None:
    """A new kata comes with code that passes and code that does not."""
    assert sorted(KATAS) == sorted(BUNDLED)


@pytest.mark.parametrize("name", sorted(KATAS))
def test_right_code_passes(name: str) -> None:
    """Whatever is checked, the right function gets full credit."""
    verdict = judged(name, KATAS[name].code)
    assert (verdict.word, verdict.credit) == ("correct", 1.0), verdict.message


@pytest.mark.parametrize("name", sorted(KATAS))
def test_slips_are_told(name: str) -> None:
    """Each of three slips loses credit, and the report says what was seen."""
    kata = KATAS[name]
    assert len(kata.slips) == 3
    for slip in kata.slips:
        assert kata.code.count(slip.right) == 1, slip.right
        verdict = judged(name, kata.code.replace(slip.right, slip.wrong))
        assert verdict.word in ("wrong", "partly"), (slip, verdict.message)
        assert verdict.credit < 1
        assert slip.says in verdict.message, (slip, verdict.message)
