"""The kinds: what each draws, judges, explains and hints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp import questions
from quizapp.packs import load
from quizapp.questions.errors import QuestionError
from quizapp.questions.kinds import available, kind_of
from quizapp.questions.model import KINDS, Answer, Instance, Question
from tests.questions.making import judged, made, neuron

EXAMPLE = Path(__file__).parents[1] / "packs" / "example"

STATIC: dict[str, Any] = {
    "id": "which",
    "kind": "choice",
    "options": [
        {"right": "GELU"},
        {"wrong": "ReLU", "says": "ReLU is zero there."},
        {"wrong": "tanh", "says": "tanh is negative at both."},
    ],
}
SEVERAL: dict[str, Any] = {
    **STATIC,
    "options": [
        {"right": "A"},
        {"right": "B", "says": "B too."},
        {"wrong": "C", "says": "Not C."},
        {"wrong": "D"},
    ],
}
MADE: dict[str, Any] = {
    "id": "delta",
    "kind": "choice",
    "given": {"z": {"choose": [-1.5, 0.5, 2]}, "up": {"choose": [-0.4, 0.3]}},
    "program": "a = sigmoid(z)\nd = up*a*(1 - a)",
    "prompt": "$z = @{z}$, upstream $@{up}$",
    "options": {"value": "d", "precision": "3 figures", "count": 4},
    "mistakes": [
        {"part": "d", "value": "up*a", "says": "That leaves out $1 - a$."},
        {"part": "d", "value": "a*(1 - a)", "says": "That leaves out what arrives: @{up}."},
        {"part": "d", "value": "up*z*(1 - z)", "says": "That uses $z$ for $a$."},
        {"part": "d", "value": "d + 1e-9", "says": "This one cannot be told from the right one."},
        {"part": "d", "value": "up", "says": "That leaves out the derivative."},
    ],
}


def letters(drawn: Instance) -> dict[str, str]:
    """Return the letter of each option's text."""
    return {choice.text: choice.key for choice in drawn.parts[0].choices}


def choose(question: Question, *texts: str, seed: int = 3) -> Any:
    """Return the verdict on ticking options by their texts."""
    drawn = questions.instance(question, seed)
    keys = letters(drawn)
    return questions.judge(drawn, Answer({"choice": ",".join(keys[text] for text in texts)}))


# What is written in code where the expected answer is an expression of the engine.
WRITTEN = {
    "kata": {
        "code": "import numpy as np\ndef softmax(logits):\n"
        "    powers = np.exp(logits - logits.max(axis=1, keepdims=True))\n"
        "    return powers/powers.sum(axis=1, keepdims=True)\n"
    }
}


# All kinds


def test_kinds_that_exist_are_kinds_of_the_model() -> None:
    """Each is named as its table says."""
    assert set(available()) <= set(KINDS)
    assert [kind_of(name).name for name in available()] == list(available())


def test_a_kind_that_is_unknown_says_so() -> None:
    """In words."""
    with pytest.raises(QuestionError, match="not yet available"):
        kind_of("essay")


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**53))
def test_an_instance_is_fixed_by_its_seed(seed: int) -> None:
    """Prompt, values, parts and answers are the same again, and JSON holds what the log keeps."""
    for question in (
        neuron(given={"x": {"choose": [1, 2, 3]}, "w": 0.5, "b": 1, "t": 1, "eta": 0.1}),
        made(**MADE),
    ):
        one, two = questions.instance(question, seed), questions.instance(question, seed)
        assert (one.prompt, one.values, one.parts, one.expected) == (
            two.prompt,
            two.values,
            two.parts,
            two.expected,
        )
        assert json.loads(json.dumps([one.values, one.expected])) == [one.values, one.expected]


def test_the_examples_of_the_format_are_asked_and_answered() -> None:
    """Each of an available kind is drawn, explained, and right with its own answer."""
    asked = {}
    for question in load(EXAMPLE).questions:
        drawn = questions.instance(question, 5)
        typed = {part.name: str(drawn.expected[part.name]) for part in drawn.parts} | WRITTEN.get(
            question.kind, {}
        )
        asked[question.kind] = questions.judge(drawn, Answer(typed)).word
        assert questions.solution(drawn).answers == drawn.expected
    expected = dict.fromkeys(available(), "correct") | dict.fromkeys(("recall", "cloze"), "undecided")
    assert asked == expected


# Recall and cloze


def test_a_card_is_turned_over_and_rated_by_the_learner() -> None:
    """Its texts are as they were written, templates and all."""
    question = made(
        kind="recall", prompt="What is @{x}?", answer="It is $x$.", solution="Because.", hints=["Think."]
    )
    drawn = questions.instance(question, 1)
    assert (drawn.prompt, drawn.reveal, drawn.self_rated) == ("What is @{x}?", "It is $x$.", True)
    assert questions.judge(drawn, Answer({"answer": "no idea"})).word == "undecided"
    assert questions.solution(drawn).prose == "It is $x$.\n\nBecause."
    assert questions.hints(drawn) == ("Think.",)


