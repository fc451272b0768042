"""The question under the cursor in a few lines: what it says, where it belongs, what is special about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content

from quizapp.tui.drawing import prose
from quizapp.tui.text import plain
from quizapp.tui.widgets.drawn import Drawn, rule

if TYPE_CHECKING:
    from quizapp.sessions.browsing import Line

ROWS = 4


class Glance(Drawn):
    """Below a list; always as many lines, so that the list does not jump."""

    DEFAULT_CSS = """
    Glance { height: 7; padding: 0 3; margin: 0 0 1 0; }
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._line: Line | None = None
        self._sentence = ""

    def show(self, line: Line) -> None:
        """Show a question."""
        self._line, self._sentence = line, ""
        self.redraw()

    def explain(self, sentence: str) -> None:
        """Say why nothing is shown."""
        self._line, self._sentence = None, sentence
        self.redraw()

    def draw(self, width: int) -> Content:
        """Return a rule, a line of facts, and how the question begins."""
        if self._line is None:
            return Content("\n").join([rule(width), *plain(self._sentence, "$partly").wrap(width)])
        line = self._line
        marks = "  ·  ".join(line.marks)
        facts = plain("  ·  ".join((line.id, line.section, line.level)), "$quiet")
        said = prose(line.head, width).split("\n", allow_blank=True)
        rows = [row for row in said if row.plain.strip()][:ROWS]
        head = Content.assemble(facts, "   ", (marks, "$partly")).truncate(width, ellipsis=True)
        return Content("\n").join([rule(width), head, Content(), *rows])
