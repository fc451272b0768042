"""How close an answer must be: the interval accepted around an expected number."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

Interval: TypeAlias = tuple[float, float]

DEFAULT_FIGURES = 3
UNITS = (
    1.01  # distance accepted, in units of the last figure asked for: truncating instead of rounding passes
)
_NOISE = 32 * 2.0**-52  # rounding noise of a short computation, relative to its largest operand


@dataclass(frozen=True, slots=True)
class Precision:
    """How close an answer must be.

    ``figures`` or ``places`` accept 1.01 units of the last one asked for; ``rtol`` and ``atol`` the larger of
    the two distances; with none of them three figures. A whole number asked for to 0 places must be that
    number. ``scale`` is the size of what may have cancelled in the computation (``engine.rounding``): what
    differs by no more than its rounding noise is the same.
    """

    rtol: float | None = None
    atol: float | None = None
    figures: int | None = None
    places: int | None = None
    scale: float | None = None

    def interval(self, expected: float) -> Interval:
        """Return the accepted interval around an expected value."""
        distance = max(self.distance(expected), self.floor(expected))
        slack = 4 * (math.ulp(expected) + math.ulp(distance))  # so that 0.4 is within 0.1 of 0.3
        return (expected - distance - slack, expected + distance + slack)

    def distance(self, expected: float) -> float:
        """Return the distance accepted by the stated precision."""
        if self.rtol is not None or self.atol is not None:
            return max((self.rtol or 0.0) * abs(expected), self.atol or 0.0)
        if self.places is not None:
            whole = self.places <= 0 and expected == round(expected, self.places)
            return (0.49 if whole else UNITS) * 10.0**-self.places
        return UNITS * unit_of(expected, self.figures or DEFAULT_FIGURES)

    def floor(self, expected: float) -> float:
        """Return the noise below which nothing can be told apart."""
        scale = self.scale if self.scale is not None else (0.0 if expected else 1.0)
        return _NOISE * abs(scale)

    def asked_figures(self) -> int | None:
        """Return how many figures are asked for, None where that is not how precision is stated."""
        if self.rtol is not None or self.atol is not None or self.places is not None:
            return None
        return self.figures or DEFAULT_FIGURES


def unit_of(value: float, figures: int) -> float:
    """Return one unit of the last of ``figures`` significant figures of a value; 0 for 0."""
    if not value:
        return 0.0
    return float(10.0 ** (math.floor(math.log10(abs(value))) - figures + 1))


def accepted_interval(
    expected: float,
    *,
    rtol: float | None = None,
    atol: float | None = None,
    figures: int | None = None,
    places: int | None = None,
    scale: float | None = None,
) -> Interval:
    """Return the interval in which an answer counts as the expected value; see ``Precision``."""
    return Precision(rtol, atol, figures, places, scale).interval(float(expected))


def intervals_disjoint(one: Interval | None, other: Interval | None) -> bool:
    """Tell whether two accepted intervals have no value in common, so that two answers differ."""
    if one is None or other is None:
        return False
    return one[1] < other[0] or other[1] < one[0]
