"""Walking a syntax tree without recursion, and the bounds every tree keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import LimitError
from engine.language.tree import Array, Binary, Call, Index, Name, Number, Part, Transpose, Tree, Unary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.language.limits import Limits


def children(tree: Tree) -> tuple[Tree, ...]:
    """Return the operands of a tree in the order they are written."""
    if isinstance(tree, Binary):
        return (tree.left, tree.right)
    if isinstance(tree, Call):
        return tree.args + tuple(value for _, value in tree.options)
    if isinstance(tree, Array):
        return tree.items
    return (tree.operand,) if isinstance(tree, Unary | Transpose | Index) else ()


def walk(tree: Tree) -> Iterator[Tree]:
    """Yield a tree and everything in it, an operand after what holds it."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def names_in(tree: Tree) -> frozenset[str]:
    """Return the names a tree reads: variables, constants and option words; parts as ``owner.name``."""
    plain = {node.id for node in walk(tree) if isinstance(node, Name)}
    return frozenset(plain | {f"{node.owner}.{node.name}" for node in walk(tree) if isinstance(node, Part)})


def check_bounds(tree: Tree, limits: Limits, text: str = "", line: int = 1) -> None:
    """Refuse a tree that is too high or too large, at the place where the limit is passed."""
    nodes = elements = 0
    waiting: list[tuple[Tree, int, bool]] = [(tree, 1, False)]
    while waiting:
        node, height, listed = waiting.pop()
        if listed and isinstance(node, Number):
            elements += 1
        else:
            nodes += 1
        if height > limits.height:
            raise _too_large(f"height is {limits.height:,} operations inside one another", node, text, line)
        if nodes > limits.nodes:
            raise _too_large(f"nodes is {limits.nodes:,} operations and names", node, text, line)
        if elements > limits.elements:
            raise _too_large(f"elements is {limits.elements:,} numbers in arrays", node, text, line)
        inside = isinstance(node, Array) or (listed and isinstance(node, Unary))
        waiting.extend((child, height + 1, inside) for child in children(node))


def _too_large(limit: str, node: Tree, text: str, line: int) -> LimitError:
    start, end = node.span
    return LimitError(f"This is too large: the limit on {limit}.", text, start, line=line, length=end - start)
