"""What fills the texts of a question that need not be computed: nothing, unless numbers are given for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizapp.questions.model import Json, Question


def filler(question: Question, seed: int) -> tuple[Callable[[str], str], dict[str, Json]]:
    """Return what fills a question's texts, and the numbers drawn for them; raises QuestionError."""
    if not question.generated:
        return str, {}
    from quizapp.questions.drawing import accepted  # noqa: PLC0415 - most of these questions need no engine

    drawn = accepted(question, seed)
    return drawn.filled, dict(drawn.values)
