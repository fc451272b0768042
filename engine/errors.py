"""The one family of errors the engine raises: what happened, where, and what to do."""

from __future__ import annotations


class EngineError(Exception):
    """Anything the engine refuses; its text is a sentence for a person."""


class ReadingError(EngineError):
    """Text that cannot be read: says what, and at which column of the text as it was typed.

    ``column`` counts characters from 0 in ``text`` as typed, before any rewriting; ``line`` counts from 1.
    """

    def __init__(self, what: str, text: str = "", column: int = 0, *, line: int = 1, length: int = 1) -> None:
        self.what = what
        self.text = text
        self.column = column
        self.line = line
        self.length = max(1, length)
        super().__init__(what)

    def offset_in(self, text: str) -> int:
        """Return the place in a text of several lines, in characters from its beginning."""
        return sum(len(line) + 1 for line in text.split("\n")[: self.line - 1]) + self.column

    def with_caret(self) -> str:
        """Return the sentence, the line as typed, and a caret under the place."""
        source = self.text.split("\n")[self.line - 1] if self.text else ""
        if not source:
            return self.what
        return f"{self.what}\n  {source}\n  {' ' * self.column}{'^' * self.length}"


class LimitError(ReadingError):
    """Text refused before any work because it would cost too much; names the limit and the place."""


class UnknownNameError(ReadingError):
    """A name that is neither given, nor assigned before, nor an op; names the nearest one."""


class ShapeError(EngineError):
    """Arrays that do not fit: names the node, the op and the shapes."""

    def __init__(
        self, what: str, *, node: str = "", op: str = "", shapes: tuple[tuple[int, ...], ...] = ()
    ) -> None:
        self.node = node
        self.op = op
        self.shapes = shapes
        super().__init__(what)


class NotFiniteError(EngineError):
    """NaN or an infinity: names the node where it first appears."""

    def __init__(self, what: str, *, node: str = "") -> None:
        self.node = node
        super().__init__(what)


class UnfitValueError(EngineError):
    """A value that an op cannot take, such as class 7 of 3: names the node and the op."""

    def __init__(self, what: str, *, node: str = "", op: str = "") -> None:
        self.node = node
        self.op = op
        super().__init__(what)


class ValueMissingError(EngineError):
    """A program was run without one of its inputs, or with a value that is not a number array."""
