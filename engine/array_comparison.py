"""Is an answer the expected array, and if not, what explains every wrong entry at once."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.comparison import Outcome, Why, finite, judge, reading_of, scaling, unreadable
from engine.errors import ReadingError
from engine.language.arrays import ArrayReading, read_array
from engine.precision import Precision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


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
    values = tuple(finite(entry) for entry in wanted.entries)
    largest = max((abs(value) for value in values), default=0.0)
    precision = Precision(rtol, atol, figures, places, max(scale or 0.0, largest) or None)
    try:
        given = _given_array(answer, wanted.shape, decimal_comma=decimal_comma)
    except ReadingError as error:
        return unreadable(error)
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
    return _Flat(flat.shape, tuple(reading_of(entry, decimal_comma=decimal_comma) for entry in flat.entries))


def _judge_array(given: _Flat, wanted: _Flat, precision: Precision, factors: Mapping[str, float]) -> Outcome:
    if given.shape != wanted.shape:
        return _wrong_shape(given, wanted, precision)
    pairs = zip(given.entries, wanted.entries, strict=True)
    entries = tuple(judge(reading, value, precision, factors) for reading, value in pairs)
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
        judge(reading, value, precision, {}).is_same
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
    return scaling(values, [precision.interval(value) for value in wanted.entries], factors)


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
