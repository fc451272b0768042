r"""``@{expression}`` in a text becomes its value, bracketed where a minus sign would mislead.

``@{w}`` is the value of a name, exactly as it is used; ``@{w*x | 2 places}`` that of an expression, rounded.
Within ``$…$`` arrays are LaTeX matrices, outside ``[1, 2]``. Nothing else in a text is looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine.language.figures import exact_text, format_array, format_number
from engine.language.pieces import numeral, pmatrix
from engine.language.spelling import canonical
from quizapp.questions.errors import TemplateError
from quizapp.questions.model import Precision
from quizapp.questions.precision import read_precision

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_OPENED = re.compile(r"@\{")
_HOLE = re.compile(r"@\{([^{}]*)\}")
_MATHS = re.compile(r"(?<!\\)\$\$?")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_NAME = re.compile(r"[^\W\d]\w*")
_OPERATOR_BEFORE = re.compile(r"(?:[-+*/·×÷−⊙∘]|\\(?:cdot|times|odot|div|pm|mp)\b)\s*$")
_BULLET_BEFORE = re.compile(r"(?:^|\n)\s*[-+*]\s+$")
_FACTOR_BEFORE = re.compile(r"[\w)\]}]\s*$")
_NO_FACTOR_BEFORE = re.compile(
    r"\\(?:to|in|approx|leq?|geq?|neq?|sim|mid|q?quad|equiv|gets|mapsto|(?:long)?(?:left|right)arrow|implies|iff"
    r"|Rightarrow|Leftrightarrow|lt|gt|left|text\{[^{}]*\})\s*$"
)
_DIGIT_BEFORE = re.compile(r"\d\.?$")
_POWER_AFTER = re.compile(r"\s*(?:\^|\*\*|[⁰¹²³⁴⁵⁶⁷⁸⁹′'])")


@dataclass(frozen=True, slots=True)
class Hole:
    """One ``@{…}``: its expression, how it is rounded, and what stands around it."""

    expression: str
    start: int
    end: int
    precision: Precision | None
    in_maths: bool
    after_operator: bool  # a minus sign would mislead here
    tight: bool  # so would a product, as 2·10⁻³ is one
    joined: bool  # so would any number: its digits would run into others

    @property
    def name(self) -> str:
        """The canonical name, where the expression is nothing but one."""
        return canonical(self.expression) if _NAME.fullmatch(self.expression) else ""


@lru_cache(maxsize=2048)
def holes(text: str) -> tuple[Hole, ...]:
    """Return the holes of a text; raises TemplateError where one cannot be read."""
    found, errors = holes_and_errors(text)
    if errors:
        raise errors[0]
    return found


def holes_and_errors(text: str) -> tuple[tuple[Hole, ...], tuple[TemplateError, ...]]:
    """Return the holes of a text that can be read, and why the others cannot."""
    if "@{" not in text:
        return (), ()
    found: list[Hole] = []
    errors: list[TemplateError] = []
    matches = list(_HOLE.finditer(text))
    for match in matches:
        try:
            found.append(_hole(text, match))
        except TemplateError as error:
            errors.append(error)
    closed = {match.start() for match in matches}
    errors += (
        TemplateError("This “@{” is not closed by “}”.", match.start())
        for match in _OPENED.finditer(text)
        if match.start() not in closed
    )
    return tuple(found), tuple(errors)


def _hole(text: str, match: re.Match[str]) -> Hole:
    expression, bar, rounding = match[1].rpartition("|") if "|" in match[1] else (match[1], "", "")
    if not expression.strip():
        raise TemplateError("Between “@{” and “}” stands no expression.", match.start())
    before, after = text[: match.start()], text[match.end() :]
    in_maths = _is_in_maths(before)
    return Hole(
        expression=expression.strip(),
        start=match.start(),
        end=match.end(),
        precision=_rounding(rounding, match.start()) if bar else None,
        in_maths=in_maths,
        joined=bool(_DIGIT_BEFORE.search(before)),
        after_operator=bool(_OPERATOR_BEFORE.search(before)) and not _BULLET_BEFORE.search(before),
        tight=bool(_POWER_AFTER.match(after))
        or before.rstrip().endswith("/")
        or (in_maths and _is_factor(before)),
    )


def _rounding(text: str, offset: int) -> Precision:
    try:
        precision = read_precision(text)
    except ValueError as error:
        raise TemplateError(f"After “|” {error}.", offset) from None
    if precision.figures is None and precision.places is None:
        raise TemplateError(f"A value is shown to figures or places, not “{text.strip()}”.", offset)
    return precision


def _is_in_maths(before: str) -> bool:
    """Tell whether a formula is open: an odd number of dollar signs, those in code and escaped ones aside."""
    return len(_MATHS.findall(CODE.sub("", before))) % 2 == 1


def _is_factor(before: str) -> bool:
    """Tell whether what stands before, side by side, is multiplied with what comes."""
    return bool(_FACTOR_BEFORE.search(before)) and not _NO_FACTOR_BEFORE.search(before)


def fill(text: str, given: dict[str, Any], evaluate: Callable[[Sequence[str]], Sequence[Any]]) -> str:
    """Return a text with its holes filled.

    ``given`` are drawn values by canonical name, shown to the last decimal; ``evaluate`` returns the values
    of other expressions.
    """
    found = holes(text)
    if not found:
        return text
    computed = [hole.expression for hole in found if hole.name not in given]
    values = iter(evaluate(computed) if computed else ())
    parts: list[str] = []
    position = 0
    for hole in found:
        exact = hole.name in given
        value = given[hole.name] if exact else next(values)
        parts += [text[position : hole.start], shown(value, hole, exact=exact)]
        position = hole.end
    return "".join([*parts, text[position:]])


def shown(value: Any, hole: Hole, *, exact: bool) -> str:
    """Return a value as its hole shows it."""
    if isinstance(value, str):
        return value
    entries = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(entries, list):
        return _array(entries, hole, exact=exact)
    text = _number(entries, hole.precision, exact=exact)
    drawn = numeral(text).latex if hole.in_maths else text
    if hole.joined:
        return f"({drawn})"
    negative = text.startswith("-") and (hole.after_operator or hole.tight)
    return f"({drawn})" if negative or (hole.tight and "e" in text) else drawn


def _number(value: float, precision: Precision | None, *, exact: bool) -> str:
    if precision is not None:
        return format_number(value, figures=precision.figures, places=precision.places)
    return exact_text(float(value)) if exact else format_number(value)


def _array(entries: list[Any], hole: Hole, *, exact: bool) -> str:
    def text_of(entry: float) -> str:
        return _number(entry, hole.precision, exact=exact)

    nested = isinstance(entries[0], list)
    if not hole.in_maths or (nested and isinstance(entries[0][0], list)):
        precision = hole.precision or Precision()
        return format_array(entries, figures=precision.figures, places=precision.places)
    rows = entries if nested else [entries]
    return pmatrix([[numeral(text_of(entry)).latex for entry in row] for row in rows])
