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
from functools import cache, lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from quizapp.scheduling.memory import AGAIN, EASY, GOOD, Memory, Traces

if TYPE_CHECKING:
    from collections.abc import Sequence

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


class Courses(NamedTuple):
    """How plans of one length may go, all at once.

    Shapes: ``chance`` and ``traces`` (plans, branches, questions); ``last``, the day of the last review, goes
    with them; ``seconds`` (stretches, plans, questions).
    """

    plans: tuple[Plan, ...]
    chance: Array
    traces: Traces
    last: Array
    seconds: Array


@dataclass(frozen=True, slots=True)
class Futures:
    """Ways to go on: ``worth`` (futures, questions), ``seconds`` (stretches, futures, questions).

    ``count`` says how many questions each place stands for: those alike are weighed once.
    """

    worth: Array
    seconds: Array
    count: Array


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
    alike, places, count = _alike(traces, elapsed)
    of_met = _futures_of_met(memory, alike, days, pace)
    of_new = _futures_of_new(memory, days, pace)
    futures = Futures(
        np.concatenate([of_met[0], of_new[0]], axis=1),
        np.concatenate([of_met[1], of_new[1]], axis=2),
        np.append(count, float(new)),
    )
    prices = _prices(futures, room)
    free = prices.copy()
    free[0] = 0.0
    today = np.array([bool(plan) and plan[0] == 0 for plan in _plans(len(parts))])
    advantage = _advantage(futures, free, today)
    return Aim(
        met=advantage[:-1][places], new=float(advantage[-1]), expected=_expected(futures, prices, room)
    )


def _alike(traces: Traces, elapsed: Array) -> tuple[Array, NDArray[np.intp], Array]:
    """Return the different (stability, difficulty, elapsed), one a row, where each question is, how many are there."""
    rows = np.stack([traces.stability, traces.difficulty, elapsed], axis=1)
    order = np.lexsort(rows.T)
    begins = np.ones(len(rows), dtype=bool)
    begins[1:] = (rows[order][1:] != rows[order][:-1]).any(axis=1)
    places = np.empty(len(rows), dtype=np.intp)
    places[order] = np.cumsum(begins) - 1
    return rows[order][begins], places, np.bincount(places).astype(float)


@cache
def _plans(stretches: int) -> tuple[Plan, ...]:
    """Return the plans, the shortest first, those of one length in the order of their stretches."""
    return tuple(plan for asked in range(MOST_TIMES + 1) for plan in combinations(range(stretches), asked))


def _futures_of_met(memory: Memory, alike: Array, days: int, pace: Pace) -> tuple[Array, Array]:
    """Return the worth and the seconds of what was met; a row of ``alike`` is a question."""
    parts = stretches(days)
    stability, difficulty, elapsed = alike.T[:, None, None, :]
    start = Courses(
        ((),),
        np.ones_like(elapsed),
        Traces(stability, difficulty),
        -elapsed,
        np.zeros((len(parts), 1, len(alike))),
    )
    return _weighed(memory, start, parts, days, pace)


@lru_cache(maxsize=128)
def _futures_of_new(memory: Memory, days: int, pace: Pace) -> tuple[Array, Array]:
    """Return the worth and the seconds of one new question: not met by the date, it counts as not known."""
    parts = stretches(days)
    ratings = np.arange(AGAIN, EASY + 1)
    once = (len(parts), len(ratings), 1)
    seconds = np.zeros((len(parts), len(parts), 1))
    seconds[range(len(parts)), range(len(parts))] = pace.new
    begun = Courses(
        tuple((part,) for part in range(len(parts))),
        np.broadcast_to(np.array(pace.first)[:, None], once),
        Traces(*(np.broadcast_to(one[:, None], once) for one in learnt(memory, ratings.astype(float)))),
        np.array([part.middle for part in parts])[:, None, None],
        seconds,
    )
    worth, spent = _weighed(memory, begun, parts, days, pace)
    never = np.zeros((1, 1)), np.zeros((len(parts), 1, 1))
    return np.concatenate([never[0], worth]), np.concatenate([never[1], spent], axis=1)


