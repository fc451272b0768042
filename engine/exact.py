"""Programs to fifty digits: the second look where float64 overflows, or where two values come too close.

Values are NumPy arrays of mpmath's numbers, so shapes and broadcasting are those of the float64 executor. What
has no value (a logarithm of −1) is NaN, which a branch that is not taken may be.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.building import Builder
from engine.language.reader import parse_expression
from engine.meaning import Scope
from engine.ops import table
from engine.program import CONSTANT, INPUT, Node, Program
from engine.symbolic import fifty_digits, functions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

LARGEST = 4_000  # entries of one value: fifty digits are a thousand times slower


class NoExactFormError(Exception):
    """The program holds an op that has no fifty-digit form here."""


def exactly(program: Program, places: Iterable[int], values: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the values of some nodes as arrays of fifty-digit numbers; inputs are taken as the decimals they print as.

    Raises NoExactFormError for an op without such a form.
    """
    wanted = tuple(places)
    needed = _needed(program, wanted)
    found: dict[int, Any] = {}
    with np.errstate(all="ignore"):  # what mpmath leaves of the processor's flags says nothing
        for place in sorted(needed):
            found[place] = _value(program.nodes[place], found, values)
            if np.size(found[place]) > LARGEST:
                raise NoExactFormError(program.nodes[place].op)
    return tuple(found[place] for place in wanted)


def _needed(program: Program, wanted: tuple[int, ...]) -> set[int]:
    needed = set(wanted)
    for place in range(max(needed, default=-1), -1, -1):
        if place in needed:
            needed.update(program.nodes[place].args)
    return needed


def _value(node: Node, found: Mapping[int, Any], values: Mapping[str, Any]) -> Any:
    if node.op == INPUT:
        return _numbers(values[node.value])
    if node.op == CONSTANT:
        return _numbers(node.value)
    return apply(node.op, tuple(found[arg] for arg in node.args), dict(node.options))


def apply(op: str, args: tuple[Any, ...], options: Mapping[str, Any]) -> Any:
    """Return one op's value to fifty digits."""
    entrywise = _entrywise().get(op)
    if entrywise is not None:
        return np.asarray(entrywise(*args), dtype=object)
    whole = _WHOLE.get(op)
    if whole is not None:
        return np.asarray(whole(*args, **options), dtype=object)
    return _expanded(op, args, options)


def _expanded(op: str, args: tuple[Any, ...], options: Mapping[str, Any]) -> Any:
    """Work an op out by how its row expands it."""
    row = table.rows()[op]
    if not isinstance(row.expands, str) or not row.expands:
        raise NoExactFormError(op)
    program, place = _expansion(op, tuple(sorted(options.items())))
    names = [operand.name for operand in row.operands]
    return exactly(program, (place,), dict(zip(names, args, strict=True)))[0]


@cache
def _expansion(op: str, options: tuple[tuple[str, Any], ...]) -> tuple[Program, int]:
    row = table.rows()[op]
    builder = Builder()
    local = {operand.name: builder.input(operand.name) for operand in row.operands}
    for line in str(row.expands).splitlines():
        name, _, text = line.partition("=")
        tree = parse_expression(text.strip(), names=tuple(local))
        local[name.strip()] = builder.tree(tree, Scope(local, dict(options)))
    return builder.program(), local["y"]


# Numbers


def _numbers(value: Any) -> Any:
    """Return floats as the decimals they print as; what is exact already stays."""
    array = np.asarray(value)
    if array.dtype == object:
        return array
    read = np.frompyfunc(_number, 1, 1)
    return np.asarray(read(array.astype(float)), dtype=object)


def _number(value: float) -> Any:
    mp = fifty_digits()
    if abs(value) in (np.pi, np.e):  # also as −π, which is one constant
        return (+mp.pi if abs(value) == np.pi else +mp.e) * (1 if value > 0 else -1)
    return mp.mpf(repr(float(value)))


@cache
def _entrywise() -> Mapping[str, Callable[..., Any]]:
    return {name: np.frompyfunc(function, count, 1) for name, (function, count) in functions().items()}


def is_number(value: Any) -> bool:
    """Tell whether every entry is a finite number."""
    mp = fifty_digits()
    return all(bool(mp.isfinite(entry)) for entry in np.ravel(value))


# Ops over whole arrays


