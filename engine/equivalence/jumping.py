"""What two expressions are exactly where something jumps, be that at no float: a third, or the root of two.

Near to such a place the jump is taken by force, as it is where what decides on it is zero. Where the two then come
apart, a fraction that lies there proves it; without one nobody knows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.comparison import Outcome
from engine.equivalence.closely import looked_at
from engine.equivalence.edges import COMPARISONS, counting, exponent, inputs_of
from engine.equivalence.high_precision import NoExactFormError, exactly
from engine.equivalence.intervals import ranges
from engine.equivalence.rationals import Fractions, NoFractionsError
from engine.equivalence.samples import Sample, at_a_point
from engine.equivalence.sides import JUMPS, of_whole_numbers
from engine.equivalence.symbolic import TooLargeError
from engine.program import CONSTANT, INPUT, Node, Program
from engine.randomness import Randomness
from engine.running import Runner, inputs_at
from engine.shaping import label

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.equivalence.intervals import Range
    from engine.equivalence.sampling import Point, Space
    from engine.program import Shape

_NEAR = 1e-6  # of how far a little way changes what decides
_DRIFT = 10.0
_LITTLE = 1e-3
_SHIFT = 1e-6
_VISIBLE = 1e-10  # relative
_NOISE = 1e-12  # of the largest number on the way
_MOST_PROOFS = 6
_MOST_SHARED = 3  # sets of jumps that are near to each other
_TURNS = 12
_MOST_PLAIN = 6  # points for each jump
_ONE_PLACE = Fraction(1, 10**55)
_DENOMINATORS = (1_000, 1_000_000)
_BETWEEN = COMPARISONS | {"prefer"}
_THERE = {"le": 1.0, "ge": 1.0, "eq": 1.0, "lt": 0.0, "gt": 0.0, "ne": 0.0, "prefer": 0.5, "pow": 1.0}


UNTOUCHED = "What the two sides of a comparison do where they are equal could not be seen."


def apart_at_jumps(
    program: Program, outputs: tuple[int, ...], space: Space, points: Sequence[Point]
) -> Outcome | None:
    """Return how the first two of some nodes differ where something jumps at or near some points; None where nothing shows it.

    The other nodes are conditions. A point may hold columns of many, where the program works number by number.
    """
    pair, conditions = (outputs[0], outputs[1]), outputs[2:]
    jumps = _Jumps.of(program, pair, space)
    if jumps is None:
        return None
    for point in points:
        for at in jumps.plainest(point):
            seen = _seen(program, pair, conditions, at)
            if seen is not None:
                return seen
        for at, gates in jumps.shared(point):
            seen = _between(program, pair, conditions, space, (at, gates))
            if seen is not None:
                return seen
    found = [one for point in points for one in jumps.differences(pair, conditions, point)]
    for point, gate in found[:_MOST_PROOFS]:
        proof = _proved(program, pair, conditions, space, (point, gate, jumps.zero[gate]))
        if proof is not None:
            return proof
    return Outcome("undecided", UNTOUCHED) if found else None


@dataclass(slots=True)
class _Jumps:
    """A program in which each jump can be taken as it is where what decides on it is zero."""

    source: Program
    program: Program
    moved: list[int]
    zero: dict[int, int]  # for each gate of the source what is zero there
    flags: dict[int, str]
    arrays: bool  # whether a point holds arrays: then none of its values is a column
    runners: dict[Any, Runner] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Program, pair: tuple[int, int], space: Space) -> _Jumps | None:
        """Return the program; None where nothing jumps."""
        needed, known = _needed(source, pair), ranges(source.nodes, space)
        gates = [
            at
            for at in sorted(needed)
            if (source.nodes[at].op in JUMPS or exponent(source.nodes[at], source.nodes))
            and not of_whole_numbers(source, at)
            and _may_jump(source, at, space, known)
        ]
        return cls._built(source, gates, arrays=space.has_arrays) if gates else None

    @classmethod
    def _built(cls, source: Program, gates: Sequence[int], *, arrays: bool) -> _Jumps:
        nodes: list[Node] = []
        made = cls(source, source, [], {}, {}, arrays)

        def push(node: Node) -> int:
            nodes.append(node)
            return len(nodes) - 1

        for place, node in enumerate(source.nodes):
            new = push(replace(node, args=tuple(made.moved[arg] for arg in node.args)))
            if place in gates:
                made.zero[place] = _deciding(nodes, nodes[new])
                made.flags[place] = f"\0{place}"
                flag = push(Node(INPUT, value=made.flags[place]))
                new = push(Node("where", (flag, _value_there(nodes, nodes[new]), new)))
            made.moved.append(new)
        made.program = Program(tuple(nodes), {})
        return made

    def differences(
        self, pair: tuple[int, int], conditions: Sequence[int], point: Point
    ) -> Iterator[tuple[Point, int]]:
        """Yield points, without columns, and the gate at which the two differ there."""
        ways = self._ways(point)
        near = {gate: one <= _NEAR for gate, one in ways.items()}
        if not any(map(np.any, near.values())):
            return
        wanted = tuple(self.moved[place] for place in (*pair, *conditions))
        one, other, *holds = self._run(point, near, wanted)
        noise = self._noise(point, near) + self._drift(point, pair, ways)
        apart = _differ(one, other, noise) & np.all([value != 0 for value in holds], axis=0)
        if not self._in_columns(point):
            yield from ((point, gate) for gate, there in near.items() if np.any(apart) and np.any(there))
            return
        for at in np.flatnonzero(apart):
            gate = next((gate for gate, there in near.items() if there[at]), None)
            if gate is not None:
                yield {name: float(value[at]) for name, value in point.items()}, gate

    def plainest(self, point: Point) -> Iterator[Point]:
        """Yield the smallest of many points at which something jumps, or nearly: float64 may not tell its side."""
        if not self._in_columns(point):
            return
        sizes = np.max([np.abs(value) for value in point.values()], axis=0)
        chosen: dict[int, None] = {}
        for way in self._ways(point).values():
            found = np.flatnonzero((way <= _NEAR) & np.ones(np.shape(sizes), dtype=bool))
            chosen |= dict.fromkeys(found[np.argsort(sizes[found], kind="stable")][:_MOST_PLAIN].tolist())
        yield from ({name: float(value[at]) for name, value in point.items()} for at in chosen)

    def shared(self, point: Point) -> Iterator[tuple[Point, list[int]]]:
        """Yield points of many that are near to several jumps: these may be one, or side by side."""
        if not self._in_columns(point) or len(set(self.zero.values())) < 2:
            return
        near = {gate: way <= _NEAR for gate, way in self._ways(point).items()}
        seen: set[tuple[int, ...]] = set()
        for at in np.flatnonzero(np.sum(list(near.values()), axis=0) > 1):
            gates = [gate for gate, there in near.items() if there[at]]
            if tuple(gates) not in seen and len(seen) < _MOST_SHARED:
                seen.add(tuple(gates))
                yield {name: float(value[at]) for name, value in point.items()}, gates

    def _in_columns(self, point: Point) -> bool:
        return not self.arrays and all(np.ndim(value) == 1 for value in point.values())

    def _noise(self, point: Point, near: Mapping[int, Any]) -> Any:
        """Return what rounding may leave of the largest number on the way."""
        places = tuple(at for at in self.moved if self.program.nodes[at].op != CONSTANT)
        values = self._run(point, near, places)
        if not self._in_columns(point):
            return _NOISE * max((float(np.max(np.abs(one), initial=0.0)) for one in values), default=0.0)
        return _NOISE * np.max([np.where(np.isfinite(one), np.abs(one), 0.0) for one in values], axis=0)

    def _drift(self, point: Point, pair: tuple[int, int], ways: Mapping[int, Any]) -> Any:
        """Return how much two nodes may change on the way from a point to the jumps near to it."""
        free = {gate: np.zeros(()) for gate in self.zero}
        values = self._changes(point, free, tuple(self.moved[place] for place in pair))[1]
        near = [np.where(way <= _NEAR, way, 0.0) for way in ways.values()]
        if self._in_columns(point):
            return _DRIFT * np.max(near, axis=0) * np.max(np.nan_to_num(values), axis=0)
        return _DRIFT * max(map(np.max, near)) * max(float(np.max(np.nan_to_num(one))) for one in values)

    def _ways(self, point: Point) -> dict[int, Any]:
        """Return for each gate how far what decides on it is from zero, measured by how a little way changes it."""
        gates = tuple(self.zero)
        free = {gate: np.zeros(()) for gate in gates}
        here, changes = self._changes(point, free, tuple(self.zero[gate] for gate in gates))
        found, powers = {}, [gate for gate in gates if self.source.nodes[gate].op == "pow"]
        under = tuple(self.moved[self.source.nodes[gate].args[0]] for gate in powers)
        bases = dict(zip(powers, self._run(point, free, under), strict=True)) if powers else {}
        for value, change, gate in zip(here, changes, gates, strict=True):
            with np.errstate(all="ignore"):
                found[gate] = np.where(value == 0, 0.0, np.nan_to_num(np.abs(value) / change, nan=np.inf))
            if gate in bases:
                found[gate] = np.where(bases[gate] == 0, found[gate], np.inf)
        return found

    def _changes(
        self, point: Point, free: Mapping[int, Any], places: tuple[int, ...]
    ) -> tuple[list[Any], list[Any]]:
        """Return the values of some nodes, and how a little way changes them."""
        here, one, other = (
            self._run(at, free, places) for at in (point, _moved(point, 1.0), _moved(point, -1.0))
        )
        with np.errstate(all="ignore"):
            changes = [
                np.fmax(np.abs(a - value), np.abs(b - value))
                for value, a, b in zip(here, one, other, strict=True)
            ]
        return here, changes

    def _run(self, point: Point, flags: Mapping[int, Any], wanted: tuple[int, ...]) -> list[Any]:
        given = {**point, **{self.flags[gate]: np.asarray(one, dtype=float) for gate, one in flags.items()}}
        inputs = inputs_at(self.program, given)
        values = self._runner(tuple(np.shape(one) for one in inputs), wanted)(*inputs)
        if not self._in_columns(point):
            return [np.asarray(value) for value in values]
        count = len(next(iter(point.values())))
        return [np.broadcast_to(value, (count,)) for value in values]

    def _runner(self, shapes: tuple[Shape, ...], wanted: tuple[int, ...]) -> Runner:
        if (shapes, wanted) not in self.runners:
            self.runners[shapes, wanted] = Runner(self.program, shapes, wanted)
        return self.runners[shapes, wanted]


def _differ(one: Any, other: Any, noise: Any) -> Any:
    if np.shape(one) != np.shape(other):
        return np.zeros((), dtype=bool)
    with np.errstate(all="ignore"):
        gap, size = np.abs(one - other), np.maximum(np.abs(one), np.abs(other))
        return np.isfinite(other) & ~(gap <= _VISIBLE * size + noise)


def _moved(point: Point, way: float) -> Point:
    """Return a point a little way off, each number in a way of its own."""
    source = Randomness(20260509, "beside")
    return {
        name: np.asarray(value) * (1 + way * _LITTLE * (1 + source.uniform(np.shape(value))))
        + way * _SHIFT * source.normal(np.shape(value))
        for name, value in point.items()
    }


def _needed(program: Program, places: Sequence[int]) -> set[int]:
    needed = set(places)
    for at in range(max(needed), -1, -1):
        if at in needed:
            needed.update(counting(program.nodes[at]))
    return needed


def _push(nodes: list[Node], op: str, *args: int, value: Any = None) -> int:
    nodes.append(Node(op, args, value=value))
    return len(nodes) - 1


def _may_jump(program: Program, gate: int, space: Space, known: list[Range]) -> bool:
    """Tell whether what is zero where a gate jumps may be zero at all; that of an exponential never is, rounding aside."""
    nodes = list(program.nodes)
    place = _deciding(nodes, nodes[gate])
    return not [*known, *ranges(nodes, space, known)][place].is_solid


def _deciding(nodes: list[Node], gate: Node) -> int:
    """Return what is zero where a gate jumps."""
    if gate.op in _BETWEEN:
        return _push(nodes, "sub", *gate.args)
    if gate.op == "hardshrink":
        return _push(nodes, "sub", _push(nodes, "abs", gate.args[0]), gate.args[1])
    if gate.op in ("floor", "ceil"):
        return _push(nodes, "sub", gate.args[0], _nearest(nodes, gate))
    return gate.args[1] if gate.op == "pow" else gate.args[0]


def _nearest(nodes: list[Node], gate: Node) -> int:
    half = _push(nodes, CONSTANT, value=0.5)
    return _push(nodes, "floor", _push(nodes, "add", gate.args[0], half))


def _value_there(nodes: list[Node], gate: Node) -> int:
    """Return what a gate is where what decides on it is zero."""
    if gate.op in ("floor", "ceil"):
        return _nearest(nodes, gate)
    if gate.op in ("step", "where"):
        return gate.args[-1]
    return _push(nodes, CONSTANT, value=_THERE.get(gate.op, 0.0))


# Proof by a fraction


def _proved(
    program: Program,
    pair: tuple[int, int],
    conditions: Sequence[int],
    space: Space,
    where: tuple[Point, int, int],
) -> Outcome | None:
    """Return the difference at a fraction where a gate's operands are one; None where none is found."""
    point, gate, _ = where
    if any(np.ndim(value) for value in point.values()):
        return None
    wider = Program((*program.nodes, *_distance(program, gate)), {})
    zero = len(wider.nodes) - 1
    given = {name: Fraction(repr(float(value))) for name, value in point.items()}
    for name in sorted(inputs_of(program, gate) & space.continuous):
        for root in _roots(wider, zero, given, name):
            at = {**given, name: root}
            if space.domains[name].holds(float(root)) and _is_zero(wider, zero, at):
                found = _seen(program, pair, conditions, at, f" where {_equation(program, gate)}")
                if found is not None:
                    return found
    return None


