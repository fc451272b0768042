"""XML as a small tree in which every element knows its line; anything that could expand or lead outside is refused.

A document type declaration is where entities are defined, the ones that multiply and the ones that open files:
none is read. Depth and size are bounded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from quizapp.packs.importing.notes import ForeignError

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 60
MOST_ELEMENTS = 2_000_000


@dataclass(slots=True)
class Element:
    """An element with its attributes, the elements in it, and the text of its own."""

    name: str
    attributes: dict[str, str]
    line: int
    children: list[Element] = field(default_factory=list)
    own: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text of this element, without that of others in it."""
        return "".join(self.own)

    def all(self, name: str) -> Iterator[Element]:
        """Yield the elements of a name in it."""
        return (child for child in self.children if child.name == name)

    def find(self, *path: str) -> Element | None:
        """Return the first element at the end of a path, or None."""
        found: Element | None = self
        for name in path:
            found = next(found.all(name), None) if found is not None else None
        return found

    def said(self, *path: str) -> str:
        """Return the text at the end of a path; empty where there is none."""
        found = self.find(*path)
        return found.text.strip() if found is not None else ""


def parse(content: bytes, name: str) -> Element:
    """Return the root of a document; raises ForeignError with the line where it is not sound, or not safe."""
    parser = expat.ParserCreate()
    builder = _Builder(parser, name)
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.EntityDeclHandler = builder.doctype
    parser.ExternalEntityRefHandler = builder.doctype
    parser.buffer_text = True
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        raise ForeignError(f"{name}:{error.lineno}: this is not sound XML: {what}.") from error
    except (LookupError, ValueError) as error:
        raise ForeignError(f"{name}: its characters cannot be read: {error}.") from error
    if builder.root is None:
        raise ForeignError(f"{name} holds nothing.")
    return builder.root


class _Builder:
    """Builds the tree from the parser's calls."""

    def __init__(self, parser: expat.XMLParserType, name: str) -> None:
        self.parser = parser
        self.name = name
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        self.count += 1
        if len(self.open) >= DEEPEST or self.count > MOST_ELEMENTS:
            raise ForeignError(
                f"{self.name}:{self._line()}: it is nested too deep, or has too many elements."
            )
        element = Element(name, attributes, self._line())
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, _name: str) -> None:
        """End the element at hand."""
        self.open.pop()

    def text(self, data: str) -> None:
        """Take text."""
        self.open[-1].own.append(data)

    def doctype(self, *_declared: object) -> int:
        """Refuse whatever declares or opens an entity."""
        raise ForeignError(
            f"{self.name}:{self._line()}: it has a document type declaration, which can hide harm; delete that line."
        )

    def _line(self) -> int:
        return self.parser.CurrentLineNumber
