"""What waits today in two lines: how much, and how far one is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from textual.content import Content

from quizapp.tui import words
from quizapp.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from datetime import datetime

    from quizapp.sessions.overview import Interview, Overview

BAR = 44
LABEL = "Today      "


class Today(Drawn):
    """Due, new and minutes, with a bar; or one sentence where nothing waits."""

    def __init__(self, now: datetime, **options: Any) -> None:
        super().__init__(**options)
        self._now = now
        self._overview: Overview | None = None

    def show(self, overview: Overview, now: datetime) -> None:
        """Show the numbers."""
        self._overview, self._now = overview, now
        self.redraw()

    def draw(self, width: int) -> Content:
        """Return the two lines, and one on the interview where its day is named."""
        seen = self._overview
        if seen is None or seen.interview is None:
            return self._today(width)
        return Content.assemble(
            self._today(width), "\n\n", ("Interview  ", "bold"), _aim(seen.interview, width)
        )

    def _today(self, width: int) -> Content:
        seen = self._overview
        if seen is None:
            return _two_lines(Content.styled("…", "$quiet"), bar(0, 1, min(BAR, width - 26)))
        total = seen.done + seen.due + seen.new
        if not total:
            return _two_lines(Content("Nothing is waiting."), self._then(seen))
        if not seen.due + seen.new:
            return _two_lines(
                Content(f"All done: {words.count(seen.done, 'answer')} today."), self._then(seen)
            )
        progress = Content.assemble(
            bar(seen.done, total, min(BAR, width - 26)), "   ", (f"{seen.done} of {total}", "$quiet")
        )
        return _two_lines(_amount(seen), progress)

    def _then(self, seen: Overview) -> Content:
        if seen.next_due is None:
            return Content.styled(
                "a goes ahead with new questions, t practises without touching the schedule.", "$quiet"
            )
        return Content.styled(f"The next is due {words.moment(seen.next_due, self._now)}.", "$quiet")


def bar(done: int, total: int, width: int) -> Content:
    """Return a line of ``width`` cells, ``done`` of ``total`` of it drawn heavy."""
    filled = round(width * min(done, total) / total) if total else 0
    return Content.assemble(("━" * filled, "$accent"), ("─" * (width - filled), "$line"))


def _aim(interview: Interview, width: int) -> Content:
    """Return the day, how far it is, and what would be recalled on it, shorter where there is little room."""
    when = date.fromisoformat(interview.date)
    away = f"{when.day} {words.MONTHS[when.month - 1]}, {words.count(interview.days, 'day')} away"
    if interview.recall is None:
        return Content(away)
    share = words.percent(interview.recall)
    long = f"{share} of the curriculum would be recalled that day"
    short = f"{share} of the curriculum recalled"
    room = width - len(LABEL) - len(away) - 5
    return Content.assemble(away, ("  ·  " + (long if len(long) <= room else short), "$quiet"))


def _amount(seen: Overview) -> Content:
    parts = [(seen.due, " to review"), (seen.new, " new")]
    said = [Content.assemble((str(number), "bold"), word) for number, word in parts if number]
    minutes = Content.styled(f"about {words.count(max(seen.minutes, 1), 'minute')}", "$quiet")
    return Content("    ").join([*said, minutes])


def _two_lines(first: Content, second: Content) -> Content:
    return Content.assemble((LABEL, "bold"), first, "\n", " " * len(LABEL), second)
