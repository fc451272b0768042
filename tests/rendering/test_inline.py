"""Formulas on one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.rendering.inline import inline
from quizapp.rendering.latex import LatexError
from tests.rendering.drawings import Example, examples
from tests.rendering.strategies import latex


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_reads_as_it_was_looked_at(example: Example) -> None:
    """Each formula comes out exactly as the line that was examined."""
    assert inline(example.latex) == example.forms["inline"]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (r"\frac{a+b}{c}d", "((a + b)/c)d"),
        (r"\frac{a}{b}\frac{c}{d}", "(a/b)(c/d)"),
        (r"\frac{a}{b} + c", "a/b + c"),
        (r"\frac{a}{b} \odot c", "(a/b) ⊙ c"),
        (r"\frac{a}{bc}", "a/(bc)"),
        (r"\frac{a}{-b}", "a/(-b)"),
        (r"\frac{a}{b \cdot c}", "a/(b · c)"),
        (r"\frac{\log a}{\log b}", "(log a)/(log b)"),
        (r"\frac{\log(a)}{\log(b)}", "log(a)/log(b)"),
        (r"\frac{a}{\frac{b}{c}}", "a/(b/c)"),
        (r"\frac{1}{n(n+1)}", "1/(n(n + 1))"),
        (r"\frac{1}{\sqrt{x}}", "1/√x"),
        (r"\frac{\sqrt{x}}{y}", "(√x)/y"),
        (r"\frac{dy}{dx}", "dy/dx"),
        (r"\frac{y}{dx}", "y/(dx)"),
        (r"\frac{\partial^2 f}{\partial x \partial y}", "∂²f/(∂x∂y)"),
        (r"\frac{a}{b}!", "(a/b)!"),
        (r"\sum_i \frac{x_i}{n}", "∑ᵢ (xᵢ/n)"),
        (r"\sqrt{x}^2", "(√x)²"),
        (r"\sqrt{xy}z", "√(xy) z"),
        (r"x^{ab}", "xᵃᵇ"),
        (r"x^{\theta q}", "x^(θq)"),
        (r"x_\mathrm{KL} y", "x_KL y"),
        (r"x_\theta^2", "x_θ^2"),
        (r"\left.\frac{a}{b}\right|_{x=0}", "(a/b)|ₓ₌₀"),
        (r"\frac{a=b}{c}", "(a = b)/c"),
        (r"a - \frac{b - c}{d}", "a - (b - c)/d"),
    ],
)
def test_brackets_keep_the_meaning(source: str, line: str) -> None:
    """What height told apart is told apart by brackets, and nothing else gets any."""
    assert inline(source) == line


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (r"\alpha x + \lambda I", "alpha x + lambda I"),
        (r"2\pi", "2 pi"),
        (r"x_iy_j", "x_i y_j"),
        (r"W^\top x", "W^T x"),
        (r"\frac{\partial L}{\partial\theta}", "dL/dtheta"),
        (r"x \in \mathbb{R}^{n \times d}", "x in R^(n x d)"),
        (r"x \text{ für } y", "x fur y"),
    ],
)
def test_seven_bits(source: str, line: str) -> None:
    """Names of several letters are kept apart in ASCII."""
    assert inline(source, ascii=True) == line


@given(latex(), st.booleans())
def test_one_line_always(source: str, seven_bits: bool) -> None:
    """A formula that can be read is written on one line, in ASCII if asked."""
    try:
        line = inline(source, ascii=seven_bits)
    except LatexError:
        return
    assert "\n" not in line
    assert not seven_bits or line.isascii()
