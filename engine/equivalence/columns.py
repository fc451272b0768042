"""Many points at once: numbers as columns, worked through by a program of numbers entry by entry."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from engine.equivalence.samples import AGREES
from engine.equivalence.sampling import POINTS
from engine.ops import table
from engine.program import CONSTANT, INPUT, Node, Program

_MOST_GAPS = 24  # points at which float64 agrees least
_MOST_HOLES = 10
_PASSING = ("sum_like", "broadcast_like", "expand_like", "reshape_like")  # a number stays what it is
_FILLING = {"zeros_like": 0.0, "ones_like": 1.0}


def entrywise(program: Program, wanted: tuple[int, ...]) -> tuple[Program, tuple[int, ...]]:
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


def is_entrywise(program: Program) -> bool:
    """Tell whether a program of numbers can work through many as arrays."""
    return all(
        node.op in (INPUT, CONSTANT, *_PASSING, *_FILLING) or table.rows()[node.op].elementwise
        for node in program.nodes
    ) and not any(isinstance(node.value, tuple) for node in program.nodes)


def telling(one: Any, other: Any, holds: Any) -> list[int]:
    """Return which of many points are looked at more closely: some, those that agree least, and those without a value."""
    with np.errstate(all="ignore"):
        size = np.maximum(np.abs(one), np.abs(other))
        gap = np.where(one == other, 0.0, np.abs(one - other) / np.where(size > 0, size, 1.0))
    valid = holds & np.isfinite(one) & np.isfinite(other)
    some = np.flatnonzero(valid)[:POINTS]
    least = np.argsort(np.where(valid, -gap, 1.0), kind="stable")[:_MOST_GAPS]
    near = np.flatnonzero(valid & (gap > AGREES))[:_MOST_GAPS]
    holes = np.flatnonzero(holds & np.isfinite(other) & ~np.isfinite(one))[:_MOST_HOLES]
    lost = np.flatnonzero(holds & ~np.isfinite(other))[:POINTS]
    listed = [*some, *near, *(at for at in least if valid[at]), *holes, *lost]
    return list(dict.fromkeys(int(at) for at in listed))
