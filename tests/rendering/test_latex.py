"""Reading LaTeX strictly."""

from __future__ import annotations

import pytest

from quizapp.rendering.formula import EMPTY, Fence, Fraction, Number, Row, Scripted, Symbol
from quizapp.rendering.latex import MAX_DEPTH, MAX_LENGTH, MAX_NODES, LatexError, LatexLimitError, parse


@pytest.mark.parametrize(
    ("source", "what", "column"),
    [
        (r"x + \fracc{1}{2}", r"unknown command \fracc; did you mean \frac?", 4),
        (r"\softmax(z)", r"unknown command \softmax; a name is written \operatorname{softmax}", 0),
        (r"\lamda", r"unknown command \lamda; did you mean \lambda?", 0),
        (r"\def\x{1}\x", r"\def: a formula cannot define commands", 0),
        (r"\begin{pmatrx} 1 \end{pmatrx}", "unknown environment pmatrx; did you mean pmatrix?", 7),
        (r"\begin{matrix} 1 \end{pmatrix}", r"\begin{matrix} ends with \end{pmatrix}", 22),
        (r"\begin{matrix} 1", r"\begin{matrix} has no \end{matrix}", 0),
        (r"\frac{1}", r"\frac has nothing to apply to", 0),
        ("x^", "^ has nothing to apply to", 1),
        ("x^2^3", "two superscripts on one symbol; put braces around what is meant", 3),
        ("x_1_2", "two subscripts on one symbol; put braces around what is meant", 3),
        ("a + {b", "this brace is never closed", 4),
        ("a}", "this brace closes nothing", 1),
        (r"\left( a", r"this \left has no \right", 0),
        (r"a \right)", r"\right has no beginning", 2),
        (r"\left a", r"\left needs a delimiter such as ( or \| after it, not a", 6),
        ("a & b", "& belongs inside an environment such as aligned", 2),
        ("50%", r"write \% for a percent sign", 2),
        ("a $ b", r"a formula cannot hold a dollar sign; write \$", 2),
        ("x²", r"the character ² has no meaning in a formula; put it in \text{}", 1),
        (r"\hat{}", r"\hat has nothing to apply to", 0),
        (r"\text{a \alpha b}", r"\a cannot stand in a text; close its brace before", 8),
        (r"\text x", r"\text needs its text in braces", 0),
        (r"\operatorname{a+b}", "an operator's name has letters, digits and hyphens, not a+b", 14),
        (r"\begin{array}{c|c} 1 \end{array}", "the columns of an array are written with l, c and r", 14),
        (r"\not x", r"\not goes before a relation such as = or \subset", 0),
        (r"a \middle| b", r"\middle stands between \left and \right", 2),
        ("\\", "the character \\ has no meaning in a formula; put it in \\text{}", 0),
    ],
)
def test_names_what_it_does_not_know(source: str, what: str, column: int) -> None:
    """An error names the command or character, its column, and the nearest that is known."""
    with pytest.raises(LatexError) as caught:
        parse(source)
    assert (caught.value.what, caught.value.column) == (what, column)


def test_an_error_on_a_later_line_says_which() -> None:
    """Line and column are those of the source, and the caret stands under the command."""
    with pytest.raises(LatexError) as caught:
        parse("a = b\n  + \\foo")
    assert caught.value.with_caret().split("\n")[1:] == ["    + \\foo", "      ^^^^"]
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("x" * (MAX_LENGTH + 1), f"a formula may have {MAX_LENGTH} characters; this has {MAX_LENGTH + 1}"),
        ("{" * (MAX_DEPTH + 1), f"a formula may be nested {MAX_DEPTH} deep"),
        (r"\sqrt" * (MAX_DEPTH + 1) + "x", f"a formula may be nested {MAX_DEPTH} deep"),
        ("x+" * MAX_NODES, f"a formula may have {MAX_NODES} parts"),
    ],
)
def test_limits(source: str, what: str) -> None:
    """What is too long, too deep or too large is refused by the name of its limit."""
    with pytest.raises(LatexLimitError) as caught:
        parse(source)
    assert caught.value.what == what


def test_half_open_intervals_and_bars_pair() -> None:
    """Round closes square, and a bar closes what a bar opened; a conditional bar stays alone."""
    assert isinstance(parse("[0, 1)"), Fence)
    assert isinstance(parse("|x|"), Fence)
    node = parse("p(x|y)")
    assert isinstance(node, Row)
    inner = node.items[1]
    assert isinstance(inner, Fence)
    assert isinstance(inner.body, Row)
    assert isinstance(inner.body.items[1], Symbol)


def test_braces_without_scripts_group_nothing() -> None:
    """Braces are invisible; as the base of a script they are one thing."""
    assert parse("{a}{b}") == parse("ab")
    assert isinstance(parse("{ab}^2"), Scripted)
    assert parse("{}") == EMPTY


def test_arguments_without_braces_are_single_tokens() -> None:
    r"""\frac12 is one half."""
    assert parse(r"\frac12") == Fraction(Number("1"), Number("2"))


def test_what_is_typed_in_unicode_is_the_same() -> None:
    """α, ≤ and − may be typed as they are."""
    typed, spelled = parse("α ≤ −1"), parse(r"\alpha \le -1")
    assert [item.glyph for item in typed.items[:3]] == [item.glyph for item in spelled.items[:3]]  # type: ignore[union-attr]
