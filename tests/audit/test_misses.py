"""Near misses and right answers in other words, a few (``make audit-grading`` for 100 000)."""

from __future__ import annotations

from random import Random

import pytest

from engine import equivalent
from engine.language.reader import parse_expression
from tests.audit import fifty, misses

NUMBERS = {"z": "real", "w": "real", "p": "positive"}
NARROW = [
    ("abs(z) + w + 1e-3*(2*z > 9)*(2*z < 9.3)", "abs(z) + w"),
    ("z + 1e-3*((z - 2)*(z - 2.1) < 0)", "z"),
    ("p + 1e-3*(abs(3*p - 4) < 1e-4)", "p"),
    ("p**1.5 - w + 1e-3*(5*w > 1.7)*(5*w < 1.8)", "p**1.5 - w"),
    ("z + 1e-6*(z*w > 3)*(z*w < 3.01)", "z + 0*w"),
    ("maximum(z, w) + 1e-6*maximum(0, 0.1 - abs(7*z - 3))", "maximum(z, w)"),
]


def test_near_misses_are_never_correct_nor_other_words_wrong() -> None:
    """A hundred answers, a third of them near misses; what counts as correct is looked at to fifty digits elsewhere."""
    found = misses.audit((7, 100))
    assert found.false == []
    assert found.refused == []
    assert found.near * 3 >= found.answers - 2


@pytest.mark.parametrize(("answer", "reference"), NARROW)
def test_a_narrow_region_is_found_where_its_edges_are_not_written_as_numbers(
    answer: str, reference: str
) -> None:
    """Between 2z = 9 and 2z = 9.3, between two roots, within a ten-thousandth."""
    assert equivalent(answer, reference, domain=NUMBERS).kind == "different"
    assert equivalent(f"{reference} + 0*({answer})", reference, domain=NUMBERS).kind == "same"


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("log(1 - (1 - sigmoid(-z)))", "log(1 - sigmoid(z))"),
        ("log(1 - (1 - exp(-p)))", "-p"),
        ("(1 + exp(-p)) - 1", "exp(-p)"),
        ("-(0 + pi)*w/(2*p)", "-pi*w/(2*p)"),
    ],
)
def test_digits_that_cancel_do_not_make_a_right_answer_wrong(answer: str, reference: str) -> None:
    """Not even fifty of them."""
    assert equivalent(answer, reference, domain=NUMBERS).kind == "same"


def test_what_certifies_sees_a_millionth_and_no_cancellation() -> None:
    """The audit's own fifty digits."""
    trees = [parse_expression(text) for text in ("z*w + 1e-40", "z*w", "z*(w + 0.5 - 0.5)")]
    at = {"z": "-92.25", "w": "1e-20"}
    assert fifty.surely_apart(trees[0], trees[1], at)
    assert not fifty.surely_apart(trees[2], trees[1], at)
    lost, kept = (parse_expression(text) for text in ("exp(-z**2/2) + 1 - 1", "exp(-z**2/2)"))
    assert not fifty.surely_apart(lost, kept, {"z": "68.2"})
    noise, zero = (parse_expression(text) for text in ("abs(2*(z + 3 - 3) - z) + w", "abs(z) + w"))
    assert not fifty.surely_apart(noise, zero, {"z": "0.4", "w": "-0.4"})


def test_near_misses_come_in_all_forms() -> None:
    """Regions, kinks, branches, constants of a millionth."""
    source = Random(3)  # noqa: S311
    made = [misses.near_miss("tanh(z)*w", source) for _ in range(300)]
    for piece in ("1e-6", "0.000001", "sign(", "where(", "relu(", "abs(", "<", ">"):
        assert any(piece in one for one in made), piece
