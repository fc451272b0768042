"""Answer fields, one for each form of answer that is typed: numbers, arrays by rows, text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from quizapp.questions.numbers import unread
from quizapp.tui.text import plain
from quizapp.tui.widgets.choice import ChoiceField
from quizapp.tui.widgets.line_input import LineInput
from quizapp.tui.widgets.order import OrderField
from quizapp.tui.widgets.table import TableField
from quizapp.tui.widgets.writing import WritingField

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget

    from quizapp.questions.model import Part
    from quizapp.tui.widgets.code import CodeField

MOST_ROWS = 12
ROOM_TO_SAY = 20  # columns for a sentence behind a caret
MOST_COLUMNS = 6  # of a matrix that has a cell for each entry


@runtime_checkable
class Field(Protocol):
    """What a form asks of the field of a part; it is a widget as well."""

    part: Part
    value: str  # what is typed or picked; may be set

    @property
    def row_count(self) -> int:
        """How many lines there are at least."""

    @property
    def stops(self) -> list[Widget]:
        """Where the cursor stops on its way through the form."""

    @property
    def blank(self) -> bool:
        """Whether something is still to be answered."""

    def remark(self, sentence: str, column: int | None = None) -> Widget:
        """Say what could not be read, and where; return where to mend it."""


class TypedField(Vertical):
    """A label, one line or several to type in, and a line for what could not be read."""

    DEFAULT_CSS = """
    TypedField {
        height: auto;
        & > Horizontal { height: auto; }
        & .label { width: auto; height: auto; text-align: right; color: $foreground 75%; }
        & .edge { width: 3; color: $line; }
        & > .note { display: none; height: auto; color: $warning; }
        & > .note.-shown { display: block; }
        &:focus-within { color: $foreground; }  /* without a rule of its own Textual does not look inside */
        &:focus-within .label { color: $accent; text-style: bold; }
        &:focus-within .edge { color: $accent; }
        &:ansi .label { color: ansi_default; }
        &:ansi .edge { color: ansi_default; }
        &:nocolor:focus-within .edge { text-style: bold; }
    }
    TypedField.-block { margin: 0 0 1 0; }
    """

    def __init__(self, part: Part, gutter: int, *, decimal_comma: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.part = part
        self._gutter = gutter
        self._decimal_comma = decimal_comma
        self.remarked = False
        self.set_class(self.row_count > 1, "-block")

    @property
    def row_count(self) -> int:
        """How many lines there are to type in: one for each row of a matrix."""
        shape = self.part.shape
        return shape[0] if len(shape) == 2 and 1 < shape[0] <= MOST_ROWS else 1

    def compose(self) -> ComposeResult:
        """Lay out the rows and the line for remarks."""
        for at in range(self.row_count):
            with Horizontal():
                label = Static(
                    plain(self.part.label or self.part.name) if at == 0 else "", classes="label", markup=False
                )
                label.styles.width = self._gutter
                yield label
                yield Static(f" {self._edge(at)} ", classes="edge", markup=False)
                yield LineInput(placeholder=self._hint())
        note = Static(classes="note", markup=False)
        note.styles.padding = (0, 0, 0, self._gutter + 3)
        yield note

    def _edge(self, at: int) -> str:
        last = self.row_count - 1
        if not last:
            return "│"
        return "⎡" if at == 0 else "⎣" if at == last else "⎢"

    def _hint(self) -> str:
        """Return what stands in an empty line: how many numbers, and how exact."""
        shape, exactly = self.part.shape, self.part.precision.in_words()
        if self.part.form not in ("number", "array"):
            return ""
        if not shape:
            return exactly
        if self.row_count == 1 and len(shape) > 1:
            return f"[[ … ], …]  {'×'.join(map(str, shape))}, {exactly}"
        return f"{shape[-1]} numbers, {exactly}"

    @property
    def inputs(self) -> list[LineInput]:
        """The lines to type in."""
        return list(self.query(LineInput))

    @property
    def stops(self) -> list[Widget]:
        """Where the cursor stops on its way through the form."""
        return [*self.inputs]

    @property
    def value(self) -> str:
        """What is typed: rows apart by newlines."""
        rows = [each.value for each in self.inputs]
        return "\n".join(rows).rstrip() if any(row.strip() for row in rows) else ""

    @value.setter
    def value(self, text: str) -> None:
        for line, row in zip(self.inputs, text.split("\n"), strict=False):
            line.value = row

    @property
    def blank(self) -> bool:
        """Whether something is still to be typed."""
        rows = self.inputs
        if not rows:  # asked before it stands on the screen
            return True
        return not rows[0].value.strip().startswith("[[") and any(not each.value.strip() for each in rows)

    def refusal(self) -> Widget | None:
        """Mark what cannot be read before it is checked, and return where to mend it; None where it can be."""
        if self.row_count > 1:
            return None  # rows are read together, once all are there
        found = unread(self.part, self.value, decimal_comma=self._decimal_comma)
        return None if found is None else self.remark(*found)

    def unfinished(self) -> Widget | None:
        """Return where something is missing without which the rest cannot be judged; None where there is nothing."""
        return None

    @property
    def _last_caret(self) -> int:
        """The last column under which a caret can stand, with room for a sentence: a long line is not seen whole."""
        return max(self.size.width - self._gutter - 3 - ROOM_TO_SAY, 0)

    def remark(self, sentence: str, column: int | None = None) -> Widget:
        """Say what could not be read, with a caret or the row's number (columns from 0); return the row."""
        before = self.value[: column or 0]
        row, place = before.count("\n"), len(before.rpartition("\n")[2])
        where = (
            f"Row {row + 1}: "
            if sentence and self.row_count > 1
            else " " * place + "^ "
            if column is not None and place <= self._last_caret
            else ""
        )
        note = self.query_one(".note", Static)
        note.update(plain(where + sentence))
        note.set_class(bool(sentence), "-shown")
        self.remarked = bool(sentence)
        return self.inputs[min(row, self.row_count - 1)]


def make_field(
    part: Part, gutter: int, *, decimal_comma: bool = False
) -> TypedField | ChoiceField | OrderField | WritingField | TableField | CodeField:
    """Return the field for a part, by its form."""
    if part.form in _SIMPLE:
        return _SIMPLE[part.form](part)
    if part.form == "table":
        return TableField(part, decimal_comma=decimal_comma)
    if part.form == "code":
        from quizapp.tui.widgets.code import CodeField  # noqa: PLC0415  few questions are katas

        return CodeField(part)
    return _typed(part, gutter, decimal_comma=decimal_comma)


_SIMPLE: dict[str, type[ChoiceField | OrderField | WritingField]] = {
    "choice": ChoiceField,
    "order": OrderField,
    "text": WritingField,
}


def _typed(part: Part, gutter: int, *, decimal_comma: bool) -> TypedField:
    """Return a line, an expression's line, or the cells of a small matrix."""
    if part.form == "expression":
        from quizapp.tui.widgets.expression import ExpressionField  # noqa: PLC0415  it is a TypedField itself

        return ExpressionField(part, gutter, decimal_comma=decimal_comma)
    if len(part.shape) == 2 and part.shape[0] <= MOST_ROWS and 0 < part.shape[1] <= MOST_COLUMNS:
        from quizapp.tui.widgets.cells import CellsField  # noqa: PLC0415  as above

        return CellsField(part, gutter, decimal_comma=decimal_comma)
    return TypedField(part, gutter, decimal_comma=decimal_comma)
