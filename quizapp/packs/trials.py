"""Dynamic checks: a question is drawn a number of times, and must grade its own answers as correct."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp import questions
from quizapp.packs.model import Problem
from quizapp.questions.errors import QuestionError
from quizapp.questions.model import Answer, Instance, Part, Question

if TYPE_CHECKING:
    from quizapp.questions.model import Json

FEWEST_DISTINCT = 3


def try_out(question: Question, instances: int) -> list[Problem]:
    """Draw a question for seeds from 0 on; return what went wrong, each thing once."""
    seeds = range(instances if question.generated else 1)
    drawn: list[Instance] = []
    problems: dict[str, Problem] = {}
    for seed in seeds:
        try:
            instance = questions.instance(question, seed)
        except QuestionError as error:
            return [
                Problem(question.place, "error", str(error), "Widen the draws or the requirement.", "require")
            ]
        drawn.append(instance)
        for what, mend in _objections(instance):
            problems.setdefault(what, Problem(question.place, "error", f"{what} (seed {seed})", mend))
    found = list(problems.values())
    if len(seeds) > 2 * FEWEST_DISTINCT and _distinct(drawn) < FEWEST_DISTINCT:
        what = f"{len(seeds)} draws gave only {_distinct(drawn)} different questions."
        found.append(Problem(question.place, "warning", what, "Widen the draws.", "given"))
    return found


def _objections(instance: Instance) -> list[tuple[str, str]]:
    """Return what is wrong with one drawing."""
    questions.solution(instance)
    questions.hints(instance)
    if instance.self_rated:
        return []
    verdict = questions.judge(instance, own_answer(instance))
    if verdict.word == "correct":
        return []
    wrong = ", ".join(name for name, part in verdict.parts.items() if part.word != "correct")
    what = f"The right answer for {wrong}, at the precision asked for, is not accepted."
    return [(what, "Ask for a precision that suits the size of the value.")]


def own_answer(instance: Instance) -> Answer:
    """Return the right answer as a learner would type it: at the precision asked for."""
    return Answer({part.name: _typed(part, instance.expected[part.name]) for part in instance.parts})


def _typed(part: Part, expected: Json) -> str:
    from quizapp.questions.entries import shown  # noqa: PLC0415 - NumPy, only when something is drawn

    return expected if isinstance(expected, str) else shown(expected, part.precision)


def _distinct(drawn: list[Instance]) -> int:
    return len({repr(sorted(instance.values.items())) for instance in drawn})
