"""Aiming at a date: what to ask today so that as much as possible is recalled on the day of the interview.

Every question has a few futures: left alone, or asked in one, two or three of the
stretches of days that remain.
Each future has a worth (the chance of recall on the date) and takes seconds of its stretches. What fits the
minutes best is found by prices: a second of each stretch gets a price, every question takes the future that is
worth most after paying, and prices move until no stretch holds more than it has (Lagrangian relaxation of the
assignment). What is asked today is what loses most by not being asked today. The plan is made anew every day,
so it follows what really happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from quizapp.scheduling.memory import AGAIN, GOOD, Memory, Traces

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Plan = tuple[int, ...]  # the stretches in which a question is asked

MOST_STRETCHES = 6
MOST_TIMES = 3  # that a plan asks one question; with two, preparations of a month fall behind
_ROUNDS = 40
_NEARLY = 0.01  # chance of recall by which two futures may differ and both be taken
_SLOWING = 4.0  # rounds after which the prices' steps are half as long
WORTH_IT = 1e-4  # chance of recall a day's question must add to be asked at all


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds that answers take, and how first answers go (shares of again, hard, good, easy)."""

    recalled: float = 35.0
    forgotten: float = 70.0
    new: float = 80.0
    first: tuple[float, float, float, float] = (0.25, 0.15, 0.5, 0.1)


class Stretch(NamedTuple):
    """Days [first, last] from now that are planned as one; ``middle`` stands for them."""

    first: int
    last: int

    @property
    def middle(self) -> float:
        """Return the day in the middle."""
        return (self.first + self.last) / 2


class Course(NamedTuple):
    """How one plan may go: branches (chance, memory, day of the last review), and the seconds of each stretch."""

    branches: list[tuple[Array, Traces, Array]]
    seconds: dict[int, Array]


@dataclass(frozen=True, slots=True)
class Futures:
    """Ways to go on: ``worth`` (questions, futures), ``seconds`` (questions, futures, stretches)."""

    worth: Array
    seconds: Array


@dataclass(frozen=True, slots=True)
class Aim:
    """What the plan says: the gain per second of asking each question today, and what the date will bring.

    ``met`` has one number a question that was met, ``new`` is the number of any new one; where they are not
    above 0, asking today does not pay. ``expected`` is the sum of the chances of recall on the date, if the plan
    is kept to.
    """

    met: Array
    new: float
    expected: float


def stretches(days: int) -> tuple[Stretch, ...]:
    """Cut the days before the date into today and stretches that are shorter towards the date."""
    if days <= MOST_STRETCHES:
        return tuple(Stretch(day, day) for day in range(max(1, days)))
    count = MOST_STRETCHES - 1
    falling = {days - 1 - round((days - 1) * (1 - place / count) ** 2) for place in range(1, count)}
    ends = sorted(falling | {days - 2, days - 1})
    starts = [1, *(end + 1 for end in ends[:-1])]
    return (Stretch(0, 0), *(Stretch(*part) for part in zip(starts, ends, strict=True)))


def aim(
    memory: Memory, traces: Traces, elapsed: Array, new: int, *, days: int, seconds: float, pace: Pace
) -> Aim:
    """Plan the days that are left.

    ``traces`` and ``elapsed`` (days since the last review) are of the questions that were met, ``new`` counts
    those that were not, ``seconds`` is what a day has. ``days`` until the date: at least 1.
    """
    parts = stretches(days)
    room = np.array([(part.last - part.first + 1) * seconds for part in parts])
    plans: list[Plan] = [
        plan for asked in range(MOST_TIMES + 1) for plan in combinations(range(len(parts)), asked)
    ]
    of_met = _futures_of_met(memory, traces, elapsed, parts, plans, days, pace)
    of_new = _futures_of_new(memory, parts, plans, days, pace)
    prices = _prices(of_met, of_new, new, room)
    today = np.array([bool(plan) and plan[0] == 0 for plan in plans])
    free = prices.copy()
    free[0] = 0.0
    return Aim(
        met=_advantage(of_met, free, today),
        new=float(_advantage(of_new, free, today)[0]),
        expected=_expected(of_met, of_new, new, prices, room),
    )


def _futures_of_met(
    memory: Memory,
    traces: Traces,
    elapsed: Array,
    parts: Sequence[Stretch],
    plans: Sequence[Plan],
    days: int,
    pace: Pace,
) -> Futures:
    start = Course([(np.ones_like(elapsed), traces, -elapsed)], {})
    courses: dict[Plan, Course] = {(): start}
    for plan in plans[1:]:
        courses[plan] = _asked(memory, courses[plan[:-1]], plan[-1], parts[plan[-1]].middle, pace)
    return _weighed(memory, courses, plans, days, (len(elapsed), len(parts)))


def _futures_of_new(
    memory: Memory, parts: Sequence[Stretch], plans: Sequence[Plan], days: int, pace: Pace
) -> Futures:
    """Return the futures of one new question: not met by the date, it counts as not known."""
    courses: dict[Plan, Course] = {(): Course([], {})}
    for plan in plans[1:]:
        if len(plan) == 1:
            courses[plan] = _begun(memory, plan[0], parts[plan[0]].middle, pace)
        else:
            courses[plan] = _asked(memory, courses[plan[:-1]], plan[-1], parts[plan[-1]].middle, pace)
    return _weighed(memory, courses, plans, days, (1, len(parts)))


