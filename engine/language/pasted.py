"""LaTeX as it is pasted, rewritten as plain text of the language, each character with its column as typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import ReadingError

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class Pasted:
    """Plain text, and for each of its characters the column in the text as typed."""

    text: str
    columns: tuple[int, ...]
    source: str

    def back(self, error: ReadingError) -> ReadingError:
        """Return an error about the plain text as one about the text as typed."""
        at = self.columns[min(error.column, len(self.columns) - 1)] if self.columns else 0
        return type(error)(error.what, self.source, at, length=1)


def is_latex(text: str) -> bool:
    """Tell whether a text is LaTeX rather than plain text: it has a backslash."""
    return "\\" in text


def plain_from_latex(text: str, *, names: Collection[str] = (), arrays: Collection[str] = ()) -> Pasted:
    """Return LaTeX as plain text; raises ReadingError for a command that is not read."""
    raise ReadingError("LaTeX cannot be read here yet.", text, text.index("\\"))
