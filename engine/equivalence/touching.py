"""Points at which what decides on a branch is zero exactly: there ``Z > 0`` and ``Z >= 0`` come apart, and nowhere else.

Random numbers never meet such a point. Where some inputs are zero it often is met: with ``X`` and ``b``, or with ``W``
and ``b``, in ``X@W + b``. There much else is zero too, as is ``x`` in ``x*(sum(x) >= 0)``; so small whole numbers are
tried, and, for what is decided nearby, places between two points on either side.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.equivalence.edges import inputs_of
from engine.randomness import Randomness
from engine.running import Runner, inputs_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.equivalence.samples import Sample
    from engine.equivalence.sampling import Point, Space
    from engine.program import Program

_BASES = (2, 9)  # points of different sizes
_MOST_ZERO = 3  # inputs at a time
_EACH = 12  # points for each switch
_DRAWS = 48  # points of whole numbers, of each size
_WHOLE = np.array([-3.0, -2.0, -1.0, -1.0, 1.0, 1.0, 2.0, 3.0])
_MET = 2  # points of whole numbers for each switch, of each size
_HALVINGS = 45


def touching_points(program: Program, switches: Sequence[int], space: Space) -> Iterator[Point]:
    """Yield points at which some entry of a switch is zero because some inputs are."""
    points = list(space.points(max(_BASES) + 1))
    for switch in switches:
        found = 0
        for names in _sets(program, switch, space):
            for base in (points[at] for at in _BASES):
                point = base | {name: np.multiply(base[name], 0.0)[()] for name in names}
                if found < _EACH and _is_met(program, switch, point):
                    found += 1
                    yield point


def whole_points(
    program: Program, switches: Sequence[int], space: Space
) -> tuple[list[Point], tuple[int, ...]]:
    """Return points of small whole numbers, none of them zero, at which some entry of a switch is; and the switches left."""
    source, bases = Randomness(20260510, "whole"), list(space.points(max(_BASES) + 1))
    found: list[Point] = []
    left = dict.fromkeys(switches, _MET * len(_BASES))
    for number, base in enumerate([bases[at] for at in _BASES if switches]):
        runner = _runner(program, tuple(switches), base)
        for _ in range(_DRAWS):
            point = {name: _whole(space, name, value, source) for name, value in base.items()}
            values = zip(switches, runner(*inputs_at(program, point)), strict=True)
            enough = _MET * (len(_BASES) - 1 - number)
            met = [switch for switch, value in values if left[switch] > enough and np.any(value == 0)]
            left.update({switch: left[switch] - 1 for switch in met})
            found += [point] if met else []
            if max(left.values()) <= enough:
                break
    return found, tuple(switch for switch in switches if left[switch] == _MET * len(_BASES))


def _whole(space: Space, name: str, value: Any, source: Randomness) -> Any:
    """Return small whole numbers in place of others, where the domain has such."""
    domain = space.domains.get(name)
    fitting = _WHOLE if domain is None else _WHOLE[[domain.holds(one) for one in _WHOLE]]
    if domain is None or not domain.is_continuous or not len(fitting):
        return value
    return fitting[source.integers(len(fitting), np.shape(value))][()]


def crossing_points(program: Program, switches: Sequence[int], space: Space) -> Iterator[Point]:
    """Yield points at which an entry of a switch is zero but for rounding, midway between two points on either side."""
    points = list(space.points(max(_BASES) + 2))
    moving = [name for name, one in space.domains.items() if one.is_continuous]
    for base in _BASES if switches else ():
        start, end = points[base], points[base] | {name: points[base + 1][name] for name in moving}
        if all(np.shape(start[name]) == np.shape(end[name]) for name in moving):
            for switch in switches:
                yield from _crossing(_runner(program, (switch,), start), start, end, moving)


def _crossing(runner: Runner, start: Point, end: Point, moving: Sequence[str]) -> Iterator[Point]:
    """Yield the place between two points at which the first entry that can changes its sign."""

    def at(share: float) -> Point:
        return start | {name: start[name] + (end[name] - start[name]) * share for name in moving}

    def sides(share: float) -> Any:
        return np.sign(np.ravel(runner(*inputs_at(runner.program, at(share)))[0]))

    first = sides(0.0)
    for entry in np.flatnonzero(first * sides(1.0) < 0)[:1]:
        low, high = 0.0, 1.0
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if sides(middle)[entry] == first[entry] else (low, middle)
        yield at(high)


def _sets(program: Program, switch: int, space: Space) -> Iterator[tuple[str, ...]]:
    """Yield sets of inputs that may be zero together, the small ones first."""
    used = inputs_of(program, switch)
    able = [
        name for name, one in space.domains.items() if name in used and one.is_continuous and one.holds(0.0)
    ]
    for count in range(1, _MOST_ZERO + 1):
        yield from combinations(able, count)


@dataclass(frozen=True, slots=True)
class Touching:
    """Switches that two expressions compare otherwise where they are zero: that must have been met."""

    program: Program
    switches: frozenset[int]

    def met(self, samples: Sequence[Sample]) -> bool:
        """Tell whether each was zero at some of the samples."""
        return all(
            any(_is_met(self.program, switch, one.point) for one in reversed(samples))
            for switch in self.switches
        )


def _is_met(program: Program, switch: int, point: Point) -> bool:
    runner = _runner(program, (switch,), point)
    return bool(np.any(runner(*inputs_at(program, point))[0] == 0))


def _runner(program: Program, switches: tuple[int, ...], point: Point) -> Runner:
    return Runner(program, tuple(np.shape(one) for one in inputs_at(program, point)), switches)
