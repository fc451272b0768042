"""Every text of a question with its type, and the place of each of its characters in the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from quizapp.packs.schema import question_record
from quizapp.packs.tree import File, Mapping, Scalar, Sequence
from quizapp.packs.types import Prose, Type
from quizapp.packs.walking import Path, leaves
from quizapp.questions.model import Place

if TYPE_CHECKING:
    from quizapp.packs.drafts import Draft
    from quizapp.packs.tree import Node

Locate: TypeAlias = Callable[[int, int], Place]


@dataclass(frozen=True, slots=True)
class Text:
    """One text: where it stands in the question, what type it has, and a way from its lines to the file's."""

    path: Path
    type: Type
    text: str
    locate: Locate  # line and column of the text, from 1

    @property
    def place(self) -> Place:
        """Where the text begins."""
        return self.locate(1, 1)

    def at(self, offset: int) -> Place:
        """Return the place of a character of the text."""
        before = self.text[:offset]
        return self.locate(before.count("\n") + 1, len(before) - before.rfind("\n"))


def texts_of(draft: Draft) -> tuple[Text, ...]:
    """Return the texts of a question, in order."""
    if draft.node is None:
        return tuple(_card_text(draft, key, place) for key, place in draft.texts.items())
    record = question_record(draft.data["kind"])
    return tuple(
        _yaml_text(draft.file, path, type_, node) for path, type_, node in leaves(record, draft.node)
    )


def _yaml_text(file: File, path: Path, type_: Type, node: Scalar) -> Text:
    text = node.text.strip("\n").rstrip()
    return Text(path, type_, text, lambda line, column: place_within(file, node, line, column))


def _card_text(draft: Draft, key: str, start: Place) -> Text:
    def locate(line: int, column: int) -> Place:
        return Place(start.file, start.line + line - 1, column + (start.column - 1 if line == 1 else 0))

    return Text((key,), Prose(templated=False), draft.data[key], locate)


def place_within(file: File, node: Scalar, line: int, column: int) -> Place:
    """Return where line and column (from 1) of a scalar's text stand in its file.

    Exact for literal blocks and for text on one line; a folded text is pointed at where it begins.
    """
    if node.quoted == "|":
        above = len(node.text) - len(node.text.lstrip("\n"))
        at = node.line + above + line
        return file.place(at, _indent(file, node.line + above + 1) + column)
    if line > 1 or node.quoted == ">":
        return file.place(node.line, node.column)
    return file.place(node.line, node.column + len(node.quoted) + column - 1)


def _indent(file: File, line: int) -> int:
    """Return how far a line (from 1) is indented: the first of a block tells the block's."""
    lines = file.text.split("\n")
    text = lines[line - 1] if line <= len(lines) else ""
    return len(text) - len(text.lstrip(" "))


def place_of(draft: Draft, path: Path) -> Place:
    """Return where a key or an item of a question stands; the question itself where it is not written out."""
    node: Node | None = draft.node
    place = draft.place
    for part in path:
        found = _inner(node, part)
        if found is None:
            break
        place = draft.file.place(found[0].line, found[0].column)
        node = found[1]
    return place


def _inner(node: Node | None, part: str | int) -> tuple[Node, Node] | None:
    if isinstance(node, Mapping) and isinstance(part, str):
        return next(((key, value) for key, value in node.items if key.text == part), None)
    if isinstance(node, Sequence) and isinstance(part, int) and part < len(node.items):
        return node.items[part], node.items[part]
    return None
