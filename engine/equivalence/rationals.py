"""Nodes as exact fractions, where they have such values: on which side of a jump a number lies that rounding cannot tell.

A third is no float and no number of fifty digits. ``3*z >= 1`` and ``3*z > 1`` differ there and nowhere else.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.program import CONSTANT, INPUT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.program import Node

UNKNOWN = math.nan  # what has no fraction, or none that is known
_MOST_BITS = 40_000
_IRRATIONAL = (math.pi, math.e)
_AT_ZERO: dict[str, int | Fraction] = {
    "exp": 1, "expm1": 0, "tanh": 0, "sin": 0, "cos": 1, "tan": 0, "asin": 0, "atan": 0, "sinh": 0, "cosh": 1, "erf": 0,
    "erfc": 1, "log1p": 0, "sigmoid": Fraction(1, 2), "normal_cdf": Fraction(1, 2),
}  # fmt: skip


class NoFractionsError(Exception):
    """An op of which no fractions are known."""


class Fractions:
    """The values of a program's nodes as arrays of fractions; what has none is ``UNKNOWN``."""

    def __init__(
        self,
        nodes: Sequence[Node],
        point: Mapping[str, Any],
        shape_of: Callable[[int], tuple[int, ...]],
        whole: Callable[[str, tuple[Any, ...], Mapping[str, Any]], Any],
    ) -> None:
        """``whole`` works out what moves and adds up entries; it raises NoFractionsError for anything else."""
        self.nodes = nodes
        self.point = point
        self.shape_of = shape_of
        self.whole = whole
        self.known: dict[int, Any] = {}

    def at(self, place: int) -> Any:
        """Return the value of a node."""
        for at in leading_to(self.nodes, place):
            if at not in self.known:
                self.known[at] = self._value(self.nodes[at], at)
        return self.known[place]

    def _value(self, node: Node, place: int) -> Any:
        if node.op == INPUT:
            return _read(self.point[str(node.value)])
        if node.op == CONSTANT:
            return _read(node.value)
        args = tuple(self.known[arg] for arg in node.args)
        function = _entrywise().get(node.op)
        if function is not None:
            return np.asarray(function(*args), dtype=object)
        try:
            return _read(self.whole(node.op, args, dict(node.options)))
        except NoFractionsError:
            return np.full(self.shape_of(place), UNKNOWN, dtype=object)


def leading_to(nodes: Sequence[Node], place: int) -> list[int]:
    """Return a node and all that it is computed from, in order."""
    needed, open_ones = {place}, [place]
    while open_ones:
        new = set(nodes[open_ones.pop()].args) - needed
        needed |= new
        open_ones += new
    return sorted(needed)


def is_known(value: Any) -> bool:
    """Tell whether this is a fraction."""
    return isinstance(value, Fraction)


def _read(value: Any) -> Any:
    return np.asarray(np.frompyfunc(_number, 1, 1)(np.asarray(value)), dtype=object)


def _number(value: Any) -> Any:
    """Return a float as the decimal it prints as; a whole number of any kind as it is."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, float | int):
        return (
            Fraction(repr(float(value)))
            if math.isfinite(value) and abs(value) not in _IRRATIONAL
            else UNKNOWN
        )
    return Fraction(int(value)) if value == int(value) else UNKNOWN


def _known(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that knows nothing of what is not known, or grows beyond all bounds."""

    def value(*args: Any) -> Any:
        if not all(map(is_known, args)):
            return UNKNOWN
        try:
            found = function(*args)
        except (ArithmeticError, ValueError):
            return UNKNOWN
        if not is_known(found):
            return Fraction(found) if isinstance(found, int) else UNKNOWN
        bits = found.numerator.bit_length() + found.denominator.bit_length()
        return found if bits < _MOST_BITS else UNKNOWN

    return value


