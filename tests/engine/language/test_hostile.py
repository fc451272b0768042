"""Nothing typed or loaded costs much or gets further than a clear refusal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import LimitError, ReadingError
from engine.language.arrays import read_array
from engine.language.limits import DEFAULT_LIMITS, Limits
from engine.language.numbers import read_number
from engine.language.reader import parse_expression, parse_program
from engine.language.tree import Binary, Name, Tree
from engine.language.walk import children, walk
from tests.engine.language.vocabulary import NAMES, OPS, read

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

HOSTILE = [
    "__import__('os').system('x')",
    "__import__(os)",
    "sin('2+2')",
    'sin("2+2")',
    "sin(`2+2`)",
    "().__class__.__bases__[0].__subclasses__()",
    "x.__class__",
    "x.__class__.__mro__",
    "step._private",
    "x.__init__.__globals__",
    "(x).T.__class__",
    "[].append(1)",
    "lambda: 0",
    "lambda x: x",
    "(lambda x: x)(2)",
    "[i for i in x]",
    "{i for i in x}",
    "{1: 2}",
    "(i for i in x)",
    "f'{x}'",
    'f"{x}"',
    "rb'x'",
    "(x := 2)",
    "x if y else z",
    "import os",
    "exec(x)",
    "eval(x)",
    "open(x)",
    "globals()",
    "getattr(x, y)",
    "print(x)",
    "yield x",
    "await x",
    "return x",
    "del x",
    "*x",
    "**x",
    "sum(*x)",
    "sum(**x)",
    "x; y",
    "x\ny",
    "x, y",
    "(x, y)",
    "x = 2",
    "x += 2",
    "@x",
    "x @ @ y",
    "~x",
    "!x",
    "x!",
    "x % 2",
    "x & y",
    "x | y",
    "x << 2",
    "x >> 2",
    "x -> y",
    "...",
    "x[...]",
    "x[y]",
    "x['y']",
    "x[1e9]",
    "x[0:2:1]",
    "0xFFFFFFFFFFFFg'",
    "1_000",
    "factorial(10**9)",
    "zeros(10**9)",
    "range(10**9)",
    "9**9**9",
    "9^9^9",
    "((9**9)**9999)**9999",
    "(1**9 + 8)**9**9",
    "2**-9**9",
    "(9**9**0.5)**(9**9)",
    "floor(9.5)**9**9",
    "exp(700)**99999",
    "pi**9**9",
    "1e999999999",
    "1e401",
    "1e399",
    "1e-399",
    "9" * 401,
    "0." + "1" * 401,
    "1e" + "9" * 10_000,
    "x[99999999999]",
    "(" * 10_000,
    "(" * 9_999 + "x" + ")" * 9_999,
    "[" * 10_000,
    "-" * 10_000 + "x",
    "+" * 10_000 + "x",
    "√" * 10_000 + "x",
    "|" * 10_000,
    "| " * 5_000 + "x",
    "x" + "^x" * 9_000,
    "x" + "+x" * 9_000,
    "x" + ".T" * 9_000,
    "x" + "ᵀ" * 9_000,
    "x" + "[0]" * 6_000,
    "x" + "'" * 10_000,
    "relu" + "'" * 10_000 + "(x)",
    "sin(" * 5_000 + "x" + ")" * 5_000,
    "x" * 10_000,
    "x" + "\u0302" * 10_000,
    "x²" * 9_000,
    "x" + "²" * 10_000,
    "x" + "⁽" * 10_000,
    "2" * 1_000_000,
    "x+" * 1_000_000,
    " " * 1_000_000,
    "\n" * 19_000,
    "#" * 19_000,
    "\\frac{" * 3_000,
    "\\def\\x{\\x\\x}\\x",
    "cоs(x)",
    "ѕum(x)",
    "𝟎 + 1",
    "x\0",
    "\0",
    "x\u202e+ y",
    "\ufeffx",
    "x\u200by",
    "\ud800",
    "￿",
    "x\x1b[31m",
    "😀",
    "٣ + ٤",
    "½½",
    "&amp;",
    "<script>",
    "${x}",
    "{{x}}",
    "%s",
    "a" + "(a" * 50 + ")" * 50 + "(" * 20,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text)[:40])
def test_hostile_text_is_refused_in_words(text: str) -> None:
    """Each is refused with a sentence, as an expression, a program line and a number."""
    for attempt in (
        lambda: read(text),
        lambda: parse_program(f"k = {text}", names=NAMES, ops=OPS),
        lambda: read_number(text),
    ):
        with pytest.raises(ReadingError) as caught:
            attempt()
        assert caught.value.what.endswith(".")
        assert len(caught.value.what) < 300


@pytest.mark.parametrize(
    ("text", "limit", "column"),
    [
        ("x" * 20_001, "length", 20_000),
        ("\n" * 2_001, "lines", 0),
        ("(" * 61, "depth", 60),
        ("x + " + "9" * 401, "digits", 4),
        ("x + 1e401", "exponents", 4),
        ("x + 9**9**9", "size", 4),
        ("x" + "+x" * 200, "height", 241),
        ("[" + "x," * 6_000 + "x]", "nodes", None),
        ("a" * 81, "limit is 80", 0),
        ("relu'''''(x)", "primes", 0),
        ("x[1000001]", "index", 2),
        ("-" * 121 + "x", "depth", 120),
    ],
)
def test_a_limit_is_named_with_its_place(text: str, limit: str, column: int | None) -> None:
    """The refusal says which limit was passed, and where."""
    with pytest.raises(LimitError) as caught:
        read(text)
    assert limit in caught.value.what
    assert column is None or caught.value.column == column


@pytest.mark.parametrize(
    "text", ["(1 - 0.001)**100000", "0.9**50", "1.1**50", "2**1000", "x**9999", "(x**99)**99", "2**-1000"]
)
def test_honest_powers_pass(text: str) -> None:
    """The bound is on the size of what is computed, not on the exponent."""
    assert isinstance(read(text), Binary)


def test_a_long_array_of_numbers_passes() -> None:
    """Numbers of array literals have a limit of their own."""
    tree = read("[" + ",".join(["1"] * 9_000) + "]")
    assert len(children(tree)) == 9_000
    with pytest.raises(LimitError, match="elements"):
        read("[1, 2, 3]", limits=Limits(elements=2))


def test_sixty_brackets_pass() -> None:
    """The limit on depth lets through what it says."""
    assert read("(" * 60 + "x" + ")" * 60) == Name("x")


def height(tree: Tree) -> int:
    """Return the height of a tree."""
    return 1 + max((height(child) for child in children(tree)), default=0)


def outcome(action: Callable[[], T], text: str) -> T | None:
    """Return what an action reads, or None where it refuses; a refusal lies within the text."""
    try:
        return action()
    except ReadingError as error:
        lines = text.split("\n")
        placed = 1 <= error.line <= len(lines) and 0 <= error.column <= len(lines[error.line - 1])
        if not (error.what and placed):
            raise AssertionError(f"{error.what!r} at {error.line}:{error.column} of {text!r}") from error
        return None


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_no_text_raises_anything_but_a_reading_error(text: str) -> None:
    """Whatever is typed is read or refused."""
    outcome(lambda: parse_expression(text, names=NAMES, ops=OPS), text)
    outcome(lambda: parse_program(text, names=NAMES, ops=OPS), text)
    outcome(lambda: read_number(text), text)
    outcome(lambda: read_number(text, decimal_comma=True), text)
    outcome(lambda: read_array(text, (2,)), text)


OWN_PIECES = (
    *"xyzXWe0123579.,:;()[]|^*/+-=<>'′²ᵀ√σλŷ½−×⊙ \n#@_\u0302",
    *[
        "W1",
        "h_2",
        "sigmoid",
        "relu",
        "log",
        "sum",
        "dim=",
        "**",
        "==",
        ".T",
        "step.m",
        "1e-3",
        "and",
        "not",
        "1[",
    ],
)
NUMBER_PIECES = (*"0123456789.,;[]()+-*/^ \n%e", "sqrt", "pi", "1/4", "2e-3", "x10^")


@settings(max_examples=800, deadline=None)
@given(st.lists(st.sampled_from(OWN_PIECES), max_size=14).map("".join), st.booleans())
def test_no_mixture_of_the_languages_own_pieces_breaks_the_reader(text: str, conditions: bool) -> None:
    """What is read keeps the bounds; what is not is refused within the text."""
    outcome(lambda: parse_program(text, names=NAMES, ops=OPS), text)
    tree = outcome(lambda: read(text, conditions=conditions), text)
    if tree is not None:
        assert height(tree) <= DEFAULT_LIMITS.height
        assert all(0 <= node.span[0] <= node.span[1] <= len(text) for node in walk(tree))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(NUMBER_PIECES), max_size=12).map("".join), st.booleans())
def test_no_mixture_of_digits_and_signs_breaks_number_fields(text: str, decimal_comma: bool) -> None:
    """Numbers and arrays are read or refused."""
    outcome(lambda: read_number(text, decimal_comma=decimal_comma), text)
    array = outcome(lambda: read_array(text, (2, 2), decimal_comma=decimal_comma), text)
    if array is not None:
        assert len(array.entries) == math.prod(array.shape)