def test_a_card_may_have_numbers_given() -> None:
    """Then its texts are filled as those of other questions."""
    question = made(kind="recall", given={"n": {"choose": [4]}}, prompt="$2 \\cdot @{n}$?", answer="@{2*n}")
    drawn = questions.instance(question, 1)
    assert (drawn.prompt, drawn.reveal, drawn.values) == (r"$2 \cdot 4$?", "8", {"n": 4})


def test_a_cloze_reveals_the_whole_sentence() -> None:
    """With what stood in the gap in brackets."""
    drawn = questions.instance(made(kind="cloze", prompt="[A] before [B]."), 1)
    assert (drawn.prompt, drawn.reveal) == ("[…] before B.", "[A] before B.")
    assert drawn.expected == {"answer": "A"}


# Choice


def test_options_are_shuffled_by_the_seed() -> None:
    """Every place comes up for the right one, and a seed keeps its order."""
    places = {letters(questions.instance(made(**STATIC), seed))["GELU"] for seed in range(40)}
    assert places == {"a", "b", "c"}


def test_one_right_option_is_a_single_choice() -> None:
    """The right one is correct; a wrong one is wrong and says why."""
    assert choose(made(**STATIC), "GELU").word == "correct"
    verdict = choose(made(**STATIC), "ReLU")
    assert (verdict.word, verdict.parts["choice"].message) == ("wrong", "ReLU is zero there.")


@pytest.mark.parametrize(
    ("ticked", "word", "credit"),
    [
        (("A", "B"), "correct", 1.0),
        (("A",), "partly", 0.5),
        (("A", "B", "C"), "partly", 0.5),
        (("A", "C"), "wrong", 0.0),
        (("C", "D"), "wrong", 0.0),
        (("A", "B", "C", "D"), "wrong", 0.0),
        ((), "wrong", 0.0),
    ],
)
def test_several_right_options_share_the_credit(ticked: tuple[str, ...], word: str, credit: float) -> None:
    """Only all and nothing else is correct; a wrong tick takes a right one away."""
    verdict = choose(made(**SEVERAL), *ticked)
    assert (verdict.word, verdict.credit) == (word, credit)
    assert questions.instance(made(**SEVERAL), 3).parts[0].several


def test_the_rule_of_the_credit_is_said() -> None:
    """And why a ticked one is wrong."""
    message = choose(made(**SEVERAL), "A", "C").parts["choice"].message
    assert message == "b) Not C. 1 of 2 right ones ticked, 1 wrong; a wrong one takes one right away."


@pytest.mark.parametrize(("typed", "column"), [("x", 0), ("a, z", 3), ("ab", 0), ("a b", 2)])
def test_letters_that_are_no_options_are_asked_again(typed: str, column: int) -> None:
    """Unknown letters, and two where one is asked for."""
    part = judged(made(**STATIC), choice=typed).parts["choice"]
    assert (part.word, part.column) == ("unreadable", column)


def test_letters_of_several_options_need_not_be_apart() -> None:
    """As those of an order; where one is asked for, a word is no letter."""
    several = made(**SEVERAL)
    assert judged(several, choice="ab") == judged(several, choice="a, b")
    assert judged(several, choice="az").word == "unreadable"


def test_what_is_no_letter_is_told_short_and_clean() -> None:
    """No control character, and not five thousand letters."""
    for typed in ("\x00\x1b]0;x", "q" * 5_000):
        message = judged(made(**STATIC), choice=typed).parts["choice"].message
        assert message.isprintable()
        assert len(message) < 100


@pytest.mark.parametrize("typed", ["b)", "(b)", "[B]", "b."])
def test_a_letter_is_read_with_its_bracket(typed: str) -> None:
    """As it stands before the option."""
    assert judged(made(**STATIC), choice=typed) == judged(made(**STATIC), choice="b")


@settings(deadline=None)
@given(st.text(max_size=20))
def test_no_text_for_a_choice_gives_a_traceback(typed: str) -> None:
    """Any text is judged or asked again."""
    assert judged(made(**STATIC), choice=typed).word in {"correct", "wrong", "unreadable"}


def test_capitals_and_order_are_no_matter() -> None:
    """“B, A” is “a,b”."""
    question = made(**SEVERAL)
    drawn = questions.instance(question, 3)
    typed = ", ".join(key.upper() for key in reversed(drawn.expected["choice"].split(",")))
    assert questions.judge(drawn, Answer({"choice": typed})).word == "correct"


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6))
def test_made_options_are_mistakes_on_this_instance(seed: int) -> None:
    """The right value and others that can be told apart, never a random number."""
    drawn = questions.instance(made(**MADE), seed)
    texts = [choice.text for choice in drawn.parts[0].choices]
    z, up = drawn.values["z"], drawn.values["up"]
    a = 1 / (1 + 2.718281828459045**-z)
    possible = [up * a * (1 - a), up * a, a * (1 - a), up * z * (1 - z), up]
    assert 2 <= len(texts) <= 4
    assert len(set(texts)) == len(texts)
    assert all(any(abs(float(text) - value) <= 0.006 * abs(value) for value in possible) for text in texts)


