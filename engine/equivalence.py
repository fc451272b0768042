"""Whether two expressions are one function on a domain: sampling first, fifty digits where that is too close.

Three-valued: same, different, undecided. Points are drawn from the declared domain, its ends and the kinks
included; array names get sizes that differ, so that a transpose shows. Never "same" without agreement at all
points, and for scalars to fifty digits at some of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.building import Builder
from engine.comparison import Outcome
from engine.errors import EngineError, NotFiniteError, ReadingError, ShapeError
from engine.language import tree as t
from engine.language.reader import parse_expression
from engine.language.walk import walk
from engine.meaning import Scope
from engine.randomness import Randomness
from engine.symbolic import NotScalarError, evaluate_exactly, relative_difference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.program import Program

Domain = Any  # "real", "positive", "nonnegative", (low, high), or {"shape": ("N", "d")} with letters or sizes

POINTS = 32
ENOUGH = 16
AGREES = 1e-9  # relative: what rounding explains in float64
CERTAIN = 1e-25  # relative: what fifty digits leave of rounding
DIFFERS = 1e-6  # relative: beyond what rounding explains even after cancellation
_SIZES = (2, 3, 4, 5, 6, 7)
_EXACT_POINTS = 6


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two trees and the program that computes both."""

    answer: t.Tree
    reference: t.Tree
    program: Program

    @property
    def one_node(self) -> bool:
        return self.program.names["answer"] == self.program.names["reference"]


def equivalent(answer: str, reference: str, *, domain: Mapping[str, Domain] | None = None) -> Outcome:
    """Compare a typed expression with a reference over a domain.

    ``domain`` maps each name to "real", "positive", "nonnegative", an interval (low, high), or for arrays
    {"shape": ("N", "d")} where letters are sizes. Names of the reference that are left out are real numbers.
    """
    domain = dict(domain or {})
    right = parse_expression(reference, names=tuple(domain))
    names = tuple(dict.fromkeys([*domain, *_names(right)]))
    try:
        typed = parse_expression(answer, names=names, strict_names=True)
        pair = _pair(typed, right, names)
    except ReadingError as error:
        return Outcome("unreadable", str(error))
    if pair.one_node:
        return Outcome("same", "")
    arrays = [name for name in names if isinstance(domain.get(name), dict)]
    return _over_arrays(pair, domain, names) if arrays else _over_numbers(pair, domain, names)


def _names(tree: t.Tree) -> list[str]:
    return [node.id for node in walk(tree) if isinstance(node, t.Name) and node.id not in ("e", "pi")]


def _pair(answer: t.Tree, reference: t.Tree, names: Sequence[str]) -> _Pair:
    builder = Builder(names)
    places = {name: builder.input(name) for name in names}
    for name, tree in (("answer", answer), ("reference", reference)):
        builder.names[name] = builder.tree(tree, Scope(places, {}))
    return _Pair(answer, reference, builder.program())


# numbers


def _over_numbers(pair: _Pair, domain: Mapping[str, Domain], names: Sequence[str]) -> Outcome:
    kinks = _kinks(pair)
    valid, doubtful = 0, []
    for point in _points(names, domain, kinks):
        verdict = _at(pair, point)
        if verdict == "different":
            return _different(point)
        valid += verdict == "agrees"
        if verdict == "doubtful":
            doubtful.append(point)
    return _certified(pair, domain, names, kinks, valid, doubtful)


def _different(point: Mapping[str, float]) -> Outcome:
    where = ", ".join(f"{name} = {value:.4g}" for name, value in point.items())
    return Outcome("different", f"The two differ{f', for instance at {where}' if where else ''}.")


