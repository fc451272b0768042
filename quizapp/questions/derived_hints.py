"""Hints for a derivation: what it may be written in, what lies on the way to it, and the first step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.derivations import Derivation
from engine.errors import EngineError
from engine.explain import explain
from engine.language.figures import format_number
from engine.language.printing import to_latex
from engine.language.reader import parse_expression

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.explain import ExplainedStep
    from quizapp.questions.model import Part

MOST_ON_THE_WAY = 6
_STEP = "hinted"
_POINT = 3  # of the space's points the one at which a value is given
_LONGEST = 160  # characters of LaTeX, beyond which a hint is no help


def hints_for_lines(derivation: Derivation, part: Part, first_line: str) -> tuple[str, ...]:
    """Return graded hints for the part that comes first; ``first_line`` is its equation where others follow it."""
    usable = f"It can be written in {', '.join(part.names)}." if part.names else "It is a number."
    nudge = " ".join(filter(None, (usable, derivation.shape_words(part.name))))
    steps = _steps(derivation, part.name)
    last = first_line or _first_step(derivation, part.name, steps) or _value(derivation, part)
    return tuple(filter(None, (nudge, _on_the_way(derivation, part.name, steps), last)))


def _steps(derivation: Derivation, name: str) -> tuple[ExplainedStep, ...]:
    """Return the named steps to a value, at some point of the domain: what they say holds at any."""
    try:
        trace = derivation.program.run(_point(derivation))
        wanted = [*_leading(derivation, name), name]
        return explain(trace, wanted)
    except (EngineError, ArithmeticError, ValueError):
        return ()


def _leading(derivation: Derivation, name: str) -> Iterator[str]:
    """Yield what is differentiated, where the value is a slope."""
    slope = derivation.slope(name)
    if slope is not None and slope[0] in derivation.program.names:
        yield slope[0]


def _point(derivation: Derivation) -> Any:
    return list(derivation.space.points(_POINT + 1))[_POINT]


def _on_the_way(derivation: Derivation, name: str, steps: Sequence[ExplainedStep]) -> str:
    """Return the steps before the value, and by what they are differentiated."""
    before = [step for step in steps if step.name != name and step.name not in derivation.asked]
    shown = [f"${step.latex_label} = {step.formula}$" for step in before[:MOST_ON_THE_WAY]]
    if not shown:
        return ""
    slope = derivation.slope(name)
    then = f" Differentiate backwards, from {slope[0]} to {slope[1]}." if slope and len(before) > 1 else ""
    return f"On the way: {', '.join(shown)}.{then}"


def _first_step(derivation: Derivation, name: str, steps: Sequence[ExplainedStep]) -> str:
    """Return the slope of what is differentiated by the step just before it; nothing where there is none."""
    slope = derivation.slope(name)
    if slope is None:
        return ""
    top, bottom = slope
    between = [step.name for step in steps if step.name not in (top, bottom, name, *derivation.asked)]
    for inner in reversed(between):
        found = _slope_of(derivation, top, inner)
        if found:
            return found
    return ""


def _slope_of(derivation: Derivation, top: str, inner: str) -> str:
    text = f"{derivation.text.rstrip()}\n{_STEP} = grad({top}, {inner})"
    try:
        longer = Derivation(text, derivation.space, (_STEP,))
        step = explain(longer.program.run(_point(longer)), [_STEP])[-1]
    except (EngineError, ArithmeticError, ValueError, IndexError):
        return ""
    if len(step.formula) > _LONGEST or step.value_text in ("0", "1"):
        return ""
    left = rf"\frac{{\partial {_latex(top)}}}{{\partial {_latex(inner)}}}"
    return f"${left} = {step.formula}$"


def _latex(name: str) -> str:
    return to_latex(parse_expression(name, names=(name,)))


def _value(derivation: Derivation, part: Part) -> str:
    """Return what it comes to at one point, where everything is a number."""
    if derivation.arrays or derivation.shapes[part.name]:
        return ""
    try:
        point = {name: _short(value) for name, value in _point(derivation).items()}
        value = float(derivation.program.run(point)[part.name])
    except (EngineError, ArithmeticError, ValueError, TypeError):
        return ""
    if not np.isfinite(value):
        return ""
    at = ", ".join(f"${_latex(name)} = {format_number(point[name])}$" for name in point)
    return f"To test yours: at {at} it is {format_number(value, figures=4)}."


def _short(value: Any) -> float:
    """Return a number of a point with two decimals, so that one can type it."""
    short = round(float(value), 2)
    return short if short else float(value)
