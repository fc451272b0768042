"""Judging a derivation, warm: right answers in another form, wrong ones with their reason, and the preview while typing."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from benchmarks.report import Row
from quizapp import questions
from quizapp.packs import library
from quizapp.questions.expressions import preview
from quizapp.questions.model import Answer
from quizapp.rendering import boxes

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizapp.questions.model import Instance

ROUNDS = 15
RIGHT = {
    "activations:derive-sigmoid-slope": {"da": "exp(-z)/(1 + exp(-z))**2"},
    "activations:derive-gelu-slope": {"da": "Phi(z) + z*exp(-z**2/2)/sqrt(2*pi)"},
    "losses:derive-bce-by-p-and-z": {"dp": "-y/p + (1 - y)/(1 - p)", "dz": "(1 + tanh(z/2))/2 - y"},
    "losses:derive-softmax-ce-batch": {"dZ": "P/N - Y/N"},
    "losses:derive-mse-gradient": {"dw": "2*(X.T @ X @ w - X.T @ y)/N"},
    "gradient-descent:derive-three-steps": {"w_3": "(1 - lam*eta)**3*w0 + (1 - (1 - lam*eta)**3)*c"},
    "backpropagation:derive-delta-recursion": {"delta": "(1 - tanh(z)**2)*(d @ W)"},
}
WRONG = {
    "losses:derive-softmax-ce-batch": {"dZ": "P - Y"},
    "backpropagation:derive-linear-layer": {"dW": "G.T @ X", "db": "sum(G)", "dX": "G @ W"},
    "optimisers:derive-first-adam-step": {"change": "-eta*g/sqrt(g**2 + eps)"},
}
CHAIN = "backpropagation:two-layer-backprop"


def _median(call: Callable[[], object]) -> float:
    """Return milliseconds, the first call apart."""
    call()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def _instance(question_id: str) -> Instance:
    question = library.find(question_id)
    if question is None:
        raise LookupError(question_id)
    return questions.instance(question, 1)


def _judged(question_id: str, typed: dict[str, str]) -> float:
    instance = _instance(question_id)
    return _median(lambda: questions.judge(instance, Answer(typed)))


def _drawn() -> float:
    part = _instance(CHAIN).parts[0]
    text = "X.T @ ((P - Y) @ W2.T * (Z1 > 0)) / N"
    return _median(lambda: boxes.draw(preview(part, text).latex, width=70))


def rows() -> list[Row]:
    """Return the table."""
    right = [_judged(name, typed) / len(typed) for name, typed in RIGHT.items()]
    wrong = [_judged(name, typed) / len(typed) for name, typed in WRONG.items()]
    instance = _instance(CHAIN)
    chain = _median(
        lambda: questions.judge(instance, Answer({name: str(one) for name, one in instance.expected.items()}))
    )
    return [
        Row("a right line", statistics.median(right), 50, "ms", f"median of {len(right)} questions"),
        Row(
            "a wrong line with its reason",
            statistics.median(wrong),
            50,
            "ms",
            f"median of {len(wrong)} questions",
        ),
        Row("two-layer chain of seven lines", chain, 7 * 50, "ms"),
        Row("what is typed, read and drawn", _drawn(), 16, "ms"),
    ]
