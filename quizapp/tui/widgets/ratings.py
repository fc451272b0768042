"""The four ratings with the time each sends a card away for; the proposed one is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.style import Style

from quizapp.tui.text import plain
from quizapp.tui.widgets.drawn import Drawn, rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quizapp.tui.keys import Key


class Ratings(Drawn):
    """One line above the foot."""

    DEFAULT_CSS = """
    Ratings {
        height: 2;
        margin: 0 0 1 0;
        padding: 0 3;
        display: none;
    }
    Ratings.-shown { display: block; }
    """

    def __init__(self, keys: Sequence[Key], **options: Any) -> None:
        super().__init__(**options)
        self._keys = tuple(keys)
        self._intervals: Mapping[int, str] = {}
        self._marked = 0
        self._note = ""

    def show(self, intervals: Mapping[int, str], marked: int = 0) -> None:
        """Show the ratings; ``marked`` is the one that stands, 0 for none yet."""
        self._intervals, self._marked, self._note = intervals, marked, ""
        self.add_class("-shown")
        self.redraw()

    def explain(self, note: str) -> None:
        """Say why there is nothing to rate."""
        self._note = note
        self.add_class("-shown")
        self.redraw()

    def hide(self) -> None:
        """Show nothing."""
        self.remove_class("-shown")

    def draw(self, width: int) -> Content:
        """Return the line."""
        ratings = [self._rating(rating, key) for rating, key in enumerate(self._keys, start=1)]
        line = plain(self._note, "$quiet") if self._note else Content("   ").join(ratings)
        return Content.assemble(rule(width), "\n", line)

    def _rating(self, rating: int, key: Key) -> Content:
        when = self._intervals.get(rating, "")
        chosen = rating == self._marked
        parts: list[str | tuple[str, str]] = [
            ("[" if chosen else "", "bold"),
            (key.shown, "$lead"),
            f" {key.label}",
        ]
        parts += [
            (f" {when}" if when else "", "bold" if chosen else "$quiet"),
            ("]" if chosen else "", "bold"),
        ]
        content = Content.assemble(*parts)
        return content.stylize(Style.from_meta({"@click": f"screen.press('rate({rating})')"}))
