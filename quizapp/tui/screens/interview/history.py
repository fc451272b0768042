"""The interviews that were held, the latest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.geometry import Region

from quizapp.scheduling.dates import from_micros
from quizapp.tui.bindings import bindings
from quizapp.tui.screens.page import Body, Page
from quizapp.tui.text import plain
from quizapp.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from quizapp.interview.debrief import Earlier

STATES = {"open": "under way", "finished": "points to confirm"}


class InterviewList(Drawn):
    """One line an interview."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.found: tuple[Earlier, ...] | None = None
        self.cursor = 0

    def draw(self, width: int) -> Content:
        """Return the list."""
        if self.found is None:
            return Content()
        if not self.found:
            return plain("None yet.", "$quiet")
        return Content("\n").join([self._line(at, one, width) for at, one in enumerate(self.found)])

    def _line(self, at: int, one: Earlier, width: int) -> Content:
        when = f"{from_micros(one.begun).astimezone():%Y-%m-%d %H:%M}"
        about = f"{one.setup.level}, {one.setup.minutes} minutes, {one.setup.style}"
        how = STATES.get(one.state) or f"{(one.share or 0.0) * 100:.0f} %  {one.recommendation}"
        line = plain(f" {when}   {about:<32} {how}").truncate(width, ellipsis=True)
        return (
            line.pad_right(max(width - line.cell_length, 0)).stylize("$chosen") if at == self.cursor else line
        )


class InterviewsScreen(Page):
    """Opens debriefs again."""

    PLACE = "interview.history"
    BINDINGS = bindings("interview.history")

    def compose_body(self) -> ComposeResult:
        """Lay out the list."""
        with Body():
            yield InterviewList()

    def on_mount(self) -> None:
        """Ask for the list."""
        super().on_mount()
        self.trainer.perform(lambda sessions: sessions.interviews().history(), self._show)

    @property
    def listed(self) -> InterviewList:
        """The list."""
        return self.query_one(InterviewList)

    def _show(self, found: list[Earlier]) -> None:
        self.listed.found = tuple(reversed(found))
        self.listed.redraw()

    def scroll_by(self, rows: int) -> None:
        """Choose another one."""
        last = len(self.listed.found or ()) - 1
        self.listed.cursor = min(max(self.listed.cursor + rows, 0), max(last, 0))
        self.listed.redraw()
        self.query_one(Body).scroll_to_region(Region(0, self.listed.cursor - 1, 1, 3), animate=False)

    def action_open_answer(self) -> None:
        """Open the debrief, or go on with what is under way."""
        if not self.listed.found:
            return
        one = self.listed.found[self.listed.cursor]
        if one.state == "closed":
            self.trainer.perform(
                lambda sessions: sessions.interviews().debrief(one.id),
                self.trainer.open_debrief,
                hold=True,
            )
        else:
            self.trainer.open_interview(None, one.id)
