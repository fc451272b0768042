"""The keys of the screen one came from, those of the field one was in, and what the screen is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.tui import keys
from quizapp.tui.bindings import bindings
from quizapp.tui.screens.page import Body, Page
from quizapp.tui.widgets.drawn import Drawn
from quizapp.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult

    from quizapp.tui.keys import Key

NAMES = 16  # cells for the names of keys


class KeyTable(Drawn):
    """Keys under a heading, one a line, sentences wrapped beside them."""

    DEFAULT_CSS = """
    KeyTable { margin: 0 0 1 0; }
    """

    def __init__(self, title: str, rows: Iterable[Key]) -> None:
        super().__init__()
        self._title = title
        self._rows = tuple(rows)

    def draw(self, width: int) -> Content:
        """Return the table."""
        lines = [Content.styled(self._title, "bold")]
        for key in self._rows:
            lines += self._row(key, width)
        return Content("\n").join(lines)

    def _row(self, key: Key, width: int) -> list[Content]:
        names = Content("  ").join([Content.styled(keys.show(each), "$lead") for each in key.keys])
        names = names.pad_right(max(NAMES - names.cell_length, 2))
        sentence = Content(key.says).wrap(max(width - NAMES, 20))
        blank = Content(" " * NAMES)
        return [Content.assemble(blank if at else names, row) for at, row in enumerate(sentence)]


class HelpScreen(Page):
    """Shown over any screen; esc goes back."""

    PLACE = "help"
    BINDINGS = bindings("help")

    def __init__(self, place: str, field: str = "") -> None:
        super().__init__()
        self._about = keys.place(place)
        self._field = keys.place(field) if field else None

    def crumbs(self) -> tuple[str, ...]:
        """Say whose help it is."""
        return ("Help", self._about.title)

    def compose_body(self) -> ComposeResult:
        """Lay out what the screen is for, then the keys."""
        registry = self.trainer.keys
        with Body():
            yield Prose(self._about.about)
            if self._field is not None:
                yield KeyTable(
                    f"In the field: {self._field.title.lower()}", map(registry.key, self._field.ids)
                )
                yield Prose(self._field.about)
                yield KeyTable("After esc", (registry.key(name) for name in self._others()))
            else:
                yield KeyTable("On this screen", map(registry.key, self._about.ids))
            yield KeyTable("Everywhere", map(registry.key, keys.place("everywhere").ids))

    def _others(self) -> list[str]:
        inside = set(self._field.ids) if self._field is not None else set()
        return [name for name in self._about.ids if name not in inside]

    def action_help(self) -> None:
        """Go back: the key that opens help closes it."""
        self.action_back()
