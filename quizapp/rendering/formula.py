"""A formula as a tree: what the LaTeX reader makes and the three printers (2-D, one line, words) read."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.rendering.symbols import Glyph


class Role(Enum):
    """What a run of upright letters is."""

    OPERATOR = "operator"  # \\log, \\operatorname{Var}: set apart from its neighbours
    NAME = "name"  # \\mathrm{KL}: an identifier of several letters
    TEXT = "text"  # \\text{if }: brings its own spaces


@dataclass(frozen=True, slots=True)
class Symbol:
    """One character of mathematics."""

    glyph: Glyph
    sized: bool = False  # \\big and its family: as tall as what stands before it


@dataclass(frozen=True, slots=True)
class Number:
    """Digits with at most one decimal point."""

    text: str


@dataclass(frozen=True, slots=True)
class Word:
    """Upright letters."""

    text: str
    role: Role
    limits: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class Space:
    r"""So many columns of room; none for \!."""

    columns: int


@dataclass(frozen=True, slots=True)
class Row:
    """Nodes side by side."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Scripted:
    """A base with something below and above; as limits they stand under and over it."""

    base: Node
    below: Node | None = None
    above: Node | None = None
    limits: bool = False


@dataclass(frozen=True, slots=True)
class Fraction:
    """One thing over another."""

    numerator: Node
    denominator: Node


@dataclass(frozen=True, slots=True)
class Binomial:
    """Two things over another between parentheses."""

    upper: Node
    lower: Node


@dataclass(frozen=True, slots=True)
class Root:
    """A root, with its index unless it is the square root."""

    radicand: Node
    index: Node | None = None


@dataclass(frozen=True, slots=True)
class Accent:
    """A body under (or over) an accent, named as its command is."""

    name: str
    body: Node


@dataclass(frozen=True, slots=True)
class Fence:
    """A body between delimiters; None is the invisible one."""

    left: Glyph | None
    body: Node
    right: Glyph | None


@dataclass(frozen=True, slots=True)
class Middle:
    r"""A delimiter inside \left … \right, as tall as they are."""

    glyph: Glyph


@dataclass(frozen=True, slots=True)
class Big:
    """A sum, product, integral or the like."""

    name: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells in rows and columns; ``align`` has one of l, c, r a column, repeated as needed."""

    cells: tuple[tuple[Node, ...], ...]
    align: str = "c"
    purpose: str = "matrix"  # or cases, lines (aligned equations), stack (\\substack)


@dataclass(frozen=True, slots=True)
class Stack:
    r"""Something small set over or under a base: \overset, \underset, \stackrel."""

    base: Node
    over: Node | None = None
    under: Node | None = None


@dataclass(frozen=True, slots=True)
class Brace:
    """A body with a brace under or over it."""

    body: Node
    over: bool


@dataclass(frozen=True, slots=True)
class Boxed:
    """A body in a frame."""

    body: Node


Node: TypeAlias = (
    Symbol
    | Number
    | Word
    | Space
    | Row
    | Scripted
    | Fraction
    | Binomial
    | Root
    | Accent
    | Fence
    | Middle
    | Big
    | Grid
    | Stack
    | Brace
    | Boxed
)

EMPTY = Row(())


def row_of(items: list[Node]) -> Node:
    """Return the items as one node."""
    return items[0] if len(items) == 1 else Row(tuple(items))


def items_of(node: Node) -> tuple[Node, ...]:
    """Return the nodes side by side that a node consists of."""
    return node.items if isinstance(node, Row) else (node,)


def parts_of(node: Node) -> Iterator[Node]:
    """Yield a node and everything in it."""
    yield node
    for field in fields(node):
        yield from _nodes_in(getattr(node, field.name))


def _nodes_in(value: object) -> Iterator[Node]:
    if isinstance(value, tuple):
        for part in value:
            yield from _nodes_in(part)
    elif isinstance(value, Node):
        yield from parts_of(value)
