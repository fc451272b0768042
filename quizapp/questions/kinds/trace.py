"""Trace: the values along a computation, each judged with the learner's earlier ones carried forward."""

from __future__ import annotations

from quizapp.questions.kinds.computed import Computed

KIND = Computed("trace")
