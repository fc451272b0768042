"""Where two expressions may come apart: the edges of their branches, found along lines of sample points.

A comparison, a maximum, an absolute value or a ReLU changes sides where the difference of its operands is zero. Along
the lines, changes of sign and places where a difference is smallest are narrowed down, so that a branch shows that is
taken between ``2*z = 3.1`` and ``2*z = 3.2`` only.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.compiler import compiled
from engine.program import CONSTANT, INPUT, Node, Program

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.program import Array

_BETWEEN_TWO = frozenset(
    {"lt", "le", "gt", "ge", "eq", "ne", "maximum", "minimum", "prefer", "clamp_min", "clamp_max"}
)
_AT_ZERO = frozenset(
    {"abs", "sign", "relu", "leaky_relu", "elu", "celu", "step", "selu", "log_or_zero", "reciprocal_or_zero",
     "entropy_term"}
)  # fmt: skip
_WITH_A_WIDTH = frozenset({"hardshrink", "softshrink", "huber", "smooth_l1"})  # |x| against a limit
_BETWEEN_LIMITS = frozenset({"clamp", "hardtanh"})
_AT_NUMBERS = {
    "relu6": (0.0, 6.0),
    "hardsigmoid": (-3.0, 3.0),
    "hardswish": (-3.0, 3.0),
}
_SOFT = frozenset(
    {"exp", "expm1", "sigmoid", "logsigmoid", "tanh", "erf", "erfc", "normal_cdf", "normal_pdf", "softplus", "atan",
     "softmax", "log_softmax"}
)  # fmt: skip
COMPARISONS = frozenset({"lt", "le", "gt", "ge", "eq", "ne"})
EXTREMES = frozenset({"amax", "amin", "max_along", "min_along"})
_AMONG = EXTREMES | {"argmax"}
_STEPWISE = frozenset({"floor", "ceil"})
_SHAPES = {  # which operand counts by its shape only; in other ops that end so it is the second
    "matmul_left": 1, "matmul_right": 2, "zeros_like": 0, "ones_like": 0, "count_like": 0, "eye_like": 0,
    "scatter_like": 2,
}  # fmt: skip
_TOUCHING = frozenset({"le", "ge", "step", "prefer"})  # not zero where their operands are one
_SAME_ZERO = frozenset(
    {
        "neg",
        "abs",
        "square",
        "relu",
        "leaky_relu",
        "sign",
        "sqrt",
        "atan",
        "tanh",
        "broadcast_like",
        "expand_like",
    }
)
_MOST_SWITCHES = 24
_MOST_PAIRS = 6
_MOST_FOUND = 96  # edges that are narrowed down
_INSIDE = np.arange(1, 10) / 10  # where an interval is looked at before a part of it is kept
_ROUNDS = 14  # of these, each keeping a tenth
_DIPS = 10  # and each keeping a fifth
_BESIDE = 1e-3  # of the way to the next sample point


def edge_points(program: Program, columns: Mapping[str, Array], moving: frozenset[str]) -> dict[str, Array]:
    """Return points at and beside edges, and between neighbouring ones, as a column for each name.

    ``columns`` are sample points in order along lines; only names in ``moving`` take values between them. The
    program works number by number. Empty columns are returned where there is no branch.
    """
    switches = _switching(program)
    if switches is None:
        return {name: column[:0] for name, column in columns.items()}
    path = _Path(*switches, columns, moving)
    return path.at(path.found())


def _switching(program: Program) -> tuple[Program, tuple[int, ...]] | None:
    """Return the program with the differences that decide on branches; None where there are none."""
    nodes = list(program.nodes)
    places: dict[int, None] = {}
    for node in program.nodes:
        for switch in (*_differences(node, nodes), *exponent(node, nodes)):
            if nodes[switch].op != CONSTANT:
                places[switch] = None
    chosen = tuple(places)[:_MOST_SWITCHES]
    return (Program(tuple(nodes), {}), chosen) if chosen else None


@dataclass(frozen=True, slots=True)
class Foreign:
    """The branches that only one of two nodes has: a program with what decides on them, and where that stands there."""

    program: Program
    switches: tuple[int, ...]
    pointwise: frozenset[int]  # of the switches, those that decide only where they are zero
    hard: frozenset[int]  # those at which something jumps or bends
    gates: tuple[int, ...]  # the nodes that take one branch or the other
    shared: tuple[int, ...]  # switches of both at which different nodes do
    touching: frozenset[int]  # of these, those that one of the two compares otherwise where they are zero


def foreign(program: Program, one: int, other: int, *, bounded: bool = False) -> Foreign:
    """Return the branches that only one of two nodes has.

    Where conditions bound the domain, one side of a branch of ``other``'s may not be in it: that is none to be met.
    """
    nodes = list(program.nodes)
    sides = [_keyed(nodes, _needed(program, place)) for place in (one, other)]
    alone = {
        key: found
        for key, found in (sides[0] | sides[1]).items()
        if key not in sides[0] or key not in sides[1]
    }
    to_meet = [found for key, found in alone.items() if key in sides[0] or not bounded]
    switches = tuple(dict.fromkeys(found.core for found in alone.values()))[:_MOST_SWITCHES]
    equal = {frozenset(node.args) for node in program.nodes if node.op in ("eq", "ne")}
    return Foreign(
        Program(tuple(nodes), {}),
        switches,
        frozenset(place for place in switches if frozenset(nodes[place].args) in equal),
        frozenset(found.core for found in to_meet if found.is_hard),
        tuple(sorted({gate for found in to_meet for gate in found.gates})),
        *_shared(nodes, *sides),
    )


def _shared(
    nodes: list[Node], one: dict[Any, _Found], other: dict[Any, _Found]
) -> tuple[tuple[int, ...], frozenset[int]]:
    """Return the switches of both sides at which different nodes take a branch, and which are compared otherwise."""
    shared = [
        (one[key], other[key])
        for key in one
        if key in other and one[key].is_hard and set(one[key].gates) != set(other[key].gates)
    ]
    ways = [[{nodes[gate].op for gate in found.gates} & _TOUCHING for found in pair] for pair in shared]
    return (
        tuple(found.core for found, _ in shared),
        frozenset(pair[0].core for pair, (left, right) in zip(shared, ways, strict=True) if left != right),
    )


def deciding(program: Program, places: tuple[int, ...]) -> tuple[Program, tuple[int, ...]]:
    """Return a program with what is zero where something that some nodes need jumps or bends, and where that stands."""
    nodes = list(program.nodes)
    needed = sorted({at for place in places for at in _needed(program, place)})
    hard = [found.core for found in _keyed(nodes, needed).values() if found.is_hard]
    return replace(program, nodes=tuple(nodes)), tuple(dict.fromkeys(hard))


def inputs_of(program: Program, place: int) -> set[str]:
    """Return the inputs that a node depends on."""
    needed = {place}
    for at in range(place, -1, -1):
        if at in needed:
            needed.update(program.nodes[at].args)
    return {str(program.nodes[at].value) for at in needed if program.nodes[at].op == INPUT}


def _needed(program: Program, place: int) -> list[int]:
    needed = {place}
    for at in range(place, -1, -1):
        if at in needed:
            needed.update(counting(program.nodes[at]))
    return sorted(needed)


def counting(node: Node) -> tuple[int, ...]:
    """Return the operands of a node whose values count, not only their shapes."""
    if node.op in (INPUT, CONSTANT):
        return ()
    without = _SHAPES.get(node.op)
    if without is None and node.op.endswith("_like"):
        without = 1
    return tuple(arg for at, arg in enumerate(node.args) if at != without)


@dataclass(slots=True)
class _Found:
    """A difference, whether something jumps or bends where it is zero, and the nodes that do."""

    core: int
    is_hard: bool = False
    gates: list[int] = field(default_factory=list)


def _keyed(nodes: list[Node], places: list[int]) -> dict[Any, _Found]:
    """Return the differences among some nodes, by what they change sign with."""
    found: dict[Any, _Found] = {}
    for place in places:
        for switch in _deciding(nodes, place):
            core = _core(nodes, switch)
            if nodes[core].op != CONSTANT:
                one = found.setdefault(_key(nodes, core), _Found(core))
                one.core = core
                one.is_hard |= nodes[place].op not in (*_SOFT, "where")  # zero is a side of a condition
                one.gates.append(place)
    return found


def _deciding(nodes: list[Node], place: int) -> list[int]:
    """Return the places of what decides on which branch a node takes, adding nodes where needed."""
    node = nodes[place]
    switches = list(_differences(node, nodes))
    if node.op in _SOFT or (node.op == "where" and nodes[node.args[0]].op not in COMPARISONS):
        switches.append(node.args[0])
    if node.op in _STEPWISE:
        half = len(nodes)
        nodes.append(Node(CONSTANT, value=0.5))
        switches += [_push(nodes, "sub", place, half), _push(nodes, "add", place, half)]
    return switches


def _key(nodes: list[Node], place: int) -> Any:
    node = nodes[place]
    return frozenset(node.args) if node.op == "sub" else place


def _core(nodes: list[Node], place: int) -> int:
    """Return the simplest node that is zero where a node changes its side."""
    before = -1
    while place != before:
        before, place = place, _simpler(nodes, place)
    return place


def _simpler(nodes: list[Node], place: int) -> int:
    op, args = nodes[place].op, nodes[place].args
    numbers = [_number(nodes, arg) for arg in args]
    if op in _SAME_ZERO or (op in ("pow", "div") and numbers[1]):
        return args[0]
    if op == "mul" and (numbers[0] or numbers[1]):
        return args[1] if numbers[0] else args[0]
    if op in ("sub", "maximum") and 0.0 in numbers:
        return args[1] if numbers[0] == 0.0 else args[0]
    return place


def _number(nodes: Sequence[Node], place: int) -> float | None:
    value = nodes[place].value
    return value if nodes[place].op == CONSTANT and isinstance(value, float) else None


def _differences(node: Node, nodes: list[Node]) -> Iterator[int]:
    """Yield the places of what changes sign where a node changes sides, adding nodes where needed."""
    if node.op in _BETWEEN_TWO:
        yield _push(nodes, "sub", *node.args[:2])
    elif node.op in _AT_ZERO:
        yield node.args[0]
    elif node.op in _WITH_A_WIDTH:
        yield _push(nodes, "sub", _push(nodes, "abs", node.args[0]), node.args[1])
        yield node.args[0]
    elif node.op in _AT_NUMBERS:
        for limit in _AT_NUMBERS[node.op]:
            nodes.append(Node(CONSTANT, value=limit))
            yield _push(nodes, "sub", node.args[0], len(nodes) - 1)
    elif node.op in _BETWEEN_LIMITS:
        yield _push(nodes, "sub", node.args[0], node.args[1])
        yield _push(nodes, "sub", node.args[0], node.args[2])
    elif node.op in _AMONG and nodes[node.args[0]].op == "stack":
        for one, other in list(combinations(nodes[node.args[0]].args, 2))[:_MOST_PAIRS]:
            yield _push(nodes, "sub", one, other)


def exponent(node: Node, nodes: Sequence[Node]) -> tuple[int, ...]:
    """Return an exponent to which zero may be raised: where it is zero, the power is one."""
    if node.op != "pow" or nodes[node.args[1]].op == CONSTANT or _number(nodes, node.args[0]):
        return ()
    return (node.args[1],)


def _push(nodes: list[Node], op: str, *args: int) -> int:
    nodes.append(Node(op, args))
    return len(nodes) - 1


class _Path:
    """The sample points as one path; a place on it is a number, its whole part a point's."""

    def __init__(
        self,
        program: Program,
        switches: tuple[int, ...],
        columns: Mapping[str, Array],
        moving: frozenset[str],
    ) -> None:
        self.program = program
        self.switches = switches
        self.columns = columns
        self.moving = moving
        self.length = len(next(iter(columns.values())))

    def at(self, places: Array) -> dict[str, Array]:
        """Return the points at some places."""
        low = np.clip(np.floor(places).astype(int), 0, self.length - 1)
        high = np.minimum(low + 1, self.length - 1)
        share = places - low
        return {
            name: column[low] + (column[high] - column[low]) * share if name in self.moving else column[low]
            for name, column in self.columns.items()
        }

    def sides(self, points: Mapping[str, Array]) -> Array:
        """Return what each switch is at some points, a row for each."""
        inputs = tuple(np.asarray(points[name], dtype=float) for name in self.program.inputs)
        function = compiled(self.program, tuple(one.shape for one in inputs), self.switches)
        count = len(next(iter(points.values())))
        with np.errstate(all="ignore"):
            found: Array = np.stack([np.broadcast_to(one, (count,)) for one in function(*inputs)])
        return found

    def found(self) -> Array:
        """Return the places of edges, of both their sides, and midway between neighbouring ones."""
        sides = self.sides(self.columns)
        rows, starts = _most(np.nonzero(np.sign(sides[:, :-1]) * np.sign(sides[:, 1:]) < 0))
        nearest, lows = _most(np.nonzero(_is_lowest(sides)))
        dips = self.lowest(nearest, lows)
        crossed = np.sign(self.values(nearest, dips[:, None])[:, 0]) * np.sign(sides[nearest, lows]) < 0
        rows = np.concatenate([rows, nearest[crossed], nearest[crossed]])
        left = np.concatenate([starts, (lows - 1.0)[crossed], dips[crossed]])
        right = np.concatenate([starts + 1.0, dips[crossed], (lows + 1.0)[crossed]])
        edges = np.unique(np.concatenate([*self.narrowed(rows, left, right), dips]))
        between = (edges[1:] + edges[:-1]) / 2
        beside = [edges - _BESIDE, edges + _BESIDE]
        found: Array = np.concatenate([edges, between[np.diff(edges) < 2], *beside])
        return np.asarray(np.clip(found, 0, self.length - 1))

    def values(self, rows: Array, places: Array) -> Array:
        """Return what some switches are: a row of places for each."""
        if not len(rows):
            return np.zeros(places.shape)
        sides = self.sides(self.at(places.ravel())).reshape(len(self.switches), *places.shape)
        found: Array = sides[rows, np.arange(len(rows))]
        return found

    def narrowed(self, rows: Array, left: Array, right: Array) -> tuple[Array, Array]:
        """Narrow intervals in which switches change sign; return their ends."""
        before = np.sign(self.values(rows, left[:, None]))
        for _ in range(_ROUNDS if len(rows) else 0):
            step = (right - left)[:, None] * _INSIDE
            same = np.sign(self.values(rows, left[:, None] + step)) == before
            passed = np.argmin(np.pad(same, ((0, 0), (0, 1))), axis=1)  # the first on the other side
            width = (right - left) / 10
            left, right = left + passed * width, np.where(passed < 9, left + (passed + 1) * width, right)
        return left, right

    def lowest(self, rows: Array, places: Array) -> Array:
        """Return where switches come nearest to zero, or beyond it, about some places."""
        left, right = places - 1.0, places + 1.0
        signs = np.sign(self.values(rows, places[:, None].astype(float)))
        for _ in range(_DIPS if len(rows) else 0):
            width = (right - left) / 10
            sizes = self.values(rows, left[:, None] + (right - left)[:, None] * _INSIDE) * signs
            best = np.argmin(np.where(np.isfinite(sizes), sizes, np.inf), axis=1) + 1
            left, right = left + (best - 1) * width, left + (best + 1) * width
        return np.asarray((left + right) / 2)


def _is_lowest(sides: Array) -> Array:
    """Tell where a switch is nearer to zero than at both neighbours, without a change of sign."""
    size = np.abs(sides)
    inner = (size[:, 1:-1] < size[:, :-2]) & (size[:, 1:-1] <= size[:, 2:]) & (size[:, 1:-1] > 0)
    side = np.sign(sides)
    inner &= (side[:, 1:-1] == side[:, :-2]) & (side[:, 1:-1] == side[:, 2:])
    return np.pad(inner, ((0, 0), (1, 1)))


def _most(found: Any) -> tuple[Array, Array]:
    """Return rows and columns, evenly fewer where there are too many."""
    rows, columns = found
    step = max(1, -(-len(rows) // _MOST_FOUND))
    return rows[::step], columns[::step]
