"""What a chart shows, apart from how: series, axes, and the same in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

LEAST_POWER = -290  # of ten: smaller numbers lie at the edge of what floats hold
LEAST = 10.0**LEAST_POWER
Style: TypeAlias = Literal["line", "points", "steps", "bars", "contour"]


@dataclass(frozen=True, slots=True)
class Series:
    """One named run of points; ``xs`` and ``ys`` have equal length. A point that is not finite is a gap."""

    name: str
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    style: Style = "line"

    def __post_init__(self) -> None:
        if len(self.xs) != len(self.ys):
            raise ValueError(f"series {self.name!r} has {len(self.xs)} xs and {len(self.ys)} ys")


@dataclass(frozen=True, slots=True)
class Marker:
    """A place worth naming: a point, or with one coordinate left out a line across the chart."""

    text: str
    x: float | None = None
    y: float | None = None


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """A chart. ``words`` says what it shows to who cannot see it; empty lets ``in_words`` describe the series."""

    title: str
    x_label: str
    y_label: str
    series: tuple[Series, ...]
    words: str = ""
    log_x: bool = False
    log_y: bool = False
    markers: tuple[Marker, ...] = ()


@dataclass(frozen=True, slots=True)
class Axis:
    """The range of an axis, where its ticks stand, and how values lie between 0 and 1 on it."""

    low: float
    high: float
    ticks: tuple[float, ...]
    log: bool = False

    def share(self, value: float) -> float:
        """Return how far along the axis a value lies, from 0 to 1."""
        if self.log:
            low, high = math.log(self.low), math.log(self.high)  # a quotient may leave the range of floats
            return (math.log(value) - low) / (high - low)
        return (value - self.low) / (self.high - self.low)

    def shows(self, value: float) -> bool:
        """Say whether a value has a place on the axis."""
        return math.isfinite(value) and (value > 0 or not self.log)


def x_axis(spec: ChartSpec) -> Axis:
    """Return the axis that holds all x values and markers; what is counted has no ticks between whole numbers."""
    values = [x for series in spec.series for x in series.xs]
    counted = len(set(values)) > 1 and all(float(x).is_integer() for x in values)
    shown = [*values, *(m.x for m in spec.markers if m.x is not None)]
    return axis(shown, log=spec.log_x, least=1.0 if counted else 0.0)


def y_axis(spec: ChartSpec) -> Axis:
    """Return the axis that holds all y values and markers; bars stand on zero."""
    values = [y for series in spec.series for y in series.ys]
    zero = [0.0] if any(series.style == "bars" for series in spec.series) and not spec.log_y else []
    return axis([*values, *zero, *(m.y for m in spec.markers if m.y is not None)], log=spec.log_y)


def axis(values: list[float], *, log: bool = False, ticks: int = 5, least: float = 0.0) -> Axis:
    """Return an axis with about so many ticks at round values, ``least`` apart; one value gets room on both sides."""
    shown = [value for value in values if math.isfinite(value) and (value > 0 or not log)]
    low, high = (min(shown), max(shown)) if shown else (1.0, 10.0) if log else (0.0, 1.0)
    if log:
        return _log_axis(low, high)
    if high - low < LEAST:
        room = abs(low) / 2 if abs(low) > LEAST else 0.5
        low, high = low - room, high + room
    step = round_step(max((high - low) / ticks, least))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return Axis(first * step, last * step, tuple(n * step for n in range(first, last + 1)))


def _log_axis(low: float, high: float) -> Axis:
    first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
    first, last = max(first, LEAST_POWER), max(last, first + 1, LEAST_POWER + 1)
    every = max(1, -(-(last - first) // 6))
    return Axis(10.0**first, 10.0**last, tuple(10.0**n for n in range(first, last + 1, every)), log=True)


def round_step(rough: float) -> float:
    """Return 1, 2 or 5 times a power of ten, at least as large as the rough step."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(nice * power for nice in (1.0, 2.0, 5.0, 10.0) if nice * power >= rough * (1 - 1e-9))


def in_words(spec: ChartSpec) -> str:
    """Return what the chart shows in sentences: its own words, or each series by its ends and extremes."""
    if spec.words:
        return spec.words
    described = [_described(series, spec.x_label) for series in spec.series]
    described += [f"Marked: {marker.text}." for marker in spec.markers]
    return " ".join([f"{spec.title}: {spec.y_label} against {spec.x_label}.", *described])


def _described(series: Series, x_label: str) -> str:
    points = [
        (x, y) for x, y in zip(series.xs, series.ys, strict=True) if math.isfinite(x) and math.isfinite(y)
    ]
    gaps = len(series.xs) - len(points)
    if not points:
        return f"{series.name} has no points."
    (first_x, first), (last_x, last) = points[0], points[-1]
    lowest, highest = min(points, key=lambda point: point[1]), max(points, key=lambda point: point[1])
    text = f"{series.name} goes from {first:.4g} at {x_label} {first_x:.4g} to {last:.4g} at {last_x:.4g}"
    extremes = [
        f"{name} {y:.4g} at {x:.4g}"
        for name, (x, y) in (("lowest", lowest), ("highest", highest))
        if y not in (first, last)
    ]
    missing = [f"{gaps} points are not finite"] if gaps else []
    return "; ".join([text, *extremes, *missing]) + "."
