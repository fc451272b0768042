"""Today's queue towards a date: what the plan would ask, as far as today's minutes go."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from quizapp.scheduling import queue as queues
from quizapp.scheduling.aiming import Aim, Pace, aim
from quizapp.scheduling.memory import PUBLISHED, Memory, Traces
from quizapp.scheduling.queue import Queue
from quizapp.settings import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from quizapp.scheduling.queue import Item
    from quizapp.scheduling.scheduler import Scheduler

ENOUGH = 20  # answers before the learner's own pace counts
_USUAL = Pace()


@dataclass(frozen=True, slots=True)
class Target:
    """Where to: ``days`` until the date (at least 1), the seconds a day has, those of today that are left."""

    days: int
    seconds: float
    left: float
    level: str


@dataclass(frozen=True, slots=True)
class Dated:
    """Today's queue, and the share of the curriculum that would be recalled on the date if all goes as planned."""

    queue: Queue
    recall: float | None  # None where the curriculum is empty


def pace_of(seconds: Sequence[float]) -> Pace:
    """Return how long answers take this learner, from the seconds of late ones."""
    if len(seconds) < ENOUGH:
        return _USUAL
    middle = max(5.0, median(seconds))
    return Pace(middle, middle * _USUAL.forgotten / _USUAL.recalled, middle * _USUAL.new / _USUAL.recalled)


def plan(items: Iterable[Item], *, day: int, target: Target, scheduler: Scheduler, pace: Pace) -> Dated:
    """Plan the days left for the curriculum up to the level aimed for, and return today's part.

    What is being learned is always finished, whatever the minutes. What the plan has no use for today comes
    after it, as the schedule would have it: what is due, then new questions.
    """
    wanted = set(LEVELS[: LEVELS.index(target.level) + 1])
    awake = [item for item in items if not queues.is_resting(item.card, day)]
    chosen = [item for item in awake if item.entry.level in wanted]
    due = queues.plan(
        awake, day=day, left=queues.Allowance(len(chosen), len(awake)), target_level=target.level
    )
    met = [item for item in chosen if queues.is_met(item)]
    new = queues.in_curriculum_order((item for item in chosen if not queues.is_met(item)), target.level)
    found = _aimed(met, len(new), day, target, scheduler, pace)
    order = _order(met, new, found, due, day)
    taken = set(_within(order, target.left, pace))
    return Dated(
        Queue(
            due.learning,
            tuple(item for item in order if queues.is_met(item) and item.entry.id in taken),
            tuple(item for item in new if item.entry.id in taken),
        ),
        recall=found.expected / len(chosen) if chosen else None,
    )


def _aimed(met: list[Item], new: int, day: int, target: Target, scheduler: Scheduler, pace: Pace) -> Aim:
    cards = [item.card for item in met if item.card is not None]
    traces = Traces(
        np.array([card.stability or 0.1 for card in cards], dtype=float),
        np.array([card.difficulty or 5.0 for card in cards], dtype=float),
    )
    elapsed = np.array([max(0, day - (card.last_day or day)) for card in cards], dtype=float)
    memory = Memory(scheduler.parameters or PUBLISHED)
    return aim(memory, traces, elapsed, new, days=target.days, seconds=target.seconds, pace=pace)


def _order(met: list[Item], new: list[Item], found: Aim, due: Queue, day: int) -> list[Item]:
    """Return what may be asked today, what gains most a second first; nothing that was answered today."""
    gains = [
        (gain, place, item)
        for place, (gain, item) in enumerate(zip(found.met, met, strict=True))
        if gain > 0 and item.card is not None and item.card.last_day != day and item.card.due_at is None
    ]
    gains += [(found.new, len(met) + place, item) for place, item in enumerate(new) if found.new > 0]
    first = [item for _, _, item in sorted(gains, key=lambda one: (-one[0], one[1]))]
    asked = {item.entry.id for item in first}
    return [*first, *(item for item in (*due.reviews, *due.new) if item.entry.id not in asked)]


def _within(order: list[Item], seconds: float, pace: Pace) -> Iterator[str]:
    for item in order:
        seconds -= pace.recalled if queues.is_met(item) else pace.new
        if seconds < 0:
            return
        yield item.entry.id
