"""What two expressions come to at a point, how far apart that is, and what the gap looks like: a transpose, a sign, a factor."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.comparison import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.equivalence.sampling import Point, Space

AGREES = 1e-11  # relative: what rounding explains in float64
_MOST_LISTED = 4  # names whose values are said


@dataclass(slots=True)
class Sample:
    """A point, both values there, and how far apart they are, relative to their size."""

    point: Point
    answer: Any
    reference: Any
    holds: bool = True
    gap: float = 0.0
    _valid: bool | None = None

    @property
    def is_valid(self) -> bool:
        """Whether both have a value."""
        if self._valid is None:
            self._valid = is_finite(self.answer) and is_finite(self.reference)
        return self._valid


def is_finite(value: Any) -> bool:
    """Tell whether all entries are numbers."""
    if isinstance(value, float):  # NumPy's too: most samples are of numbers, and there are many
        return math.isfinite(value)
    return bool(np.all(np.isfinite(value)))


def gap_of(answer: Any, reference: Any) -> float:
    """Return the largest distance, relative to the largest entry; infinite where only one has values."""
    if not (is_finite(answer) and is_finite(reference)):
        return math.inf
    if isinstance(answer, float) and isinstance(reference, float):
        apart = abs(float(answer) - float(reference))
        return apart / max(abs(float(answer)), abs(float(reference))) if apart else 0.0
    with np.errstate(over="ignore"):
        distance = float(np.max(np.abs(answer - reference), initial=0.0))
        size = float(max(np.max(np.abs(answer), initial=0.0), np.max(np.abs(reference), initial=0.0)))
    return distance / size if distance else 0.0


def is_turned(sample: Sample) -> bool:
    """Tell whether an answer is the transpose of what is expected."""
    return np.shape(sample.answer) == np.shape(sample.reference)[::-1] and bool(
        np.allclose(np.transpose(sample.answer), sample.reference, rtol=1e-9, atol=1e-12)
    )


def transposed(samples: Sequence[Sample]) -> Outcome | None:
    """Name a transpose, if every sample is one."""
    turned = bool(samples) and all(np.ndim(one.answer) == 2 and is_turned(one) for one in samples)
    return (
        Outcome("different", "This is the transpose of what is expected.", why="transposed")
        if turned
        else None
    )


def by_a_factor(samples: Sequence[Sample]) -> Outcome | None:
    """Name a constant, a sign, or a size by which all samples are off."""
    ratios = [_ratio(one) for one in samples]
    known = [(ratio, one.point) for ratio, one in zip(ratios, samples, strict=True) if ratio is not None]
    if (
        len(known) < (4 if samples and samples[0].point else 1)
        or any(ratio == 0.0 for ratio, _ in known)
        or _mixed(ratios, samples)
    ):
        return None
    for name in ("", *_whole_numbers([point for _, point in known])):
        for over in (False, True):
            scaled = [
                ratio * (point[name] if over else 1 / point[name]) if name else ratio
                for ratio, point in known
            ]
            if np.ptp(scaled) <= 1e-7 * abs(scaled[0]):
                return _factor_outcome(scaled[0], name, over=over)
    return None


def _mixed(ratios: Sequence[float | None], samples: Sequence[Sample]) -> bool:
    """Tell whether some sample that is not zero on both sides has no single ratio."""
    return any(
        ratio is None and (np.any(one.answer != 0) or np.any(one.reference != 0))
        for ratio, one in zip(ratios, samples, strict=True)
    )


def _whole_numbers(points: Sequence[Point]) -> list[str]:
    """Return the names that are a whole number above one at every point: sizes, and what could be one."""
    return [
        name
        for name in points[0]
        if name and all(np.ndim(one[name]) == 0 and float(one[name]).is_integer() for one in points)
        if all(one[name] > 1 for one in points)
    ]


def _ratio(sample: Sample) -> float | None:
    """Return the one number by which all entries are off; None where there is no such number."""
    if isinstance(sample.answer, float) and isinstance(sample.reference, float):
        ratio = float(sample.answer) / float(sample.reference) if sample.reference else math.inf
        return ratio if math.isfinite(ratio) else None
    answer, reference = np.ravel(sample.answer), np.ravel(sample.reference)
    size = float(np.max(np.abs(reference), initial=0.0))
    solid = np.abs(reference) > 1e-9 * size
    if not size or not np.any(solid) or np.any(np.abs(answer[~solid]) > 1e-6 * size):
        return None
    with np.errstate(all="ignore"):
        ratios = answer[solid] / reference[solid]
        if not np.all(np.isfinite(ratios)):
            return None
    return float(ratios[0]) if np.ptp(ratios) <= 1e-7 * abs(float(ratios[0])) else None


def _factor_outcome(factor: float, name: str, *, over: bool) -> Outcome | None:
    if not name and abs(factor + 1) < 1e-7:
        return Outcome("different", "The sign is wrong: the rest is right.", why="sign")
    if not np.isfinite(factor) or (not name and abs(factor - 1) < 1e-4):
        return None
    times = "" if name and abs(factor - 1) < 1e-7 else f"{factor:.4g} "
    if name and over:
        return Outcome(
            "different",
            f"This is {times or '1 '}divided by {name}, times what is expected: a factor {name} is missing."
            if times
            else f"A factor {name} is missing: this is what is expected divided by {name}.",
            why="factor",
        )
    if name:
        return Outcome(
            "different",
            f"A factor 1/{name} is missing: this is {times}{name} times what is expected.",
            why="factor",
        )
    return Outcome("different", f"This is {factor:.4g} times what is expected.", why="factor")


def at_a_point(sample: Sample, names: Sequence[str], *, arrays: bool) -> str:
    """Say both values at a point, or in how many entries they differ."""
    numbers = {name: sample.point[name] for name in names if np.ndim(sample.point[name]) == 0}
    if arrays or not numbers:
        return f"It differs{_entries(sample)}." if arrays else "The value differs."
    listed = ", ".join(f"{name} = {value:.4g}" for name, value in list(numbers.items())[:_MOST_LISTED])
    more = ", …" if len(numbers) > _MOST_LISTED else ""
    if not sample.is_valid:
        return f"It has no value at {listed}{more}, where one is expected."
    values = _told_apart(float(sample.answer), float(sample.reference))
    if values[0] == values[1]:
        return f"It differs, for instance at {listed}{more}, though not within sixteen digits."
    return f"It differs, for instance at {listed}{more}: {' instead of '.join(values)}."


def _told_apart(one: float, other: float) -> tuple[str, str]:
    """Return two numbers to six figures, or to as many as it takes to tell them apart."""
    for figures in (6, 9, 12, 17):
        texts = f"{one:.{figures}g}", f"{other:.{figures}g}"
        if texts[0] != texts[1]:
            break
    return texts


def plainness(sample: Sample) -> float:
    """Return how far a point is from numbers that a person would try."""
    return max((_largest(value) for value in sample.point.values()), default=0.0)


def _largest(value: Any) -> float:
    return abs(float(value)) if isinstance(value, float) else float(np.max(np.abs(value)))


def _entries(sample: Sample) -> str:
    count = int(np.size(sample.reference))
    if count <= 1 or not sample.is_valid:
        return ""
    size = float(np.max(np.abs(sample.reference), initial=0.0))
    wrong = int(np.sum(np.abs(sample.answer - sample.reference) > AGREES * max(size, 1e-300)))
    if not wrong:
        return " by very little"
    return f" in {wrong} of {count} entries of a sample" if wrong < count else " in every entry of a sample"


def with_sizes(space: Space, point: Point) -> str:
    """Return the sizes for which a shape is said, in brackets; nothing where no size has a letter."""
    listed = ", ".join(f"{letter} = {point[letter]:g}" for letter in space.letters)
    return f" (with {listed})" if listed else ""
