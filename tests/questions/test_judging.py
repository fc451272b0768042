"""Judging: exactness, carry-forward, credit, words, and the rating proposed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp import questions
from quizapp.questions import computing
from quizapp.questions.judging import combined, proposed_rating
from quizapp.questions.model import Answer, PartVerdict, Question, Verdict, Word
from quizapp.questions.wrong_answers import right_answer
from tests.questions.making import judged, made, neuron

RIGHT = {"z": "1.5", "a": "1.5", "L": "0.25", "g": "2", "w_new": "0.3"}
FRESH = {
    "given": {
        "x": {"choose": [-3, -2, 2, 3]},
        "w": {"from": -1, "to": 1, "step": 0.25},
        "b": {"choose": [-0.5, 0.5, 1]},
        "t": {"choose": [1, 2]},
        "eta": {"choose": [0.05, 0.1]},
    },
    "require": ["z > 0.2", "abs(a - t) > 0.2", "abs(w) > 0"],
}
LAYER: dict[str, Any] = {
    "id": "layer",
    "kind": "trace",
    "given": {"X": [[1, 2], [3, 4]], "W": [[1, 0], [2, 1]]},
    "program": "Z = X@W\nA = relu(Z - 4)\ns = sum(A)",
    "ask": ["Z", "A", "s"],
}


def words(verdict: Verdict) -> dict[str, Word]:
    """Return the word of each part."""
    return {name: part.word for name, part in verdict.parts.items()}


# Exactness


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6))
def test_ones_own_answer_at_the_displayed_precision_is_right(seed: int) -> None:
    """Whatever is drawn, the right values as they are shown are accepted."""
    drawn = questions.instance(neuron(**FRESH), seed)
    assert questions.judge(drawn, right_answer(drawn)).word == "correct"


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.sampled_from([0.9, 0.97, 1.03, 1.1, -1]), st.sampled_from(["z", "L", "g"]))
def test_a_perturbed_answer_is_wrong(seed: int, factor: float, part: str) -> None:
    """Three per cent off is beyond three figures, and never correct."""
    drawn = questions.instance(neuron(**FRESH), seed)
    answer = right_answer(drawn)
    typed = {**answer.parts, part: repr(drawn.expected[part] * factor)}
    verdict = questions.judge(drawn, Answer(typed))
    assert verdict.parts[part].word != "correct"
    assert verdict.word == "partly"


@pytest.mark.parametrize("typed", ["0.3", ".3", "3/10", "0.300", "3e-1", "30 %", "0.1*3", "0.2995"])
def test_a_number_may_be_typed_in_many_ways(typed: str) -> None:
    """Fractions, powers of ten, percent, arithmetic and rounding are the same number."""
    assert judged(neuron(), **{**RIGHT, "w_new": typed}).word == "correct"


def test_a_decimal_comma_is_read_where_it_is_the_learners() -> None:
    """As a setting of the answer."""
    drawn = questions.instance(neuron(), 1)
    typed = {name: text.replace(".", ",") for name, text in RIGHT.items()}
    assert questions.judge(drawn, Answer(typed, decimal_comma=True)).word == "correct"


@pytest.mark.parametrize(
    ("precision", "typed", "word"),
    [
        ("2 places", "0.33", "correct"),
        ("2 places", "0.35", "wrong"),
        ("1 %", "0.336", "correct"),
        ("1 %", "0.34", "wrong"),
        ("±0.1", "0.43", "correct"),
        ("±0.1", "0.44", "wrong"),
        ("5 figures", "0.333", "wrong"),
    ],
)
def test_precision_is_as_the_question_states(precision: str, typed: str, word: str) -> None:
    """Places, a share and a distance are kept to."""
    question = made(program="r = 1/3", ask=["r"], precision=precision)
    assert judged(question, r=typed).word == word


def test_a_wrong_number_says_why() -> None:
    """Too few figures, a sign, a factor of the question."""
    question = made(given={"x": 5}, program="r = x/6", ask=["r"])
    assert "figures" in judged(question, r="0.8").parts["r"].message
    assert "sign" in judged(question, r="-5/6").parts["r"].message
    assert "x = 5" in judged(question, r="1/6").parts["r"].message


def test_what_was_accepted_is_shown() -> None:
    """The interval lies within what is accepted, and the right value is shown as asked for."""
    part = judged(neuron(), **{**RIGHT, "g": "1"}).parts["g"]
    assert (part.expected, part.accepted, part.given) == ("2.00", "1.99 to 2.01", "1")


# Carry-forward


def test_a_first_slip_costs_once() -> None:
    """A later value that follows from it is right, and says what it follows from."""
    verdict = judged(neuron(), **{**RIGHT, "g": "1", "w_new": "0.4"})
    assert words(verdict) == {
        "z": "correct",
        "a": "correct",
        "L": "correct",
        "g": "wrong",
        "w_new": "correct",
    }
    assert (verdict.word, verdict.credit) == ("partly", 0.8)
    assert verdict.parts["w_new"].follows
    assert verdict.parts["w_new"].message == "Follows from your ∂L/∂w (0.300 with the right one)."


def test_the_exact_value_is_right_after_a_slip_too() -> None:
    """Against the exact value first."""
    verdict = judged(neuron(), **{**RIGHT, "g": "1"})
    assert words(verdict)["w_new"] == "correct"
    assert not verdict.parts["w_new"].follows


def test_a_slip_at_the_beginning_is_carried_to_the_end() -> None:
    """All that is computed from one's own z is right: a = 2.5, L = 2.25, g = 6, w′ = −0.1."""
    verdict = judged(neuron(), z="2.5", a="2.5", L="2.25", g="6", w_new="-0.1")
    assert list(words(verdict).values()) == ["wrong", "correct", "correct", "correct", "correct"]
    assert verdict.credit == pytest.approx(0.8)


