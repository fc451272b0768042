"""Drawing a question until its numbers are as it requires, and filling its texts with them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.errors import EngineError, ShapeError
from engine.language.spelling import canonical
from quizapp.questions import computing
from quizapp.questions.draws import draw
from quizapp.questions.errors import QuestionError
from quizapp.questions.templates import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.program import Trace
    from quizapp.questions.model import Json, Question

MOST_ATTEMPTS = 400


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawing: the values of what is given, and the program's run on them."""

    question: Question
    values: Mapping[str, Json]
    trace: Trace

    def filled(self, text: str) -> str:
        """Return a text of the question with this drawing's numbers in; raises QuestionError."""
        given = {canonical(name): value for name, value in self.values.items()}
        return fill(text, given, self.evaluate)

    def evaluate(self, expressions: Sequence[str], do: Mapping[str, Any] | None = None) -> tuple[Any, ...]:
        """Return the values of expressions over the program's names; raises QuestionError."""
        try:
            return computing.evaluate(self.question, self.values, expressions, do)
        except EngineError as error:
            raise QuestionError(f"{self.question.id}: {error}") from error


def accepted(question: Question, seed: int, objection: Callable[[Drawn], str] | None = None) -> Drawn:
    """Return the first drawing that meets every requirement, and to which the kind has no ``objection``.

    Raises QuestionError, which says what failed how often, when none of 400 does.
    """
    failures: Counter[str] = Counter()
    is_drawn = any(
        isinstance(rule, dict) for rule in question.given.values()
    )  # else each time is as the first
    attempts = MOST_ATTEMPTS if is_drawn else 1
    for attempt in range(attempts):
        values = draw(question, seed, attempt)
        drawn, failure = _run(question, values)
        failure = failure or (objection(drawn) if drawn and objection else "")
        if drawn is not None and not failure:
            return drawn
        failures[failure] += 1
    raise QuestionError(_report(question, failures, attempts))


def _run(question: Question, values: Mapping[str, Json]) -> tuple[Drawn | None, str]:
    """Run the program on drawn values; return what came of it, or why it cannot be used."""
    try:
        failed = computing.failed_requirement(question, values)
        trace = None if failed else computing.run(question, values)
    except ShapeError as error:  # whatever numbers are drawn
        failure = f"the program runs ({error})"
        raise QuestionError(_report(question, Counter({failure: 1}), 1)) from None
    except EngineError as error:
        return None, f"the program runs ({error})"
    return (None if trace is None else Drawn(question, values, trace)), failed


def _report(question: Question, failures: Counter[str], attempts: int) -> str:
    worst = "; ".join(f"“{what}” failed {count} times" for what, count in failures.most_common(3))
    if attempts == 1:
        return f"{question.id} cannot be asked: “{next(iter(failures))}” fails."
    return f"{question.id} cannot be drawn: in {attempts} draws {worst}."