def _axes(dim: Any) -> Any:
    return tuple(dim) if isinstance(dim, list | tuple) else dim


def _sum(x: Any, dim: Any = None, keepdim: bool = False) -> Any:  # noqa: FBT001, FBT002  an option of the op
    return np.sum(x, axis=_axes(dim), keepdims=keepdim)


def _mean(x: Any, dim: Any = None, keepdim: bool = False) -> Any:  # noqa: FBT001, FBT002  an option of the op
    total = _sum(x, dim, keepdim)
    return total / (fifty_digits().mpf(np.size(x)) / max(np.size(total), 1))


def _extreme(function: Any) -> Callable[..., Any]:
    def reduced(x: Any, dim: Any = None, keepdim: bool = False) -> Any:  # noqa: FBT001, FBT002
        return function(x, axis=_axes(dim), keepdims=keepdim)

    return reduced


def _expand_like(g: Any, like: Any, dim: Any = None, keepdim: bool = False) -> Any:  # noqa: FBT001, FBT002
    if np.ndim(g) and not keepdim and dim is not None:
        g = np.expand_dims(g, _axes(dim))
    return np.broadcast_to(g, np.shape(like))


def _sum_like(g: Any, like: Any) -> Any:
    while np.ndim(g) > np.ndim(like):
        g = np.sum(g, axis=0)
    for axis, size in enumerate(np.shape(like)):
        if size == 1 and np.shape(g)[axis] != 1:
            g = np.sum(g, axis=axis, keepdims=True)
    return g


def _softmax(x: Any, dim: Any = -1) -> Any:
    powers = apply("exp", (x,), {})
    return powers / np.sum(powers, axis=_axes(dim), keepdims=True)


def _log_softmax(x: Any, dim: Any = -1) -> Any:
    return apply("log", (_softmax(x, dim),), {})


def _filled(value: int) -> Callable[[Any], Any]:
    return lambda x: np.full(np.shape(x), fifty_digits().mpf(value), dtype=object)


def _count_like(x: Any, dim: Any = None) -> Any:
    return fifty_digits().mpf(np.size(x)) / max(np.size(_sum(x, dim)), 1)


def _matmul_left(g: Any, a: Any, b: Any) -> Any:
    if np.ndim(a) > 2 or np.ndim(b) > 2:
        raise NoExactFormError("matmul")
    if np.ndim(b) == 1:
        return g * b if np.ndim(a) == 1 else np.multiply.outer(g, b)
    return np.asarray(g @ b.T)


def _matmul_right(a: Any, g: Any, b: Any) -> Any:
    if np.ndim(a) > 2 or np.ndim(b) > 2:
        raise NoExactFormError("matmul")
    if np.ndim(a) == 1:
        return g * a if np.ndim(b) == 1 else np.multiply.outer(a, g)
    return np.asarray(a.T @ g)


def _matmul(a: Any, b: Any) -> Any:
    return np.asarray(np.dot(a, b) if np.ndim(a) <= 2 and np.ndim(b) <= 2 else np.matmul(a, b))


def _diag(x: Any) -> Any:
    return np.diag(x) if np.ndim(x) == 2 else np.where(np.eye(len(x)) > 0, x, fifty_digits().mpf(0))


_WHOLE: Mapping[str, Callable[..., Any]] = {
    "sum": _sum,
    "mean": _mean,
    "amax": _extreme(np.max),
    "amin": _extreme(np.min),
    "max_along": _extreme(np.max),
    "min_along": _extreme(np.min),
    "expand_like": _expand_like,
    "sum_like": _sum_like,
    "broadcast_like": lambda x, like: np.broadcast_to(x, np.shape(like)),
    "zeros_like": _filled(0),
    "ones_like": _filled(1),
    "count_like": _count_like,
    "matmul": _matmul,
    "matmul_left": _matmul_left,
    "matmul_right": _matmul_right,
    "transpose": lambda x: np.swapaxes(x, -1, -2),
    "outer": np.multiply.outer,
    "reshape_like": lambda g, like: np.reshape(g, np.shape(like)),
    "diag": _diag,
    "diag_like": lambda g, like: np.diag(g) if np.ndim(like) == 1 else np.where(np.eye(len(g)) > 0, g, 0 * g),
    "stack": lambda *parts: np.stack(parts),
    "softmax": _softmax,
    "log_softmax": _log_softmax,
}
