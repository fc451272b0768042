"""Drawing until the numbers are as required."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp import questions
from quizapp.questions.drawing import MOST_ATTEMPTS
from quizapp.questions.errors import QuestionError
from tests.questions.making import judged, made


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6))
def test_every_instance_meets_what_is_required(seed: int) -> None:
    """Conditions over givens and computed values, joined by and, or and not."""
    question = made(
        given={"a": {"integers": [-5, 5]}, "b": {"integers": [-5, 5]}},
        program="c = a*b",
        require=["a != 0 and b != 0", "not c > 12", "-10 < c < 12 or a == b"],
        ask=["c"],
    )
    values = questions.instance(question, seed).values
    product = values["a"] * values["b"]
    assert product != 0
    assert product <= 12
    assert -10 < product < 12 or values["a"] == values["b"]


def test_a_condition_on_an_array_holds_for_every_entry() -> None:
    """All entries must keep it."""
    question = made(
        given={"v": {"integers": [0, 3], "shape": [2]}}, program="s = sum(v)", require=["v > 0"], ask=["s"]
    )
    assert all(min(questions.instance(question, seed).values["v"]) > 0 for seed in range(20))


def test_a_macros_part_may_be_required() -> None:
    """Names such as step.w are names like others."""
    question = made(
        given={"w": {"choose": [0.5, 1]}},
        program="step = adam(w, 0.3, m=0, v=0, t=1, lr=0.1)",
        require=["step.w > 0.6"],
        ask=["step.w"],
    )
    assert {questions.instance(question, seed).values["w"] for seed in range(10)} == {1}


def test_a_draw_whose_program_fails_is_drawn_again() -> None:
    """The logarithm of a negative number is no question."""
    question = made(given={"x": {"choose": [-1, 2]}}, program="y = log(x)", ask=["y"])
    assert {questions.instance(question, seed).values["x"] for seed in range(20)} == {2}


def test_draws_are_given_up_with_a_count() -> None:
    """The requirement that failed is named, and how often."""
    question = made(given={"x": {"choose": [1, 2]}}, program="y = x", require=["x > 0", "x > 5"], ask=["y"])
    with pytest.raises(QuestionError, match=f"p:q cannot be drawn.*“x > 5” failed {MOST_ATTEMPTS} times"):
        questions.instance(question, 1)


def test_a_question_without_draws_is_tried_once() -> None:
    """There is nothing to draw again."""
    question = made(program="y = 1", require=["y > 5"], ask=["y"])
    with pytest.raises(QuestionError, match="“y > 5” fails"):
        questions.instance(question, 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"program": "y = qq +", "ask": ["y"]}, "cannot be used"),
        ({"program": "y = q*2", "ask": ["y"]}, "q"),
        ({"program": "y = 1", "ask": ["z"]}, "asks for z"),
        ({"program": "y = 1", "ask": ["y"], "prompt": "@{nothing}"}, "nothing"),
        ({"program": "y = 1", "ask": ["y"], "prompt": "@{y +}"}, "missing"),
        ({"program": "y = 1", "ask": ["y"], "require": ["y >"]}, "missing"),
        ({"program": "y = log(-1)", "ask": ["y"]}, "program runs"),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(changes: dict[str, object], words: str) -> None:
    """With QuestionError, never with a traceback of the engine's."""
    with pytest.raises(QuestionError, match=words):
        questions.instance(made(**changes), 1)


def test_constants_are_not_drawn_again() -> None:
    """Given is something, and none of it is drawn: the second time would be as the first."""
    with pytest.raises(QuestionError, match="cannot be asked"):
        questions.instance(made(given={"x": 2}, program="a = x", require=["a > 3"], ask=["a"]), 1)


def test_greek_names_are_names() -> None:
    """η in a pack is eta in the program."""
    question = made(given={"η": {"choose": [0.5]}}, program="y = 2*eta", ask=["y"], prompt="$@{eta}$ @{η}")
    drawn = questions.instance(question, 1)
    assert (drawn.prompt, drawn.expected) == ("$0.5$ 0.5", {"y": 1.0})


def test_what_is_given_wins_over_a_constant() -> None:
    """A question may call a number e or pi."""
    question = made(
        given={"e": 3, "pi": {"choose": [2]}}, program="y = 10**e + pi", ask=["y"], prompt="@{e} @{2*pi}"
    )
    drawn = questions.instance(question, 1)
    assert (drawn.prompt, drawn.expected) == ("3 4", {"y": 1002.0})


def test_a_part_is_called_by_its_canonical_name() -> None:
    """ŷ is asked for, y_hat is the part and the node."""
    mistake = {"part": "ŷ", "value": "0", "says": "No."}
    question = made(program="ŷ = sigmoid(0)", ask=["ŷ"], mistakes=[mistake])
    drawn = questions.instance(question, 1)
    assert ([part.name for part in drawn.parts], drawn.expected) == (["y_hat"], {"y_hat": 0.5})
    assert judged(question, y_hat="0").parts["y_hat"].message == "No."
