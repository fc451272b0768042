"""The end of a session: what was answered, what needs work, what comes tomorrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.tui import words
from quizapp.tui.bindings import bindings
from quizapp.tui.drawing import one_line
from quizapp.tui.screens.page import Body, Page
from quizapp.tui.text import plain
from quizapp.tui.widgets.drawn import Drawn
from quizapp.tui.widgets.sections import strength

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from quizapp.sessions.drill import Summary

MOST_WEAK = 3
NUMBER = 12  # cells for the number before a word


class SummaryView(Drawn):
    """Numbers first, then sections, then what needs work."""

    def __init__(self, summary: Summary) -> None:
        super().__init__()
        self._summary = summary

    def draw(self, width: int) -> Content:
        """Return the whole page."""
        blocks = [self._numbers(), self._sections(width), self._weak(width), self._tomorrow()]
        return Content("\n\n").join([block for block in blocks if block])

    def _numbers(self) -> Content:
        seen = self._summary
        if not seen.answered:
            return Content("Nothing was answered.")
        tally = [
            ("✓", seen.right, "right", "$right"),
            ("◐", seen.partly, "partly right", "$partly"),
            ("✗", seen.wrong, "wrong", "$wrong"),
        ]
        parts = [
            Content.assemble((f"{sign} {number} {word}", style))
            for sign, number, word, style in tally
            if number
        ]
        head = f"{words.count(seen.answered, 'answer')} in {words.clock(seen.seconds)}"
        return Content.assemble((head, "bold"), "     ", Content("    ").join(parts))

    def _sections(self, width: int) -> Content:
        rows = self._summary.sections
        if not rows:
            return Content()
        title = min(max(20, *(len(row.title) for row in rows)) + 2, max(width - 30, 16))
        return Content("\n").join(
            [
                Content.assemble(
                    plain(row.title)
                    .truncate(title - 1, ellipsis=True)
                    .pad_right(max(title - len(row.title), 1)),
                    f"{row.answered:>4}",
                    f"{words.percent(row.share):>8}   ",
                    strength(row.share),
                )
                for row in rows
            ]
        )

    def _weak(self, width: int) -> Content:
        weak = self._summary.weak[:MOST_WEAK]
        if not weak:
            return Content()
        rows = [Content.assemble(("· ", "$quiet"), one_line(each, width - 2)) for each in weak]
        return Content("\n").join([Content.styled("Needs work", "bold"), *rows])

    def _tomorrow(self) -> Content:
        number = self._summary.tomorrow
        said = (
            f"Tomorrow {words.count(number, 'question')} will be due."
            if number
            else "Nothing is due tomorrow."
        )
        rows = [said, words.forgotten(self._summary.leeches)]
        return Content("\n").join([plain(row, "$quiet") for row in rows if row])


class SummaryScreen(Page):
    """Takes the place of the drill; enter goes home."""

    PLACE = "summary"
    BINDINGS = bindings("summary")

    def __init__(self, summary: Summary) -> None:
        super().__init__()
        self._summary = summary

    def compose_body(self) -> ComposeResult:
        """Lay out the summary."""
        with Body():
            yield SummaryView(self._summary)

    def action_home(self) -> None:
        """Go home."""
        self.app.pop_screen()

    def action_more_cards(self) -> None:
        """Drill on, ahead of the schedule."""
        self.app.pop_screen()
        self.trainer.open_drill(ahead=True)
