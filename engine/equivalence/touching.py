"""Points at which what decides on a branch is zero exactly: there ``Z > 0`` and ``Z >= 0`` come apart, and nowhere else.

Random numbers never meet such a point. Where some inputs are zero it often is met: with ``X`` and ``b``, or with ``W``
and ``b``, in ``X@W + b``.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from engine.equivalence.edges import inputs_of
from engine.running import Runner, inputs_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.equivalence.samples import Sample
    from engine.equivalence.sampling import Point, Space
    from engine.program import Program

_BASES = (2, 9)  # points of different sizes
_MOST_ZERO = 3  # inputs at a time
_EACH = 12  # points for each switch


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
    inputs = inputs_at(program, point)
    return bool(np.any(Runner(program, tuple(np.shape(one) for one in inputs), (switch,))(*inputs)[0] == 0))
