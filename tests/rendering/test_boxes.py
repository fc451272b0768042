"""Formulas in two dimensions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.rendering.boxes import Drawing, draw
from quizapp.rendering.latex import LatexError
from quizapp.rendering.widths import width
from tests.rendering.drawings import Example, examples
from tests.rendering.strategies import latex

EXAMPLES = examples()
IN_ASCII = [example for example in EXAMPLES if "ascii" in example.forms]


def picture(drawing: Drawing) -> str:
    """Return a drawing as text without the spaces at the ends of its lines."""
    return "\n".join(line.rstrip() for line in drawing.lines)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_draws_as_it_was_looked_at(example: Example) -> None:
    """Each formula comes out exactly as the drawing that was examined."""
    assert picture(draw(example.latex)) == example.forms["drawing"]


@pytest.mark.parametrize("example", IN_ASCII, ids=lambda example: example.name)
def test_draws_in_seven_bits(example: Example) -> None:
    """The seven-bit drawing comes out as it was examined."""
    assert picture(draw(example.latex, ascii=True)) == example.forms["ascii"]


def assert_rectangular(drawing: Drawing) -> None:
    """Fail unless every line has the drawing's width and the baseline is one of the lines."""
    assert {width(line) for line in drawing.lines} == {drawing.width}
    assert 0 <= drawing.baseline < len(drawing.lines)


def attempt(source: str, *, seven_bits: bool = False) -> Drawing | LatexError:
    """Return the drawing, or the error that refuses it."""
    try:
        return draw(source, ascii=seven_bits)
    except LatexError as error:
        return error


@given(latex(), st.booleans())
def test_any_formula_is_a_rectangle_or_an_error(source: str, seven_bits: bool) -> None:
    """Whatever is typed draws as lines of one width, in ASCII if asked, or is refused with a place."""
    result = attempt(source, seven_bits=seven_bits)
    if isinstance(result, Drawing):
        assert_rectangular(result)
        assert not seven_bits or all(line.isascii() for line in result.lines)
    else:
        assert result.what
        assert 1 <= result.line <= source.count("\n") + 1
        assert 0 <= result.column <= len(source.split("\n")[result.line - 1])


@given(st.text())
def test_any_text_is_a_rectangle_or_an_error(source: str) -> None:
    """No text at all breaks the reader in another way than LatexError."""
    result = attempt(source)
    if isinstance(result, Drawing):
        assert_rectangular(result)


@given(st.sampled_from(EXAMPLES), st.integers(min_value=12, max_value=100), st.booleans())
def test_fits_the_width_asked_for(example: Example, columns: int, seven_bits: bool) -> None:
    """A formula is broken or wrapped until no line is wider than what there is."""
    drawing = draw(example.latex, width=columns, ascii=seven_bits)
    assert drawing.width <= columns
    assert_rectangular(drawing)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_a_wide_enough_place_changes_nothing(example: Example) -> None:
    """Where a formula fits it is not touched."""
    free = draw(example.latex)
    assert draw(example.latex, width=free.width) == free


def test_breaks_before_relations_under_the_first() -> None:
    """A long equation continues with its second relation below its first."""
    source = r"\hat{w} = \arg\min_w \|Xw - y\|_2^2 + \lambda\|w\|_2^2 = (X^\top X + \lambda I)^{-1}X^\top y"
    assert picture(draw(source, width=40)).split("\n") == [
        "w\u0302 = arg min‖Xw - y‖₂² + λ‖w‖₂²",
        "         w",
        "",
        "  = (XᵀX + λI)⁻¹Xᵀy",
    ]


def test_breaks_before_signs_where_relations_do_not_do() -> None:
    """A long sum continues before a plus, further in than its relation."""
    source = r"z = w_1 x_1 + w_2 x_2 + w_3 x_3 + w_4 x_4 - b"
    assert picture(draw(source, width=20)).split("\n") == [
        "z = w₁x₁ + w₂x₂",
        "    + w₃x₃ + w₄x₄",
        "    - b",
    ]


def test_breaks_between_formulas_first() -> None:
    """Two formulas side by side come apart before either is broken."""
    lines = picture(draw(r"c_t = f_t \odot c_{t-1} + i_t, \quad h_t = o_t \odot \tanh(c_t)", width=24))
    assert lines.split("\n") == ["cₜ = fₜ ⊙ cₜ₋₁ + iₜ,", "hₜ = oₜ ⊙ tanh(cₜ)"]


def test_wraps_on_one_line_what_cannot_be_broken() -> None:
    """A wide fraction falls back to its one-line form, wrapped at spaces."""
    assert picture(draw(r"\frac{a + b + c + d + e}{f + g + h + i}", width=16)).split("\n") == [
        "(a + b + c + d +",
        "e)/(f + g + h +",
        "i)",
    ]


def test_aligned_equations_break_one_by_one() -> None:
    """Where aligned equations are too wide, each is broken for itself."""
    source = r"\begin{aligned} L &= a + b + c + d + e \\ M &= f \end{aligned}"
    assert picture(draw(source, width=14)).split("\n") == ["L = a + b + c", "    + d + e", "", "M = f"]


def test_a_script_without_small_letters_leaves_the_baseline() -> None:
    """A subscript that Unicode cannot lower is drawn below, never on the line where it would be a factor."""
    drawing = draw(r"W_{KL} x")
    assert drawing.lines[drawing.baseline].split() == ["W", "x"]
    assert drawing.lines[drawing.baseline + 1].strip() == "KL"


def test_numbers_of_a_column_stand_point_below_point() -> None:
    """A column of numbers is read from its points; other columns stay centred."""
    lines = picture(draw(r"\begin{pmatrix} 5 & a \\ -6.25 & bcd \\ 10 & e \end{pmatrix}")).split("\n")
    assert lines == ["⎛ 5      a ⎞", "⎜-6.25  bcd⎟", "⎝10      e ⎠"]
