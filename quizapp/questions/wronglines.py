"""Why a derived line is wrong: a known mistake that leads to exactly its function, else how the two differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.derivations import Sheet
from engine.equivalence.decision import values_at
from engine.errors import EngineError
from engine.language.reader import parse_expression
from engine.language.spelling import canonical
from engine.meaning import Scope
from engine.mistakes import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.derivations import Line
    from engine.equivalence.sampling import Point
    from quizapp.questions.deriving import Derived
    from quizapp.questions.model import AuthorMistake

MOST_NAMED = 3  # mistakes that fit one line
_POINTS = (2, 6, 11, 3, 7, 10, 4, 8, 5, 9, 1, 0)  # of the space, in the order in which they are asked
_ENOUGH = 3  # points at which a mistake must fit: different sizes and scales
_PLAIN = 8.0  # numbers up to here lose no digits that tell
_SAME = 1e-7
_MOST_MARKED = 48  # entries that are marked one by one
_SAID_WHOLE = ("sign", "factor", "transposed", "shape")  # what is wrong in every entry alike


def why(derived: Derived, sheet: Sheet, part: str, line: Line) -> tuple[str, str]:
    """Return a sentence, and the ids of the mistakes that it names."""
    found = dict(_by_author(derived, sheet, part, line))
    if not found and line.outcome.why != "shape":  # the catalogue's slips keep the shape
        found = _by_engine(sheet, part, line)
    named = list(found.items())[:MOST_NAMED]
    sentences = " Or: ".join(dict.fromkeys(says.strip() for _, says in named))
    marked = entry_marks(sheet, part, line) if line.outcome.why not in _SAID_WHOLE else ""
    said = (sentences, marked) if sentences or marked else (line.outcome.reason,)
    return "\n\n".join(filter(None, said)), ",".join(name for name, _ in named)


def entry_marks(sheet: Sheet, part: str, line: Line) -> str:
    """Return a mark for each entry of an array at a sample, row by row; nothing where all of them differ."""
    for point in sheet.derivation.space.points(len(_POINTS)):
        try:
            values = values_at(sheet.builder.program(), (line.place, sheet.reference(part)), point)
        except (EngineError, ArithmeticError, ValueError):
            continue
        right = _entries_right(*values)
        if right is not None and right.any() and not right.all():
            rows = ["  ".join("✓" if one else "✗" for one in row) for row in np.atleast_2d(right)]
            head = f"It differs in {int(np.sum(~right))} of {right.size} entries, here at a sample:"
            return "\n".join([head, "", "```", *(f"[ {row} ]" for row in rows), "```"])
    return ""


def _entries_right(answer: Any, reference: Any) -> Any:
    """Return which entries agree; None where there is nothing to mark, or too much."""
    if np.shape(answer) != np.shape(reference) or not 1 <= np.ndim(reference) <= 2:
        return None
    if not 1 < np.size(reference) <= _MOST_MARKED or not (
        np.all(np.isfinite(answer)) and np.all(np.isfinite(reference))
    ):
        return None
    size = float(np.max(np.abs(reference)))
    return np.abs(np.asarray(answer) - np.asarray(reference)) <= _SAME * max(size, 1e-300)


def _by_author(derived: Derived, sheet: Sheet, part: str, line: Line) -> Iterator[tuple[str, str]]:
    for number, mistake in enumerate(derived.question.mistakes, start=1):
        if canonical(mistake.part) != part:
            continue
        try:
            if sheet.same_everywhere(line.place, _place(sheet, mistake)).is_same:
                yield f"author.{number}", derived.filled(mistake.says)
        except EngineError:
            continue


def _place(sheet: Sheet, mistake: AuthorMistake) -> int:
    """Return where the value of an author's mistake now stands among the sheet's; raises EngineError."""
    places = sheet.places(())
    return sheet.builder.tree(parse_expression(mistake.value, names=tuple(places)), Scope(places, {}))


def is_right(derived: Derived, mistake: AuthorMistake) -> bool:
    """Tell whether what an author calls a mistake is the right function, written otherwise."""
    sheet = Sheet(derived.derivation)
    try:
        right = sheet.reference(canonical(mistake.part))
        return sheet.same_everywhere(right, _place(sheet, mistake)).is_same
    except EngineError:
        return False


def _by_engine(sheet: Sheet, part: str, line: Line) -> dict[str, str]:
    """Return the mistakes of the catalogue that fit at every point, on the right earlier lines, else on one's own."""
    points = list(sheet.derivation.space.points(len(_POINTS)))
    order = sorted(_POINTS, key=lambda at: _largest(points[at]) > _PLAIN)
    plain = line.outcome.why in (
        "sign",
        "factor",
        "transposed",
    )  # says more than a guess at what was built upon
    for own in (False, True) if sheet.wrong and not plain else (False,):
        fitting: dict[str, str] | None = None
        asked = 0
        for at in order:
            found = _fitting(sheet, part, line, points[at], own=own)
            if found is None:
                continue
            asked += 1
            fitting = (
                found if fitting is None else {name: says for name, says in fitting.items() if name in found}
            )
            if not fitting or asked == _ENOUGH:
                break
        if fitting:
            return fitting
    return {}


def _fitting(sheet: Sheet, part: str, line: Line, point: Point, *, own: bool) -> dict[str, str] | None:
    """Return the mistakes that fit at a point; None where it tells nothing: no value, or there the right one."""
    earlier = [name for name in sheet.lines if name != part]
    places = [sheet.own[name] if own else sheet.reference(name) for name in earlier]
    try:
        answer, right, *held = values_at(
            sheet.builder.program(), (line.place, sheet.reference(part), *places), point
        )
        if not np.all(np.isfinite(answer)) or _is_same(answer, right):
            return None
        do = _held(dict(zip(earlier, held, strict=True)), sheet, point)
        wrong = diagnose(sheet.derivation.program, point, part, answer, same=_is_same, do=do)
    except (EngineError, ArithmeticError, ValueError):
        return None
    return {one.id: one.says for one in wrong}


def _largest(point: Point) -> float:
    return max((float(np.max(np.abs(value), initial=0.0)) for value in point.values()), default=0.0)


def _held(values: Mapping[str, Any], sheet: Sheet, point: Point) -> dict[str, Any]:
    """Return what earlier lines set; one of the wrong shape sets nothing."""
    places = tuple(sheet.reference(name) for name in values)
    right = values_at(sheet.builder.program(), places, point) if values else ()
    return {
        name: value
        for (name, value), exact in zip(values.items(), right, strict=True)
        if np.shape(value) == np.shape(exact)
    }


def _is_same(one: Any, other: Any) -> bool:
    return np.shape(one) == np.shape(other) and bool(np.allclose(one, other, rtol=_SAME, atol=1e-12))