def _between(
    program: Program,
    pair: tuple[int, int],
    conditions: Sequence[int],
    space: Space,
    where: tuple[Point, list[int]],
) -> Outcome | None:
    """Return the difference midway between jumps that no float lies between; None where there is none."""
    point, gates = where
    given = {name: Fraction(repr(float(value))) for name, value in point.items()}
    used = set.intersection(*(inputs_of(program, gate) for gate in gates)) & space.continuous
    for name in sorted(used)[:1]:
        roots = {_root(program, gate, given, name) for gate in gates} - {None}
        ordered = sorted(root for root in roots if root is not None and _is_beside(root, given[name]))
        for left, right in pairwise(ordered):
            at = {**given, name: (left + right) / 2}
            if right - left > abs(right) * _ONE_PLACE and space.domains[name].holds(float(right)):
                found = _seen(program, pair, conditions, at)
                if found is not None:
                    return found
    return None


def _is_beside(root: Fraction, about: Fraction) -> bool:
    return abs(root - about) <= abs(about) * Fraction(1, 10**6)


def _root(program: Program, gate: int, given: Mapping[str, Fraction], name: str) -> Fraction | None:
    """Return to fifty digits where along a number a gate jumps, by straight lines; None where they do not meet."""
    wider = Program((*program.nodes, *_distance(program, gate)), {})
    last = given[name]
    here = last + abs(last) * Fraction(1, 10**9)
    try:
        before, value = (_worked_out(wider, {**given, name: one}) for one in (last, here))
        for _ in range(_TURNS):
            if not value or value == before or abs(here - last) <= abs(here) * _ONE_PLACE:
                break
            step = (here - last) * value / (value - before)
            last, here, before = here, here - step, value
            value = _worked_out(wider, {**given, name: here})
    except (NoExactFormError, TooLargeError, ValueError, OverflowError):
        return None
    return here


