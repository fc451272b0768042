"""Points of arrays on both sides of every branch that only one of two expressions has.

Random numbers seldom lie between 0 and 10⁻⁵ or beyond 60, and arrays are small. So inputs are moved until what a
branch depends on changes sign: scaled, shifted, and made longer. A branch that both have needs no search.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.equivalence.edges import inputs_of
from engine.equivalence.intervals import Range, ranges
from engine.errors import ShapeError
from engine.program import CONSTANT, Program
from engine.randomness import Randomness
from engine.running import Runner, inputs_at
from engine.shaping import infer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.equivalence.samples import Sample
    from engine.equivalence.sampling import Point, Space
    from engine.program import Array, Shape

_SCALES = (
    *(-1e3, -30.0, -4.0, -1.0, -0.3, -0.01, -1e-4, -1e-8, 0.0, 1e-8, 1e-6, 1e-4, 0.01, 0.1, 0.3, 1.0, 3.0),
    *(10.0, 30.0, 100.0, 1e3, 1e4, 1e6, 1e9),
)
_SHIFTS = (-1e6, -1e3, -30.0, -10.0, -3.0, -1.0, -0.3, -0.01, 0.0, 0.01, 0.3, 1.0, 3.0, 10.0, 30.0, 1e3, 1e6)
_LENGTHS = (1, 4, 12, 40, 150, 600, 2500, 5000)
_SHORT = 2  # the other sizes meanwhile
_BASES = (2, 9)  # points of different sizes
_MOST_EDGES = 32
_A_SWITCH = 8  # edges
_WALKS = 3  # switches
_STEPS = 150
_AGAIN = 8
_ROUNDS = 40
_BESIDE = 1e-3
_MOST_ENTRIES = 60_000
_USUAL = (1e-6, 1e3)  # other constants are scales too


@dataclass(slots=True)
class Search:
    """The branches that are looked for."""

    program: Program
    switches: tuple[int, ...]
    space: Space
    equalities: frozenset[int] = frozenset()  # of the switches, those where only zero tells
    hard: frozenset[int] = frozenset()  # those at which something jumps or bends
    _used: set[str] = field(default_factory=set)
    _free: list[str] = field(default_factory=list)
    _smallest: dict[tuple[int, float], Sample] = field(default_factory=dict)
    _sides: dict[int, set[float]] = field(default_factory=dict)
    _judged: dict[int, set[float]] = field(default_factory=dict)
    _runners: dict[Any, Runner] = field(default_factory=dict)
    _met: dict[int, set[float]] = field(default_factory=dict)
    _edges: dict[int, int] = field(default_factory=dict)
    _ranges: list[Range] = field(default_factory=list)

    def __post_init__(self) -> None:
        """See what the switches depend on."""
        found: set[str] = set().union(*(inputs_of(self.program, switch) for switch in self.switches))
        self._used = found & set(self.space.domains)
        self._free = [
            name
            for name, one in self.space.domains.items()
            if name not in self._used and one.is_continuous and one.kind != "interval"
        ]

    def points(self) -> Iterator[Point]:
        """Yield points at edges, beside them, and between neighbouring ones; and longer arrays."""
        for base in self._bases():
            for name, way, rungs in self._ways():
                yield from self._along(base, name, way, rungs)
        if any(len(self._met.get(switch, set()) - {0.0}) < 2 for switch in self.switches):
            yield from self._longer()
        yield from self._walks()

    def met(self, sample: Sample, *, judged: bool) -> None:
        """Note a point of the domain, and whether both have a value there; keep the smallest on each side of each branch."""
        for switch, values in zip(self.switches, self._values(sample.point), strict=True):
            for side in _signs(values):
                self._sides.setdefault(switch, set()).add(side)
                if judged:
                    self._judged.setdefault(switch, set()).add(side)
                best = self._smallest.get((switch, side))
                if judged and (best is None or size_of(sample) < size_of(best)):
                    self._smallest[switch, side] = sample

    @property
    def telling(self) -> list[Sample]:
        """The smallest points, one for each side of each branch."""
        return list({id(one): one for one in self._smallest.values()}.values())

    def is_open(self, switch: int) -> bool:
        """Tell whether a side of a switch was met where nothing could be compared, or was not met and may exist."""
        met = self._sides.get(switch, set()) - {0.0}
        if switch in self.equalities:
            return True  # that two values are one is met by chance alone
        if met - self._judged.get(switch, set()):
            return True
        return len(met) < 2 and switch in self.hard and not self._has_one_sign(switch)

    @property
    def unseen(self) -> bool:
        """Whether some side of a branch could not be compared."""
        return any(self.is_open(switch) for switch in self.switches)

    def _has_one_sign(self, switch: int) -> bool:
        if not self._ranges:
            self._ranges = ranges(self.program.nodes, self.space)
        return self._ranges[switch].low >= 0 or self._ranges[switch].high <= 0

    def _bases(self) -> Iterator[Point]:
        """Yield points of different sizes, the second of round numbers: with these, edges are met exactly."""
        points = list(self.space.points(max(_BASES) + 1))
        yield points[_BASES[0]]
        yield {
            name: self.space.domains[name].rounded(value) if name in self.space.domains else value
            for name, value in points[_BASES[1]].items()
        }

    # Lines: one input, or all, moved step by step

    def _ways(self) -> Iterator[tuple[str, str, tuple[float, ...]]]:
        scales = tuple(sorted({*_SCALES, *self._constants()}))
        yield "", "scale", scales
        for name in self._movable():
            yield name, "scale", scales
            yield name, "shift", _SHIFTS

    def _constants(self) -> Iterator[float]:
        for node in self.program.nodes:
            if node.op == CONSTANT and isinstance(node.value, float) and node.value:
                size = abs(node.value)
                if not _USUAL[0] <= size <= _USUAL[1] and size < 1e250:
                    yield from (0.1 * size, size, 10 * size, -size)

    def _movable(self) -> list[str]:
        """Return the inputs on which some switch depends and that take any value in their domain."""
        return [name for name in sorted(self._used) if self.space.domains[name].is_continuous]

    def _along(self, base: Point, name: str, way: str, rungs: Sequence[float]) -> Iterator[Point]:
        moving = [name] if name else sorted(self._used)

        def at(t: float) -> Point:
            # What no switch depends on is made smaller as this grows: the rest should not overflow.
            calm = {one: 1 / max(1.0, abs(t)) for one in self._free}
            moved = {one: self.space.domains[one].moved(base[one], by, "scale") for one, by in calm.items()}
            return {
                **base,
                **moved,
                **{one: self.space.domains[one].moved(base[one], t, way) for one in moving},
            }

        rows = [self._values(at(t)) for t in rungs]
        yield from (at(t) for t, row in zip(rungs, rows, strict=True) if self._is_new(row))
        edges = sorted(self._edges_between(at, rungs, rows))
        for low, exact, high in edges:
            width = _BESIDE * max(abs(low), abs(high), 1e-9)
            yield from (at(t) for t in dict.fromkeys((low, exact, high, low - width, high + width)))
        for (_, _, left), (right, _, _) in pairwise(edges):
            if right > left:
                yield at((left + right) / 2)

    def _values(self, point: Point) -> list[Array]:
        """Return the switches' values at a point, flat."""
        inputs = inputs_at(self.program, point)
        return [np.ravel(value) for value in self._runner(tuple(np.shape(one) for one in inputs))(*inputs)]

    def _runner(self, shapes: tuple[Shape, ...]) -> Runner:
        if shapes not in self._runners:
            self._runners[shapes] = Runner(self.program, shapes, self.switches)
        return self._runners[shapes]

    def _is_new(self, row: Sequence[Array]) -> bool:
        """Tell whether some switch has a sign here that it had at few points before, and note it."""
        new = False
        for switch, values in zip(self.switches, row, strict=True):
            signs = _signs(values)
            new |= not signs <= self._met.setdefault(switch, set())
            self._met[switch] |= signs
        return new

    def _edges_between(
        self, at: Any, rungs: Sequence[float], rows: Sequence[Sequence[Array]]
    ) -> Iterator[tuple[float, float, float]]:
        """Yield narrow intervals in which an entry of a switch changes sign, and where."""
        for number, switch in enumerate(self.switches):
            table = np.stack([row[number] for row in rows])
            sides = np.sign(table)
            crossed = np.argwhere(sides[:-1] * sides[1:] < 0)
            step = max(1, len(crossed) // 4)
            for start, entry in crossed[::step][:4]:
                if self._edges.get(switch, 0) >= _A_SWITCH or sum(self._edges.values()) >= _MOST_EDGES:
                    return
                self._edges[switch] = self._edges.get(switch, 0) + 1
                ends = (rungs[start], rungs[start + 1])
                signed = (float(table[start, entry]), float(table[start + 1, entry]))
                yield self._narrowed(at, ends, signed, (number, int(entry)))

    def _narrowed(
        self, at: Any, ends: tuple[float, float], values: tuple[float, float], which: tuple[int, int]
    ) -> tuple[float, float, float]:
        """Narrow an interval about a change of sign: by straight lines, by halves where these do not."""
        (left, right), (low, high) = ends, values
        for turn in range(_ROUNDS):
            width = right - left
            if width <= 1e-12 * max(abs(left), abs(right), 1e-300):
                break
            share = low / (low - high) if turn % 3 < 2 and np.isfinite(low - high) else 0.5
            share = min(max(share, 1e-9), 1 - 1e-9)
            tried = left + share * width
            if not left < tried < right:
                break
            value = float(self._values(at(tried))[which[0]][which[1]])
            if value == 0:
                nudge = 1e-9 * max(abs(tried), 1e-9)
                return tried - nudge, tried, tried + nudge
            if (value < 0) == (low < 0):
                left, low = tried, value
            else:
                right, high = tried, value
        return left, left, right

    # Walks: many small random steps towards a side that no line met

    def _walks(self) -> Iterator[Point]:
        """Yield points on a side of a switch that was not met before."""
        open_ones = [
            n for n, switch in enumerate(self.switches) if len(self._met.get(switch, set()) - {0.0}) == 1
        ]
        for number in open_ones[:_WALKS] if self._movable() else []:
            start = self.space.sized(dict.fromkeys(self.space.letters, _SHORT))
            yield from self._walk(number, start, next(iter(self._met[self.switches[number]] - {0.0})))

    def _walk(self, number: int, point: Point, side: float) -> Iterator[Point]:
        source, names = Randomness(20260505, f"walk {number}"), self._movable()
        nearest = self._lowest(number, point, side)
        for _ in range(_STEPS):
            name = names[int(source.integers(len(names)))]
            factor = np.exp(1.5 * source.normal(np.shape(point[name]) if source.integers(2) else ()))
            turned = -1.0 if source.integers(4) == 0 else 1.0
            for _ in range(_AGAIN):  # as long as it helps
                tried = {**point, name: self.space.domains[name].moved(point[name], turned * factor, "scale")}
                reached = self._lowest(number, tried, side)
                if not reached < nearest:
                    break
                before, point, nearest, turned = point, tried, reached, 1.0
                if reached < 0:
                    self._is_new(self._values(point))
                    yield before
                    yield point
                    return

    def _lowest(self, number: int, point: Point, side: float) -> float:
        """Return how far a switch is from the other side, in its nearest entry."""
        values = side * self._values(point)[number]
        return float(np.min(values)) if np.all(np.isfinite(values)) and values.size else np.inf

    # Sizes

    def _longer(self) -> Iterator[Point]:
        """Yield points of longer and longer arrays, and at the sizes where a switch of one number changes sides."""
        for letter in self.space.letters:
            before: tuple[int, list[Array]] | None = None
            for length in _LENGTHS:
                found = self._sized(letter, length)
                if found is None:
                    break
                point, row = found
                if self._is_new(row):
                    yield point
                if before is not None:
                    yield from self._sizes_between(letter, before, (length, row))
                before = (length, row)

    def _sized(self, letter: str, length: int) -> tuple[Point, list[Array]] | None:
        """Return a point with a size, and the switches there; None where that takes too much room, or does not fit."""
        sizes = dict.fromkeys(self.space.letters, _SHORT) | {letter: length}
        try:
            point = self.space.sized(sizes)
            shapes = tuple(np.shape(point[name]) for name in self.program.inputs)
            if sum(int(np.prod(shape)) for shape in infer(self.program, shapes, {})) > _MOST_ENTRIES:
                return None
            return point, self._values(point)
        except (ShapeError, ValueError):
            return None

    def _sizes_between(
        self, letter: str, before: tuple[int, list[Array]], after: tuple[int, list[Array]]
    ) -> Iterator[Point]:
        for number in range(len(self.switches)):
            one, other = before[1][number], after[1][number]
            if one.size != 1 or other.size != 1 or not np.sign(one[0]) * np.sign(other[0]) <= 0:
                continue
            (left, low), right = (before[0], one[0]), after[0]
            while right - left > 1:
                middle = (left + right) // 2
                found = self._sized(letter, middle)
                if found is None:
                    return
                if np.sign(found[1][number][0]) == np.sign(low):
                    left = middle
                else:
                    right = middle
            for length in (left - 1, left, right, right + 1):
                found = self._sized(letter, length) if length > 0 else None
                if found is not None:
                    self._is_new(found[1])
                    yield found[0]


def size_of(sample: Sample) -> int:
    """Return how many numbers a point has."""
    return sum(int(np.size(value)) for value in sample.point.values())


def _signs(values: Array) -> set[float]:
    found = np.sign(values)
    return {side for side in (-1.0, 0.0, 1.0) if np.any(found == side)}