def test_rounding_of_right_entries_is_no_slip() -> None:
    """One who goes on with rounded values is right; so is one who goes on with exact ones after a slip."""
    question = made(
        kind="trace",
        given={"x": 1},
        program="p = x/3\nq = p + 1/7\nr = q - p",
        ask=["p", "q", "r"],
        precision="4 figures",
    )
    rounded = judged(question, p="0.3333", q="0.4762", r="0.1429")
    assert rounded.word == "correct"
    mixed = judged(question, p="0.3333", q="0.5762", r="0.2429")
    assert words(mixed) == {"p": "correct", "q": "wrong", "r": "correct"}
    assert mixed.parts["r"].follows
    exact = judged(question, p="0.3333", q="0.5", r="0.16667")
    assert words(exact)["r"] == "correct"


def test_a_blank_part_uses_the_exact_value() -> None:
    """What was not answered does not spoil what comes after."""
    verdict = judged(neuron(), a="1.5", L="0.25", w_new="0.3")
    assert words(verdict) == {"z": "wrong", "a": "correct", "L": "correct", "g": "wrong", "w_new": "correct"}
    assert verdict.parts["z"].message == "Not answered."


def test_a_slip_that_makes_the_rest_trivial_earns_nothing_there() -> None:
    """Zero and copies of printed numbers need no work: a, g and w′ = w; L = t² does."""
    question = neuron(given={"x": 2, "w": 0.5, "b": 0.5, "t": 3, "eta": 0.1})
    verdict = judged(question, z="-1", a="0", L="9", g="0", w_new="0.5")
    assert words(verdict) == {"z": "wrong", "a": "wrong", "L": "correct", "g": "wrong", "w_new": "wrong"}
    assert verdict.parts["a"].follows
    assert "no credit" in verdict.parts["a"].message
    assert verdict.credit == pytest.approx(0.2)


def test_a_copy_counts_where_the_exact_value_is_one_too() -> None:
    """ReLU passes z on: with a slip in z, a is z again, as it is with the right z."""
    verdict = judged(neuron(), z="2.5", a="2.5")
    assert words(verdict)["a"] == "correct"


def test_nothing_typed_is_wrong_and_nothing_more() -> None:
    """An empty answer has no credit."""
    verdict = judged(neuron())
    assert (verdict.word, verdict.credit) == ("wrong", 0.0)


# What cannot be read


