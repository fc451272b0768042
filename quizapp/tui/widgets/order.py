"""The field of an order: lines are moved by keys or the mouse, and left out below a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.content import Content
from textual.geometry import Region
from textual.message import Message

from quizapp.tui.bindings import bound
from quizapp.tui.drawing import prose
from quizapp.tui.keys import Registry
from quizapp.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType
    from textual.widget import Widget

    from quizapp.questions.model import Part

HEAD = 6  # cells before a line's text: "›  1  "
RULE = "── left out ──"
_KEYS = Registry()
_OWN = ("lift", "later", "earlier", "leave_out", "line_down", "line_up")


class OrderField(Drawn, can_focus=True):
    """Lines, one under the other, numbered as they stand; those left out follow below a rule."""

    ALLOW_SELECT = False  # what is dragged is a line, not a selection

    PLACE = "order"
    DRILL_PLACE = "drill.ordering"
    BINDINGS: ClassVar[list[BindingType]] = bound([_KEYS.key(name) for name in _OWN])

    DEFAULT_CSS = """
    OrderField { margin: 0 0 1 0; }
    """

    class Picked(Message):
        """A line was moved."""

    class Held(Message):
        """A line was taken up or put down."""

    def __init__(self, part: Part, **options: Any) -> None:
        super().__init__(**options)
        self.part = part
        self.keys = [choice.key for choice in part.choices]  # as they stand, those left out last
        self.kept = len(self.keys)
        self.cursor = 0
        self.held = False
        self.touched = False
        self._tops: dict[int, tuple[int, ...]] = {}
        self._laid: dict[int, dict[str, list[Content]]] = {}

    @property
    def stops(self) -> list[Widget]:
        """Where the cursor stops on its way through the form."""
        return [self]

    @property
    def row_count(self) -> int:
        """How many lines there are at least."""
        return len(self.keys)

    @property
    def value(self) -> str:
        """The letters of the lines as they stand; nothing until a line was moved or the order was kept."""
        return ",".join(self.keys[: self.kept])

    @value.setter
    def value(self, letters: str) -> None:
        known = [key for key in letters.split(",") if key in self.keys]
        self.keys = [*known, *(key for key in self.keys if key not in known)]
        self.kept, self.touched = len(known), True
        self.redraw()

    @property
    def blank(self) -> bool:
        """Whether nothing was moved yet."""
        return not self.touched

    def remark(self, sentence: str, column: int | None = None) -> Widget:
        """Say nothing: an order can always be read."""
        return self

    # Moving

    def action_lift(self) -> None:
        """Take the line up, or put it down."""
        self.held = not self.held
        self.redraw()
        self.post_message(self.Held())

    def action_line_down(self) -> None:
        """Go a line down, with the line that is held."""
        self._go(1)

    def action_line_up(self) -> None:
        """Go a line up, with the line that is held."""
        self._go(-1)

    def action_later(self) -> None:
        """Move the line down."""
        self._move(1)

    def action_earlier(self) -> None:
        """Move the line up."""
        self._move(-1)

    def action_leave_out(self) -> None:
        """Leave the line out, or put it back at the end."""
        out = self.cursor >= self.kept
        key = self.keys.pop(self.cursor)
        self.kept += 1 if out else -1
        self.keys.insert(self.kept - 1 if out else self.kept, key)
        self.cursor = self.kept - 1 if out else min(self.cursor, len(self.keys) - 1)
        self.held = False
        self._changed()

    def _go(self, by: int) -> None:
        if self.held:
            self._move(by)
        elif 0 <= self.cursor + by < len(self.keys):
            self.cursor += by
            self._show()

    def _move(self, by: int) -> None:
        """Move the line under the cursor by one place; across the rule it is left out or put in."""
        at = self.cursor
        if by > 0 and at == self.kept - 1:
            self.kept -= 1
        elif by < 0 and at == self.kept:
            self.kept += 1
        elif 0 <= at + by < len(self.keys):
            self.keys[at], self.keys[at + by] = self.keys[at + by], self.keys[at]
            self.cursor += by
        else:
            return
        self._changed()

    def _changed(self) -> None:
        self.touched = True
        self._show()
        self.post_message(self.Picked())

    def _show(self) -> None:
        self.redraw()
        self.call_after_refresh(self._show_cursor)

    # The mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take up the line that is pressed."""
        self.cursor = self._line_at(event.y)
        self.held = True
        self.capture_mouse()
        self.redraw()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Carry the line that is held along."""
        if self.app.mouse_captured is not self:
            return
        for _ in range(len(self.keys) + 1):
            by = self._towards(event.y)
            if not by:
                break
            self._move(by)

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        """Put the line down."""
        if self.app.mouse_captured is self:
            self.release_mouse()
            self.held = False
            self.redraw()

    def _line_at(self, y: int) -> int:
        tops = self._tops.get(self.drawn_width, (0,))
        return max((at for at, top in enumerate(tops) if top <= y), default=0)

    def _towards(self, y: int) -> int:
        """Return which way the line that is held has to go to where the mouse is; past the rule is out."""
        height = self.drawing(self.drawn_width).plain.count("\n") + 1
        tops = self._tops[self.drawn_width]
        edge = (tops[self.kept] if self.kept < len(tops) else height) - 1
        out = self.cursor >= self.kept
        if out != (y > edge):
            return -1 if out else 1
        to = self._line_at(y)
        return (to > self.cursor) - (to < self.cursor)

    def _height(self, at: int) -> int:
        return len(self._texts(self.drawn_width)[self.keys[at]])

    # Drawing

    def _show_cursor(self) -> None:
        """Scroll until the line under the cursor is seen whole."""
        tops = self._tops.get(self.drawn_width, ())
        pane = next((each for each in self.ancestors if getattr(each, "max_scroll_y", 0)), None)
        if self.cursor < len(tops) and pane is not None:
            top = self.virtual_region.y + tops[self.cursor]
            region = Region(0, top, 1, self._height(self.cursor))
            cast("Widget", pane).scroll_to_region(region, animate=False)

    def _texts(self, width: int) -> dict[str, list[Content]]:
        """Return each line's text, laid out once for a width."""
        if width not in self._laid:
            plainly = getattr(self.app, "ascii_only", False)
            self._laid[width] = {
                choice.key: prose(choice.text, width - HEAD, ascii_only=plainly).split("\n", allow_blank=True)
                for choice in self.part.choices
            }
        return self._laid[width]

    def draw(self, width: int) -> Content:
        """Return the lines with their numbers, the rule, and the lines left out."""
        texts, lines, tops = self._texts(width), [], []
        for at, key in enumerate(self.keys):
            if at == self.kept:
                lines.append(Content.styled(RULE, "$quiet"))
            tops.append(len(lines))
            lines += self._line(at, texts[key])
        self._tops[width] = tuple(tops)
        return Content("\n").join(lines)

    def _line(self, at: int, rows: list[Content]) -> list[Content]:
        here = at == self.cursor and self.has_focus
        out = at >= self.kept
        sign = "⇅ " if here and self.held else "› " if here else "  "
        number = f" {'–' if out else at + 1}"[-2:]
        head = Content.assemble((sign, "$lead"), (f"{number}  ", "$lead" if here else "$quiet"))
        style = "bold" if here and self.held else "$quiet" if out else ""
        return [
            Content.assemble(head if not each else " " * HEAD, row.stylize(style) if style else row)
            for each, row in enumerate(rows)
        ]
