"""What a formula on one line may leave unsaid: calls, differentials, and who is multiplied with whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from quizapp.rendering.formula import (
    EMPTY,
    Accent,
    Fence,
    Node,
    Role,
    Scripted,
    Space,
    Symbol,
    Word,
    items_of,
)
from quizapp.rendering.spacing import Place, place_of, places

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Bind(Enum):
    """How tightly the parts of a written piece hold together."""

    LOOSE = "loose"  # a relation, a list, a text
    SUM = "sum"
    TIMES = "times"
    PREFIX = "prefix"  # log x, a sum sign and what follows
    RATIO = "ratio"
    PRODUCT = "product"
    DIFFERENTIAL = "differential"  # ∂w
    ROOT = "root"  # √x without brackets
    CALL = "call"
    ATOM = "atom"


@dataclass(frozen=True, slots=True)
class Form:
    """How to write: in seven bits or not, tight as in a script or not."""

    ascii: bool = False
    script: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A written node."""

    text: str
    bind: Bind = Bind.ATOM


_JOINED_LEFT = {Place.ORDINARY, Place.CLOSING, Place.FENCE, Place.INNER, Place.OPERATOR, Place.BIG}
_JOINED_RIGHT = {Place.ORDINARY, Place.OPENING, Place.FENCE, Place.INNER, Place.OPERATOR, Place.BIG}
_HARMLESS_SIGNS = {"+", "-", "±", "∓", "·", "×", "*"}  # a/b + c, c · a/b: the value is the same either way


def joined_to_neighbour(
    items: Sequence[Node], roles: Sequence[Place], index: int, *, left: bool = True
) -> bool:
    """Say whether an item is multiplied with, or an argument of, what stands directly beside it."""
    before = _next(zip(reversed(items[:index]), reversed(roles[:index]), strict=True)) if left else None
    after = _next(zip(items[index + 1 :], roles[index + 1 :], strict=True))
    if before and (before[1] in _JOINED_LEFT or _binds_unclearly(before)):
        return True
    return bool(after and (after[1] in _JOINED_RIGHT or _binds_unclearly(after) or _is_factorial(after[0])))


def _next(neighbours: Iterable[tuple[Node, Place]]) -> tuple[Node, Place] | None:
    """Return the first neighbour; a wide space or a text keeps things apart."""
    for item, role in neighbours:
        if item == EMPTY or (isinstance(item, Space) and item.columns < 2):
            continue
        if isinstance(item, Space) or (isinstance(item, Word) and item.role is Role.TEXT):
            return None
        return item, role
    return None


def _binds_unclearly(neighbour: tuple[Node, Place]) -> bool:
    item, role = neighbour
    return role is Place.BINARY and not (isinstance(item, Symbol) and item.glyph.shown in _HARMLESS_SIGNS)


def _is_factorial(node: Node) -> bool:
    return isinstance(node, Symbol) and node.glyph.shown == "!"


def is_call(items: Sequence[Node]) -> bool:
    """Say whether a row is one call: a named operator, or a letter before brackets without a sum.

    p(x) and q(x | y) are calls; p(1 - p) and n(n + 1) may be products.
    """
    if len(items) != 2 or not isinstance(_base(items[1]), Fence) or isinstance(items[1], Scripted):
        return False
    head = _base(items[0])
    if place_of(items[0]) is Place.OPERATOR:
        return True
    if isinstance(head, Accent):
        head = head.body
    letter = isinstance(head, Word) or (isinstance(head, Symbol) and head.glyph.shown.isalpha())
    return letter and is_plain_argument(items[1])


def is_plain_argument(node: Node) -> bool:
    """Say whether brackets hold no sum, so that they can be read as an argument only."""
    if not isinstance(node, Fence) or node.left is None or node.left.shown not in "([":
        return False
    roles = places(items_of(node.body))
    return Place.BINARY not in roles and Place.SIGN not in roles


def differential(node: Node) -> bool:
    """Say whether a node is the d or ∂ of a derivative, perhaps with its order."""
    base = _base(node)
    return isinstance(base, Symbol) and base.glyph.shown in {"∂", "d"}


def _base(node: Node) -> Node:
    return node.base if isinstance(node, Scripted) else node
