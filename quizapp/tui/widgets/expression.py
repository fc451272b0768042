"""A line for an expression: what is typed is drawn in two dimensions below it, or marked where it cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.widgets import Static

from quizapp.questions.expressions import Preview, preview
from quizapp.tui.drawing import formula
from quizapp.tui.widgets.fields import TypedField

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.content import Content
    from textual.timer import Timer
    from textual.widget import Widget
    from textual.widgets import Input

    from quizapp.questions.model import Part

PAUSE = 0.04  # seconds after a key before what was typed is drawn
LEAST_WIDTH = 20


class ExpressionField(TypedField):
    """One line, and under it while it is typed what it reads as."""

    DEFAULT_CSS = """
    ExpressionField > .drawn { display: none; height: auto; }
    ExpressionField > .drawn.-shown { display: block; }
    ExpressionField > .note.-quiet { color: $foreground 60%; }
    ExpressionField:ansi > .note.-quiet { color: ansi_default; text-style: dim; }
    """

    def __init__(self, part: Part, gutter: int, *, decimal_comma: bool = False, **options: Any) -> None:
        super().__init__(part, gutter, decimal_comma=decimal_comma, **options)
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the line, its drawing, and the line for remarks."""
        yield from super().compose()
        drawn = Static(classes="drawn", markup=False)
        drawn.styles.padding = (0, 0, 0, self._gutter + 3)
        yield drawn

    def _hint(self) -> str:
        """Return what may be used."""
        return "in " + ", ".join(self.part.names[:12]) + (" …" if len(self.part.names) > 12 else "")

    @property
    def reading(self) -> Preview:
        """What is typed, read."""
        return preview(self.part, self.value, decimal_comma=self._decimal_comma)

    def refusal(self) -> Widget | None:
        """Mark what cannot be read and return where to mend it; None where it can."""
        reading = self.reading
        return None if reading.is_readable else self.remark(reading.message, reading.column)

    def on_input_changed(self, _event: Input.Changed) -> None:
        """Draw once the keys pause."""
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self.draw)

    def draw(self) -> None:
        """Draw what is typed, or mark where it cannot be read."""
        reading = self.reading
        if reading.is_readable:
            self.remark("")
        else:
            self.remark(reading.message, reading.column)
            self.query_one(".note", Static).add_class("-quiet")
            self.remarked = False
        self._show(reading.latex)

    def remark(self, sentence: str, column: int | None = None) -> Widget:
        """Say what could not be read, and where."""
        self.query_one(".note", Static).remove_class("-quiet")
        if sentence:
            self._show("")
        return super().remark(sentence, column)

    def _show(self, latex: str) -> None:
        drawn = self.query_one(".drawn", Static)
        shown = bool(latex) and self.has_focus_within
        drawn.set_class(shown, "-shown")
        if shown:
            drawn.update(self._drawing(latex))

    def _drawing(self, latex: str) -> Content:
        width = max(self.size.width - self._gutter - 4, LEAST_WIDTH)
        return formula(latex, width, ascii_only=getattr(self.app, "ascii_only", False))

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        """Draw what was typed before."""
        if self.value.strip():
            self.call_after_refresh(self.draw)

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """Keep only what cannot be read in sight."""
        self.query_one(".drawn", Static).remove_class("-shown")
