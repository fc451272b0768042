"""How exactly a number is asked for: read from "3 figures", "2 places", "1 %" or "±0.01", and written."""

from __future__ import annotations

import math
import re
from typing import Any

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


def digits_shown(precision: Precision) -> dict[str, int]:
    """Return figures or places to show a number to: what is asked for, one digit finer than a tolerance."""
    if precision.places is not None:
        return {"places": precision.places}
    if precision.absolute is not None:
        return {"places": min(15, max(0, 1 - math.floor(math.log10(precision.absolute))))}
    if precision.relative is not None:
        return {"figures": min(15, max(2, 2 - math.floor(math.log10(precision.relative))))}
    return {"figures": precision.figures or 3}


def tolerance(precision: Precision) -> dict[str, Any]:
    """Return the arguments by which the engine's comparison knows this precision."""
    if precision.relative is not None:
        return {"rtol": precision.relative}
    if precision.absolute is not None:
        return {"atol": precision.absolute}
    return digits_shown(precision)
