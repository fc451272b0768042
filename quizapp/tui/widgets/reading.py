"""Below a line that is typed in: what it reads as, drawn in two dimensions, or where it cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.widgets import Static

from quizapp.tui.drawing import formula
from quizapp.tui.text import plain

if TYPE_CHECKING:
    from quizapp.questions.expressions import Preview

LEAST_WIDTH = 20
_LOOKS = ("-drawn", "-quiet", "-refused")


class Reading(Static):
    """Shows nothing until it is told; ``indent`` is where the line above it begins."""

    DEFAULT_CSS = """
    Reading { display: none; height: auto; }
    Reading.-shown { display: block; }
    Reading.-quiet { color: $foreground 60%; }
    Reading.-refused { color: $warning; }
    Reading:ansi { color: ansi_default; }
    Reading:ansi.-quiet { color: ansi_default; text-style: dim; }
    """

    def __init__(self, indent: int, **options: Any) -> None:
        super().__init__(markup=False, **options)
        self._indent = indent
        self.styles.padding = (0, 0, 0, indent)

    def draw(self, reading: Preview, width: int) -> None:
        """Draw what was typed, or mark quietly where it cannot be read; nothing for a blank line."""
        if not reading.is_readable:
            self.refuse(reading.message, reading.column, quietly=True)
            return
        self._set("-drawn" if reading.latex else "")
        if reading.latex:
            room = max(width - self._indent - 1, LEAST_WIDTH)
            self.update(formula(reading.latex, room, ascii_only=getattr(self.app, "ascii_only", False)))

    def refuse(self, sentence: str, column: int | None, *, quietly: bool = False) -> None:
        """Say what cannot be read, with a caret under its column (from 0)."""
        caret = " " * column + "^ " if column is not None else ""
        self._set("-quiet" if quietly else "-refused")
        self.update(plain(caret + sentence))

    @property
    def is_refusing(self) -> bool:
        """Whether it says what has to be mended."""
        return self.has_class("-refused")

    def clear(self) -> None:
        """Show nothing."""
        self._set("")

    def _set(self, look: str) -> None:
        for each in _LOOKS:
            self.set_class(each == look, each)
        self.set_class(bool(look), "-shown")