def _power(base: Fraction, exponent: Fraction) -> Any:
    if exponent == Fraction(1, 2):
        return _root(base)
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if exponent.denominator != 1 or abs(exponent) * bits > _MOST_BITS:
        return UNKNOWN
    return base ** int(exponent)


def _root(x: Fraction) -> Any:
    if x < 0:
        return UNKNOWN
    over, under = math.isqrt(x.numerator), math.isqrt(x.denominator)
    return Fraction(over, under) if over * over == x.numerator and under * under == x.denominator else UNKNOWN


def _branch(condition: Any, yes: Any, no: Any) -> Any:
    if not is_known(condition):
        return UNKNOWN
    return yes if condition else no


def _at(special: int, value: int | Fraction) -> Callable[[Any], Any]:
    return _known(lambda x: Fraction(value) if x == special else UNKNOWN)


def _product(a: Any, b: Any) -> Any:
    """Return a product; nothing times anything is nothing."""
    if any(is_known(one) and not one for one in (a, b)):
        return Fraction(0)
    return _multiplied(a, b)


_multiplied = _known(lambda a, b: a * b)


def _sign(x: Fraction) -> int:
    return (x > 0) - (x < 0)


def _rows() -> dict[str, tuple[Callable[..., Any], int]]:
    plain: dict[str, tuple[Callable[..., Any], int]] = {
        "add": (lambda a, b: a + b, 2),
        "sub": (lambda a, b: a - b, 2),
        "div": (lambda a, b: a / b, 2),
        "pow": (_power, 2),
        "neg": (lambda x: -x, 1),
        "square": (lambda x: x * x, 1),
        "reciprocal": (lambda x: 1 / x, 1),
        "reciprocal_or_zero": (lambda x: 1 / x if x > 0 else 0, 1),
        "abs": (abs, 1),
        "sqrt": (_root, 1),
        "rsqrt": (lambda x: 1 / _root(x), 1),
        "floor": (math.floor, 1),
        "ceil": (math.ceil, 1),
        "sign": (_sign, 1),
        "lt": (lambda a, b: int(a < b), 2),
        "le": (lambda a, b: int(a <= b), 2),
        "gt": (lambda a, b: int(a > b), 2),
        "ge": (lambda a, b: int(a >= b), 2),
        "eq": (lambda a, b: int(a == b), 2),
        "ne": (lambda a, b: int(a != b), 2),
        "prefer": (lambda a, b: Fraction(1 + _sign(a - b), 2), 2),
        "maximum": (max, 2),
        "minimum": (min, 2),
        "clamp_min": (max, 2),
        "clamp_max": (min, 2),
        "clamp": (lambda x, low, high: min(max(x, low), high), 3),
        "relu": (lambda x: max(x, Fraction(0)), 1),
        "relu6": (lambda x: min(max(x, Fraction(0)), Fraction(6)), 1),
        "leaky_relu": (lambda x, slope: x if x > 0 else slope * x, 2),
        "prelu": (lambda x, weight: x if x > 0 else weight * x, 2),
        "step": (lambda x, at_zero: at_zero if x == 0 else int(x > 0), 2),
        "hardshrink": (lambda x, limit: x if abs(x) > limit else 0, 2),
        "softshrink": (lambda x, limit: _sign(x) * max(abs(x) - limit, Fraction(0)), 2),
    }
    rows = {name: (_known(function), count) for name, (function, count) in plain.items()}
    rows |= {name: (_at(0, value), 1) for name, value in _AT_ZERO.items()}
    rows |= {name: (_at(1, 0), 1) for name in ("log", "log2", "log10")}
    rows |= {name: (_at(0, 0), 1) for name in ("log_or_zero", "entropy_term")}
    return rows | {"mul": (_product, 2), "where": (_branch, 3)}


@cache
def _entrywise() -> Mapping[str, Callable[..., Any]]:
    return {name: np.frompyfunc(function, count, 1) for name, (function, count) in _rows().items()}