@pytest.mark.parametrize(
    ("typed", "column"), [("1.5 +", 5), ("abc", 0), ("2 × sigmoid(1)", 4), ("1 2 3", 2), ("1,5", 1)]
)
def test_what_cannot_be_read_is_asked_again(typed: str, column: int) -> None:
    """Nothing is judged, and the place is named."""
    verdict = judged(neuron(), **{**RIGHT, "L": typed})
    assert (verdict.word, verdict.credit) == ("unreadable", 0.0)
    assert verdict.parts["L"].word == "unreadable"
    assert verdict.parts["L"].message
    assert verdict.parts["L"].column == column
    assert {part.word for name, part in verdict.parts.items() if name != "L"} == {"undecided"}
    assert verdict.parts["z"].expected == ""


def test_a_place_in_rows_counts_from_the_beginning() -> None:
    """The column of an array typed on two lines leads to the character."""
    verdict = judged(made(**LAYER), Z="1 2\n3 x")
    assert verdict.parts["Z"].column == len("1 2\n3 ")


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_text_gives_a_traceback(typed: str) -> None:
    """Any answer is judged or cannot be read; none is correct by chance."""
    verdict = judged(neuron(), z=typed)
    assert verdict.word in {"partly", "wrong", "unreadable"}


@settings(deadline=None, max_examples=50)
@given(st.text(alphabet="[]0123456789., -;\n", max_size=30))
def test_no_array_gives_a_traceback(typed: str) -> None:
    """Nor does any array."""
    assert judged(made(**LAYER), Z=typed, A="[[0, 0], [7, 0]]").word in {"partly", "wrong", "unreadable"}


# Arrays


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("[[-5, -2], [0, 4]]", "sign"),
        ("[[10, 4], [0, -8]]", "times"),
        ("[[50, 20], [0, -40]]", "power of ten"),
    ],
)
def test_an_array_off_by_one_factor_has_no_marks(typed: str, says: str) -> None:
    """A zero that is right all the same is no credit: what is wrong is said once."""
    exact = [[5.0, 2.0], [0.0, -4.0]]
    question = made(given={"X": exact}, program="Z = X*1", ask=["Z"])
    part = judged(question, Z=typed).parts["Z"]
    assert (part.word, part.credit, part.entries) == ("wrong", 0.0, ())
    assert says in part.message


def test_an_array_has_a_mark_for_each_entry() -> None:
    """Credit is the share that is right; the entries that differ are named."""
    part = judged(made(**LAYER), Z="[[5, 2], [11, 5]]").parts["Z"]
    assert part.entries == (True, True, True, False)
    assert (part.word, part.credit) == ("partly", 0.75)
    assert "row 2 column 2" in part.message
    assert part.expected == "[[5.00, 2.00], [11.0, 4.00]]"


def test_an_array_may_be_typed_by_rows() -> None:
    """With brackets or without."""
    assert judged(made(**LAYER), Z="5 2\n11 4", A="[[1,0],[7,0]]", s="8").word == "correct"


def test_an_array_is_carried_forward() -> None:
    """With its own Z, A is another and the sum follows."""
    verdict = judged(made(**LAYER), Z="[[5, 2], [11, 6]]", A="[[1, 0], [7, 2]]", s="10")
    assert words(verdict) == {"Z": "partly", "A": "correct", "s": "correct"}


def test_an_array_of_the_wrong_shape_is_wrong_and_not_carried() -> None:
    """Both shapes are said; what follows is judged with the exact value."""
    verdict = judged(made(**LAYER), Z="[5, 2, 11, 4]", A="[[1, 0], [7, 0]]", s="8")
    assert words(verdict) == {"Z": "wrong", "A": "correct", "s": "correct"}
    assert "2×2" in verdict.parts["Z"].message


# Known mistakes


STEPPED_UP = {
    "part": "w_new",
    "value": "w + eta*g",
    "says": "That steps up the slope: @{w + eta*g | 2 places}.",
}


def test_a_foreseen_mistake_is_named() -> None:
    """An answer that is what it leads to gets its sentence, with this instance's numbers."""
    part = judged(neuron(mistakes=[STEPPED_UP]), **{**RIGHT, "w_new": "0.7"}).parts["w_new"]
    assert (part.word, part.message, part.mistake) == ("wrong", "That steps up the slope: 0.70.", "author.1")


