"""Judging, warm: a number, a matrix with its diagnosis, and the refusal of what means harm."""

from __future__ import annotations

import contextlib
import statistics
import time
from typing import TYPE_CHECKING

from benchmarks.report import Row
from engine import compare_array, compare_number
from quizapp import questions
from quizapp.packs import library
from quizapp.questions.model import Answer
from tests.audit.hostile import DOORS, HONEST, TEXTS, LetInError

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 15
NUMBER = ("losses:loss-of-loud-logits", {"d": "0.123"})
MATRIX = ("backpropagation:batch-of-two-softmax", {"dZ2": "[[0.1, 0.2], [0.3, 0.4]]"})
EVERY = 4  # of the hostile texts


def _work(call: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Return milliseconds of this process's own work, the first call apart."""
    call()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        call()
        times.append(1e3 * (time.process_time() - start))
    return times


def _judged(question_id: str, typed: dict[str, str]) -> float:
    question = library.find(question_id)
    if question is None:
        raise LookupError(question_id)
    instance = questions.instance(question, 1)
    return statistics.median(_work(lambda: questions.judge(instance, Answer(typed))))


def _slowest_refusal() -> tuple[float, str]:
    """Return the slowest of many refusals, each the best of three, and what it was."""
    for text in HONEST:
        for door in DOORS.values():
            _refused(door, text)
    found = [
        (min(_work(lambda d=door, t=text: _refused(d, t), 3)), f"{name}: {text[:24]!r}")  # type: ignore[misc]
        for name, door in DOORS.items()
        for text in TEXTS[::EVERY]
    ]
    return max(found)


def _refused(door: Callable[[str], str], text: str) -> None:
    with contextlib.suppress(LetInError):
        door(text)


def rows() -> list[Row]:
    """Return the table."""
    matrix = [[0.12, -3.4, 5.0], [0.0, 1.25, 2.5]]
    slowest, what = _slowest_refusal()
    return [
        Row("a number", statistics.median(_work(lambda: compare_number("0.124", 0.1235))), 5, "ms"),
        Row(
            "a 2×3 matrix",
            statistics.median(_work(lambda: compare_array("[[0.12, -3.4, 5], [0, 1.25, 2.5]]", matrix))),
            5,
            "ms",
        ),
        Row("a wrong number with its diagnosis", _judged(*NUMBER), 50, "ms", NUMBER[0]),
        Row("a wrong matrix with its diagnosis", _judged(*MATRIX), 50, "ms", MATRIX[0]),
        Row("the slowest refusal", slowest, 50, "ms", what),
    ]
