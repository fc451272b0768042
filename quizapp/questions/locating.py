"""Where in the steps a wrong answer went wrong: where the one mistake named entered, else the first step that differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import EngineError
from engine.mistakes import visible
from quizapp.questions.computing import numbers_in
from quizapp.questions.deriving import Derived
from quizapp.questions.drawing import Drawn
from quizapp.questions.entries import Entry, read_entry
from quizapp.questions.explaining import step_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quizapp.questions.model import Instance, Part, PartVerdict, Step, Verdict

HERE = "It went wrong here"
DIFFERS = "The first step that differs"


@dataclass(frozen=True, slots=True)
class Located:
    """One step of the worked solution, and what it is said to be."""

    title: str
    step: Step


def located(instance: Instance, verdict: Verdict, *, decimal_comma: bool = False) -> Located | None:
    """Return the step at which an answer left the right way; None where nothing is wrong, or there are no steps."""
    inner = instance.inner
    drawn = inner if isinstance(inner, Drawn) else getattr(inner, "drawn", None)
    wrong = _first_wrong(instance, verdict)
    if wrong is None:
        return None
    part, judged = wrong
    try:
        if isinstance(inner, Derived):
            return _line(instance, part)
        if not isinstance(drawn, Drawn):
            return None
        if part.form == "choice":
            return _option(drawn, inner, judged)
        return _computed(instance, verdict, drawn, part, decimal_comma=decimal_comma)
    except (EngineError, ArithmeticError, ValueError):
        return None


def _first_wrong(instance: Instance, verdict: Verdict) -> tuple[Part, PartVerdict] | None:
    """Return the first part that was answered and is wrong in itself."""
    for part in instance.parts:
        judged = verdict.parts.get(part.name)
        if judged is not None and judged.word in ("wrong", "partly") and judged.given.strip():
            return part, judged
    return None


def _line(instance: Instance, part: Part) -> Located | None:
    from quizapp.questions import solution  # noqa: PLC0415 - it knows the kinds, and they this

    step = next((one for one in solution(instance).steps if one.name == part.name), None)
    return None if step is None or len(instance.parts) == 1 else Located(DIFFERS, step)


def _computed(
    instance: Instance, verdict: Verdict, drawn: Drawn, part: Part, *, decimal_comma: bool
) -> Located | None:
    """Return the step that an answered value comes from, or an earlier one at which the mistake named entered."""
    if part.name not in drawn.trace.program.names:
        return None
    judged, before = verdict.parts[part.name], _answered_before(instance, verdict, part)
    entry = Entry(part, drawn.trace[part.name], text=judged.given)
    typed = read_entry(entry, decimal_comma=decimal_comma).typed
    mistake = judged.mistake
    if not mistake or "," in mistake or mistake.startswith("author.") or typed is None:
        return _step(drawn, part.name, HERE if mistake and "," not in mistake else DIFFERS)
    do = {name: drawn.trace[name] for name in before}
    sites = _sites(drawn, part.name, mistake, typed, do)
    return _step(drawn, _entered(drawn, part.name, sites, before), HERE)


def _answered_before(instance: Instance, verdict: Verdict, part: Part) -> list[str]:
    names = [one.name for one in instance.parts]
    return [name for name in names[: names.index(part.name)] if verdict.parts[name].given.strip()]


def _sites(
    drawn: Drawn, name: str, mistake: str, value: Any, do: Mapping[str, Any] | None = None
) -> tuple[int, ...]:
    """Return the nodes at which a mistake that leads to a value was made; none where none does."""
    program = drawn.trace.program
    values = {**numbers_in(drawn.values), **{one: drawn.trace[one] for one in program.inputs}}
    found = [one for one in visible(program, values, name, do=do or {}) if one.id == mistake]
    if not found:
        return ()
    return min(found, key=lambda one: float(np.max(np.abs(np.asarray(one.value) - value)))).sites


def _entered(drawn: Drawn, name: str, sites: Sequence[int], before: Sequence[str]) -> str:
    """Return the first named value on the way that is computed through one of the nodes."""
    program = drawn.trace.program
    wanted = sum(1 << site for site in sites)
    places = {one: program.place(one) for one in program.assigned if one not in before}
    last = program.place(name)
    on_the_way = program.ancestors[last] | 1 << last
    through = [
        (place, one)
        for one, place in places.items()
        if on_the_way >> place & 1 and wanted & (program.ancestors[place] | 1 << place)
    ]
    return min(through)[1] if through else name


def _step(drawn: Drawn, name: str, title: str) -> Located | None:
    step = step_of(drawn, name)
    return None if step is None else Located(title, step)


def _option(drawn: Drawn, chosen: Any, judged: PartVerdict) -> Located | None:
    """Return where the mistake behind a computed option enters."""
    keys = [key.strip() for key in judged.given.split(",")]
    options = [chosen.options[key] for key in keys if key in chosen.options]
    picked = next((one for one in options if one.made is not None), None)
    if picked is None:
        return None
    made = picked.made
    if made.id.startswith("author."):
        return _step(drawn, made.part, HERE)
    sites = _sites(drawn, made.part, made.id, made.value)
    return _step(drawn, _entered(drawn, made.part, sites, ()), HERE)
