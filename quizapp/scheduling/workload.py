"""What a desired retention costs: minutes a day and what is recalled, by simulating a year of drilling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quizapp.scheduling import simulating

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.scheduling.aiming import Pace
    from quizapp.scheduling.memory import Memory

RETENTIONS = (0.8, 0.85, 0.9, 0.93, 0.95, 0.97)
YEAR = 365
_UNBOUNDED = 86_400.0  # seconds a day: the cost is what is asked for, so nothing cuts it off


@dataclass(frozen=True, slots=True)
class Cost:
    """One choice: mean minutes a day over the year, and the share of all questions recalled at its end."""

    retention: float
    minutes: float
    recalled: float


def costs(
    memory: Memory,
    pace: Pace,
    *,
    questions: int,
    new_per_day: int,
    retentions: Sequence[float] = RETENTIONS,
    days: int = YEAR,
) -> tuple[Cost, ...]:
    """Return what each retention costs a learner with this memory who begins with nothing met."""
    return tuple(_cost(memory, pace, questions, new_per_day, one, days) for one in retentions)


def _cost(memory: Memory, pace: Pace, questions: int, new: int, retention: float, days: int) -> Cost:
    subject = simulating.learner(0, questions, pace)
    subject.truth = subject.believed = memory
    subject.rng = np.random.default_rng(1)  # the same luck for every choice
    policy = simulating.plain(retention, new)
    spent = sum(simulating.drill(subject, policy(subject, day), day, _UNBOUNDED) for day in range(days))
    return Cost(retention, spent / 60 / days, subject.expected(days))
