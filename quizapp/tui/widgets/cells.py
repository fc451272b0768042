"""The field of a small matrix: a cell for each entry, between brackets. Space, comma and arrows go from cell to cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static

from quizapp.rendering.safety import clean
from quizapp.tui.text import plain
from quizapp.tui.widgets.fields import TypedField
from quizapp.tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.widget import Widget
    from textual.widgets import Input

    from quizapp.questions.model import Part

EMPTY = "·"
NARROWEST, WIDEST = 6, 10  # columns of a cell
ROOM = 54  # columns for all cells of a row
_STEPS = {"left": (0, -1), "right": (0, 1), "up": (-1, 0), "down": (1, 0)}
_ROW = re.compile(r"\[([^\[\]]*)\]")


class Cell(LineInput):
    """One entry."""

    DEFAULT_CSS = """
    Cell, Cell:focus { margin: 0 1; }
    Cell:focus { background: $accent 15%; }
    Cell:ansi:focus { background: ansi_default; text-style: underline; }
    Cell:nocolor:focus { text-style: underline; }
    """

    class Stepped(Message):
        """One wants to go to another cell: by rows and columns."""

        def __init__(self, cell: Cell, rows: int, columns: int) -> None:
            super().__init__()
            self.cell, self.rows, self.columns = cell, rows, columns

    def __init__(self, width: int, between: str, **options: Any) -> None:
        super().__init__(**options)
        self.styles.width = width
        self._between = between
        self.placeholder = self._hint = self._resting = EMPTY

    @property
    def _holds_an_array(self) -> bool:
        return self.value.lstrip().startswith("[")

    def on_key(self, event: events.Key) -> None:
        """Go on at a space or comma, over the edge with an arrow, and back from an empty cell."""
        step = self._step(event)
        if step is not None:
            event.stop()
            event.prevent_default()
            if step != (0, 0):
                self.post_message(self.Stepped(self, *step))

    def _step(self, event: events.Key) -> tuple[int, int] | None:
        """Return where a key goes; (0, 0) for one that does nothing, None for one that is the line's own."""
        if event.character is not None and event.character in self._between and not self._holds_an_array:
            return (0, 1) if self.value.strip() else (0, 0)
        if event.key == "backspace" and not self.value:
            return (0, -1)
        if event.key == "left" and self.cursor_position > 0:
            return None
        if event.key == "right" and self.cursor_position < len(self.value):
            return None
        return _STEPS.get(event.key)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        rows = tuple(filter(None, (clean(row).strip() for row in event.text.splitlines())))
        if rows:
            self.post_message(self.Pasted(self, rows))


