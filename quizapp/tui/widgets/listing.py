"""A list of any length: only the lines that are seen are made and drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from quizapp.tui import words
from quizapp.tui.drawing import one_line
from quizapp.tui.text import plain

if TYPE_CHECKING:
    from textual import events

    from quizapp.sessions.browsing import Line, Listing

KIND, WHEN, RECALL, MARK = 10, 9, 7, 14
STYLES = {"suspended": "$quiet", "buried": "$quiet", "flagged": "$partly", "leech": "$wrong"}


class QuestionList(Widget):
    """One line a question: how it begins, its kind, when it is due, recall, and what is special about it."""

    DEFAULT_CSS = """
    QuestionList { height: 1fr; padding: 0 3; text-wrap: nowrap; text-overflow: clip; }
    """

    class Chosen(Message):
        """Another question is under the cursor."""

        def __init__(self, line: Line | None) -> None:
            super().__init__()
            self.line = line

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, **options)
        self.auto_links = False
        self._listing: Listing | None = None
        self.cursor = 0
        self._top = 0

    def show(self, listing: Listing, *, stay: bool = False) -> None:
        """Show a listing, the cursor on its first question or, with ``stay``, where it was."""
        self._listing = listing
        self.cursor = min(self.cursor, max(len(listing) - 1, 0)) if stay else 0
        self._moved()

    @property
    def chosen(self) -> Line | None:
        """The question under the cursor."""
        listing = self._listing
        return listing.line(self.cursor) if listing is not None and len(listing) else None

    def move(self, by: int) -> None:
        """Move the cursor."""
        last = len(self._listing) - 1 if self._listing is not None else 0
        self.cursor = min(max(self.cursor + by, 0), max(last, 0))
        self._moved()

    def _moved(self) -> None:
        height = max(self.content_size.height - 1, 1)
        self._top = min(max(self._top, self.cursor - height + 1), self.cursor)
        self.refresh()
        self.post_message(self.Chosen(self.chosen))

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._moved()

    def on_click(self, event: events.Click) -> None:
        """Choose the question that was clicked."""
        if event.y >= 1:
            self.move(self._top + event.y - 1 - self.cursor)

    def on_mouse_scroll_down(self) -> None:
        """Move on."""
        self.move(3)

    def on_mouse_scroll_up(self) -> None:
        """Move back."""
        self.move(-3)

    def render(self) -> Content:
        """Return the headings and the lines in sight."""
        size, listing = self.content_size, self._listing
        if listing is None or not len(listing):
            return Content()
        room = max(size.width - KIND - WHEN - RECALL - MARK, 12)
        head = f"{'Question':<{room}}{'kind':<{KIND}}{'due':>{WHEN}}{'recall':>{RECALL}}"
        last = min(self._top + max(size.height - 1, 1), len(listing))
        rows = [self._row(listing.line(at), at, room, size.width) for at in range(self._top, last)]
        return Content("\n").join([Content.styled(head, "$quiet"), *rows])

    def _row(self, line: Line, at: int, room: int, width: int) -> Content:
        said = one_line(line.head, room - 2)
        numbers = f"{line.kind:<{KIND}}{line.when:>{WHEN}}{words.percent(line.recall):>{RECALL}}"
        mark = (
            line.marks[0] + (f" +{len(line.marks) - 1}" if len(line.marks) > 1 else "") if line.marks else ""
        )
        style = STYLES.get(line.marks[0], "") if line.marks else ""
        row = Content.assemble(said.pad_right(max(room - said.cell_length, 0)), numbers, "  ", (mark, style))
        if at == self.cursor:
            return plain(row.plain).pad_right(max(width - row.cell_length, 0)).stylize("$chosen")
        return row.stylize("$quiet") if "suspended" in line.marks else row
