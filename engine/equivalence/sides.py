"""On which side of each jump a value is: told by fractions where rounding alone would tell, or said to be in doubt.

However many digits there are, ``1 - tanh(z)**2`` is rounded to zero somewhere. What a comparison then says is no fact.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.equivalence.edges import COMPARISONS
from engine.equivalence.rationals import Fractions, is_known, leading_to
from engine.equivalence.symbolic import fifty_digits
from engine.program import CONSTANT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.program import Node, Program

_OF_TWO = COMPARISONS | {"prefer"}
_OF_ONE = frozenset({"sign", "step", "log_or_zero", "reciprocal_or_zero", "where"})
_TO_WHOLE = frozenset({"floor", "ceil"})
JUMPS = _OF_TWO | _OF_ONE | _TO_WHOLE | {"hardshrink"}
_OF_WHOLE_NUMBERS = frozenset({"add", "sub", "mul", "neg", "abs", "maximum", "minimum", "square"})
_SPARE = 40  # bits that rounding may have spoilt
_STEADY = 1e-6


@dataclass(slots=True)
class Sides:
    """The jumps of a program at one point; ``near`` holds the distances that rounding may have made, by node."""

    program: Program
    found: Mapping[int, Any]
    point: Mapping[str, Any]
    whole: Callable[[str, tuple[Any, ...], Mapping[str, Any]], Any]
    near: dict[int, Any] = field(default_factory=dict)  # distances from the jump, and which of them are small
    gaps: dict[int, Any] = field(default_factory=dict)
    _most: dict[int, int] = field(default_factory=dict)
    _fractions: Fractions | None = None

    def seen(self, place: int, value: Any) -> Any:
        """Return a node's value, by fractions where it jumps and rounding does not tell."""
        node = self.program.nodes[place]
        if node.op not in JUMPS or of_whole_numbers(self.program, place):
            return value
        gap = _gap(node, [self.found[arg] for arg in node.args])
        near = _is_near(gap, max(map(self._largest, node.args)) - fifty_digits().prec + _SPARE)
        self.gaps[place] = gap
        if np.any(near):
            return self._settled(place, np.asarray(value, dtype=object), near)
        return value

    def _settled(self, place: int, value: Any, near: Any) -> Any:
        """Return a value that fractions have told where they can; note where they cannot."""
        known, exact = (np.broadcast_to(one, np.shape(value)) for one in self._told(place))
        near = np.broadcast_to(near, np.shape(value))
        if np.any(near & ~known):
            self.near[place] = near & ~known
            self.gaps[place] = np.broadcast_to(self.gaps[place], np.shape(value))
        return np.where(near & known, exact, value)

    def _told(self, place: int) -> tuple[Any, Any]:
        """Return which entries of a node fractions tell, and those entries."""
        if self._fractions is None:
            nodes = self.program.nodes
            self._fractions = Fractions(nodes, self.point, lambda at: np.shape(self.found[at]), self.whole)
        node = self.program.nodes[place]
        decides = node.args[0] if node.op == "where" else place
        told = self._fractions.at(decides)
        known = np.asarray(np.frompyfunc(is_known, 1, 1)(told), dtype=bool)
        if node.op == "where":  # which branch, not what it is
            return known, np.where(told != 0, self.found[node.args[1]], self.found[node.args[2]])
        return known, np.asarray(np.frompyfunc(_as_number, 1, 1)(told), dtype=object)

    def _largest(self, place: int) -> int:
        """Return the power of two above the largest number on the way to a node."""
        for at in leading_to(self.program.nodes, place):
            if at not in self._most:
                self._most[at] = max(
                    [*self._sizes(at), *(self._most[arg] for arg in self.program.nodes[at].args)]
                )
        return self._most[place]

    def _sizes(self, place: int) -> list[int]:
        """Return the power of two above each entry of a node, and above one over what it divides by."""
        node = self.program.nodes[place]
        sizes = [entry.exp + entry.bc for entry in np.ravel(self.found[place]) if entry.man]
        if node.op in ("div", "reciprocal", "rsqrt", "log"):
            under = np.ravel(self.found[node.args[-1]])
            sizes += [1 - entry.exp - entry.bc for entry in under if entry.man]
        return [*sizes, -(10**9)]


def of_whole_numbers(program: Program, place: int) -> bool:
    """Tell whether what a node compares are whole numbers that no rounding reaches."""
    node = program.nodes[place]
    return all(_is_whole(program, arg) for arg in (node.args[:1] if node.op == "where" else node.args))


def _is_whole(program: Program, place: int) -> bool:
    node = program.nodes[place]
    if node.op == CONSTANT:
        return isinstance(node.value, float) and node.value.is_integer()
    if node.op in COMPARISONS | _TO_WHOLE | {"sign", "prefer"}:
        return True
    return node.op in _OF_WHOLE_NUMBERS and all(_is_whole(program, arg) for arg in node.args)


def steady(one: Sides, other: Sides) -> bool:
    """Tell whether all small distances from jumps are the same with more digits: then they are no rounding."""
    return all(
        _is_steady(sides.gaps[place], other_sides.gaps.get(place), near)
        for sides, other_sides in ((one, other), (other, one))
        for place, near in sides.near.items()
    )


def _is_steady(one: Any, other: Any, near: Any) -> bool:
    if other is None or np.shape(one) != np.shape(other):
        return False
    pairs = zip(np.ravel(one)[np.ravel(near)], np.ravel(other)[np.ravel(near)], strict=True)
    return all(a and b and abs(a / b - 1) < _STEADY for a, b in pairs)


def _gap(node: Node, args: list[Any]) -> Any:
    """Return how far values are from where a node jumps."""
    if node.op in _OF_TWO:
        return np.asarray(args[0] - args[1], dtype=object)
    if node.op in _TO_WHOLE:
        return np.asarray(args[0] - np.frompyfunc(fifty_digits().nint, 1, 1)(args[0]), dtype=object)
    if node.op == "hardshrink":
        return np.asarray(abs(args[0]) - args[1], dtype=object)
    return np.asarray(args[0], dtype=object)


def _is_near(gap: Any, power: int) -> Any:
    finite = fifty_digits().isfinite

    def near(one: Any) -> bool:
        return bool(finite(one)) and (not one.man or one.exp + one.bc < power)

    return np.asarray(np.frompyfunc(near, 1, 1)(gap), dtype=bool)


def _as_number(value: Any) -> Any:
    return fifty_digits().mpf(value.numerator) / value.denominator if is_known(value) else value
