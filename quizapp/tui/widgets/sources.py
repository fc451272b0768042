"""Where to read on: the sources that a question names."""

from __future__ import annotations

from textual.content import Content

from quizapp.tui.text import plain
from quizapp.tui.widgets.drawn import Drawn


class Sources(Drawn):
    """Where to read on."""

    def __init__(self, sources: tuple[str, ...]) -> None:
        super().__init__()
        self._sources = sources

    def draw(self, width: int) -> Content:
        """Return a heading and the sources."""
        rows = [plain("Sources", "bold")]
        for source in self._sources:
            rows += [row.pad_left(2) for row in plain(source, "$quiet").wrap(max(width - 2, 20))]
        return Content("\n").join(rows)
