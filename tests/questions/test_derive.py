"""Derivations: lines compared as functions, slips carried, mistakes named, answers written as a person would."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp import questions
from quizapp.questions.errors import QuestionError
from quizapp.questions.expressions import preview
from quizapp.questions.model import Answer, Question
from tests.questions.making import judged, made

REAL = {"domain": "real"}
VECTOR = {"normal": ["K"]}
DELTA: dict[str, Any] = {
    "kind": "derive",
    "given": {"z": {"domain": "real"}, "y": {"domain": [0, 1]}},
    "program": "p = sigmoid(z)\nL = -(y*log(p) + (1 - y)*log(1 - p))\ndelta = grad(L, z)",
    "ask": [{"name": "delta", "label": "δ"}],
}
TWO_LAYERS: dict[str, Any] = {
    "kind": "derive",
    "given": {
        "X": {"normal": ["N", "d"]},
        "W1": {"normal": ["d", "h"]},
        "b1": {"normal": ["h"]},
        "W2": {"normal": ["h", "K"]},
        "b2": {"normal": ["K"]},
        "Y": {"onehot": ["N", "K"]},
    },
    "program": (
        "Z1 = X@W1 + b1\nA1 = relu(Z1)\nZ2 = A1@W2 + b2\nP = softmax(Z2, dim=1)\nL = -sum(Y*log(P))/N\n"
        "dZ2 = grad(L, Z2)\ndW2 = grad(L, W2)\ndb2 = grad(L, b2)\ndA1 = grad(L, A1)\n"
        "dZ1 = grad(L, Z1)\ndW1 = grad(L, W1)\ndb1 = grad(L, b1)"
    ),
    "ask": ["dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1"],
}
RIGHT = {
    "dZ2": "(P - Y)/N",
    "dW2": "A1.T @ dZ2",
    "db2": "sum(dZ2, dim=0)",
    "dA1": "dZ2 @ W2.T",
    "dZ1": "dA1*(Z1 > 0)",
    "dW1": "X.T @ dZ1",
    "db1": "sum(dZ1, dim=0)",
}


def one_line(program: str, given: dict[str, Any], ask: str, **more: Any) -> Question:
    """Return a derivation of one line."""
    return made(kind="derive", given=given, program=program, ask=[ask], **more)


def lines(**changes: str) -> dict[str, str]:
    """Return what each line of the two-layer chain is, and its word."""
    verdict = judged(made(**TWO_LAYERS), **{**RIGHT, **changes})
    return {name: part.word for name, part in verdict.parts.items()}


@pytest.mark.parametrize(
    "typed",
    [
        "p - y",
        "sigmoid(z) - y",
        "σ(z) − y",
        "1/(1 + e^(-z)) - y",
        "(1 + tanh(z/2))/2 - y",
        "p(1 - y) - y(1 - p)",
        "δ = p - y",
        "dL/dz = p - y",
        r"\frac{\partial L}{\partial z} = \sigma(z) - y",
        r"\frac{1}{1 + e^{-z}} - y",
    ],
)
def test_any_way_of_writing_the_same_function_is_right(typed: str) -> None:
    """In p, in z, by another function, with a left side, as LaTeX."""
    verdict = judged(made(**DELTA), delta=typed)
    assert (verdict.word, verdict.credit) == ("correct", 1.0)


@pytest.mark.parametrize(
    "typed",
    [
        "p - y + 1e-6",
        "(p - y)*(1 + 1e-9)",
        "p - y + 1e-9*z",
        "where(z > 20, p - y + 1e-6, p - y)",
        "p - y + 1e-3*(z == 0)",
        "min(p - y, 1 - 1e-7)",
        "abs(p - y)",
        "p*(1 - p)*(p - y)",
        "0",
        "p",
    ],
)
def test_another_function_is_wrong(typed: str) -> None:
    """By a millionth, in one region, at one point, on a branch of the sign."""
    assert judged(made(**DELTA), delta=typed).word == "wrong"


def test_a_wrong_line_says_why() -> None:
    """The sign, a factor, or an example of where it differs; and what was expected, as simply as can be."""
    part = judged(made(**DELTA), delta="y - p").parts["delta"]
    assert part.expected == "p - y"
    assert part.message == "The sign is wrong: the rest is right."
    assert "2 times" in judged(made(**DELTA), delta="2*(p - y)").parts["delta"].message
    assert "for instance at" in judged(made(**DELTA), delta="p - y + z").parts["delta"].message


def test_a_root_of_a_square_depends_on_the_domain() -> None:
    """Where x is positive it is x, where it is any number it is not."""
    for domain, word in (("positive", "correct"), ("real", "wrong")):
        question = one_line("a = x + 0", {"x": {"domain": domain}}, "a")
        assert judged(question, a="sqrt(x**2)").word == word


def test_one_hot_rows_are_one_hot() -> None:
    """Y*Y is Y only because every row has one 1."""
    program = "L = sum(Y*Z)\nd = grad(L, Z)"
    onehot = {"Z": {"normal": ["N", "K"]}, "Y": {"onehot": ["N", "K"]}}
    assert judged(one_line(program, onehot, "d"), d="Y*Y").word == "correct"
    anything = {"Z": {"normal": ["N", "K"]}, "Y": {"normal": ["N", "K"]}}
    assert judged(one_line(program, anything, "d"), d="Y*Y").word == "wrong"


def test_the_whole_chain_is_right_in_several_forms() -> None:
    """By the lines before, written out, and with other ops."""
    assert set(lines().values()) == {"correct"}
    other = lines(
        dW2="A1.T @ (P - Y) / N",
        db2="sum((P-Y)/N, dim=0)",
        dA1="(W2 @ dZ2.T).T",
        dZ1="dA1 ⊙ relu'(Z1)",
        dW1="Xᵀ((P - Y) @ W2.T * (Z1 > 0))/N",
    )
    assert set(other.values()) == {"correct"}


def test_a_slip_costs_once() -> None:
    """What follows from a wrong first line is right, whether it names that line or writes it out again."""
    words = lines(dZ2="P - Y", dW2="A1.T @ (P - Y)", db2="sum(P - Y, dim=0)")
    assert words.pop("dZ2") == "wrong"
    assert set(words.values()) == {"correct"}
    verdict = judged(made(**TWO_LAYERS), **{**RIGHT, "dZ2": "P - Y", "dW2": "A1.T @ (P - Y)"})
    assert verdict.parts["dZ2"].message == "A factor 1/N is missing: this is N times what is expected."
    assert verdict.parts["dW2"].follows
    assert verdict.parts["dW2"].message == "Follows from your ∂L/∂Z₂."


def test_a_slip_that_leaves_no_work_earns_nothing() -> None:
    """After a zero everything is zero; that is no derivation."""
    words = lines(dZ2="0*Z2", dW2="0*W2")
    assert (words["dZ2"], words["dW2"]) == ("wrong", "wrong")


def test_wrong_shapes_say_both() -> None:
    """A transpose is named; a sum over the wrong rows shows in the shape."""
    verdict = judged(made(**TWO_LAYERS), **{**RIGHT, "dW2": "dZ2.T @ A1", "db2": "sum(dZ2, dim=1)"})
    assert "transpose" in verdict.parts["dW2"].message
    assert "a vector of 3, a vector of 5 is expected" in verdict.parts["db2"].message


def test_a_known_mistake_is_named() -> None:
    """The activation's derivative left out."""
    part = judged(made(**TWO_LAYERS), **{**RIGHT, "dZ1": "dA1"}).parts["dZ1"]
    assert part.mistake
    assert "derivative" in part.message


