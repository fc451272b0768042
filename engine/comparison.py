"""Is an answer the expected number or array, and if not, why not.

Never "same" for a wrong answer: an answer is the same only within its accepted interval. What cannot be read
is not an answer. A failed answer says why where that can be seen: too few figures, a sign, a power of ten, a
factor.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from engine.errors import ReadingError
from engine.language.arrays import ArrayReading, read_array
from engine.language.figures import format_number
from engine.language.numbers import Reading, read_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Interval: TypeAlias = tuple[float, float]
Kind: TypeAlias = Literal["same", "different", "undecided", "unreadable"]
Why: TypeAlias = Literal[
    "", "figures", "sign", "power of ten", "factor", "shape", "transposed", "entries", "value"
]

DEFAULT_FIGURES = 3
UNITS = (
    1.01  # distance accepted, in units of the last figure asked for: truncating instead of rounding passes
)
_NOISE = 32 * 2.0**-52  # rounding noise of a short computation, relative to its largest operand
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
    expected = _finite_expected(expected)
    precision = Precision(rtol, atol, figures, places, scale)
    try:
        reading = _reading(answer, decimal_comma=decimal_comma)
    except ReadingError as error:
        return _unreadable(error)
    return _judge(reading, expected, precision, factors or {})


def _finite_expected(expected: float) -> float:
    expected = float(expected)
    if not math.isfinite(expected):
        raise ValueError(f"an expected answer must be finite, not {expected}")
    return expected


def _reading(answer: str | float | Reading, *, decimal_comma: bool) -> Reading:
    if isinstance(answer, Reading):
        return answer
    if isinstance(answer, str):
        return read_number(answer, decimal_comma=decimal_comma)
    value = float(answer)
    if not math.isfinite(value):
        raise ReadingError(f"{format_number(value)} is not a number that can be compared.")
    return Reading(value)


def _unreadable(error: ReadingError) -> Outcome:
    return Outcome("unreadable", error.what, place=(error.line, error.column))


def _judge(reading: Reading, expected: float, precision: Precision, factors: Mapping[str, float]) -> Outcome:
    low, high = accepted = precision.interval(expected)
    if low <= reading.value <= high:
        return Outcome("same", "", accepted)
    if _too_few_figures(reading, expected, precision):
        return Outcome("different", _few_figures_sentence(reading, precision), accepted, "figures")
    why, reason = _scaling((reading.value,), (accepted,), factors)
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


def _few_figures_sentence(reading: Reading, precision: Precision) -> str:
    asked = precision.asked_figures()
    if asked is not None:
        return (
            f"Too few figures: right as far as it goes; asked for is {_counted(asked, 'significant figure')}."
        )
    decimals = _counted(precision.places or 0, "decimal")
    return f"Too few decimals: right as far as it goes; asked for is {decimals}."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _scaling(
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


# --- arrays


@dataclass(frozen=True, slots=True)
class _Flat:
    """An array as its entries row by row, and its shape."""

    shape: tuple[int, ...]
    entries: tuple[Any, ...] = field(default=())


def compare_array(  # noqa: PLR0913  the ways to state a precision
    answer: Any,
    expected: Any,
    *,
    rtol: float | None = None,
    atol: float | None = None,
    figures: int | None = None,
    places: int | None = None,
    scale: float | None = None,
    decimal_comma: bool = False,
    factors: Mapping[str, float] | None = None,
) -> Outcome:
    """Compare what was typed (or an array, or nested rows of numbers or texts) with the expected array.

    A wrong shape is a wrong answer and says both shapes. ``entries`` holds an outcome for each entry, row by
    row. Near zero the noise floor is that of the largest entry. Raises ValueError if ``expected`` is not
    finite.
    """
    wanted = _flatten(expected)
    values = tuple(_finite_expected(entry) for entry in wanted.entries)
    largest = max((abs(value) for value in values), default=0.0)
    precision = Precision(rtol, atol, figures, places, max(scale or 0.0, largest) or None)
    try:
        given = _given_array(answer, wanted.shape, decimal_comma=decimal_comma)
    except ReadingError as error:
        return _unreadable(error)
    return _judge_array(given, _Flat(wanted.shape, values), precision, factors or {})


def _flatten(value: Any) -> _Flat:
    """Return nested sequences or a NumPy array flat; raises ReadingError where rows are uneven."""
    entries = value.tolist() if hasattr(value, "tolist") else value
    if not isinstance(entries, list | tuple):
        return _Flat((), (entries,))
    rows = [_flatten(entry) for entry in entries]
    if len({row.shape for row in rows}) > 1:
        raise ReadingError("The rows of this array have different lengths.")
    inner = rows[0].shape if rows else ()
    return _Flat((len(rows), *inner), tuple(entry for row in rows for entry in row.entries))


def _given_array(answer: Any, shape: tuple[int, ...], *, decimal_comma: bool) -> _Flat:
    if isinstance(answer, str):
        answer = read_array(answer, shape, decimal_comma=decimal_comma)
    if isinstance(answer, ArrayReading):
        return _Flat(answer.shape, answer.entries)
    flat = _flatten(answer)
    return _Flat(flat.shape, tuple(_reading(entry, decimal_comma=decimal_comma) for entry in flat.entries))


def _judge_array(given: _Flat, wanted: _Flat, precision: Precision, factors: Mapping[str, float]) -> Outcome:
    if given.shape != wanted.shape:
        return _wrong_shape(given, wanted, precision)
    pairs = zip(given.entries, wanted.entries, strict=True)
    entries = tuple(_judge(reading, value, precision, factors) for reading, value in pairs)
    wrong = [place for place, entry in enumerate(entries) if entry.kind != "same"]
    if not wrong:
        return Outcome("same", entries=entries)
    why, reason = _why_array(given, wanted, precision, entries, factors)
    return Outcome("different", reason or _where(wrong, given.shape), why=why or "entries", entries=entries)


def _wrong_shape(given: _Flat, wanted: _Flat, precision: Precision) -> Outcome:
    if _is_transpose(given, wanted, precision):
        what = f"This is the transpose: its shape is {spell(given.shape)}, {spell(wanted.shape)} is expected."
        return Outcome("different", what, why="transposed")
    what = f"The shape is wrong: this is {spell(given.shape)}, {spell(wanted.shape)} is expected."
    return Outcome("different", what, why="shape")


def _is_transpose(given: _Flat, wanted: _Flat, precision: Precision) -> bool:
    if len(wanted.shape) != 2 or given.shape != wanted.shape[::-1]:
        return False
    rows, columns = wanted.shape
    turned = [given.entries[column * rows + row] for row in range(rows) for column in range(columns)]
    return all(
        _judge(reading, value, precision, {}).is_same
        for reading, value in zip(turned, wanted.entries, strict=True)
    )


def _why_array(
    given: _Flat,
    wanted: _Flat,
    precision: Precision,
    entries: Sequence[Outcome],
    factors: Mapping[str, float],
) -> tuple[Why, str]:
    """Say what explains every wrong entry at once: transposed, too few figures, or one factor throughout."""
    if _is_transpose(given, wanted, precision):
        return "transposed", "This is the transpose of the array expected."
    wrong = [entry for entry in entries if entry.kind != "same"]
    if all(entry.why == "figures" for entry in wrong):
        return "figures", wrong[0].reason
    values = [reading.value for reading in given.entries]
    return _scaling(values, [precision.interval(value) for value in wanted.entries], factors)


def _where(wrong: Sequence[int], shape: tuple[int, ...]) -> str:
    """Say which entries are wrong, counted from 1."""
    size = math.prod(shape)
    if len(wrong) == size > 1:
        return f"All {size} entries differ."
    listed = ", ".join(_position(place, shape) for place in wrong[:4]) + (" …" if len(wrong) > 4 else "")
    return f"{len(wrong)} of {size} entries differ: {listed}." if size > 1 else "The value differs."


def _position(place: int, shape: tuple[int, ...]) -> str:
    if len(shape) == 1:
        return f"entry {place + 1}"
    if len(shape) == 2:
        row, column = divmod(place, shape[1])
        return f"row {row + 1} column {column + 1}"
    indices: list[int] = []
    for length in reversed(shape):
        place, index = divmod(place, length)
        indices.append(index + 1)
    return "entry " + "-".join(str(index) for index in reversed(indices))


def spell(shape: tuple[int, ...]) -> str:
    """Return a shape in words: ``2×3``, ``a vector of 3``, ``a single number``."""
    if not shape:
        return "a single number"
    if len(shape) == 1:
        return f"a vector of {shape[0]}"
    return "×".join(str(length) for length in shape)
