"""What stands beside what in a formula: which signs are binary, and how much room goes between."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from quizapp.rendering.formula import (
    Accent,
    Big,
    Boxed,
    Brace,
    Fence,
    Fraction,
    Grid,
    Middle,
    Node,
    Number,
    Role,
    Row,
    Scripted,
    Space,
    Stack,
    Symbol,
    Word,
)
from quizapp.rendering.symbols import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence


class Place(Enum):
    """The part a node plays in its row."""

    ORDINARY = "ordinary"
    OPERATOR = "operator"  # log, max: set apart from what it applies to
    BIG = "big"
    BINARY = "binary"
    SIGN = "sign"  # a plus or minus with nothing on its left
    RELATION = "relation"
    OPENING = "opening"
    CLOSING = "closing"
    PUNCTUATION = "punctuation"
    FENCE = "fence"  # a bracketed group: opens on its left, closes on its right
    INNER = "inner"  # a fraction
    BAR = "bar"  # a bar without a partner, as in p(x|y)
    SPACE = "space"


_OF_KIND = {
    Kind.ORDINARY: Place.ORDINARY,
    Kind.BINARY: Place.BINARY,
    Kind.RELATION: Place.RELATION,
    Kind.OPENING: Place.OPENING,
    Kind.CLOSING: Place.CLOSING,
    Kind.BAR: Place.BAR,
    Kind.PUNCTUATION: Place.PUNCTUATION,
}
_OF_TYPE: dict[type, Place] = {
    Number: Place.ORDINARY,
    Space: Place.SPACE,
    Row: Place.ORDINARY,
    Fraction: Place.INNER,
    Fence: Place.FENCE,
    Middle: Place.RELATION,
    Big: Place.BIG,
    Grid: Place.FENCE,
    Accent: Place.ORDINARY,
    Brace: Place.ORDINARY,
    Boxed: Place.ORDINARY,
}
_NEEDS_LEFT_OPERAND = {Place.BINARY, Place.SIGN, Place.RELATION, Place.OPENING, Place.PUNCTUATION}
_NEEDS_LEFT_OPERAND |= {Place.OPERATOR, Place.BIG, Place.BAR}
_ENDS_OPERAND = {Place.RELATION, Place.CLOSING, Place.PUNCTUATION}
_OPERANDS_LEFT = {Place.ORDINARY, Place.OPERATOR, Place.CLOSING, Place.FENCE, Place.INNER}
_OPERANDS_RIGHT = {Place.ORDINARY, Place.OPERATOR, Place.INNER, Place.BIG, Place.SIGN}


def place_of(node: Node) -> Place:
    """Return the part a node plays by itself, before its neighbours are looked at."""
    if isinstance(node, Scripted | Stack):
        place = place_of(node.base)
        return Place.ORDINARY if place is Place.BAR else place
    if isinstance(node, Symbol):
        return _OF_KIND[node.glyph.kind]
    if isinstance(node, Word):
        return Place.OPERATOR if node.role is Role.OPERATOR else Place.ORDINARY
    return _OF_TYPE.get(type(node), Place.ORDINARY)


def places(items: Sequence[Node]) -> list[Place]:
    """Return the part each node of a row plays: a binary sign without both operands is a plain sign."""
    found = [place_of(node) for node in items]
    before: Place | None = None
    for index, place in enumerate(found):
        if place is Place.SPACE:
            continue
        if place is Place.BINARY and (before is None or before in _NEEDS_LEFT_OPERAND):
            found[index] = Place.SIGN
        before = found[index]
    after: Place | None = None
    for index in range(len(found) - 1, -1, -1):
        if found[index] is Place.SPACE:
            continue
        if found[index] is Place.BINARY and (after is None or after in _ENDS_OPERAND):
            found[index] = Place.SIGN
        after = found[index]
    return found


def gap(left: Place, right: Place, *, script: bool = False) -> int:
    """Return the number of columns between two neighbours; scripts are set tight."""
    if Place.SPACE in (left, right):
        return 0
    if left is Place.OPERATOR:
        return int(right in _OPERANDS_RIGHT or right in (Place.RELATION, Place.BINARY))
    if _apart(left, right):
        return 0 if script else 1
    if right in (Place.OPERATOR, Place.BIG):
        return int(left in _OPERANDS_LEFT)
    return int(left is Place.INNER and right is Place.INNER)


def _apart(left: Place, right: Place) -> bool:
    """Say whether a binary sign or a relation stands between operands here."""
    pair = (left, right)
    if Place.BINARY in pair:
        return True
    if Place.RELATION not in pair or left is right:
        return False
    return left is not Place.OPENING and right not in (Place.CLOSING, Place.PUNCTUATION)


def is_identifier(node: Node) -> bool:
    """Say whether a node is a name of several letters, which needs air beside other letters."""
    if isinstance(node, Scripted):
        return is_identifier(node.base)
    return isinstance(node, Word) and node.role is not Role.TEXT and len(node.text) > 1
