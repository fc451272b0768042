"""Near misses of array derivations, a few, and that what certifies them sees them."""

from __future__ import annotations

from random import Random

import pytest

from tests.audit import array_misses, misses

CHAIN = "backpropagation:two-layer-backprop"
HIDDEN = {
    "dZ2": [
        "(P - Y)/minimum(N, 6)",
        "(P - Y)/min(sum(Y), 20)",
        "(P - Y)/N*(P < 0.9999999)",
        "(P - Y)/N*(Z2 < 80)",
    ],
    "dZ1": ["dA1*(Z1 > 1e-5)", "dA1*(A1 > 1e-9)", "dA1*(Z1 > 0)*(Z1 < 40)", "dA1*(Z1 > 0) + relu(Z1 - 60)"],
}


def test_near_misses_of_arrays_are_never_correct_nor_other_words_wrong() -> None:
    """Thirty lines, two of three of them near misses."""
    found = misses.audit_arrays((15, 30))
    assert found.false == []
    assert found.refused == []
    assert found.near * 3 >= found.answers


@pytest.mark.parametrize(("part", "line"), [(part, line) for part, lines in HIDDEN.items() for line in lines])
def test_what_random_arrays_do_not_show_is_wrong(part: str, line: str) -> None:
    """Of the whole chain, where what comes later would overflow."""
    instance, asked = next(
        (one, other)
        for one, other in array_misses.sheets()
        if one.question.id == CHAIN and other.name == part
    )
    assert array_misses.word_of(instance, asked, line) == "wrong"


def test_a_kink_that_chance_does_not_meet_is_wrong() -> None:
    """What comes before it is a product of arrays and a sum."""
    instance, asked = next(
        (one, other)
        for one, other in array_misses.sheets()
        if one.question.id == f"{CHAIN}-binary" and other.name == "dZ1"
    )
    assert array_misses.word_of(instance, asked, "dA1*(Z1 >= 0)") == "wrong"


def test_a_branch_that_matters_by_less_than_rounding_is_not_correct() -> None:
    """What it does at the points that were compared would pass for noise."""
    instance, asked = next(
        one for one in array_misses.sheets() if one[0].question.id == "losses:derive-kl-to-logits"
    )
    line = "q - t + 1e-9*maximum(0, t - 1e-5)*(t < 3e-05)"
    assert array_misses.word_of(instance, asked, line) in ("wrong", "undecided")


def test_what_certifies_arrays_tells_a_moved_threshold_from_other_words() -> None:
    """By arithmetic of its own."""
    instance, part = next(
        (one, other)
        for one, other in array_misses.sheets()
        if one.question.id == CHAIN and other.name == "dZ1"
    )
    source = Random(5)  # noqa: S311
    assert any(array_misses.apart(instance, part, "dA1*(Z1 > 0.5)", source) for _ in range(3))
    assert array_misses.apart(instance, part, "where(A1 > 0, dA1, 0)", source) == ""
