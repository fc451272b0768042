"""Numeric: one or a few numbers, drawn fresh and computed by the engine."""

from __future__ import annotations

from quizapp.questions.kinds.computed import Computed

KIND = Computed("numeric")
