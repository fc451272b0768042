"""Which of the points that were compared are looked at a second time, to fifty digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.equivalence.aiming import size_of
from engine.equivalence.samples import AGREES, plainness
from engine.equivalence.sampling import POINTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.equivalence.samples import Sample

CONFIRMED = 10  # points looked at to fifty digits where float64 agrees
MOST_LOOKED_AT = 400  # entries
PLAIN = 4.0  # numbers of a point at which digits beyond all bounds leave the question open
_ENOUGH = 16  # points
_SMALL = 60  # entries
_ODD = 1e-13  # gaps that rounding seldom leaves


def worth_a_second_look(
    samples: Sequence[Sample], valid: Sequence[Sample], told: Sequence[Sample], *, arrays: bool
) -> list[Sample]:
    """Return the points that agree least, some at random, the first on each side, and those where float64 has no value.

    ``told`` are the first on each side of each branch.
    """
    sides = [one for one in told if one.gap <= AGREES and size_of(one) <= MOST_LOOKED_AT][:CONFIRMED]
    if arrays:
        plain = min((one for one in valid if plainness(one) <= PLAIN), key=size_of, default=None)
        small, large = (
            [one for one in valid if size_of(one) <= _SMALL],
            [one for one in valid if one.gap > _ODD],
        )
        gaps = [
            *sorted(small, key=lambda one: -one.gap)[:1],
            *sorted(large, key=lambda one: -one.gap)[:2],
        ]
        return list({id(one): one for one in (plain, *gaps, *sides) if one is not None}.values())
    least = sorted(valid, key=lambda one: -one.gap)[:CONFIRMED]
    lost = [one for one in samples if not one.is_valid]
    doubtful = [one for one in samples if one.is_valid and one.gap > AGREES]
    some = valid[:: max(1, len(valid) // CONFIRMED)]
    return [*doubtful[:POINTS], *least, *some, *sides, *lost[: max(CONFIRMED, 2 * _ENOUGH - len(valid))]]
