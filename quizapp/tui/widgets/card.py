"""A question on the screen: its text above, the answer below; the text gives way where both do not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.layouts.vertical import VerticalLayout
from textual.message import Message
from textual.widgets import Static

from quizapp.tui.text import plain
from quizapp.tui.widgets.form import Form
from quizapp.tui.widgets.prose import Prose
from quizapp.tui.widgets.verdict import VerdictView
from quizapp.tui.widgets.writing import WritingField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.geometry import Size
    from textual.layout import ArrangeResult
    from textual.widget import Widget

    from quizapp.questions.locating import Located
    from quizapp.questions.model import Answer, Instance, Verdict

LEAST_TEXT = 0.4  # of the room, where the text is longer and the answer wants the rest
LEAST_SEEN = 3  # lines of a text that is cut off, before an empty line parts it from the answer
LEAST_FIGURE = 0.82  # the same, where a figure is to be seen while one answers
LEAST_ANSWER = 2  # lines of the answer where the figure has the room: how it went, and air


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
        least = getattr(parent, "least_text", LEAST_TEXT)
        heights = shared(text.region.height, answer.region.height, size.height, least)
        is_cut = LEAST_SEEN < heights[0] < text.region.height
        seen = heights[0] - is_cut  # a line of air below
        return [
            text._replace(region=text.region.crop_size(text.region.size.with_height(seen))),
            answer._replace(
                region=answer.region.at_offset((answer.region.x, heights[0])).crop_size(
                    answer.region.size.with_height(heights[1])
                )
            ),
        ]


def shared(text: int, answer: int, room: int, least: float = LEAST_TEXT) -> tuple[int, int]:
    """Return the heights of both parts in ``room`` lines; the text gets at least a share of them."""
    text = min(text, max(room - answer, min(round(room * least), room - LEAST_ANSWER)))
    return text, min(answer, room - text)


_LAYOUT = TextAndAnswer()
CONFIRM = "**Which of these did you say?** What was found in your text is ticked."


class Said(Static):
    """What the learner wrote, as it was written."""

    DEFAULT_CSS = """
    Said { height: auto; margin: 0 0 1 0; padding: 0 1; border-left: wide $line; color: $foreground 75%; }
    Said:ansi { border-left: wide ansi_default; color: ansi_default; }
    """

    def __init__(self, text: str, **options: Any) -> None:
        super().__init__(Content("\n").join(map(plain, text.split("\n"))), markup=False, **options)


class Pane(VerticalScroll, can_focus=False, inherit_bindings=False):
    """A part of a card that scrolls by itself; the keys are the screen's."""

    DEFAULT_CSS = """
    Pane { height: auto; padding: 0 3; scrollbar-size-vertical: 1; }
    """

    class Fitted(Message):
        """More or less of it is seen now."""

    def on_resize(self) -> None:
        """Say so: a key that scrolls may be worth showing."""
        self.post_message(self.Fitted())


def drawn_figure(instance: Instance) -> list[Widget]:
    """Return the chart of a question that has one."""
    if instance.figure is None:
        return []
    from quizapp.tui.widgets.chart import Chart  # noqa: PLC0415 - few questions have one

    return [Chart(instance.figure, instance.parts)]


class CardView(Vertical):
    """The present question."""

    least_text = LEAST_TEXT
    folded = ""  # what a key brings back, where figure and verdict do not both fit: "figure" or "verdict"

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
        return self.text.scroll_offset.y < self.text.max_scroll_y - 1  # the last line is air

    @property
    def more_answer(self) -> bool:
        """Whether what is said of the answer goes on below what is seen of it."""
        return self.answer.scroll_offset.y < self.answer.max_scroll_y

    @property
    def form(self) -> Form | None:
        """The fields, while the question is asked."""
        found = self.query(Form)
        return found.first() if found else None

    @property
    def is_text(self) -> bool:
        """Whether a free text is asked for."""
        return bool(self.query(WritingField))

    async def ask(
        self, instance: Instance, *, decimal_comma: bool = False, values: Mapping[str, str] | None = None
    ) -> None:
        """Show a question, with what was typed before."""
        parts = [part for part in instance.parts if not part.later]
        fields = [] if instance.self_rated else [Form(parts, decimal_comma=decimal_comma, values=values)]
        self.least_text = LEAST_TEXT if instance.figure is None else LEAST_FIGURE
        self.folded = ""
        with self.app.batch_update():
            await self._fill(self.text, Prose(instance.prompt), *drawn_figure(instance))
            await self._fill(self.answer, *fields)
            self.text.scroll_home(animate=False)

    async def confirm(self, instance: Instance, written: Answer, proposed: Mapping[str, str]) -> None:
        """Show what was written, and what is proposed for the parts that are asked after it."""
        parts = [part for part in instance.parts if part.later]
        self.least_text = LEAST_TEXT
        with self.app.batch_update():
            texts = [written.parts.get(part.name, "") for part in instance.parts if part.form == "text"]
            await self.text.mount(*(Said(text, classes="said") for text in texts if text.strip()))
            form = Form(parts, decimal_comma=written.decimal_comma, values=proposed)
            await self._fill(self.answer, Prose(CONFIRM), form)
            self.text.scroll_end(animate=False)

    async def reveal(self, instance: Instance) -> None:
        """Show the other side of the card."""
        with self.app.batch_update():
            await self._fill(self.answer, Prose(instance.reveal, classes="reveal"))

    async def judge(
        self, instance: Instance, verdict: Verdict, note: str = "", where: Located | None = None
    ) -> None:
        """Show the verdict in place of the fields."""
        self.least_text = LEAST_TEXT
        with self.app.batch_update():  # nothing half taken away is seen
            await self._fill(self.answer, VerdictView(instance, verdict, note=note, where=where))
            if not self.text.query(Said):  # what was written is read again beside what is said of it
                self.text.scroll_home(animate=False)

    def fold(self, first: str = "verdict") -> None:
        """Where a figure and the verdict do not both fit, show one of them whole; ``folded`` is then the other."""
        if not self.query("Chart"):
            return
        from quizapp.tui.widgets.chart import Chart  # noqa: PLC0415 - few questions have one

        for chart in self.query(Chart):
            beside = sum(
                one.virtual_region_with_margin.height for one in self.text.children if one is not chart
            )
            fits = chart.fit_into(self.content_size.height - beside - self.answer.virtual_size.height)
            self.folded = "" if fits else "figure" if first == "verdict" else "verdict"
            chart.display = self.folded != "figure"
            self.least_text = 1.0 if self.folded == "verdict" else LEAST_TEXT
            self.refresh(layout=True)
            if self.folded == "verdict":
                self.call_after_refresh(chart.scroll_visible, animate=False)
                self.answer.scroll_home(animate=False)

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
