"""A chart on a card: curves told apart by their strokes first, by colour second."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content

from quizapp.rendering.plots import plot
from quizapp.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.questions.model import Part
    from quizapp.rendering.charts import ChartSpec

STYLES = {"quiet": "$quiet", "text": "", "series0": "$accent", "series1": "", "series2": "$quiet"}
LOWEST, HIGHEST = 9, 22
FRAME = 9  # rows of a screen that are neither chart nor answer fields: head, foot, the prompt, air
AROUND = 2  # rows that a chart takes beyond its height: what its axis shows, and air
WIDEST = 100


class Chart(Drawn):
    """Draws a figure in what the answer fields leave of the screen."""

    DEFAULT_CSS = """
    Chart { margin: 0 0 1 0; }
    """

    def __init__(self, spec: ChartSpec, parts: Sequence[Part], **options: Any) -> None:
        super().__init__(**options)
        self.spec = spec
        self._most = HIGHEST
        self._taken = sum(max(1, len(part.choices)) + 1 for part in parts if not part.later)

    def fit_into(self, rows: int) -> bool:
        """Take at most so many rows, as many as are wanted where those are too few; tell whether they suffice."""
        most = min(HIGHEST, rows - AROUND) if rows >= LOWEST + AROUND else HIGHEST
        if most != self._most:
            self._most = most
            self.redraw()
        return rows >= LOWEST + AROUND

    def draw(self, width: int) -> Content:
        """Return the chart for a width."""
        height = min(self._most, max(LOWEST, self.app.size.height - FRAME - self._taken))
        plainly = getattr(self.app, "ascii_only", False)
        rows = plot(self.spec, min(width, WIDEST), height, ascii_only=plainly)
        return Content("\n").join(
            [Content.assemble(*((piece.text, STYLES.get(piece.role, "")) for piece in row)) for row in rows]
        )
