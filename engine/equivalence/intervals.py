"""What values a node can have at all, by interval arithmetic: proof that one side of a branch is never taken.

A range is a lowest and a highest value, and whether zero is ruled out. It may be wider than what is really met,
never narrower.
"""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.program import CONSTANT, INPUT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.equivalence.sampling import Domain, Space
    from engine.program import Node


class Range(NamedTuple):
    """Numbers from ``low`` to ``high``; ``solid`` where none is zero."""

    low: float = -math.inf
    high: float = math.inf
    solid: bool = False

    @property
    def is_solid(self) -> bool:
        """Whether zero is ruled out."""
        return self.solid or self.low > 0 or self.high < 0

    def within(self, low: float, high: float) -> Range:
        """Return the part between two numbers."""
        return Range(max(self.low, low), min(self.high, high), self.solid)


ANY = Range()
_LARGEST, _SMALLEST = sys.float_info.max, math.ulp(0.0)
_UNIT, _TURN, _UP = Range(0.0, 1.0), Range(-1.0, 1.0), Range(0.0, math.inf)
_LIMITED = {
    **dict.fromkeys(("lt", "le", "gt", "ge", "eq", "ne", "prefer", "amax_mask", "hardsigmoid"), _UNIT),
    **dict.fromkeys(("sigmoid", "softmax", "normal_cdf", "normal_pdf"), Range(0.0, 1.0, solid=True)),
    **dict.fromkeys(("tanh", "erf", "sin", "cos", "sign"), _TURN),
    **dict.fromkeys(("norm", "std", "var", "relu6"), _UP),
    **dict.fromkeys(("cosh", "count_like"), Range(1.0, math.inf)),
    "ones_like": Range(1.0, 1.0),
    "zeros_like": Range(0.0, 0.0),
    "logsigmoid": Range(-math.inf, 0.0, solid=True),
    "log_softmax": Range(-math.inf, 0.0),
    "erfc": Range(0.0, 2.0),
}
_SAME = frozenset(
    {"broadcast_like", "expand_like", "reshape_like", "reshape", "flatten", "unsqueeze", "squeeze", "flip", "permute",
     "swap_dims", "transpose", "index", "amax", "amin", "max_along", "min_along", "gather", "chunk"}
)  # fmt: skip
_ADDING = frozenset({"sum", "sum_like", "cumsum"})
_SHARED = frozenset({"cat", "stack"})
_PRODUCTS = frozenset({"matmul", "matmul_left", "matmul_right", "outer"})


def ranges(nodes: Sequence[Node], space: Space, known: Sequence[Range] = ()) -> list[Range]:
    """Return the range of every node after those that are known."""
    found = list(known)
    for node in nodes[len(known) :]:
        found.append(_range(node, nodes, found, space))
    return found[len(known) :]


def _range(node: Node, nodes: Sequence[Node], found: Sequence[Range], space: Space) -> Range:
    if node.op == INPUT:
        domain = space.domains.get(str(node.value))
        return Range(1.0, math.inf) if domain is None else _of_domain(domain)  # a size
    if node.op == CONSTANT:
        return _of_values(node.value)
    try:
        one = _of_op(node, nodes, [found[arg] for arg in node.args])
    except OverflowError:
        return ANY
    return ANY if math.isnan(one.low) or math.isnan(one.high) else _reaching(one)


def _reaching(one: Range) -> Range:
    """Return a range whose ends were rounded to infinity, or to a zero that is ruled out, with the number before."""
    low, high = min(one.low, _LARGEST), max(one.high, -_LARGEST)
    return (
        Range(low, high or _SMALLEST, one.solid)
        if one.solid and low == high == 0
        else Range(low, high, one.solid)
    )


def _of_op(node: Node, nodes: Sequence[Node], args: Sequence[Range]) -> Range:
    if node.op == "mul" and node.args[0] == node.args[1]:
        return _square(args[0])
    if node.op == "sub" and node.args[0] == node.args[1]:
        return Range(0.0, 0.0)
    if node.op == "pow":
        return _power(args[0], nodes[node.args[1]])
    made = _MADE.get(node.op)
    return made(*args) if made is not None else _LIMITED.get(node.op) or _of_arrays(node.op, args)


def _of_arrays(op: str, args: Sequence[Range]) -> Range:
    if op in _SAME:
        return args[0]
    if op in _SHARED:
        return _either(*args)
    if op in _ADDING:
        return _total(args[0])
    if op in _PRODUCTS:
        return _total(_product(_signed(args[0]), _signed(args[-1] if op == "matmul_left" else args[1])))
    return ANY


def _of_domain(domain: Domain) -> Range:
    if domain.kind == "interval":
        return Range(domain.low, domain.high)
    if domain.kind in ("choose", "fixed"):
        return _of_values(domain.value)
    kinds = {"positive": Range(0.0, math.inf, solid=True), "nonnegative": _UP, "onehot": _UNIT, "mask": _UNIT}
    return kinds.get(domain.kind, ANY)


def _of_values(value: Any) -> Range:
    values = np.asarray(value, dtype=float)
    if not values.size or not np.all(np.isfinite(values)):
        return ANY
    return Range(float(np.min(values)), float(np.max(values)), bool(np.all(values != 0)))


def _signed(one: Range) -> Range:
    """Return what is left of a range when only signs count."""
    return Range(0.0 if one.low >= 0 else -math.inf, 0.0 if one.high <= 0 else math.inf, one.is_solid)


