"""Columns of a terminal, and text in seven bits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.rendering.seven_bit import to_seven_bits
from quizapp.rendering.widths import centre, cut, pad, width


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("x\u0302\u0304", 1), ("∂ℒ𝔼𝐰", 4), ("漢字", 4), ("⎛─╴∑", 4), ("", 0), ("a\u20d7b", 2)],
)
def test_widths(text: str, columns: int) -> None:
    """Marks take no column, mathematical letters one, wide characters two."""
    assert width(text) == columns


def test_padding_counts_columns() -> None:
    """Text is filled up by what it takes on the screen, not by its length."""
    assert pad("x\u0302", 3) == "x\u0302  "
    assert centre("漢", 5) == " 漢  "


@given(st.text(), st.integers(min_value=1, max_value=20))
def test_cutting_comes_to_an_end(text: str, columns: int) -> None:
    """The parts are the text, the first fits or is one character, and it keeps its marks."""
    head, rest = cut(text, columns)
    assert head + rest == text
    assert width(head) <= columns or len(head) == 1
    assert head or not text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("naïve – “fine”…", 'naive - "fine"...'),
        ("θₜ₊₁ ≤ η² W⁽ˡ⁾ x₁₂", "theta_(t+1) <= eta^2 W^(l) x_12"),
        ("𝐰 ∈ ℝ", "w in R"),
        ("✓ ✗ ␛[31m", "(ok) (x) ^[[31m"),
        ("漢", "?"),
    ],
)
def test_seven_bits(text: str, plain: str) -> None:
    """Characters with a plain form get it; the others become a question mark."""
    assert to_seven_bits(text) == plain


@given(st.text())
def test_seven_bits_of_anything(text: str) -> None:
    """The result is ASCII whatever comes in."""
    assert to_seven_bits(text).isascii()