def _certified(
    pair: _Pair,
    domain: Mapping[str, Domain],
    names: Sequence[str],
    kinks: Sequence[float],
    valid: int,
    doubtful: list[dict[str, float]],
) -> Outcome:
    """Decide by fifty digits: all doubtful points, and some of the others."""
    exact = 0
    chosen = [*doubtful, *list(_points(names, domain, kinks))[:: max(1, POINTS // _EXACT_POINTS)]]
    for point in chosen:
        verdict = _exactly_at(pair, point)
        if verdict == "different":
            return _different(point)
        exact += verdict == "agrees"
        valid += verdict == "agrees" and point in doubtful
    enough = valid >= (ENOUGH if names else 1)
    if enough and exact:
        return Outcome("same", "")
    if enough and not doubtful:
        return Outcome("same", "") if _has_no_exact_form(pair, chosen) else Outcome("undecided", _TOO_FEW)
    return Outcome("undecided", _TOO_FEW)


_TOO_FEW = "Too few points could be compared to decide."


def _has_no_exact_form(pair: _Pair, points: Sequence[Mapping[str, float]]) -> bool:
    try:
        evaluate_exactly(pair.answer, points[0])
        evaluate_exactly(pair.reference, points[0])
    except NotScalarError:
        return True
    except (ArithmeticError, ValueError):
        return False
    return False


def _at(pair: _Pair, point: Mapping[str, float]) -> str:
    """Compare at a point in float64: agrees, different, doubtful (too close or out of range), outside (no value)."""
    try:
        trace = pair.program.run(point)
    except NotFiniteError:
        return "doubtful"
    except EngineError:
        return "outside"
    one, other = np.asarray(trace["answer"]), np.asarray(trace["reference"])
    if one.shape != other.shape:
        return "different"
    gap = float(np.max(np.abs(one - other)))
    size = float(np.max(np.maximum(np.abs(one), np.abs(other))))
    if gap <= AGREES * max(size, 1e-300):
        return "agrees"
    return "different" if gap > DIFFERS * max(size, 1.0) else "doubtful"


def _exactly_at(pair: _Pair, point: Mapping[str, float]) -> str:
    try:
        right = evaluate_exactly(pair.reference, point)
    except (NotScalarError, ArithmeticError, ValueError):
        return "outside"
    try:
        typed = evaluate_exactly(pair.answer, point)
    except NotScalarError:
        return "outside"
    except (ArithmeticError, ValueError):
        return "different"  # the reference has a value here and the answer has none
    if abs(right) < 1e-40 and abs(typed) < 1e-40:
        return "agrees"
    return "agrees" if relative_difference(typed, right) <= CERTAIN else "different"


def _kinks(pair: _Pair) -> tuple[float, ...]:
    """Return the numbers written in either expression, and 0 and 1: where branches and poles tend to be."""
    literals = {
        abs(node.value)
        for tree in (pair.answer, pair.reference)
        for node in walk(tree)
        if isinstance(node, t.Number)
    }
    bases = sorted({0.0, 1.0, *(value for value in literals if value <= 1e3)})[:8]
    return tuple(sorted({sign * base for base in bases for sign in (1.0, -1.0)}))


def _points(
    names: Sequence[str], domain: Mapping[str, Domain], kinks: Sequence[float]
) -> Iterator[dict[str, float]]:
    """Yield points: random ones at three scales, then each kink and both its sides in each name."""
    source = Randomness(20260501, "points")
    if not names:
        yield {}
        return
    for n in range(POINTS):
        yield {name: _drawn(domain.get(name, "real"), source, n) for name in names}
    for name in names:
        for kink in kinks:
            for off in (0.0, 1e-3, -1e-3, 0.4, -0.4):
                if _inside(domain.get(name, "real"), kink + off):
                    others = {other: _drawn(domain.get(other, "real"), source, 1) for other in names}
                    yield {**others, name: kink + off}


def _drawn(domain: Domain, source: Randomness, n: int) -> float:
    if isinstance(domain, list | tuple):
        low, high = float(domain[0]), float(domain[1])
        return low + (high - low) * float(source.uniform())
    size = (0.7, 3.0, 12.0)[n % 3]
    value = size * float(source.normal())
    return value if domain == "real" else abs(value) + (1e-3 if domain == "positive" else 0.0)


def _inside(domain: Domain, value: float) -> bool:
    if isinstance(domain, list | tuple):
        return float(domain[0]) <= value <= float(domain[1])
    return domain == "real" or value > 0 or (domain == "nonnegative" and value == 0)


# arrays


def _over_arrays(pair: _Pair, domain: Mapping[str, Domain], names: Sequence[str]) -> Outcome:
    source = Randomness(20260502, "arrays")
    valid = 0
    for n in range(12):
        values = _array_point(domain, names, source, n)
        try:
            trace = pair.program.run(values)
        except ShapeError as error:
            return Outcome("different", f"The shapes do not fit: {error}.")
        except EngineError:
            continue
        one, other = np.asarray(trace["answer"]), np.asarray(trace["reference"])
        if one.shape != other.shape:
            return Outcome("different", _shapes(one, other))
        size = max(float(np.max(np.abs(other), initial=0.0)), float(np.max(np.abs(one), initial=0.0)), 1e-300)
        if float(np.max(np.abs(one - other), initial=0.0)) > AGREES * size:
            return Outcome("different", _named_difference(one, other))
        valid += 1
    return Outcome("same", "") if valid >= 8 else Outcome("undecided", _TOO_FEW)


def _shapes(one: Any, other: Any) -> str:
    hint = " It is transposed." if one.shape == other.shape[::-1] else ""
    return f"The shape is {one.shape}; expected is {other.shape}.{hint}"


def _named_difference(one: Any, other: Any) -> str:
    """Say what a person would see: a constant factor, a sign, or only that they differ."""
    solid = np.abs(other) > 1e-12
    ratios = one[solid] / other[solid]
    if (
        ratios.size
        and np.all(np.abs(one[~solid]) <= 1e-12)
        and np.ptp(ratios) <= 1e-9 * abs(float(ratios.flat[0]))
    ):
        return f"It is {float(ratios.flat[0]):.4g} times what is expected."
    return "The two differ."


def _array_point(
    domain: Mapping[str, Domain], names: Sequence[str], source: Randomness, n: int
) -> dict[str, Any]:
    letters = sorted(
        {
            side
            for one in domain.values()
            if isinstance(one, dict)
            for side in one["shape"]
            if isinstance(side, str)
        }
    )
    turned = _SIZES[n % len(_SIZES) :] + _SIZES[: n % len(_SIZES)]
    sizes = dict(zip(letters, turned, strict=False))
    assert all(a != b for a, b in pairwise(turned))  # noqa: S101  sizes that are equal would hide a transpose
    values: dict[str, Any] = {}
    for name in names:
        one = domain.get(name, "real")
        if isinstance(one, dict):
            shape = tuple(sizes[side] if isinstance(side, str) else int(side) for side in one["shape"])
            values[name] = source.normal(shape)
        else:
            values[name] = float(sizes[name]) if name in sizes else _drawn(one, source, n)
    return {**values, **{letter: float(size) for letter, size in sizes.items() if letter in names}}
