"""Simulated learners of bug questions: the right line in other words, the wrong one again, and innocent lines."""

from __future__ import annotations

from random import Random

from engine.language.printing import to_text
from engine.language.reader import parse_expression
from quizapp import questions
from quizapp.questions.model import Answer, Question
from quizapp.questions.planting import FIX, LINE
from tests.audit.rewriting import rewritten
from tests.audit.tallies import Tally


def audit(question: Question, instances: int) -> Tally:
    """Return the tally of a question, each instance with a mistake planted."""
    tally = Tally(question.id)
    for seed in range(instances):
        _sit(question, seed, tally)
    return tally


def _sit(question: Question, seed: int, tally: Tally) -> None:
    tally.instances += 1
    instance, source = questions.instance(question, seed), Random(f"{question.id} {seed}")  # noqa: S311
    bug = instance.inner
    names = tuple(bug.names)
    right = to_text(rewritten(parse_expression(bug.right, names=names), source))
    verdict = questions.judge(instance, Answer({LINE: bug.key, FIX: right}))
    tally.right += 1
    tally.accepted += verdict.word == "correct"
    if verdict.word != "correct":
        tally.fail(f"seed {seed}: the right line as {right} is {verdict.parts[FIX]}")
    _wrong_line(instance, tally, source)
    _again(instance, tally)


def _wrong_line(instance: questions.Instance, tally: Tally, source: Random) -> None:
    """Point at a line that is right: never right, and its reason is the planted mistake's."""
    bug = instance.inner
    others = [choice.key for choice in bug.choices if choice.key != bug.key]
    verdict = questions.judge(instance, Answer({LINE: source.choice(others), FIX: bug.right})).parts[LINE]
    tally.mistaken += 1
    tally.refused += verdict.word == "wrong"
    tally.named += bug.says in verdict.message


def _again(instance: questions.Instance, tally: Tally) -> None:
    """Type the wrong line again: it stays wrong."""
    bug = instance.inner
    _, _, wrong = bug.wrong.partition("=")
    verdict = questions.judge(instance, Answer({LINE: bug.key, FIX: wrong.strip()})).parts[FIX]
    tally.mistaken += 1
    tally.named += 1
    tally.refused += verdict.word == "wrong"
    if verdict.word != "wrong":
        tally.fail(f"seed {instance.seed}: the wrong line {wrong} again is {verdict}")
