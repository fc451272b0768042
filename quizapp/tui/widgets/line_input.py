"""A one-line text field: every printable key types, and what is pasted is cleaned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.message import Message
from textual.widgets import Input

from quizapp.rendering.safety import clean

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

OWN = {"enter", "ctrl+c", "super+c"}  # what our registry says of these keys holds here too


class LineInput(Input, inherit_bindings=False):
    """An input without a frame. Where several lines are pasted it says so and keeps them apart by spaces."""

    PLACE = "field"
    BINDINGS: ClassVar[list[BindingType]] = [
        binding for binding in Input.BINDINGS if not OWN & set(getattr(binding, "key", "").split(","))
    ]

    DEFAULT_CSS = """
    LineInput, LineInput:focus {
        border: none;
        height: 1;
        padding: 0;
        background: transparent;
        background-tint: transparent 0%;
    }
    LineInput > .input--placeholder { color: $foreground 60%; }
    LineInput:ansi > .input--placeholder { color: ansi_default; text-style: dim; }
    LineInput:ansi > .input--cursor { background: ansi_default; color: ansi_default; text-style: reverse; }
    LineInput:nocolor > .input--cursor { text-style: reverse; }
    """

    class Pasted(Message):
        """Several lines were pasted; whoever holds the field may spread them over others."""

        def __init__(self, field: LineInput, rows: tuple[str, ...]) -> None:
            super().__init__()
            self.field = field
            self.rows = rows

    def __init__(self, value: str = "", *, placeholder: str = "", **options: Any) -> None:
        super().__init__(value, "", select_on_focus=False, compact=True, **options)
        self.cursor_blink = False
        self._hint = f" {placeholder}" if placeholder else ""
        self._resting = ""  # what an empty line shows while one types elsewhere

    def on_focus(self) -> None:
        """Say what is wanted here."""
        self.placeholder = self._hint

    def on_blur(self) -> None:
        """Show what an empty line shows."""
        self.placeholder = self._resting

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        rows = tuple(filter(None, (clean(row).strip() for row in event.text.splitlines())))
        if len(rows) == 1:
            self.put(rows[0])
        elif rows:
            self.post_message(self.Pasted(self, rows))

    def put(self, text: str) -> None:
        """Insert text where the cursor is, in place of what is selected."""
        start, end = self.selection
        self.replace(text, start, end)