def test_a_mistake_made_on_ones_own_values_is_named_too() -> None:
    """After a slip in g the same mistake leads to 0.5 + 0.1."""
    verdict = judged(neuron(mistakes=[STEPPED_UP]), **{**RIGHT, "g": "1", "w_new": "0.6"})
    assert verdict.parts["w_new"].mistake == "author.1"


def test_two_mistakes_that_fit_are_both_named() -> None:
    """Where two lead to the same value, both are said."""
    other = {"part": "w_new", "value": "w + 2*eta", "says": "The gradient is not 2 by itself."}
    part = judged(neuron(mistakes=[STEPPED_UP, other]), **{**RIGHT, "w_new": "0.7"}).parts["w_new"]
    assert part.mistake == "author.1,author.2"
    assert "Or:" in part.message


def test_a_mistake_that_cannot_be_told_from_the_right_value_is_none() -> None:
    """It never turns a right answer into a wrong one, nor is it guessed."""
    same = {"part": "w_new", "value": "w - eta*g*1.0001", "says": "No."}
    verdict = judged(neuron(mistakes=[same]), **{**RIGHT, "w_new": "0.303"})
    assert verdict.parts["w_new"].mistake == ""
    assert judged(neuron(mistakes=[same]), **RIGHT).word == "correct"


def test_a_mistake_that_is_not_finite_here_is_none() -> None:
    """A mistake that would divide by zero on this instance is passed over."""
    broken = {"part": "w_new", "value": "w/(z - a)", "says": "No."}
    assert (
        judged(neuron(mistakes=[broken, STEPPED_UP]), **{**RIGHT, "w_new": "0.7"}).parts["w_new"].mistake
        == "author.2"
    )


def test_a_mistake_of_another_part_is_not_named() -> None:
    """Each belongs to its part."""
    assert judged(neuron(mistakes=[STEPPED_UP]), **{**RIGHT, "z": "0.7"}).parts["z"].mistake == ""


def test_a_mistake_of_the_engines_catalogue_is_named() -> None:
    """The author need not foresee it: here ReLU was left out, and the bias."""
    question = neuron(given={"x": 2, "w": -0.5, "b": 0.25, "t": 1, "eta": 0.1})
    assert "activation" in judged(question, z="-0.75", a="-0.75").parts["a"].message
    assert "bias" in judged(question, z="-1").parts["z"].message


def test_a_mistake_that_a_right_entry_rules_out_is_not_named() -> None:
    """One whose z is right has not forgotten the bias, though a would be the same without it."""
    assert "bias" in judged(neuron(), a="1").parts["a"].message
    assert "bias" not in judged(neuron(), z="1.5", a="1").parts["a"].message


def test_a_second_mistake_is_named_though_the_first_can_be_made_in_many_places() -> None:
    """Three ways to forget a bias are one name, and leave room for another mistake that fits."""
    layers = made(
        kind="trace",
        given={"x": [-1, 1], "U": [[0, -2], [-1, 1]], "b1": -1, "b2": 1, "b3": 2},
        program="p = U@x + b1\nq = U@p + b2\nr = U@q + b3",
        ask=["p", "q", "r"],
    )
    named = judged(layers, p="[-2, 2]").parts["p"].mistake.split(",")
    assert len(named) == len(set(named))
    assert {"bias-forgotten", "first-factor-transposed"} <= set(named)


# The rating


def verdict(credit: float, word: Word = "partly") -> Verdict:
    """Return a verdict with a credit."""
    return Verdict(word, credit, {})


@pytest.mark.parametrize(
    ("outcome", "hints", "seconds", "rating"),
    [
        (verdict(1.0, "correct"), 0, 30.0, 3),
        (verdict(1.0, "correct"), 1, 30.0, 2),
        (verdict(1.0, "correct"), 0, 900.0, 2),
        (verdict(0.9), 0, 30.0, 2),
        (verdict(0.8), 0, 30.0, 2),
        (verdict(0.79), 0, 30.0, 1),
        (verdict(0.0, "wrong"), 0, 1.0, 1),
        (verdict(0.9), 3, 9000.0, 2),
    ],
)
def test_the_rating_follows_credit_hints_and_time(
    outcome: Verdict, hints: int, seconds: float, rating: int
) -> None:
    """Again below 0.8, hard below 1 or with a hint or very slow, else good; easy is never proposed."""
    assert proposed_rating(outcome, hints=hints, seconds=seconds, minutes=2.0) == rating


