"""Which way vectors stand in a drawn formula: upright behind a matrix, lying before one, else as the rest of it.

A vector has one dimension and no direction; beside a matrix only one way of drawing it fits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.language.tree import Array, Binary, Call, Index, Name, Part, Slice, Transpose, Tree, Unary
from engine.language.walk import walk

if TYPE_CHECKING:
    from collections.abc import Mapping

REDUCING = frozenset(
    {"sum", "mean", "max", "min", "amax", "amin", "norm", "var", "std", "prod", "logsumexp", "dot"}
)


def stands_upright(tree: Tree, numbers: Mapping[str, Any]) -> bool:
    """Tell whether a vector of a formula stands behind a matrix, so that all of them stand upright."""
    return any(
        isinstance(one, Binary)
        and one.op == "@"
        and rank(one.left, numbers) == 2
        and rank(one.right, numbers) == 1
        for one in walk(tree)
    )


def rank(tree: Tree, numbers: Mapping[str, Any]) -> int:
    """Return how many dimensions a tree's value has, as far as ``numbers`` (values by name) tell; else 0."""
    if isinstance(tree, Name | Part):
        return depth(numbers.get(_full_name(tree)))
    if isinstance(tree, Unary | Transpose):
        return rank(tree.operand, numbers)
    if isinstance(tree, Binary):
        left, right = rank(tree.left, numbers), rank(tree.right, numbers)
        return max(left + right - 2, 0) if tree.op == "@" else max(left, right)
    if isinstance(tree, Array):
        return 1 + max((rank(item, numbers) for item in tree.items), default=0)
    return _rank_of_call(tree, numbers) if isinstance(tree, Call) else 0


def _rank_of_call(tree: Call, numbers: Mapping[str, Any]) -> int:
    whole = max((rank(arg, numbers) for arg in tree.args), default=0)
    if tree.op == "outer":
        return 2
    if tree.op.split(" ")[0] not in REDUCING:  # "sum 0 2" is a sum over named axes
        return whole
    return max(whole - 1, 0) if " " in tree.op or "dim" in dict(tree.options) else 0


def entry_of(tree: Index, numbers: Mapping[str, Any]) -> Any:
    """Return what ``x[0]`` or ``x[0:2]`` picks from the value put in for ``x``; None where nothing is put in."""
    if not isinstance(tree.operand, Name | Part):
        return None
    value: Any = numbers.get(_full_name(tree.operand))
    if not hasattr(value, "ndim") or depth(value) < len(tree.items):
        return None
    return value[
        tuple(slice(item.start, item.stop) if isinstance(item, Slice) else item for item in tree.items)
    ]


def _full_name(tree: Name | Part) -> str:
    return tree.id if isinstance(tree, Name) else f"{tree.owner}.{tree.name}"


def depth(value: Any) -> int:
    """Return how many dimensions a value has: an array or nested lists."""
    if hasattr(value, "ndim"):
        return int(value.ndim)
    return 1 + depth(value[0]) if isinstance(value, list | tuple) and value else 0
