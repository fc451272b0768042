"""The field of a choice: letters, numbers, or arrows and space pick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.actions import SkipAction
from textual.content import Content
from textual.geometry import Region
from textual.message import Message

from quizapp.tui.bindings import bound
from quizapp.tui.drawing import prose
from quizapp.tui.keys import Registry
from quizapp.tui.text import plain
from quizapp.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType
    from textual.widget import Widget

    from quizapp.questions.model import Part

SEVERAL = "One or more are right."
MOST_AIRY = 13  # lines of options with empty lines between them: more would not be seen at once
HEAD = 7  # cells before an option's text: "› ● a  "
_KEYS = Registry()


class ChoiceField(Drawn, can_focus=True):
    """Options, one under the other. A single choice follows the cursor; several are picked one by one."""

    PLACE = "choice"
    DRILL_PLACE = "drill.choosing"
    BINDINGS: ClassVar[list[BindingType]] = bound(
        [_KEYS.key("pick"), _KEYS.key("next_field"), _KEYS.key("previous_field")]
    )

    DEFAULT_CSS = """
    ChoiceField { margin: 0 0 1 0; }
    """

    class Picked(Message):
        """An option was picked or taken back."""

    def __init__(self, part: Part, **options: Any) -> None:
        super().__init__(**options)
        self.part = part
        self.cursor: int | None = None
        self.picked: set[str] = set()
        self._tops: dict[int, tuple[int, ...]] = {}
        self._laid: dict[int, list[list[Content]]] = {}
        self._leaving = False

    @property
    def stops(self) -> list[Widget]:
        """Where the cursor stops on its way through the form."""
        return [self]

    @property
    def row_count(self) -> int:
        """How many lines there are at least."""
        return len(self.part.choices)

    @property
    def value(self) -> str:
        """The letters picked, "a" or "a,c"."""
        return ",".join(choice.key for choice in self.part.choices if choice.key in self.picked)

    @value.setter
    def value(self, letters: str) -> None:
        self.picked = {choice.key for choice in self.part.choices} & set(letters.split(","))
        self.redraw()

    @property
    def blank(self) -> bool:
        """Whether nothing is picked."""
        return not self.picked

    def remark(self, sentence: str, column: int | None = None) -> Widget:
        """Say nothing: what is picked can always be read."""
        return self

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take the letters and numbers of the options for itself."""
        return self._at(character or key) is not None

    def on_key(self, event: events.Key) -> None:
        """Pick by letter or number; a tab goes to the next field, where there is one, and picks nothing."""
        others = any(len(getattr(each, "stops", ())) > 1 for each in self.ancestors)
        self._leaving = event.key in ("tab", "shift+tab") and others
        at = self._at(event.character or event.key)
        if at is not None:
            event.stop()
            event.prevent_default()
            self._go(at)
            self._toggle(at)

    def _at(self, character: str) -> int | None:
        keys = [choice.key.lower() for choice in self.part.choices]
        if character.lower() in keys:
            return keys.index(character.lower())
        if len(character) == 1 and character in "123456789" and int(character) <= len(keys):
            return int(character) - 1
        return None

    def action_pick(self) -> None:
        """Pick the option under the cursor, or take it back."""
        self._go(self.cursor or 0)
        self._toggle(self.cursor or 0)

    def action_next_field(self) -> None:
        """Go an option down; below the last one the form goes on."""
        self._move(1)

    def action_previous_field(self) -> None:
        """Go an option up; above the first one the form goes back."""
        self._move(-1)

    def _move(self, by: int) -> None:
        last = len(self.part.choices) - 1
        at = (0 if by > 0 else last) if self.cursor is None else self.cursor + by
        if self._leaving or not 0 <= at <= last:
            raise SkipAction
        self._go(at)
        if not self.part.several:
            self._toggle(at)

    def _go(self, at: int) -> None:
        self.cursor = at
        self.redraw()
        self.call_after_refresh(self._show_cursor)

    def _toggle(self, at: int) -> None:
        key = self.part.choices[at].key
        self.picked = self.picked ^ {key} if self.part.several else {key}
        self.redraw()
        self.post_message(self.Picked())

    def on_click(self, event: events.Click) -> None:
        """Pick the option that was clicked."""
        tops = self._tops.get(self.drawn_width, ())
        below = [at for at, top in enumerate(tops) if top <= event.y]
        if below:
            self._go(below[-1])
            self._toggle(below[-1])

    def _show_cursor(self) -> None:
        """Scroll until the option under the cursor is seen whole."""
        tops = self._tops.get(self.drawn_width, ())
        pane = next((each for each in self.ancestors if getattr(each, "max_scroll_y", 0)), None)
        if self.cursor is None or self.cursor >= len(tops) or pane is None:
            return
        bottom = (*tops, self.size.height)[self.cursor + 1]
        top = self.virtual_region.y + tops[self.cursor]
        cast("Widget", pane).scroll_to_region(Region(0, top, 1, bottom - tops[self.cursor]), animate=False)

    def _texts(self, width: int) -> list[list[Content]]:
        """Return each option's lines, laid out once for a width."""
        if width not in self._laid:
            plainly = getattr(self.app, "ascii_only", False)
            texts = [prose(choice.text, width - HEAD, ascii_only=plainly) for choice in self.part.choices]
            self._laid[width] = [text.split("\n", allow_blank=True) for text in texts]
        return self._laid[width]

    def draw(self, width: int) -> Content:
        """Return the options, their texts beside their letters, air between them where they are few and long."""
        label = self.part.label or ("" if self.part.later or not self.part.several else SEVERAL)
        lines = [plain(label, "$quiet")] if label else []
        tops: list[int] = []
        texts = self._texts(width)
        air = [Content()] if wants_air(texts) else []
        for at, rows in enumerate(texts):
            tops.append(len(lines))
            lines += [*self._option(at, rows), *air]
        self._tops[width] = tuple(tops)
        return Content("\n").join(lines)

    def _option(self, at: int, rows: list[Content]) -> list[Content]:
        """Return an option's lines; the mark stands beside the middle of a tall formula."""
        key = self.part.choices[at].key
        here = at == self.cursor and self.has_focus
        on = key in self.picked
        mark = ("●" if on else "○") if not self.part.several else ("☑" if on else "☐")
        style = "$lead" if on or here else ""
        head = Content.assemble(
            ("› " if here else "  ", "$lead"), (mark, style or "$quiet"), " ", (f"{key}  ", style or "$quiet")
        )
        middle = (len(rows) - 1) // 2 if _drawn(rows) else 0
        indent = Content(" " * HEAD)
        return [
            Content.assemble(head if each == middle else indent, row.stylize("bold") if on else row)
            for each, row in enumerate(rows)
        ]


def wants_air(texts: list[list[Content]]) -> bool:
    """Return whether empty lines stand between the options: around formulas, and long texts if there is room."""
    rows = sum(map(len, texts))
    return any(map(_drawn, texts)) or len(texts) < rows <= MOST_AIRY - len(texts)


def _drawn(rows: list[Content]) -> bool:
    """Return whether the rows are one formula drawn in two dimensions, not wrapped text."""
    return len(rows) > 1 and any(row.plain.startswith("  ") for row in rows)


def letters_of(focused: Widget | None) -> dict[str, str]:
    """Return what keys of a field say now: where letters pick too "space or a–d picks", of a lifted line "put down"."""
    if getattr(focused, "held", False):
        return {"lift": "put down"}
    part = getattr(focused, "part", None)
    if part is None or len(part.choices) < 2:
        return {}
    return {"pick": f"or {part.choices[0].key}–{part.choices[-1].key} picks"}
