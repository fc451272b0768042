"""Comparing what a function returned with what the engine computed, case by case, and saying where they part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.language.figures import format_array, format_number
from quizapp.questions.katas.cases import quotient

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.questions.katas.cases import Case, Slope
    from quizapp.questions.katas.running import Outcome, Returned

RTOL = 1e-6  # float64 in another order of operations
ROUNDING = 1e-14  # of the largest argument: what may be left where the engine finds exactly 0
SLOPE = 1e-2
LARGEST_SHOWN = 12  # entries of an array that is written out


@dataclass(frozen=True, slots=True)
class Report:
    """How the checks went: passed and all cases of each, and the first case that failed in words."""

    counts: dict[str, tuple[int, int]]
    first: str

    @property
    def credit(self) -> float:
        """The share of the checks that passed whole; nothing without the values."""
        if not self.counts or self.counts.get("values", (0, 1))[0] < self.counts.get("values", (0, 1))[1]:
            return 0.0
        return sum(passed == number for passed, number in self.counts.values()) / len(self.counts)

    @property
    def in_words(self) -> str:
        """The checks, and the first failure."""
        said = ", ".join(f"{check} {passed} of {number}" for check, (passed, number) in self.counts.items())
        return "\n\n".join(filter(None, (f"Passed: {said}." if said else "", self.first)))


def compared(cases: Sequence[Case], outcome: Outcome) -> Report:
    """Return how a run's results compare with the cases; those that were not reached count as failed."""
    if outcome.trouble and not outcome.results:
        called = f" It was called with {cases[0].shapes}." if outcome.started else ""
        return Report({}, f"{quoted(outcome.trouble)}{called}")
    counts: dict[str, tuple[int, int]] = {}
    first = ""
    for number, case in enumerate(cases):
        result = outcome.results[number] if number < len(outcome.results) else None
        wrong = _Wrong(outcome.trouble or _reason()) if result is None else _difference(case, result)
        if wrong is None and result is not None and case.slope is not None:
            wrong = _other_slope(case.slope, outcome.results[number - 1], result)
        passed, so_far = counts.get(case.check, (0, 0))
        counts[case.check] = (passed + (wrong is None), so_far + 1)
        if wrong is not None and not first:
            what = f"First failure ({case.check}), with {case.shapes}: {wrong.says}"
            first = "\n\n".join(filter(None, (what, _block(*wrong.shown, *_arguments(case)))))
    return Report(counts, first)


class _Wrong(NamedTuple):
    """How a result differs, in a sentence, and what is better read as code."""

    says: str
    shown: tuple[str, ...] = ()


def _reason() -> str:
    return "It ended before this case."


def quoted(said: str) -> str:
    """Return an account of an error as prose: what Python says of it is code."""
    where, colon, what = said.partition(": ")
    if not (colon and where.startswith("Line ")):
        return said if said.endswith(".") else f"{said}."
    return "{}: `{}`.".format(where, " ".join(what.replace("`", "'").split()))


def _difference(case: Case, result: Returned) -> _Wrong | None:
    """Return how a result differs from what was expected, if it does."""
    if result.error:
        return _Wrong(quoted(result.error))
    if len(result.values) != len(case.expected):
        return _Wrong(f"it returns {len(result.values)} values; expected are {len(case.expected)}.")
    for number, (value, expected) in enumerate(zip(result.values, case.expected, strict=True), start=1):
        which = f"value {number}: " if len(case.expected) > 1 else ""
        wrong = _unlike(value, expected, _rounding(case))
        if wrong is not None:
            return wrong._replace(says=which + wrong.says)
    return None


def _other_slope(slope: Slope, before: Returned, after: Returned) -> _Wrong | None:
    """Return how the results of two calls a small step apart contradict the gradient, if they do."""
    if before.error or [one.shape for one in before.values] != [one.shape for one in after.values]:
        return None  # told of the call before
    found = quotient(before.values, after.values, slope)
    if abs(found - slope.rate) <= SLOPE * max(1.0, abs(slope.rate)):
        return None
    mine, right = format_number(found, figures=5), format_number(slope.rate, figures=5)
    return _Wrong(
        f"across a small step a weighted sum of what it returns changes at the rate {mine}; the gradient says {right}."
    )


def _rounding(case: Case) -> float:
    """Return what rounding alone may leave of a difference of the arguments."""
    return ROUNDING * max(float(np.max(np.abs(one), initial=1.0)) for one in case.arguments)


def _unlike(value: Any, expected: Any, rounding: float) -> _Wrong | None:
    if value.shape != expected.shape:
        turned = " It is transposed." if value.shape == expected.shape[::-1] and value.ndim > 1 else ""
        return _Wrong(f"its shape is {value.shape}; expected is {expected.shape}.{turned}")
    bad = ~np.isfinite(value)
    if bad.any():
        what = "NaN" if np.isnan(value).any() else "an infinity"
        return _Wrong(f"{what} in {int(bad.sum())} of {value.size} entries; expected is {_shown(expected)}.")
    scale = max(float(np.max(np.abs(expected), initial=0.0)), 1e-12)
    off = np.abs(value - expected) > RTOL * np.maximum(np.abs(expected), 1e-3 * scale) + rounding
    if not off.any():
        return None
    if value.ndim < 2 and value.size <= LARGEST_SHOWN:
        return _Wrong(f"it returns {_shown(value)}; expected is {_shown(expected)}.")
    at = tuple(int(one[0]) for one in np.nonzero(off))
    says = f"{int(off.sum())} of {value.size} entries differ"
    if value.ndim == 2 and value.size <= LARGEST_SHOWN:
        return _Wrong(f"{says}.", (_assigned("returned", value, 5), _assigned("expected", expected, 5)))
    mine, right = format_number(float(value[at])), format_number(float(expected[at]))
    return _Wrong(f"{says}; entry {list(at)} is {mine}, expected {right}.")


def _shown(value: Any) -> str:
    if value.size > LARGEST_SHOWN:
        return f"an array of shape {value.shape}"
    return format_array(value.tolist(), figures=5)


def _block(*lines: str) -> str:
    return "\n".join(["```", *lines, "```"]) if lines else ""


def _arguments(case: Case) -> list[str]:
    """Return small arguments in full, so that the case can be tried by hand."""
    return [
        _assigned(name, np.asarray(one))
        for name, one in zip(case.names, case.arguments, strict=True)
        if np.ndim(one) and np.size(one) <= LARGEST_SHOWN
    ]


def _assigned(name: str, array: Any, figures: int | None = None) -> str:
    """Return an array as it is assigned, a matrix with a line for each row."""
    if array.ndim != 2:
        return f"{name} = {format_array(array.tolist(), figures=figures)}"
    rows = [format_array(row, figures=figures) for row in array.tolist()]
    between = ",\n" + " " * (len(name) + 4)
    return f"{name} = [{between.join(rows)}]"


def example(case: Case) -> str:
    """Return a small case with what comes back, so that it can be tried by hand."""
    arguments = _arguments(case)
    if not arguments:
        return ""
    tall = len(case.expected) == 1 and case.expected[0].ndim == 2 and case.expected[0].size <= LARGEST_SHOWN
    if tall:
        results, shown = "the last of these", [_assigned("returned", case.expected[0], 5)]
    else:
        results, shown = " and ".join(_shown(one) for one in case.expected), []
    return f"With {case.shapes} it returns {results}.\n\n{_block(*arguments, *shown)}"