def _weighed(
    memory: Memory, courses: Courses, parts: Sequence[Stretch], days: int, pace: Pace
) -> tuple[Array, Array]:
    """Return the worth and the seconds of these courses and of all that go on from them."""
    found = [courses]
    while len(found[-1].plans[0]) < MOST_TIMES and (longer := _asked(memory, found[-1], parts, pace)):
        found.append(longer)
    worth = [(one.chance * memory.recall(one.traces.stability, days - one.last)).sum(axis=1) for one in found]
    return np.concatenate(worth), np.concatenate([one.seconds for one in found], axis=1)


def _asked(memory: Memory, courses: Courses, parts: Sequence[Stretch], pace: Pace) -> Courses | None:
    """Return the courses with one more review in any later stretch: it may be recalled or not."""
    pairs = [
        (place, part)
        for place, plan in enumerate(courses.plans)
        for part in range(plan[-1] + 1 if plan else 0, len(parts))
    ]
    if not pairs:
        return None
    before, part = (list(one) for one in zip(*pairs, strict=True))
    chance = courses.chance[before]
    traces = Traces(courses.traces.stability[before], courses.traces.difficulty[before])
    at = np.array([parts[one].middle for one in part])[:, None, None]
    elapsed = np.maximum(at - courses.last[before], 0.5)
    recalled, kept, forgotten = memory.outcomes(traces, elapsed)
    lost = memory.again_today(forgotten, GOOD)
    spent = (chance * (recalled * pace.recalled + (1 - recalled) * pace.forgotten)).sum(axis=1)
    seconds = courses.seconds[:, before]
    seconds[part, range(len(part))] = spent
    return Courses(
        tuple((*courses.plans[place], one) for place, one in pairs),
        np.concatenate([chance * recalled, chance * (1 - recalled)], axis=1),
        Traces(*(np.concatenate(pair, axis=1) for pair in zip(kept, lost, strict=True))),
        at,
        seconds,
    )


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


def _prices(futures: Futures, room: Array) -> Array:
    """Return the price of a second in each stretch, by subgradient steps that grow shorter."""
    dearest = _best_rate(futures)
    prices = np.full(len(room), dearest / 4)
    mean = np.zeros_like(prices)
    for step in range(_ROUNDS):
        load = _load(futures, prices)
        prices = np.maximum(
            0.0, prices + dearest * 0.2 / (1 + step / _SLOWING) * np.clip(load / room - 1, -1, 1)
        )
        if step >= _ROUNDS // 2:
            mean += prices / (_ROUNDS - _ROUNDS // 2)
    return mean


def _best_rate(futures: Futures) -> float:
    there = futures.count > 0
    if not there.any():
        return 0.0
    cost = futures.seconds.sum(axis=0)[1:]
    return float(np.max(((futures.worth[1:] - futures.worth[:1]) / cost)[:, there], initial=1e-9))


def _net(futures: Futures, prices: Array) -> Array:
    net: Array = futures.worth - np.tensordot(prices, futures.seconds, axes=1)
    return net


def _load(futures: Futures, prices: Array) -> Array:
    """Return the seconds that are taken of each stretch, futures of nearly the same worth taken in part.

    Taking only the best would send all new questions, which are alike, from one stretch to another and back.
    """
    net = _net(futures, prices)
    net -= net.max(axis=0)
    net /= _NEARLY
    shares = np.exp(net, out=net)
    shares *= futures.count / shares.sum(axis=0)
    load: Array = np.tensordot(futures.seconds, shares, axes=2)
    return load


def _advantage(futures: Futures, prices: Array, today: NDArray[np.bool_]) -> Array:
    """Return what asking today adds over the best that can be done without it, per second of today."""
    net = _net(futures, prices)
    with_today = net[today]
    best = np.argmax(with_today, axis=0)
    columns = np.arange(len(best))
    gain = with_today[best, columns] - net[~today].max(axis=0)
    advantage: Array = np.where(gain > WORTH_IT, gain, 0.0) / futures.seconds[0][today][best, columns]
    return advantage


def _expected(futures: Futures, prices: Array, room: Array) -> float:
    """Return the recall that the prices promise: by weak duality an upper bound, tight for many questions."""
    return float(_net(futures, prices).max(axis=0) @ futures.count + room @ prices)
