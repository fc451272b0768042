"""How large the numbers were that a value is a difference of: its rounding noise is of their size, not of its own.

Only sums can cancel. A product or quotient hands on the noise of its operands, scaled; any other elementwise op
is exact to a few units of its own last place (Higham, Accuracy and Stability of Numerical Algorithms, §3).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from engine.ops import table
from engine.program import CONSTANT, INPUT

if TYPE_CHECKING:
    from engine.program import Array, Node, Trace


def cancelled_size(trace: Trace, name: str) -> float:
    """Return the largest size of what may have cancelled in a named value; 0 where nothing can have."""
    return _sizes(trace)[trace.program.place(name)]


@lru_cache(maxsize=8)  # all parts of an answer are judged by one trace
def _sizes(trace: Trace) -> tuple[float, ...]:
    """Return for every node what may have cancelled in it."""
    sizes: list[float] = []
    largest: list[float] = []
    for place, node in enumerate(trace.program.nodes):
        sizes.append(_size(trace, node, sizes, largest))
        largest.append(_largest(trace.at(place)))
    return tuple(sizes)


def _size(trace: Trace, node: Node, sizes: list[float], largest: list[float]) -> float:
    if node.op in (INPUT, CONSTANT):
        return 0.0
    operands = [largest[arg] for arg in node.args]
    handed_on = [sizes[arg] for arg in node.args]
    if node.op == "mul":
        return max(handed_on[0] * operands[1], handed_on[1] * operands[0])
    if node.op == "div":
        return handed_on[0] / max(_smallest(trace.at(node.args[1])), 1e-300)
    if node.op in ("neg", "where"):
        return max(handed_on)
    if node.op in ("add", "sub") or not table.rows()[node.op].elementwise:
        return max((*operands, *handed_on), default=0.0)
    return 0.0


def _largest(value: Array | float) -> float:
    return abs(value) if isinstance(value, float) else float(np.max(np.abs(value), initial=0.0))


def _smallest(value: Array | float) -> float:
    return abs(value) if isinstance(value, float) else float(np.min(np.abs(value), initial=np.inf))
