"""Where an answer went wrong: the step at which the mistake named entered, else the first that differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizapp import questions
from quizapp.questions.mistakes import foreseen
from quizapp.questions.model import Answer
from quizapp.questions.steps import on_one_line
from quizapp.questions.wrong_answers import missteps
from tests.questions.making import made, neuron
from tests.questions.test_derive import DELTA, RIGHT, TWO_LAYERS

if TYPE_CHECKING:
    from quizapp.questions.model import Question

ADAM = made(
    kind="numeric",
    given={"w": 1, "g": 0.5, "m": 0.1, "v": 0.004},
    program="step = adam(w, g, m=m, v=v, t=3, lr=0.01)",
    ask=["step.w"],
    precision="5 places",
)


def where(question: Question, **typed: str) -> tuple[str, str]:
    """Return the title and the name of the step shown; empty where none is."""
    drawn = questions.instance(question, 1)
    answer = Answer({name.replace("__", "."): text for name, text in typed.items()})
    found = questions.located(drawn, questions.judge(drawn, answer))
    return ("", "") if found is None else (found.title, found.step.name)


def test_a_right_answer_went_nowhere_wrong() -> None:
    """Nor does a blank one."""
    assert where(neuron(), z="1.5", a="1.5", L="0.25", g="2", w_new="0.3") == ("", "")
    assert where(neuron()) == ("", "")


def test_the_first_wrong_part_is_shown_not_what_follows() -> None:
    """A slip and what follows from it: the slip's step."""
    found = where(neuron(), z="1.5", a="1.5", L="0.25", g="3", w_new="0.2")
    assert found == ("The first step that differs", "g")


def test_a_mistake_is_shown_where_it_entered() -> None:
    """Only the loss is asked for, and it was the bias that is missing."""
    assert where(neuron(ask=["L"]), L="0") == ("It went wrong here", "z")


@pytest.mark.parametrize(
    ("mistake", "step"),
    [
        ("no-bias-correction-m", "step.m_hat"),
        ("no-bias-correction-v", "step.v_hat"),
        ("square-forgotten", "step.v"),
        ("uphill", "step.w"),
        ("root-forgotten", "step.w"),
    ],
)
def test_each_slip_of_adam_enters_at_its_own_step(mistake: str, step: str) -> None:
    """Though only the new weight is asked for."""
    drawn = questions.instance(ADAM, 1)
    (value,) = [one.value for one in foreseen(drawn.inner, "step.w") if one.id == mistake]
    assert where(ADAM, step__w=f"{value:.6f}") == ("It went wrong here", step)


def test_a_wrong_option_is_shown_where_its_mistake_enters() -> None:
    """A computed option is a mistake, and its step is known."""
    question = made(
        kind="choice",
        given={"z": {"choose": [0.5, 2]}, "up": 0.3},
        program="a = sigmoid(z)\nd = up*a*(1 - a)",
        options={"value": "d", "precision": "3 figures"},
    )
    drawn = questions.instance(question, 1)
    for choice in drawn.parts[0].choices:
        title, step = where(question, choice=choice.key)
        assert (title, step in {"a", "d"}) == (
            ("", False) if choice.key == drawn.expected["choice"] else ("It went wrong here", True)
        )


def test_a_line_of_a_chain_is_shown_as_it_should_be() -> None:
    """The first that is wrong in itself; a single line stands beside the answer already."""
    assert where(made(**TWO_LAYERS), **{**RIGHT, "dW2": "dZ2.T @ A1", "db1": "dZ1"})[1] == "dW2"
    assert where(made(**DELTA), delta="p") == ("", "")


def test_a_step_is_one_equation() -> None:
    """Formula, numbers, value."""
    drawn = questions.instance(neuron(), 1)
    z = questions.solution(drawn).steps[0]
    assert on_one_line(z) == r"$z = w x + b = 0.5 \cdot 2 + 0.5$ = 1.5"


def test_what_known_mistakes_would_have_given_is_told() -> None:
    """Each with its value and its sentence, none of them the right answer; kinds that compute nothing have none."""
    found = {one.label: one.says for one in missteps(questions.instance(neuron(), 1))}
    assert "x" in found["∂L/∂w = 1.00"]
    assert not any(label.endswith(("g = 2.00", "w′ = 0.300")) for label in found)
    card = made(kind="recall", prompt="What?", answer="That.")
    assert missteps(questions.instance(card, 1)) == ()
