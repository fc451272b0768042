"""A widget whose content is laid out for a width: prose, tables, header and foot line are of this sort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.geometry import Size


class Drawn(Widget):
    """Draws itself once for each width; nothing it shows is ever parsed as markup."""

    DEFAULT_CSS = """
    Drawn {
        width: 100%;
        height: auto;
        text-wrap: nowrap;
        text-overflow: clip;
    }
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, **options)
        self.auto_links = False  # a click runs its action, but Textual must not colour it as a link
        self._drawings: dict[int, Content] = {}

    def draw(self, width: int) -> Content:
        """Return the content for ``width`` cells, its lines broken by newlines."""
        raise NotImplementedError

    def drawing(self, width: int) -> Content:
        """Return the content for a width, drawing it only the first time."""
        if width <= 0:
            return Content()
        if width not in self._drawings:
            self._drawings[width] = self.draw(width)
        return self._drawings[width]

    def redraw(self) -> None:
        """Draw anew: what is shown has changed."""
        lines = {width: _height(content) for width, content in self._drawings.items()}
        self._drawings.clear()
        width = self.drawn_width
        self.refresh(layout=lines.get(width) != _height(self.drawing(width)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the lines needed at ``width``."""
        return _height(self.drawing(self._beside_a_bar(width)))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Take the width there is."""
        return container.width

    def render(self) -> Content:
        """Return what is drawn for the present width."""
        return self.drawing(self.drawn_width)

    def watch_has_focus(self, has_focus: bool) -> None:  # noqa: FBT001 - Textual's signature
        """Draw anew once the focus has come or gone; events of it come before it has."""
        super().watch_has_focus(has_focus)
        if self.can_focus:
            self.redraw()

    @property
    def drawn_width(self) -> int:
        """The width that is drawn for now."""
        return self._beside_a_bar(self.content_size.width)

    def _beside_a_bar(self, width: int) -> int:
        """Return the width without a cell of air, where a scroll bar stands beside it."""
        scrolls = any(isinstance(one, Widget) and one.show_vertical_scrollbar for one in self.ancestors)
        return width - scrolls


def rule(width: int) -> Content:
    """Return a line across; a border would not stay inside the margins."""
    return Content.styled("─" * width, "$line")


def _height(content: Content) -> int:
    return content.plain.count("\n") + 1 if content.plain else 0
