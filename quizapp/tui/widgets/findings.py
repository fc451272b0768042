"""What is wrong with a question, each thing under the line of the file in which it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content

from quizapp.tui.text import plain
from quizapp.tui.widgets.drawn import Drawn
from quizapp.tui.widgets.outline import SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizapp.packs.model import Problem

AROUND = 2  # lines of the file shown before and after each finding
NUMBERS = 6  # columns of the line numbers and what divides them from the text


class Findings(Drawn):
    """Lines of a file with findings among them."""

    DEFAULT_CSS = """
    Findings { margin: 0 0 1 0; }
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._problems: tuple[Problem, ...] = ()
        self._first = 1
        self._lines: tuple[str, ...] = ()

    def show(self, problems: Sequence[Problem], first: int, source: Sequence[str]) -> None:
        """Show findings; ``source`` are lines of their file from line ``first`` on."""
        self._problems, self._first, self._lines = tuple(problems), first, tuple(source)
        self.redraw()

    def draw(self, width: int) -> Content:
        """Return the lines around each finding; what lies between is left out."""
        if not self._problems:
            return Content()
        return Content("\n").join(list(self._drawn(width)))

    def _drawn(self, width: int) -> Iterator[Content]:
        wanted = {
            line
            for one in self._problems
            for line in range(one.place.line - AROUND, one.place.line + AROUND + 1)
        }
        last = 0
        for number, text in enumerate(self._lines, start=self._first):
            if number not in wanted:
                continue
            if last and number > last + 1:
                yield plain("    ⋮", "$quiet")
            last = number
            here = [one for one in self._problems if one.place.line == number]
            yield _source_line(number, text, width, marked=bool(here))
            for problem in here:
                yield from _finding(problem, width)
        shown = range(self._first, self._first + len(self._lines))
        for problem in self._problems:
            if problem.place.line not in shown:
                yield from _finding(problem, width)


def _source_line(number: int, text: str, width: int, *, marked: bool) -> Content:
    shown = plain(text.replace("\t", "→   ")).truncate(max(width - NUMBERS, 10), ellipsis=True)
    return Content.assemble(
        (f"{number:>4}  ", "$lead" if marked else "$quiet"), shown if marked else shown.stylize("$quiet")
    )


def _finding(problem: Problem, width: int) -> Iterator[Content]:
    """Yield a caret under the place, then what is wrong and how to mend it."""
    sign, style = SIGNS[problem.severity]
    column = min(problem.place.column - 1, max(width - NUMBERS - 1, 0))
    yield Content.assemble(" " * (NUMBERS + column), ("^", style))
    said = plain(" ".join(filter(None, (problem.what, problem.mend))), style)
    rows = said.wrap(max(width - NUMBERS - 2, 20))
    for at, row in enumerate(rows):
        yield Content.assemble(" " * NUMBERS, (f"{sign} " if at == 0 else "  ", style), row)
