"""Dynamic checks: a question is drawn a number of times, and must grade its own answers as correct."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp import questions
from quizapp.packs.model import Problem
from quizapp.questions.errors import QuestionError
from quizapp.questions.model import Answer, Instance, Part, Question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.questions.model import Json

FEWEST_DISTINCT = 3
MANY = 20  # draws: what none of so many shows, none will


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
    found = [*problems.values(), *(_invisible_mistakes(question, drawn) if len(drawn) >= MANY else ())]
    if len(seeds) > 2 * FEWEST_DISTINCT and _distinct(drawn) < FEWEST_DISTINCT:
        what = f"{len(seeds)} draws gave only {_distinct(drawn)} different questions."
        found.append(Problem(question.place, "warning", what, "Widen the draws.", "given"))
    return found


def _objections(instance: Instance) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one drawing."""
    questions.solution(instance)
    questions.hints(instance)
    if instance.self_rated or any(part.form == "code" for part in instance.parts):
        return  # of code there is no one right answer to try
    verdict = questions.judge(instance, own_answer(instance))
    wrong = [name for name, part in verdict.parts.items() if part.word != "correct"]
    if wrong:
        what = f"The right answer for {', '.join(wrong)}, at the precision asked for, is not accepted."
        yield what, "Ask for a precision that suits the size of the value."
    for part in instance.parts:
        if part.form == "number" and _accepts_what_is_off(instance, part):
            yield f"A wrong answer for {part.name} is accepted.", "Ask for another precision."


def _accepts_what_is_off(instance: Instance, part: Part) -> bool:
    """Tell whether a number well outside its accepted interval is accepted, all others being exact."""
    from engine.precision import accepted_interval  # noqa: PLC0415 - the engine, only when something is drawn
    from quizapp.questions.precision import tolerance  # noqa: PLC0415

    exact = {one.name: repr(instance.expected[one.name]) for one in instance.parts}
    low, high = accepted_interval(instance.expected[part.name], **tolerance(part.precision))
    off = high + (high - low) if high > low else high + 1.0
    verdict = questions.judge(instance, Answer({**exact, part.name: repr(off)}))
    return verdict.parts[part.name].word == "correct"


def _invisible_mistakes(question: Question, drawn: list[Instance]) -> Iterator[Problem]:
    """Yield the author's mistakes that no drawing could tell from the right answer."""
    for number, mistake in enumerate(question.mistakes, start=1):
        if question.kind in {"numeric", "trace"} and not any(
            _shows(number, mistake.part, one) for one in drawn
        ):
            what = f"Mistake {number} ({mistake.value}) is never told from the right value of {mistake.part}."
            yield Problem(
                question.place, "warning", what, "Ask more exactly or delete it.", f"mistakes[{number - 1}]"
            )


def _shows(number: int, part_name: str, instance: Instance) -> bool:
    from engine.language.spelling import canonical  # noqa: PLC0415
    from quizapp.questions.entries import differ  # noqa: PLC0415
    from quizapp.questions.mistakes import foreseen  # noqa: PLC0415

    part_name = canonical(part_name)
    part = next(one for one in instance.parts if one.name == part_name)
    return any(
        one.id == f"author.{number}" and differ(one.value, instance.expected[part_name], part.precision)
        for one in foreseen(instance.inner, part_name)
    )


def own_answer(instance: Instance) -> Answer:
    """Return the right answer as a learner would type it: at the precision asked for."""
    return Answer({part.name: _typed(part, instance.expected[part.name]) for part in instance.parts})


def _typed(part: Part, expected: Json) -> str:
    from quizapp.questions.entries import shown  # noqa: PLC0415 - NumPy, only when something is drawn

    return expected if isinstance(expected, str) else shown(expected, part.precision)


def _distinct(drawn: list[Instance]) -> int:
    return len({repr(sorted(instance.values.items())) for instance in drawn})
