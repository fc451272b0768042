"""One step of a worked solution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content

from quizapp.tui.drawing import formula, prose
from quizapp.tui.text import in_rows, plain
from quizapp.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from quizapp.questions.model import Step

INDENT = 4


class StepView(Drawn):
    """The name of the step with its value, then the formula and the formula with numbers, drawn."""

    DEFAULT_CSS = """
    StepView { margin: 0 0 1 0; }
    """

    def __init__(
        self, step: Step, level: int = 0, yours: str = "", *, headless: bool = False, **options: Any
    ) -> None:
        super().__init__(**options)
        self._step = step
        self._level = level
        self._yours = yours
        self._headless = headless  # its name and value stand above it

    def draw(self, width: int) -> Content:
        """Return the block; inner steps stand further in."""
        indent = INDENT * self._level
        room = width - indent - INDENT
        plainly = getattr(self.app, "ascii_only", False)
        head = self._head(room + INDENT)
        rows = [*head]
        for source, style in ((self._step.formula, ""), (self._step.numbers, "$quiet")):
            if source and (style == "" or source != self._step.formula):
                drawn = formula(source, room, ascii_only=plainly)
                rows += [
                    Content(),
                    *(
                        _in(row, INDENT)
                        for row in (drawn.stylize(style) if style else drawn).split("\n", allow_blank=True)
                    ),
                ]
        if self._step.note:
            note = prose(self._step.note, room, ascii_only=plainly)
            rows += [Content(), *(_in(row, INDENT) for row in note.split("\n", allow_blank=True))]
        return Content("\n").join(
            [_in(row, indent) for row in (rows[len(head) + 1 :] if self._headless else rows)]
        )

    def _head(self, room: int) -> list[Content]:
        """Return the name and the value, and what the learner had: behind it, or below where that is too long."""
        step = self._step
        label = plain(step.label or step.name, "$quiet" if self._level else "$lead")
        if not step.value:
            return [label, *self._had(room)] if self._yours else [label]
        label = Content.assemble(label, "  =  ")
        first, *more = in_rows(step.value, room - label.cell_length)
        rows = [Content.assemble(label, plain(first, "bold"))]
        rows += [plain(row, "bold").pad_left(label.cell_length) for row in more]
        had = self._had(room)
        if had and rows[-1].cell_length + 4 + had[0].cell_length <= room and len(had) == 1:
            return [*rows[:-1], Content.assemble(rows[-1], "    ", had[0])]
        return [*rows, *had]

    def _had(self, room: int) -> list[Content]:
        """Return what the learner typed, where it differs."""
        if not self._yours:
            return []
        return [plain(row, "$wrong") for row in in_rows(f"✗ you: {' '.join(self._yours.split())}", room)]


def _in(row: Content, cells: int) -> Content:
    return row.pad_left(cells) if cells and row else row
