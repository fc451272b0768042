"""Fresh numbers are fresh: many drawings of a question have many answers, and none comes up often."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from quizapp import questions
from tests.content.test_bundled import CHOSEN, GENERATED, bundled

if TYPE_CHECKING:
    from quizapp.questions.model import Instance

AUDIT = "QUIZAPP_AUDIT_INSTANCES" in os.environ
DRAWINGS, DISTINCT, MOST = (1000, 50, 0.05) if AUDIT else (16, 8, 0.25)
OF_A_FORMULA = {"gradient-descent:which-has-a-saddle"}  # another set of functions each time, no numbers
FOLLOWING = {
    f"{question.id} then {n}": follow.ask
    for pack in bundled()
    for question in pack.questions
    for n, follow in enumerate(question.follow_ups)
    if follow.ask.generated and follow.ask.kind in ("numeric", "trace", "choice")
}
NUMBERED = {
    name: one
    for name, one in (GENERATED | CHOSEN | FOLLOWING).items()
    if one.kind in ("numeric", "trace", "choice") and name not in OF_A_FORMULA
}


def answer_of(instance: Instance) -> str:
    """Return what a drawing leads to: its values, or the question as put and the option that is right."""
    if instance.question.kind != "choice":
        return json.dumps(instance.expected, sort_keys=True)
    keys = instance.expected["choice"].split(",")
    return json.dumps([instance.prompt, *(one.text for one in instance.parts[0].choices if one.key in keys)])


@pytest.mark.parametrize("name", sorted(NUMBERED))
def test_drawings_differ(name: str) -> None:
    """In 1 000 drawings, of what follows too, are 50 answers at least, none in more than 5 % (a sample by default)."""
    found = Counter(answer_of(questions.instance(NUMBERED[name], seed)) for seed in range(DRAWINGS))
    assert len(found) >= DISTINCT
    assert found.most_common(1)[0][1] <= MOST * DRAWINGS
