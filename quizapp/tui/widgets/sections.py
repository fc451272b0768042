"""The table of sections: due, new and how much would be recalled; one may be chosen to be drilled alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content

from quizapp.tui import words
from quizapp.tui.text import lines, plain
from quizapp.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.sessions.overview import SectionRow

BAR, WIDE_BAR, WIDE = 10, 24, 90
NUMBERS = 6 + 6 + 9  # the columns due, new and recall


class Sections(Drawn):
    """One line a section under a line of headings."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._rows: tuple[SectionRow, ...] = ()
        self._chosen: int | None = None

    def show(self, rows: Sequence[SectionRow]) -> None:
        """Show the sections."""
        self._rows = tuple(rows)
        if self._chosen is not None and self._chosen >= len(rows):
            self._chosen = None
        self.redraw()

    @property
    def chosen(self) -> SectionRow | None:
        """The chosen section; None means all of them."""
        return None if self._chosen is None else self._rows[self._chosen]

    @property
    def chosen_line(self) -> int:
        """The line the chosen section stands on."""
        return 0 if self._chosen is None else self._chosen + 1

    def move(self, by: int) -> None:
        """Choose the next or previous section; the first step chooses the first or last one."""
        if not self._rows:
            return
        start = -1 if by > 0 else len(self._rows)
        at = (start if self._chosen is None else self._chosen) + by
        self._chosen = min(max(at, 0), len(self._rows) - 1)
        self.redraw()

    def choose_none(self) -> None:
        """Choose all sections again."""
        self._chosen = None
        self.redraw()

    def choose_line(self, line: int) -> bool:
        """Choose the section on a line (a click); return whether there is one."""
        inside = 1 <= line <= len(self._rows)
        if inside:
            self._chosen = line - 1
            self.redraw()
        return inside

    def draw(self, width: int) -> Content:
        """Return the table; the bars are left out where the titles need the room."""
        if not self._rows:
            return Content()
        longest = max(len(row.title) for row in self._rows)
        bar = 0 if width < 28 + NUMBERS + 3 + BAR else BAR if width < WIDE else WIDE_BAR
        title = min(max(longest, 24) + 2, width - NUMBERS - (3 + bar if bar else 0))
        head = f"{'Section':<{title}}{'due':>6}{'new':>6}{'recall':>9}"
        rows = [self._line(at, row, title, bar) for at, row in enumerate(self._rows)]
        return lines([Content.styled(head, "$quiet"), *rows])

    def _line(self, at: int, row: SectionRow, title: int, bar: int) -> Content:
        name = plain(row.title).truncate(title - 1, ellipsis=True)
        numbers = f"{row.due or '–':>6}{row.new or '–':>6}{words.percent(row.recall):>9}"
        line = Content.assemble(name.pad_right(title - name.cell_length), numbers)
        if at == self._chosen:
            share = strength(row.recall, bar).plain
            return Content.assemble(line, f"   {share}" if bar else "").stylize("$chosen")
        line = line if row.due or row.new else line.stylize("$quiet")
        return Content.assemble(line, "   ", strength(row.recall, bar)) if bar else line


def strength(share: float | None, width: int = BAR) -> Content:
    """Return a share as a bar."""
    filled = 0 if share is None else round(min(max(share, 0.0), 1.0) * width)
    return Content.assemble(("━" * filled, "$accent"), ("─" * (width - filled), "$line"))
