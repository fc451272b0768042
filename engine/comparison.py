"""Is an answer the expected number, and if not, why not.

Never "same" for a wrong answer: an answer is the same only within its accepted interval. What cannot be read
is not an answer. A failed answer says why where that can be seen: too few figures, a sign, a power of ten, a
factor. Arrays are compared entry by entry in ``engine.array_comparison``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from engine.errors import ReadingError
from engine.language.figures import format_number
from engine.language.numbers import Reading, read_number
from engine.precision import Interval, Precision, unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Kind: TypeAlias = Literal["same", "different", "undecided", "unreadable"]
Why: TypeAlias = Literal[
    "", "figures", "sign", "power of ten", "factor", "shape", "transposed", "entries", "value"
]

_LARGEST_POWER = 12


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an answer compares: ``kind``, a sentence for the learner, and the interval that was accepted.

    ``why`` names the reason for programs; ``entries`` are the outcomes of an array's entries, row by row;
    ``place`` is the line (from 1) and column (from 0) at which an unreadable answer stops making sense.
    """

    kind: Kind
    reason: str = ""
    accepted: Interval | None = None
    why: Why = ""
    entries: tuple[Outcome, ...] = ()
    place: tuple[int, int] | None = None

    @property
    def is_same(self) -> bool:
        """Whether the answer is right."""
        return self.kind == "same"


def compare_number(  # noqa: PLR0913  the ways to state a precision
    answer: str | float | Reading,
    expected: float,
    *,
    rtol: float | None = None,
    atol: float | None = None,
    figures: int | None = None,
    places: int | None = None,
    scale: float | None = None,
    decimal_comma: bool = False,
    factors: Mapping[str, float] | None = None,
) -> Outcome:
    """Compare what was typed (or a value) with the expected number.

    ``factors`` are numbers of the question by name (``{"N": 4}``), named when the answer is off by one of
    them. Raises ValueError if ``expected`` is not finite.
    """
    expected = finite(expected)
    precision = Precision(rtol, atol, figures, places, scale)
    try:
        reading = reading_of(answer, decimal_comma=decimal_comma)
    except ReadingError as error:
        return unreadable(error)
    return judge(reading, expected, precision, factors or {})


def finite(expected: float) -> float:
    """Return an expected number as a float; raises ValueError if it is not finite."""
    expected = float(expected)
    if not math.isfinite(expected):
        raise ValueError(f"an expected answer must be finite, not {expected}")
    return expected


def reading_of(answer: str | float | Reading, *, decimal_comma: bool) -> Reading:
    """Return a number as it was read; raises ReadingError for what is none."""
    if isinstance(answer, Reading):
        return answer
    if isinstance(answer, str):
        return read_number(answer, decimal_comma=decimal_comma)
    value = float(answer)
    if not math.isfinite(value):
        raise ReadingError(f"{format_number(value)} is not a number that can be compared.")
    return Reading(value)


def unreadable(error: ReadingError) -> Outcome:
    """Return the outcome of what cannot be read."""
    return Outcome("unreadable", error.what, place=(error.line, error.column))


def judge(reading: Reading, expected: float, precision: Precision, factors: Mapping[str, float]) -> Outcome:
    """Return how one number that was read compares with the one expected."""
    low, high = accepted = precision.interval(expected)
    if low <= reading.value <= high:
        return Outcome("same", "", accepted)
    if _too_few_figures(reading, expected, precision):
        return Outcome("different", _few_figures_sentence(precision), accepted, "figures")
    why, reason = scaling((reading.value,), (accepted,), factors)
    return Outcome("different", reason or "The value differs.", accepted, why or "value")


# --- why not


def _too_few_figures(reading: Reading, expected: float, precision: Precision) -> bool:
    """Tell whether the answer is right as far as it goes, and does not go far enough."""
    if not reading.is_plain_decimal or not reading.value or not expected:
        return False
    asked = precision.asked_figures()
    typed = _typed_figures(reading)
    enough = typed >= asked if asked is not None else (reading.places or 0) >= (precision.places or 0)
    if enough or (asked is None and precision.places is None):
        return False
    unit = min(unit_of(reading.value, typed), unit_of(expected, typed))  # 1 is not 0.849 to one figure
    return abs(reading.value - expected) <= 0.5 * unit * (1 + 1e-9)


def _typed_figures(reading: Reading) -> int:
    """Return the figures typed; the trailing zeros of a whole number only hold places."""
    figures = reading.figures or 1
    value = reading.value
    if not reading.places and value and value.is_integer():
        zeros = len(str(int(abs(value)))) - len(str(int(abs(value))).rstrip("0"))
        return max(1, figures - zeros)
    return figures


def _few_figures_sentence(precision: Precision) -> str:
    asked = precision.asked_figures()
    if asked is not None:
        return (
            f"Too few figures: right as far as it goes; asked for is {_counted(asked, 'significant figure')}."
        )
    decimals = _counted(precision.places or 0, "decimal")
    return f"Too few decimals: right as far as it goes; asked for is {decimals}."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def scaling(
    values: Sequence[float], accepted: Sequence[Interval], factors: Mapping[str, float]
) -> tuple[Why, str]:
    """Say by which factor all values are off, if one of the usual factors explains them all."""
    if all(low <= 0.0 <= high for low, high in accepted) or not any(values):
        return "", ""

    def explains(factor: float) -> bool:
        return all(low <= value / factor <= high for value, (low, high) in zip(values, accepted, strict=True))

    if explains(-1.0):
        return "sign", "The sign is wrong: the size is right."
    for name, size in {**factors, "": 2.0}.items():
        sentence = _factor_sentence(name, size, explains) if size not in {0.0, 1.0, -1.0} else ""
        if sentence:
            return "factor", sentence
    power = next((n for n in _POWERS if explains(10.0**n)), 0)
    return ("power of ten", _power_sentence(power)) if power else ("", "")


_POWERS = tuple(sign * n for n in range(1, _LARGEST_POWER + 1) for sign in (1, -1))


def _factor_sentence(name: str, size: float, explains: Any) -> str:
    called = f"{name} = {format_number(size)}" if name else format_number(size)
    for sign, also in ((1.0, ""), (-1.0, ", and the sign is wrong")):
        if explains(sign * size):
            return f"This is {called} times the value expected{also}: a factor {name or 2} too many."
        if explains(sign / size):
            return f"This is the value expected divided by {called}{also}: a factor {name or 2} is missing."
    return ""


def _power_sentence(power: int) -> str:
    size = format_number(10.0 ** abs(power))
    hint = " A percentage is typed with its sign, as in 25 %." if power == 2 else ""
    return f"Off by a power of ten: {size} times too {'large' if power > 0 else 'small'}.{hint}"
