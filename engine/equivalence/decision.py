"""Whether two expressions are one function on a domain: sampling first, fifty digits where that is too close.

Three-valued: same, different, undecided. Both are nodes of one program, which is run at points of the domain in
float64. Where the two come apart, or a value overflows, fifty digits decide; where they agree, fifty digits
confirm it at the points that agree least. Never "same" without agreement everywhere, never "different" by
rounding alone.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.building import Builder
from engine.comparison import Outcome
from engine.equivalence.aiming import Search
from engine.equivalence.choosing import CONFIRMED, MOST_LOOKED_AT, PLAIN, worth_a_second_look
from engine.equivalence.closely import Seen, has_value, looked_at, may_hold
from engine.equivalence.columns import entrywise, is_entrywise, telling
from engine.equivalence.edges import edge_points, foreign
from engine.equivalence.folding import folded
from engine.equivalence.jumping import UNTOUCHED, apart_at_jumps
from engine.equivalence.mattering import Branches
from engine.equivalence.proving import is_proven
from engine.equivalence.samples import AGREES, Sample, gap_of, is_finite, plainness
from engine.equivalence.sampling import POINTS, Point, Space, as_domain
from engine.equivalence.touching import Touching, crossing_points, touching_points, whole_points
from engine.equivalence.verdicts import different, shapes_differ
from engine.errors import ReadingError, ShapeError
from engine.language import tree as t
from engine.language.reader import parse_expression
from engine.language.walk import walk
from engine.meaning import Scope
from engine.program import CONSTANT, Node, Program
from engine.running import Runner, inputs_at
from engine.shaping import infer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.program import Shape

ENOUGH = 16  # points at which both have a value
DIFFERS = 1e-6  # relative: more than rounding and cancellation explain; used where nothing more exact is
_ARRAY_POINTS = 32
_FAR = 50.0  # numbers beyond it lose too many digits to be believed without a closer look
_SUSPECTS = 6
_PLAINEST = 3  # points looked at with as many digits as they ask for
_ARRAY_KINKS = 8
_BEYOND = "One side of a branch could not be compared."
_MOST_AT_EDGES = 20
_MOST_FORCED = 40  # points at which branches are taken by force
_IDLE = "What one side of a branch does could not be seen."
_MOST_ENTRIES = 200_000  # of all values at one point
_SHAPED = 4  # points that tell a transpose where shapes differ
_TOO_LARGE = "This makes arrays too large to be compared."
_TOO_FEW = "Too few points could be compared to decide."


def equivalent(answer: str, reference: str, *, domain: Mapping[str, Any] | None = None) -> Outcome:
    """Compare a typed expression with a reference over a domain.

    ``domain`` maps each name to "real", "positive", "nonnegative", an interval (low, high), or for arrays
    {"shape": ("N", "d")} where letters are sizes. Names of the reference that are left out are real numbers.
    """
    said = dict(domain or {})
    right = parse_expression(reference, names=tuple(said))
    names = tuple(dict.fromkeys([*said, *_names(right)]))
    shaped = Space({name: as_domain(said.get(name, "real")) for name in names})
    space = Space({name: one for name, one in shaped.domains.items() if name not in shaped.letters})
    builder = Builder(names)
    places = {name: builder.input(name) for name in names}
    try:
        typed = parse_expression(answer, names=names, strict_names=True)
        one, other = (builder.tree(tree, Scope(places, {})) for tree in (typed, right))
    except ReadingError as error:
        return Outcome("unreadable", str(error), place=(error.line, error.column))
    return compare(builder.program(), one, other, space)


def _names(tree: t.Tree) -> list[str]:
    return [node.id for node in walk(tree) if isinstance(node, t.Name) and node.id not in ("e", "pi")]


def compare(
    program: Program,
    answer: int,
    reference: int,
    space: Space,
    conditions: tuple[int, ...] = (),
    *,
    branches: bool = True,
) -> Outcome:
    """Compare two nodes of a program over a space that has all its inputs, where ``conditions`` are not zero.

    ``branches`` says whether those that only one of the two has are searched for: an answer may hide one, what the
    engine wrote itself does not.
    """
    if answer == reference:
        return Outcome("same")
    alone, (one, other, *rest) = only(program, (answer, reference, *conditions))
    pair = _Pair(alone, one, other, space, tuple(rest), branches=branches)
    try:
        if pair.is_too_large:
            return Outcome("undecided", _TOO_LARGE)
        alone, (one, other, *rest) = only(*folded(alone, pair.outputs, pair.shapes))
        if one == other:
            return Outcome("same")
        return _Pair(alone, one, other, space, tuple(rest), branches=branches).outcome()
    except ShapeError as error:
        return Outcome("different", f"The shapes do not fit: {error}.", why="shape")
    except (ValueError, MemoryError):
        return Outcome("undecided", _TOO_FEW)


class _Pair:
    """Two nodes of one program, and where they are compared."""

    def __init__(
        self,
        program: Program,
        answer: int,
        reference: int,
        space: Space,
        conditions: tuple[int, ...],
        *,
        branches: bool,
    ) -> None:
        self.program = program
        self.branches = branches
        self.answer = answer
        self.reference = reference
        self.space = space
        self.outputs = (answer, reference, *conditions)
        self.runners: dict[Any, Runner] = {}
        self.search: Search | None = None
        self.gates: tuple[int, ...] = ()
        self.edges: dict[str, Any] = {}  # points at edges of branches, a column for each name
        self.around: dict[str, Any] = {}  # these, and points at kinks
        self.at_edges: list[Point] = []  # points of arrays there
        self.branching: Branches | None = None
        self.touching: Touching | None = None

    def outcome(self) -> Outcome:
        if self.has_another_shape:
            points = list(self.space.points())[:_SHAPED]
            return shapes_differ(self.space, [self.sample(point) for point in points])
        samples: list[Sample] = []
        for stage in (
            self.samples,
            self.aimed,
            self.joined,
        ):  # most that differ do so where nothing was searched for
            new = [one for one in stage(samples) if one.holds]
            samples += new
            if any(np.shape(one.answer) != np.shape(one.reference) for one in new):
                return shapes_differ(self.space, samples)
            for one in new:
                one.gap = gap_of(one.answer, one.reference)
            differs = self.suspected(new, samples)
            if differs is not None:
                return differs
            if self.branching is not None:
                self.look(new)
        return self.confirmed(samples)

    @property
    def is_too_large(self) -> bool:
        """Whether one point would take more room than any answer needs. Raises ShapeError."""
        return sum(map(math.prod, self.shapes)) > _MOST_ENTRIES

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """The shape of each node at the first point. Raises ShapeError."""
        point = next(self.space.points(), {})
        return tuple(infer(self.program, tuple(np.shape(one) for one in self.inputs(point)), {}))

    @property
    def has_another_shape(self) -> bool:
        """Whether no value needs to be compared."""
        return self.shapes[self.answer] != self.shapes[self.reference]

    # Sampling

    def samples(self, _before: Sequence[Sample]) -> Iterator[Sample]:
        points = list(self.space.points(_ARRAY_POINTS if self.space.has_arrays else POINTS))
        if not self.space.domains:
            points = points[:1]
        if self.works_in_columns:
            yield from self.all_at_once([*points, *self.space.points_at(self.kinks())])
            return
        for point in [*points, *self.at_kinks()]:
            yield self.sample(point)

    def at_kinks(self) -> list[Point]:
        """Return points at which numbers, and entries of arrays, are where branches and poles tend to be."""
        if not self.space.has_arrays:
            return list(self.space.points_at(self.kinks()))
        kinks = self.kinks()
        points = [*self.space.at_kinks(kinks), *self.space.scaled()]
        return points + list(self.space.points_at(kinks[:_ARRAY_KINKS])) if self.space.numbers else points

    def aimed(self, _before: Sequence[Sample]) -> Iterator[Sample]:
        """Yield samples about the branches that only one of the two has."""
        if not self.branches or not self.space.domains:
            return
        branches = foreign(self.program, self.answer, self.reference, bounded=len(self.outputs) > 2)
        self.gates = branches.gates
        for point in touching_points(branches.program, branches.shared, self.space):
            yield self.sample(point)
        if self.space.has_arrays:
            whole, unmet = whole_points(branches.program, branches.shared, self.space)
            yield from map(self.sample, whole)
            self.at_edges += crossing_points(branches.program, unmet, self.space)
            self.touching = Touching(branches.program, branches.touching)
        if branches.switches:
            self.search = Search(
                branches.program, branches.switches, self.space, branches.pointwise, branches.hard
            )
            for point in self.search.points():
                sample = self.sample(point)
                sample.holds = bool(np.all(sample.holds))
                if sample.holds and sum(map(np.size, self.inputs(point))) <= MOST_LOOKED_AT:
                    self.at_edges.append(point)
                if sample.holds:
                    self.search.met(sample, judged=sample.is_valid)
                yield sample

    def joined(self, before: Sequence[Sample]) -> Iterator[Sample]:
        """Yield samples where each number is at an edge; if some branch never mattered, also small and large ones."""
        if not self.gates:
            return
        self.branching = self.forced()
        self.look(before)
        if len(self.space.numbers) > 1 and min(map(len, self.edges.values()), default=0):
            yield from self.best_of(self.space.crossed(self.edges))
        if self.branching.idle:
            yield from self.joint()

    def joint(self) -> Iterator[Sample]:
        if self.works_in_columns:
            yield from self.best_of(self.space.joint_columns())
        else:
            yield from (self.sample(point) for point in self.space.joint())

    @cached_property
    def works_in_columns(self) -> bool:
        return not self.space.has_arrays and self.is_entrywise

    def forced(self) -> Branches:
        """Return the branches that only one of the two has."""
        if not self.works_in_columns:
            return Branches(self.program, (self.answer, self.reference), self.gates, self.space)
        program, (answer, reference, *_) = entrywise(self.program, self.outputs)
        gates = foreign(program, answer, reference, bounded=len(self.outputs) > 2).gates
        return Branches(program, (answer, reference), gates, self.space)

    def look(self, samples: Sequence[Sample]) -> None:
        """See which branches make a difference where both agree."""
        first = {id(one) for one in self.search.telling} if self.search is not None else set()
        valid = [one for one in samples if one.is_valid and one.gap <= AGREES]
        points = [one.point for one in sorted(valid, key=lambda one: id(one) not in first)]
        if self.works_in_columns and points:
            points = [{name: np.array([point[name] for point in points]) for name in points[0]}]
        if self.branching is not None:
            self.branching.look(points[:_MOST_FORCED])

    def sample(self, point: Point) -> Sample:
        inputs = self.inputs(point)
        try:
            answer, reference, *conditions = self.runner(inputs)(*inputs)
        except (FloatingPointError, ZeroDivisionError, OverflowError, TypeError, IndexError):
            return Sample(point, np.asarray(np.nan), np.asarray(np.nan))
        holds: Any = np.all([np.asarray(one) != 0 for one in conditions], axis=0)
        return Sample(
            point, np.asarray(answer), np.asarray(reference), holds if np.ndim(holds) else bool(holds)
        )

    def runner(self, inputs: tuple[Any, ...]) -> Runner:
        shapes = tuple(np.shape(one) for one in inputs)
        if shapes not in self.runners:
            self.runners[shapes] = Runner(self.program, shapes, self.outputs)
        return self.runners[shapes]

    def inputs(self, point: Point) -> tuple[Any, ...]:
        return inputs_at(self.program, point)

    @cached_property
    def is_entrywise(self) -> bool:
        """Whether many numbers can be worked through as one array."""
        return is_entrywise(self.program)

    def all_at_once(self, points: list[Point]) -> list[Sample]:
        """Work through all points as arrays, in which what only keeps shapes has nothing to do; return those that tell most."""
        columns = {name: np.array([point[name] for point in points], dtype=float) for name in points[0]}
        if self.space.numbers:
            program, _ = entrywise(self.program, self.outputs)
            lines = self.space.lines()
            self.edges = edge_points(program, lines, self.space.continuous)
            self.around = {name: np.concatenate([columns[name], one]) for name, one in self.edges.items()}
            columns = {
                name: np.concatenate([column, lines[name], self.edges[name]])
                for name, column in columns.items()
            }
        return self.best_of(columns)

    def best_of(self, columns: dict[str, Any]) -> list[Sample]:
        """Return those of many points, a column for each name, that tell most."""
        program, outputs = entrywise(self.program, self.outputs)
        count = max((len(column) for column in columns.values()), default=1)
        alone = _Pair(program, outputs[0], outputs[1], self.space, outputs[2:], branches=False)
        whole = alone.sample(columns)
        one, other, holds = (
            np.broadcast_to(value, (count,)) for value in (whole.answer, whole.reference, whole.holds)
        )
        chosen = telling(one, other, np.asarray(holds, dtype=bool))
        return [
            Sample({name: float(column[at]) for name, column in columns.items()}, one[at], other[at])
            for at in chosen
        ]

    def kinks(self) -> tuple[float, ...]:
        """Return the numbers in both expressions, and 0 and 1: where branches and poles tend to be."""
        written = {
            abs(float(node.value))
            for node in self.program.nodes
            if node.op == CONSTANT and isinstance(node.value, float)
        }
        bases = sorted({0.0, 1.0, *(value for value in written if value <= 1e12)})
        signed = [sign * base for base in bases for sign in (1.0, -1.0)]
        return tuple(dict.fromkeys(value + 0.0 for value in signed))

    # Deciding

    def suspected(self, new: Sequence[Sample], samples: Sequence[Sample]) -> Outcome | None:
        """Return "different" where some new sample shows it; None where rounding may explain all gaps."""
        apart = sorted(
            (one for one in new if one.is_valid and one.gap > AGREES),
            key=lambda one: (plainness(one) > _FAR, -one.gap),
        )
        holes = [one for one in new if is_finite(one.reference) and not is_finite(one.answer)]
        for one in [*apart[:_SUSPECTS], *holes[:_SUSPECTS]]:
            seen = self.seen(one)
            clear = one.is_valid and one.gap > DIFFERS and plainness(one) <= _FAR
            if (seen == "apart" or (seen == "unknown" and clear)) and self.holds(one):
                return self.different(one, samples)
        return None

    def confirmed(self, samples: Sequence[Sample]) -> Outcome:
        """Return "same" where enough points agree, to as many digits as they ask for where they have such a form."""
        valid = [one for one in samples if one.is_valid and one.gap <= AGREES]
        agreeing, exact, beyond = len(valid), 0, False
        told = self.search.telling if self.search is not None else []
        looked = worth_a_second_look(samples, valid, told, arrays=self.space.has_arrays)
        plainest = looked[:1] if self.space.has_arrays else sorted(valid, key=plainness)[:_PLAINEST]
        for one in looked if self.space.has_arrays else [*plainest, *looked]:
            seen = self.seen(one, thorough=any(one is other for other in plainest))
            if seen == "apart" and one.gap <= AGREES and not has_value(self.program, self.answer, one.point):
                seen = "beyond"  # where float64 takes one over nothing for infinity
            if seen == "apart" and self.holds(one):
                return self.different(one, samples)
            beyond |= seen == "beyond" and plainness(one) <= PLAIN
            exact += seen == "alike"
            agreeing += seen == "alike" and not (one.is_valid and one.gap <= AGREES)
        unseen = self.at_jumps() or self.unseen(samples, valid)
        if unseen is not None:
            return unseen
        enough = agreeing >= (ENOUGH if self.varies else 1)
        doubtful = beyond or any(one.is_valid and one.gap > AGREES for one in samples)
        if (enough and not beyond and (exact or not doubtful)) or self.is_proven():
            return Outcome("same")
        return Outcome("undecided", _TOO_FEW)

    def unseen(self, samples: Sequence[Sample], valid: Sequence[Sample]) -> Outcome | None:
        """Return "undecided" where some branch was not seen on all its sides."""
        if self.search is not None and self.search.unseen and not self.settled(self.search, samples):
            return Outcome("undecided", _BEYOND)
        if self.touching is not None and not self.touching.met(valid):
            return Outcome("undecided", UNTOUCHED)
        if self.branching is not None and self.branching.idle:
            return Outcome("undecided", _IDLE)
        return None

    def at_jumps(self) -> Outcome | None:
        """Return how the two differ exactly where something jumps, or that nobody knows; None where nothing shows it."""
        if not self.works_in_columns:
            points = self.at_edges[:: max(1, len(self.at_edges) // _MOST_AT_EDGES)]
            return apart_at_jumps(self.program, self.outputs, self.space, points)
        return apart_at_jumps(
            *entrywise(self.program, self.outputs), self.space, [self.around] if self.around else []
        )

    def different(self, sample: Sample, samples: Sequence[Sample]) -> Outcome:
        """Return "different", as a sample shows."""
        pair = (self.answer, self.reference)
        return different(
            self.program,
            pair,
            self.space,
            sample,
            samples,
            lambda one: self.seen(one) in ("apart", "unknown"),
        )

    def seen(self, sample: Sample, *, thorough: bool = False) -> Seen:
        return looked_at(self.program, (self.answer, self.reference), sample.point, thorough=thorough)

    def holds(self, sample: Sample) -> bool:
        """Tell whether a point is in the domain, and that not by rounding only."""
        return may_hold(self.program, self.outputs[2:], sample.point)

    def settled(self, search: Search, samples: Sequence[Sample]) -> bool:
        """Tell whether all branches are seen, also those where float64 has no value."""
        for one in [one for one in samples if not one.is_valid][:CONFIRMED]:
            if self.seen(one) == "alike":
                search.met(one, judged=True)
        return not search.unseen

    def is_proven(self) -> bool:
        """Tell whether SymPy, asked where sampling does not decide, finds the two numbers equal."""
        asked = not self.space.has_arrays and self.is_entrywise and len(self.outputs) == 2
        return asked and is_proven(*entrywise(self.program, self.outputs), self.space)

    @property
    def varies(self) -> bool:
        """Whether there is anything to sample."""
        return any(one.kind != "fixed" for one in self.space.domains.values())


def values_at(program: Program, places: tuple[int, ...], point: Point) -> tuple[Any, ...]:
    """Return the values of some nodes at a point, not finite where they are not. Raises ShapeError."""
    alone, outputs = only(program, places)
    inputs = inputs_at(alone, point)
    runner = Runner(alone, tuple(np.shape(one) for one in inputs), outputs)
    return tuple(np.asarray(value) for value in runner(*inputs))


def only(program: Program, wanted: tuple[int, ...]) -> tuple[Program, tuple[int, ...]]:
    """Return a program of the inputs and what some nodes need, and where those now stand."""
    needed = set(wanted)
    for place in range(max(needed), -1, -1):
        if place in needed:
            needed.update(program.nodes[place].args)
    moved: dict[int, int] = {}
    nodes: list[Node] = []
    for place in sorted(needed):
        node = program.nodes[place]
        moved[place] = len(nodes)
        nodes.append(replace(node, args=tuple(moved[arg] for arg in node.args), origin=None))
    names = {name: moved[place] for name, place in program.names.items() if place in moved}
    return Program(tuple(nodes), names), tuple(moved[place] for place in wanted)
