"""The first line of a screen: where one is on the left, how far and how long on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content

from quizapp.tui.text import plain
from quizapp.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from collections.abc import Sequence

DOT = "  ·  "


class Header(Drawn):
    """One quiet line."""

    DEFAULT_CSS = """
    Header {
        height: 1;
        padding: 0 3;
    }
    """

    def __init__(self, *crumbs: str, **options: Any) -> None:
        super().__init__(**options)
        self.crumbs: tuple[str, ...] = crumbs
        self.progress: tuple[str, ...] = ()

    def show(self, crumbs: Sequence[str] | None = None, progress: Sequence[str] | None = None) -> None:
        """Change what stands on the left or the right; None leaves a side as it is."""
        new = (
            self.crumbs if crumbs is None else tuple(crumbs),
            self.progress if progress is None else tuple(progress),
        )
        if new != (self.crumbs, self.progress):
            self.crumbs, self.progress = new
            self.redraw()

    def _lefts(self) -> list[Content]:
        """Return the left side whole, then without its last words one after the other."""
        first, *rest = self.crumbs or ("",)
        return [_left(first, rest[:count]) for count in range(len(rest), -1, -1)]

    def draw(self, width: int) -> Content:
        """Return the line; the left side gives way where both do not fit."""
        right = Content.assemble(*_parts(self.progress, "$quiet"))
        room = max(width - right.cell_length - 2, 4)
        lefts = self._lefts()
        left = next((each for each in lefts if each.cell_length <= room), lefts[-1])
        left = left.truncate(room, ellipsis=True)
        return Content.assemble(left, " " * max(width - left.cell_length - right.cell_length, 1), right)


def _left(first: str, rest: Sequence[str]) -> Content:
    return Content.assemble((plain(first).plain, "bold"), *_parts(("", *rest) if rest else (), "$quiet"))


def _parts(words: Sequence[str], style: str) -> list[tuple[str, str]]:
    return [
        (plain(word).plain + (DOT if at < len(words) - 1 else ""), style) for at, word in enumerate(words)
    ]