def _total(one: Range) -> Range:
    """Return the range of sums of one or more such numbers."""
    low = one.low if one.low >= 0 else -math.inf
    high = one.high if one.high <= 0 else math.inf
    return Range(low, high, one.is_solid and (one.low >= 0 or one.high <= 0))


def _sum(one: Range, other: Range) -> Range:
    low, high = one.low + other.low, one.high + other.high
    either = one.is_solid or other.is_solid
    return Range(low, high, either and (min(one.low, other.low) >= 0 or max(one.high, other.high) <= 0))


def _minus(one: Range) -> Range:
    return Range(-one.high, -one.low, one.solid)


def _product(one: Range, other: Range) -> Range:
    ends = [end for a in one[:2] for b in other[:2] for end in _times(a, b)]
    return Range(min(ends), max(ends), one.is_solid and other.is_solid)


def _times(a: float, b: float) -> tuple[float, ...]:
    """Return a·b; where it is too small to be written, zero and the smallest number on its side."""
    if 0 in (a, b):
        return (0.0,)
    return (a * b,) if a * b else (0.0, math.copysign(_SMALLEST, a * b))


def _quotient(one: Range, other: Range) -> Range:
    """Return x/y; 1/y has been rounded where it is multiplied by."""
    product = _product(one, _over(other))
    if other.low <= 0 <= other.high or not all(map(math.isfinite, (*one[:2], *other[:2]))):
        return product
    ends = [a / b for a in one[:2] for b in other[:2]]
    return Range(min(product.low, *ends), max(product.high, *ends), product.solid)


def _square(one: Range) -> Range:
    size = _size(one)
    return Range(size.low**2, size.high**2, one.is_solid)


def _size(one: Range) -> Range:
    low = 0.0 if one.low <= 0 <= one.high else min(abs(one.low), abs(one.high))
    return Range(low, max(abs(one.low), abs(one.high)), one.is_solid)


def _over(one: Range) -> Range:
    """Return 1/x; where x may have both signs, anything but zero."""
    if one.low < 0 < one.high:
        return Range(solid=True)
    ends = [1 / end if end else math.inf * (1 if one.low >= 0 else -1) for end in one[:2]]
    return Range(min(ends), max(ends), solid=True)


def _power(base: Range, exponent: Node) -> Range:
    number = exponent.value if exponent.op == CONSTANT and isinstance(exponent.value, float) else None
    if number is not None and number == 2:
        return _square(base)
    is_even = number is not None and number % 2 == 0
    return Range(0.0, math.inf, base.is_solid) if base.low >= 0 or is_even else ANY


def _either(*ones: Range) -> Range:
    return Range(
        min(one.low for one in ones), max(one.high for one in ones), all(one.is_solid for one in ones)
    )


def _highest(one: Range, other: Range) -> Range:
    solid = (one.is_solid and other.is_solid) or max(one.low, other.low) > 0
    return Range(max(one.low, other.low), max(one.high, other.high), solid)


def _lowest(one: Range, other: Range) -> Range:
    return _minus(_highest(_minus(one), _minus(other)))


def _rising(function: Callable[[float], float], *, solid: bool = False) -> Callable[[Range], Range]:
    """Return the rule of a function that never falls; without a value at an end, it has no bound there."""

    def rule(one: Range) -> Range:
        ends = []
        for end, without in ((one.low, -math.inf), (one.high, math.inf)):
            try:
                ends.append(function(end) if math.isfinite(end) else without)
            except (ValueError, OverflowError):
                ends.append(without)
        return Range(ends[0], ends[1], solid)

    return rule


def _exp(one: Range) -> Range:
    raised = _rising(math.exp)(one)
    return Range(max(raised.low, 0.0), raised.high, solid=True)


def _root(one: Range) -> Range:
    raised = _rising(math.sqrt)(one)
    return Range(max(raised.low, 0.0), raised.high, one.is_solid)


_MADE: Mapping[str, Callable[..., Range]] = {
    "add": _sum,
    "sub": lambda a, b: _sum(a, _minus(b)),
    "mul": _product,
    "div": _quotient,
    "neg": _minus,
    "abs": _size,
    "square": _square,
    "reciprocal": _over,
    "exp": _exp,
    "expm1": _rising(math.expm1),
    "sqrt": _root,
    "rsqrt": lambda x: _over(_root(x)).within(0.0, math.inf),
    "log": _rising(math.log),
    "log1p": _rising(math.log1p),
    "log2": _rising(math.log2),
    "log10": _rising(math.log10),
    "atan": _rising(math.atan),
    "floor": _rising(math.floor),
    "ceil": _rising(math.ceil),
    "relu": lambda x: _highest(x, Range(0.0, 0.0)),
    "maximum": _highest,
    "minimum": _lowest,
    "clamp_min": _highest,
    "clamp_max": _lowest,
    **dict.fromkeys(("clamp", "hardtanh"), lambda x, low, high: _lowest(_highest(x, low), high)),
    "softplus": lambda _x, beta: Range(0.0, math.inf, solid=True) if beta.low > 0 else ANY,
    "step": lambda _x, at_zero: _either(_UNIT, at_zero),
    "mean": lambda x: Range(x.low, x.high, _total(x).solid),
    "where": lambda _condition, yes, no: _either(yes, no),
}
