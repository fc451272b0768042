"""FSRS as this program uses it: in study days, with fuzz that can be replayed, and every parameter on record.

The ``fsrs`` package does the memory model. Around it: its own fuzz is off (unseeded, and it leaves its
range), days are study days (it counts blocks of 24 hours, so an evening and the next morning would be the
same day to it), what it does not check is checked, and all four outcomes can be seen before one is chosen.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from quizapp.scheduling.state import LEARNING, RELEARNING, REVIEW, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import fsrs

PACKAGE_VERSION = "6.3.2"  # of fsrs; a literal, because asking the installation takes longer than scheduling
VERSION = f"fsrs-{PACKAGE_VERSION}/1"  # after the stroke: of the rules of this module
RATINGS = (1, 2, 3, 4)  # again, hard, good, easy
DEFAULT_DECAY = 0.1542  # of FSRS-6; the last of its parameters
RETENTION_LIMITS = (0.7, 0.99)
_DAY = timedelta(days=1)
_FUZZ = (
    (2.5, 7.0, 0.15),
    (7.0, 20.0, 0.1),
    (20.0, math.inf, 0.05),
)  # from, to (days), share of what lies between
_PHASES = {LEARNING: 1, REVIEW: 2, RELEARNING: 3}  # as fsrs.State numbers them
_NAMES = {number: phase for phase, number in _PHASES.items()}


@dataclass(frozen=True, slots=True)
class Scheduler:
    """The memory model with its parameters; empty ``parameters`` are those FSRS-6 is published with."""

    desired_retention: float = 0.9
    learning_steps: tuple[timedelta, ...] = (timedelta(minutes=1), timedelta(minutes=10))
    relearning_steps: tuple[timedelta, ...] = (timedelta(minutes=10),)
    maximum_interval: int = 36500
    parameters: tuple[float, ...] = ()
    fuzz: bool = True

    def __post_init__(self) -> None:
        """Refuse what the package would take without a word."""
        low, high = RETENTION_LIMITS
        if not low <= self.desired_retention <= high:
            raise ValueError(
                f"desired retention is {self.desired_retention}; it must be from {low} to {high}"
            )
        if not 1 <= self.maximum_interval <= 36500:
            raise ValueError(f"the longest interval is {self.maximum_interval}; it must be 1 to 36500 days")

    def review(self, question: str, state: State | None, rating: int, *, at: int, day: int) -> State:
        """Return the memory after an answer rated 1 to 4 at a moment (microseconds UTC) of a study day."""
        after, wait = _reviewed(self, state, _rating(rating), day)
        due_day, due_at = self._due(question, after, wait, at)
        return State(  # written out: replacing fields takes three times as long, and all four are foretold
            after.phase,
            after.step,
            after.stability,
            after.difficulty,
            due_day,
            due_at,
            after.last_day,
            at,
            after.reps,
            after.lapses,
        )

    def preview(self, question: str, state: State | None, *, day: int) -> dict[int, timedelta]:
        """Return the wait that each rating would bring, whatever the moment of the day, without choosing one."""
        return dict(_foretold(self, question, state, day))

    def retrievability(self, state: State, day: int) -> float:
        """Return the chance of recall on a study day: R = (1 + F·t/S)^(−decay), F so that R(S) = 0.9."""
        return recall(state.stability, max(0, day - state.last_day), self.decay)

    @property
    def decay(self) -> float:
        """How fast recall falls with time."""
        return self.parameters[20] if self.parameters else DEFAULT_DECAY

    def as_json(self) -> dict[str, Any]:
        """Return everything that decides an interval, as the log keeps it."""
        return {
            "desired_retention": self.desired_retention,
            "learning_steps": [step.total_seconds() for step in self.learning_steps],
            "relearning_steps": [step.total_seconds() for step in self.relearning_steps],
            "maximum_interval": self.maximum_interval,
            "parameters": list(_package(self).parameters),
            "fuzz": self.fuzz,
        }

    def _due(self, question: str, after: State, wait: timedelta, at: int) -> tuple[int, int | None]:
        """Return the study day, and the moment where it is a learning step, on which it is due."""
        if after.phase == REVIEW:
            return after.last_day + self._fuzzed(wait.days, f"{question}:{after.reps}"), None
        return after.last_day + wait // _DAY, at + wait // timedelta(microseconds=1)

    def _fuzzed(self, days: int, key: str) -> int:
        if not self.fuzz or days < 2.5:
            return days
        low, high = fuzz_range(days, self.maximum_interval)
        drawn = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) / 2**64
        return low + int(drawn * (high - low + 1))


def from_json(value: Mapping[str, Any]) -> Scheduler:
    """Return the scheduler that the log kept."""
    return Scheduler(
        desired_retention=value["desired_retention"],
        learning_steps=_waits(value["learning_steps"]),
        relearning_steps=_waits(value["relearning_steps"]),
        maximum_interval=value["maximum_interval"],
        parameters=tuple(value["parameters"]),
        fuzz=value["fuzz"],
    )


def decay_of(recorded: Mapping[str, Any]) -> float:
    """Return how fast recall falls by a scheduler that the log kept, whichever version made it."""
    chosen: Sequence[float] = recorded.get("parameters") or []
    return float(chosen[20]) if len(chosen) > 20 else DEFAULT_DECAY


def recall(stability: float, elapsed: int, decay: float = DEFAULT_DECAY) -> float:
    """Return the chance of recall after some days (FSRS-6: a power law through 0.9 at ``stability`` days)."""
    return float((1 + factor_of(decay) * elapsed / stability) ** -decay)


@lru_cache(maxsize=8)
def factor_of(decay: float) -> float:
    """Return F such that recall is 0.9 after as many days as the stability."""
    return float(0.9 ** (-1 / decay) - 1)


def mean_recall(memories: Sequence[tuple[float, int]], day: int, decay: float = DEFAULT_DECAY) -> float:
    """Return the mean chance of recall on a study day, of memories given as stability and last day."""
    factor = factor_of(decay)
    chances = [
        (1 + factor * max(0, day - (last_day or day)) / (stability or 1.0)) ** -decay
        for stability, last_day in memories
    ]
    return math.fsum(chances) / len(chances)


def wait_of(state: State) -> timedelta:
    """Return the wait from the last review until the question is due."""
    if state.due_at is not None:
        return timedelta(microseconds=state.due_at - state.last_at)
    return timedelta(days=state.due_day - state.last_day)


def fuzz_range(days: int, maximum: int) -> tuple[int, int]:
    """Return the shortest and the longest interval that fuzz may make of one of at least three days."""
    delta = 1.0 + sum(share * max(min(float(days), end) - start, 0.0) for start, end, share in _FUZZ)
    high = min(round(days + delta), maximum)
    return min(max(2, round(days - delta)), high), high


@lru_cache(maxsize=64)  # what is foretold of an answer, and again of its correction, is what then happens
def _reviewed(
    scheduler: Scheduler, state: State | None, rating: fsrs.Rating, day: int
) -> tuple[State, timedelta]:
    """Return the memory after an answer, its moment and the day it is due left open, and the wait until then."""
    last_day = day if state is None else state.last_day
    today = _midnight(max(day, last_day))  # a clock that was set back does not make time run backwards
    reviewed, _ = _package(scheduler).review_card(_card(state, last_day), rating, today)
    after = State(
        phase=_NAMES[int(reviewed.state)],
        step=reviewed.step,
        stability=reviewed.stability or 0.0,  # the package sets both with the first review
        difficulty=reviewed.difficulty or 0.0,
        due_day=day,
        due_at=None,
        last_day=day,
        last_at=0,
        reps=1 if state is None else state.reps + 1,
        lapses=_lapses(state, int(rating)),
    )
    return after, reviewed.due - today


@lru_cache(maxsize=16)  # said when the question is drawn, shown and answered
def _foretold(
    scheduler: Scheduler, question: str, state: State | None, day: int
) -> tuple[tuple[int, timedelta], ...]:
    """Return the wait that each rating would bring."""
    return tuple(
        (rating, wait_of(scheduler.review(question, state, rating, at=0, day=day))) for rating in RATINGS
    )


@lru_cache(maxsize=64)
def _package(scheduler: Scheduler) -> fsrs.Scheduler:
    import fsrs  # noqa: PLC0415 - a frame is painted before anything is scheduled

    chosen = {"parameters": scheduler.parameters} if scheduler.parameters else {}
    return fsrs.Scheduler(
        desired_retention=scheduler.desired_retention,
        learning_steps=scheduler.learning_steps,
        relearning_steps=scheduler.relearning_steps,
        maximum_interval=scheduler.maximum_interval,
        enable_fuzzing=False,
        **chosen,
    )


def _card(state: State | None, last_day: int) -> fsrs.Card:
    import fsrs  # noqa: PLC0415

    due = _midnight(last_day)
    if state is None:
        return fsrs.Card(card_id=0, due=due)  # without an id it sleeps to make one
    return fsrs.Card(
        card_id=0,
        state=fsrs.State(_PHASES[state.phase]),
        step=state.step,
        stability=state.stability,
        difficulty=state.difficulty,
        due=due,
        last_review=_midnight(state.last_day),
    )


def _rating(rating: int) -> fsrs.Rating:
    import fsrs  # noqa: PLC0415

    return fsrs.Rating(rating)


def _midnight(day: int) -> datetime:
    """Return a moment that stands for a study day, so that differences count study days."""
    return datetime.fromordinal(day).replace(tzinfo=UTC)


def _lapses(state: State | None, rating: int) -> int:
    if state is None:
        return 0
    return state.lapses + (1 if state.phase == REVIEW and rating == 1 else 0)


def _waits(seconds: Sequence[float]) -> tuple[timedelta, ...]:
    return tuple(timedelta(seconds=length) for length in seconds)
