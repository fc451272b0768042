"""The worked solution, one step a block: formula, the same with the numbers in, value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal

from quizapp.questions.wrong_answers import COMPUTED, missteps
from quizapp.tui.bindings import bindings
from quizapp.tui.copying import solution_text
from quizapp.tui.screens.page import Body, Page
from quizapp.tui.widgets.card import Pane, drawn_figure
from quizapp.tui.widgets.missteps import Missteps
from quizapp.tui.widgets.prose import Prose
from quizapp.tui.widgets.sources import Sources
from quizapp.tui.widgets.step import StepView
from quizapp.tui.widgets.verdict import VerdictView

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.widget import Widget

    from quizapp.questions.model import Instance, Solution, Step, Verdict
    from quizapp.questions.wrong_answers import Misstep

NOTHING = "There is no worked solution for this question."


class SolutionScreen(Page):
    """Shown over the card; esc goes back to it."""

    PLACE = "solution"
    BINDINGS = bindings("solution")

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it without ClassVar
        (0, "-narrow"),
        (116, "-wide"),
    ]

    DEFAULT_CSS = """
    SolutionScreen {
        & > * { max-width: 160; }
        Horizontal { height: 1fr; }
        #question { width: 46%; height: 100%; padding: 1 3 0 3; border-right: solid $line; }
        &.-narrow #question { display: none; }
        &:ansi #question { border-right: solid ansi_default; }
    }
    """

    def __init__(self, solution: Solution, instance: Instance, verdict: Verdict | None) -> None:
        super().__init__()
        self._solution = solution
        self._instance = instance
        self._verdict = verdict
        self._zoomed = False
        self._missteps: Missteps | None = None  # once they were asked for

    def crumbs(self) -> tuple[str, ...]:
        """Say which question's solution it is."""
        return ("Solution", self._instance.question.id)

    def compose_body(self) -> ComposeResult:
        """Lay out the solution; where there is room the question and its verdict stand beside it."""
        with Horizontal():
            with Pane(id="question"):
                yield Prose(self._instance.prompt)
                if self._verdict is not None:
                    yield VerdictView(self._instance, self._verdict)
            with Body():
                yield from self._blocks()

    def scrolled(self) -> Iterator[Widget]:
        """Scroll the solution, then the question beside it."""
        yield self.query_one(Body)
        yield self.query_one("#question")

    def _blocks(self) -> Iterator[Widget]:
        """Yield the figure, the author's prose and the steps."""
        yield from drawn_figure(self._instance)
        if self._solution.prose.strip():
            yield Prose(self._solution.prose)
        yield from self._views()
        if not self._solution.steps and not self._solution.prose.strip():
            yield Prose(self._instance.reveal or NOTHING)
        if self._instance.question.sources:
            yield Sources(self._instance.question.sources)

    def _views(self) -> Iterator[StepView]:
        """Yield the steps; below each, while one zooms, the smaller ones that it is made of."""
        for step in self._solution.steps:
            yield StepView(step, 0, self._yours(step))
            for inner in step.zoom if self._zoomed else ():
                same = inner.name == step.name  # the same step, taken apart
                yield StepView(inner, 1, "" if same else self._yours(inner), headless=same)

    def _yours(self, step: Step) -> str:
        part = None if self._verdict is None else self._verdict.parts.get(step.name)
        return part.given if part is not None and part.word != "correct" else ""

    def foot_labels(self) -> Mapping[str, str]:
        """Offer zoom only where there is something inside a step."""
        labels = {"zoom": "hide smaller steps" if self._zoomed else "smaller steps"}
        if not any(step.zoom for step in self._solution.steps):
            labels["zoom"] = ""
        if self._instance.question.kind not in COMPUTED:
            labels["missteps"] = ""
        elif self._missteps is not None and self._missteps.display:
            labels["missteps"] = "hide mistakes"
        return labels

    async def action_zoom(self) -> None:
        """Show or hide the steps inside composite ones."""
        if not any(step.zoom for step in self._solution.steps):
            self.say("No step is made of smaller ones.")
            return
        self._zoomed = not self._zoomed
        body = self.query_one(Body)
        at = body.scroll_offset.y
        with self.app.batch_update():
            await body.query(StepView).remove()
            after = next(iter(body.query("Sources, Missteps")), None)
            await body.mount(*self._views(), before=after)
        body.scroll_to(y=at, animate=False)
        self.show_keys()

    def action_missteps(self) -> None:
        """Show or hide what known mistakes would have given."""
        if self._missteps is None:
            self.trainer.perform(lambda _sessions: missteps(self._instance), self._show_missteps, hold=True)
        else:
            self._missteps.display = not self._missteps.display
            self._reach()

    async def _show_missteps(self, found: Sequence[Misstep]) -> None:
        if not found:
            self.say("No known mistake shows on these numbers.")
            return
        self._missteps = Missteps(found)
        await self.query_one(Body).mount(self._missteps)
        self._reach()

    def _reach(self) -> None:
        """Scroll to the mistakes where they are shown."""
        if self._missteps is not None and self._missteps.display:
            self.call_after_refresh(self._missteps.scroll_visible, animate=False, top=True)
        self.show_keys()

    def action_copy(self) -> None:
        """Copy the solution as text."""
        self.trainer.copy(solution_text(self._solution), "the solution")