def _worked_out(program: Program, at: Mapping[str, Fraction]) -> Fraction:
    """Return the last node of a program as the decimal of fifty digits that it is; raises ValueError without a value."""
    return Fraction(str(exactly(program, (len(program.nodes) - 1,), at)[0][()]))


def _distance(program: Program, gate: int) -> list[Node]:
    nodes = list(program.nodes)
    place = _deciding(nodes, program.nodes[gate])
    return nodes[len(program.nodes) :] if place >= len(program.nodes) else [Node("neg", (place,))]


def _roots(program: Program, zero: int, given: Mapping[str, Fraction], name: str) -> Iterator[Fraction]:
    """Yield fractions near to a number at which a node may be zero."""
    about = given[name]
    for most in _DENOMINATORS:
        yield about.limit_denominator(most)
    width = abs(about) / 1000 or Fraction(1, 1000)
    left, right = about - width, about + width
    low, high = (_fraction(program, zero, {**given, name: one}) for one in (left, right))
    if isinstance(low, Fraction) and isinstance(high, Fraction) and low != high:
        yield left - low * (right - left) / (high - low)


def _is_zero(program: Program, zero: int, at: Mapping[str, Fraction]) -> bool:
    return bool(_fraction(program, zero, at) == 0)


def _fraction(program: Program, place: int, at: Mapping[str, Fraction]) -> Any:
    def whole(op: str, _args: tuple[Any, ...], _options: Mapping[str, Any]) -> Any:
        raise NoFractionsError(op)

    return Fractions(program.nodes, at, lambda _place: (), whole).at(place)[()]