def test_a_mistake_is_named_though_at_some_points_it_does_not_show() -> None:
    """A square root that lost its square has no value at a negative slope; a slope of 1 and ReLU's agree above zero."""
    step = one_line("change = -eta*g/(sqrt(g**2) + eps)", {"g": REAL, "eta": REAL, "eps": REAL}, "change")
    assert "square-forgotten" in judged(step, change="-eta*g/(sqrt(g) + eps)").parts["change"].mistake
    slope = one_line("a = relu(z)\nL = sum(d*a)\ndz = grad(L, z)", {"z": VECTOR, "d": VECTOR}, "dz")
    assert "forgot-activation-derivative" in judged(slope, dz="d*1").parts["dz"].mistake


def test_a_mistake_the_author_foresees_is_named() -> None:
    """It comes before any other reason, in whatever form it is written."""
    question = made(**DELTA, mistakes=[{"part": "delta", "value": "y - p", "says": "Predicted less target."}])
    part = judged(question, delta="-(p - y)").parts["delta"]
    assert (part.message, part.mistake) == ("Predicted less target.", "author.1")


@pytest.mark.parametrize(
    ("typed", "column", "says"),
    [
        ("p - q", 4, "You may use"),
        ("p -", 3, "missing"),
        ("grad(L, z)", 0, "write it out"),
        ("sigmoid'(z)", 0, "write it out"),
        ("delta", 0, "δ is what this line is for"),
        ("w = p - y", 0, "is for δ"),
        (r"p - \foo{y}", 4, "cannot be read"),
        (r"\sum_i p_i", 0, "sum(x)"),
        ("__import__('os')", 0, "underscores"),
    ],
)
def test_what_cannot_be_read_is_asked_again(typed: str, column: int, says: str) -> None:
    """It says why, and where in the text as typed; nothing is judged."""
    verdict = judged(made(**DELTA), delta=typed)
    assert verdict.word == "unreadable"
    assert verdict.parts["delta"].column == column
    assert says in verdict.parts["delta"].message


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"db2": "sum(dZ2, axis=0)"}, "write dim= instead."),
        ({"db1": "sum(dZ1, dim=0, keepdims=true)"}, "write keepdim="),
        ({"dW1": "X·dZ1", "dA1": "dZ2"}, "two ways"),
    ],
)
def test_a_line_that_cannot_be_read_tells_nothing_of_the_others(changes: dict[str, str], says: str) -> None:
    """However late that is found: it is asked for again, and the rest waits."""
    verdict = judged(made(**TWO_LAYERS), **{**RIGHT, **changes})
    unread = [name for name, part in verdict.parts.items() if part.word == "unreadable"]
    assert (verdict.word, len(unread), unread[0] in changes) == ("unreadable", 1, True)
    assert says in verdict.parts[unread[0]].message
    others = [part for name, part in verdict.parts.items() if name not in unread]
    assert {(part.word, part.message, part.expected) for part in others} == {("undecided", "", "")}


