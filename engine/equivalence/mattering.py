"""Whether each branch that only one of two expressions has makes a difference at some point that was compared.

Both sides of ``z > 40`` and of ``b < -3`` may have been met, but never ``(z > 40)*(b < -3)``. So each branch is taken
by force, one at a time: where that changes no value at any point compared, what it does has not been seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.equivalence.edges import COMPARISONS, EXTREMES, counting
from engine.equivalence.intervals import Range, ranges
from engine.equivalence.samples import AGREES, is_finite
from engine.program import CONSTANT, INPUT, Node, Program
from engine.running import Runner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from engine.equivalence.sampling import Point, Space

_MOST = 48  # branches taken by force
_VISIBLE = 100 * AGREES  # of a difference: less would pass as rounding
_ORDERED = frozenset({"lt", "le", "gt", "ge"})
_LEAST = ("amin", "min_along")
_LIMITS = {
    "sigmoid": (0.0, 1.0), "normal_cdf": (0.0, 1.0), "tanh": (-1.0, 1.0), "erf": (-1.0, 1.0), "erfc": (0.0, 2.0),
}  # fmt: skip


class Branches:
    """The branches that some nodes take, and that may be taken at all: which of them have made no difference so far."""

    def __init__(self, program: Program, pair: tuple[int, int], gates: Sequence[int], space: Space) -> None:
        self._forced = _Forced.of(program, gates, space)
        self._pair = pair
        self._left = self._forced.leading_to(pair)
        self._are_too_many = len(self._left) > _MOST

    @property
    def idle(self) -> bool:
        """Whether some branch made no difference at any point."""
        return bool(self._left)

    def look(self, points: Iterable[Point]) -> None:
        """See which branches make a difference at some points, or at many in columns."""
        for point in points:
            if not self._left or self._are_too_many:
                return
            self._left = self._forced.without_effect(self._pair, point, self._left)


@dataclass(slots=True)
class _Forced:
    """A program in which branches can be taken by force: by inputs that are zero where they are free."""

    source: Program
    space: Space
    nodes: list[Node] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    ranges: list[Range] = field(default_factory=list)
    settled: set[int] = field(default_factory=set)  # comparisons that always say the same
    runners: dict[Any, Runner] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Program, gates: Sequence[int], space: Space) -> _Forced:
        """Return a program with a flag for each branch of each gate."""
        made = cls(source, space)
        for place, node in enumerate(source.nodes):
            new = made.push(replace(node, args=tuple(made.moved[arg] for arg in node.args)))
            if place in gates and not _is_only_squared(source.nodes, place):
                branches = list(_branches(made, made.nodes[new]))
                if node.op in _ORDERED and len(branches) < 2:
                    made.settled.add(new)
                for taken in branches:
                    new = made.switched(taken, new)
            made.moved.append(new)
        return made

    def push(self, node: Node) -> int:
        self.nodes.append(node)
        self.ranges += ranges(self.nodes, self.space, self.ranges)
        return len(self.nodes) - 1

    def op(self, op: str, *args: int) -> int:
        return self.push(Node(op, args))

    def number(self, value: float) -> int:
        return self.push(Node(CONSTANT, value=value))

    def switched(self, taken: int, free: int) -> int:
        """Return a node that is ``taken`` where a new flag is set."""
        self.flags.append(f"\0{len(self.flags)}")
        flag = self.push(Node(INPUT, value=self.flags[-1]))
        self.nodes.append(Node("where", (flag, taken, free)))
        self.ranges.append(self.ranges[free])  # what is proved is proved of the free
        return len(self.nodes) - 1

    def sign(self, one: int, other: int | None = None) -> Range:
        """Return the range of a difference."""
        return self.ranges[one if other is None else self.op("sub", one, other)]

    def leading_to(self, pair: tuple[int, int]) -> list[str]:
        """Return the flags on which these nodes depend."""
        needed = {self.moved[place] for place in pair}
        for place in range(len(self.nodes) - 1, -1, -1):
            if place in needed and place not in self.settled and self.ranges[place][:2] != (0.0, 0.0):
                needed.update(counting(self.nodes[place]))
        return [str(self.nodes[place].value) for place in sorted(needed) if self.is_flag(place)]

    def is_flag(self, place: int) -> bool:
        return self.nodes[place].op == INPUT and self.nodes[place].value in self.flags

    def without_effect(self, pair: tuple[int, int], point: Point, flags: Sequence[str]) -> list[str]:
        """Return the flags that change neither value visibly at a point."""
        program = Program(tuple(self.nodes), {})
        given = {**point, **dict.fromkeys(self.flags, 0.0)}
        inputs: list[Any] = [np.asarray(given[name], dtype=float)[()] for name in program.inputs]
        shapes = tuple(np.shape(one) for one in inputs)
        if shapes not in self.runners:
            self.runners[shapes] = Runner(program, shapes, tuple(self.moved[place] for place in pair))
        run, before = self.runners[shapes], self.runners[shapes](*inputs)
        places = {name: at for at, name in enumerate(program.inputs)}
        left = []
        for flag in flags:
            inputs[places[flag]] = np.float64(1.0)
            if _seem_alike(run(*inputs), before, each=not self.space.has_arrays):
                left.append(flag)
            inputs[places[flag]] = np.float64(0.0)
        return left


def _seem_alike(ones: Sequence[Any], others: Sequence[Any], *, each: bool) -> bool:
    """Tell whether values are too near for what agrees with one to differ visibly from the other.

    ``each`` compares entry by entry, as numbers in columns are; else all are measured by the largest.
    """
    for one, other in zip(ones, others, strict=True):
        if not (is_finite(one) and is_finite(other)):
            if not np.array_equal(one, other, equal_nan=True):
                return False
            continue
        gap, size = np.abs(one - other), np.maximum(np.abs(one), np.abs(other))
        if np.any(gap > _VISIBLE * (size if each else np.max(size, initial=0.0))):
            return False
    return True


def _is_only_squared(nodes: Sequence[Node], place: int) -> bool:
    """Tell whether a node is an absolute value of which only even powers are taken: on either side they are the same."""
    used = [node for node in nodes if place in node.args]
    return nodes[place].op == "abs" and bool(used) and all(_is_even(nodes, node, place) for node in used)


def _is_even(nodes: Sequence[Node], node: Node, place: int) -> bool:
    if node.op == "pow" and node.args[0] == place != node.args[1]:
        exponent = nodes[node.args[1]]
        return exponent.op == CONSTANT and isinstance(exponent.value, float) and exponent.value % 2 == 0
    return node.op == "square" or (node.op == "mul" and node.args == (place, place))


# What each op is where it takes one branch only, unless it surely takes that one


def _branches(made: _Forced, node: Node) -> Iterator[int]:
    """Yield the branches of a node; those that cannot be left are not yielded."""
    rule = _RULES.get(node.op)
    if node.op in COMPARISONS:
        yield from _of_comparison(made, node.op, *node.args)
    elif node.op in EXTREMES:
        yield from _without_each(made, node)
    elif rule is not None:
        yield from rule(made, *node.args)
    else:
        yield from (made.number(limit) for limit in _LIMITS.get(node.op, (0.0,)))


def _of_comparison(made: _Forced, op: str, one: int, other: int) -> Iterator[int]:
    """Yield one and zero; what is only told by two values being one is never told by sampling."""
    if op in ("eq", "ne"):
        return
    if op in ("lt", "le"):
        one, other = other, one
    gap = made.sign(one, other)
    touching = op in ("ge", "le")
    yield from () if gap.low >= 0 and (touching or gap.is_solid) else (made.number(1.0),)
    yield from () if gap.high <= 0 and (not touching or gap.is_solid) else (made.number(0.0),)


def _larger(made: _Forced, one: int, other: int) -> Iterator[int]:
    gap = made.sign(one, other)
    yield from (one,) if gap.low < 0 else ()
    yield from (other,) if gap.high > 0 else ()


def _smaller(made: _Forced, one: int, other: int) -> Iterator[int]:
    gap = made.sign(one, other)
    yield from (one,) if gap.high > 0 else ()
    yield from (other,) if gap.low < 0 else ()


def _between(made: _Forced, x: int, low: int, high: int) -> Iterator[int]:
    yield from (made.op("minimum", x, high),) if made.sign(x, low).low < 0 else ()
    yield from (made.op("maximum", x, low),) if made.sign(x, high).high > 0 else ()


def _signed(positive: Callable[[_Forced, int], int], negative: Callable[[_Forced, int], int]) -> Any:
    """Return the rule of an op of one operand that is one thing on the right of zero and another on its left."""

    def rule(made: _Forced, x: int, *_rest: int) -> Iterator[int]:
        side = made.sign(x)
        yield from (positive(made, x),) if side.low < 0 else ()
        yield from (negative(made, x),) if side.high > 0 else ()

    return rule


def _leaky(made: _Forced, x: int, slope: int) -> Iterator[int]:
    yield from _signed(lambda _made, x: x, lambda made, x: made.op("mul", x, slope))(made, x)


def _limited(low: float, high: float, parts: Sequence[Callable[[_Forced, int], int]]) -> Any:
    """Return the rule of an op that is one thing below a number, another above a number, and a third between them."""

    def rule(made: _Forced, x: int) -> Iterator[int]:
        side = made.ranges[x]
        met = (side.low < low, side.high > high, side.low < high and side.high > low)
        for at, part in enumerate(parts):
            if any(met[:at] + met[at + 1 :]):
                yield part(made, x)

    return rule


def _by_size(inner: Callable[[_Forced, int, int], int], outer: Callable[[_Forced, int, int], int]) -> Any:
    """Return the rule of an op that is one thing within plus and minus a limit and another beyond."""

    def rule(made: _Forced, x: int, limit: int) -> Iterator[int]:
        gap = made.sign(made.op("abs", x), limit)
        yield from (inner(made, x, limit),) if gap.high > 0 else ()
        yield from (outer(made, x, limit),) if gap.low < 0 else ()

    return rule


def _scaled(made: _Forced, by: float, place: int) -> int:
    return made.op("mul", made.number(by), place)


def _risen(made: _Forced, x: int) -> int:
    """Return (x + 3)/6."""
    return _scaled(made, 1 / 6, made.op("add", x, made.number(3.0)))


def _elu(made: _Forced, x: int, alpha: int) -> Iterator[int]:
    yield from _signed(_same, lambda made, x: made.op("mul", alpha, made.op("expm1", x)))(made, x)


def _celu(made: _Forced, x: int, alpha: int) -> Iterator[int]:
    fallen = made.op("mul", alpha, made.op("expm1", made.op("div", x, alpha)))
    yield from _signed(_same, lambda _made, _x: fallen)(made, x)


def _shrunk(made: _Forced, x: int, limit: int) -> int:
    return made.op("sub", x, made.op("mul", made.op("sign", x), limit))


def _squared(made: _Forced, x: int, _limit: int) -> int:
    return _scaled(made, 0.5, made.op("square", x))


def _straight(made: _Forced, x: int, limit: int) -> int:
    return made.op("sub", made.op("abs", x), _scaled(made, 0.5, limit))


def _without_each(made: _Forced, node: Node) -> Iterator[int]:
    """Yield the largest (or smallest) of all but one, for each one."""
    stacked = made.nodes[node.args[0]]
    for gone in stacked.args if len(stacked.args) > 1 else ():
        gaps = [made.sign(gone, one) for one in stacked.args if one != gone]
        if any(gap.low >= 0 if node.op in _LEAST else gap.high <= 0 for gap in gaps):
            continue
        rest = replace(stacked, args=tuple(one for one in stacked.args if one != gone))
        yield made.push(replace(node, args=(made.push(rest),)))


def _places(made: _Forced, stacked: int) -> Iterator[int]:
    """Yield the place of each of some values, as the place of the largest."""
    yield from (made.number(float(place)) for place in range(len(made.nodes[stacked].args)))


def _same(_made: _Forced, x: int) -> int:
    return x


def _constant(value: float) -> Callable[[_Forced, int], int]:
    return lambda made, _x: made.number(value)


_RULES: dict[str, Callable[..., Iterator[int]]] = {
    "maximum": _larger,
    "clamp_min": _larger,
    "minimum": _smaller,
    "clamp_max": _smaller,
    "clamp": _between,
    "hardtanh": _between,
    "relu": _signed(_same, _constant(0.0)),
    "abs": _signed(_same, lambda made, x: made.op("neg", x)),
    "sign": _signed(_constant(1.0), _constant(-1.0)),
    "step": _signed(_constant(1.0), _constant(0.0)),
    "relu6": _limited(0.0, 6.0, (_constant(0.0), _constant(6.0), _same)),
    "hardsigmoid": _limited(-3.0, 3.0, (_constant(0.0), _constant(1.0), _risen)),
    "hardswish": _limited(
        -3.0, 3.0, (_constant(0.0), _same, lambda made, x: made.op("mul", x, _risen(made, x)))
    ),
    "elu": _elu,
    "celu": _celu,
    "hardshrink": _by_size(lambda made, _x, _limit: made.number(0.0), lambda _made, x, _limit: x),
    "softshrink": _by_size(lambda made, _x, _limit: made.number(0.0), _shrunk),
    "huber": _by_size(_squared, lambda made, x, limit: made.op("mul", limit, _straight(made, x, limit))),
    "smooth_l1": _by_size(lambda made, x, limit: made.op("div", _squared(made, x, limit), limit), _straight),
    "leaky_relu": _leaky,
    "prelu": _leaky,
    "argmax": _places,
    "prefer": lambda made, one, other: _of_comparison(made, "gt", one, other),
    "where": lambda _made, _condition, yes, no: iter((yes, no)),
}