def _seen(
    program: Program, pair: tuple[int, int], conditions: Sequence[int], at: Mapping[str, Any], where: str = ""
) -> Outcome | None:
    """Return "different" if many digits tell two nodes apart at a point; ``where`` says which point this is."""
    if looked_at(program, pair, at) != "apart":
        return None
    try:
        one, other, *holds = (value[()] for value in exactly(program, (*pair, *conditions), at))
    except (NoExactFormError, TooLargeError):
        return None
    if not all(holds):
        return None
    if where:
        said = f"It differs{where}: {float(one):.6g} instead of {float(other):.6g}."
        return Outcome("different", said, why="value")
    sample = Sample(
        {name: float(value) for name, value in at.items()}, np.float64(float(one)), np.float64(float(other))
    )
    return Outcome("different", at_a_point(sample, program.inputs, arrays=False), why="value")


def _equation(program: Program, gate: int) -> str:
    node = program.nodes[gate]
    if node.op == "pow":
        return f"{label(program, node.args[1])} = 0"
    if node.op not in _BETWEEN:
        return (
            f"{label(program, node.args[0])} = 0"
            if node.op not in ("floor", "ceil", "hardshrink")
            else "it jumps"
        )
    return f"{label(program, node.args[0])} = {label(program, node.args[1])}"
