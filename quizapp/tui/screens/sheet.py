"""The formula sheet of a section, and where to read on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.tui import words
from quizapp.tui.bindings import bindings
from quizapp.tui.drawing import formula, one_line
from quizapp.tui.screens.page import Body, Page
from quizapp.tui.widgets.drawn import Drawn
from quizapp.tui.widgets.sources import Sources

if TYPE_CHECKING:
    from quizapp.sessions.sheets import Formulas, Sheet

EMPTY = "No question of this section that was met is worked out with formulas."


class FormulasView(Drawn):
    """The formulas of one question under its beginning."""

    DEFAULT_CSS = "FormulasView { margin: 0 0 1 0; }"

    def __init__(self, formulas: Formulas) -> None:
        super().__init__()
        self._formulas = formulas

    def draw(self, width: int) -> Content:
        """Return a quiet line and the formulas, drawn."""
        plainly = bool(getattr(self.app, "ascii_only", False))
        rows = [one_line(self._formulas.head, width).stylize("$quiet")]
        for latex in self._formulas.latex:
            drawn = formula(latex, max(width - 4, 8), ascii_only=plainly)
            rows += [Content(), *(row.pad_left(4) for row in drawn.split("\n", allow_blank=True))]
        return Content("\n").join(rows)


class SheetScreen(Page):
    """Shown over an answered card; esc goes back to it."""

    PLACE = "sheet"
    BINDINGS = bindings("sheet")

    def __init__(self, section: str) -> None:
        super().__init__()
        self._section = section

    def on_mount(self) -> None:
        """Ask for the sheet."""
        super().on_mount()
        section = self._section
        self.trainer.perform(lambda sessions: sessions.sheet(section), self._show)

    async def _show(self, sheet: Sheet) -> None:
        if not self.is_attached:
            return
        many = sum(len(each.latex) for each in sheet.formulas)
        self.header.show(("Formula sheet", sheet.title), (words.count(many, "formula", "formulas"),))
        parts: list[Drawn] = [FormulasView(each) for each in sheet.formulas]
        parts += [Sources(sheet.sources)] if sheet.sources else []
        body = self.query_one(Body)
        if not sheet.formulas:
            from quizapp.tui.widgets.prose import Prose  # noqa: PLC0415

            await body.mount(Prose(EMPTY))
        await body.mount(*parts)
