"""The field of a free text: several lines, every key types, esc leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static, TextArea

from quizapp.rendering.safety import clean
from quizapp.tui.text import plain

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widget import Widget

    from quizapp.questions.model import Part

OWN = {"ctrl+c", "super+c", "pageup", "pagedown"}  # what our registry says of these keys holds here too
FEWEST_ROWS, MOST_ROWS = 5, 12


class Writing(TextArea, inherit_bindings=False):
    """Lines that wrap, as high as what is typed."""

    PLACE = "writing"
    DRILL_PLACE = "drill.writing"
    BINDINGS: ClassVar[list[BindingType]] = [
        binding for binding in TextArea.BINDINGS if not OWN & set(getattr(binding, "key", "").split(","))
    ]

    DEFAULT_CSS = """
    Writing, Writing:focus {
        height: auto;
        border: none;
        border-left: wide $line;
        padding: 0 1;
        background: transparent;
        scrollbar-size-vertical: 1;
        & .text-area--cursor-line { background: transparent; }
        & .text-area--placeholder { color: $foreground 60%; }
    }
    Writing:focus { border-left: wide $accent; }
    Writing:ansi { border-left: wide ansi_default; }
    Writing:ansi .text-area--placeholder { color: ansi_default; text-style: dim; }
    Writing:nocolor .text-area--cursor { text-style: reverse; }
    """

    def __init__(self, **options: Any) -> None:
        hint = "In your own words; esc, then enter, when you are done."
        super().__init__(placeholder=hint, highlight_cursor_line=False, **options)
        self.cursor_blink = False
        self.styles.min_height, self.styles.max_height = FEWEST_ROWS, MOST_ROWS

    async def _on_paste(self, event: events.Paste) -> None:
        """Insert what is pasted, without control characters."""
        event.stop()
        event.prevent_default()
        text = "\n".join(clean(row) for row in event.text.splitlines())
        self.replace(text, *self.selection)


class WritingField(Vertical):
    """A free text and a line for what could not be read."""

    DEFAULT_CSS = """
    WritingField {
        height: auto;
        margin: 0 0 1 0;
        & > .note { display: none; height: auto; color: $warning; }
        & > .note.-shown { display: block; }
    }
    """

    class Changed(Message):
        """Something was typed."""

    def __init__(self, part: Part, **options: Any) -> None:
        super().__init__(**options)
        self.part = part

    def compose(self) -> ComposeResult:
        """Lay out the text and the line for remarks."""
        yield Writing()
        yield Static(classes="note", markup=False)

    @property
    def area(self) -> Writing:
        """Where one types."""
        return self.query_one(Writing)

    @property
    def row_count(self) -> int:
        """How many lines there are at least."""
        return FEWEST_ROWS

    @property
    def stops(self) -> list[Widget]:
        """Where the cursor stops on its way through the form."""
        return [self.area]

    @property
    def value(self) -> str:
        """What is typed."""
        return self.area.text.rstrip()

    @value.setter
    def value(self, text: str) -> None:
        self.area.text = text
        self.area.move_cursor(self.area.document.end)

    @property
    def blank(self) -> bool:
        """Whether nothing is typed."""
        return not self.area.text.strip()

    def remark(self, sentence: str, column: int | None = None) -> Widget:
        """Say what could not be read."""
        note = self.query_one(".note", Static)
        note.update(plain(sentence))
        note.set_class(bool(sentence), "-shown")
        return self.area

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Take back the remark."""
        event.stop()
        self.remark("")
        self.post_message(self.Changed())
