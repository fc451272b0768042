"""The questions of a pack, one a line, with a sign before those in which something is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.message import Message

from quizapp.tui.text import lines, plain
from quizapp.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from quizapp.sessions.previewing import Row

SIGNS = {"error": ("✗", "$wrong"), "warning": ("◐", "$partly"), "note": ("·", "$quiet"), "": (" ", "")}


class Outline(Drawn):
    """The list; one row is chosen."""

    class Clicked(Message):
        """A row was clicked."""

        def __init__(self, at: int) -> None:
            super().__init__()
            self.at = at

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._rows: tuple[Row, ...] = ()
        self._chosen = 0

    def show(self, rows: Sequence[Row], chosen: int) -> None:
        """Show the rows and which of them is chosen."""
        self._rows, self._chosen = tuple(rows), chosen
        self.redraw()

    def draw(self, width: int) -> Content:
        """Return one line a row."""
        return lines([self._line(at, row, width) for at, row in enumerate(self._rows)])

    def _line(self, at: int, row: Row, width: int) -> Content:
        sign, style = SIGNS[row.severity]
        title = plain(row.title).truncate(width - 2, ellipsis=True)
        title = title.pad_right(width - 2 - title.cell_length)
        if at == self._chosen:
            return Content.assemble(f"{sign} ", title).stylize("$chosen")
        return Content.assemble((f"{sign} ", style), title if row.question else title.stylize("$quiet"))

    def on_click(self, event: events.Click) -> None:
        """Choose the row under the mouse."""
        if event.y < len(self._rows):
            self.post_message(self.Clicked(event.y))
