"""Hints that the engine makes: graded, none of them empty, none of them the answer at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from quizapp import questions
from quizapp.questions.hinting import of_card, of_options
from tests.questions.making import made
from tests.questions.test_derive import DELTA, TWO_LAYERS
from tests.questions.test_kata import kata

if TYPE_CHECKING:
    from quizapp.questions.model import Question


def hints(question: Question) -> tuple[str, ...]:
    return questions.hints(questions.instance(question, 1))


def test_a_card_is_hinted_at_by_length_initials_and_its_beginning() -> None:
    """Formulas and code stay hidden; formulas are counted apart."""
    size, initials, begun = of_card("Zero, **one** of its $x$ subgradients.")
    assert size == "The answer has 5 words and 1 formula."
    assert initials == "They begin: Z··· o·· o· i·· ▢ s···········"
    assert begun == "It begins: Zero, one of …"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("subgradient", ("The answer is one word of 11 characters.", "It begins with s.")),
        ("$2/n$", ("One formula is the answer.",)),
        ("`relu`", ("One name is the answer.",)),
        ("0", ("The answer is one character.",)),
        ("  ", ()),
    ],
)
def test_short_answers_are_not_given_away(answer: str, expected: tuple[str, ...]) -> None:
    """One word, a formula, a name, a digit."""
    assert of_card(answer) == expected


def test_cards_have_hints() -> None:
    """Recall and cloze too."""
    assert (
        hints(made(kind="recall", prompt="What is it?", answer="One of many."))[0]
        == "The answer has 3 words."
    )


@pytest.mark.parametrize(
    ("wrong", "right", "expected"),
    [
        ([("a", "Too small."), ("c", ""), ("d", "")], 1, ("It is not a. Too small.", "It is not c.")),
        ([("a", ""), ("b", "")], 1, ("It is not a.",)),
        ([("b", "")], 1, ()),
        ([("b", "")], 2, ("2 of the 3 options are right.", "It is not b.")),
    ],
)
def test_options_are_ruled_out_until_two_are_left(
    wrong: list[tuple[str, str]], right: int, expected: tuple[str, ...]
) -> None:
    """Where several are right, first how many."""
    assert of_options(wrong, right) == expected


def test_a_choice_is_never_decided_by_its_hints() -> None:
    """Of four options two are left."""
    options = [{"right": "GELU"}, *({"wrong": name, "says": "No."} for name in ("ReLU", "tanh", "SiLU"))]
    question = made(kind="choice", options=options)
    drawn = questions.instance(question, 1)
    said = " ".join(questions.hints(drawn))
    assert said.count("It is not") == 2
    assert f"not {drawn.expected['choice']}" not in said


def test_a_computed_choice_has_the_steps_as_hints() -> None:
    """Nudge, formula, first step."""
    question = made(
        kind="choice",
        given={"z": {"choose": [0.5, 2]}, "up": 0.3},
        program="a = sigmoid(z)\nd = up*a*(1 - a)",
        options={"value": "d", "precision": "3 figures"},
    )
    assert hints(question)[1] == r"$a = \sigma(z)$"


def test_a_slope_is_hinted_at_by_the_way_and_the_first_factor() -> None:
    """What may be used, what is differentiated through, and the slope of the loss by the step before it."""
    usable, way, first = hints(made(**DELTA))
    assert usable == "It can be written in z, y, p, L."
    assert way.startswith(r"On the way: $p = \sigma(z)$, $L = ")
    assert way.endswith("Differentiate backwards, from L to z.")
    assert first.startswith(r"$\frac{\partial L}{\partial p} = ")


def test_a_scalar_without_a_way_has_a_value_to_test_against() -> None:
    """The value is that of the right answer at the point it names."""
    question = made(
        kind="derive", given={"z": {"domain": "positive"}}, program="a = z**2\nd = grad(a, z)", ask=["d"]
    )
    last = hints(question)[-1]
    z, value = (
        float(text.split()[0].strip("$.")) for text in (last.split("$z = ")[1], last.split("it is ")[1])
    )
    assert value == pytest.approx(2 * z, rel=1e-3)


def test_a_chain_of_lines_is_hinted_at_by_its_first_line() -> None:
    """Shapes come first."""
    found = hints(made(**TWO_LAYERS))
    assert "It has the shape of Z2." in found[0]
    assert found[-1] == r"$\frac{\partial L}{\partial Z_{2}} = \frac{P - Y}{N}$"


def test_a_kata_has_the_shape_the_formula_and_a_small_case() -> None:
    """The case is one that can be tried by hand."""
    shape, formula, case = hints(kata())
    assert "it returns shape" in shape
    assert formula.startswith("What it returns: $")
    assert "logits = [[" in case


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "recall", "answer": "a *b* $c", "prompt": "x"},
        {"kind": "recall", "answer": "``` x\n- y\n**", "prompt": "x"},
    ],
)
def test_no_text_of_a_card_breaks_its_hints(data: dict[str, Any]) -> None:
    """Marks that close nothing are left out."""
    assert all(hint.strip() for hint in hints(made(**data)))


@pytest.mark.parametrize(
    ("answer", "begun"),
    [
        (r"It is [$X^\top G$] by the rule.", r"It begins: It is [$X^\top G$] …"),
        ("($x + 1$), or `a b`.", "It begins: ($x + 1$), …"),
        ("A $p$-value of $5 %$ at most.", "It begins: A $p$-value of …"),
    ],
)
def test_a_formula_is_never_cut(answer: str, begun: str) -> None:
    """Nor is one that stands in brackets or close to a word."""
    assert begun in of_card(answer)


def test_what_the_prompt_tells_is_no_step() -> None:
    """A batch made of smaller draws stands in the prompt; how it was made is not the learner's work."""
    data = {"given": {"k": 4}, "program": "B = 32*k\nn = B - 1\nq = n/2", "ask": ["q"]}
    drawn = questions.instance(made(**data, prompt="A batch of @{B}. What is q?"), 1)
    assert [step.name for step in questions.solution(drawn).steps] == ["n", "q"]
    drawn = questions.instance(made(**data, prompt="A batch of @{B | 1 figure}. What is q?"), 1)
    assert [step.name for step in questions.solution(drawn).steps] == ["B", "n", "q"]
