"""Follow-ups: what an interviewer asks next, by what was said and what was missed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.questions.model import FollowUp, Instance, Json, PartVerdict, Question, Verdict


def follow_ups(instance: Instance, verdict: Verdict) -> tuple[Question, ...]:
    """Return the questions that follow an answer, with the numbers that were drawn for it."""
    return tuple(
        with_numbers(one.ask, instance.values)
        for one in instance.question.follow_ups
        if _is_due(one, instance, verdict)
    )


def with_numbers(question: Question, values: Mapping[str, Json]) -> Question:
    """Return a question that is asked about numbers drawn before: those of the same name take their values."""
    given = {name: values.get(name, rule) for name, rule in question.given.items()}
    return replace(question, given=given)


def _is_due(follow_up: FollowUp, instance: Instance, verdict: Verdict) -> bool:
    if follow_up.when == "always":
        return True
    right = _is_right(follow_up.point, instance, verdict)
    return right == (follow_up.when == "right")


def _is_right(point: str, instance: Instance, verdict: Verdict) -> bool:
    """Tell whether a point was made, or a part answered; without one, whether the whole was good enough."""
    if verdict.word == "correct":
        return True
    for part in instance.parts:
        judged = verdict.parts.get(part.name)
        if judged is None or not point:
            continue
        if part.later and (at := _place(point, [choice.text for choice in part.choices])) is not None:
            return _is_made(judged, at)
        if point in (part.name, part.label):
            return judged.word == "correct"
    from quizapp.questions.judging import ENOUGH_CREDIT  # noqa: PLC0415 - judging brings NumPy; a sitting need not

    return verdict.credit >= ENOUGH_CREDIT


def _is_made(judged: PartVerdict, at: int) -> bool:
    return at < len(judged.entries) and judged.entries[at]


def _place(point: str, texts: list[str]) -> int | None:
    """Return which point is meant, by its number from 1 or by its text."""
    if point.isdecimal() and 1 <= int(point) <= len(texts):
        return int(point) - 1
    return texts.index(point.strip()) if point.strip() in texts else None
