"""The plan towards a date: what it promises, what it asks today, and that it is worth having."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.scheduling import simulating
from quizapp.scheduling.aiming import Aim, Pace, aim, stretches
from quizapp.scheduling.memory import Memory, Traces

DAYS = st.integers(1, 90)


def planned(stabilities: list[float], new: int, *, days: int = 14, seconds: float = 1200) -> Aim:
    """Plan for questions last answered three days ago."""
    traces = Traces(np.array(stabilities), np.full(len(stabilities), 5.0))
    elapsed = np.full(len(stabilities), 3.0)
    return aim(Memory(), traces, elapsed, new, days=days, seconds=seconds, pace=Pace())


@given(DAYS)
def test_the_stretches_hold_every_day_once(days: int) -> None:
    """Today is by itself, and so is the last day before the date; none is longer than the one before by much."""
    found = stretches(days)
    assert [day for part in found for day in range(part.first, part.last + 1)] == list(range(days))
    assert (found[0].first, found[0].last) == (0, 0)
    assert found[-1].first == found[-1].last


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.floats(0.01, 400), max_size=30),
    st.integers(0, 60),
    st.integers(1, 60),
    st.floats(60, 7200),
)
def test_a_plan_is_never_below_nothing_nor_above_everything(
    stabilities: list[float], new: int, days: int, seconds: float
) -> None:
    """Asking adds or is not asked, and no more can be recalled than there is."""
    found = planned(stabilities, new, days=days, seconds=seconds)
    assert found.met.shape == (len(stabilities),)
    assert np.all(found.met >= 0)
    assert found.new >= 0
    assert -1e-9 <= found.expected <= len(stabilities) + new + 1e-9


def test_more_time_promises_more() -> None:
    """Twice the minutes a day, and more days."""
    little = planned([1.0] * 50, 200, seconds=600).expected
    assert planned([1.0] * 50, 200, seconds=1200).expected > little * 1.1
    assert planned([1.0] * 50, 200, days=28, seconds=600).expected > little * 1.1


def test_on_the_last_day_what_is_nearly_forgotten_gains_most() -> None:
    """What will be remembered anyway gains least."""
    gain = planned([0.5, 2.0, 500.0], 0, days=1).met
    assert gain[0] > gain[1] > gain[2]


def test_new_questions_pay_while_there_is_time_for_them() -> None:
    """They do on the last day too: met yesterday is better than never met."""
    assert planned([], 10, days=1).new > 0
    assert planned([], 900, days=14).new > 0


@pytest.mark.parametrize(("questions", "minutes", "days"), [(150, 20, 7), (150, 12, 14)])
def test_learners_recall_more_on_the_date(questions: int, minutes: int, days: int) -> None:
    """With the same minutes, simulated learners recall at least a tenth more than under plain FSRS at 0.9."""
    recalled = {"plain": 0.0, "aimed": 0.0}
    for seed in range(6):
        for name, policy in (("plain", simulating.plain()), ("aimed", simulating.aimed(days, minutes * 60))):
            subject = simulating.learner(seed, questions)
            recalled[name] += simulating.prepare(subject, policy, days=days, seconds=minutes * 60)
    assert recalled["aimed"] > 1.1 * recalled["plain"]
