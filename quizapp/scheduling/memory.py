"""The memory model of FSRS-6 over arrays: many questions, many futures at once.

The ``fsrs`` package moves one card at a time and is what schedules; this is the same model for planning and
simulation, where a plan weighs thousands of futures. Formulas: FSRS-6 as published by Open Spaced Repetition
("The algorithm", 2025); a test holds both to the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
LEAST_STABILITY = 0.001
PUBLISHED = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629,
    1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip


class Traces(NamedTuple):
    """Memories side by side: ``stability`` in days, ``difficulty`` from 1 to 10, both of one shape."""

    stability: Array
    difficulty: Array


@dataclass(frozen=True, slots=True)
class Memory:
    """FSRS-6 with its 21 parameters."""

    parameters: tuple[float, ...] = PUBLISHED

    def recall(self, stability: Array, elapsed: Array | float) -> Array:
        """Return the chance of recall ``elapsed`` days after the last review: (1 + F·t/S)^(−decay)."""
        decay = self.parameters[20]
        factor = 0.9 ** (-1 / decay) - 1
        recalled: Array = (1 + factor * np.maximum(elapsed, 0) / stability) ** -decay
        return recalled

    def first(self, rating: Array) -> Traces:
        """Return the memories after a first answer."""
        w = self.parameters
        stability = np.maximum(np.asarray(w[:4])[np.asarray(rating, dtype=int) - 1], LEAST_STABILITY)
        return Traces(stability, np.clip(self._first_difficulty(rating), 1, 10))

    def reviewed(self, traces: Traces, elapsed: Array | float, rating: Array | int) -> Traces:
        """Return the memories after a review, ``elapsed`` days (at least one) after the one before."""
        recalled = self.recall(traces.stability, elapsed)
        kept = self._recalled(traces, recalled, np.asarray(rating))
        lost = self._forgotten(traces, recalled)
        stability = np.where(np.asarray(rating) == AGAIN, lost, kept)
        return Traces(np.maximum(stability, LEAST_STABILITY), self._harder(traces.difficulty, rating))

    def outcomes(self, traces: Traces, elapsed: Array | float) -> tuple[Array, Traces, Traces]:
        """Return the chance of recall, and the memories after it (good) and after forgetting (again)."""
        recalled = self.recall(traces.stability, elapsed)
        kept = self._recalled(traces, recalled, np.asarray(GOOD))
        lost = np.maximum(self._forgotten(traces, recalled), LEAST_STABILITY)
        return (
            recalled,
            Traces(np.maximum(kept, LEAST_STABILITY), self._harder(traces.difficulty, GOOD)),
            Traces(lost, self._harder(traces.difficulty, AGAIN)),
        )

    def again_today(self, traces: Traces, rating: Array | int) -> Traces:
        """Return the memories after another answer on the same day."""
        w = self.parameters
        growth = np.exp(w[17] * (np.asarray(rating) - 3 + w[18])) * traces.stability ** -w[19]
        growth = np.where(np.asarray(rating) > AGAIN, np.maximum(growth, 1), growth)
        stability = np.maximum(traces.stability * growth, LEAST_STABILITY)
        return Traces(stability, self._harder(traces.difficulty, rating))

    def _first_difficulty(self, rating: Array | float) -> Array:
        w = self.parameters
        difficulty: Array = w[4] - np.exp(w[5] * (np.asarray(rating) - 1)) + 1
        return difficulty

    def _harder(self, difficulty: Array, rating: Array | int) -> Array:
        w = self.parameters
        moved = difficulty - w[6] * (np.asarray(rating) - 3) * (10 - difficulty) / 9
        clipped: Array = np.clip(w[7] * self._first_difficulty(float(EASY)) + (1 - w[7]) * moved, 1, 10)
        return clipped

    def _recalled(self, traces: Traces, recalled: Array, rating: Array) -> Array:
        w = self.parameters
        gain = np.exp(w[8]) * (11 - traces.difficulty) * traces.stability ** -w[9]
        gain = gain * np.expm1((1 - recalled) * w[10])
        if rating.ndim or rating != GOOD:
            gain = gain * np.where(rating == HARD, w[15], np.where(rating == EASY, w[16], 1.0))
        grown: Array = traces.stability * (1 + gain)
        return grown

    def _forgotten(self, traces: Traces, recalled: Array) -> Array:
        w = self.parameters
        long = w[11] * traces.difficulty ** -w[12] * ((traces.stability + 1) ** w[13] - 1)
        short = traces.stability / np.exp(w[17] * w[18])
        lost: Array = np.minimum(long * np.exp((1 - recalled) * w[14]), short)
        return lost
