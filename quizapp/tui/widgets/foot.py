"""The last line of a screen: the keys worth pressing now, or one sentence about what just happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from textual.content import Content
from textual.style import Style

from quizapp.tui.text import plain
from quizapp.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quizapp.tui.keys import Key

THEN = "then "


class Item(NamedTuple):
    """A key, what it does in a word, and the action a click runs ("" for none)."""

    key: str
    label: str
    action: str = ""

    @property
    def cells(self) -> int:
        """Return the width of the item."""
        return len(self.key) + 1 + len(self.label)


class Foot(Drawn):
    """One line of keys; the keys that need ``esc`` first stand after it."""

    DEFAULT_CSS = """
    Foot {
        dock: bottom;
        height: 1;
        padding: 0 3;
    }
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._items: tuple[Item, ...] = ()
        self._said = ""

    def show(self, keys: Sequence[Key], labels: Mapping[str, str] | None = None) -> None:
        """Show keys; ``labels`` replaces the words of some, "" leaves a key out."""
        words = {key.id: key.label for key in keys} | dict(labels or {})
        items = tuple(Item(key.shown, words[key.id], key.call) for key in keys if words[key.id])
        if items != self._items:
            self._items = items
            self.redraw()

    def say(self, sentence: str) -> None:
        """Show a sentence in place of the keys, until the next key is pressed; "" shows the keys."""
        if sentence != self._said:
            self._said = sentence
            self.redraw()

    def draw(self, width: int) -> Content:
        """Return the sentence or the keys that fit."""
        if self._said:
            return plain(self._said, "$lead").truncate(width, ellipsis=True)
        items, gap = fit(self._items, width)
        return Content(" " * gap).join([_item(item) for item in items])


def fit(items: Sequence[Item], width: int) -> tuple[tuple[Item, ...], int]:
    """Return the items that fit ``width`` and the gap between them; the last two (help, back) stay longest."""
    kept = list(items)
    while len(kept) > 2:
        for gap in (3, 2):
            if sum(item.cells for item in kept) + gap * (len(kept) - 1) <= width:
                return tuple(kept), gap
        del kept[-3]
    return tuple(kept), 2


def _item(item: Item) -> Content:
    click = Style.from_meta({"@click": f"screen.press('{item.action}')"}) if item.action else Style()
    return Content.assemble((item.key, "$lead"), " ", (item.label, "$quiet")).stylize(click)
