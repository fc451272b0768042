"""What a desired retention costs: more is recalled for more minutes, and the numbers are those of the memory."""

from __future__ import annotations

import itertools

from quizapp.scheduling.aiming import Pace
from quizapp.scheduling.memory import PUBLISHED, Memory
from quizapp.scheduling.workload import costs


def test_a_higher_retention_costs_more_and_recalls_more() -> None:
    """Each step up, in both."""
    found = costs(Memory(), Pace(), questions=120, new_per_day=5, retentions=(0.8, 0.9, 0.95), days=120)
    assert [one.retention for one in found] == [0.8, 0.9, 0.95]
    for lower, higher in itertools.pairwise(found):
        assert higher.minutes > lower.minutes
        assert higher.recalled > lower.recalled


def test_all_that_was_met_is_recalled_above_what_was_desired() -> None:
    """Between reviews the chance falls to the desired one, so on the mean it lies above it."""
    (one,) = costs(Memory(), Pace(), questions=60, new_per_day=10, retentions=(0.9,), days=200)
    assert 0.9 < one.recalled < 1


def test_who_forgets_fast_pays_more() -> None:
    """With stabilities a fifth of the published ones."""
    fast = Memory((*(one / 5 for one in PUBLISHED[:4]), *PUBLISHED[4:]))
    kept, lost = (
        costs(memory, Pace(), questions=80, new_per_day=5, retentions=(0.9,), days=90)[0]
        for memory in (Memory(), fast)
    )
    assert lost.minutes > kept.minutes


def test_a_year_without_questions_costs_nothing() -> None:
    """No division by nothing either."""
    (one,) = costs(Memory(), Pace(), questions=1, new_per_day=0, retentions=(0.9,), days=30)
    assert (one.minutes, one.recalled) == (0, 0)
