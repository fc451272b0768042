"""Shape inference: the shape of every node from the shapes of the inputs, or which node does not fit and why."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import ShapeError
from engine.ops import table
from engine.ops.windows import LARGEST
from engine.program import CONSTANT, INPUT, Node, Program, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

_ALTOGETHER = 4_000_000  # entries of all nodes, 32 MB: a pack from anywhere may not fill the memory
_GROWTH = 500  # where more is given, so many times as much may be computed from it
_LONGEST = 100  # characters of an expression that stands for a node without a name
_INNER = frozenset({"class_targets", "softmax_cross_entropy", "bernoulli_loss", "logistic_loss", "mass"})
_INNER_OF_NORMS = ("layer_", "channel_", "instance_", "inverted_")
# A rule met options it cannot count with:
_MISUSED = (TypeError, ZeroDivisionError, IndexError, OverflowError, KeyError)


def infer(program: Program, inputs: tuple[Shape, ...], overrides: Mapping[int, Shape]) -> tuple[Shape, ...]:
    """Return the shape of each node; ShapeError names the node, the op and the shapes."""
    waiting = iter(inputs)
    found: list[Shape] = []
    left = max(_ALTOGETHER, _GROWTH * sum(map(math.prod, inputs)))
    for place, node in enumerate(program.nodes):
        shape = next(waiting) if node.op == INPUT else _shape(program, place, node, found)
        if place in overrides and overrides[place] != shape:
            raise ShapeError(
                f"{label(program, place)} has shape {shape}, not {overrides[place]}",
                node=label(program, place), shapes=(overrides[place], shape),
            )  # fmt: skip
        if place in program.scalars:
            _check_scalar(program, place, shape)
        found.append(shape)
        if node.op not in (INPUT, CONSTANT):
            left -= math.prod(shape)
        if left < 0:
            what = f"{label(program, place)}: all values together are too large; the limit is {_ALTOGETHER:,} entries"
            raise ShapeError(what, node=label(program, place), op=node.op, shapes=(shape,))
    return tuple(found)


def _shape(program: Program, place: int, node: Node, found: list[Shape]) -> Shape:
    if node.op == CONSTANT:
        return np.shape(node.value)
    operands = tuple(found[arg] for arg in node.args)
    try:
        shape = table.rows()[node.op].shape(*operands, **dict(node.options))
        _check_size(shape)
    except ValueError as reason:
        raise _refused(program, place, operands, str(reason)) from None
    except _MISUSED:
        raise _refused(program, place, operands, "its options are not what it takes") from None
    return shape


def _check_size(shape: Shape) -> None:
    if math.prod(shape) > LARGEST:
        raise ValueError(f"the result would have {math.prod(shape):,} entries; the limit is {LARGEST:,}")


def _refused(program: Program, place: int, operands: tuple[Shape, ...], reason: str) -> ShapeError:
    name, op = label(program, place), program.nodes[place].op
    listed = " and ".join(str(shape) for shape in operands)
    what = f"{name}: {op} does not fit shapes {listed}: {reason}"
    return ShapeError(what, node=name, op=op, shapes=operands)


def _check_scalar(program: Program, place: int, shape: Shape) -> None:
    if shape != ():
        name = label(program, place)
        what = f"a gradient is taken of a single number, and {name} has shape {shape}"
        raise ShapeError(what, node=name, op="grad", shapes=(shape,))


def label(program: Program, place: int) -> str:
    """Return a node's name, or its expression where it has none; of what only composites use, the composite's."""
    for name, named in program.names.items():
        if named == place:
            return name
    from engine.listing import expression_text  # noqa: PLC0415  only for messages

    text = expression_text(program, _shown(program, place))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _shown(program: Program, place: int) -> int:
    """Return the node itself, or for an op that nobody writes the composite it belongs to."""
    op = program.nodes[place].op
    row = table.rows().get(op)
    if row is None or not (row.structural or op in _INNER or op.startswith(_INNER_OF_NORMS)):
        return place
    around = [at for at, group in program.groups.items() if place in group.inner]
    return min(around, default=place)
