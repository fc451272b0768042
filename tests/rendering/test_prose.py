"""Prompts and solutions as lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.rendering.prose import Piece, latex_errors, layout, plain_text
from quizapp.rendering.widths import width
from tests.rendering.strategies import formulas

MARKS = [
    "$",
    "$$",
    "*",
    "**",
    "`",
    "```",
    "\n",
    "\n\n",
    "- ",
    "1. ",
    "| a | b |\n|---|--:|\n| ",
    " | ",
    "# ",
    "\\",
]
MARKS += ["word", "漢字", "x" * 30, "  ", "e\u0301", "\x1b[31m", "5"]


def shown(text: str, columns: int = 60, *, ascii_only: bool = False) -> list[str]:
    """Return the laid out lines as plain text."""
    return ["".join(piece.text for piece in line) for line in layout(text, columns, ascii_only=ascii_only)]


def prose() -> st.SearchStrategy[str]:
    """Return text with markup, well formed or not."""
    return st.lists(st.sampled_from(MARKS) | formulas().map("${}$".format) | st.text(max_size=5)).map("".join)


def test_pieces_have_roles() -> None:
    """Bold, emphasis, code and formulas are told apart; a formula inside bold text stays one."""
    (line,) = layout("A **bold $x^2$ word**, *soft* and `a  b`.", 80)
    assert line == (
        Piece("A ", "text"),
        Piece("bold ", "strong"),
        Piece("x²", "maths"),
        Piece(" word", "strong"),
        Piece(", ", "text"),
        Piece("soft", "emphasis"),
        Piece(" and ", "text"),
        Piece("a  b", "code"),
        Piece(".", "text"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and $6.",
        "2*3*4 and 2**3**4",
        "f_a and w_1_b",
        "[bold]not[/bold] [@click=app.bell]x",
        "a $ b",
    ],
)
def test_what_is_no_markup_is_text(text: str) -> None:
    """Dollars before digits, stars inside products, underscores and square brackets stay."""
    assert shown(text) == [text]


def test_escaped_signs_are_themselves() -> None:
    r"""\$ and \* are a dollar sign and a star."""
    assert shown(r"\$x\$ and \*y\*") == ["$x$ and *y*"]


def test_a_formula_is_not_split_while_it_fits_a_line() -> None:
    """The line ends before a formula that does not fit it any more."""
    assert shown("The update is $w - \\eta g + m$ here", 22) == ["The update is", "w - ηg + m here"]


def test_a_formula_wider_than_the_line_breaks_at_its_spaces() -> None:
    """Only a formula that no line could hold is split."""
    assert shown("so $a + b + c + d + e + f$.", 12) == ["so", "a + b + c +", "d + e + f."]


def test_displayed_formulas_stand_apart() -> None:
    """A displayed formula is indented, with an empty line above and below, its full stop kept."""
    assert shown("The loss is $$L = \\frac{1}{2}(a - t)^2$$. It is convex.") == [
        "The loss is",
        "",
        "         1",
        "    L = ───(a - t)².",
        "         2",
        "",
        "It is convex.",
    ]


def test_a_high_formula_alone_on_its_line_is_displayed() -> None:
    """In the middle of a paragraph only a formula that needs height leaves it."""
    assert shown("Where\n$x = 1$\nwe have\n$\\frac{a}{b}$\nhere") == [
        "Where x = 1 we have",
        "",
        "     a",
        "    ───",
        "     b",
        "",
        "here",
    ]


def test_a_formula_alone_in_its_paragraph_is_displayed() -> None:
    """A paragraph that is one formula is set apart whatever its height."""
    assert shown("one\n\n$L = (a - t)^2$\n\ntwo") == ["one", "", "    L = (a - t)²", "", "two"]


def test_a_displayed_formula_may_span_lines() -> None:
    """Line ends within double dollars are spaces."""
    assert shown("$$\na +\nb\n$$") == ["    a + b"]


def test_lists_hang() -> None:
    """Items stand close, and their further lines under their text; items within items stand further in."""
    assert shown("- one two three\n- four\n  1. five six seven", 12) == [
        "• one two",
        "  three",
        "• four",
        "  1. five",
        "     six",
        "     seven",
    ]


def test_code_is_kept() -> None:
    """Fenced lines keep their spaces and hold no formulas or markup."""
    assert shown("```python\nx = '$a$'\n    *y*\n```\nend") == ["    x = '$a$'", "        *y*", "", "end"]


def test_tables_align_and_wrap() -> None:
    """Columns line up as their rule says; the widest is narrowed until the table fits."""
    text = "| name | value |\n|---|--:|\n| rate | $\\eta = 0.1$ |\n| a rather long name | `|x|` |"
    assert shown(text, 30) == [
        "    name                 value",
        "    ──────────────────────────",
        "    rate               η = 0.1",
        "    a rather long          |x|",
        "    name",
    ]


def test_a_formula_that_cannot_be_read_shows_as_written() -> None:
    """Nothing is guessed: the source stands there, marked as an error."""
    assert layout(r"bad $\foo{x}$", 40) == ((Piece("bad ", "text"), Piece(r"$\foo{x}$", "error")),)
    assert layout("$$\\foo$$", 40) == ((Piece("    \\foo", "error"),),)


def test_control_characters_show() -> None:
    """No escape sequence of a pack reaches the terminal, in text, code or formulas."""
    assert shown("a\x1b[31m `\x07` $\\text{\u202ex}$") == ["a␛[31m ␇ �x"]


def test_seven_bits() -> None:
    """Everything is ASCII if asked: text, formulas, markers, rules."""
    assert shown("– naïve “α” $\\alpha$\n\n• one", ascii_only=True) == ['- naive "alpha" alpha', "", "- one"]


def test_plain_text_in_signs_and_words() -> None:
    """For line mode a block is a line, its formulas on it or in words."""
    text = "The **gradient** is $\\frac{\\partial L}{\\partial w}$:\n\n$$g = e^{-z}$$\n\n- item"
    assert plain_text(text) == "The gradient is ∂L/∂w:\ng = e⁻ᶻ\n- item"
    assert plain_text(text, words=True) == (
        "The gradient is partial L over partial w:\ng equals e to the minus z\n- item"
    )


def test_latex_errors_point_into_the_text() -> None:
    """Line and column are those of the offending command in the whole text, both from 1."""
    text = "fine $x$\nbad $a + \\foo$ and\n$$\nx +\n  \\bar{}\n$$\n`$\\no$` costs $5"
    found = [(line, column, error.what.split(";")[0]) for line, column, error in latex_errors(text)]
    assert found == [(2, 10, r"unknown command \foo"), (5, 3, r"\bar has nothing to apply to")]


def test_a_dollar_that_closes_nothing_is_reported() -> None:
    """A formula that was never closed is found before a learner sees it."""
    assert [(line, column) for line, column, _ in latex_errors("let $x be\n\ntwo")] == [(1, 5)]


@given(prose(), st.integers(min_value=8, max_value=90), st.booleans())
def test_no_line_is_wider_than_asked(text: str, columns: int, ascii_only: bool) -> None:
    """Any text fits any width, in ASCII if asked, and no piece holds a line end."""
    for line in shown(text, columns, ascii_only=ascii_only):
        assert width(line) <= columns
        assert "\n" not in line
        assert "\x1b" not in line
        assert not ascii_only or line.isascii()


@given(prose(), st.booleans())
def test_plain_text_of_anything(text: str, words: bool) -> None:
    """Any text can be said, without control characters."""
    assert "\x1b" not in plain_text(text, words=words)


@given(prose())
def test_errors_of_anything_are_in_the_text(text: str) -> None:
    """Whatever is wrong has a place in the text."""
    lines = text.split("\n")
    for line, column, error in latex_errors(text):
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1
        assert error.what


@given(st.lists(st.sampled_from(["alpha", "beta", "$x$", "**bold**", "a,b"]), min_size=1, max_size=30))
def test_wrapping_loses_nothing(words: list[str]) -> None:
    """The words of a paragraph come out in order, whatever the width."""
    wide, narrow = (" ".join(shown(" ".join(words), columns)).split() for columns in (1000, 16))
    assert wide == narrow
