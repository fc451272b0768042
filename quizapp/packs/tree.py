"""A file of a pack and its YAML as a tree in which every value knows where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from quizapp.packs.model import Problem
from quizapp.packs.scalars import Value, resolve
from quizapp.questions.model import Place

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_FILE = 2_000_000  # bytes


@dataclass(slots=True, eq=False)
class Scalar:
    """One value; ``quoted`` is how it stood: empty for plain, else the quote or block mark."""

    text: str
    line: int
    column: int
    quoted: str = ""

    def value(self) -> Value:
        """Return the value under the core schema; what is quoted is text."""
        return self.text if self.quoted else resolve(self.text)


@dataclass(slots=True, eq=False)
class Sequence:
    """A list."""

    line: int
    column: int
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Mapping:
    """Keys and values, in the order written."""

    line: int
    column: int
    items: list[tuple[Scalar, Node]] = field(default_factory=list)

    def get(self, key: str) -> Node | None:
        """Return the value of a key, or None."""
        return next((value for name, value in self.items if name.text == key), None)


Node: TypeAlias = Scalar | Sequence | Mapping


@dataclass(slots=True)
class File:
    """A text file of a pack, with what is found wrong in it. ``name`` is how findings call it."""

    name: str
    text: str
    problems: list[Problem] = field(default_factory=list)

    def place(self, line: int, column: int = 1) -> Place:
        """Return a place in this file."""
        return Place(self.name, line, column)

    def error(self, node: Node | Place, what: str, mend: str = "", key: str = "") -> None:
        """Note something that leaves a question out."""
        place = node if isinstance(node, Place) else self.place(node.line, node.column)
        self.problems.append(Problem(place, "error", what, mend, key))

    def warn(self, node: Node | Place, what: str, mend: str = "", key: str = "") -> None:
        """Note something that works but is not as it should be."""
        place = node if isinstance(node, Place) else self.place(node.line, node.column)
        self.problems.append(Problem(place, "warning", what, mend, key))


def open_file(path: Path, name: str) -> File:
    """Read a text file of a pack. A file that cannot be read is an empty one with a finding."""
    problem, line, text = "", 1, ""
    mend = "Split it."
    try:
        if path.stat().st_size > LARGEST_FILE:
            problem = f"This file is larger than {LARGEST_FILE // 1_000_000} MB, the most that is read."
        else:
            text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = 1 + error.object[: error.start].count(b"\n")
        problem, mend = "This file is not UTF-8 text.", "Save it as UTF-8."
        if error.object[:2] in (b"\xff\xfe", b"\xfe\xff"):
            problem, line = "This file is not UTF-8 text, but UTF-16.", 1
    except OSError as error:
        problem, mend = f"This file cannot be read: {error.strerror}.", "Give yourself leave to read it."
    file = File(name, text.replace("\r\n", "\n").replace("\r", "\n"))
    if problem:
        file.error(file.place(line), problem, mend)
    return file
