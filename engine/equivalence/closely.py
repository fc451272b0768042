"""Whether two nodes have one value at a point, to as many digits as the numbers on the way ask for.

Rounding shrinks with the digits, a difference does not. So there is no size under which a difference counts as
nothing: the digits cover the smallest number met beside the largest, or there is no verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from engine.equivalence.high_precision import NoExactFormError, exactly, is_number, with_reach
from engine.equivalence.sides import steady
from engine.equivalence.symbolic import DIGITS, TooLargeError, fifty_digits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.equivalence.sides import Sides
    from engine.program import Program

# apart; alike; no such form, or no value expected there; more digits than can be afforded
Seen = Literal["apart", "alike", "unknown", "beyond"]

_BELOW = 30  # digits left below the smallest number
_SPARE = 10  # of these, what sums and functions may lose
_PASSING = 300  # digits that are cheap
_MOST = ((60, 4_000), (300, 1_500), (100_000, 600))  # digits, for so many entries of what is given
_USUALLY = 1_500  # digits, where not thorough
_TRIES = 3
_MORE = 300  # digits
_MORE_SIDES = 60  # digits
_SHRINKS = 1e-20
_STAYS = 0.9


def looked_at(
    program: Program, pair: tuple[int, int], point: Mapping[str, Any], *, thorough: bool = False
) -> Seen:
    """Compare two nodes at a point where the second should have a value.

    Where the first look sees no difference, more are taken only if they are few, or ``thorough``.
    """
    entries = sum(int(np.size(value)) for value in point.values())
    most = next((digits for count, digits in _MOST if entries <= count), _MOST[-1][1])
    if not thorough:
        most = min(most, _USUALLY)
    try:
        return _Look(program, pair, point, most).verdict(thorough=thorough)
    except NoExactFormError:
        return "unknown"
    except TooLargeError:
        return "beyond"


def has_value(program: Program, place: int, point: Mapping[str, Any]) -> bool:
    """Tell whether a node is a number at a point, to fifty digits."""
    return is_number(exactly(program, (place,), point)[0])


def may_hold(program: Program, conditions: Sequence[int], point: Mapping[str, Any]) -> bool:
    """Tell whether all conditions hold at a point to fifty digits, or cannot be told: 0.3333333333333333 is no third."""
    try:
        return all(bool(np.all(one != 0)) for one in exactly(program, conditions, point))
    except (NoExactFormError, TooLargeError):
        return True


@dataclass(slots=True)
class _Look:
    """One point, looked at with more and more digits, at most so many."""

    program: Program
    pair: tuple[int, int]
    point: Mapping[str, Any]
    most: int
    gap: Any = None
    needed: int = DIGITS
    floor: Any = None  # gaps under it are rounding
    clear: Any = None  # gaps over it are none, whatever cancels on the way
    in_doubt: bool = False  # whether some jump is nearer than rounding tells

    def verdict(self, *, thorough: bool) -> Seen:
        """Tell, unless it hangs on the side of a jump that no digits and no fractions tell."""
        seen = self.by_digits(thorough=thorough)
        return "beyond" if self.in_doubt and seen in ("apart", "alike") else seen

    def by_digits(self, *, thorough: bool) -> Seen:
        digits, gaps = DIGITS, [None]
        for _ in range(_TRIES):
            if not self.at(digits):
                return "unknown"
            if self.gap is not None and self.needed <= digits:
                return self.settled(digits)
            if (self.gap == 0 or self.in_doubt) and not thorough and self.needed > _PASSING:
                return "alike"
            if digits == self.most or (self.gap == 0 and self.needed > self.most):
                return self.of_two(gaps[-1])
            digits = min(self.needed if self.gap is not None else self.most, self.most)
            gaps.append(self.gap)
        # Where something is zero but for rounding, each look asks for more digits.
        return "apart" if self.stays(*gaps[-2:]) else self.of_two(self.gap)

    def settled(self, digits: int) -> Seen:
        """Tell with all digits needed; a small gap may still be what cancelling left, which shrinks with more."""
        if not self.floor < self.gap <= self.clear:
            return "apart" if self.gap > self.floor else "alike"
        before = self.gap
        if not self.at(digits + min(digits, _MORE)) or self.gap is None:
            return "unknown"
        return (
            "apart" if self.stays(before, self.gap) else "alike" if self.gap < before * _SHRINKS else "beyond"
        )

    def stays(self, before: Any, after: Any) -> bool:
        """Tell whether a difference is large and does not shrink with more digits."""
        return bool(before and after and after > self.floor and _STAYS < after / before < 1 / _STAYS)

    def of_two(self, before: Any) -> Seen:
        """Tell from two looks, neither with all digits needed: what stays and is large is no rounding."""
        if self.gap is None or self.needed > self.most:
            if self.stays(before, self.gap):
                return "apart"
            return "beyond" if self.gap is not None or self.needed > self.most else "apart"
        return "alike" if not self.gap or (before and self.gap < before * _SHRINKS) else "beyond"

    def at(self, digits: int) -> bool:
        """Work both out; tell whether the second has a value. Without one of the first there is no gap."""
        mp = fifty_digits()
        with mp.workdps(digits):
            (given, expected), reach, sides = with_reach(self.program, self.pair, self.point)
            self.in_doubt = bool(sides.near) and not self.is_steady(sides, digits)
            low, high = reach or (0, 0)
            self.needed = _needed(high - low)
            if not is_number(expected):
                return False
            self.gap = _distance(given, expected) if is_number(given) else None
            trusted = min(digits, DIGITS if self.needed > digits else digits) - _SPARE
            self.floor = mp.mpf(10) ** (high - trusted)
            self.clear = mp.mpf(10) ** (high - trusted + (high - low))
        return True

    def is_steady(self, sides: Sides, digits: int) -> bool:
        """Tell whether what is near to a jump stays where it is with more digits."""
        with fifty_digits().workdps(digits + _MORE_SIDES):
            return steady(sides, with_reach(self.program, self.pair, self.point)[2])


def _needed(spread: int) -> int:
    """Return the digits that numbers so many powers of ten apart ask for; of small ones also their squares."""
    return spread + max(0, min(spread - 2 * _SPARE, 50)) + _BELOW


def _distance(given: Any, expected: Any) -> Any:
    """Return the largest distance of two entries."""
    pairs = zip(np.ravel(given), np.ravel(expected), strict=True)
    return max((abs(one - other) for one, other in pairs), default=fifty_digits().mpf(0))
