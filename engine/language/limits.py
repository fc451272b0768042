"""What a text may cost at most; each limit is refused before any work, naming the limit and the place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on a text of the language; all are counts, ``power_bits`` is a log2 of a magnitude.

    ``depth`` bounds nesting as typed (brackets, and twice as many prefixes and right-hand sides), ``height``
    the tree that comes out, so that everything that walks a tree may recurse. ``nodes`` leaves the numbers of
    array literals out: those are counted by ``elements``.
    """

    text_length: int = 20_000
    lines: int = 2_000
    depth: int = 60
    height: int = 120
    nodes: int = 5_000
    digits: int = 400
    exponent: int = 400
    elements: int = 100_000
    power_bits: int = 1_100
    name_length: int = 80
    primes: int = 4
    index: int = 1_000_000


DEFAULT_LIMITS = Limits()
