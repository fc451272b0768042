"""All answer fields of a question: enter goes through them, and checks on the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.actions import SkipAction
from textual.containers import Vertical
from textual.message import Message

from quizapp.questions.model import UNJUDGED, Answer
from quizapp.tui import words
from quizapp.tui.bindings import bindings
from quizapp.tui.widgets.fields import Field, TypedField, make_field
from quizapp.tui.widgets.line_input import LineInput
from quizapp.tui.widgets.table import TableField

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.widget import Widget
    from textual.widgets import Input

    from quizapp.questions.model import Part, Verdict
    from quizapp.tui.widgets.choice import ChoiceField
    from quizapp.tui.widgets.code import CodeField
    from quizapp.tui.widgets.order import OrderField
    from quizapp.tui.widgets.writing import WritingField

WIDEST_LABEL = 24
KEPT = ("text", "code", "expression", "table")
MOST_AIRY = 8  # rows: more arrays than that stand without empty lines between them


class Form(Vertical):
    """The fields, in the order of the parts."""

    BINDINGS = bindings("field")

    DEFAULT_CSS = """
    Form { height: auto; }
    Form.-tight TypedField { margin: 0; }
    """

    class Completed(Message):
        """The answer is to be checked."""

        def __init__(self, answer: Answer) -> None:
            super().__init__()
            self.answer = answer

    class Left(Message):
        """The fields were left; what is typed stays."""

    class Written(Message):
        """A longer answer is another now, and worth keeping."""

    class Moved(Message):
        """The cursor went to another field, or something was typed."""

    class Remarked(Message):
        """There is something to say."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    def __init__(
        self,
        parts: Sequence[Part],
        *,
        decimal_comma: bool = False,
        values: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self._decimal_comma = decimal_comma
        self._parts = tuple(parts)
        self._values = dict(values or {})
        self._last_stop: Widget | None = None
        self._fields: list[Field] = []
        self._warned = False

    def compose(self) -> ComposeResult:
        """Lay out a field for each part, labels in one column."""
        gutter = min(max((len(part.label or part.name) for part in self._parts), default=0), WIDEST_LABEL)
        fields = [make_field(part, gutter, decimal_comma=self._decimal_comma) for part in self._parts]
        self.set_class(sum(field.row_count for field in fields) > MOST_AIRY, "-tight")
        self._fields = list(fields)
        yield from fields

    def on_mount(self) -> None:
        """Show what was answered before, or is proposed."""
        for field in self.fields:
            if self._values.get(field.part.name):
                field.value = self._values[field.part.name]

    @property
    def fields(self) -> list[Field]:
        """The fields in order."""
        return self._fields

    @property
    def stops(self) -> list[Widget]:
        """Where the cursor stops, in order."""
        return [stop for field in self.fields for stop in field.stops]

    @property
    def answer(self) -> Answer:
        """What is typed and picked so far."""
        return Answer(
            {field.part.name: field.value for field in self.fields}, decimal_comma=self._decimal_comma
        )

    @property
    def texts(self) -> list[tuple[Part, str]]:
        """What takes long and was typed so far, with its parts: free texts, code, formulas, rows of tables."""
        return [(field.part, field.value) for field in self.fields if field.part.form in KEPT]

    @property
    def on_last(self) -> bool:
        """Whether enter would check."""
        stops = self.stops
        return not stops or self.screen.focused is stops[-1]

    def enter(self) -> None:
        """Go to the field that was left, or the first."""
        stops = self.stops
        target = self._last_stop if self._last_stop in stops else (stops[0] if stops else None)
        if target is not None:
            self.screen.set_focus(target)

    def complain(self, verdict: Verdict) -> None:
        """Say at each field what could not be read, and go to the first of them."""
        marked = []
        for field in self.fields:
            part = verdict.parts.get(field.part.name)
            unread = part is not None and part.word in UNJUDGED and bool(part.message)
            stop = (
                field.remark(part.message, part.column) if part is not None and unread else field.remark("")
            )
            marked += [stop] if unread else []
        if marked:
            self.screen.set_focus(marked[0])

    def action_enter_answer(self) -> None:
        """Go to the next field; on the last, check. What cannot be read is mended first."""
        if self.on_last:
            self.complete()
        elif not self._refused([field for field in self.fields if self.screen.focused in field.stops]):
            self._step(1)

    def action_next_field(self) -> None:
        """Go to the next field."""
        self._step(1)

    def action_previous_field(self) -> None:
        """Go to the field before."""
        self._step(-1)

    def action_leave_field(self) -> None:
        """Leave the fields, keeping what is typed."""
        self.screen.set_focus(None)
        self.post_message(self.Left())

    def _step(self, by: int) -> None:
        stops = self.stops
        focused = self.screen.focused
        if focused not in stops:
            raise SkipAction
        at = stops.index(focused) + by
        if 0 <= at < len(stops):
            self.screen.set_focus(stops[at])

    def _refused(self, fields: Sequence[Field]) -> bool:
        """Mark what cannot be read and go to the first of it; tell whether there is any."""
        marked = [
            stop
            for field in fields
            if isinstance(field, (TypedField, TableField)) and (stop := field.refusal())
        ]
        if marked:
            self.screen.set_focus(marked[0])
            self.post_message(self.Remarked("This cannot be read yet: mend what is marked."))
        return bool(marked)

    def _unfinished(self) -> bool:
        """Go to the first empty cell of a matrix that was begun; tell whether there is one."""
        empty = [
            stop for field in self.fields if isinstance(field, TypedField) and (stop := field.unfinished())
        ]
        if empty:
            self.screen.set_focus(empty[0])
            self.post_message(
                self.Remarked("A matrix is judged whole: fill it, or empty it to leave it out.")
            )
        return bool(empty)

    def complete(self) -> None:
        """Check; where something is blank, only at the second press."""
        if self._refused(self.fields) or self._unfinished():
            return
        blank = sum(field.blank for field in self.fields if not field.part.later)
        if blank and not self._warned:
            self._warned = True
            orders = sum(field.part.form == "order" for field in self.fields)
            self.post_message(self.Remarked(_warning(blank, len(self.fields), orders)))
            return
        self.post_message(self.Completed(self.answer))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember the field, so that one can come back to it."""
        self._last_stop = event.widget
        self.post_message(self.Moved())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Take back the remark of the field that is being mended."""
        event.stop()
        self._warned = False
        for field in self.fields:
            if isinstance(field, (TypedField, TableField)) and field.remarked and event.input in field.inputs:
                field.remark("")

    def on_choice_field_picked(self, event: ChoiceField.Picked) -> None:
        """Forget the warning."""
        event.stop()
        self._warned = False

    def on_writing_field_changed(self, event: WritingField.Changed) -> None:
        """Forget the warning."""
        event.stop()
        self._warned = False

    def on_code_field_changed(self, event: CodeField.Changed) -> None:
        """Forget the warning, and have the code kept."""
        event.stop()
        self._warned = False
        self.post_message(self.Written())

    def on_order_field_picked(self, event: OrderField.Picked) -> None:
        """Forget the warning."""
        event.stop()
        self._warned = False

    def on_order_field_held(self, event: OrderField.Held) -> None:
        """Have the keys say what they do now."""
        event.stop()
        self.post_message(self.Moved())

    def on_line_input_pasted(self, event: LineInput.Pasted) -> None:
        """Spread pasted lines over the fields from this one on; what is too many stays in the last."""
        event.stop()
        inputs = [stop for stop in self.stops if isinstance(stop, LineInput)]
        inputs = inputs[inputs.index(event.field) :]
        rows = [*event.rows[: len(inputs) - 1], " ".join(event.rows[len(inputs) - 1 :])]
        for field, row in zip(inputs, filter(None, rows), strict=False):
            field.put(row)
        self.screen.set_focus(inputs[min(len(rows), len(inputs)) - 1])
        self.post_message(self.Remarked(f"Pasted {words.count(len(event.rows), 'line')}."))


def _warning(blank: int, fields: int, orders: int) -> str:
    if fields == orders:
        return "No line was moved yet: enter again checks them as they stand."
    if fields == 1:
        return "Nothing is answered yet: enter again gives up and shows the answer."
    return f"{words.count(blank, 'field is', 'fields are')} blank: enter again checks it as it is."
