"""Expressions of numbers to fifty digits, worked out from the tree by mpmath alone: nothing of the engine's own second look."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import mpmath

from engine.language.tree import Binary, Call, Name, Number, Tree, Unary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LARGEST = 10**15  # of an exponent of e
MANY = 3_000  # digits by which a gap is confirmed
CERTAIN = 1e-30  # relative: what fifty digits tell apart


class NoValueError(Exception):
    """The expression has no real value here, or none that can be written down."""


class TooLargeError(NoValueError):
    """A value that cannot be written down: nothing can be said of it."""


@cache
def context() -> Any:
    """Return mpmath with fifty digits."""
    made = mpmath.mp.clone()
    made.dps = 50
    return made


def surely_apart(one: Tree, other: Tree, at: Mapping[str, str]) -> bool:
    """Tell whether two expressions differ at a point where the second has a value, to fifty digits and to many."""
    if not _apart(one, other, at):
        return False
    with context().workdps(MANY):  # fifty may have cancelled away
        return _apart(one, other, at)


def _apart(one: Tree, other: Tree, at: Mapping[str, str]) -> bool:
    values = {name: context().mpf(text) for name, text in at.items()}
    try:
        right = value(other, values)
    except NoValueError:
        return False
    try:
        given = value(one, values)
    except NoValueError as error:
        return not isinstance(error, TooLargeError)
    gap = abs(given - right)
    noise = context().mpf(10) ** (20 - context().dps)  # what rounding leaves of numbers about one that cancel
    return bool(gap > CERTAIN * max(abs(given), abs(right)) and (context().dps < MANY or gap > noise))


def value(tree: Tree, at: Mapping[str, Any]) -> Any:
    """Return the value of a tree of numbers; raises NoValueError."""
    try:
        found = _value(tree, at)
    except OverflowError:
        raise TooLargeError("too large") from None
    except (ArithmeticError, ValueError, TypeError) as error:
        raise NoValueError(str(error)) from None
    mp = context()
    if isinstance(found, mp.mpc) or not mp.isfinite(found):
        raise NoValueError("not a real number")
    return found


def _value(tree: Tree, at: Mapping[str, Any]) -> Any:
    mp = context()
    if isinstance(tree, Number):
        return mp.mpf(tree.text or repr(tree.value))
    if isinstance(tree, Name):
        return at[tree.id] if tree.id in at else {"e": +mp.e, "pi": +mp.pi}[tree.id]
    if isinstance(tree, Unary):
        return -_real(_value(tree.operand, at))
    if isinstance(tree, Binary):
        return _BINARY[tree.op](_real(_value(tree.left, at)), _real(_value(tree.right, at)))
    if isinstance(tree, Call):
        if tree.op == "where":
            return _value(tree.args[1] if _value(tree.args[0], at) != 0 else tree.args[2], at)
        return _CALLS[tree.op](*(_real(_value(one, at)) for one in tree.args))
    raise NoValueError(type(tree).__name__)


def _real(found: Any) -> Any:
    mp = context()
    if isinstance(found, mp.mpc) or not mp.isfinite(found):
        raise NoValueError("not a real number")
    return found


def _exp(x: Any) -> Any:
    if abs(x) > LARGEST:
        raise TooLargeError("too large")
    return context().exp(x)


def _power(base: Any, exponent: Any) -> Any:
    if base and abs(exponent * context().log(abs(base))) > LARGEST:
        raise TooLargeError("too large")
    return base**exponent


def _truth(holds: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
    return lambda a, b: context().mpf(1 if holds(a, b) else 0)


_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": _power,
    ">": _truth(lambda a, b: a > b),
    "<": _truth(lambda a, b: a < b),
    ">=": _truth(lambda a, b: a >= b),
    "<=": _truth(lambda a, b: a <= b),
    "==": _truth(lambda a, b: a == b),
    "!=": _truth(lambda a, b: a != b),
}
_CALLS: dict[str, Callable[..., Any]] = {
    "exp": _exp,
    "log": lambda x: context().log(x),
    "sqrt": lambda x: context().sqrt(x),
    "tanh": lambda x: context().tanh(x),
    "sin": lambda x: context().sin(x),
    "cos": lambda x: context().cos(x),
    "abs": abs,
    "sign": lambda x: context().sign(x),
    "floor": lambda x: context().floor(x),
    "sigmoid": lambda x: 1 / (1 + _exp(-x)),
    "softplus": lambda x: context().log(1 + _exp(-abs(x))) + max(x, 0),
    "relu": lambda x: max(x, context().mpf(0)),
    "maximum": max,
    "minimum": min,
    "normal_cdf": lambda x: context().erfc(-x / context().sqrt(2)) / 2,
    "erf": lambda x: context().erf(x),
}
