"""Differentiation as rewriting: reverse and forward mode append nodes made from the op table's rules.

The reverse pass follows Griewank & Walther, Evaluating Derivatives (2008), ch. 3: the adjoint of a node is the
sum over its consumers of (adjoint of the consumer) · (local derivative).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import EngineError
from engine.ops import table
from engine.program import CONSTANT, INPUT, Contribution, Origin, Program, number_array

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike

    from engine.building import Builder
    from engine.ops.row import Op
    from engine.program import Trace

_SUMS = {"add", "sub", "neg", "sum", "mean"}


class Reverse:
    """The adjoints of one node (a loss) by others, made on demand and shared by all who ask."""

    def __init__(self, builder: Builder, loss: int) -> None:
        self._builder = builder
        self._loss = loss
        self._consumers = _consumers(builder, loss)
        self._adjoints = {loss: builder.constant(1.0)}

    def adjoint(self, place: int) -> int:
        """Return the place of ∂loss/∂(the node at ``place``), zeros where the loss does not depend on it."""
        for node in self._pending(place):
            self._adjoints[node] = self._sum(node)
        return self._adjoints[place]

    def _pending(self, place: int) -> list[int]:
        """Return the nodes between ``place`` and the loss whose adjoints are still to be made, last first."""
        wanted, stack = set(), [place]
        while stack:
            node = stack.pop()
            if node not in self._adjoints and node not in wanted:
                wanted.add(node)
                stack.extend(consumer for consumer, _ in self._consumers.get(node, ()))
        return sorted(wanted, reverse=True)

    def _sum(self, place: int) -> int:
        contributions = [
            self._contribution(consumer, slot) for consumer, slot in self._consumers.get(place, ())
        ]
        live = [contribution for contribution in contributions if contribution is not None]
        if not live:
            return self._builder.push("zeros_like", (place,))
        origin = Origin("sum", place)
        return reduce(lambda total, more: self._builder.push("add", (total, more), origin=origin), live)

    def _contribution(self, consumer: int, slot: int) -> int | None:
        builder = self._builder
        node = builder.nodes[consumer]
        row = table.rows()[node.op]
        operand = row.operands[0] if row.operands[0].name == "*" else row.operands[slot]
        if operand.data:
            return None
        if operand.name not in row.vjp:
            raise EngineError(f"{row.name} has no derivative by {operand.name}")
        places, options = _environment(row, node.args, consumer, dict(node.options), slot)
        upstream = self._adjoints[consumer]
        rule_places = {**places, "upstream": upstream, **({} if "g" in places else {"g": upstream})}
        origin = Origin("vjp", consumer)
        rule = row.vjp[operand.name]
        text = rule if isinstance(rule, str) else rule(slot)
        result = builder.rule(text, rule_places, options, origin)
        if result != upstream:
            builder.contributions.setdefault(result, Contribution(consumer, slot, upstream))
        if row.elementwise and len(row.operands) > 1:
            return builder.push("sum_like", (result, node.args[slot]), origin=origin)
        return result


def _consumers(builder: Builder, loss: int) -> dict[int, list[tuple[int, int]]]:
    """Return for each node the (consumer, operand slot) pairs through which it reaches the loss, last consumer first."""
    reached, found = {loss}, dict[int, list[tuple[int, int]]]()
    for place in range(loss, -1, -1):
        if place in reached:
            for slot, arg in enumerate(builder.nodes[place].args):
                reached.add(arg)
                found.setdefault(arg, []).append((place, slot))
    return found


def _environment(
    row: Op, args: tuple[int, ...], result: int, options: dict[str, Any], slot: int
) -> tuple[dict[str, int], dict[str, Any]]:
    """Return what the names of a row's rules mean: operands and ``y`` as places, options as literals."""
    if row.operands[0].name == "*":
        return {"y": result, **{f"x{n}": arg for n, arg in enumerate(args)}}, {**options, "place": (slot,)}
    places = {operand.name: arg for operand, arg in zip(row.operands, args, strict=True)}
    return {**places, "y": result}, options


