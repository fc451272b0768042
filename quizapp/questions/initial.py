"""Weights as an initialiser of the engine draws them, from this question's own stream."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from engine import initializers
from engine.errors import EngineError
from quizapp.questions.errors import QuestionError

if TYPE_CHECKING:
    from quizapp.questions.model import Json
    from quizapp.questions.streams import Stream


def initial_weights(name: str, shape: tuple[int, ...], places: int, stream: Stream) -> Json:
    """Return normal weights with a scheme's variance, rounded; raises QuestionError where none is so called."""
    try:
        spread = initializers.std(name, shape)
    except EngineError as error:
        raise QuestionError(f"Weights cannot be drawn: {error}.") from error
    drawn = [round(spread * stream.normal(), places) + 0.0 for _ in range(math.prod(shape))]
    return np.reshape(drawn, shape).tolist()
