"""Programs: one assignment a line, each name once, errors with their line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.errors import LimitError, ReadingError, UnknownNameError
from engine.language.printing import to_text
from engine.language.reader import parse_program

if TYPE_CHECKING:
    from engine.language.tree import Assignment

OPS = ("sigmoid", "log", "sum", "grad", "adam", "relu")


def read(text: str, *names: str) -> tuple[Assignment, ...]:
    """Read a program over a few given names."""
    return parse_program(text, names=names, ops=OPS)


def test_each_line_assigns_one_name() -> None:
    """Remarks and empty lines are passed, brackets continue a line."""
    program = read(
        "# forward\nz = w*x + b\n\na = σ(z)   # activation\nL = sum(\n  (a - t)^2\n)\ng = grad(L, w)\n",
        *"wxbt",
    )
    assert [(one.name, one.line) for one in program] == [("z", 2), ("a", 4), ("L", 5), ("g", 8)]
    assert to_text(program[2].value) == "sum((a - t)**2)"


def test_earlier_names_are_variables_for_later_lines() -> None:
    """What was assigned multiplies a bracket; resolving W_1 and W1 works for assigned names too."""
    program = read("k1 = 2x\ny = k_1(x + 1) + k₁", "x")
    assert to_text(program[1].value) == "k1*(x + 1) + k1"


def test_greek_targets_are_canonical() -> None:
    """A target is spelt canonically."""
    assert [one.name for one in read("δ₁ = p - y\nŷ = p", "p", "y")] == ["delta1", "y_hat"]


def test_an_empty_program_has_no_assignments() -> None:
    """Nothing but remarks is an empty program."""
    assert read("\n# nothing\n") == ()


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("a = x\na = 2x", 2, 0, "already, in line 1"),
        ("x = 2", 1, 0, "given"),
        ("a = x\nb + 1", 2, 0, "assigns one name"),
        ("a = x\n  b.T = x", 2, 2, "assigns one name"),
        ("a = x\nb = x +\nc = 1", 2, 7, "missing"),
        ("a = x\nb = (x +\nc\n", 2, 4, "never closed"),
        ("a = x b = 2", 1, 6, "side by side"),
        ("a = b = x", 1, 6, "single ="),
        ("a += x", 1, 0, "assigns one name"),
        ("a = x; b = x", 1, 5, "semicolon"),
        ("a = x\n\tb = x ≈ 2", 2, 7, "≈"),
        ("a = x\nb = 2\x1b", 2, 5, "U+001B"),
        ("a = x # \u202e", 1, 8, "U+202E"),
    ],
)
def test_an_error_names_its_line_and_column(text: str, line: int, column: int, says: str) -> None:
    """Line from 1, column from 0 within that line, as typed."""
    with pytest.raises(ReadingError) as caught:
        read(text, "x")
    assert says in caught.value.what
    assert (caught.value.line, caught.value.column) == (line, column)


def test_the_caret_stands_under_the_place() -> None:
    """The line as typed is shown with a caret under the column."""
    with pytest.raises(UnknownNameError) as caught:
        read("a = x\nb = a + reluu(x)\n", "x")
    assert caught.value.with_caret().splitlines()[1:] == ["  b = a + reluu(x)", "          ^^^^^"]


def test_strict_names_know_what_was_assigned() -> None:
    """A line may use the lines before it, not those after it."""
    assert parse_program("a = x\nb = a", names="x", ops=OPS, strict_names=True)
    with pytest.raises(UnknownNameError) as caught:
        parse_program("a = b\nb = x", names="x", ops=OPS, strict_names=True)
    assert caught.value.line == 1


def test_the_size_of_powers_is_carried_from_line_to_line() -> None:
    """Splitting a tower of powers over assignments does not get round the limit."""
    with pytest.raises(LimitError) as caught:
        read("a = 9**9\nb = a**9\nc = b**9999")
    assert caught.value.line == 3
