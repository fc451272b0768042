"""The statistics as one HTML page that needs nothing beside it, in the colours of its reader's screen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from quizapp.rendering import bars, html
from quizapp.rendering.charts import ChartSpec
from quizapp.rendering.svg import svg
from quizapp.sessions.statistics.panels import panels

if TYPE_CHECKING:
    from quizapp.sessions.statistics.figures import Statistics
    from quizapp.sessions.statistics.panels import Panel


def report(seen: Statistics) -> str:
    """Return the page."""
    day = date.fromordinal(seen.today).isoformat()
    said = f"{seen.answers} answers, {seen.minutes / 60:.1f} hours, {seen.days_active} days. As of {day}."
    sections = [_section(panel) for panel in panels(seen)]
    return html.page("Statistics", "\n".join([html.paragraph(said, quiet=True), *sections]))


def _section(panel: Panel) -> str:
    if panel.figure is None:
        return html.section(panel.title, html.paragraph(panel.words))
    if isinstance(panel.figure, ChartSpec):
        drawn = html.figure(svg(panel.figure, titled=False))
    elif isinstance(panel.figure, bars.Rows):
        drawn = bars.svg(panel.figure, panel.title)
    else:
        drawn = html.figure(bars.svg(panel.figure, panel.title))
    return html.section(panel.title, drawn, html.paragraph(panel.words))