class Forward:
    """The tangents of all nodes along given tangents of some: forward mode."""

    def __init__(self, builder: Builder, seeds: Mapping[int, int]) -> None:
        self._builder = builder
        self._tangents: dict[int, int | None] = dict(seeds)

    def tangent(self, place: int) -> int | None:
        """Return the place of a node's tangent, None where it is zero."""
        for node in range(place + 1):
            if node not in self._tangents:
                self._tangents[node] = self._sum(node)
        return self._tangents[place]

    def _sum(self, place: int) -> int | None:
        node = self._builder.nodes[place]
        live = [
            self._contribution(place, slot)
            for slot, arg in enumerate(node.args)
            if self._tangents[arg] is not None and _differentiable(node.op, slot)
        ]
        if not live:
            return None
        total = reduce(lambda total, more: self._builder.push("add", (total, more)), live)
        return self._builder.push("broadcast_like", (total, place))

    def _contribution(self, place: int, slot: int) -> int:
        builder, node = self._builder, self._builder.nodes[place]
        row = table.rows()[node.op]
        arg_tangent = self._tangents[node.args[slot]]
        assert arg_tangent is not None  # noqa: S101  the caller left the zero ones out
        operand = row.operands[0].name if row.operands[0].name == "*" else row.operands[slot].name
        if operand in row.linear:
            return self._linear(row, place, slot, arg_tangent)
        rules = row.vjp if row.elementwise else row.jvp
        if operand not in rules:
            raise EngineError(f"{row.name} has no forward derivative by {operand}")
        places, options = _environment(row, node.args, place, dict(node.options), slot)
        rule_places = {**places, ("g" if row.elementwise else "t"): arg_tangent}
        rule = rules[operand]
        text = rule if isinstance(rule, str) else rule(slot)
        return builder.rule(text, rule_places, options, Origin("jvp", place))

    def _linear(self, row: Op, place: int, slot: int, arg_tangent: int) -> int:
        """An op that is linear in an operand carries the tangent as it carries the operand."""
        node = self._builder.nodes[place]
        if row.operands[0].name == "*":
            args = tuple(
                arg_tangent if n == slot else self._builder.push("zeros_like", (arg,))
                for n, arg in enumerate(node.args)
            )
        else:
            args = (*node.args[:slot], arg_tangent, *node.args[slot + 1 :])
        return self._builder.push(node.op, args, node.options, Origin("jvp", place))


def _differentiable(op: str, slot: int) -> bool:
    if op in (INPUT, CONSTANT):
        return False
    operands = table.rows()[op].operands
    return not (operands[0] if operands[0].name == "*" else operands[slot]).data


def backward(program: Program, loss: str, wrt: Sequence[str]) -> Program:
    """Return the program with a node ``d<name>`` for the gradient of ``loss`` by each name in ``wrt``."""
    from engine.building import Builder  # noqa: PLC0415  the builder makes derivatives through this module

    builder = Builder.of(program)
    top = program.place(loss)
    for name in wrt:
        place = builder.gradient(top, program.place(name), (loss, name))
        builder.names[_free(f"d{name}", builder.names)] = place
    return builder.program()


def forward(program: Program, wrt: Sequence[str]) -> Program:
    """Return the program with inputs ``d_<name>`` for ``wrt`` and tangents ``d_<name>`` of all assigned names."""
    from engine.building import Builder  # noqa: PLC0415

    builder = Builder.of(program)
    seeds = {program.place(name): builder.input(f"d_{name}") for name in wrt}
    tangents = Forward(builder, seeds)
    for name in program.assigned:
        if f"d_{name}" not in builder.names:
            place = program.place(name)
            tangent = tangents.tangent(place)
            builder.names[f"d_{name}"] = builder.push("zeros_like", (place,)) if tangent is None else tangent
    return builder.program()


def jacobian(
    program: Program, of: str, wrt: str, values: Mapping[str, ArrayLike], *, mode: str = "reverse"
) -> Any:
    """Return ∂of/∂wrt, shaped (*shape of ``of``, *shape of ``wrt``).

    Reverse mode makes it row by row (one vector-Jacobian product an entry of ``of``), forward mode column by
    column (one Jacobian-vector product an entry of ``wrt``).
    """
    return (_by_columns if mode == "forward" else _by_rows)(program, of, wrt, values)


def _by_rows(program: Program, of: str, wrt: str, values: Mapping[str, ArrayLike]) -> Any:
    shape = np.shape(program.run(values)[of])
    widened = program.extended(f"probed_ = sum(probe_*{of})").backward("probed_", (wrt,))
    function = widened.compile(widened.assigned[-1:])
    rows = [function({**values, "probe_": probe}) for probe in _units(shape)]
    stacked = np.array([next(iter(row.values())) for row in rows])
    return stacked.reshape((*shape, *stacked.shape[1:]))[()]


