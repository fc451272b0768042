"""Wrong answers that are known beforehand: the author's, run on the instance at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.questions.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Mapping

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

    A mistake whose value is not finite here, or does not fit, is none on this instance.
    """
    found = []
    for number, mistake in enumerate(drawn.question.mistakes, start=1):
        if mistake.part != part:
            continue
        try:
            (value,) = drawn.evaluate((mistake.value,), do)
            found.append(Foreseen(f"author.{number}", part, value, drawn.filled(mistake.says)))
        except QuestionError:
            continue
    return tuple(found)
