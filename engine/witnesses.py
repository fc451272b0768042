"""Where to look for NaN: it raises no flag on its way from an input, but it reaches whatever depends on it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.ops import table
from engine.program import CONSTANT, INPUT, Node, Program

if TYPE_CHECKING:
    from engine.program import Shape


def witnesses(program: Program, shapes: tuple[Shape, ...]) -> tuple[int, ...]:
    """Return a few small nodes that between them depend on every input: if these are numbers, all inputs were.

    Through operands that are only looked at (masks, indices, shapes) a NaN need not pass; inputs that are used
    in no other way stand for themselves.
    """
    reach = _reach(program)
    missing = set().union(*(reach[place] for place in range(len(reach))))
    chosen: list[int] = []
    ends = _ends(program)
    for place in sorted(ends, key=lambda place: (math.prod(shapes[place]), -len(reach[place]), place)):
        if reach[place] & missing:
            chosen.append(place)
            missing -= reach[place]
    return tuple(chosen) + tuple(sorted(missing))


def _reach(program: Program) -> list[frozenset[int]]:
    """Return for each node the inputs whose NaN would show in it."""
    found: list[frozenset[int]] = []
    for place, node in enumerate(program.nodes):
        if node.op == INPUT:
            found.append(frozenset({place}))
        else:
            found.append(frozenset().union(*(found[arg] for arg in _followed(node))))
    return found


def _followed(node: Node) -> tuple[int, ...]:
    if node.op == CONSTANT:
        return ()
    operands = table.rows()[node.op].operands
    if operands[0].name == "*":
        return node.args
    return tuple(arg for operand, arg in zip(operands, node.args, strict=True) if not operand.data)


def _ends(program: Program) -> list[int]:
    """Return the nodes that nothing is computed from, and the losses of which gradients were taken."""
    used = {arg for node in program.nodes for arg in node.args}
    return [place for place in range(len(program.nodes)) if place not in used or place in program.scalars]
