"""Wrong answers that are known beforehand: the author's and the engine's, run on the instance at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.errors import EngineError
from engine.language.spelling import canonical
from engine.mistakes import visible
from quizapp.questions.computing import numbers_in
from quizapp.questions.entries import is_same
from quizapp.questions.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quizapp.questions.drawing import Drawn


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A wrong answer on this instance: the mistake's id, where it leads, and what the learner is told."""

    id: str
    part: str
    value: Any
    says: str


def foreseen(drawn: Drawn, part: str, do: Mapping[str, Any] | None = None) -> tuple[Foreseen, ...]:
    """Return the wrong answers known for a part of a drawing, with some nodes set by hand.

    The author's come first; of the engine's catalogue those are added that lead elsewhere. A mistake whose value is
    not finite here, or does not fit, is none on this instance.
    """
    found = list(_by_author(drawn, part, do))
    taken = [one.value for one in found]
    return (
        *found,
        *(
            one
            for one in _by_engine(drawn, part, do)
            if not any(is_same(one.value, value) for value in taken)
        ),
    )


def _by_author(drawn: Drawn, part: str, do: Mapping[str, Any] | None) -> Iterator[Foreseen]:
    for number, mistake in enumerate(drawn.question.mistakes, start=1):
        if canonical(mistake.part) != part:
            continue
        try:
            (value,) = drawn.evaluate((mistake.value,), do)
            yield Foreseen(f"author.{number}", part, value, drawn.filled(mistake.says))
        except QuestionError:
            continue


def _by_engine(drawn: Drawn, part: str, do: Mapping[str, Any] | None) -> Iterator[Foreseen]:
    program = drawn.trace.program
    values = {**numbers_in(drawn.values), **{name: drawn.trace[name] for name in program.inputs}}
    try:
        wrong = visible(program, values, part, do=do or {})
    except EngineError:
        return
    yield from (Foreseen(one.id, part, one.value, one.says) for one in wrong)
