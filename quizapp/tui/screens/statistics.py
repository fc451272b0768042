"""Statistics: one large figure at a time, with its numbers in words under it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from textual.content import Content

from quizapp.rendering import bars
from quizapp.rendering.charts import ChartSpec
from quizapp.rendering.plots import plot
from quizapp.tui.bindings import bindings
from quizapp.tui.drawing import prose
from quizapp.tui.screens.page import Body, Page
from quizapp.tui.text import plain
from quizapp.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from quizapp.rendering.plots import Piece
    from quizapp.sessions.statistics.figures import Statistics
    from quizapp.sessions.statistics.panels import Panel
    from quizapp.tui.backstage import Sessions

STYLES = {"quiet": "$quiet", "text": "", "series0": "$accent", "series1": "", "series2": "$quiet"}
FRAME = 10  # rows of a screen that are not the figure: head, title, words, foot, air
LOWEST, HIGHEST, WIDEST = 8, 26, 98


class StoppedError(Exception):
    """The screen was left before the log was read."""


class PanelView(Drawn):
    """A title, a figure as large as the screen lets it be, and the words."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._panel: Panel | None = None
        self._sentence = "Reading the log …"

    def show(self, panel: Panel) -> None:
        """Show a panel."""
        self._panel = panel
        self.redraw()

    def explain(self, sentence: str) -> None:
        """Say what is waited for."""
        self._panel, self._sentence = None, sentence
        self.redraw()

    def draw(self, width: int) -> Content:
        """Return the panel."""
        panel = self._panel
        if panel is None:
            return plain(self._sentence, "$quiet")
        words = prose(panel.words, width, ascii_only=self._ascii)
        rows = [plain(panel.title, "bold"), Content()]
        for line in self._figure(panel, min(width, WIDEST)):
            pieces = [(piece.text, STYLES.get(piece.role, "")) for piece in line]
            rows.append(Content.assemble(*pieces))
        return Content("\n").join([*rows, Content(), words] if panel.figure else [*rows, words])

    @property
    def _ascii(self) -> bool:
        return bool(getattr(self.app, "ascii_only", False))

    def _figure(self, panel: Panel, width: int) -> list[list[Piece]]:
        height = min(HIGHEST, max(LOWEST, self.app.size.height - FRAME))
        if panel.figure is None:
            return []
        if isinstance(panel.figure, ChartSpec):
            return plot(panel.figure, width, height, ascii_only=self._ascii)
        return bars.lines(_readable(panel.figure), width, height, ascii_only=self._ascii)


def _readable(figure: bars.Figure) -> bars.Figure:
    """Return a table with its formulas drawn on one line."""
    if not isinstance(figure, bars.Rows):
        return figure
    from dataclasses import replace  # noqa: PLC0415

    from quizapp.tui.drawing import one_line  # noqa: PLC0415

    return replace(
        figure, rows=tuple(replace(row, name=one_line(row.name, 200).plain) for row in figure.rows)
    )


class StatisticsScreen(Page):
    """All figures, one after the other."""

    PLACE = "statistics"
    BINDINGS = bindings("statistics")

    def __init__(self) -> None:
        super().__init__()
        self._panels: tuple[Panel, ...] = ()
        self._at = 0
        self._seen: Statistics | None = None
        self._left = threading.Event()

    def compose_body(self) -> ComposeResult:
        """Lay out one panel."""
        with Body():
            yield PanelView()

    def on_mount(self) -> None:
        """Ask for the statistics."""
        super().on_mount()
        self.trainer.perform(self._read, self._show)

    def on_unmount(self) -> None:
        """Stop reading."""
        self._left.set()

    def _read(self, sessions: Sessions) -> tuple[Statistics, tuple[Panel, ...]] | None:
        from quizapp.sessions.statistics.panels import panels  # noqa: PLC0415

        try:
            seen = sessions.statistics(self._progress)
        except StoppedError:
            return None
        return seen, panels(seen)

    def _progress(self, answers: int) -> None:
        """Say how far it is; stop where the screen was left."""
        if self._left.is_set():
            raise StoppedError
        if answers:
            self.app.call_from_thread(self._say_progress, answers)

    def _say_progress(self, answers: int) -> None:
        if self.is_attached:
            self.query_one(PanelView).explain(
                f"Reading the log for the first time: {answers} answers … esc stops."
            )

    def _show(self, found: tuple[Statistics, tuple[Panel, ...]] | None) -> None:
        if found is not None and self.is_attached:
            self._seen, self._panels = found
            self._turn(0)

    def _turn(self, by: int) -> None:
        if self._panels:
            self._at = (self._at + by) % len(self._panels)
            self.query_one(PanelView).show(self._panels[self._at])
            self.query_one(Body).scroll_home(animate=False)
            self.header.show(progress=(f"{self._at + 1} of {len(self._panels)}",))

    def action_next_figure(self) -> None:
        """Show the next figure."""
        self._turn(1)

    def action_figure_before(self) -> None:
        """Show the figure before."""
        self._turn(-1)

    def action_write_page(self) -> None:
        """Write the report."""
        if self._seen is not None:
            seen = self._seen
            self.trainer.perform(lambda _sessions: _written(seen), self.say)


def _written(seen: Statistics) -> str:
    """Write the page into the data folder and return where, or why not."""
    from quizapp import locations  # noqa: PLC0415
    from quizapp.packs.archives.building import write_whole  # noqa: PLC0415
    from quizapp.sessions.statistics.report import report  # noqa: PLC0415

    file = locations.data_dir() / "statistics.html"
    try:
        locations.make(file.parent)
        write_whole(file, report(seen).encode())
    except (OSError, locations.LocationError) as error:
        return f"The report cannot be written: {error}."
    return f"Written: {file}"
