"""Simulated learners of choice questions whose options are made: each wrong one is a known mistake, run by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.errors import EngineError
from engine.language.spelling import canonical
from engine.mistakes import variants
from quizapp import questions
from quizapp.questions.computing import numbers_in
from quizapp.questions.entries import shown
from quizapp.questions.errors import QuestionError
from quizapp.questions.kinds.choice import PART
from quizapp.questions.model import Answer, Question
from quizapp.questions.precision import read_precision
from tests.audit.tallies import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.questions.drawing import Drawn


def audit(question: Question, instances: int) -> Tally:
    """Return the tally of a question: every option ticked once on each instance."""
    tally = Tally(question.id)
    for seed in range(instances):
        _sit(question, seed, tally)
    return tally


def _sit(question: Question, seed: int, tally: Tally) -> None:
    tally.instances += 1
    instance = questions.instance(question, seed)
    chosen = instance.inner
    known = list(_known(chosen.drawn, canonical(question.fields["options"]["value"])))
    precision = _precision(question)
    texts = [option.text for option in chosen.options.values()]
    for key, option in chosen.options.items():
        verdict = questions.judge(instance, Answer({PART: key})).parts[PART]
        if option.right:
            tally.right += 1
            tally.accepted += verdict.word == "correct"
            continue
        tally.mistaken += 1
        tally.refused += verdict.word == "wrong" and texts.count(option.text) == 1
        reasons = {says for value, says in known if shown(value, precision) == option.text}
        tally.named += verdict.message in reasons
        tally.wrong_names += bool(verdict.message) and verdict.message not in reasons
        if verdict.message not in reasons:
            tally.fail(f"seed {seed}: {option.text} is explained by “{verdict.message}”, not by {reasons}")


def _precision(question: Question) -> Any:
    made = question.fields["options"]
    return read_precision(made["precision"]) if "precision" in made else question.precision


def _known(drawn: Drawn, name: str) -> Iterator[tuple[Any, str]]:
    """Yield where each mistake leads, and its sentence: the whole mistaken program run."""
    for mistake in drawn.question.mistakes:
        if canonical(mistake.part) == name:
            try:
                yield drawn.evaluate((mistake.value,))[0], drawn.filled(mistake.says)
            except QuestionError:
                continue
    program = drawn.trace.program
    values = {**numbers_in(drawn.values), **{one: drawn.trace[one] for one in program.inputs}}
    for variant in variants(program):
        try:
            yield variant.program.run(values)[name], variant.says
        except EngineError:
            continue
