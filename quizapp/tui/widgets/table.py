"""The field of a row of a table: a line for each column, typed or picked from what the column holds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from quizapp.questions.model import Part
from quizapp.tui.bindings import bound
from quizapp.tui.drawing import prose
from quizapp.tui.keys import Registry
from quizapp.tui.text import plain
from quizapp.tui.widgets.choice import ChoiceField
from quizapp.tui.widgets.line_input import LineInput
from quizapp.tui.widgets.reading import Reading

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer
    from textual.widget import Widget
    from textual.widgets import Input

    from quizapp.questions.expressions import Preview
    from quizapp.questions.model import Column

WIDEST_TITLE = 26  # beyond which a title goes on below
PAUSE = 0.04  # seconds after a key before what was typed is drawn
_KEYS = Registry()


class PoolField(ChoiceField):
    """One cell: what was picked; while it has the focus, everything that can be."""

    PLACE = "pool"
    BINDINGS: ClassVar[list[BindingType]] = bound(
        [_KEYS.key("pick"), _KEYS.key("next_field"), _KEYS.key("previous_field")]
    )

    DEFAULT_CSS = """
    PoolField { width: 1fr; margin: 0; }
    """

    def __init__(self, column: Column, **options: Any) -> None:
        super().__init__(Part(column.title, "", "choice", choices=column.choices), **options)
        self.taken: frozenset[str] = frozenset()
        self._just_focused = self._opening = False

    def on_mouse_down(self) -> None:
        """Note whether this press is the one that opens the cell: the options were not there to be picked."""
        self._opening = self._just_focused

    def on_click(self, event: events.Click) -> None:
        """Pick the option that was clicked, as any choice does, unless this click opened the cell."""
        if self._opening:
            event.prevent_default()

    def _settle(self) -> None:
        self._just_focused = False

    def on_focus(self) -> None:
        """Show what can be picked, and which of it stands in another row."""
        self._just_focused = True
        self.call_later(self._settle)  # behind the press that brought the focus, if one did
        others = self.screen.query(PoolField).results()
        self.taken = frozenset(
            key for each in others if each is not self and each.part == self.part for key in each.picked
        )
        if self.picked and self.cursor is None:
            self.cursor = [choice.key for choice in self.part.choices].index(self.value)

    def draw(self, width: int) -> Content:
        """Return the options while one chooses, else the one that was chosen."""
        if self.has_focus:
            return super().draw(width)
        chosen = next((choice.text for choice in self.part.choices if choice.key in self.picked), None)
        if chosen is None:
            return Content.styled("·", "$quiet")
        return prose(chosen, width, ascii_only=getattr(self.app, "ascii_only", False))

    def _option(self, at: int, rows: list[Content]) -> list[Content]:
        """Return an option's lines, quietly where it stands in another row already."""
        choice = self.part.choices[at]
        drawn = super()._option(at, rows)
        if choice.key not in self.taken or choice.key in self.picked:
            return drawn
        return [
            *(row.stylize("$quiet") for row in drawn[:-1]),
            Content.assemble(drawn[-1].stylize("$quiet"), ("  used", "$quiet")),
        ]


