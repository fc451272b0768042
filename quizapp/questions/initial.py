"""Weights as an initialiser of the engine draws them, from this question's own stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.questions.errors import QuestionError

if TYPE_CHECKING:
    from quizapp.questions.model import Json
    from quizapp.questions.streams import Stream


def initial_weights(name: str, shape: tuple[int, ...], places: int, stream: Stream) -> Json:
    """Return an array of weights rounded to decimals; raises QuestionError where none is so called."""
    raise QuestionError(f"Weights cannot be drawn by {name} in this version.")
