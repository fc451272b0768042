"""Worked solutions and hints from the engine's explanation of a run, with the author's prose before it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.explain import ExplainedStep, explain
from engine.language.spelling import canonical
from quizapp.questions.model import Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.program import Trace
    from quizapp.questions.drawing import Drawn

_HELD = re.compile(r"@\{\s*([^\W\d]\w*)\s*\}")  # a name alone: what is rounded for the prompt has more digits


def steps_to(drawn: Drawn, wanted: Sequence[str]) -> tuple[Step, ...]:
    """Return the steps to the ``wanted`` names; what is no name of the program has none."""
    return tuple(map(_step, _explained(drawn, wanted)))


def step_of(drawn: Drawn, name: str) -> Step | None:
    """Return the step that computes one name; None where there is none."""
    found = explain(drawn.trace, [name]) if name in drawn.trace else ()
    return next((_step(one) for one in found if one.name == name), None)


def _explained(drawn: Drawn, wanted: Sequence[str]) -> tuple[ExplainedStep, ...]:
    named = tuple(name for name in wanted if name in drawn.trace)
    return _zoomed(drawn.trace, named, told(drawn)) if named else ()


def told(drawn: Drawn) -> frozenset[str]:
    """Return the names whose values stand in the prompt; how they were drawn is no step of a solution."""
    return frozenset(
        name for name in map(canonical, _HELD.findall(drawn.question.prompt)) if name in drawn.trace
    )


@lru_cache(maxsize=4)  # hints and the solution of a drawing are made of the same steps
def _zoomed(trace: Trace, wanted: tuple[str, ...], known: frozenset[str]) -> tuple[ExplainedStep, ...]:
    return explain(trace, wanted, known=known, zoom=True)


def _step(step: ExplainedStep) -> Step:
    return Step(
        name=step.name,
        label=step.label,
        formula=_equation(step.latex_label, step.formula),
        numbers=_equation(step.latex_label, step.numbers),
        value=step.value_text,
        zoom=tuple(map(_step, step.zoom)),
        exact=step.value.tolist() if hasattr(step.value, "tolist") else step.value,
    )


def _equation(left: str, right: str) -> str:
    return f"{left} = {right}"


def hints_for(drawn: Drawn, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the author's hints, else graded ones: where to begin, its formula, its value."""
    if drawn.question.hints:
        return tuple(map(drawn.filled, drawn.question.hints))
    steps = _explained(drawn, wanted)
    return _made(steps) if steps else ()


def _made(steps: Sequence[ExplainedStep]) -> tuple[str, ...]:
    first, names = steps[0], [f"${step.latex_label}$" for step in steps]
    then = (
        f"Work out {', '.join(names[:-1])}, then {names[-1]}."
        if len(names) > 1
        else f"One step gives {names[0]}."
    )
    return (
        then,
        f"${_equation(first.latex_label, first.formula)}$",
        f"${_equation(first.latex_label, first.numbers)} = {first.value_text}$",
    )
