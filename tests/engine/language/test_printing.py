"""What is printed reads back as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.printing import format_array, format_number, program_to_text, to_latex, to_text
from engine.language.reader import parse_program
from tests.engine.language.vocabulary import NAMES, OPS, read, trees

if TYPE_CHECKING:
    from engine.language import tree as t


@settings(max_examples=200, deadline=None)
@given(trees())
def test_a_printed_tree_reads_back_equal(tree: t.Tree) -> None:
    """Printing and reading are inverses on every tree the reader can make."""
    assert read(to_text(tree)) == tree


@settings(max_examples=150, deadline=None)
@given(trees(conditions=True))
def test_a_printed_condition_reads_back_equal(tree: t.Tree) -> None:
    """Conditions with and, or and not read back too."""
    assert read(to_text(tree), conditions=True) == tree


@settings(max_examples=150, deadline=None)
@given(trees(conditions=True))
def test_every_tree_can_be_drawn(tree: t.Tree) -> None:
    """LaTeX is made of any tree, with its braces balanced."""
    latex = to_latex(tree, ops={})
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\left(") == latex.count(r"\right)")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("-x^2", "-x**2"),
        ("(-x)^2", "(-x)**2"),
        ("x^(-2)", "x**(-2)"),
        ("x^y^z", "x**y**z"),
        ("(x^y)^z", "(x**y)**z"),
        ("a-(b-c)", "a - (b - c)"),
        ("(a-b)-c", "a - b - c"),
        ("a*(b/c)", "a*(b/c)"),
        ("a·(−b)", "a*(-b)"),
        ("(X@W)*x", "(X @ W)*x"),
        ("2x", "2*x"),
        ("Xᵀ", "X.T"),
        ("(a+b).T", "(a + b).T"),
        ("[[1,2],[3,4]]", "[[1, 2], [3, 4]]"),
        ("X[:,1:3]", "X[:, 1:3]"),
        ("relu′(z)", "relu'(z)"),
        ("(x > 0) > y", "(x > 0) > y"),
        ("1e-8", "1e-8"),
        ("0.10", "0.10"),
        ("sum(x, dim=[0,1])", "sum(x, dim=[0, 1])"),
    ],
)
def test_text_has_the_brackets_it_needs_and_no_more(typed: str, printed: str) -> None:
    """Brackets appear where the reading would change without them."""
    assert to_text(read(typed)) == printed


def test_values_are_put_in_with_brackets_around_negative_ones() -> None:
    """A negative value after an operator is bracketed."""
    assert to_text(read("w*x + b"), numbers={"w": 0.5, "x": -2.0, "b": 0.1 + 0.2}) == "0.5*(-2) + 0.3"


def test_a_program_prints_as_it_reads() -> None:
    """A program read from its own text is the same program."""
    program = parse_program("k = w*x + b\nL = (k - y)^2  # loss\n", names=NAMES, ops=OPS)
    assert parse_program(program_to_text(program), names=NAMES, ops=OPS) == program


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (-0.0, "0"),
        (1e-5, "1e-5"),
        (1.23e-5, "1.23e-5"),
        (5315.0, "5315"),
        (1e20, "1e20"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
    ],
)
def test_a_number_is_shown_without_noise(value: float, text: str) -> None:
    """Rounding noise, minus zero and padded exponents do not show."""
    assert format_number(value) == text


@pytest.mark.parametrize(
    ("value", "figures", "text"),
    [
        (2, 3, "2.00"),
        (0.3, 3, "0.300"),
        (1234, 3, "1230"),
        (9.996, 3, "10.0"),
        (1.2345e-7, 3, "1.23e-7"),
        (0, 3, "0"),
    ],
)
def test_figures_are_kept_to_the_last_zero(value: float, figures: int, text: str) -> None:
    """Significant figures show, zeros included."""
    assert format_number(value, figures=figures) == text


def test_places_never_show_a_minus_zero() -> None:
    """A small negative number rounds to a plain zero."""
    assert format_number(-0.001, places=2) == "0.00"


def test_an_array_is_shown_by_rows() -> None:
    """Nested entries are formatted one by one."""
    assert format_array([[0.1 + 0.2, 1], [2, -0.0]]) == "[[0.3, 1], [2, 0]]"


@settings(deadline=None)
@given(st.floats(-1e300, 1e300), st.integers(1, 12))
def test_a_formatted_number_reads_back_near(value: float, figures: int) -> None:
    """Text to n figures is within half a unit of the nth."""
    assert float(format_number(value, figures=figures)) == pytest.approx(
        value, rel=0.51 * 10 ** (1 - figures), abs=1e-320
    )
