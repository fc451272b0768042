"""How exactly a number is asked for: read from "3 figures", "2 places", "1 %" or "±0.01", and written."""

from __future__ import annotations

import math
import re

from quizapp.questions.model import Precision

DEFAULT = Precision(figures=3)
FORMS = "3 figures, 2 places, 1 % or ±0.01"

_COUNTED = re.compile(r"(\d{1,2})\s*(?:significant\s+)?(figure|place|decimal place|decimal)s?", re.IGNORECASE)
_NUMBER = r"(\d*\.?\d+(?:[eE][-+]?\d+)?)"
_RELATIVE = re.compile(rf"{_NUMBER}\s*%")
_ABSOLUTE = re.compile(rf"(?:±|\+-|\+/-)\s*{_NUMBER}")


def read_precision(text: str) -> Precision:
    """Return the precision that a text such as "3 figures" names; raises ValueError with a sentence."""
    typed = text.strip()
    if counted := _COUNTED.fullmatch(typed):
        return _counted(int(counted[1]), counted[2].lower())
    if relative := _RELATIVE.fullmatch(typed):
        return Precision(relative=_positive(relative[1]) / 100)
    if absolute := _ABSOLUTE.fullmatch(typed):
        return Precision(absolute=_positive(absolute[1]))
    raise ValueError(f"“{text}” is not a precision; write {FORMS}")


def _counted(count: int, unit: str) -> Precision:
    if unit == "figure":
        if not 1 <= count <= 15:
            raise ValueError("a number has 1 to 15 significant figures")
        return Precision(figures=count)
    if count > 15:
        raise ValueError("at most 15 decimal places can be asked for")
    return Precision(places=count)


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < math.inf:
        raise ValueError("a tolerance is greater than zero")
    return value


def shown(value: float, precision: Precision) -> str:
    """Return a number as it is shown at a precision: one more digit than a tolerance needs, never ``-0``."""
    text = _shown(float(value), precision)
    return text[1:] if text.startswith("-") and not any(digit in text for digit in "123456789") else text


def _shown(value: float, precision: Precision) -> str:
    if precision.places is not None:
        return f"{value:.{precision.places}f}"
    if precision.relative is not None:
        return _figures(value, _digits_for(precision.relative))
    if precision.absolute is not None:
        return f"{value:.{max(0, _digits_for(precision.absolute) - 1)}f}"
    return _figures(value, precision.figures or 3)


def _digits_for(tolerance: float) -> int:
    """Return how many digits a tolerance leaves meaningful, and one more."""
    return min(15, max(2, math.ceil(-math.log10(tolerance)) + 1 + (tolerance < 1)))


def _figures(value: float, figures: int) -> str:
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else str(value)
    text = f"{value:.{figures - 1}e}"
    mantissa, exponent = text.split("e")
    power = int(exponent)
    if -5 <= power <= max(5, figures - 1):
        return f"{float(text):.{max(0, figures - 1 - power)}f}"
    return f"{mantissa}e{power}"
