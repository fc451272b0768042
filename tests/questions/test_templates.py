"""``@{…}`` in texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.questions.errors import QuestionError
from quizapp.questions.templates import fill, holes

if TYPE_CHECKING:
    from collections.abc import Sequence

GIVEN: dict[str, Any] = {
    "w": -0.5,
    "b": 0.3,
    "n": 4,
    "eps": 1e-8,
    "lam": 2,
    "X": [[1, -2], [3.5, 0]],
    "v": [1, 2],
    "T": [[[1, 2]], [[3, 4]]],
    "pattern": "flat",
}


def filled(text: str, computed: float = -0.1 - 0.2) -> str:
    """Fill a text; every expression that is not a name has one value."""

    def evaluate(expressions: Sequence[str]) -> list[float]:
        return [computed] * len(expressions)

    return fill(text, GIVEN, evaluate)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("w = @{w}", "w = -0.5"),
        ("$w = @{w}$", "$w = -0.5$"),
        ("$3 - @{w}$", "$3 - (-0.5)$"),
        ("$3 - @{b}$", "$3 - 0.3$"),
        ("$@{w} - @{w}$", "$-0.5 - (-0.5)$"),
        (r"$2 \cdot @{w}$", r"$2 \cdot (-0.5)$"),
        (r"$\eta @{w}$", r"$\eta (-0.5)$"),
        (r"$\to @{w}$", r"$\to -0.5$"),
        ("$@{w}^2$", "$(-0.5)^2$"),
        ("$(@{w})$", "$(-0.5)$"),
        ("$f(@{w}, @{b})$", "$f(-0.5, 0.3)$"),
        (r"$\frac{@{w}}{2}$", r"$\frac{-0.5}{2}$"),
        ("$2@{b}$", "$2(0.3)$"),
        ("- @{w}", "- -0.5"),
        ("a - @{w}", "a - (-0.5)"),
        ("$@{eps}$ or @{eps}", "$10^{-8}$ or 1e-8"),
        ("$x / @{eps}$", "$x / (10^{-8})$"),
        ("@{λ} units", "2 units"),
        ("@{w*b}", "-0.3"),
        ("@{w*b | 3 places}", "-0.300"),
        ("@{b | 3 figures}", "0.300"),
        ("@{X}", "[[1, -2], [3.5, 0]]"),
        ("$@{v}$", r"$\begin{pmatrix} 1 & 2 \end{pmatrix}$"),
        ("$@{X}$", r"$\begin{pmatrix} 1 & -2 \\ 3.5 & 0 \end{pmatrix}$"),
        ("$$@{v}$$ then @{v}", r"$$\begin{pmatrix} 1 & 2 \end{pmatrix}$$ then [1, 2]"),
        (r"costs \$5: @{v}", r"costs \$5: [1, 2]"),
        ("`$` @{v}", "`$` [1, 2]"),
        ("$@{T}$", "$[[[1, 2]], [[3, 4]]]$"),
        ("@{pattern}", "flat"),
        ("@ {w} {w} ${w} @w", "@ {w} {w} ${w} @w"),
    ],
)
def test_a_hole_becomes_its_value(text: str, expected: str) -> None:
    """Exactly as used, bracketed where a minus would mislead, as a matrix within a formula."""
    assert filled(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("@{w", "not closed"),
        ("@{}", "no expression"),
        ("@{ | 2 places}", "no expression"),
        ("@{w | 2}", "not a precision"),
        ("@{w | 1 %}", "figures or places"),
    ],
)
def test_a_hole_that_cannot_be_read_says_so(text: str, words: str) -> None:
    """In a sentence."""
    with pytest.raises(QuestionError, match=words):
        holes(text)


@given(st.text(max_size=80))
def test_nothing_else_is_templating(text: str) -> None:
    """A text without “@{” comes back as it is."""
    text = text.replace("@{", "@")
    assert filled(text) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_printed_number_is_the_number_used(value: float) -> None:
    """What stands in a prompt reads back as exactly the value that is computed with."""
    assert float(fill("@{x}", {"x": value}, lambda _: ())) == value


@given(st.floats(-1e6, 1e6), st.sampled_from(["+", "-", "*", r"\cdot", r"\times"]))
def test_no_two_signs_meet(value: float, sign: str) -> None:
    """After an operator a negative number has brackets."""
    text = fill(f"$3 {sign} @{{x}}$", {"x": value}, lambda _: ())
    assert not re.search(r"(?:[-+*]|cdot|times) *-", text)


def test_text_that_came_in_is_not_filled_again() -> None:
    """A value that looks like a hole is text."""
    assert fill("@{a}", {"a": "@{b}"}, lambda _: ()) == "@{b}"
