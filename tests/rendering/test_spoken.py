"""Formulas in words."""

from __future__ import annotations

import pytest
from hypothesis import given

from quizapp.rendering.latex import LatexError
from quizapp.rendering.spoken import spoken
from tests.rendering.drawings import Example, examples
from tests.rendering.strategies import latex


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_says_what_was_read(example: Example) -> None:
    """Each formula is said exactly as the words that were examined."""
    assert spoken(example.latex) == example.forms["words"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (r"\frac{\partial L}{\partial w}", "partial L over partial w"),
        (r"e^{-z}", "e to the minus z"),
        (r"\sum_{i=1}^{K} z_i", "sum over i from 1 to K of z sub i"),
        (r"W_1^\top", "W one transpose"),
        (r"\hat{w}", "w hat"),
        (r"\frac{\frac{a}{b}}{c}", "begin fraction begin fraction a over b end fraction over c end fraction"),
        (r"\sqrt{v} + \epsilon", "square root of v end root plus epsilon"),
        (r"x^2 + y^3", "x squared plus y cubed"),
        (r"A^{-1}", "A inverse"),
        (r"\gamma^T", "gamma to the T"),
        (r"W^T", "W transpose"),
    ],
)
def test_common_phrases(source: str, words: str) -> None:
    """What people say is what is said."""
    assert spoken(source) == words


@given(latex())
def test_anything_that_reads_can_be_said(source: str) -> None:
    """A formula that can be read has words, on one line and without doubled spaces."""
    try:
        words = spoken(source)
    except LatexError:
        return
    assert "\n" not in words
    assert "  " not in words
