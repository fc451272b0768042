"""The model over arrays is the model that schedules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import fsrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.scheduling.memory import PUBLISHED, Memory, Traces

RATINGS = st.integers(1, 4)
WAITS = st.integers(0, 400)


def test_the_published_parameters_are_those_of_the_package() -> None:
    """Both are FSRS-6 as published."""
    assert fsrs.Scheduler().parameters == pytest.approx(PUBLISHED)


@given(RATINGS, st.lists(st.tuples(WAITS, RATINGS), max_size=12))
def test_any_history_leads_where_the_package_leads(first: int, later: list[tuple[int, int]]) -> None:
    """Stability and difficulty after first answers, reviews and answers on the same day."""
    scheduler = fsrs.Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=())
    memory, at = Memory(), datetime(2026, 1, 1, tzinfo=UTC)
    card, _ = scheduler.review_card(fsrs.Card(card_id=0), fsrs.Rating(first), at)
    traces = memory.first(np.array([first]))
    for days, rating in later:
        at += timedelta(days=days)
        card, _ = scheduler.review_card(card, fsrs.Rating(rating), at)
        traces = memory.reviewed(traces, days, rating) if days else memory.again_today(traces, rating)
        assert traces.stability[0] == pytest.approx(card.stability, rel=1e-9)
        assert traces.difficulty[0] == pytest.approx(card.difficulty, rel=1e-9)
    later_on = at + timedelta(days=9)
    assert memory.recall(traces.stability, 9.0)[0] == pytest.approx(
        scheduler.get_card_retrievability(card, later_on)
    )


def test_recall_is_nine_tenths_after_the_stability() -> None:
    """That is what stability means."""
    traces = Traces(np.array([0.5, 3.0, 200.0]), np.array([5.0, 5.0, 5.0]))
    assert Memory().recall(traces.stability, traces.stability) == pytest.approx([0.9, 0.9, 0.9])


@given(st.floats(0.01, 500), st.floats(1, 10), st.integers(1, 300))
def test_both_outcomes_are_those_of_the_two_ratings(stability: float, difficulty: float, days: int) -> None:
    """Worked out together, because a plan needs both."""
    memory, traces = Memory(), Traces(np.array([stability]), np.array([difficulty]))
    recalled, kept, lost = memory.outcomes(traces, days)
    assert recalled == memory.recall(traces.stability, days)
    assert kept == memory.reviewed(traces, days, 3)
    assert lost == memory.reviewed(traces, days, 1)
