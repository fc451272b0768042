"""Random numbers from raw bits, so that a seed means the same under every NumPy release.

Only the bit generator's words are NumPy's; distributions are made of them here.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FRACTION = 2.0**-53


class Randomness:
    """A seeded source of arrays; ``Randomness(seed, "name")`` is a stream of its own for each name."""

    def __init__(self, seed: int, stream: str = "") -> None:
        entropy = [seed & 0xFFFFFFFF, seed >> 32 & 0xFFFFFFFF, *stream.encode()]
        self._bits = np.random.Philox(np.random.SeedSequence(entropy))

    def uniform(
        self, shape: tuple[int, ...] = (), low: float = 0.0, high: float = 1.0
    ) -> NDArray[np.float64]:
        """Return numbers in [low, high): the top 53 bits of each word."""
        words = np.asarray(self._bits.random_raw(max(math.prod(shape), 1)), dtype=np.uint64)
        fractions = (words >> np.uint64(11)).astype(np.float64) * _FRACTION
        return (low + (high - low) * fractions)[: math.prod(shape)].reshape(shape)

    def normal(self, shape: tuple[int, ...] = (), mean: float = 0.0, std: float = 1.0) -> NDArray[np.float64]:
        """Return normal numbers (Box & Muller 1958)."""
        count = math.prod(shape)
        first, second = self.uniform((2, max(count, 1)))
        drawn = np.sqrt(-2.0 * np.log1p(-first)) * np.cos(2.0 * math.pi * second)
        return np.asarray((mean + std * drawn)[:count]).reshape(shape)

    def integers(self, bound: int, shape: tuple[int, ...] = ()) -> NDArray[np.int64]:
        """Return whole numbers from 0 up to but not ``bound`` (bound ≤ 2³², where the bias is below 2⁻²¹)."""
        return np.floor(self.uniform(shape) * bound).astype(np.int64)

    def permutation(self, count: int) -> NDArray[np.int64]:
        """Return 0 … count − 1 in random order."""
        return np.argsort(self.uniform((count,)), kind="stable").astype(np.int64)
