"""Short expressions found by trying: small ones over the known names, two of which make the value that is wanted.

Candidates are told apart by their values at two points. What is found is a guess until it has been compared as a
function.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from engine.equivalence.decision import values_at
from engine.language.printing import to_text
from engine.language.tree import Binary, Call, Number, Transpose
from engine.listing import name_tree
from engine.tidying import size, tidied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.derivations import Derivation
    from engine.language.tree import Tree

Values: TypeAlias = tuple[Any, ...]

_POINTS = (2, 7)  # which of the space's points: different sizes, no ends of intervals
_MOST = 2_500  # candidates
_DIGITS = 9  # of a factor, after the point
_FIRST = 40  # small expressions that are combined with one another
_ONE, _TWO, _ZERO = Number(1.0), Number(2.0), Number(0.0)


@dataclass(frozen=True, slots=True)
class _Candidate:
    tree: Tree
    values: Values


def found(derivation: Derivation, part: str) -> list[Tree]:
    """Return short expressions for a part that agree at two points, the shortest first."""
    points = list(derivation.space.points(max(_POINTS) + 1))
    try:
        search = _Search(derivation, part, [points[at] for at in _POINTS])
    except (ArithmeticError, ValueError):
        return []
    with np.errstate(all="ignore"):
        trees = dict.fromkeys(tidied(tree) for tree in search.answers())
    return sorted(trees, key=_plainness)


def _plainness(tree: Tree) -> tuple[int, int, str]:
    text = to_text(tree)
    return size(tree), text.count("**"), text


class _Search:
    def __init__(self, derivation: Derivation, part: str, points: Sequence[dict[str, Any]]) -> None:
        program = derivation.program
        names = [
            name
            for name in derivation.names_for(part)
            if name in program.names or name in derivation.space.letters
        ]
        inside = [name for name in names if name in program.names]
        places = tuple(program.names[name] for name in (*inside, part))
        known = [values_at(program, places, point) for point in points]
        self.target: Values = tuple(one[-1] for one in known)
        self.seeds = [
            _Candidate(name_tree(name), tuple(one[at] for one in known)) for at, name in enumerate(inside)
        ]
        sizes = [name for name in names if name not in program.names]
        self.sizes = [
            _Candidate(name_tree(name), tuple(np.asarray(float(point[name])) for point in points))
            for name in sizes
        ]
        self.seen: dict[bytes, _Candidate] = {}

    def answers(self) -> Iterator[Tree]:
        """Yield what makes the target: one candidate, a multiple of one, or two joined."""
        self.grow()
        for one in list(self.seen.values()):
            yield from self.multiples(one)
            yield from self.joined(one)

    def grow(self) -> None:
        """Collect candidates: the names, what one op makes of them, and what an operator makes of two such."""
        small = [one for seed in self.seeds for one in (seed, *_made_of(seed))]
        first = sorted(filter(self.add, small), key=lambda one: size(one.tree))[:_FIRST]
        for left in first:
            for right in first:
                if len(self.seen) >= _MOST:
                    return
                for one in _pairs(left, right):
                    self.add(one)

    def add(self, one: _Candidate) -> bool:
        """Keep a candidate unless a shorter one has its values."""
        if not all(np.all(np.isfinite(value)) for value in one.values):
            return False
        mark = _mark(one.values)
        old = self.seen.get(mark)
        if old is not None and size(old.tree) <= size(one.tree):
            return False
        self.seen[mark] = one
        return True

    def multiples(self, one: _Candidate) -> Iterator[Tree]:
        """Yield c·x, x/N and N·x where that is the target."""
        if any(np.shape(a) != np.shape(b) for a, b in zip(one.values, self.target, strict=True)):
            return
        ratios = [_ratio(target, value) for target, value in zip(self.target, one.values, strict=True)]
        if any(ratio is None for ratio in ratios):
            return
        for sized in (None, *self.sizes):
            for over in (False, True) if sized else (False,):
                scaled = [
                    float(ratio) * (1.0 if sized is None else float(sized.values[at]) ** (1 if over else -1))
                    for at, ratio in enumerate(ratios)
                    if ratio is not None
                ]
                if np.ptp(scaled) <= 1e-9 * abs(scaled[0]) and _is_written(scaled[0]):
                    yield _scaled(one.tree, scaled[0], None if sized is None else sized.tree, over=over)

    def joined(self, one: _Candidate) -> Iterator[Tree]:
        """Yield the target as this candidate and another, joined by an operator; nothing that is 0 takes part."""
        if not all(np.any(value) for value in one.values):
            return
        try:
            sums = [target - value for target, value in zip(self.target, one.values, strict=True)]
            ratios = [target / value for target, value in zip(self.target, one.values, strict=True)]
            products = [target * value for target, value in zip(self.target, one.values, strict=True)]
        except ValueError:
            return
        for sign, values in (("+", sums), ("*", ratios), ("/", products)):
            other = self.seen.get(_mark(tuple(values)))
            if other is None or not all(np.any(value) for value in other.values):
                continue
            left, right = (
                (other.tree, one.tree)
                if sign == "/" or size(other.tree) > size(one.tree)
                else (one.tree, other.tree)
            )
            yield Binary(sign, left, right)


def _mark(values: Values) -> bytes:
    """Return what equal values have in common: shapes and nine digits."""
    parts = []
    for value in values:
        array = np.asarray(value, dtype=float)
        rounded = np.round(array, 9) + 0.0
        parts.append(str(array.shape).encode() + rounded.tobytes())
    return b"|".join(parts)


def _ratio(target: Any, value: Any) -> float | None:
    solid = np.abs(value) > 1e-9
    if not np.any(solid) or np.any(np.abs(target[~solid]) > 1e-9):
        return None
    ratios = target[solid] / value[solid]
    return float(ratios.flat[0]) if np.ptp(ratios) <= 1e-8 * abs(float(ratios.flat[0])) else None


def _is_written(factor: float) -> bool:
    """Tell whether a factor is what its digits say: a third is not."""
    return abs(factor) > 1e-9 and abs(round(factor, _DIGITS) - factor) <= 1e-12 * abs(factor)


def _scaled(tree: Tree, factor: float, sized: Tree | None, *, over: bool) -> Tree:
    whole: Tree = tree if abs(factor - 1) < 1e-9 else Binary("*", Number(round(factor, _DIGITS)), tree)
    if sized is None:
        return whole
    return Binary("/", whole, sized) if over else Binary("*", sized, whole)


def _made_of(one: _Candidate) -> Iterator[_Candidate]:
    """Yield what one op makes of a candidate."""
    dims = {np.ndim(value) for value in one.values}
    yield _applied(one, Binary("-", _ONE, one.tree), lambda x: 1 - x)
    yield _applied(one, Binary("**", one.tree, _TWO), lambda x: x * x)
    yield _applied(one, Binary(">", one.tree, _ZERO), lambda x: (x > 0) * 1.0)
    if dims == {2}:
        yield _applied(one, Transpose(one.tree), np.transpose)
        yield _applied(one, Call("sum", (one.tree,), (("dim", _ZERO),)), lambda x: np.sum(x, axis=0))
        yield _applied(one, Call("sum", (one.tree,), (("dim", _ONE),)), lambda x: np.sum(x, axis=1))
    if dims in ({1}, {2}):
        yield _applied(one, Call("sum", (one.tree,)), np.sum)


def _applied(one: _Candidate, tree: Tree, function: Callable[[Any], Any]) -> _Candidate:
    return _Candidate(tree, tuple(np.asarray(function(value)) for value in one.values))


_JOINED: tuple[tuple[str, Any], ...] = (
    ("+", np.add),
    ("-", np.subtract),
    ("*", np.multiply),
)


def _pairs(left: _Candidate, right: _Candidate) -> Iterator[_Candidate]:
    for sign, function in _JOINED:
        if sign == "-" or id(left) <= id(right):
            yield from _both(left, right, Binary(sign, left.tree, right.tree), function)
    if all(np.ndim(one) and np.ndim(other) for one, other in zip(left.values, right.values, strict=True)):
        yield from _both(left, right, Binary("@", left.tree, right.tree), np.matmul)


def _both(
    left: _Candidate, right: _Candidate, tree: Tree, function: Callable[[Any, Any], Any]
) -> Iterator[_Candidate]:
    try:
        values = tuple(np.asarray(function(a, b)) for a, b in zip(left.values, right.values, strict=True))
    except ValueError:
        return
    yield _Candidate(tree, values)
