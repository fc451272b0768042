"""The ops that work number by number, as functions of numbers of fifty digits and more: a second opinion on each."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.equivalence.symbolic import TooLargeError, fifty_digits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Row: TypeAlias = tuple[str, Callable[..., Any], int]

_LARGEST_ARGUMENT = 10**9
_LARGEST_EXPONENT = 10**7  # of e, in a result: mpmath's own have no bound, and exp(exp(exp(9))) no end
_LEAST_EXPONENT = -1e60  # of one that makes a number small
_BOUNDED = ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "erfc", "expm1")


@cache
def functions() -> Mapping[str, tuple[Callable[..., Any], int]]:
    """Return the functions by row name, each with how many numbers it takes.

    Where there is no real value the result is NaN; one that is too large to be worked with raises TooLargeError.
    """
    rows = (*_arithmetic(), *_comparisons(), *_choices(), *_elementary(), *_smooth(), *_bent())
    return {name: (_real(function), count) for name, function, count in rows} | {"where": (_branch, 3)}


def _real(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that gives NaN for what is not a real number."""
    mp = fifty_digits()

    def value(*args: Any) -> Any:
        if any(mp.isnan(arg) for arg in args):
            return mp.nan
        try:
            found = function(*args)
        except OverflowError:
            raise TooLargeError from None
        except (ArithmeticError, ValueError):
            return mp.nan
        return mp.nan if isinstance(found, mp.mpc) else found

    return value


def _branch(condition: Any, yes: Any, no: Any) -> Any:
    """Return what is chosen; what is not may have no value, where the condition has one."""
    if fifty_digits().isnan(condition):
        return condition
    return yes if condition != 0 else no


def _arithmetic() -> list[Row]:
    return [
        ("add", lambda a, b: a + b, 2),
        ("sub", lambda a, b: a - b, 2),
        ("mul", lambda a, b: a * b, 2),
        ("div", lambda a, b: a / b, 2),
        ("pow", _power, 2),
        ("neg", lambda x: -x, 1),
        ("abs", abs, 1),
        ("square", lambda x: x * x, 1),
        ("reciprocal", lambda x: 1 / x, 1),
    ]


def _power(a: Any, b: Any) -> Any:
    mp = fifty_digits()
    if b and a and abs(b * mp.log(abs(a))) > _LARGEST_EXPONENT:
        raise OverflowError
    return mp.mpf(1) if b == 0 else a**b


def _comparisons() -> list[Row]:
    mp = fifty_digits()
    truth = {True: mp.mpf(1), False: mp.mpf(0)}
    half = mp.mpf("0.5")
    return [
        ("lt", lambda a, b: truth[a < b], 2),
        ("le", lambda a, b: truth[a <= b], 2),
        ("gt", lambda a, b: truth[a > b], 2),
        ("ge", lambda a, b: truth[a >= b], 2),
        ("eq", lambda a, b: truth[a == b], 2),
        ("ne", lambda a, b: truth[a != b], 2),
        ("prefer", lambda a, b: half if a == b else truth[a > b], 2),
    ]


def _choices() -> list[Row]:
    return [
        ("maximum", max, 2),
        ("minimum", min, 2),
        ("clamp", lambda x, low, high: min(max(x, low), high), 3),
        ("clamp_min", max, 2),
        ("clamp_max", min, 2),
    ]


def _elementary() -> list[Row]:
    mp = fifty_digits()
    zero = mp.mpf(0)
    return [
        *((name, _bounded(getattr(mp, name)), 1) for name in _BOUNDED),
        *(
            (name, getattr(mp, name), 1)
            for name in ("floor", "ceil", "sign", "sqrt", "log1p", "log", "log10")
        ),
        ("exp", _exp, 1),
        ("log2", lambda x: mp.log(x) / mp.log(2), 1),
        ("rsqrt", lambda x: 1 / mp.sqrt(x), 1),
        ("log_or_zero", lambda x: mp.log(x) if x > 0 else zero, 1),
        ("reciprocal_or_zero", lambda x: 1 / x if x > 0 else zero, 1),
        ("entropy_term", lambda t: t * mp.log(t) if t > 0 else zero, 1),
    ]


def _bounded(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a function that takes no huge argument, of which all digits would be lost."""

    def value(x: Any) -> Any:
        if abs(x) > _LARGEST_ARGUMENT:
            raise OverflowError
        return function(x)

    return value


def _exp(x: Any) -> Any:
    if not _LEAST_EXPONENT < x < _LARGEST_EXPONENT:
        raise OverflowError
    return fifty_digits().exp(x)  # never zero


def _smooth() -> list[Row]:
    mp = fifty_digits()
    return [
        ("sigmoid", lambda x: 1 / (1 + _exp(-x)), 1),
        ("softplus", _softplus, 2),
        ("logsigmoid", lambda x: -_softplus(-x, mp.mpf(1)), 1),
        ("normal_cdf", lambda x: mp.erfc(-x / mp.sqrt(2)) / 2, 1),
        ("normal_pdf", lambda x: _exp(-x * x / 2) / mp.sqrt(2 * mp.pi), 1),
    ]


def _softplus(x: Any, beta: Any) -> Any:
    mp = fifty_digits()
    if beta > 0:
        return _ramp(x) + mp.log1p(_exp(-abs(beta * x))) / beta
    return mp.log(1 + _exp(beta * x)) / beta


def _bent() -> list[Row]:
    mp = fifty_digits()
    one, zero, six = mp.mpf(1), mp.mpf(0), mp.mpf(6)
    return [
        ("relu", _ramp, 1),
        ("relu6", lambda x: min(_ramp(x), six), 1),
        ("leaky_relu", lambda x, slope: x if x > 0 else slope * x, 2),
        ("prelu", lambda x, weight: x if x > 0 else weight * x, 2),
        ("elu", lambda x, alpha: x if x > 0 else alpha * mp.expm1(x), 2),
        ("celu", lambda x, alpha: x if x > 0 else alpha * mp.expm1(x / alpha), 2),
        ("step", lambda x, at_zero: one if x > 0 else at_zero if x == 0 else zero, 2),
        ("hardshrink", lambda x, limit: x if abs(x) > limit else zero, 2),
        ("softshrink", lambda x, limit: mp.sign(x) * _ramp(abs(x) - limit), 2),
        ("huber", _huber, 2),
    ]


def _ramp(x: Any) -> Any:
    return max(x, fifty_digits().mpf(0))


def _huber(r: Any, delta: Any) -> Any:
    return r * r / 2 if abs(r) <= delta else delta * (abs(r) - delta / 2)
