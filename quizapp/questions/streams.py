"""Randomness that stays as it is: one stream a name, from raw bits, whatever NumPy's release.

A stream is Philox keyed by a hash of (question id, version, seed, attempt, name). Only its raw 64-bit words
are used; what becomes of them is written here, because NumPy may change its distributions between releases.
"""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import MutableSequence

_WORD = 2**64
_FRACTION = 2.0**-53
_BATCH = 16  # words fetched at a time


class Stream:
    """A source of numbers that depends on its key alone."""

    def __init__(self, *key: object) -> None:
        digest = hashlib.sha256("\0".join(map(str, key)).encode("utf-8", "surrogatepass")).digest()
        words = [int.from_bytes(digest[start : start + 8], "little") for start in (0, 8)]
        self._source = np.random.Philox(key=np.array(words, dtype=np.uint64))
        self._words: list[int] = []

    def word(self) -> int:
        """Return 64 bits as a whole number."""
        if not self._words:
            self._words = self._source.random_raw(_BATCH).tolist()[::-1]
        return self._words.pop()

    def fraction(self) -> float:
        """Return a number from 0 up to but not 1: the top 53 bits."""
        return (self.word() >> 11) * _FRACTION

    def below(self, bound: int) -> int:
        """Return a whole number from 0 up to but not ``bound``, each exactly as likely.

        Raises ValueError where 64 bits do not tell so many apart.
        """
        if bound > _WORD:
            raise ValueError("it has more values than can be told apart")
        usable = _WORD - _WORD % bound
        while (word := self.word()) >= usable:
            pass
        return word % bound

    def normal(self) -> float:
        """Return a standard normal number (Box and Muller 1958)."""
        radius = math.sqrt(-2.0 * math.log(1.0 - self.fraction()))
        return radius * math.cos(2.0 * math.pi * self.fraction())

    def shuffle(self, items: MutableSequence[Any]) -> None:
        """Put items in a random order, each as likely (Fisher and Yates)."""
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]
