"""The expression that answers a derivation, as a person would write it.

First the program's own nodes, with what only keeps shapes taken out and products tidied. Where that is long, small
expressions over the same names are tried, and the first that is the same function is taken: ``(P - Y)/N``.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine.derivations import Sheet
from engine.errors import EngineError
from engine.finding import found
from engine.language.printing import to_text
from engine.language.reader import parse_expression
from engine.language.tree import Binary, Call, Name, Number, Transpose, Unary
from engine.listing import literal_tree, name_tree, tree_of
from engine.meaning import Scope
from engine.program import CONSTANT, INPUT
from engine.tidying import size, taken_out, tidied

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.derivations import Derivation
    from engine.language.tree import Tree
    from engine.program import Node, Shape

MOST_TRIED = 6  # short expressions that are compared as functions
SHORT = 5  # what is no longer than this is not searched for anything shorter


@lru_cache(maxsize=256)
def solved(derivation: Derivation) -> Mapping[str, str]:
    """Return an expression for each asked name, in the names that its line may use."""
    return {part: _solved(derivation, part) for part in derivation.asked}


def _solved(derivation: Derivation, part: str) -> str:
    sheet = Sheet(derivation)
    own = _Writer(derivation, part).tree()
    usable = _is_usable(sheet, derivation, part, own)
    if not usable or (size(own) > SHORT and derivation.slope(part) is not None):
        tried = [one for one in found(derivation, part) if not usable or size(one) < size(own)][:MOST_TRIED]
        shorter = next((one for one in tried if _is_usable(sheet, derivation, part, one)), None)
        if shorter is not None:
            return to_text(shorter)
    return to_text(own if usable else _listed(derivation, part))


def _is_usable(sheet: Sheet, derivation: Derivation, part: str, tree: Tree) -> bool:
    """Tell whether a tree can be read again, in the names that may be used, and is the same function."""
    names = derivation.names_for(part)
    try:
        read = parse_expression(to_text(tree), names=names, strict_names=True)
        place = sheet.builder.tree(read, Scope(sheet.places(names), {}))
        return sheet.same_everywhere(place, sheet.reference(part), branches=False).is_same
    except EngineError:
        return False


def _listed(derivation: Derivation, part: str) -> Tree:
    """Return the nodes as they are."""
    program, place = derivation.program, derivation.program.place(part)
    return tree_of(program, place, _stops(derivation, part), grouped=True)


def _stops(derivation: Derivation, part: str) -> dict[int, Tree]:
    program = derivation.program
    own = program.place(part)
    known = [name for name in derivation.names_for(part) if name in program.names]
    return {program.names[name]: name_tree(name) for name in known if program.names[name] != own}


class _Writer:
    """Writes one part's nodes without the ops that only derivatives need."""

    def __init__(self, derivation: Derivation, part: str) -> None:
        self.program = derivation.program
        self.shapes = derivation.node_shapes
        self.place = self.program.place(part)
        self.stops = _stops(derivation, part)

    def tree(self) -> Tree:
        """Return the part's expression."""
        numbers = {name for name, place in self.program.names.items() if self.shapes[place] == ()}
        return tidied(taken_out(tidied(self.of(self.place)), numbers))

    def of(self, place: int) -> Tree:
        """Return the expression of a node."""
        if place in self.stops:
            return self.stops[place]
        if place in self.program.groups:
            return tree_of(self.program, place, self.stops, grouped=True)
        node = self.program.nodes[place]
        if node.op == INPUT:
            return name_tree(node.value)
        if node.op == CONSTANT:
            return self._constant(node.value)
        rule = _RULES.get(node.op)
        written = None if rule is None else rule(self, node)
        return self._plain(place, node) if written is None else written

    def _constant(self, value: Any) -> Tree:
        if isinstance(value, float) and abs(value) == math.pi and "pi" not in self.program.names:
            return Name("pi") if value > 0 else Unary("-", Name("pi"))
        return literal_tree(value)

    def _plain(self, place: int, node: Node) -> Tree:
        stops = dict(self.stops) | {arg: self.of(arg) for arg in node.args}
        return tree_of(self.program, place, stops)

    def shape(self, place: int) -> Shape:
        """Return a node's shape at the first point."""
        return self.shapes[place]


def _same(writer: _Writer, node: Node) -> Tree:
    return writer.of(node.args[0])


def _summed(writer: _Writer, node: Node) -> Tree | None:
    """``sum_like(g, x)`` is a sum over the dims that x does not have."""
    given, like = (writer.shape(arg) for arg in node.args)
    inner = writer.of(node.args[0])
    if given == like:
        return inner
    if not like:
        return Call("sum", (inner,))
    if len(given) == len(like) + 1 and given[1:] == like:
        return Call("sum", (inner,), (("dim", Number(0.0)),))
    return None


def _left(writer: _Writer, node: Node) -> Tree | None:
    """The gradient by a of a@b."""
    g, b = writer.of(node.args[0]), writer.of(node.args[2])
    shapes = (len(writer.shape(node.args[1])), len(writer.shape(node.args[2])))
    if shapes == (2, 2):
        return Binary("@", g, _turned(b))
    if shapes == (1, 2):
        return Binary("@", b, g)
    return Call("outer", (g, b)) if shapes == (2, 1) else Binary("*", g, b) if shapes == (1, 1) else None


def _right(writer: _Writer, node: Node) -> Tree | None:
    """The gradient by b of a@b."""
    a, g = writer.of(node.args[0]), writer.of(node.args[1])
    shapes = (len(writer.shape(node.args[0])), len(writer.shape(node.args[2])))
    if shapes[0] == 2:
        return Binary("@", _turned(a), g)
    return Call("outer", (a, g)) if shapes == (1, 2) else Binary("*", g, a) if shapes == (1, 1) else None


def _turned(tree: Tree) -> Tree:
    return tree.operand if isinstance(tree, Transpose) else Transpose(tree)


def _full(value: float) -> Any:
    return lambda _writer, _node: Number(value)


def _renamed(op: str) -> Any:
    return lambda writer, node: Call(op, tuple(writer.of(arg) for arg in node.args))


def _compared(writer: _Writer, node: Node) -> Tree:
    return Binary(">", writer.of(node.args[0]), writer.of(node.args[1]))


def _negated(writer: _Writer, node: Node) -> Tree:
    return Unary("-", writer.of(node.args[0]))


_RULES: Mapping[str, Any] = {
    "sum_like": _summed,
    "broadcast_like": _same,
    "expand_like": _same,
    "ones_like": _full(1.0),
    "zeros_like": _full(0.0),
    "matmul_left": _left,
    "matmul_right": _right,
    "prefer": _compared,
    "neg": _negated,
    "log_or_zero": _renamed("log"),
}
