"""A pack while it is written: its questions on the left, on the right the card as a learner sees it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from textual.containers import Horizontal, VerticalScroll

from quizapp.questions.model import UNJUDGED
from quizapp.tui import words
from quizapp.tui.bindings import bindings
from quizapp.tui.screens.page import Page
from quizapp.tui.widgets.card import CardView
from quizapp.tui.widgets.findings import Findings
from quizapp.tui.widgets.outline import Outline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from textual import events
    from textual.app import ComposeResult
    from textual.widget import Widget

    from quizapp.questions.model import Answer, Verdict
    from quizapp.sessions.previewing import Drawing, Preview, Row, Shown
    from quizapp.tui.widgets.form import Form

LOOK_EVERY = 0.5  # seconds after which the files are looked at again
FARTHEST_SEED = 9_999


class PreviewScreen(Page):
    """List and card; a saved file is seen at once."""

    PLACE = "preview"
    BINDINGS = bindings("preview.written", "preview", "preview.typing")
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it without ClassVar
        (0, "-narrow"),
        (110, "-wide"),
    ]

    DEFAULT_CSS = """
    PreviewScreen {
        & > * { max-width: 100%; }
        Horizontal { height: 1fr; }
        #list { width: 26; padding: 1 1 0 2; border-right: solid $line; scrollbar-size-vertical: 1; }
        &.-wide #list { width: 36; }
        &.-alone #list { display: none; }
        #found { height: auto; max-height: 60%; padding: 1 2 0 2; scrollbar-size-vertical: 1; }
        #found.-only { max-height: 100%; height: 1fr; }
        #right { width: 1fr; layout: vertical; }
        Pane { padding: 0 2; }
        &:ansi #list { border-right: solid ansi_default; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown: Shown | None = None
        self._at = 0
        self._seed = 0
        self._drawing: Drawing | None = None
        self._mistake = -1  # the one that was made last
        self._answered = False
        self._written: Answer | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the list, the findings and the card."""
        with Horizontal():
            with VerticalScroll(id="list", can_focus=False):
                yield Outline()
            with VerticalScroll(id="right", can_focus=False):
                with VerticalScroll(id="found", can_focus=False):
                    yield Findings()
                yield CardView()

    def on_mount(self) -> None:
        """Read the pack, and go on looking at its files."""
        super().on_mount()
        self._ask(lambda preview: preview.read(), self._show)
        self.set_interval(LOOK_EVERY, self.look)

    def _ask(self, job: Callable[[Preview], Any], then: Callable[[Any], Any], *, hold: bool = True) -> None:
        self.trainer.perform(lambda sessions: job(cast("Preview", sessions)), then, hold=hold)

    # Where one is

    @property
    def card_view(self) -> CardView:
        """The card."""
        return self.query_one(CardView)

    @property
    def row(self) -> Row | None:
        """The chosen row."""
        rows = () if self._shown is None else self._shown.rows
        return rows[self._at] if self._at < len(rows) else None

    @property
    def place(self) -> str:
        """The keys that hold now: those of a field, or single keys."""
        if self.focused is not None:
            return "preview.typing"
        is_written = self.card_view.is_text and self._written is None and not self._answered
        return "preview.written" if is_written else "preview"

    def foot_labels(self) -> Mapping[str, str]:
        """Leave out what would do nothing now."""
        drawing, row = self._drawing, self.row
        labels: dict[str, str] = {}
        if drawing is None or not drawing.mistakes:
            labels["make_mistake"] = ""
        if row is None or row.question is None or not row.question.generated:
            labels |= {"reroll": "", "seed_after": ""}
        if self._answered or drawing is None or drawing.instance is None:
            labels["type_answer"] = "" if drawing is None or drawing.instance is None else "ask again"
        return labels

    def scrolled(self) -> Iterable[Widget]:
        """Scroll what has more to show: the verdict, the question, then the findings."""
        parts = (self.card_view.text, self.card_view.answer)
        return (*(parts[::-1] if self._answered else parts), self.query_one("#found"))

    # The pack

    def look(self) -> None:
        """Read the pack again if a file was saved."""
        if self._shown is not None and self.app.screen is self:
            self._ask(lambda preview: preview.read_if_changed(), self._show_again, hold=False)

    async def _show_again(self, shown: Shown | None) -> None:
        if shown is not None:
            await self._show(shown)
            self.say("Read again.")

    async def _show(self, shown: Shown) -> None:
        """Show the pack; the chosen question stays chosen while it is there."""
        before = self.row
        self._shown = shown
        titles = [row.title for row in shown.rows]
        if before is not None and before.title in titles:
            self._at = titles.index(before.title)
        self._at = min(self._at, max(len(titles) - 1, 0))
        await self._show_row(keep_seed=True)

    async def _show_row(self, *, keep_seed: bool = False) -> None:
        from quizapp.sessions.previewing import source_of  # noqa: PLC0415 - loaded by now

        row, shown = self.row, self._shown
        self.query_one(Outline).show(() if shown is None else shown.rows, self._at)
        self._keep_in_sight()
        self._seed = self._seed if keep_seed else 0
        problems = () if row is None else row.problems
        self.query_one(Findings).show(
            problems, *(source_of(row) if row is not None and problems else (1, ()))
        )
        found = self.query_one("#found")
        found.display = bool(problems)
        found.scroll_home(animate=False)
        await self._draw()

    def _keep_in_sight(self) -> None:
        box = self.query_one("#list")
        height = max(box.size.height - 1, 1)
        if not box.scroll_offset.y <= self._at < box.scroll_offset.y + height:
            box.scroll_to(y=max(self._at - height // 2, 0), animate=False)

    # The card

    async def _draw(self) -> None:
        """Draw the chosen question with the present seed."""
        row = self.row
        question = None if row is None else row.question
        self.query_one("#found").set_class(question is None, "-only")
        self.card_view.display = question is not None
        if question is None:
            self._drawing = None
            self._say_where()
            return
        seed = self._seed
        self._ask(lambda preview: preview.draw(question, seed), self._show_drawing)

    async def _show_drawing(self, drawing: Drawing) -> None:
        self._drawing, self._mistake, self._answered, self._written = drawing, -1, False, None
        self.set_focus(None)
        if drawing.instance is None:
            await self.card_view.clear()
            await self.card_view.add(self._why_not(drawing))
        else:
            await self.card_view.ask(drawing.instance, decimal_comma=self.trainer.settings.decimal_comma)
        self._say_where()

    def _why_not(self, drawing: Drawing) -> str:
        """Say why nothing is drawn; where the findings above say it already, only that."""
        if self.row is not None and self.row.severity == "error":
            return "It is drawn once that is mended."
        return f"With seed {self._seed}: {drawing.refusal}"

    def _say_where(self) -> None:
        """Bring header and foot up to date."""
        shown, row = self._shown, self.row
        if shown is None or row is None:
            self.header.show(crumbs=("Preview", "there is no question yet"))
            return
        question = row.question
        kind = () if question is None else (question.kind, question.level)
        errors = (words.count(shown.errors, "error"),) if shown.errors else ()
        warnings = (words.count(shown.warnings, "warning"),) if shown.warnings else ()
        seed = (f"seed {self._seed}",) if question is not None and question.generated else ()
        self.header.show(
            crumbs=(shown.title or shown.id, row.title, *kind),
            progress=(*seed, f"{self._at + 1} of {len(shown.rows)}", *errors, *warnings),
        )
        self.call_after_refresh(self.show_keys)

    # Moving

    async def _move(self, by: int) -> None:
        rows = () if self._shown is None else self._shown.rows
        at = min(max(self._at + by, 0), max(len(rows) - 1, 0))
        if at != self._at:
            self._at = at
            await self._show_row()

    async def action_line_down(self) -> None:  # type: ignore[override]
        """Go to the next question."""
        await self._move(1)

    async def action_line_up(self) -> None:  # type: ignore[override]
        """Go to the question before."""
        await self._move(-1)

    async def action_to_top(self) -> None:  # type: ignore[override]
        """Go to the first question."""
        await self._move(-100_000)

    async def action_to_end(self) -> None:  # type: ignore[override]
        """Go to the last question."""
        await self._move(100_000)

    async def on_outline_clicked(self, event: Outline.Clicked) -> None:
        """Go to the question that was clicked."""
        await self._move(event.at - self._at)

    async def action_seed_after(self) -> None:
        """Draw with the next seed."""
        await self._draw_with(self._seed + 1)

    async def action_seed_before(self) -> None:
        """Draw with the seed before."""
        await self._draw_with(max(self._seed - 1, 0))

    async def action_reroll(self) -> None:
        """Draw with any seed."""
        from random import randrange  # noqa: PLC0415 - which numbers come is nobody's business to foretell

        await self._draw_with(randrange(FARTHEST_SEED))  # noqa: S311

    async def _draw_with(self, seed: int) -> None:
        row = self.row
        if row is not None and row.question is not None and row.question.generated:
            self._seed = seed
            await self._draw()
        else:
            self.say("This question draws no numbers.")

    # Answering

    async def action_type_answer(self) -> None:
        """Go to the answer's field; ask again where it was answered."""
        drawing = self._drawing
        if drawing is None or drawing.instance is None:
            return
        if self._answered:
            await self._show_drawing(drawing)
        form = self.card_view.form
        if form is not None:
            form.enter()
        elif drawing.instance.self_rated:
            self._answered = True
            await self.card_view.reveal(drawing.instance)
        self.call_after_refresh(self.show_keys)

    def action_check_text(self) -> None:
        """Go on from a text."""
        form = self.card_view.form
        if form is not None:
            form.complete()

    def on_form_completed(self, event: Form.Completed) -> None:
        """Have the answer judged; what is asked after it comes first."""
        drawing = self._drawing
        if drawing is None or drawing.instance is None or self._answered:
            return
        instance, answer = drawing.instance, event.answer
        if self._written is not None:
            answer = replace(answer, parts={**self._written.parts, **answer.parts})
        elif any(part.later for part in instance.parts) and any(map(str.strip, answer.parts.values())):
            self._ask(
                lambda preview: preview.propose(instance, answer),
                lambda proposed: self._confirm(answer, proposed),
            )
            return
        self._judge(answer)

    async def _confirm(self, written: Answer, proposed: Mapping[str, str]) -> None:
        if self._drawing is None or self._drawing.instance is None:
            return
        self._written = written
        await self.card_view.confirm(self._drawing.instance, written, proposed)
        form = self.card_view.form
        if form is not None:
            form.enter()
        self.call_after_refresh(self.show_keys)

    def _judge(self, answer: Answer, note: str = "") -> None:
        drawing = self._drawing
        if drawing is not None and drawing.instance is not None:
            instance = drawing.instance
            self._ask(
                lambda preview: preview.judge(instance, answer),
                lambda verdict: self._show_verdict(verdict, note),
            )

    async def _show_verdict(self, verdict: Verdict, note: str) -> None:
        form = self.card_view.form
        if verdict.word in UNJUDGED and form is not None:
            form.complain(verdict)
            self.say("Nothing was judged: mend what is marked and press enter again.")
            return
        if self._drawing is None or self._drawing.instance is None:
            return
        self._answered, self._written = True, None
        self.set_focus(None)
        await self.card_view.judge(self._drawing.instance, verdict)
        self.show_keys()
        if note:
            self.say(note)

    def action_make_mistake(self, number: int = 0) -> None:
        """Answer with a known mistake: the one of a number, or the next."""
        mistakes = () if self._drawing is None else self._drawing.mistakes
        if not mistakes:
            self.say("No mistake is known for this question.")
            return
        if number > len(mistakes):
            self.say(f"There are {words.count(len(mistakes), 'mistake')}.")
            return
        self._mistake = number - 1 if number else (self._mistake + 1) % len(mistakes)
        made = mistakes[self._mistake]
        self._judge(made.answer, f"Mistake {self._mistake + 1} of {len(mistakes)}: {made.label}")

    def on_key(self, event: events.Key) -> None:
        """Make the mistake of a number."""
        if self.focused is None and event.character is not None and event.character in "123456789":
            event.stop()
            self.action_make_mistake(int(event.character))

    def on_form_left(self) -> None:
        """Show the single keys."""
        self.show_keys()

    def on_form_moved(self) -> None:
        """Say which keys hold."""
        self.show_keys()

    def on_form_remarked(self, event: Form.Remarked) -> None:
        """Say it on the foot line."""
        self.say(event.sentence)

    # Looking closer

    def action_solution(self) -> None:
        """Show the worked solution."""
        drawing = self._drawing
        if drawing is not None and drawing.instance is not None:
            instance = drawing.instance
            self._ask(
                lambda preview: preview.solution(instance),
                lambda solution: self.trainer.open_solution(solution, instance, None),
            )

    def action_card_alone(self) -> None:
        """Hide or show the list, so that the card has the width that learners see."""
        self.toggle_class("-alone")

    def action_edit_here(self) -> None:
        """Open the editor at the first thing that is wrong, or where the question begins."""
        row = self.row
        if row is None:
            return
        from quizapp.tui.editor import edit  # noqa: PLC0415

        worst = [problem for problem in row.problems if problem.severity == row.severity]
        place = worst[0].place if worst else row.place
        said = edit(self.trainer, place.file, place.line)
        self.look()
        self.call_after_refresh(self.say, said)

    def action_back(self) -> None:
        """Leave."""
        self.trainer.leave()

    def action_quit(self) -> None:
        """Leave."""
        self.trainer.leave()