class TableField(Vertical):
    """A row: its head, then a line for each column."""

    DEFAULT_CSS = """
    TableField {
        height: auto;
        margin: 0 0 1 0;
        & > .head { height: auto; text-style: bold; }
        & > Horizontal { height: auto; }
        & .label { width: auto; height: auto; text-align: right; color: $foreground 75%; }
        & .edge { width: 3; color: $line; }
        & > .note { display: none; height: auto; color: $warning; }
        & > .note.-shown { display: block; }
        &:focus-within { color: $foreground; }  /* without rules of their own Textual does not look inside */
        & > Horizontal:focus-within { color: $foreground; }
        &:focus-within > .head { color: $accent; }
        & > Horizontal:focus-within .label { color: $accent; text-style: bold; }
        & > Horizontal:focus-within .edge { color: $accent; }
        &:ansi .label { color: ansi_default; }
        &:ansi .edge { color: ansi_default; }
        &:nocolor > Horizontal:focus-within .edge { text-style: bold; }
    }
    """

    def __init__(self, part: Part, *, decimal_comma: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.part = part
        self.remarked = False
        self._decimal_comma = decimal_comma
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the head, the cells and the line for remarks."""
        gutter = min(max(len(column.title) for column in self.part.columns), WIDEST_TITLE)
        yield Static(plain(self.part.label), classes="head", markup=False)
        for column in self.part.columns:
            with Horizontal():
                label = Static(plain(column.title), classes="label", markup=False)
                label.styles.width = gutter + 2
                yield label
                yield Static(" │ ", classes="edge", markup=False)
                yield LineInput(placeholder=column.hint) if column.typed else PoolField(column)
            if column.typed:
                yield Reading(gutter + 5)
        yield Static(classes="note", markup=False)

    @property
    def inputs(self) -> list[LineInput]:
        """The cells that are typed."""
        return [stop for stop in self.stops if isinstance(stop, LineInput)]

    @property
    def row_count(self) -> int:
        """How many lines there are at least."""
        return len(self.part.columns) + 1

    @property
    def stops(self) -> list[Widget]:
        """Where the cursor stops on its way through the form: every cell."""
        return [
            each
            for each in self.query("LineInput, PoolField").results()
            if isinstance(each, (LineInput, PoolField))
        ]

    @property
    def _cells(self) -> list[str]:
        return [stop.value for stop in self.stops if isinstance(stop, (LineInput, PoolField))]

    @property
    def value(self) -> str:
        """The cells, apart by newlines; what was picked by its letter."""
        cells = self._cells
        return "\n".join(cells) if any(cell.strip() for cell in cells) else ""

    @value.setter
    def value(self, text: str) -> None:
        for stop, cell in zip(self.stops, text.split("\n"), strict=False):
            if isinstance(stop, (LineInput, PoolField)):
                stop.value = cell

    @property
    def blank(self) -> bool:
        """Whether a cell is still to be filled."""
        return any(not cell.strip() for cell in self._cells)

    def remark(self, sentence: str, column: int | None = None) -> Widget:
        """Say what could not be read, under its cell where that is typed; return the cell."""
        before = self.value[: column or 0]
        at = min(before.count("\n"), len(self.stops) - 1)
        stop, note = self.stops[at], self.query_one(".note", Static)
        typed = isinstance(stop, LineInput)
        note.set_class(bool(sentence) and not typed, "-shown")
        for reading in self.query(Reading):
            if reading.is_refusing:
                reading.clear()
        if sentence and isinstance(stop, LineInput):
            said = sentence.removeprefix(f"{self.part.columns[at].title}: ")
            self._reading_of(stop).refuse(said, len(before.rpartition("\n")[2]))
        note.update(plain(sentence))
        self.remarked = bool(sentence)
        return stop

    # What is typed, read

    def refusal(self) -> Widget | None:
        """Mark the first cell that cannot be read and return it; None where all can."""
        before = 0
        for stop, cell in zip(self.stops, self._cells, strict=True):
            reading = self._read(stop) if isinstance(stop, LineInput) else None
            if reading is not None and not reading.is_readable:
                return self.remark(reading.message, before + reading.column)
            before += len(cell) + 1
        return None

    def _read(self, line: LineInput) -> Preview:
        from quizapp.questions.expressions import Preview, preview  # noqa: PLC0415 - the engine, once one types

        column = self.part.columns[self.stops.index(line)]
        if not column.names:
            return Preview()
        part = Part(column.title, column.title, "expression", names=column.names)
        return preview(part, line.value, decimal_comma=self._decimal_comma)

    def _reading_of(self, line: LineInput) -> Reading:
        return list(self.query(Reading))[self.inputs.index(line)]

    def on_input_changed(self, event: Input.Changed) -> None:
        """Draw what is typed once the keys pause."""
        if self._pause is not None:
            self._pause.stop()
        if isinstance(event.input, LineInput):
            self._pause = self.set_timer(PAUSE, partial(self.draw_line, event.input))

    def draw_line(self, line: LineInput) -> None:
        """Draw what a cell reads as, while one types in it."""
        if line.has_focus:
            self._reading_of(line).draw(self._read(line), self.size.width)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Draw what was typed before."""
        line = event.widget
        if isinstance(line, LineInput) and line.value.strip() and not self._reading_of(line).is_refusing:
            self.call_after_refresh(self.draw_line, line)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Keep only what cannot be read in sight."""
        if isinstance(event.widget, LineInput):
            reading = self._reading_of(event.widget)
            if not reading.is_refusing and self._read(event.widget).is_readable:
                reading.clear()
