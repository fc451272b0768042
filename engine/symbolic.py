"""Fifty-digit evaluation of scalar expressions: the second opinion where float64 overflows or comes too close.

The only module that loads mpmath, and only when it is asked. Trees are walked; no text reaches a parser of others.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from engine.language import tree as t
from engine.ops import table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DIGITS = 50


class NotScalarError(Exception):
    """The expression holds something that has no fifty-digit form here: an array, or an op without one."""


@cache
def _mp() -> Any:
    import mpmath  # noqa: PLC0415  a fifth of a second, on first use

    context = mpmath.mp.clone()
    context.dps = DIGITS
    return context


@cache
def _functions() -> dict[str, Callable[..., Any]]:
    """Return the scalar ops by row name."""
    mp = _mp()

    def logistic(x: Any) -> Any:
        return 1 / (1 + mp.exp(-x))

    def leaky_relu(x: Any, slope: Any = None) -> Any:
        return x if x > 0 else (mp.mpf("0.01") if slope is None else slope) * x

    def elu(x: Any, alpha: Any = 1) -> Any:
        return x if x > 0 else alpha * (mp.exp(x) - 1)

    def softplus(x: Any, beta: Any = 1) -> Any:
        return mp.log(1 + mp.exp(beta * x)) / beta

    def where(condition: Any, yes: Any, no: Any) -> Any:
        return yes if condition != 0 else no

    plain = {
        name: getattr(mp, name)
        for name in (
            "exp",
            "sin",
            "cos",
            "tan",
            "asin",
            "acos",
            "atan",
            "sinh",
            "cosh",
            "tanh",
            "erf",
            "floor",
            "ceil",
            "sign",
            "sqrt",
        )
    }
    return plain | {
        "log": mp.log,
        "log1p": lambda x: mp.log(1 + x),
        "expm1": lambda x: mp.exp(x) - 1,
        "log2": lambda x: mp.log(x) / mp.log(2),
        "log10": lambda x: mp.log(x) / mp.log(10),
        "abs": abs,
        "square": lambda x: x * x,
        "reciprocal": lambda x: 1 / x,
        "maximum": max,
        "minimum": min,
        "where": where,
        "clamp": lambda x, low, high: min(max(x, low), high),
        "sigmoid": logistic,
        "logsigmoid": lambda x: -mp.log(1 + mp.exp(-x)),
        "relu": lambda x: max(x, mp.mpf(0)),
        "leaky_relu": leaky_relu,
        "elu": elu,
        "softplus": softplus,
        "silu": lambda x: x * logistic(x),
        "normal_cdf": lambda x: mp.erfc(-x / mp.sqrt(2)) / 2,
        "normal_pdf": lambda x: mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi),
        "gelu": lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2,
    }


def evaluate_exactly(tree: t.Tree, values: Mapping[str, Any]) -> Any:
    """Return a scalar expression's value to fifty digits; ``values`` are floats, taken as exact.

    Raises NotScalarError for what has no scalar form, and ArithmeticError or ValueError where there is no real value.
    """
    value = _value(tree, {name: _mp().mpf(value) for name, value in values.items()})
    if getattr(value, "imag", 0) != 0:
        raise ValueError("not a real number")
    return value


def relative_difference(one: Any, other: Any) -> float:
    """Return |a − b| over the larger of |a|, |b| and 1e-300."""
    return float(abs(one - other) / max(abs(one), abs(other), _mp().mpf("1e-300")))


def _value(tree: t.Tree, values: Mapping[str, Any]) -> Any:
    if isinstance(tree, t.Number):
        return _mp().mpf(tree.text or repr(tree.value)) if _plain(tree.text) else _mp().mpf(tree.value)
    if isinstance(tree, t.Name):
        return _named(tree.id, values)
    if isinstance(tree, t.Part):
        return _named(f"{tree.owner}.{tree.name}", values)
    if isinstance(tree, t.Unary) and tree.op in "-+":
        operand = _value(tree.operand, values)
        return -operand if tree.op == "-" else operand
    if isinstance(tree, t.Binary):
        return _binary(tree, values)
    if isinstance(tree, t.Call) and not tree.options and not tree.primes:
        return _call(tree, values)
    raise NotScalarError(type(tree).__name__)


def _plain(text: str) -> bool:
    return bool(text) and text.isascii() and text.replace(".", "", 1).isdigit()


def _named(name: str, values: Mapping[str, Any]) -> Any:
    if name in values:
        return values[name]
    constants = {"e": _mp().e, "pi": _mp().pi}
    if name in constants:
        return +constants[name]
    raise NotScalarError(name)


def _binary(tree: t.Binary, values: Mapping[str, Any]) -> Any:
    left, right = _value(tree.left, values), _value(tree.right, values)
    operations: dict[str, Callable[[], Any]] = {
        "+": lambda: left + right,
        "-": lambda: left - right,
        "*": lambda: left * right,
        "/": lambda: left / right,
        "**": lambda: left**right,
        "<": lambda: _mp().mpf(left < right),
        "<=": lambda: _mp().mpf(left <= right),
        ">": lambda: _mp().mpf(left > right),
        ">=": lambda: _mp().mpf(left >= right),
        "==": lambda: _mp().mpf(left == right),
        "!=": lambda: _mp().mpf(left != right),
    }
    if tree.op not in operations:
        raise NotScalarError(tree.op)
    return operations[tree.op]()


def _call(tree: t.Call, values: Mapping[str, Any]) -> Any:
    try:
        name = table.find(tree.op, len(tree.args)).name
    except KeyError:
        raise NotScalarError(tree.op) from None
    function = _functions().get(name)
    if function is None:
        raise NotScalarError(name)
    return function(*(_value(arg, values) for arg in tree.args))