class CellsField(TypedField):
    """Rows of cells. What is typed or pasted as a whole array is spread over them."""

    DEFAULT_CSS = """
    CellsField Cell { height: 1; }
    CellsField .right { width: auto; color: $line; }
    CellsField .hint { width: 1fr; height: 1; text-wrap: nowrap; text-overflow: ellipsis; padding: 0 0 0 2; }
    CellsField .hint { color: $foreground 60%; visibility: hidden; }
    CellsField:focus-within .hint { visibility: visible; }
    CellsField:focus-within .right { color: $accent; }
    CellsField:ansi .right { color: ansi_default; }
    CellsField:ansi .hint { color: ansi_default; text-style: dim; }
    """

    def __init__(self, part: Part, gutter: int, *, decimal_comma: bool = False, **options: Any) -> None:
        self.across = part.shape[1]
        self._between = " ;" if decimal_comma else " ,;"
        super().__init__(part, gutter, decimal_comma=decimal_comma, **options)

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return self.part.shape[0]

    def compose(self) -> ComposeResult:
        """Lay out the rows of cells and the line for remarks."""
        width = max(NARROWEST, min(WIDEST, ROOM // self.across - 2))
        for at in range(self.row_count):
            with Horizontal():
                label = Static(
                    plain(self.part.label or self.part.name) if at == 0 else "", classes="label", markup=False
                )
                label.styles.width = self._gutter
                yield label
                left, right = self._brackets(at)
                yield Static(f" {left} ", classes="edge", markup=False)
                for _ in range(self.across):
                    yield Cell(width, self._between)
                yield Static(right, classes="right", markup=False)
                yield Static(
                    plain(self.part.precision.in_words() if at == 0 else ""), classes="hint", markup=False
                )
        note = Static(classes="note", markup=False)
        note.styles.padding = (0, 0, 0, self._gutter + 3)
        yield note

    def _brackets(self, at: int) -> tuple[str, str]:
        last = self.row_count - 1
        if not last:
            return "[", "]"
        return ("⎡", "⎤") if at == 0 else ("⎣", "⎦") if at == last else ("⎢", "⎥")

    @property
    def _texts(self) -> list[str]:
        return ["".join(each.value.split()) for each in self.inputs]

    @property
    def value(self) -> str:
        """The entries, apart by spaces, rows apart by newlines; nothing where all are empty."""
        texts = self._texts
        if not any(texts):
            return ""
        whole = next((each.value.strip() for each in self.inputs if each.value.lstrip().startswith("[")), "")
        rows = [texts[at : at + self.across] for at in range(0, len(texts), self.across)]
        return whole or "\n".join(" ".join(row) for row in rows)

    @value.setter
    def value(self, text: str) -> None:
        self._fill(0, self._rows_of(text.split("\n")))

    @property
    def blank(self) -> bool:
        """Whether a cell is still empty."""
        return not self.value.startswith("[") and not all(self._texts)

    def unfinished(self) -> Widget | None:
        """Mark the first empty cell of a matrix that was begun, and return it; None where there is none."""
        texts = self._texts
        if not any(texts) or not self.blank:
            return None
        at = texts.index("")
        return self._mark(at, "this cell is empty.")

    def remark(self, sentence: str, column: int | None = None) -> Widget:
        """Say what could not be read, and in which cell; return it."""
        before = self.value[: column or 0]
        row, across = before.count("\n"), before.rpartition("\n")[2].count(" ")
        at = min(row * self.across + min(across, self.across - 1), len(self.inputs) - 1)
        return self._mark(at, sentence)

    def _mark(self, at: int, sentence: str) -> Widget:
        where = f"Row {at // self.across + 1}, column {at % self.across + 1}: " if sentence else ""
        note = self.query_one(".note", Static)
        note.update(plain(where + sentence))
        note.set_class(bool(sentence), "-shown")
        self.remarked = bool(sentence)
        return self.inputs[at]

    # Going from cell to cell

    def on_cell_stepped(self, event: Cell.Stepped) -> None:
        """Go to the next cell in a direction; at the last one out of the matrix."""
        event.stop()
        cells = self.inputs
        at = cells.index(event.cell) + event.columns + event.rows * self.across
        if 0 <= at < len(cells):
            self.screen.set_focus(cells[at])
        elif event.rows:
            self._leave(event.rows)

    def _leave(self, by: int) -> None:
        stops: list[Widget] = getattr(self.parent, "stops", [])
        at = stops.index(self.inputs[-1 if by > 0 else 0]) + by
        if 0 <= at < len(stops):
            self.screen.set_focus(stops[at])

    # Whole arrays

    def on_input_changed(self, event: Input.Changed) -> None:
        """Spread an array that was typed in brackets over the cells."""
        text = event.value.strip()
        if text.startswith("[[") and text.endswith("]]"):
            rows = self._rows_of([text])
            if len(rows) == self.row_count and all(len(row) == self.across for row in rows):
                self._fill(0, rows)
                self.screen.set_focus(self.inputs[-1])

    def on_line_input_pasted(self, event: LineInput.Pasted) -> None:
        """Fill the cells from this one on."""
        event.stop()
        at, rows = self.inputs.index(event.field), self._rows_of(event.rows)
        last = self._fill(at if len(rows) == 1 else at - at % self.across, rows)
        self.screen.set_focus(self.inputs[last])

    def _rows_of(self, lines: Sequence[str]) -> list[list[str]]:
        """Return the entries of rows: apart by lines or semicolons, or in brackets."""
        whole = "\n".join(lines)
        rows = _ROW.findall(whole) if "[" in whole else re.split(r"[\n]", whole)
        split = re.compile(f"[{re.escape(self._between)}\\s]+")
        return [[entry for entry in split.split(row.strip()) if entry] for row in rows]

    def _fill(self, at: int, rows: Sequence[Sequence[str]]) -> int:
        """Put entries into the cells from one on, row by row; return the last that was filled."""
        cells, last = self.inputs, at
        for number, row in enumerate(rows):
            for place, entry in enumerate(row, start=at + number * self.across):
                if place < len(cells):
                    cells[place].value = entry
                    cells[place].cursor_position = len(entry)
                    last = place
        return last
