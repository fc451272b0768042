"""Reading what is typed into a number field: decimals, fractions, scientific, percent and plain arithmetic.

Nothing else of the language is read here: the engine must not do the learner's work. ``sigmoid(2)`` is not an
answer but a question.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, NoReturn

from engine.errors import LimitError, ReadingError, UnknownNameError
from engine.language.characters import MINUS, SPACES
from engine.language.habits import refuse_habits
from engine.language.limits import Limits
from engine.language.pasted import is_latex, plain_from_latex, unwrapped
from engine.language.reader import parse_expression
from engine.language.tree import Binary, Call, Name, Number, Tree, Unary

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBER_LIMITS = Limits(text_length=300, depth=20, height=60, nodes=120, digits=100)
ALLOWED = "a number field takes numbers with + − × ÷, powers, sqrt, exp, log, pi and e"

_OPS = {"sqrt": "sqrt", "exp": "exp", "log": "log", "ln": "log"}
_SIGNS = "".join(re.escape(sign) for sign in MINUS)
_PLAIN = re.compile(
    rf"[{SPACES}]*(?P<sign>[+{_SIGNS}]?)[{SPACES}]*(?P<whole>[0-9]*)(?:(?P<point>[.,])(?P<rest>[0-9]*))?"
    rf"(?:[eE](?P<power>[+{_SIGNS}]?[0-9]{{1,4}}))?[{SPACES}]*(?P<percent>%?)[{SPACES}]*"
)
_TEN = re.compile(rf"(?<=[0-9])([{SPACES}]*)[xX](?=[{SPACES}]*10[{SPACES}]*(?:\^|\*\*|[⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹]))")
_PERCENT = re.compile(rf"%[{SPACES}]*$")
_EXACT_BITS = 4096  # powers of fractions are kept exact up to this size


@dataclass(frozen=True, slots=True)
class Reading:
    """A number as it was typed.

    ``exact`` is its exact value where it has one. ``figures`` and ``places`` are the significant figures and
    the decimals that were typed, for a plain decimal only: ``0.250`` has three of each, arithmetic has none.
    """

    value: float
    exact: Fraction | None = None
    figures: int | None = None
    places: int | None = None
    is_plain_decimal: bool = False
    text: str = ""


def read_number(text: str, *, decimal_comma: bool = False) -> Reading:
    """Return the number that a text stands for.

    ``decimal_comma`` reads ``0,25`` (and still ``0.25``). Raises ReadingError with the column of the text as
    typed.
    """
    if len(text) > NUMBER_LIMITS.text_length:
        limit = NUMBER_LIMITS.text_length
        what = f"This has {len(text):,} characters; the limit on the length of a number is {limit}."
        raise LimitError(what, "", limit)
    if "\n" in text:
        return _on_one_line(text, decimal_comma=decimal_comma)
    bare = unwrapped(text)
    if bare != text or is_latex(text):
        return _pasted(bare, text, decimal_comma=decimal_comma)
    return _read(text, decimal_comma=decimal_comma)


def _read(text: str, *, decimal_comma: bool) -> Reading:
    """Read one line that is no LaTeX."""
    plain = _PLAIN.fullmatch(text)
    if plain and (plain["whole"] or plain["rest"]) and (decimal_comma or plain["point"] != ","):
        return _plain(plain, text)
    return _arithmetic(text, decimal_comma=decimal_comma)


def _pasted(bare: str, text: str, *, decimal_comma: bool) -> Reading:
    r"""Read LaTeX, ``\frac{131}{1000}`` or ``1.2 \times 10^{-3}``; ``bare`` is the text without dollar signs around it."""
    listed = re.search(r"[0-9]\s*,\s+[0-9]", bare)
    if listed and decimal_comma:
        raise ReadingError("Two numbers stand here; one is asked for.", text, text.index(listed.group()))
    pasted = plain_from_latex(bare.replace("\\%", " %"))
    try:
        reading = _read(pasted.text, decimal_comma=decimal_comma)
    except ReadingError as error:
        raise pasted.back(error) from None
    return replace(reading, text=text)


def _on_one_line(text: str, *, decimal_comma: bool) -> Reading:
    """Read the one line of a text that has anything on it."""
    lines = text.split("\n")
    full = [number for number, line in enumerate(lines) if line.strip()]
    if len(full) != 1:
        what = "A number stands on one line." if full else "Nothing is written here."
        raise ReadingError(what, text, 0, line=full[1] + 1 if full else 1)
    try:
        return replace(read_number(lines[full[0]], decimal_comma=decimal_comma), text=text)
    except ReadingError as error:
        raise type(error)(error.what, text, error.column, line=full[0] + 1, length=error.length) from None


def _plain(found: re.Match[str], text: str) -> Reading:
    """Read one decimal or scientific literal, with or without a percent sign."""
    whole, rest = found["whole"], found["rest"] or ""
    exponent = _signed(found["power"] or "0")
    if len(whole) + len(rest) > NUMBER_LIMITS.digits or abs(exponent) > NUMBER_LIMITS.exponent:
        limits = f"{NUMBER_LIMITS.digits} digits and an exponent of {NUMBER_LIMITS.exponent}"
        what = f"This number is too long; the limits are {limits}."
        raise LimitError(what, text, 0, length=len(text))
    places = len(rest) - exponent + 2 * bool(found["percent"])
    digits = int(whole + rest)
    if found["sign"] and found["sign"] != "+":
        digits = -digits
    exact = Fraction(digits, 10**places) if places > 0 else Fraction(digits * 10**-places)
    figures = max(1, len((whole + rest).lstrip("0")))
    return Reading(_float(exact, text, 0), exact, figures, max(places, 0), is_plain_decimal=True, text=text)


def _signed(power: str) -> int:
    return -int(power[1:]) if power[0] in MINUS else int(power)


def _float(value: Fraction | float, text: str, column: int) -> float:
    """Return a value as float64; what it cannot hold is refused."""
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ReadingError("This is larger than float64 holds (about 1e308).", text, column)
    if value and not number:
        raise ReadingError("This is smaller than float64 holds (about 1e-308).", text, column)
    return number


def _arithmetic(text: str, *, decimal_comma: bool) -> Reading:
    """Read fractions, products with powers of ten, and the rest of what a pocket calculator takes."""
    refuse_habits(text, decimal_comma=decimal_comma)
    source = _TEN.sub(lambda found: f"{found.group(1)}×", text)
    percent = _PERCENT.search(source)
    if percent and source[: percent.start()].strip():
        raise ReadingError("A percent sign follows a plain number only, as in 25 %.", text, percent.start())
    source = re.sub(r"^(\s*)=(?!=)", r"\1 ", source)
    try:
        tree = parse_expression(source, ops=_OPS, limits=NUMBER_LIMITS, decimal_comma=decimal_comma)
    except UnknownNameError as error:
        length = error.length
        typed = text[error.column : error.column + length]
        raise ReadingError(
            f"“{typed}” is not taken here: {ALLOWED}.", text, error.column, length=length
        ) from None
    except LimitError:
        raise
    except ReadingError as error:
        raise ReadingError(error.what, text, error.column, line=error.line, length=error.length) from None
    value = _Calculator(text).value(tree)
    exact = value if isinstance(value, Fraction) else None
    return Reading(_float(value, text, tree.span[0]), exact, text=text)


class _Calculator:
    """Works out a tree of plain arithmetic, exactly as long as it is rational."""

    def __init__(self, text: str) -> None:
        self.text = text

    def refuse(self, what: str, tree: Tree) -> NoReturn:
        raise ReadingError(what, self.text, tree.span[0], length=tree.span[1] - tree.span[0])

    def value(self, tree: Tree) -> Fraction | float:
        if isinstance(tree, Number):
            return Fraction(tree.text)
        if isinstance(tree, Name):
            return self.constant(tree)
        if isinstance(tree, Unary):
            return -self.value(tree.operand)
        if isinstance(tree, Binary):
            return self.binary(tree)
        if isinstance(tree, Call) and tree.op in _FUNCTIONS and len(tree.args) == 1 and not tree.options:
            return self.function(tree)
        return self.refuse(f"This is not taken here: {ALLOWED}.", tree)

    def constant(self, tree: Name) -> float:
        if tree.id == "pi":
            return math.pi
        if tree.id == "e":
            return math.e
        typed = self.text[tree.span[0] : tree.span[1]] or tree.id
        return self.refuse(f"“{typed}” is not a number: {ALLOWED}.", tree)

    def binary(self, tree: Binary) -> Fraction | float:
        left, right = self.value(tree.left), self.value(tree.right)
        if tree.op == "/" and not right:
            self.refuse("This divides by zero.", tree)
        if tree.op == "**":
            return self.power(tree, left, right)
        if tree.op not in _OPERATIONS:
            self.refuse(f"“{tree.op}” is not taken here: {ALLOWED}.", tree)
        return self.guarded(tree, lambda: _OPERATIONS[tree.op](left, right))

    def power(self, tree: Binary, base: Fraction | float, exponent: Fraction | float) -> Fraction | float:
        if not base and exponent < 0:
            self.refuse("This divides by zero.", tree)
        if base < 0 and exponent != int(exponent):
            self.refuse("A broken power of a negative number is not a real number.", tree)
        if isinstance(base, Fraction) and isinstance(exponent, Fraction) and exponent.denominator == 1:
            bits = max(base.numerator.bit_length(), base.denominator.bit_length()) * abs(int(exponent))
            if bits <= _EXACT_BITS:
                return base ** int(exponent)
        return self.guarded(tree, lambda: math.pow(base, exponent))

    def function(self, tree: Call) -> float:
        argument = self.value(tree.args[0])
        if (tree.op == "sqrt" and argument < 0) or (tree.op == "log" and argument <= 0):
            self.refuse(f"The {_SPOKEN[tree.op]} of this is not a real number.", tree)
        return float(self.guarded(tree, lambda: _FUNCTIONS[tree.op](argument)))

    def guarded(self, tree: Tree, compute: Callable[[], Fraction | float]) -> Fraction | float:
        """Compute a value; one that float64 cannot hold is refused."""
        try:
            return compute()
        except OverflowError:
            self.refuse("This is larger than float64 holds (about 1e308).", tree)


_FUNCTIONS: dict[str, Callable[[Fraction | float], float]] = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
}
_SPOKEN = {"sqrt": "square root", "exp": "exponential", "log": "logarithm"}
_OPERATIONS: dict[str, Callable[[Fraction | float, Fraction | float], Fraction | float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
}