@pytest.mark.parametrize(
    "changes",
    [
        {"dW1": "Xᵀ·dZ1", "dW2": r"A_1^\top \cdot dZ_2"},
        {"dW1": "X.T·(dA1·(Z1 > 0))"},
        {"dA1": "dZ2·W2ᵀ"},
        {"dZ2": "(P − Y)·1/N", "dW2": r"$A_1^\top dZ_2$"},
        {"dZ1": "dA1·(Z1 > 0)"},
    ],
)
def test_a_dot_is_the_product_that_fits(changes: dict[str, str]) -> None:
    """The matrix product beside a transpose or where only that fits, entry by entry where only that does."""
    assert judged(made(**TWO_LAYERS), **{**RIGHT, **changes}).word == "correct"


def test_the_answer_to_a_derivation_is_what_a_person_would_write() -> None:
    """Found by trying small expressions, and itself judged right."""
    instance = questions.instance(made(**TWO_LAYERS), 1)
    assert dict(instance.expected) == RIGHT
    assert questions.judge(instance, Answer(RIGHT)).word == "correct"
    solution = questions.solution(instance)
    assert [step.value for step in solution.steps] == list(RIGHT.values())
    shown = {step.name: step.formula.split(" = ")[:-1] for step in solution.steps}
    assert shown["dA1"] == ["dA_{1}", r"\frac{\partial L}{\partial A_{1}}"], (
        "a later line uses it by this name"
    )
    assert shown["dW1"] == [r"\frac{\partial L}{\partial W_{1}}"]


