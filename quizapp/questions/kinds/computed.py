"""What numeric and trace questions share: a program is run on fresh numbers, and its values are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import EngineError
from engine.explain import label_of
from engine.language.spelling import canonical
from engine.rounding import cancelled_size
from quizapp.questions import computing
from quizapp.questions.drawing import Drawn, accepted
from quizapp.questions.entries import Entry, compare, numbers_among, read_entry, without_label
from quizapp.questions.errors import QuestionError
from quizapp.questions.explaining import hints_for, steps_to
from quizapp.questions.judging import Judge
from quizapp.questions.mistakes import foreseen
from quizapp.questions.model import Answer, Ask, Instance, Part, Question, Solution, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Computed:
    """A kind whose answers are values of a program."""

    name: str

    def instance(self, question: Question, seed: int) -> Instance:
        """Draw the question; raises QuestionError in words when the draws cannot meet ``require``."""
        drawn = accepted(question, seed)
        parts = tuple(part_of(ask, drawn) for ask in question.ask)
        return Instance(
            question=question,
            seed=seed,
            prompt=drawn.filled(question.prompt),
            parts=parts,
            values=dict(drawn.values),
            expected={part.name: as_json(drawn.trace[part.name]) for part in parts},
            inner=drawn,
        )

    def judge(self, instance: Instance, answer: Answer) -> Verdict:
        """Judge what was typed, part by part, each with what went before."""
        drawn: Drawn = instance.inner
        names = tuple(part.name for part in instance.parts)
        judge = Judge(
            run=lambda do: _values_with(drawn, names, do),
            foreseen=lambda part, do: foreseen(drawn, part, do),
            printed=numbers_among(list(drawn.values.values())),
            decimal_comma=answer.decimal_comma,
        )
        return judge.verdict([_entry(part, drawn, answer) for part in instance.parts])

    def solution(self, instance: Instance) -> Solution:
        """Explain this instance: the author's prose, then each step with its numbers."""
        drawn: Drawn = instance.inner
        steps = steps_to(drawn, [part.name for part in instance.parts])
        return Solution(drawn.filled(instance.question.solution), steps, dict(instance.expected))

    def hints(self, instance: Instance) -> tuple[str, ...]:
        """Return graded hints: the author's, else a nudge, the formula and the first step."""
        return hints_for(instance.inner, [part.name for part in instance.parts])


def part_of(ask: Ask, drawn: Drawn) -> Part:
    """Return the answer field of an asked name, shaped as its value."""
    value = value_of(ask.name, drawn)
    shape = tuple(np.shape(value))
    return Part(
        name=canonical(ask.name),
        label=ask.label or label_of(drawn.trace.program, canonical(ask.name)),
        form="array" if shape else "number",
        shape=shape,
        precision=ask.precision or drawn.question.precision,
    )


def accepts(instance: Instance, part: Part, text: str) -> bool:
    """Tell whether a text is right for one part, all others being exact: what ``judge`` finds, without saying why not."""
    entry = read_entry(_entry(part, instance.inner, Answer({part.name: text})), decimal_comma=False)
    return entry.typed is not None and compare(entry, entry.expected).is_same


def value_of(name: str, drawn: Drawn) -> Any:
    """Return a value of the program; raises QuestionError where it has none of that name."""
    try:
        return drawn.trace[canonical(name)]
    except EngineError as error:
        raise QuestionError(f"{drawn.question.id} asks for {name}: {error}.") from error


def as_json(value: Any) -> Any:
    """Return a number or an array as JSON holds it."""
    return value.tolist() if isinstance(value, np.ndarray) else float(value)


def _values_with(drawn: Drawn, names: Sequence[str], do: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the asked values with some set by hand; none where that cannot be computed."""
    try:
        trace = computing.run(drawn.question, drawn.values, do)
    except EngineError:
        return {}
    return {name: trace[name] for name in names}


def _entry(part: Part, drawn: Drawn, answer: Answer) -> Entry:
    return Entry(
        part=part,
        expected=drawn.trace[part.name],
        text=without_label(part, answer.parts.get(part.name, "")),
        scale=cancelled_size(drawn.trace, part.name),
        factors=_factors(drawn),
    )


def _factors(drawn: Drawn) -> dict[str, float]:
    """Return the drawn numbers that an answer may be off by."""
    return {
        name: float(value)
        for name, value in drawn.values.items()
        if isinstance(value, int | float) and abs(value) not in {0, 1}
    }