def test_a_made_wrong_option_says_which_mistake_it_is() -> None:
    """With this instance's numbers."""
    drawn = questions.instance(made(**MADE), 3)
    chosen = drawn.inner.options
    assert {option.says for option in chosen.values() if not option.right} <= {
        "That leaves out $1 - a$.",
        f"That leaves out what arrives: {drawn.values['up']}.",
        "That uses $z$ for $a$.",
        "That leaves out the derivative.",
    }
    wrong = next(key for key, option in chosen.items() if not option.right)
    assert questions.judge(drawn, Answer({"choice": wrong})).parts["choice"].message == chosen[wrong].says


def test_a_choice_without_a_mistake_to_choose_cannot_be_asked() -> None:
    """There is nothing to tell apart."""
    with pytest.raises(QuestionError, match="wrong option"):
        questions.instance(made(**{**MADE, "mistakes": [], "program": "a = z + 0\nd = up*3"}), 1)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10**6))
def test_the_engines_mistakes_make_options_too(seed: int) -> None:
    """Where the author foresees none; each has its sentence."""
    drawn = questions.instance(made(**{**MADE, "mistakes": []}), seed)
    options = drawn.inner.options.values()
    assert len({option.text for option in options}) == len(options) >= 2
    assert all(option.says for option in options if not option.right)


def test_a_choice_is_explained() -> None:
    """Why each option is right or wrong, and how the value is computed."""
    solution = questions.solution(
        questions.instance(made(**{**MADE, "solution": "Use $a(1-a)$ at @{z}."}), 3)
    )
    assert solution.prose.startswith("Use $a(1-a)$ at ")
    assert [step.name for step in solution.steps] == ["a", "d"]
    static = questions.solution(questions.instance(made(**STATIC), 3))
    assert "ReLU is zero there." in static.prose
    assert static.steps == ()


# Numeric and trace


def test_parts_are_shaped_and_called_as_their_values() -> None:
    """Labels are derived from the program; arrays know their shape."""
    question = made(
        given={"W": {"normal": [0, 1], "shape": [2, 3]}, "x": [1, 2, 3]},
        program="z = W@x\nL = sum(z**2)\ndW = grad(L, W)",
        ask=["z", "dW", {"name": "L", "label": "loss"}],
    )
    parts = questions.instance(question, 1).parts
    assert [(part.form, part.shape) for part in parts] == [("array", (2,)), ("array", (2, 3)), ("number", ())]
    assert [part.label for part in parts] == ["z", "∂L/∂W", "loss"]


def test_a_prompt_prints_the_numbers_that_are_used() -> None:
    """A learner who computes with the printed numbers is right."""
    question = made(
        given={"x": {"normal": [0, 3]}}, program="y = 2*x", prompt="@{x}", ask=["y"], precision="6 figures"
    )
    for seed in range(30):
        drawn = questions.instance(question, seed)
        assert questions.judge(drawn, Answer({"y": repr(2 * float(drawn.prompt))})).word == "correct"


def test_a_solution_has_the_prose_and_the_steps_with_numbers() -> None:
    """Each step is an equation, the same with numbers in, and a value."""
    solution = questions.solution(questions.instance(neuron(solution="Here $z = @{z}$."), 1))
    assert solution.prose == "Here $z = 1.5$."
    assert [step.name for step in solution.steps] == ["z", "a", "L", "g", "w_new"]
    first, last = solution.steps[0], solution.steps[-1]
    assert first.formula.startswith("z = ")
    assert first.numbers.startswith("z = 0.5")
    assert (first.value, last.value, last.label) == ("1.5", "0.3", "w′")
    assert solution.answers["w_new"] == pytest.approx(0.3)


def test_hints_are_the_authors_or_made() -> None:
    """A nudge, the formula, the first step."""
    drawn = questions.instance(neuron(), 1)
    nudge, formula, first = questions.hints(drawn)
    assert nudge.startswith("Work out $z$")
    assert formula == "$z = w x + b$"
    assert first.endswith("= 1.5$")
    assert questions.hints(questions.instance(neuron(hints=["Begin with @{x}."]), 1)) == ("Begin with 2.",)


def test_a_macros_inner_values_can_be_asked_for() -> None:
    """Names with a dot are parts like others."""
    question = made(
        given={"w": 1, "g": 0.5},
        program="step = adam(w, g, m=0.1, v=0.01, t=3, lr=0.01)",
        ask=["step.m_hat", "step.w"],
    )
    drawn = questions.instance(question, 1)
    assert [part.label for part in drawn.parts] == ["m̂", "w′"]
    assert drawn.expected["step.m_hat"] == pytest.approx((0.9 * 0.1 + 0.1 * 0.5) / (1 - 0.9**3))
    verdict = judged(
        question, step__m_hat=repr(drawn.expected["step.m_hat"] * 2), step__w=repr(drawn.expected["step.w"])
    )
    assert [part.word for part in verdict.parts.values()] == ["wrong", "correct"]
