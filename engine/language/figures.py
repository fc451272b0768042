"""Numbers for people: ``0.3`` and not ``0.30000000000000004``, ``1.23e-5``, never ``-0``."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite, isnan
from typing import Any

DISPLAYED = (
    12  # significant digits when nothing is asked: enough to look exact, too few to show rounding noise
)
_WHOLE = 1e15  # whole numbers below this are written out
_SMALLEST_PLAIN, _LARGEST_PLAIN = -4, 7  # decimal exponents written without a power of ten


def format_number(value: float, *, figures: int | None = None, places: int | None = None) -> str:
    """Return a number as text that every reader of this package reads back.

    ``figures`` significant figures or ``places`` decimals are kept to the last zero (``2.00``); with neither
    the shortest text of at most 12 digits. Very large and small values become ``1.23e-5``.
    """
    value = float(value)
    if not isfinite(value):
        return "nan" if isnan(value) else ("inf" if value > 0 else "-inf")
    if figures is not None:
        return _to_figures(value, max(1, figures))
    if places is not None and abs(value) < _WHOLE:
        return _unsigned_zero(f"{value:.{places}f}")
    if value.is_integer() and abs(value) < _WHOLE:
        return str(int(value))
    return tidy(f"{value:.{DISPLAYED}g}")


def exact_text(value: float) -> str:
    """Return the shortest text that reads back as exactly this float64."""
    if value.is_integer() and abs(value) < _WHOLE:
        return str(int(value)) if value or str(value)[0] != "-" else "0"
    return tidy(repr(value))


def tidy(text: str) -> str:
    """Write an exponent without zeros and plus: ``1e-05`` → ``1e-5``."""
    mantissa, mark, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if mark else text


def _to_figures(value: float, figures: int) -> str:
    if not value:
        return "0"
    rounded = f"{value:.{figures - 1}e}"
    exponent = int(rounded.partition("e")[2])
    plain = _SMALLEST_PLAIN <= exponent < max(_LARGEST_PLAIN, figures)
    return f"{Decimal(rounded):f}" if plain else tidy(rounded)


def _unsigned_zero(text: str) -> str:
    return text.lstrip("-") if not text.strip("-0.") else text


def format_array(value: Any, *, figures: int | None = None, places: int | None = None) -> str:
    """Return a number, a NumPy array or nested sequences as ``[[1, 2], [3, 4]]``."""
    entries = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(entries, list | tuple):
        return "[" + ", ".join(format_array(entry, figures=figures, places=places) for entry in entries) + "]"
    return format_number(entries, figures=figures, places=places)
