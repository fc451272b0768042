"""One question to the learner, answered on one line above the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static

from quizapp.tui.bindings import bindings
from quizapp.tui.text import plain
from quizapp.tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from textual.app import ComposeResult


class AskLine(Horizontal):
    """Asks for a line of text; enter gives it, esc gives none."""

    BINDINGS = bindings("line")

    DEFAULT_CSS = """
    AskLine { height: 1; margin: 0 0 1 0; padding: 0 3; background: $surface; }
    AskLine > Static { width: auto; color: $accent; text-style: bold; }
    """

    class Answered(Message):
        """The line was given; ``text`` is None where it was left."""

        def __init__(self, text: str | None) -> None:
            super().__init__()
            self.text = text

    def __init__(self, question: str, value: str = "", **options: Any) -> None:
        super().__init__(**options)
        self._question = question
        self._value = value

    def compose(self) -> ComposeResult:
        """Lay out the question and the field."""
        yield Static(plain(f"{self._question}  "), markup=False)
        yield LineInput(self._value)

    def on_mount(self) -> None:
        """Be ready to type in."""
        self.screen.set_focus(self.query_one(LineInput))

    def on_line_input_pasted(self, event: LineInput.Pasted) -> None:
        """Put several lines into one."""
        event.stop()
        event.field.put(" ".join(event.rows))

    def action_save_line(self) -> None:
        """Give the line."""
        self._finish(self.query_one(LineInput).value.strip())

    def action_cancel_line(self) -> None:
        """Give none."""
        self._finish(None)

    def _finish(self, text: str | None) -> None:
        self.screen.set_focus(None)  # else the focus would go to the answer's field
        self.post_message(self.Answered(text))
        self.remove()
