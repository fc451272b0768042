"""A change to a program that leaves it where it is: some nodes replaced by others that stand beside them.

A patch is what a mistake is: building one costs as many nodes as it adds, and running it computes only what lies
between the change and the value that is asked for. ``rewritten`` makes it a program of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import EngineError
from engine.program import CONSTANT, INPUT, Node, Origin, Program, Trace, number_array
from engine.stepping import applied

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import ArrayLike

    from engine.building import Builder
    from engine.program import Options

_UNFIT = (EngineError, ValueError, IndexError, TypeError, ArithmeticError)
_OPEN = object()  # the value of a node that is being computed


class CircularError(EngineError):
    """What a node was replaced by needs that node's own value."""


class Draft:
    """A patch being made: new nodes, whose operands may be any node of the program, and what they replace.

    ``builder`` numbers new nodes after the program's; one serves all drafts of a program.
    """

    def __init__(self, program: Program, builder: Builder) -> None:
        self.program = program
        self.builder = builder
        self.replaced: dict[int, int] = {}

    def replace(self, place: int, new: int) -> None:
        """Have ``new`` stand wherever the node at ``place`` is used or named."""
        if new != place:
            self.replaced[place] = new

    def push(self, op: str, *args: int, options: Options = ()) -> int:
        """Return the place of an op applied to nodes, old or new."""
        return self.builder.push(op, args, options)

    def again(self, place: int, *args: int) -> int:
        """Return the place of a node's own op and options on other operands."""
        node = self.program.nodes[place]
        return self.builder.push(node.op, args, node.options)

    def given(self, name: str) -> int:
        """Return the place of an input, which need not be one of the program's."""
        return self.builder.add(Node(INPUT, value=name))

    def rule(self, text: str, **places: int) -> int:
        """Return the place of an expression over named nodes."""
        return self.builder.rule(text, places, {}, Origin("mistake"))


@dataclass(frozen=True, slots=True)
class Patch:
    """Which nodes of a program are replaced; ``nodes`` are the program's and, after them, the new ones."""

    program: Program
    nodes: list[Node]
    replaced: Mapping[int, int]

    @property
    def changed(self) -> int:
        """The replaced places as a set of bits."""
        return sum(1 << place for place in self.replaced)

    def rewritten(self) -> Program:
        """Return the changed program, its nodes in order."""
        first = len(self.program.nodes)

        def copied(builder: Builder, place: int) -> int:
            if place < first:
                return builder.moved[place]
            node = self.nodes[place]
            args = tuple(copied(builder, arg) for arg in node.args)
            if node.op == INPUT:
                return builder.input(str(node.value))
            return builder.add(Node(node.op, args, node.options, node.value, node.origin))

        def rule(builder: Builder, _node: Node, place: int, _args: tuple[int, ...]) -> int | None:
            return copied(builder, self.replaced[place]) if place in self.replaced else None

        return self.program.rewrite(rule)


class Rerun:
    """Values under a patch, from the trace of the program as it was; nodes in ``kept`` keep theirs, whatever changes."""

    def __init__(
        self, patch: Patch, trace: Trace, values: Mapping[str, ArrayLike], kept: Iterable[int] = ()
    ) -> None:
        self._patch = patch
        self._trace = trace
        self._values = values
        self._above = patch.program.ancestors
        self._changed = patch.changed & ~sum(1 << place for place in kept)
        self._kept = sum(1 << place for place in kept)
        self._first = len(patch.program.nodes)
        self._found: dict[int, Any] = {}

    def value(self, place: int) -> Any:
        """Return a node's value, None where it, or anything on the way to it, cannot be computed or is not finite."""
        try:
            with np.errstate(over="raise", divide="raise", invalid="raise", under="ignore"):
                value = self._at(place)
        except _UNFIT:
            return None
        return value if np.isfinite(value).all() else None

    def _at(self, place: int) -> Any:
        found = self._found
        value = found.get(place)
        if value is None:
            found[place] = _OPEN
            value = found[place] = self._computed(place)
        elif value is _OPEN:
            raise CircularError("the change needs the value it changes")
        return value

    def _computed(self, place: int) -> Any:
        if place < self._first:
            if self._changed >> place & 1:
                return self._at(self._patch.replaced[place])
            if self._kept >> place & 1 or not self._above[place] & self._changed:
                return self._trace.raw(place)
        node = self._patch.nodes[place]
        if node.op == CONSTANT:
            return np.asarray(node.value, dtype=np.float64)[()]
        if node.op == INPUT:
            return number_array(self._values, str(node.value))
        return applied(node.op, node.options, [self._at(arg) for arg in node.args])
