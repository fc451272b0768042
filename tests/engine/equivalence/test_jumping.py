"""What rounding says of a jump is no fact: neither that two functions differ, nor that they are the same."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from engine import equivalent
from engine.equivalence.closely import looked_at
from engine.equivalence.high_precision import exactly
from engine.program import Program

NUMBERS = {"z": "real", "w": "real"}


@pytest.mark.parametrize(
    "guard",
    ["exp(z) > 0", "exp(-z**2) > 0", "sigmoid(z) > 0", "softplus(z) > 0", "normal_pdf(z) > 0"],
)
def test_what_is_never_zero_is_so_far_out_too(guard: str) -> None:
    """Rounded to zero it would take the other branch."""
    assert equivalent(f"where({guard}, z*w, 3)", "z*w", domain=NUMBERS).kind == "same"


@pytest.mark.parametrize(
    "guard",
    ["sigmoid(z) < 1", "1 - tanh(z)**2 > 0", "exp(z) + 1 > 1", "softplus(z) > z", "log(1 - sigmoid(z)) < 0"],
)
def test_what_is_rounded_to_its_limit_is_no_difference(guard: str) -> None:
    """With so many digits as there are it still is rounded somewhere."""
    assert equivalent(f"where({guard}, z*w, 3)", "z*w", domain=NUMBERS).kind != "different"


def test_no_rounding_is_told_as_a_difference() -> None:
    """Though the two do differ, everywhere, by a ten thousandth."""
    said = equivalent("where(sigmoid(z) < 1, z*w + 1e-4*z*z, 3)", "z*w", domain=NUMBERS).reason
    assert "3 instead of" not in said


@pytest.mark.parametrize(
    ("answer", "reference", "said"),
    [
        ("3*(3*z >= 1)", "3*(3*z > 1)", "It differs where 3 z = 1: 3 instead of 0."),
        ("3*(z >= 1/3)", "3*(3*z > 1)", "It differs where z = 1/3: 3 instead of 0."),
        ("(z + 0.2 > 0.3)", "(z + 0.2 >= 0.3)", ""),
        ("(3*z > 7*w + 1)", "(3*z >= 7*w + 1)", ""),
        ("where(3*z == 1, 5, z*w)", "z*w", ""),
        ("floor(z*0.3333333333333333)", "floor(z/3)", ""),
        ("z > 0.3333333333333333", "3*z > 1", ""),
        ("sigmoid(z) > 0.7310585786300049", "z > 1", ""),
        ("where(exp(-1/z**2) > 0, w, 3)", "w", ""),
        ("2*(3*z > 1) - 1", "sign(3*z - 1)", ""),
    ],
)
def test_an_edge_that_is_no_float_is_looked_at(answer: str, reference: str, said: str) -> None:
    """A fraction lies on it, and there the two differ."""
    outcome = equivalent(answer, reference, domain=NUMBERS)
    assert outcome.kind == "different"
    assert not said or outcome.reason.replace("*", " ") == said


@pytest.mark.parametrize(
    ("answer", "reference"),
    [("3*(z >= sqrt(2))", "3*(z > sqrt(2))"), ("exp(z) >= 2", "exp(z) > 2"), ("z*z + w*w >= 1", "z*z + w*w > 1"),
     ("z + (exp(log(abs(z) + 1)) > abs(z) + 1)", "z"), ("z + 0**abs(3*z - 1)", "z"), ("z*sign(3*z - 1)**2", "z")],
)  # fmt: skip
def test_an_edge_at_no_fraction_is_never_the_same(answer: str, reference: str) -> None:
    """Nobody was there."""
    assert equivalent(answer, reference, domain=NUMBERS).kind != "same"


@pytest.mark.parametrize(
    ("answer", "reference"),
    [("3*(z >= 1/3)", "3*(3*z >= 1)"), ("z*z > 2", "abs(z) > sqrt(2)"), ("1 - (7*z <= 2)", "z > 2/7"),
     ("where(z*z >= 2, z*z - 2, 0)", "relu(z**2 - 2)"), ("sign(3*z - 1)", "(3*z > 1) - (3*z < 1)"),
     ("sign(z - w)*abs(z - w)", "z - w"), ("sign(exp(z) - w)*abs(exp(z) - w)", "exp(z) - w")],
)  # fmt: skip
def test_the_same_jump_in_other_words_is_the_same(answer: str, reference: str) -> None:
    """Also where it does not jump after all."""
    assert equivalent(answer, reference, domain=NUMBERS).kind == "same"


@pytest.mark.parametrize(
    "answer", ["max(z - w, z - w)", "min(z - w, -(w - z))", "where(exp(z) > w, z - w, -(w - z))"]
)
def test_what_stands_twice_is_what_it_is_once(answer: str) -> None:
    """No branch is to be seen where both sides are one."""
    assert equivalent(answer, "z - w", domain=NUMBERS).kind == "same"
    assert equivalent("where(log(z) > 0, w, w)", "w", domain=NUMBERS).kind == "undecided"


def test_one_thing_in_two_shapes_is_not_once() -> None:
    """A condition may widen what it chooses."""
    arrays = {"X": {"shape": ("N", "d")}, "b": {"shape": ("d",)}}
    assert equivalent("where(X > 0, b, b)", "b", domain=arrays).why == "shape"
    assert equivalent("where(X > 0, X, X)", "X", domain=arrays).kind == "same"


@pytest.mark.parametrize(("answer", "kind"), [("X*(X >= 1/3)", "undecided"), ("X*(X > 1/3)", "same")])
def test_an_edge_of_arrays_that_is_no_float_is_looked_at(answer: str, kind: str) -> None:
    """Entry by entry, in however many other arrays there are."""
    arrays = {"X": {"shape": ("N", "d")}, "G": {"shape": ("N", "k")}, "A": {"shape": ("d", "d")}}
    assert equivalent(answer, "X*(3*X > 1)", domain=arrays).kind == kind


def test_fractions_decide_where_fifty_digits_are_rounded() -> None:
    """Entry by entry, and a third as well as a tenth."""
    program = Program.parse("out = (3*x >= s)*1")
    place = program.names["out"]
    values = exactly(program, (place,), {"x": np.array([Fraction(1, 3), Fraction(33, 100)]), "s": 1.0})
    assert values[0].shape == (2,)
    same = Program.parse("a = x*10 - 1 >= 0\nb = x >= 0.1")
    assert looked_at(same, (same.names["a"], same.names["b"]), {"x": 0.1}) == "alike"


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("where(sum(x)/3 > 1, x, 2*x)", "x*(2 - (mean(x) > 1))"),
        ("where(sum(x) > 3, x, 0)", "x*(mean(x) > 1)"),
        ("where(sum(x) >= 1, 1, 0)", "1 - (sum(x) < 1)"),
    ],
)
def test_the_entries_of_one_array_are_not_many_numbers(answer: str, reference: str) -> None:
    """A vector of three is one point, also where nothing else is given and its length has no letter."""
    assert equivalent(answer, reference, domain={"x": {"shape": (3,)}}).kind == "same"


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("x*(x >= mean(x))", "x*(x > mean(x))"),
        ("x*(1 - (sum(x) < 0))", "x*(sum(x) > 0)"),
        ("x*(2*(x > mean(x)) - 1)", "x*sign(x - mean(x))"),
        ("relu(x)*(x >= mean(x))", "relu(x)*(x > mean(x))"),
    ],
)
def test_a_sum_is_zero_also_where_no_entry_is(answer: str, reference: str) -> None:
    """Where all entries are zero the two are the same."""
    assert equivalent(answer, reference, domain={"x": {"shape": ("n",)}}).kind == "different"


def test_where_no_whole_numbers_meet_an_edge_both_sides_are_compared() -> None:
    """A place between two points on either side is near enough to say that nobody knows."""
    domain = {"x": {"shape": ("n",)}}
    assert equivalent("x*(sum(x) >= 1/3)", "x*(sum(x) > 1/3)", domain=domain).kind == "undecided"
