"""A block of prose with its formulas drawn in two dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizapp.tui.drawing import prose
from quizapp.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from textual.content import Content


class Prose(Drawn):
    """Shows what a pack or the engine wrote, laid out anew for each width."""

    DEFAULT_CSS = """
    Prose { margin: 0 0 1 0; }
    """

    def __init__(self, text: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.text = text

    def show(self, text: str) -> None:
        """Show another text."""
        if text != self.text:
            self.text = text
            self.redraw()

    def draw(self, width: int) -> Content:
        """Return the prose for a width."""
        return prose(self.text, width, ascii_only=getattr(self.app, "ascii_only", False))
