"""A question on the screen: its text above, the answer below; the text gives way where both do not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical, VerticalScroll
from textual.layouts.vertical import VerticalLayout

from quizapp.tui.widgets.form import Form
from quizapp.tui.widgets.prose import Prose
from quizapp.tui.widgets.verdict import VerdictView

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.geometry import Size
    from textual.layout import ArrangeResult
    from textual.widget import Widget

    from quizapp.questions.model import Instance, Verdict

LEAST_TEXT = 0.4  # of the room, where the text is longer and the answer wants the rest


class TextAndAnswer(VerticalLayout):
    """Two parts one under the other; what is too much is taken from the upper, then from the lower one."""

    name = "text-and-answer"

    def arrange(
        self,
        parent: Widget,
        children: list[Widget],
        size: Size,
        greedy: bool = True,  # noqa: FBT001, FBT002
    ) -> ArrangeResult:
        """Place the parts, each scrolling inside what is left for it."""
        placements = super().arrange(parent, children, size, greedy)
        if len(placements) != 2:
            return placements
        text, answer = placements
        heights = shared(text.region.height, answer.region.height, size.height)
        return [
            text._replace(region=text.region.crop_size(text.region.size.with_height(heights[0]))),
            answer._replace(
                region=answer.region.at_offset((answer.region.x, heights[0])).crop_size(
                    answer.region.size.with_height(heights[1])
                )
            ),
        ]


def shared(text: int, answer: int, room: int) -> tuple[int, int]:
    """Return the heights of both parts in ``room`` lines."""
    text = min(text, max(room - answer, round(room * LEAST_TEXT)))
    return text, min(answer, room - text)


_LAYOUT = TextAndAnswer()


class Pane(VerticalScroll, can_focus=False, inherit_bindings=False):
    """A part of a card that scrolls by itself; the keys are the screen's."""

    DEFAULT_CSS = """
    Pane { height: auto; padding: 0 3; scrollbar-size-vertical: 1; }
    """


class CardView(Vertical):
    """The present question."""

    DEFAULT_CSS = """
    CardView { height: 1fr; padding: 1 0 0 0; }
    """

    @property
    def layout(self) -> TextAndAnswer:
        """Let the text give way to the answer."""
        return _LAYOUT

    def compose(self) -> ComposeResult:
        """Lay out the two parts."""
        yield Pane(id="text")
        yield Pane(id="answer")

    @property
    def text(self) -> Pane:
        """The upper part."""
        return self.query_one("#text", Pane)

    @property
    def answer(self) -> Pane:
        """The lower part."""
        return self.query_one("#answer", Pane)

    @property
    def more_text(self) -> bool:
        """Whether the question goes on below what is seen of it."""
        return self.text.scroll_offset.y < self.text.max_scroll_y

    @property
    def form(self) -> Form | None:
        """The fields, while the question is asked."""
        found = self.query(Form)
        return found.first() if found else None

    async def ask(self, instance: Instance, *, decimal_comma: bool = False) -> None:
        """Show a question."""
        fields = [] if instance.self_rated else [Form(instance.parts, decimal_comma=decimal_comma)]
        with self.app.batch_update():
            await self._fill(self.text, Prose(instance.prompt))
            await self._fill(self.answer, *fields)
            self.text.scroll_home(animate=False)

    async def reveal(self, instance: Instance) -> None:
        """Show the other side of the card."""
        await self._fill(self.answer, Prose(instance.reveal, classes="reveal"))

    async def judge(self, instance: Instance, verdict: Verdict, note: str = "") -> None:
        """Show the verdict in place of the fields."""
        await self._fill(self.answer, VerdictView(instance, verdict, note=note))

    async def add(self, text: str) -> None:
        """Show more text under the question: a hint."""
        await self.text.mount(Prose(text, classes="hint"))
        self.text.scroll_end(animate=False)

    async def clear(self) -> None:
        """Show nothing."""
        await self._fill(self.text)
        await self._fill(self.answer)

    async def _fill(self, pane: Pane, *widgets: Widget) -> None:
        await pane.remove_children()
        if widgets:
            await pane.mount(*widgets)
        pane.scroll_home(animate=False)
