"""Where expressions are compared: domains of names, and points of them that tell different functions apart.

Numbers come at three scales, with the ends of an interval, with the places where branches and poles tend to be
(numbers written in the expressions, 0, 1, and each other) and both sides of them. Arrays get sizes that differ,
so that a transpose shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.randomness import Randomness

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.program import Array

Size = str | int
Point = dict[str, Any]

POINTS = 32
SIZES = (3, 4, 2, 5, 6, 7, 8, 9)
SCALES = (0.7, 3.0, 12.0)
_ARRAY_SCALES = (1.0, 0.3, 2.0, 1.0, 0.01, 8.0, 1.0, 0.5)
_POINTS_A_SIZE = 8  # so many points have the same sizes: a program is compiled for each
_SIDES = (0.0, 1e-3, -1e-3, 0.4, -0.4, 3.0, -3.0)
_MOST_KINKS = 12
_LINES = 4  # through each point of so many, along each number
_STEPS = 32
_MOST_AT_KINKS = 360  # points
_SCALED = (1e-9, 1e-5, 1e-2, 8.0, 60.0, 1e3, -1.0)
_AT_KINKS = 12  # points
_JOINT = 300
_JOINT_NUMBERS = 20_000
_LARGEST = 10_000  # entries of a sampled array


_SIGNED = ("real", "normal")
_FAR_OUT = (1e4, 3e4, 1e5, 1e6, 1e8, 1e10, 1e12)
_CLOSE_BY = (1e-12, 1e-9, 1e-7, 1e-5, 1e-4)
_MOST_CHOSEN = 200


@dataclass(frozen=True, slots=True)
class Domain:
    """The values a name stands for, by ``kind``: real, positive, nonnegative, interval, normal, onehot, mask, choose or fixed.

    ``shape`` may hold letters, which are sizes; ``low`` and ``high`` bound an interval, and are the mean and the
    deviation of normal entries; ``value`` is what is fixed, or chosen among.
    """

    kind: str = "real"
    shape: tuple[Size, ...] = ()
    low: float = 0.0
    high: float = 1.0
    value: Any = None

    @property
    def letters(self) -> tuple[str, ...]:
        """The sizes that are letters."""
        return tuple(size for size in self.shape if isinstance(size, str))

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers; what is chosen may be rows."""
        return not self.shape and not (self.kind == "choose" and np.ndim(self.value) > 1)

    def holds(self, value: float) -> bool:
        """Tell whether a number lies in it."""
        if self.kind == "interval":
            return self.low <= value <= self.high
        if self.kind in ("choose", "mask"):
            return value in (np.ravel(self.value) if self.kind == "choose" else (0.0, 1.0))
        return self.kind in _SIGNED or value > 0 or (self.kind == "nonnegative" and value == 0)

    @property
    def is_continuous(self) -> bool:
        """Whether it may lie anywhere between two of its values."""
        return self.kind not in ("fixed", "choose", "mask", "onehot")

    def moved(self, value: Any, t: Any, way: str) -> Any:
        """Return a value scaled or shifted by ``t``, still in the domain: an interval is scaled towards its ends."""
        if not self.is_continuous:
            return value
        if self.kind == "interval":
            if way == "shift":
                return np.clip(value + t, self.low, self.high)
            size = np.abs(t)
            inwards = self.low + (value - self.low) * np.minimum(size, 1.0)
            return np.where(size <= 1, inwards, self.high + (value - self.high) / np.maximum(size, 1.0))[()]
        found = value + t if way == "shift" else value * t
        if self.kind in _SIGNED:
            return found
        return np.maximum(np.abs(found), 0.0 if self.kind == "nonnegative" else 1e-300)

    def rounded(self, value: Any) -> Any:
        """Return powers of two near to some numbers, where the domain has such."""
        if not self.is_continuous or self.kind == "interval":
            return value
        size = np.maximum(np.abs(np.asarray(value)), 1e-3)
        return _plain(np.where(np.asarray(value) < 0, -1.0, 1.0) * np.exp2(np.round(np.log2(size))))

    def spread(self) -> list[float]:
        """Return numbers all over it, in order."""
        if self.kind == "interval":
            return [float(value) for value in np.linspace(self.low, self.high, 2 * _STEPS + 1)]
        if self.kind in ("choose", "mask"):
            values = np.unique(np.ravel(self.value)) if self.kind == "choose" else np.array([0.0, 1.0])
            return [float(value) for value in values[:: max(1, len(values) // _MOST_CHOSEN)]]
        outwards = [*np.geomspace(1e-3, 3e3, _STEPS).tolist(), *_FAR_OUT]
        inwards = [0.0] if self.kind in (*_SIGNED, "nonnegative") else []
        both = [*inwards, *_CLOSE_BY, *outwards]
        return (
            [*(-value for value in reversed(both[len(inwards) :])), *both] if self.kind in _SIGNED else both
        )

    def draw(self, source: Randomness, n: int, sizes: Mapping[str, int]) -> Any:
        """Return the ``n``-th value: a float, or an array of these sizes."""
        shape = tuple(sizes[size] if isinstance(size, str) else int(size) for size in self.shape)
        if int(np.prod(shape)) > _LARGEST:
            raise ValueError(f"an array of more than {_LARGEST} numbers is not sampled")
        return _DRAWS[self.kind](self, source, n, shape)


def _fixed(domain: Domain, _source: Randomness, _n: int, _shape: tuple[int, ...]) -> Any:
    return domain.value


def _interval(domain: Domain, source: Randomness, n: int, shape: tuple[int, ...]) -> Any:
    ends = {0: domain.low, 1: domain.high}
    if not shape and n in ends:
        return float(ends[n])
    return _plain(source.uniform(shape, domain.low, domain.high))


def _number(domain: Domain, source: Randomness, n: int, shape: tuple[int, ...]) -> Any:
    value = SCALES[n % len(SCALES)] * source.normal(shape)
    if domain.kind == "real":
        return _plain(value)
    return _plain(np.abs(value) + (1e-3 if domain.kind == "positive" else 0.0))


def _normal(domain: Domain, source: Randomness, n: int, shape: tuple[int, ...]) -> Any:
    return _plain(domain.low + domain.high * _ARRAY_SCALES[n % len(_ARRAY_SCALES)] * source.normal(shape))


def _onehot(_domain: Domain, source: Randomness, _n: int, shape: tuple[int, ...]) -> Array:
    rows = np.zeros(shape)
    rows[np.arange(shape[0]), source.integers(shape[1], (shape[0],))] = 1.0
    return rows


def _mask(_domain: Domain, source: Randomness, _n: int, shape: tuple[int, ...]) -> Any:
    return _plain(source.integers(2, shape).astype(float))


def _choose(domain: Domain, source: Randomness, _n: int, shape: tuple[int, ...]) -> Any:
    values = np.asarray(domain.value, dtype=float)
    return _plain(values[source.integers(len(values), shape)])


_DRAWS = {
    "fixed": _fixed,
    "interval": _interval,
    "real": _number,
    "positive": _number,
    "nonnegative": _number,
    "normal": _normal,
    "onehot": _onehot,
    "mask": _mask,
    "choose": _choose,
}


def _plain(value: Any) -> Any:
    return float(value) if np.ndim(value) == 0 else value


def as_domain(said: Any) -> Domain:
    """Return a domain as callers write it: a word, an interval, ``{"shape": ("N", "d")}``, or a Domain."""
    if isinstance(said, Domain):
        return said
    if isinstance(said, Mapping):
        return Domain("normal", tuple(said["shape"]))
    if isinstance(said, str):
        return Domain(said)
    low, high = said
    return Domain("interval", low=float(low), high=float(high))


@dataclass(frozen=True, slots=True)
class Space:
    """All names and their domains. Letters of shapes that are names too stand for that size."""

    domains: Mapping[str, Domain]
    _drawn: dict[int, list[Point]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def letters(self) -> tuple[str, ...]:
        """Every size that is a letter, in order."""
        return tuple(dict.fromkeys(letter for one in self.domains.values() for letter in one.letters))

    @property
    def has_arrays(self) -> bool:
        """Whether any name stands for an array."""
        return any(one.shape or np.ndim(one.value) for one in self.domains.values())

    @property
    def numbers(self) -> tuple[str, ...]:
        """The names that are numbers and vary."""
        return tuple(name for name, one in self.domains.items() if one.is_number and one.kind != "fixed")

    @property
    def continuous(self) -> frozenset[str]:
        """The numbers that may lie anywhere between two of their values."""
        return frozenset(name for name in self.numbers if self.domains[name].is_continuous)

    def sizes(self, n: int) -> dict[str, int]:
        """Return the sizes of the ``n``-th point, all different."""
        turned = SIZES[n % len(SIZES) :] + SIZES[: n % len(SIZES)]
        return {
            letter: turned[at % len(turned)] + len(turned) * (at // len(turned))
            for at, letter in enumerate(self.letters)
        }

    def points(self, count: int = POINTS) -> Iterator[Point]:
        """Yield random points, the ends of intervals first; they are always the same."""
        if count not in self._drawn:
            self._drawn[count] = self._known(count)
        yield from self._drawn[count]

    def _known(self, count: int) -> list[Point]:
        """Return points of a space like this, which many answers to one question have."""
        try:
            return _drawn(tuple(self.domains.items()), count)
        except TypeError:  # arrays among the domains' values
            return list(self._draw(count))

    def _draw(self, count: int) -> Iterator[Point]:
        sources = {name: Randomness(20260501, name) for name in self.domains}
        for n in range(count):
            sizes = self.sizes(n // _POINTS_A_SIZE)
            letters = {letter: float(size) for letter, size in sizes.items()}
            yield letters | {
                name: one.draw(sources[name], n + at, sizes)
                for at, (name, one) in enumerate(self.domains.items())
            }

    def sized(self, sizes: Mapping[str, int], n: int = 0) -> Point:
        """Return a random point with arrays of these sizes."""
        drawn = {
            name: one.draw(Randomness(20260502, name), n + at, sizes)
            for at, (name, one) in enumerate(self.domains.items())
        }
        return {letter: float(size) for letter, size in sizes.items()} | drawn

    def scaled(self) -> Iterator[Point]:
        """Yield points at which everything is small, or large, and each of few sizes."""
        small = dict.fromkeys(self.letters, 2) if self.letters else {}
        bases = [self.sized(small, n) for n in range(2)] if small else list(self.points(2))
        yield from bases
        for point in bases:
            for scale in _SCALED:
                yield {
                    name: self.domains[name].moved(value, scale, "scale") if name in self.domains else value
                    for name, value in point.items()
                }

    def joint(self) -> Iterator[Point]:
        """Yield points at which each array and number has a scale or a shift of its own, and few sizes."""
        small = dict.fromkeys(self.letters, 2)
        bases = [self.sized(small, n) for n in range(4)]
        moves = Randomness(20260506, "joint").uniform((_JOINT, len(self.domains), 4))
        for n, by in enumerate(moves):
            point = bases[n % len(bases)]
            yield point | {
                name: _elsewhere(one, point[name], *chances)
                for (name, one), chances in zip(self.domains.items(), by, strict=True)
            }

    def joint_columns(self) -> dict[str, Array]:
        """Return many points of numbers, a column for each name, each number with a size of its own."""
        source = Randomness(20260507, "joint")
        columns = {}
        for name, one in self.domains.items():
            spread = np.array(one.spread() if one.is_number and one.kind != "fixed" else [one.value])
            columns[name] = spread[source.integers(len(spread), (_JOINT_NUMBERS,))]
        return columns

    def crossed(self, edges: Mapping[str, Array]) -> dict[str, Array]:
        """Return many points whose numbers each come from another of some points, as all are columns for each name."""
        source = Randomness(20260508, "crossed")
        return {
            name: column[source.integers(len(column), (_JOINT_NUMBERS,))] for name, column in edges.items()
        }

    def at_kinks(self, kinks: Sequence[float]) -> Iterator[Point]:
        """Yield points whose arrays hold rows of zeros, and entries at kinks and beside them: sums meet kinks too."""
        source = Randomness(20260503, "kinks")
        near = [kink + off for kink in kinks for off in (0.0, 0.0, 1e-3, -1e-3)]
        for n, point in enumerate(self.points(_AT_KINKS * 2)):
            if n % 2:
                yield {name: self._with_kinks(name, value, near, source) for name, value in point.items()}

    def _with_kinks(self, name: str, value: Any, near: Sequence[float], source: Randomness) -> Any:
        domain = self.domains.get(name)
        if domain is None or not domain.is_continuous or not np.ndim(value):
            return value
        fitting = np.array([one for one in near if domain.holds(one)] or [domain.low])
        plain = np.array(value)
        if domain.holds(0.0) and source.integers(2):
            plain[source.integers(2, (len(plain),)) > 0] = 0.0
        if source.integers(2):
            chosen = fitting[source.integers(len(fitting), plain.shape)]
            plain = np.where(source.integers(2, plain.shape) > 0, chosen, plain)
        return plain

    def lines(self) -> dict[str, Array]:
        """Return points, a column for each name, along each number and outwards along all of them through a few points.

        They reach far, so that both sides of every region are seen that is not small.
        """
        through = list(self.points(2 * _LINES))[_LINES:]
        bounded = {
            name: one for name, one in self.domains.items() if one.kind == "interval" and not one.shape
        }
        if bounded:
            through.append({**through[0], **{name: one.low for name, one in bounded.items()}})
            through.append({**through[1], **{name: one.high for name, one in bounded.items()}})
        blocks: list[dict[str, Any]] = []
        for point in through:
            blocks += [{**point, name: np.array(self.domains[name].spread())} for name in self.numbers]
            blocks.append({name: self._outwards(name, value) for name, value in point.items()})
        sizes = [max((int(np.size(value)) for value in block.values()), default=1) for block in blocks]
        return {
            name: np.concatenate(
                [np.broadcast_to(block[name], (size,)) for block, size in zip(blocks, sizes, strict=True)]
            )
            for name in (through[0] if blocks else ())
        }

    def _outwards(self, name: str, value: float) -> Any:
        domain = self.domains.get(name)
        if domain is None or not domain.is_continuous or domain.kind == "interval":
            return value
        return value * np.geomspace(1e-2, 1e3, _STEPS)

    def points_at(self, kinks: Sequence[float]) -> Iterator[Point]:
        """Yield points where a number is at a kink, or beside it, and where two numbers have one size."""
        spread = list(self.points(8))
        left = _MOST_AT_KINKS
        for name in self.numbers:
            for kink in kinks[:_MOST_KINKS]:
                for at, off in enumerate((*_SIDES, 0.01 * kink, -0.01 * kink, kink)):
                    if left and self.domains[name].holds(kink + off):
                        left -= 1
                        yield {**spread[(at + 2) % 8], name: kink + off}
        yield from self._coinciding(spread)

    def _coinciding(self, spread: Sequence[Point]) -> Iterator[Point]:
        """Yield points where one name has the size of another: the kink of huber(e, delta)."""
        for one, other in list(combinations(self.numbers, 2))[:20]:
            for n, sign in ((2, 1.0), (3, -1.0)):
                value = sign * spread[n][other]
                if self.domains[one].holds(value):
                    yield {**spread[n], one: value}


def _elsewhere(domain: Domain, value: Any, sign: float, reach: float, far: float, way: float) -> Any:
    """Return a value scaled or shifted; the last four, between 0 and 1, say how."""
    low, high = (-3.0, 4.0) if reach < 2 / 3 else (-9.0, -3.0)
    scale = (-1.0 if sign < 1 / 2 else 1.0) * 10.0 ** (low + (high - low) * far)
    return domain.moved(value, scale, "shift" if domain.kind in _SIGNED and way < 1 / 2 else "scale")


@lru_cache(maxsize=32)
def _drawn(domains: tuple[tuple[str, Domain], ...], count: int) -> list[Point]:
    return list(Space(dict(domains))._draw(count))  # noqa: SLF001  its own
