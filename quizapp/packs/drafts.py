"""A question as it was read, before it is built: plain data, and where each of its texts stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping as Dict

    from quizapp.packs.tree import File, Mapping, Scalar
    from quizapp.questions.model import Json, Place


@dataclass(frozen=True, slots=True)
class Draft:
    """One question of a file: with its YAML in ``node``, or, for a card, with the places of its ``texts``."""

    data: Dict[str, Json]
    file: File
    place: Place
    node: Mapping | None = None
    texts: Dict[str, Place] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id within the pack."""
        return str(self.data["id"])


def place_within(file: File, node: Scalar, line: int, column: int) -> Place:
    """Return where line and column (from 1) of a scalar's text stand in its file.

    Exact for literal blocks and for text on one line; a folded text is pointed at where it begins.
    """
    if node.quoted == "|":
        above = len(node.text) - len(node.text.lstrip("\n"))
        at = node.line + above + line
        return file.place(at, _indent(file, at) + column)
    if line > 1 or node.quoted == ">":
        return file.place(node.line, node.column)
    return file.place(node.line, node.column + len(node.quoted) + column - 1)


def _indent(file: File, line: int) -> int:
    """Return how far the block is indented that ``line`` (from 1) belongs to."""
    lines = file.text.split("\n")
    text = lines[line - 1] if line <= len(lines) else ""
    return len(text) - len(text.lstrip(" "))
