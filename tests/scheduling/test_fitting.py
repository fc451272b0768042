"""Fitting: it finds a memory that differs from the published one, and is not believed where it foretells no better."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from quizapp.scheduling import fitting
from quizapp.scheduling.memory import AGAIN, GOOD, PUBLISHED, Memory

FAST = (*(0.15 * one for one in PUBLISHED[:4]), *PUBLISHED[4:20], 0.5)  # one that forgets fast


def answered(memory: Memory, questions: int, seed: int) -> list[list[tuple[int, int]]]:
    """Return histories of a learner with this memory who is asked after fixed waits."""
    rng = np.random.default_rng(seed)
    histories = []
    for number in range(questions):
        day = int(rng.integers(0, 60))
        traces, history = memory.first(np.array([GOOD])), [(day, GOOD)]
        for wait in (1, 3, 8, 20, 40)[: 3 + number % 3]:
            recalled = rng.random() < memory.recall(traces.stability, wait)[0]
            rating = GOOD if recalled else AGAIN
            traces, day = memory.reviewed(traces, wait, rating), day + wait
            history.append((day, rating))
        histories.append(history)
    return histories


def test_another_memory_is_found() -> None:
    """Later answers are foretold better, and the chosen parameters forget faster than the published ones."""
    found = fitting.fit(answered(Memory(FAST), 400, seed=1))
    assert found.kept
    assert found.after < found.before - 0.02
    fitted, published = Memory(found.parameters), Memory()
    first = np.array([GOOD])
    assert fitted.recall(fitted.first(first).stability, 8.0) < published.recall(
        published.first(first).stability, 8.0
    )


def test_a_fit_that_foretells_no_better_is_not_used() -> None:
    """A learner whose memory is the one in force keeps it, number by number."""
    found = fitting.fit(answered(Memory(FAST), 150, seed=2), FAST)
    assert not found.kept
    assert found.parameters == FAST


def test_a_second_fit_does_not_undo_the_first() -> None:
    """What was fitted is what the next fit is held against."""
    histories = answered(Memory(FAST), 400, seed=3)
    first = fitting.fit(histories)
    assert fitting.fit(histories, first.parameters).before < first.before


def test_too_few_answers_are_refused_in_words() -> None:
    """With their number."""
    with pytest.raises(fitting.FittingError, match="There are 36 reviews"):
        fitting.fit(answered(Memory(), 9, seed=4))


def test_answers_of_one_day_are_no_reviews() -> None:
    """A question asked five times in an evening says nothing about days."""
    with pytest.raises(fitting.FittingError, match="There are 0 reviews"):
        fitting.fit([[(5, 1), (5, 3), (5, 3)]] * 1000)


def test_without_the_program_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence."""
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", None)
    with pytest.raises(fitting.FittingError, match=r"quizapp\[fitting\]"):
        fitting.fit([])
