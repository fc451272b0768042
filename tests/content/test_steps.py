"""Worked solutions of the bundled questions: each step gives its value with the numbers that are shown."""

from __future__ import annotations

import numpy as np
import pytest

import engine
from engine.explain import ExplainedStep, explain
from quizapp.questions.drawing import accepted
from quizapp.questions.explaining import told
from tests.content.test_bundled import GENERATED, INSTANCES

CLOSE = 2e-4  # relative; three figures are asked for
DRAWN = 1 if INSTANCES < 100 else 25
LAYOUTS = (
    "conv2d",
    "max_pool2d_back",
    "cat(",
)  # their operands are arranged in ways that only the drawing tells


@pytest.mark.parametrize("pack", sorted({question.pack for question in GENERATED.values()}))
def test_a_step_holds_with_the_numbers_that_are_shown(pack: str) -> None:
    """Nothing is rounded so far that the next line comes out wrong."""
    for question in (one for one in GENERATED.values() if one.pack == pack):
        for seed in range(DRAWN):
            trace = (drawn := accepted(question, seed)).trace
            asked = [one.name for one in question.ask if one.name in trace]
            for step in explain(trace, asked, known=told(drawn)):
                assert holds(step, trace), (question.id, seed, step.text_numbers, step.value_text)


def holds(step: ExplainedStep, trace: engine.Trace) -> bool:
    if any(op in step.text_numbers for op in LAYOUTS):
        return True
    names = {name: trace[name] for name in trace.program.names if "." not in name}
    shown = engine.evaluate(step.text_numbers, **names)
    return np.allclose(shown, step.value, rtol=CLOSE, atol=1e-9)
