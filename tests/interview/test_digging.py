"""What follows an answer depends on it: what was left out, one number changed, or what the author says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizapp.interview.digging import CHANGED, MORE, digs, holds, rebuilt
from quizapp.packs import load
from quizapp.questions import follow_ups, instance, judge
from quizapp.questions.model import Answer

if TYPE_CHECKING:
    from pathlib import Path

    from quizapp.questions.model import Question

PACK = "id: dig\ntitle: Dig\nversion: 1.0.0\nlicence: CC-BY-4.0\nauthors: [A]\ndescription: Some.\n"
QUESTIONS = """\
- id: step
  kind: trace
  level: entry
  covers: [bp.single-neuron]
  given:
    x: {choose: [2, 3, -2]}
    w: {choose: [0.5, 1, -1]}
  program: |
    z = w*x
    L = (z - 1)**2
  prompt: |
    A linear neuron has weight $w = @{w}$ and sees $x = @{x}$; the loss is $L = (wx - 1)^2$. Give both.
  ask: [z, L]
- id: derived
  kind: numeric
  level: entry
  covers: [bp.single-neuron]
  given:
    x: {choose: [2, 3, -2]}
    w: {choose: [0.5, 1, -1]}
    b: {choose: [1, 2]}
  program: |
    v = 2*w
    z = v*x
  prompt: |
    With $w = @{w}$, $v = @{v}$, $x = @{x}$ and a bias of $b = @{b}$ that is not used, give $vx$.
  ask: [z]
- id: why
  kind: open
  level: entry
  covers: [bp.single-neuron]
  prompt: Why do gradients vanish?
  points:
    - {weight: 1, point: "Slopes below one multiply", words: [multiply, product]}
    - {weight: 1, point: "Saturated units have slope zero", words: [saturate, saturated]}
    - {weight: 1, point: "Weights are small", words: [small weights]}
- id: author
  kind: open
  level: entry
  covers: [bp.single-neuron]
  prompt: Why do gradients vanish?
  points:
    - {weight: 1, point: "Slopes below one multiply", words: [multiply]}
    - {weight: 1, point: "Saturated units have slope zero", words: [saturated]}
  follow_ups:
    - when: missed
      point: 2
      ask: {kind: choice, prompt: "Where is a sigmoid saturated?", options: [{right: far out}, {wrong: at zero}]}
"""


@pytest.fixture
def questions(tmp_path: Path) -> dict[str, Question]:
    (tmp_path / "pack.yaml").write_text(PACK, encoding="utf-8")
    (tmp_path / "questions.yaml").write_text(QUESTIONS, encoding="utf-8")
    pack = load(tmp_path)
    assert not pack.errors, pack.errors
    return {question.id.partition(":")[2]: question for question in pack.questions}


def test_a_right_number_is_followed_by_another_program_over_the_same_instance(
    questions: dict[str, Question],
) -> None:
    """One number has another of its values, the rest stays; the engine works the answer out anew."""
    drawn = instance(questions["step"], 7)
    right = judge(drawn, Answer({name: str(value) for name, value in drawn.expected.items()}))
    dig = digs(drawn, right, ())[0]
    assert dig.key.startswith(f"{CHANGED}:w:")
    again = instance(dig.question, 7)
    assert holds(dig, drawn, again)
    changed = {name for name in drawn.values if drawn.values[name] != again.values[name]}
    assert changed == {"w"}
    assert list(again.expected) == ["L"]
    assert again.expected["L"] == pytest.approx((again.values["w"] * drawn.values["x"] - 1) ** 2)
    assert again.prompt.startswith("**Now with $w = ")
    assert rebuilt(drawn, dig.key, ()) == dig.question


def test_a_number_that_others_hang_on_is_not_changed(questions: dict[str, Question]) -> None:
    """Where another number of the text would change with it, "everything else as before" would not be so."""
    drawn = instance(questions["derived"], 3)
    right = judge(drawn, Answer({name: str(value) for name, value in drawn.expected.items()}))
    found = [(dig, holds(dig, drawn, instance(dig.question, 3))) for dig in digs(drawn, right, ())]
    assert {dig.key.split(":")[1] for dig, so in found if so} == {"x"}
    assert {dig.key.split(":")[1] for dig, so in found if not so} == {"w", "b"}


def test_a_wrong_number_is_not_followed(questions: dict[str, Question]) -> None:
    """Nothing is changed under an answer that was wrong."""
    drawn = instance(questions["step"], 7)
    assert digs(drawn, judge(drawn, Answer({"z": "77", "L": "88"})), ()) == ()


def test_missing_points_are_asked_for_without_being_told(questions: dict[str, Question]) -> None:
    """Only what was left out counts in the follow-up, and its text does not give it away."""
    drawn = instance(questions["why"], 1)
    partly = judge(drawn, Answer({"answer": "Because the slopes multiply along the layers."}))
    (dig,) = digs(drawn, partly, ())
    assert dig.key == MORE
    assert [point["point"] for point in dig.question.fields["points"]] == [
        "Saturated units have slope zero",
        "Weights are small",
    ]
    assert "2 points are missing" in dig.question.prompt
    assert "Saturated" not in dig.question.prompt
    again = instance(dig.question, 1)
    assert judge(again, Answer({"answer": "Units saturate, and there are small weights."})).word == "correct"
    made = partly.parts["points"].entries
    assert rebuilt(drawn, MORE, made) == dig.question


@pytest.mark.parametrize("text", ["The product of slopes; saturated units; small weights.", "I do not know."])
def test_all_or_nothing_said_is_not_asked_on(questions: dict[str, Question], text: str) -> None:
    """Where every point was made, or none, there is nothing to ask for."""
    drawn = instance(questions["why"], 1)
    assert digs(drawn, judge(drawn, Answer({"answer": text})), ()) == ()


def test_the_author_comes_first(questions: dict[str, Question]) -> None:
    """A follow-up that the author wrote for the missing point takes the place of the general one."""
    drawn = instance(questions["author"], 1)
    partly = judge(drawn, Answer({"answer": "The slopes multiply."}))
    (dig,) = digs(drawn, partly, follow_ups(drawn, partly))
    assert dig.question.prompt == "Where is a sigmoid saturated?"
    assert dig.why == "asked because it was missing from the answer"
    assert rebuilt(drawn, dig.key, ()) == dig.question
