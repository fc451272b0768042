"""Questions: the kinds, and the four verbs that all of them have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.questions.kind import Proposes
from quizapp.questions.kinds import kind_of

if TYPE_CHECKING:
    from quizapp.questions.locating import Located
    from quizapp.questions.model import Answer, Instance, Question, Solution, Verdict


def instance(question: Question, seed: int) -> Instance:
    """Draw a question; raises QuestionError in words where no draw meets what it requires."""
    return kind_of(question.kind).instance(question, seed)


def judge(drawn: Instance, answer: Answer) -> Verdict:
    """Judge what was typed. Never raises on any text."""
    return kind_of(drawn.question.kind).judge(drawn, answer)


def located(drawn: Instance, verdict: Verdict, *, decimal_comma: bool = False) -> Located | None:
    """Return the step of the solution at which an answer went wrong; None where there is none to show."""
    if verdict.word not in ("wrong", "partly") or drawn.inner is None:
        return None
    from quizapp.questions import locating  # noqa: PLC0415 - only for wrong answers

    return locating.located(drawn, verdict, decimal_comma=decimal_comma)


def follow_ups(drawn: Instance, verdict: Verdict) -> tuple[Question, ...]:
    """Return what is asked after an answer, about the same numbers."""
    if not drawn.question.follow_ups:
        return ()
    from quizapp.questions import following  # noqa: PLC0415 - few questions have any

    return following.follow_ups(drawn, verdict)


def solution(drawn: Instance) -> Solution:
    """Explain an instance."""
    return kind_of(drawn.question.kind).solution(drawn)


def hints(drawn: Instance) -> tuple[str, ...]:
    """Return graded hints: nudge, formula, first step."""
    return kind_of(drawn.question.kind).hints(drawn)


def propose(drawn: Instance, answer: Answer) -> dict[str, str]:
    """Return what is proposed for the parts that are asked later, by name: the points that a text makes."""
    kind = kind_of(drawn.question.kind)
    return kind.propose(drawn, answer) if isinstance(kind, Proposes) else {}
