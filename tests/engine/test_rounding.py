"""How large the numbers were that may have cancelled in a value."""

from __future__ import annotations

import pytest

from engine.program import Program
from engine.rounding import cancelled_size


def size(text: str, **values: object) -> float:
    return cancelled_size(Program.parse(text).run(values), "y")


@pytest.mark.parametrize("text", ["y = f**n", "y = exp(-n)", "y = f*n", "y = f/n", "y = sigmoid(-n)"])
def test_what_cannot_cancel_has_no_noise_of_its_own(text: str) -> None:
    """A tiny power is as exact, relatively, as a large one: nothing but itself counts as it."""
    assert size(text, f=0.05, n=15.0) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("y = a - b", 7),
        ("y = sum(v)", 3),
        ("y = v@v", 3),
        ("y = (a - b)*c", 70),
        ("y = (a - b)/c", 0.7),
        ("y = -(a - b)", 7),
        ("d = a - b\ny = d + 1", 7),
    ],
)
def test_noise_is_that_of_the_largest_summand(text: str, expected: float) -> None:
    """Products and quotients hand it on, scaled."""
    assert size(text, a=7.0, b=6.9, c=10.0, v=[1, -3, 2]) == pytest.approx(expected)
