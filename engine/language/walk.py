"""Walking a syntax tree without recursion, and the bounds every tree keeps."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import LimitError
from engine.language.limits import Limits
from engine.language.tree import Array, Binary, Call, Index, Name, Number, Part, Transpose, Tree, Unary


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
            raise _too_large("height", "operations inside one another", limits.height, node, text, line)
        if nodes > limits.nodes:
            raise _too_large("nodes", "operations and names", limits.nodes, node, text, line)
        if elements > limits.elements:
            raise _too_large("elements", "numbers in arrays", limits.elements, node, text, line)
        inside = isinstance(node, Array) or (listed and isinstance(node, Unary))
        for child in children(node):
            waiting.append((child, height + 1, inside))


def _too_large(limit: str, of_what: str, count: int, node: Tree, text: str, line: int) -> LimitError:
    what = f"This is too large: the limit on {limit} is {count:,} {of_what}."
    return LimitError(what, text, node.span[0], line=line, length=node.span[1] - node.span[0])
