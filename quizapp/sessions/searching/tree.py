"""What a search says, as a tree of values, and the text it is written as."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

_BARE = re.compile(r'[^\s()"\-,<>=:][^\s()",<>=:]*')
RESERVED = {"or", "and", "not"}


@dataclass(frozen=True, slots=True)
class Text:
    """Text that stands in the question or in its id."""

    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """One of the values of a field: ``section:bp,opt``, ``is:due``."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """A number of the card against a bound: ``recall<0.8``."""

    name: str
    sign: str
    bound: float


@dataclass(frozen=True, slots=True)
class Within:
    """Something happened in the last days: ``answered:7d``, ``wrong:30d``."""

    name: str
    days: int


@dataclass(frozen=True, slots=True)
class Not:
    """What does not match."""

    inner: Node


@dataclass(frozen=True, slots=True)
class And:
    """What matches all; none of them matches everything."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """What matches any."""

    parts: tuple[Node, ...]


Node: TypeAlias = Text | Field | Compare | Within | Not | And | Or


def printed(node: Node) -> str:  # noqa: PLR0911 - one for each sort of node
    """Return the search as text that reads back as the same tree."""
    if isinstance(node, Text):
        return quoted(node.text)
    if isinstance(node, Field):
        return f"{node.name}:{','.join(map(quoted, node.values))}"
    if isinstance(node, Compare):
        return f"{node.name}{node.sign}{node.bound!r}"
    if isinstance(node, Within):
        return f"{node.name}:{node.days}d"
    if isinstance(node, Not):
        return f"-{_inner(node.inner)}"
    if isinstance(node, And):
        return " ".join(map(_inner, node.parts))
    return " or ".join(map(_inner, node.parts))


def quoted(text: str) -> str:
    """Return text as it stands in a search: as it is where it can, else in quotes."""
    if _BARE.fullmatch(text) and text.casefold() not in RESERVED:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _inner(node: Node) -> str:
    return f"({printed(node)})" if isinstance(node, And | Or) else printed(node)
