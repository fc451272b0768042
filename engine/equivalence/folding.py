"""What stands twice where once would do: the larger of a thing and itself, a branch with one thing on both sides.

Two nodes are one thing here if they differ in the order of operands only, or in where a minus stands: then they have
one value at every point, in float64 too (up to the sign of a zero).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.program import CONSTANT, INPUT, Program

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.program import Node, Shape

_EITHER_WAY = frozenset({"add", "mul", "maximum", "minimum", "eq", "ne"})
_TURNED = {"gt": "lt", "ge": "le"}
_TWICE = frozenset({"maximum", "minimum"})
# ops that have a value for all operands
_EVERYWHERE = frozenset(
    {"add", "sub", "mul", "neg", "abs", "square", "lt", "le", "gt", "ge", "eq", "ne", "maximum", "minimum", "relu", "sign",
     "sigmoid", "tanh", "exp", "matmul", "transpose", "sum", "mean", "step"}
)  # fmt: skip


def folded(
    program: Program, places: tuple[int, ...], shapes: Sequence[Shape]
) -> tuple[Program, tuple[int, ...]]:
    """Return a program in which nothing stands twice, and where its nodes now stand."""
    folding = _Folding(program, shapes)
    names = {name: folding.moved[place] for name, place in program.names.items()}
    return Program(tuple(folding.nodes), names), tuple(folding.moved[place] for place in places)


class _Folding:
    def __init__(self, program: Program, shapes: Sequence[Shape]) -> None:
        self.shapes = shapes
        self.nodes: list[Node] = []
        self.made: list[Shape] = []  # their shapes
        self.moved: list[int] = []
        self.first: dict[Any, int] = {}  # the first node of each meaning
        self.total: list[bool] = []  # whether a node has a value everywhere
        for place, node in enumerate(program.nodes):
            self.moved.append(
                self._place(place, replace(node, args=tuple(self.moved[arg] for arg in node.args)))
            )

    def _place(self, place: int, node: Node) -> int:
        once = self._once(node)
        if once is not None and self.made[once] == self.shapes[place]:
            return once
        key = self._key(node)
        if key not in self.first:
            self.first[key] = len(self.nodes)
            self.nodes.append(node)
            self.made.append(self.shapes[place])
            self.total.append(
                node.op in (INPUT, CONSTANT)
                or (node.op in _EVERYWHERE and all(self.total[at] for at in node.args))
            )
        return self.first[key]

    def _once(self, node: Node) -> int | None:
        """Return what a node is, if it is one of its operands wherever that has a value."""
        if node.op in _TWICE and node.args[0] == node.args[1]:
            return node.args[0]
        if node.op == "where" and node.args[1] == node.args[2] and self.total[node.args[0]]:
            return node.args[1]
        return None

    def _key(self, node: Node) -> Any:
        """Return what is equal for nodes of one value."""
        op, args = node.op, node.args
        if op == "neg":
            inner = self.nodes[args[0]]
            if inner.op == "sub":
                op, args = "sub", inner.args[::-1]
            elif inner.op == "neg":
                return self._key(self.nodes[inner.args[0]])
        if op in _TURNED:
            op, args = _TURNED[op], args[::-1]
        if op in _EITHER_WAY:
            args = tuple(sorted(args))
        return (op, args, node.options, node.value)
