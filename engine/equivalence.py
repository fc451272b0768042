"""Whether two expressions are one function on a domain: sampling first, fifty digits where that is too close.

Three-valued: same, different, undecided. Both are nodes of one program, which is run at points of the domain in
float64. Where the two come apart, or a value overflows, fifty digits decide; where they agree, fifty digits
confirm it at the points that agree least. Never "same" without agreement everywhere, never "different" by
rounding alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.array_comparison import spell
from engine.building import Builder
from engine.comparison import Outcome
from engine.compiler import compiled
from engine.errors import ReadingError, ShapeError
from engine.exact import NoExactFormError, exactly, is_number
from engine.language import tree as t
from engine.language.reader import parse_expression
from engine.language.walk import walk
from engine.meaning import Scope
from engine.ops import table
from engine.program import CONSTANT, INPUT, Node, Program
from engine.sampling import POINTS, Point, Space, as_domain
from engine.symbolic import TooLargeError, fifty_digits, proves_equal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ENOUGH = 16  # points at which both have a value
AGREES = 1e-11  # relative: what rounding explains in float64
DIFFERS = (
    1e-6  # relative: beyond what rounding explains even after cancellation; used where nothing more exact is
)
CERTAIN = 1e-25  # relative: what fifty digits leave of rounding
NOTHING = 1e-40  # what fifty digits leave of zero
_ARRAY_POINTS = 48
_FAR = 50.0  # numbers beyond it lose too many digits to be believed without a closer look
_CONFIRMED = 10  # points looked at to fifty digits where float64 agrees
_SUSPECTS = 6
_MOST_GAPS = 24  # points at which float64 agrees least
_MOST_LISTED = 4  # names whose values are said
_TOO_FEW = "Too few points could be compared to decide."


def equivalent(answer: str, reference: str, *, domain: Mapping[str, Any] | None = None) -> Outcome:
    """Compare a typed expression with a reference over a domain.

    ``domain`` maps each name to "real", "positive", "nonnegative", an interval (low, high), or for arrays
    {"shape": ("N", "d")} where letters are sizes. Names of the reference that are left out are real numbers.
    """
    said = dict(domain or {})
    right = parse_expression(reference, names=tuple(said))
    names = tuple(dict.fromkeys([*said, *_names(right)]))
    shaped = Space({name: as_domain(said.get(name, "real")) for name in names})
    space = Space({name: one for name, one in shaped.domains.items() if name not in shaped.letters})
    builder = Builder(names)
    places = {name: builder.input(name) for name in names}
    try:
        typed = parse_expression(answer, names=names, strict_names=True)
        one, other = (builder.tree(tree, Scope(places, {})) for tree in (typed, right))
    except ReadingError as error:
        return Outcome("unreadable", str(error), place=(error.line, error.column))
    return compare(builder.program(), one, other, space)


def _names(tree: t.Tree) -> list[str]:
    return [node.id for node in walk(tree) if isinstance(node, t.Name) and node.id not in ("e", "pi")]


def compare(
    program: Program, answer: int, reference: int, space: Space, conditions: tuple[int, ...] = ()
) -> Outcome:
    """Compare two nodes of a program over a space that has all its inputs, where ``conditions`` are not zero."""
    if answer == reference:
        return Outcome("same")
    alone, (one, other, *rest) = only(program, (answer, reference, *conditions))
    pair = _Pair(alone, one, other, space, tuple(rest))
    try:
        return pair.outcome()
    except ShapeError as error:
        return Outcome("different", f"The shapes do not fit: {error}.", why="shape")
    except (ValueError, MemoryError):
        return Outcome("undecided", _TOO_FEW)


@dataclass(slots=True)
class _Sample:
    """A point, both values there, and how far apart they are, relative to their size."""

    point: Point
    answer: Any
    reference: Any
    holds: bool = True
    gap: float = 0.0

    @property
    def is_valid(self) -> bool:
        """Whether both have a value."""
        return bool(np.all(np.isfinite(self.answer)) and np.all(np.isfinite(self.reference)))


class _Pair:
    """Two nodes of one program, and where they are compared."""

    def __init__(
        self, program: Program, answer: int, reference: int, space: Space, conditions: tuple[int, ...]
    ) -> None:
        self.program = program
        self.answer = answer
        self.reference = reference
        self.space = space
        self.outputs = (answer, reference, *conditions)

    def outcome(self) -> Outcome:
        samples = [one for one in self.samples() if one.holds]
        mismatch = next((one for one in samples if np.shape(one.answer) != np.shape(one.reference)), None)
        if mismatch is not None:
            return self.shapes_differ(samples)
        for one in samples:
            one.gap = _gap(one.answer, one.reference)
        return self.suspected(samples) or self.confirmed(samples)

    # Sampling

    def samples(self) -> Iterator[_Sample]:
        points = list(self.space.points(_ARRAY_POINTS if self.space.has_arrays else POINTS))
        if self.space.numbers:
            points += self.space.points_at(self.kinks())
        if not self.space.domains:
            points = points[:1]
        if not self.space.has_arrays and self.is_entrywise:
            yield from self.all_at_once(points)
            return
        for point in points:
            yield self.sample(point)

    def sample(self, point: Point) -> _Sample:
        inputs = self.inputs(point)
        function = compiled(self.program, tuple(np.shape(one) for one in inputs), self.outputs)
        with np.errstate(all="ignore"):
            try:
                answer, reference, *conditions = function(*inputs)
            except (FloatingPointError, ZeroDivisionError, OverflowError, TypeError, IndexError):
                return _Sample(point, np.asarray(np.nan), np.asarray(np.nan))
        holds: Any = np.all([np.asarray(one) != 0 for one in conditions], axis=0)
        return _Sample(
            point, np.asarray(answer), np.asarray(reference), holds if np.ndim(holds) else bool(holds)
        )

    def inputs(self, point: Point) -> tuple[Any, ...]:
        return tuple(np.asarray(point[name], dtype=float)[()] for name in self.program.inputs)

    @property
    def is_entrywise(self) -> bool:
        """Whether many numbers can be worked through as one array."""
        return all(
            node.op in (INPUT, CONSTANT, *_PASSING, *_FILLING) or table.rows()[node.op].elementwise
            for node in self.program.nodes
        ) and not any(isinstance(node.value, tuple) for node in self.program.nodes)

    def all_at_once(self, points: list[Point]) -> list[_Sample]:
        """Work through all points as arrays, in which what only keeps shapes has nothing to do; return those that tell most."""
        columns = {name: np.array([point[name] for point in points], dtype=float) for name in points[0]}
        if self.space.numbers:
            lines = self.space.lines()
            columns = {name: np.concatenate([column, lines[name]]) for name, column in columns.items()}
        count = max((len(column) for column in columns.values()), default=1)
        program, outputs = _entrywise(self.program, self.outputs)
        whole = _Pair(program, outputs[0], outputs[1], self.space, outputs[2:]).sample(columns)
        one, other, holds = (
            np.broadcast_to(value, (count,)) for value in (whole.answer, whole.reference, whole.holds)
        )
        chosen = _telling(one, other, np.asarray(holds, dtype=bool))
        return [
            _Sample({name: float(column[at]) for name, column in columns.items()}, one[at], other[at])
            for at in chosen
        ]

    def kinks(self) -> tuple[float, ...]:
        """Return the numbers in both expressions, and 0 and 1: where branches and poles tend to be."""
        written = {
            abs(float(node.value))
            for node in self.program.nodes
            if node.op == CONSTANT and isinstance(node.value, float)
        }
        bases = sorted({0.0, 1.0, *(value for value in written if value <= 1e3)})
        signed = [sign * base for base in bases for sign in (1.0, -1.0)]
        return tuple(dict.fromkeys(value + 0.0 for value in signed))

    # Deciding

    def suspected(self, samples: Sequence[_Sample]) -> Outcome | None:
        """Return "different" where some sample shows it; None where rounding may explain all gaps."""
        apart = sorted(
            (one for one in samples if one.is_valid and one.gap > AGREES), key=lambda one: -one.gap
        )
        holes = [one for one in samples if _is_finite(one.reference) and not _is_finite(one.answer)]
        for one in [*apart[:_SUSPECTS], *holes[:_SUSPECTS]]:
            exact = self.exact_gap(one.point)
            apart_anyway = exact is None and one.is_valid and one.gap > DIFFERS and _plainness(one) <= _FAR
            if apart_anyway or (exact is not None and exact > CERTAIN):
                return self.different(one, samples)
        return None

    def confirmed(self, samples: Sequence[_Sample]) -> Outcome:
        """Return "same" where enough points agree, to fifty digits where they have such a form."""
        valid = [one for one in samples if one.is_valid and one.gap <= AGREES]
        agreeing, exact = len(valid), 0
        for one in self.worth_a_second_look(samples, valid):
            gap = self.exact_gap(one.point)
            if gap is not None and gap > CERTAIN:
                return self.different(one, samples)
            exact += gap is not None
            agreeing += gap is not None and not (one.is_valid and one.gap <= AGREES)
        enough = agreeing >= (ENOUGH if self.varies else 1)
        doubtful = any(one.is_valid and one.gap > AGREES for one in samples)
        if (enough and (exact or not doubtful)) or self.is_proven:
            return Outcome("same")
        return Outcome("undecided", _TOO_FEW)

    @property
    def is_proven(self) -> bool:
        """Whether SymPy, asked where sampling does not decide, finds the two numbers equal."""
        if self.space.has_arrays or not self.is_entrywise or len(self.outputs) > 2:
            return False
        program, outputs = _entrywise(self.program, self.outputs)
        nodes = [(node.op, node.args, node.value) for node in program.nodes]
        last = [
            ("add", (place, zero), None)
            for place, zero in ((outputs[0], len(nodes)), (outputs[1], len(nodes)))
        ]
        kinds = {name: one.kind for name, one in self.space.domains.items() if one.kind in _SIGNED}
        return proves_equal([*nodes, ("constant", (), 0.0), *last], kinds)

    @property
    def varies(self) -> bool:
        """Whether there is anything to sample."""
        return any(one.kind != "fixed" for one in self.space.domains.values())

    def worth_a_second_look(self, samples: Sequence[_Sample], valid: Sequence[_Sample]) -> list[_Sample]:
        """Return the points that agree least, some at random, and those where float64 has no value."""
        if self.space.has_arrays:
            return sorted(valid, key=_size)[:2]
        least = sorted(valid, key=lambda one: -one.gap)[:_CONFIRMED]
        lost = [one for one in samples if not one.is_valid]
        doubtful = [one for one in samples if one.is_valid and one.gap > AGREES]
        some = valid[:: max(1, len(valid) // _CONFIRMED)]
        return [*doubtful[:POINTS], *least, *some, *lost[: max(_CONFIRMED, 2 * ENOUGH - len(valid))]]

    def exact_gap(self, point: Point) -> float | None:
        """Return the relative gap at a point to fifty digits; None where the reference has no value or no such form."""
        try:
            answer, reference = exactly(self.program, (self.answer, self.reference), point)
        except (NoExactFormError, TooLargeError):
            return None
        if not is_number(reference):
            return None
        if not is_number(answer):
            return float("inf")
        return _exact_gap(answer, reference)

    # Saying how they differ

    def different(self, sample: _Sample, samples: Sequence[_Sample]) -> Outcome:
        valid = [one for one in samples if one.is_valid]
        visible = [one for one in valid if one.gap > 1e-3]
        plain = min(visible, key=_plainness) if visible and sample.is_valid else sample
        return (
            _by_a_factor(valid)
            or _transposed(valid)
            or Outcome(
                "different", _where(plain, self.program.inputs, arrays=self.space.has_arrays), why="value"
            )
        )

    def shapes_differ(self, samples: Sequence[_Sample]) -> Outcome:
        turned = [one for one in samples if np.ndim(one.answer) == 2]
        known = next(one for one in samples if np.shape(one.answer) != np.shape(one.reference))
        given, wanted = (spell(np.shape(value)) for value in (known.answer, known.reference))
        if turned and all(_is_turned(one) for one in turned):
            what = f"This is the transpose: its shape is {given}, {wanted} is expected"
            return Outcome("different", f"{what}{_sizes(self.space, known.point)}.", why="transposed")
        sizes = _sizes(self.space, known.point)
        return Outcome(
            "different", f"The shape is wrong: this is {given}, {wanted} is expected{sizes}.", why="shape"
        )


_SIGNED = ("positive", "nonnegative")
_PASSING = ("sum_like", "broadcast_like", "expand_like", "reshape_like")  # a number stays what it is
_FILLING = {"zeros_like": 0.0, "ones_like": 1.0}


def _entrywise(program: Program, wanted: tuple[int, ...]) -> tuple[Program, tuple[int, ...]]:
    """Return a program of numbers without the ops that keep shapes."""
    moved: list[int] = []
    nodes: list[Node] = []
    for node in program.nodes:
        if node.op in _PASSING:
            moved.append(moved[node.args[0]])
            continue
        plain = Node(CONSTANT, value=_FILLING[node.op]) if node.op in _FILLING else node
        moved.append(len(nodes))
        nodes.append(replace(plain, args=tuple(moved[arg] for arg in plain.args)))
    return Program(tuple(nodes), {}), tuple(moved[place] for place in wanted)


def values_at(program: Program, places: tuple[int, ...], point: Point) -> tuple[Any, ...]:
    """Return the values of some nodes at a point, not finite where they are not. Raises ShapeError."""
    alone, outputs = only(program, places)
    inputs = tuple(np.asarray(point[name], dtype=float)[()] for name in alone.inputs)
    function = compiled(alone, tuple(np.shape(one) for one in inputs), outputs)
    with np.errstate(all="ignore"):
        return tuple(np.asarray(value) for value in function(*inputs))


def only(program: Program, wanted: tuple[int, ...]) -> tuple[Program, tuple[int, ...]]:
    """Return a program of the inputs and what some nodes need, and where those now stand."""
    needed = set(wanted)
    for place in range(max(needed), -1, -1):
        if place in needed:
            needed.update(program.nodes[place].args)
    moved: dict[int, int] = {}
    nodes: list[Node] = []
    for place in sorted(needed):
        node = program.nodes[place]
        moved[place] = len(nodes)
        nodes.append(replace(node, args=tuple(moved[arg] for arg in node.args), origin=None))
    names = {name: moved[place] for name, place in program.names.items() if place in moved}
    return Program(tuple(nodes), names), tuple(moved[place] for place in wanted)


def _is_finite(value: Any) -> bool:
    return bool(np.all(np.isfinite(value)))


def _telling(one: Any, other: Any, holds: Any) -> list[int]:
    """Return which of many points are looked at more closely: some, those that agree least, and those without a value."""
    with np.errstate(all="ignore"):
        size = np.maximum(np.abs(one), np.abs(other))
        gap = np.where(one == other, 0.0, np.abs(one - other) / np.where(size > 0, size, 1.0))
    valid = holds & np.isfinite(one) & np.isfinite(other)
    some = np.flatnonzero(valid)[:POINTS]
    least = np.argsort(np.where(valid, -gap, 1.0), kind="stable")[:_MOST_GAPS]
    near = np.flatnonzero(valid & (gap > AGREES))[:_MOST_GAPS]
    holes = np.flatnonzero(holds & np.isfinite(other) & ~np.isfinite(one))[:_CONFIRMED]
    lost = np.flatnonzero(holds & ~np.isfinite(other))[:POINTS]
    listed = [*some, *near, *(at for at in least if valid[at]), *holes, *lost]
    return list(dict.fromkeys(int(at) for at in listed))


def _size(sample: _Sample) -> int:
    return sum(int(np.size(value)) for value in sample.point.values())


def _gap(answer: Any, reference: Any) -> float:
    """Return the largest distance, relative to the largest entry; infinite where only one has values."""
    if not (_is_finite(answer) and _is_finite(reference)):
        return float("inf")
    with np.errstate(over="ignore"):
        distance = float(np.max(np.abs(answer - reference), initial=0.0))
        size = float(max(np.max(np.abs(answer), initial=0.0), np.max(np.abs(reference), initial=0.0)))
    return distance / size if distance else 0.0


def _exact_gap(answer: Any, reference: Any) -> float:
    mp = fifty_digits()
    pairs = list(zip(np.ravel(answer), np.ravel(reference), strict=True))
    distance = max((abs(a - b) for a, b in pairs), default=mp.mpf(0))
    size = max((max(abs(a), abs(b)) for a, b in pairs), default=mp.mpf(0))
    return 0.0 if distance <= NOTHING * max(1, size) or size < NOTHING else float(distance / size)


def _is_turned(sample: _Sample) -> bool:
    return np.shape(sample.answer) == np.shape(sample.reference)[::-1] and bool(
        np.allclose(np.transpose(sample.answer), sample.reference, rtol=1e-9, atol=1e-12)
    )


def _transposed(samples: Sequence[_Sample]) -> Outcome | None:
    turned = bool(samples) and all(np.ndim(one.answer) == 2 and _is_turned(one) for one in samples)
    return (
        Outcome("different", "This is the transpose of what is expected.", why="transposed")
        if turned
        else None
    )


def _by_a_factor(samples: Sequence[_Sample]) -> Outcome | None:
    """Name a constant, a sign, or a size by which all samples are off."""
    ratios = [_ratio(one) for one in samples]
    known = [(ratio, one.point) for ratio, one in zip(ratios, samples, strict=True) if ratio is not None]
    if (
        len(known) < (4 if samples and samples[0].point else 1)
        or any(ratio == 0.0 for ratio, _ in known)
        or _mixed(ratios, samples)
    ):
        return None
    for name in ("", *_whole_numbers(known[0][1])):
        for over in (False, True):
            scaled = [
                ratio * (point[name] if over else 1 / point[name]) if name else ratio
                for ratio, point in known
            ]
            if np.ptp(scaled) <= 1e-7 * abs(scaled[0]):
                return _factor_outcome(scaled[0], name, over=over)
    return None


def _mixed(ratios: Sequence[float | None], samples: Sequence[_Sample]) -> bool:
    """Tell whether some sample that is not zero on both sides has no single ratio."""
    return any(
        ratio is None and (np.any(one.answer != 0) or np.any(one.reference != 0))
        for ratio, one in zip(ratios, samples, strict=True)
    )


def _whole_numbers(point: Point) -> list[str]:
    return [
        name
        for name, value in point.items()
        if np.ndim(value) == 0 and name and float(value).is_integer() and value > 1
    ]


def _ratio(sample: _Sample) -> float | None:
    """Return the one number by which all entries are off; None where there is no such number."""
    answer, reference = np.ravel(sample.answer), np.ravel(sample.reference)
    size = float(np.max(np.abs(reference), initial=0.0))
    solid = np.abs(reference) > 1e-9 * size
    if not size or not np.any(solid) or np.any(np.abs(answer[~solid]) > 1e-6 * size):
        return None
    with np.errstate(all="ignore"):
        ratios = answer[solid] / reference[solid]
        if not np.all(np.isfinite(ratios)):
            return None
    return float(ratios[0]) if np.ptp(ratios) <= 1e-7 * abs(float(ratios[0])) else None


def _factor_outcome(factor: float, name: str, *, over: bool) -> Outcome | None:
    if not name and abs(factor + 1) < 1e-7:
        return Outcome("different", "The sign is wrong: the rest is right.", why="sign")
    if not np.isfinite(factor) or (not name and abs(factor - 1) < 1e-4):
        return None
    times = "" if name and abs(factor - 1) < 1e-7 else f"{factor:.4g} "
    if name and over:
        return Outcome(
            "different",
            f"This is {times or '1 '}divided by {name}, times what is expected: a factor {name} is missing."
            if times
            else f"A factor {name} is missing: this is what is expected divided by {name}.",
            why="factor",
        )
    if name:
        return Outcome(
            "different",
            f"A factor 1/{name} is missing: this is {times}{name} times what is expected.",
            why="factor",
        )
    return Outcome("different", f"This is {factor:.4g} times what is expected.", why="factor")


def _where(sample: _Sample, names: Sequence[str], *, arrays: bool) -> str:
    numbers = {name: sample.point[name] for name in names if np.ndim(sample.point[name]) == 0}
    if arrays or not numbers:
        return f"It differs{_entries(sample)}." if arrays else "The value differs."
    listed = ", ".join(f"{name} = {value:.4g}" for name, value in list(numbers.items())[:_MOST_LISTED])
    more = ", …" if len(numbers) > _MOST_LISTED else ""
    if not sample.is_valid:
        return f"It has no value at {listed}{more}, where one is expected."
    values = f"{float(sample.answer):.6g} instead of {float(sample.reference):.6g}"
    return f"It differs, for instance at {listed}{more}: {values}."


def _plainness(sample: _Sample) -> float:
    """Return how far a point is from numbers that a person would try."""
    return float(max((np.max(np.abs(value)) for value in sample.point.values()), default=0.0))


def _entries(sample: _Sample) -> str:
    count = int(np.size(sample.reference))
    if count <= 1 or not sample.is_valid:
        return ""
    size = float(np.max(np.abs(sample.reference), initial=0.0))
    wrong = int(np.sum(np.abs(sample.answer - sample.reference) > AGREES * max(size, 1e-300)))
    return f" in {wrong} of {count} entries of a sample" if wrong < count else ""


def _sizes(space: Space, point: Point) -> str:
    listed = ", ".join(f"{letter} = {point[letter]:g}" for letter in space.letters)
    return f" (with {listed})" if listed else ""