def _begun(memory: Memory, part: int, day: float, pace: Pace) -> Course:
    branches = [
        (np.array([share]), learnt(memory, np.array([rating])), np.array([day]))
        for rating, share in enumerate(pace.first, start=1)
    ]
    return Course(branches, {part: np.array([pace.new])})


def _asked(memory: Memory, course: Course, part: int, day: float, pace: Pace) -> Course:
    """Return the course after a review on a day: it may be recalled or not."""
    found: list[tuple[Array, Traces, Array]] = []
    spent: Array = np.zeros_like(course.branches[0][0])
    for chance, traces, last in course.branches:
        elapsed = np.maximum(day - last, 0.5)
        recalled, kept, forgotten = memory.outcomes(traces, elapsed)
        at = np.full_like(last, day)
        lost = memory.again_today(forgotten, GOOD)
        found += [(chance * recalled, kept, at), (chance * (1 - recalled), lost, at)]
        spent = spent + chance * (recalled * pace.recalled + (1 - recalled) * pace.forgotten)
    return Course(found, {**course.seconds, part: spent})


def _weighed(
    memory: Memory, courses: Mapping[Plan, Course], plans: Sequence[Plan], days: int, size: tuple[int, int]
) -> Futures:
    questions, parts = size
    worth = np.zeros((questions, len(plans)))
    seconds = np.zeros((questions, len(plans), parts))
    for column, plan in enumerate(plans):
        for chance, traces, last in courses[plan].branches:
            worth[:, column] += chance * memory.recall(traces.stability, days - last)
        for part, spent in courses[plan].seconds.items():
            seconds[:, column, part] = spent
    return Futures(worth, seconds)


def learnt(memory: Memory, rating: Array) -> Traces:
    """Return the memories at the end of the day of a first answer: what was forgotten is asked again."""
    first = memory.first(rating)
    again = memory.again_today(first, GOOD)
    return _chosen(rating == AGAIN, again, first)


def relearnt(memory: Memory, traces: Traces, elapsed: Array | float, rating: Array) -> Traces:
    """Return the memories at the end of the day of a review: what was forgotten is asked again."""
    reviewed = memory.reviewed(traces, elapsed, rating)
    again = memory.again_today(reviewed, GOOD)
    return _chosen(rating == AGAIN, again, reviewed)


def _chosen(where: Array, one: Traces, other: Traces) -> Traces:
    return Traces(
        np.where(where, one.stability, other.stability), np.where(where, one.difficulty, other.difficulty)
    )


def _prices(of_met: Futures, of_new: Futures, new: int, room: Array) -> Array:
    """Return the price of a second in each stretch, by subgradient steps that grow shorter."""
    dearest = max(_best_rate(of_met), _best_rate(of_new) if new else 0.0)
    prices = np.full(len(room), dearest / 4)
    mean = np.zeros_like(prices)
    for step in range(_ROUNDS):
        load = _load(of_met, prices).sum(axis=0) + new * _load(of_new, prices)[0]
        prices = np.maximum(
            0.0, prices + dearest * 0.2 / (1 + step / _SLOWING) * np.clip(load / room - 1, -1, 1)
        )
        if step >= _ROUNDS // 2:
            mean += prices / (_ROUNDS - _ROUNDS // 2)
    return mean


def _best_rate(futures: Futures) -> float:
    if not len(futures.worth):
        return 0.0
    cost = futures.seconds.sum(axis=2)[:, 1:]
    return float(np.max((futures.worth[:, 1:] - futures.worth[:, :1]) / cost, initial=1e-9))


def _net(futures: Futures, prices: Array) -> Array:
    net: Array = futures.worth - futures.seconds @ prices
    return net


def _load(futures: Futures, prices: Array) -> Array:
    """Return the seconds each question takes of each stretch, futures of nearly the same worth taken in part.

    Taking only the best would send all new questions, which are alike, from one stretch to another and back.
    """
    net = _net(futures, prices)
    shares = np.exp((net - net.max(axis=1, keepdims=True)) / _NEARLY)
    shares /= shares.sum(axis=1, keepdims=True)
    load: Array = np.einsum("qf,qfs->qs", shares, futures.seconds)
    return load


def _advantage(futures: Futures, prices: Array, today: NDArray[np.bool_]) -> Array:
    """Return what asking today adds over the best that can be done without it, per second of today."""
    net = _net(futures, prices)
    with_today = np.where(today, net, -np.inf)
    best = np.argmax(with_today, axis=1)
    rows = np.arange(len(best))
    gain = with_today[rows, best] - np.where(today, -np.inf, net).max(axis=1)
    advantage: Array = np.where(gain > WORTH_IT, gain, 0.0) / futures.seconds[rows, best, 0]
    return advantage


def _expected(of_met: Futures, of_new: Futures, new: int, prices: Array, room: Array) -> float:
    """Return the recall that the prices promise: by weak duality an upper bound, tight for many questions."""
    bound = float(_net(of_met, prices).max(axis=1).sum() + room @ prices)
    return bound + new * float(_net(of_new, prices).max())