def _by_columns(program: Program, of: str, wrt: str, values: Mapping[str, ArrayLike]) -> Any:
    function = program.forward_mode((wrt,)).compile((f"d_{of}",))
    shape = np.shape(number_array(values, wrt))
    columns = np.array([function({**values, f"d_{wrt}": unit})[f"d_{of}"] for unit in _units(shape)])
    return np.moveaxis(columns, 0, -1).reshape((*columns.shape[1:], *shape))[()]


def _units(shape: tuple[int, ...]) -> list[Any]:
    """Return the arrays of a shape with a single 1."""
    size = int(np.prod(shape))
    return [row.reshape(shape) for row in np.eye(size)]


def _free(name: str, taken: Mapping[str, int]) -> str:
    return name if name not in taken else _free(f"{name}_", taken)


_EXPLAINED = 1e-5  # a relative error below it is what differences leave


@dataclass(frozen=True, slots=True)
class GradientReport:
    """How a program's gradient compares with central differences along random directions."""

    worst: float  # largest |a − n| / max(|a|, |n|, floor), the floor 1e-5·|loss| for rounding
    directions: int
    by_name: Mapping[str, float]

    @property
    def ok(self) -> bool:
        """Whether the error is what rounding explains."""
        return self.worst < _EXPLAINED


def check_gradient(
    program: Program,
    loss: str,
    wrt: str | Sequence[str],
    values: Mapping[str, ArrayLike],
    *,
    h: float = 1e-6,
    directions: int = 3,
    seed: int = 0,
) -> GradientReport:
    """Compare ∇loss·u with (loss(x + hu) − loss(x − hu))/2h for random unit directions u, one input at a time."""
    names = (wrt,) if isinstance(wrt, str) else tuple(wrt)
    differentiated = program.backward(loss, names)
    trace = differentiated.run(values)
    made = differentiated.assigned[-len(names) :]
    generator = np.random.default_rng(seed)
    by_name = {
        name: max(
            _direction_error(program, loss, values, name, trace[d], generator, h) for _ in range(directions)
        )
        for name, d in zip(names, made, strict=True)
    }
    return GradientReport(max(by_name.values(), default=0.0), directions, by_name)


def _direction_error(
    program: Program,
    loss: str,
    values: Mapping[str, ArrayLike],
    name: str,
    gradient: Any,
    generator: Any,
    h: float,
) -> float:
    at = np.asarray(number_array(values, name))
    direction = generator.normal(size=at.shape)
    direction = direction / max(float(np.linalg.norm(direction)), 1e-12)
    ends = [program.run({**values, name: at + sign * h * direction}) for sign in (1.0, -1.0)]
    numeric = (float(ends[0][loss]) - float(ends[1][loss])) / (2.0 * h)
    analytic = float(np.sum(gradient * direction))
    floor = max(1e-8, 2e-5 * _largest_summand(ends[0], loss))  # below it, differences say their own rounding
    error = abs(analytic - numeric) / max(floor, abs(analytic), abs(numeric))
    if error < _EXPLAINED:
        return error
    noise = 4.0 * _rounding(program, loss, values, name, generator) / (2.0 * h) / _EXPLAINED
    return abs(analytic - numeric) / max(floor, abs(analytic), abs(numeric), noise)


def _rounding(
    program: Program, loss: str, values: Mapping[str, ArrayLike], name: str, generator: Any
) -> float:
    """Return how far the loss moves where an input moves by a few units in its last place.

    What cancels on the way to the loss (a mean of deviations) leaves rounding that no summand of it shows.
    """
    at = np.asarray(number_array(values, name))
    here = float(program.run(values)[loss])
    moved = (at * (1.0 + 1e-15 * generator.integers(-4, 5, size=at.shape)) for _ in range(8))
    return max(abs(float(program.run({**values, name: each})[loss]) - here) for each in moved)


def _largest_summand(trace: Trace, loss: str) -> float:
    """Return the largest size among the loss and the numbers it is a sum of: they may cancel, their rounding not."""
    summands = {trace.program.place(loss)}
    for place in range(max(summands), -1, -1):  # operands stand before what is made of them
        node = trace.program.nodes[place]
        if place in summands and node.op in _SUMS:
            summands.update(node.args)
    return max(float(np.max(np.abs(trace.at(place)), initial=0.0)) for place in summands)
