"""Comparing what a function returned with what the engine computed, case by case, and saying where they part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.language.figures import format_array, format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.questions.katas.cases import Case
    from quizapp.questions.katas.running import Outcome, Returned

RTOL = 1e-6  # float64 in another order of operations
ROUNDING = 1e-14  # of the largest argument: what may be left where the engine finds exactly 0
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
        wrong = outcome.trouble or _reason() if result is None else _difference(case, result)
        passed, so_far = counts.get(case.check, (0, 0))
        counts[case.check] = (passed + (not wrong), so_far + 1)
        if wrong and not first:
            what = f"First failure ({case.check}), with {case.shapes}: {wrong}"
            first = "\n\n".join(filter(None, (what, _arguments(case))))
    return Report(counts, first)


def _reason() -> str:
    return "It ended before this case."


def quoted(said: str) -> str:
    """Return an account of an error as prose: what Python says of it is code."""
    where, colon, what = said.partition(": ")
    if not (colon and where.startswith("Line ")):
        return said if said.endswith(".") else f"{said}."
    return "{}: `{}`.".format(where, " ".join(what.replace("`", "'").split()))


def _difference(case: Case, result: Returned) -> str:
    """Return how a result differs from what was expected; nothing where it does not."""
    if result.error:
        return quoted(result.error)
    if len(result.values) != len(case.expected):
        return f"it returns {len(result.values)} values; expected are {len(case.expected)}."
    for number, (value, expected) in enumerate(zip(result.values, case.expected, strict=True), start=1):
        which = f"value {number}: " if len(case.expected) > 1 else ""
        wrong = _unlike(value, expected, _rounding(case))
        if wrong:
            return which + wrong
    return ""


def _rounding(case: Case) -> float:
    """Return what rounding alone may leave of a difference of the arguments."""
    return ROUNDING * max(float(np.max(np.abs(one), initial=1.0)) for one in case.arguments)


def _unlike(value: Any, expected: Any, rounding: float) -> str:
    if value.shape != expected.shape:
        turned = " It is transposed." if value.shape == expected.shape[::-1] and value.ndim > 1 else ""
        return f"its shape is {value.shape}; expected is {expected.shape}.{turned}"
    bad = ~np.isfinite(value)
    if bad.any():
        what = "NaN" if np.isnan(value).any() else "an infinity"
        return f"{what} in {int(bad.sum())} of {value.size} entries; expected is {_shown(expected)}."
    scale = max(float(np.max(np.abs(expected), initial=0.0)), 1e-12)
    off = np.abs(value - expected) > RTOL * np.maximum(np.abs(expected), 1e-3 * scale) + rounding
    if not off.any():
        return ""
    if value.ndim == 0 or value.size <= LARGEST_SHOWN:
        return f"it returns {_shown(value)}; expected is {_shown(expected)}."
    at = tuple(int(one[0]) for one in np.nonzero(off))
    return (
        f"{int(off.sum())} of {value.size} entries differ; entry {list(at)} is {format_number(float(value[at]))},"
        f" expected {format_number(float(expected[at]))}."
    )


def _shown(value: Any) -> str:
    if value.size > LARGEST_SHOWN:
        return f"an array of shape {value.shape}"
    return format_array(value.tolist(), figures=5)


def _arguments(case: Case) -> str:
    """Return small arguments in full, one a line, so that the case can be tried by hand."""
    small = [
        _assigned(name, np.asarray(one))
        for name, one in zip(case.names, case.arguments, strict=True)
        if np.ndim(one) and np.size(one) <= LARGEST_SHOWN
    ]
    return "\n".join(["```", *small, "```"]) if small else ""


def _assigned(name: str, array: Any) -> str:
    """Return an array as it is assigned, a matrix with a line for each row."""
    if array.ndim != 2:
        return f"{name} = {format_array(array.tolist())}"
    rows = [format_array(row) for row in array.tolist()]
    between = ",\n" + " " * (len(name) + 4)
    return f"{name} = [{between.join(rows)}]"


def example(case: Case) -> str:
    """Return a small case with what comes back, so that it can be tried by hand."""
    arguments = _arguments(case)
    results = " and ".join(_shown(one) for one in case.expected)
    return f"With {case.shapes} it returns {results}.\n\n{arguments}" if arguments else ""