@pytest.mark.parametrize(
    ("program", "given", "answer"),
    [
        ("a = tanh(z)\nd = grad(a, z)", {"z": REAL}, "1 - a**2"),
        (
            "r = X@w - y\nL = sum(r**2)/N\nd = grad(L, w)",
            {"X": {"normal": ["N", "k"]}, "w": {"normal": ["k"]}, "y": {"normal": ["N"]}},
            "2*(X.T @ r)/N",
        ),
        ("p = softmax(z)\nL = sum(g*p)\nd = grad(L, z)", {"z": VECTOR, "g": VECTOR}, "(g - L)*p"),
        (
            "L = (a*w - c)**2\ng = grad(L, w)\nd = w - eta*g",
            {"a": REAL, "c": REAL, "w": REAL, "eta": {"domain": "positive"}},
            "w - 2*eta*(a*w - c)*a",
        ),
    ],
)
def test_answers_are_short(program: str, given: dict[str, Any], answer: str) -> None:
    """No op that only derivatives need is left in them."""
    assert questions.instance(one_line(program, given, "d"), 1).expected == {"d": answer}


def test_what_a_derivative_gives_is_not_offered() -> None:
    """The step w - eta*g would leave the work to the engine where g is the gradient."""
    question = one_line(
        "L = (a*w - 1)**2\ng = grad(L, w)\nd = w - eta*g",
        {"a": {"domain": "real"}, "w": {"domain": "real"}, "eta": {"domain": "positive"}},
        "d",
    )
    assert judged(question, d="w - eta*g").word == "unreadable"
    assert judged(question, d="w - 2*eta*a*(a*w - 1)").word == "correct"


def test_a_number_that_is_drawn_may_be_named_or_written() -> None:
    """It is printed in the prompt, and fixed where the two are compared."""
    question = one_line(
        "d = w - eta*g",
        {"w": {"domain": "real"}, "g": {"domain": "real"}, "eta": {"choose": [0.1, 0.2]}},
        "d",
        prompt="With $\\eta = @{eta}$?",
    )
    instance = questions.instance(question, 3)
    rate = instance.values["eta"]
    assert str(rate) in instance.prompt
    for typed in (f"w - {rate}*g", "w - eta*g"):
        assert questions.judge(instance, Answer({"d": typed})).word == "correct"


def test_requirements_bound_where_lines_are_compared() -> None:
    """Above the kink relu(z) is z."""
    question = one_line("a = relu(z)", {"z": {"domain": "real"}}, "a", require=["z > 0.1"])
    assert judged(question, a="z").word == "correct"
    with pytest.raises(QuestionError, match="too few points"):
        questions.instance(one_line("a = relu(z)", {"z": {"domain": [0, 1]}}, "a", require=["z > 2"]), 1)


def test_blank_lines_are_wrong_and_the_others_are_judged() -> None:
    """A later line builds on what the blank one should be."""
    verdict = judged(made(**TWO_LAYERS), dW2="A1.T @ dZ2")
    assert verdict.parts["dZ2"].word == "wrong"
    assert verdict.parts["dW2"].word == "correct"


def test_typed_text_is_drawn_or_marked() -> None:
    """The preview is what is read; where it cannot be, the column of the text as typed."""
    part = questions.instance(made(**DELTA), 1).parts[0]
    assert preview(part, "dL/dz = (p-y)/2").latex == r"\frac{p - y}{2}"
    assert preview(part, "").is_readable
    refused = preview(part, r"\frac{p}{2} + q")
    assert (refused.column, refused.latex) == (14, "")


def test_a_wrong_matrix_has_a_mark_for_each_entry() -> None:
    """Where some entries agree at a sample one sees which, row by row; a slip in all of them needs no marks."""
    wrong = judged(made(**TWO_LAYERS), **{**RIGHT, "dZ1": "dA1*(Z1 > 0) + (Z1 > 1)"}).parts["dZ1"].message
    marks = [line for line in wrong.split("\n") if line.startswith("[ ")]
    assert "entries, here at a sample:" in wrong
    assert {"✓", "✗"} <= set("".join(marks))
    assert len({len(row) for row in marks}) == 1
    turned = judged(made(**TWO_LAYERS), **{**RIGHT, "dW2": "dZ2.T @ A1"}).parts["dW2"].message
    assert "transpose" in turned
    assert "✗" not in turned


@pytest.mark.parametrize(
    "typed", [r"X^\top dZ_1", r"X^{\top} dZ_{1}", r"X^\top dZ1", r"X^\mathsf{T} \, dZ_1"]
)
def test_pasted_latex_knows_the_names_of_the_lines_before(typed: str) -> None:
    """A name of several letters with its number behind or below is one name, not a product with d."""
    assert lines(dW1=typed)["dW1"] == "correct"
