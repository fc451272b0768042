"""Simulated learners: a memory that follows FSRS-6 with parameters of its own, drilled day by day under a policy.

What a learner remembers is drawn from the true memory; the policy sees what a real program sees: the answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from quizapp.scheduling.aiming import Pace, aim, learnt, relearnt
from quizapp.scheduling.memory import AGAIN, PUBLISHED, Memory, Traces

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

# Standard deviations of fitted FSRS-6 parameters over learners, as Open Spaced Repetition publishes them with its
# fitting program fsrs-rs (2025), and the bounds it keeps fits within.
SPREAD = (
    6.43, 9.66, 17.58, 27.85, 0.57, 0.28, 0.6, 0.12, 0.39, 0.18, 0.33, 0.3, 0.09, 0.16, 0.57, 0.25, 1.03, 0.31, 0.32,
    0.14, 0.27,
)  # fmt: skip
LOWEST = (
    0.001, 0.001, 0.001, 0.001, 1.0, 0.001, 0.001, 0.001, 0.0, 0.0, 0.001, 0.001, 0.001, 0.001, 0.0, 0.0, 1.0, 0.0,
    0.0, 0.0, 0.1,
)  # fmt: skip
HIGHEST = (
    100.0, 100.0, 100.0, 100.0, 10.0, 4.0, 4.0, 0.75, 4.5, 0.8, 3.5, 5.0, 0.25, 0.9, 4.0, 1.0, 6.0, 2.0, 2.0, 0.8,
    0.8,
)  # fmt: skip
_SUCCESSES = (0.12, 0.78, 0.10)  # hard, good, easy, where the question was recalled


@dataclass
class Learner:
    """One learner in the middle of a preparation; arrays have a place a question, -1 in ``last`` is "not met"."""

    truth: Memory
    believed: Memory
    pace: Pace
    rng: np.random.Generator
    true: Traces
    seen: Traces
    last: Array

    @property
    def met(self) -> NDArray[np.bool_]:
        """Tell which questions were met."""
        return self.last >= 0

    def expected(self, day: int) -> float:
        """Return the share of all questions that would be recalled on a day; one never met counts as not known."""
        recalled = self.truth.recall(self.true.stability, day - self.last)
        return float(np.where(self.met, recalled, 0.0).mean())


class Policy(Protocol):
    """Says in which order questions are asked on a day; what does not fit the minutes is not asked."""

    def __call__(self, learner: Learner, day: int, /) -> NDArray[np.intp]: ...  # noqa: D102


def learner(seed: int, questions: int, pace: Pace | None = None) -> Learner:
    """Return a learner who has met nothing yet, with parameters drawn from the published spread."""
    rng = np.random.default_rng(seed)
    pace = pace or Pace()
    return Learner(
        truth=Memory(drawn_parameters(rng)),
        believed=Memory(),
        pace=pace,
        rng=rng,
        true=Traces(np.ones(questions), np.full(questions, 5.0)),
        seen=Traces(np.ones(questions), np.full(questions, 5.0)),
        last=np.full(questions, -1.0),
    )


def drawn_parameters(rng: np.random.Generator) -> tuple[float, ...]:
    """Return parameters of one learner; the four first stabilities are spread on a log scale and stay in order.

    The spread of the first stabilities is far above their size, so a normal draw would be cut off at the bounds
    nearly always; a log-normal one with the published mean and spread is what such a sample looks like.
    """
    published, spread = np.array(PUBLISHED), np.array(SPREAD)
    drawn = published + spread * rng.standard_normal(len(published))
    width = np.sqrt(np.log1p((spread[:4] / published[:4]) ** 2)).clip(max=1.5)
    drawn[:4] = np.sort(published[:4] * np.exp(width * rng.standard_normal(4)))
    return tuple(np.clip(drawn, LOWEST, HIGHEST))


def prepare(subject: Learner, policy: Policy, *, days: int, seconds: float) -> float:
    """Drill ``days`` days and return the recall to be expected on the day after the last."""
    for day in range(days):
        drill(subject, policy(subject, day), day, seconds)
    return subject.expected(days)


def plain(retention: float = 0.9, new_per_day: int | None = None) -> Policy:
    """Return FSRS: what is due by its interval, least remembered first, then new questions."""

    def order(subject: Learner, day: int) -> NDArray[np.intp]:
        elapsed = day - subject.last
        recalled = subject.believed.recall(subject.seen.stability, np.maximum(elapsed, 0))
        due = subject.met & (elapsed >= np.maximum(1, np.round(_interval(subject, retention))))
        reviews = np.flatnonzero(due)[np.argsort(recalled[due], kind="stable")]
        return np.concatenate([reviews, np.flatnonzero(~subject.met)[:new_per_day]])

    return order


def _interval(subject: Learner, retention: float) -> Array:
    """Return the days until the chance of recall has fallen to ``retention``; at 0.9 that is the stability."""
    decay = subject.believed.parameters[20]
    interval: Array = subject.seen.stability * (retention ** (-1 / decay) - 1) / (0.9 ** (-1 / decay) - 1)
    return interval


def aimed(days: int, seconds: float) -> Policy:
    """Return the policy that aims at the day after the last one."""
    rest_of = plain()

    def order(subject: Learner, day: int) -> NDArray[np.intp]:
        met = np.flatnonzero(subject.met)
        traces = Traces(subject.seen.stability[met], subject.seen.difficulty[met])
        new = np.flatnonzero(~subject.met)
        found = aim(
            subject.believed,
            traces,
            day - subject.last[met],
            len(new),
            days=days - day,
            seconds=seconds,
            pace=subject.pace,
        )
        rate = np.concatenate([found.met, np.full(len(new), found.new)])
        everything = np.concatenate([met, new])
        worth = rate > 0
        first = everything[worth][np.argsort(-rate[worth], kind="stable")]
        rest = rest_of(subject, day)
        return np.concatenate([first, rest[~np.isin(rest, first)]])

    return order


def drill(subject: Learner, order: NDArray[np.intp], day: int, seconds: float) -> float:
    """Ask in this order until the time is over; return the seconds that were used."""
    if not len(order):
        return 0.0
    fresh = ~subject.met[order]
    elapsed = np.maximum(day - subject.last[order], 1.0)
    recalled = subject.truth.recall(subject.true.stability[order], elapsed)
    chance = subject.rng.random(len(order))
    first = 1 + np.searchsorted(np.cumsum(subject.pace.first)[:3], chance)
    success = 2 + np.searchsorted(np.cumsum(_SUCCESSES)[:2], subject.rng.random(len(order)))
    rating = np.where(fresh, first, np.where(chance < recalled, success, AGAIN))
    spent = np.where(
        fresh, subject.pace.new, np.where(rating == AGAIN, subject.pace.forgotten, subject.pace.recalled)
    )
    asked = np.cumsum(spent) <= seconds
    chosen = order[asked]
    for memory, traces in ((subject.truth, subject.true), (subject.believed, subject.seen)):
        before = Traces(traces.stability[chosen], traces.difficulty[chosen])
        begun = learnt(memory, rating[asked])
        moved = relearnt(memory, before, elapsed[asked], rating[asked])
        traces.stability[chosen] = np.where(fresh[asked], begun.stability, moved.stability)
        traces.difficulty[chosen] = np.where(fresh[asked], begun.difficulty, moved.difficulty)
    subject.last[chosen] = day
    return float(spent[asked].sum())
