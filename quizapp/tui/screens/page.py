"""What every screen has: header, body, foot line, its keys from the registry, a word when it is too small."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from quizapp.tui import keys
from quizapp.tui.bindings import bindings
from quizapp.tui.widgets.foot import Foot
from quizapp.tui.widgets.header import Header

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textual import events
    from textual.app import ComposeResult
    from textual.widget import Widget

    from quizapp.tui.app import QuizApp

SMALLEST = (60, 18)


class Body(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The part between header and foot; it scrolls when its content is longer."""

    DEFAULT_CSS = """
    Body {
        height: 1fr;
        padding: 1 3 0 3;
        scrollbar-size-vertical: 1;
    }
    """


class Page(Screen[None]):
    """A screen of the trainer. ``PLACE`` names its keys; screens with states override ``place``."""

    PLACE: ClassVar[str] = "everywhere"
    AUTO_FOCUS = ""
    BINDINGS = bindings("everywhere")

    DEFAULT_CSS = """
    Page {
        layers: base notice;
        align-horizontal: center;
        background: $background;
        color: $foreground;
        & > * { max-width: 104; }
        & > #too-small {
            layer: notice;
            max-width: 100%;
            width: 100%;
            height: 100%;
            background: $background;
            content-align: center middle;
        }
    }
    """

    def compose(self) -> ComposeResult:
        """Lay out header, body, foot and the notice for a terminal that is too small."""
        yield Header(*self.crumbs())
        yield from self.compose_body()
        yield Foot()

    def compose_body(self) -> ComposeResult:
        """Yield what stands between header and foot."""
        yield Body()

    def crumbs(self) -> tuple[str, ...]:
        """Return what the header says on the left."""
        return (keys.place(self.PLACE).title,)

    @property
    def trainer(self) -> QuizApp:
        """The app, by its own type."""
        return cast("QuizApp", self.app)

    @property
    def header(self) -> Header:
        """The first line."""
        return self.query_one(Header)

    @property
    def foot(self) -> Foot:
        """The last line."""
        return self.query_one(Foot)

    @property
    def place(self) -> str:
        """The place of the registry whose keys hold now."""
        return self.PLACE

    def foot_labels(self) -> Mapping[str, str]:
        """Return words for the foot line that differ from the registry's; "" leaves a key out."""
        return {}

    def show_keys(self) -> None:
        """Bring the foot line up to date."""
        self.foot.show(self.trainer.keys, self.place, self.foot_labels())
        self.refresh_bindings()

    def say(self, sentence: str) -> None:
        """Show a sentence in the foot line until the next key."""
        self.foot.say(sentence)

    def key_pressed(self) -> None:
        """Be told of any key before it is handled."""
        self.foot.say("")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let only those actions of the registry run that belong to the present place."""
        return action in keys.verbs(self.place) if action in keys.all_verbs() else True

    def on_mount(self) -> None:
        """Show the keys."""
        self.show_keys()

    def on_resize(self, event: events.Resize) -> None:
        """Say so where the terminal is too small; what is on the screen stays as it is."""
        width, height = event.size
        small = width < SMALLEST[0] or height < SMALLEST[1]
        for notice in self.query("#too-small").results(Static):
            notice.display = small
            notice.update(too_small(width, height))
        if small and not self.query("#too-small"):
            self.mount(Static(too_small(width, height), id="too-small", markup=False))

    def scrolled(self) -> Iterable[Widget]:
        """Return what the scrolling keys move; the first that still can moves."""
        return self.query(Body)

    async def action_press(self, call: str) -> None:
        """Run an action of the foot line that was clicked: the screen's own, or else of the field that has the focus."""
        name = f"action_{call.partition('(')[0]}"
        fields = () if self.focused is None or hasattr(self, name) else self.focused.ancestors_with_self
        await self.app.run_action(call, next((one for one in fields if hasattr(one, name)), self))

    def action_back(self) -> None:
        """Go back one level."""
        self.app.pop_screen()

    def action_help(self) -> None:
        """Show the keys of this screen."""
        self.trainer.open_help(self.place, self.focused)

    def action_line_down(self) -> None:
        """Scroll a line down."""
        self.scroll_by(1)

    def action_line_up(self) -> None:
        """Scroll a line up."""
        self.scroll_by(-1)

    def action_page_down(self) -> None:
        """Scroll half a page down."""
        self.scroll_by(self.size.height // 2)

    def action_page_up(self) -> None:
        """Scroll half a page up."""
        self.scroll_by(-(self.size.height // 2))

    def action_to_top(self) -> None:
        """Scroll to the beginning."""
        self.scroll_by(-100_000)

    def action_to_end(self) -> None:
        """Scroll to the end."""
        self.scroll_by(100_000)

    def scroll_by(self, rows: int) -> None:
        """Scroll the first part that still can move that way."""
        for part in self.scrolled():
            if part.max_scroll_y > 0 and (
                part.scroll_offset.y < part.max_scroll_y if rows > 0 else part.scroll_offset.y
            ):
                part.scroll_relative(y=rows, animate=False)
                return


def too_small(width: int, height: int) -> str:
    """Return the one line for a terminal that is too small."""
    return f"{width}×{height} is too small; {SMALLEST[0]}×{SMALLEST[1]} is needed."