@given(st.floats(0, 1), st.integers(0, 3), st.floats(0, 1e4), st.floats(0, 1e4), st.floats(0, 60))
def test_time_only_lowers(credit: float, hints: int, quick: float, more: float, minutes: float) -> None:
    """A slower answer is never rated higher."""
    outcome = verdict(credit, "correct" if credit == 1 else "partly")
    fast = proposed_rating(outcome, hints=hints, seconds=quick, minutes=minutes)
    slow = proposed_rating(outcome, hints=hints, seconds=quick + more, minutes=minutes)
    assert 1 <= slow <= fast <= 3


@pytest.mark.parametrize("word", ["unreadable", "undecided"])
def test_what_was_not_judged_is_not_rated(word: Word) -> None:
    """It is asked again, or rated by the learner."""
    with pytest.raises(ValueError, match=word):
        proposed_rating(verdict(0.0, word), hints=0, seconds=1, minutes=1)


def test_parts_count_alike() -> None:
    """Credit is their mean."""
    parts = {
        "a": PartVerdict("correct", 1.0),
        "b": PartVerdict("wrong", 0.0),
        "c": PartVerdict("partly", 0.5),
    }
    assert combined(parts).credit == pytest.approx(0.5)
    assert combined(parts).sign == "◐"


# A whole network


def network() -> Question:
    """Return the forward pass and a gradient of a small network, drawn fresh."""
    return made(
        kind="trace",
        given={
            "X": {"normal": [0, 1], "shape": [2, 2], "round": 1},
            "W1": {"normal": [0, 1], "shape": [2, 3], "round": 1},
            "W2": {"normal": [0, 1], "shape": [3, 1], "round": 1},
            "y": {"mask": [2, 1], "keep": 0.5},
        },
        program=(
            "Z1 = X@W1\nA1 = tanh(Z1)\nz2 = A1@W2\np = sigmoid(z2)\n"
            "L = -mean(y*log(p) + (1 - y)*log(1 - p))\ndz2 = grad(L, z2)\ndW2 = grad(L, W2)"
        ),
        ask=["Z1", "A1", "p", "L", "dz2", "dW2"],
    )


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.integers(0, 5), st.floats(0.05, 0.5))
def test_one_slip_in_a_network_costs_one_part(seed: int, place: int, size: float) -> None:
    """Whoever errs once and computes on exactly loses at most that part."""
    drawn = questions.instance(network(), seed)
    name = drawn.parts[place].name
    slipped = np.asarray(drawn.expected[name]) + size
    if name == "p":
        slipped = np.clip(slipped, 0.01, 0.99)
    trace = computing.run(drawn.question, drawn.values, {name: slipped})
    typed = {part.name: str(np.asarray(trace[part.name]).tolist()) for part in drawn.parts}
    verdict = questions.judge(drawn, Answer(typed))
    lost = [part for part, outcome in verdict.parts.items() if outcome.word != "correct"]
    assert set(lost) <= {name}


def test_a_tiny_power_is_asked_to_its_figures() -> None:
    """The exponent is no operand whose rounding would excuse an answer a million times too large."""
    power = made(given={"f": 0.05, "n": 15}, program="total = f**n", prompt="$@{f}^{@{n}}$?", ask=["total"])
    assert judged(power, total="3.05e-20").word == "correct"
    assert judged(power, total="1e-13").word == "wrong"


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("z = 1.5", "correct"),
        ("z=3/2", "correct"),
        (" z  =1.5", "correct"),
        ("Z_ = 1.5", "unreadable"),
        ("a = 1.5", "unreadable"),
        ("z = ", "unreadable"),
        ("z = 1.4", "wrong"),
    ],
)
def test_a_value_may_have_its_own_name_before_it(typed: str, word: str) -> None:
    """The part's name or label, and no other."""
    assert judged(neuron(), z=typed).parts["z"].word == word


def test_columns_are_counted_from_the_name_on() -> None:
    """In the text as typed; a label names a part as well."""
    assert judged(neuron(), g="∂L/∂w = 2").parts["g"].word == "correct"
    assert judged(neuron(), z="z = 1.5!").parts["z"].column == 7
