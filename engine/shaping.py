"""Shape inference: the shape of every node from the shapes of the inputs, or which node does not fit and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.errors import ShapeError
from engine.ops import table
from engine.program import CONSTANT, INPUT, Node, Program, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping


def infer(program: Program, inputs: tuple[Shape, ...], overrides: Mapping[int, Shape]) -> tuple[Shape, ...]:
    """Return the shape of each node; ShapeError names the node, the op and the shapes."""
    waiting = iter(inputs)
    found: list[Shape] = []
    for place, node in enumerate(program.nodes):
        shape = next(waiting) if node.op == INPUT else _shape(program, place, node, found)
        if place in overrides and overrides[place] != shape:
            raise ShapeError(
                f"{label(program, place)} has shape {shape}, not {overrides[place]}",
                node=label(program, place), shapes=(overrides[place], shape),
            )  # fmt: skip
        found.append(shape)
    _check_scalars(program, found)
    return tuple(found)


def _shape(program: Program, place: int, node: Node, found: list[Shape]) -> Shape:
    if node.op == CONSTANT:
        return np.shape(node.value)
    operands = tuple(found[arg] for arg in node.args)
    try:
        return table.rows()[node.op].shape(*operands, **dict(node.options))
    except ValueError as reason:
        name = label(program, place)
        listed = " and ".join(str(shape) for shape in operands)
        raise ShapeError(
            f"{name}: {node.op} does not fit shapes {listed}: {reason}",
            node=name,
            op=node.op,
            shapes=operands,
        ) from None


def _check_scalars(program: Program, found: list[Shape]) -> None:
    for place in program.scalars:
        if found[place] != ():
            name = label(program, place)
            raise ShapeError(
                f"a gradient is taken of a single number, and {name} has shape {found[place]}", node=name, op="grad",
                shapes=(found[place],),
            )  # fmt: skip


def label(program: Program, place: int) -> str:
    """Return a node's name, or its expression where it has none."""
    for name, named in program.names.items():
        if named == place:
            return name
    from engine.listing import expression_text  # noqa: PLC0415  only for messages

    return expression_text(program, _shown(program, place))


def _shown(program: Program, place: int) -> int:
    """Return the node itself, or for structural ones the composite they belong to."""
    row = table.rows().get(program.nodes[place].op)
    around = [at for at, group in program.groups.items() if place in group.inner]
    return min(around, default=place) if row is not None and row.structural else place
