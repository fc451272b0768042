"""The last line of a screen: the keys worth pressing now, or one sentence about what just happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from textual.content import Content
from textual.style import Style

from quizapp.tui.text import plain
from quizapp.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quizapp.tui.keys import Key, Registry


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
        height: 1;
        padding: 0 3;
    }
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._items: tuple[Item, ...] = ()
        self._after: tuple[Item, ...] = ()
        self._said = ""

    def show(self, registry: Registry, place: str, labels: Mapping[str, str]) -> None:
        """Show the keys of a place, and those that need esc first; a label of "" omits its key."""
        groups = registry.foot(place), registry.after(place)
        shown = _items(registry, groups[0], labels), _items(registry, groups[1], labels)
        if shown != (self._items, self._after):
            self._items, self._after = shown
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
        now = self._now(width)
        room = width - (now.cell_length + 2 if self._after else 0)
        items, gap = fit(self._after or self._items, room)
        line = Content(" " * gap).join(map(_item, items))
        return Content.assemble(now, "  ", line) if self._after else line

    def _now(self, width: int) -> Content:
        """Return the keys that work at once, close together where those behind them would be cut otherwise."""
        least = 4 + sum(item.cells for item in (*self._after[:1], *self._after[-2:])) if self._after else 0
        wide, close = (Content(gap).join(map(_item, self._items)) for gap in ("   ", "  "))
        return wide if wide.cell_length + 2 + least <= width else close


def fit(items: Sequence[Item], width: int) -> tuple[tuple[Item, ...], int]:
    """Return the items that fit and the gap between them; the last two (help, back) stay longest."""
    kept = list(items)
    while len(kept) > 2:
        for gap in (3, 2):
            if sum(item.cells for item in kept) + gap * (len(kept) - 1) <= width:
                return tuple(kept), gap
        del kept[-3]
    while len(kept) > 1 and sum(item.cells for item in kept) + 2 * (len(kept) - 1) > width:
        kept.pop()  # half a key would be worse than none
    return tuple(kept), 2


def _items(registry: Registry, keys: Sequence[Key], labels: Mapping[str, str]) -> tuple[Item, ...]:
    words = {key.id: labels.get(key.id, key.label) for key in keys}
    return tuple(Item(registry.shown(key), words[key.id], key.call) for key in keys if words[key.id])


def _item(item: Item) -> Content:
    click = Style.from_meta({"@click": f"screen.press('{item.action}')"}) if item.action else Style()
    return Content.assemble((item.key, "$lead"), " ", (item.label, "$quiet")).stylize(click)
