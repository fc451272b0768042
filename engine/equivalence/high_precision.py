"""Programs to fifty digits: the second look where float64 overflows, or where two values come too close.

Values are NumPy arrays of mpmath's numbers, so shapes and broadcasting are those of the float64 executor. What
has no value (a logarithm of −1) is NaN, which a branch that is not taken may be.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.building import Builder
from engine.compiler import expression
from engine.equivalence.rationals import NoFractionsError
from engine.equivalence.scalar_functions import functions
from engine.equivalence.sides import JUMPS, Sides
from engine.equivalence.symbolic import fifty_digits
from engine.language.reader import parse_expression
from engine.meaning import Scope
from engine.ops import table
from engine.program import CONSTANT, INPUT, Node, Program
from engine.running import function_of

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
    found = _worked_out(program, wanted, values)
    return tuple(found[place] for place in wanted)


def with_reach(
    program: Program, places: Iterable[int], values: Mapping[str, Any]
) -> tuple[tuple[Any, ...], tuple[int, int] | None, Sides]:
    """Return the values of some nodes, and the decimal exponents of the smallest and the largest number on the way.

    Digits that cover both lose none of the small beside the large. Without any number but zero there is none. Also
    return what is known of the sides of jumps. Raises as ``exactly`` does.
    """
    wanted = tuple(places)
    sides = Sides(program, {}, values, _of_fractions)
    found = _worked_out(program, wanted, values, sides)
    hidden = min((_hidden(program.nodes[place], found) for place in found), default=0)
    sizes = _powers_of_two(found.values())
    if not sizes:
        return tuple(found[place] for place in wanted), None, sides
    most = max([*sizes, *(1 - size for size in _powers_of_two(_divisors(program, found)))])
    reach = min(math.floor(min(sizes) * _LOG), hidden), math.ceil(most * _LOG)
    return tuple(found[place] for place in wanted), reach, sides


def _powers_of_two(arrays: Iterable[Any]) -> list[int]:
    """Return for each number but zero the power of two above it."""
    return [number.exp + number.bc for array in arrays for number in np.ravel(array) if number.man]


_LOG = math.log10(2)
# How fast an op comes near to its limit: e to the −factor · |x| to the power.
_SATURATING = {
    "tanh": (2, 1), "sigmoid": (1, 1), "logsigmoid": (1, 1), "softplus": (1, 1), "softmax": (2, 1), "erf": (1, 2),
    "log_softmax": (2, 1), "elu": (1, 1), "celu": (1, 1), "expm1": (1, 1), "sinh": (2, 1), "cosh": (2, 1),
    "erfc": (1, 2), "normal_cdf": (0.5, 2), "normal_pdf": (0.5, 2), "exp": (1, 1),
}  # fmt: skip


def _divisors(program: Program, found: Mapping[int, Any]) -> Iterable[Any]:
    """Yield what is divided by: one over it is on the way too."""
    for place in found:
        node = program.nodes[place]
        if node.op in ("div", "reciprocal", "rsqrt", "log"):
            yield found[node.args[-1]]


def _hidden(node: Node, found: Mapping[int, Any]) -> int:
    """Return the decimal exponent of what is lost in an op that comes near to a limit: e⁻²⁰⁰ in 1 − sigmoid(200)."""
    if node.op not in _SATURATING:
        return 0
    factor, power = _SATURATING[node.op]
    mp = fifty_digits()
    entries = [entry for entry in np.ravel(found[node.args[0]]) if mp.isfinite(entry)]
    if node.op == "exp":
        entries = [min(entry, 0) for entry in entries]
    largest = max((abs(entry) for entry in entries), default=0)
    return -int(min(factor * largest**power / math.log(10), 10**9))


def _worked_out(
    program: Program, wanted: tuple[int, ...], values: Mapping[str, Any], sides: Sides | None = None
) -> dict[int, Any]:
    """Return every value on the way; ``sides`` sees each where something jumps."""
    needed = _needed(program, wanted)
    if sides is not None and all(program.nodes[place].op not in JUMPS for place in needed):
        sides = None
    found: dict[int, Any] = {}
    if sides is not None:
        sides.found = found
    with np.errstate(all="ignore"):  # what mpmath leaves of the processor's flags says nothing
        for place in sorted(needed):
            found[place] = _value(program.nodes[place], found, values)
            if sides is not None:
                found[place] = sides.seen(place, found[place])
            if np.size(found[place]) > LARGEST:
                raise NoExactFormError(program.nodes[place].op)
    return found


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
    if op in _MOVING:
        return _moved(op, args, options)
    return _expanded(op, args, options)


_MOVING = frozenset(
    {"index", "reshape", "flatten", "unsqueeze", "squeeze", "flip", "permute", "swap_dims", "cat", "chunk", "rolled",
     "tril", "triu", "pad", "gather"}
)  # fmt: skip


def _moved(op: str, args: tuple[Any, ...], options: Mapping[str, Any]) -> Any:
    """Return entries in other places, moved by what moves floats."""
    names = tuple(f"a{n}" for n in range(len(args)))
    text = expression(Node(op, (), tuple(options.items())), names, tuple(np.shape(one) for one in args))
    try:
        return np.asarray(function_of(str(text), len(args))(*args), dtype=object)
    except (TypeError, IndexError):
        raise NoExactFormError(op) from None


def _of_fractions(op: str, args: tuple[Any, ...], options: Mapping[str, Any]) -> Any:
    """Return what moves or adds up fractions; raises NoFractionsError for any other op."""
    try:
        if op == "mean":
            total = _sum(*args, **options)
            return total * Fraction(max(np.size(total), 1), np.size(args[0]))
        if op in _WHOLE and op not in _NO_FRACTIONS:
            return _WHOLE[op](*args, **options)
        if op in _MOVING:
            return _moved(op, args, options)
    except (NoExactFormError, ArithmeticError):
        raise NoFractionsError(op) from None
    raise NoFractionsError(op)


_NO_FRACTIONS = frozenset({"softmax", "log_softmax", "amax", "amin", "max_along", "min_along"})


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
        return np.asarray(np.frompyfunc(_fraction, 1, 1)(array), dtype=object)
    read = np.frompyfunc(_number, 1, 1)
    return np.asarray(read(array.astype(float)), dtype=object)


def _fraction(value: Any) -> Any:
    """Return a fraction to fifty digits; what is exact already stays."""
    is_fraction = isinstance(value, Fraction)
    return fifty_digits().mpf(value.numerator) / value.denominator if is_fraction else value


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
    powers = apply("exp", (x - np.max(x, axis=_axes(dim), keepdims=True),), {})
    return powers / np.sum(powers, axis=_axes(dim), keepdims=True)


def _log_softmax(x: Any, dim: Any = -1) -> Any:
    moved = x - np.max(x, axis=_axes(dim), keepdims=True)
    return moved - apply("log", (np.sum(apply("exp", (moved,), {}), axis=_axes(dim), keepdims=True),), {})


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
    "transpose": lambda x: np.swapaxes(x, -1, -2) if np.ndim(x) > 1 else x,
    "outer": np.multiply.outer,
    "reshape_like": lambda g, like: np.reshape(g, np.shape(like)),
    "diag": _diag,
    "diag_like": lambda g, like: np.diag(g) if np.ndim(like) == 1 else np.where(np.eye(len(g)) > 0, g, 0 * g),
    "stack": lambda *parts: np.stack(parts),
    "softmax": _softmax,
    "log_softmax": _log_softmax,
}
