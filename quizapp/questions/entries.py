"""One part as it was answered: reading it, comparing it with a value, and saying what is accepted."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.array_comparison import compare_array
from engine.comparison import Outcome, compare_number
from engine.errors import ReadingError
from engine.language.arrays import read_array
from engine.language.figures import format_array, format_number
from engine.language.numbers import read_number
from engine.language.spelling import canonical
from engine.precision import accepted_interval, intervals_disjoint
from quizapp.questions.model import Part, PartVerdict, Precision
from quizapp.questions.precision import digits_shown, tolerance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SAME = 1e-9  # relative: two computed values that are one


@dataclass(frozen=True, slots=True)
class Entry:
    """One part: what is expected, what was typed, and what that reads as.

    ``scale`` is the largest operand of the expected value; ``factors`` are numbers of the question by name,
    named where an answer is off by one of them.
    """

    part: Part
    expected: Any
    text: str = ""
    scale: float = 0.0
    factors: Mapping[str, float] = field(default_factory=dict)
    typed: Any = None  # a float or an array; None where the part was left blank or cannot be read
    refusal: ReadingError | None = None

    @property
    def fits(self) -> bool:
        """Whether what was typed can take the place of the expected value."""
        return self.typed is not None and np.shape(self.typed) == self.part.shape


def without_label(part: Part, text: str) -> str:
    """Return a typed value without the part's own name before it, ``z = 1.5``; spaces keep the columns."""
    left, equals, right = text.partition("=")
    names = {_letters(part.name), _letters(part.label)}
    if not equals or not left.strip() or not right.strip() or _letters(left) not in names:
        return text
    return " " * (len(left) + 1) + right


def _letters(text: str) -> str:
    return "".join(canonical(text.strip()).split())


def read_entry(entry: Entry, *, decimal_comma: bool) -> Entry:
    """Return an entry with its text read; a blank one stays as it is."""
    if not entry.text.strip():
        return entry
    try:
        if entry.part.form == "number":
            return replace(entry, typed=read_number(entry.text, decimal_comma=decimal_comma).value)
        reading = read_array(entry.text, entry.part.shape, decimal_comma=decimal_comma)
        return replace(entry, typed=np.reshape(np.array(reading.values), reading.shape))
    except ReadingError as error:
        return replace(entry, refusal=error)


def compare(entry: Entry, value: Any, *, decimal_comma: bool = False) -> Outcome:
    """Compare what was typed with a value, at the precision of the part."""
    comparison = compare_number if entry.part.form == "number" else compare_array
    return comparison(
        entry.text,
        value,
        **tolerance(entry.part.precision),
        scale=entry.scale or None,
        factors=entry.factors,
        decimal_comma=decimal_comma,
    )


def is_within(entry: Entry, value: Any) -> bool:
    """Tell whether what was typed is accepted as a value: what ``compare`` finds, without saying why not."""
    if np.shape(entry.typed) != np.shape(value):
        return False
    wanted = np.ravel(value).tolist()
    scale = max((entry.scale, *(map(abs, wanted) if entry.part.form == "array" else ())))
    bounds = tolerance(entry.part.precision)
    intervals = (accepted_interval(one, **bounds, scale=scale or None) for one in wanted)
    typed = np.ravel(entry.typed).tolist()
    return all(low <= one <= high for one, (low, high) in zip(typed, intervals, strict=True))


def differ(one: Any, other: Any, precision: Precision) -> bool:
    """Tell whether two values can be told apart: some entry's accepted intervals are disjoint."""
    if np.shape(one) != np.shape(other):
        return True
    pairs = zip(np.ravel(one), np.ravel(other), strict=True)
    bounds = tolerance(precision)
    return any(
        intervals_disjoint(accepted_interval(float(a), **bounds), accepted_interval(float(b), **bounds))
        for a, b in pairs
    )


def is_same(one: Any, other: Any) -> bool:
    """Tell whether two computed values are one, rounding noise aside."""
    if isinstance(one, float) and isinstance(other, float):
        return one == other or abs(one - other) <= SAME * abs(other)
    if np.shape(one) != np.shape(other):
        return False
    return bool((np.abs(np.subtract(one, other)) <= SAME * np.abs(other)).all())


def shown(value: Any, precision: Precision) -> str:
    """Return a number or an array as it is shown at a precision."""
    return format_array(value, **digits_shown(precision))


def accepted_in_words(entry: Entry) -> str:
    """Return the interval that was accepted for a number, rounded to what lies within it."""
    if entry.part.form != "number":
        return ""
    expected = float(entry.expected)
    bounds = accepted_interval(expected, **tolerance(entry.part.precision), scale=entry.scale or None)
    unit = Decimal(1).scaleb(-_places(expected, entry.part.precision) - 1)
    low = Decimal(repr(bounds[0])).quantize(unit, ROUND_CEILING)
    high = Decimal(repr(bounds[1])).quantize(unit, ROUND_FLOOR)
    if low >= high:
        return format_number(expected)
    return f"{format_number(float(low))} to {format_number(float(high))}"


def _places(expected: float, precision: Precision) -> int:
    """Return the decimals that a value is shown with."""
    digits = digits_shown(precision)
    if "places" in digits:
        return digits["places"]
    return digits["figures"] - 1 - (math.floor(math.log10(abs(expected))) if expected else 0)


def verdict_of(entry: Entry, **changes: Any) -> PartVerdict:
    """Return a verdict of zero credit with what is always said: what was typed, expected and accepted."""
    verdict = PartVerdict(
        word="wrong",
        credit=0.0,
        given=entry.text.strip(),
        expected=shown(entry.expected, entry.part.precision),
        accepted=accepted_in_words(entry),
    )
    return replace(verdict, **changes)


def not_judged(entry: Entry) -> PartVerdict:
    """Return what is said of a part when some part of the answer cannot be read."""
    if entry.refusal is None:
        return PartVerdict("undecided", 0.0, given=entry.text.strip())
    column = entry.refusal.offset_in(entry.text)
    return PartVerdict("unreadable", 0.0, entry.refusal.what, given=entry.text.strip(), column=column)


def marks(outcome: Outcome) -> tuple[bool, ...]:
    """Return whether each entry of an array is right, row by row."""
    return tuple(one.is_same for one in outcome.entries)


def numbers_among(values: Sequence[Any]) -> list[Any]:
    """Return values and the entries of those that are arrays: every number that is printed."""
    found: list[Any] = []
    for value in values:
        if isinstance(value, str):
            continue
        array = np.asarray(value, dtype=float)
        found += [array, *array.ravel().tolist()] if array.ndim else [float(array)]
    return found
