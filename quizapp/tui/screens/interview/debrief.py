"""The debrief: the result and its formula, where the time went, every part, every question."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.geometry import Region

from quizapp.interview import exporting
from quizapp.interview.debrief import earlier_chart, length, shares
from quizapp.interview.plan import title_of
from quizapp.tui import words
from quizapp.tui.bindings import bindings
from quizapp.tui.drawing import one_line
from quizapp.tui.screens.page import Body, Page
from quizapp.tui.text import plain
from quizapp.tui.widgets.chart import Chart
from quizapp.tui.widgets.drawn import Drawn
from quizapp.tui.widgets.prose import Prose
from quizapp.tui.widgets.sections import strength
from quizapp.tui.widgets.verdict import VerdictView

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from quizapp.interview.debrief import Debrief, QuestionSeen
    from quizapp.interview.result import Share

STYLES = {"✓": "$right", "◐": "$partly", "✗": "$wrong"}
NAME = 28


class ResultView(Drawn):
    """Numbers first, then the parts, the staircase, and what to work on."""

    DEFAULT_CSS = """
    ResultView { margin: 0 0 1 0; }
    """

    def __init__(self, debrief: Debrief, **options: Any) -> None:
        super().__init__(**options)
        self._seen = debrief

    def draw(self, width: int) -> Content:
        """Return the whole."""
        seen = self._seen
        head = f"Result {seen.result.share * 100:.0f} %   {seen.result.recommendation}"
        used = f"{length(seen.seconds)} of {seen.setup.minutes}:00"
        about = f"{seen.setup.level}, {seen.setup.style}, {used}, {len(seen.questions)} questions"
        blocks = [
            Content("\n").join([plain(head, "bold"), plain(about, "$quiet")]),
            Content("\n").join([*plain(seen.formula).wrap(width), *plain(seen.rule, "$quiet").wrap(width)]),
            *(self._table(name, found, width) for name, found in shares(seen.result, seen.titles)),
            self._listed("Staircase", seen.staircase, width),
            self._items(width),
            self._listed("Notes", seen.notes.splitlines(), width),
        ]
        return Content("\n\n").join([block for block in blocks if block])

    def _table(self, name: str, found: tuple[Share, ...], width: int) -> Content:
        heads = f"{'asked':>5}{'result':>8}   {'':10}   time of planned"
        rows = [Content.assemble((f"{name:<{NAME - 2}}", "bold"), (heads, "$quiet")).truncate(width)]
        for one in found:
            title = plain(one.name).truncate(NAME - 1, ellipsis=True)
            numbers = f"{one.questions:>3}{one.share * 100:>6.0f} %   "
            used = f"   {length(one.seconds)} of {length(one.budget)}"
            line = Content.assemble(
                title.pad_right(max(NAME - title.cell_length, 1)),
                numbers,
                strength(one.share),
                (used, "$quiet"),
            )
            rows.append(line.truncate(width, ellipsis=True))
        return Content("\n").join(rows)

    def _items(self, width: int) -> Content:
        rows = [plain("To work on", "bold"), plain("d puts them into today's drill.", "$quiet")]
        for one in self._seen.items:
            rows += [
                plain(one.title),
                *(_indented(row) for row in plain(one.facts, "$quiet").wrap(width - 3)),
            ]
        return Content("\n").join(rows) if self._seen.items else Content()

    def _listed(self, name: str, lines: Any, width: int) -> Content:
        rows = [part for line in lines for part in plain(line).wrap(width)]
        return Content("\n").join([plain(name, "bold"), *rows]) if rows else Content()


def _indented(row: Content) -> Content:
    return Content.assemble("   ", row)


class QuestionList(Drawn):
    """Two lines a question: how it went, and how it begins."""

    def __init__(self, questions: tuple[QuestionSeen, ...], **options: Any) -> None:
        super().__init__(**options)
        self.questions, self.cursor = questions, -1

    def move(self, by: int) -> bool:
        """Choose another question; False where there is none further on."""
        to = self.cursor + by
        if not -1 <= to < len(self.questions):
            return False
        self.cursor = to
        self.redraw()
        return True

    def draw(self, width: int) -> Content:
        """Return the list."""
        rows = [plain("Questions", "bold")]
        for at, one in enumerate(self.questions):
            seen = one.outcome
            follows = f" after {seen.follows}" if seen.follows is not None else ""
            head = f" {seen.n}. {title_of(seen.phase)}{follows} · {seen.kind} · {seen.level} · {one.word}"
            used = f"  {length(seen.seconds)} of {length(seen.budget)}"
            line = Content.assemble((one.sign, STYLES.get(one.sign, "")), head, (used, "$quiet"))
            line = line.truncate(width, ellipsis=True)
            if at == self.cursor:
                line = line.pad_right(max(width - line.cell_length, 0)).stylize("$chosen")
            rows += [line, Content.assemble("   ", one_line(one.prompt, max(width - 3, 8)))]
        return Content("\n").join(rows)


class DebriefScreen(Page):
    """Looks back on one interview."""

    PLACE = "interview.debrief"
    BINDINGS = bindings("interview.debrief")

    def __init__(self, debrief: Debrief) -> None:
        super().__init__()
        self._seen = debrief

    def compose_body(self) -> ComposeResult:
        """Lay out the result, the chart and the questions."""
        with Body():
            yield ResultView(self._seen)
            chart = earlier_chart(self._seen)
            if chart is not None:
                yield Chart(chart, ())
            yield QuestionList(self._seen.questions)

    def crumbs(self) -> tuple[str, ...]:
        """Say which interview it was."""
        return ("Debrief", exporting.title(self._seen))

    @property
    def listed(self) -> QuestionList:
        """The questions."""
        return self.query_one(QuestionList)

    def scroll_by(self, rows: int) -> None:
        """Read on line by line down to the questions, then go through them."""
        body = self.query_one(Body)
        top = self.listed.virtual_region.y
        below = top - body.scroll_offset.y < body.size.height - 3
        if abs(rows) == 1 and below and (rows > 0 or self.listed.cursor >= 0) and self.listed.move(rows):
            line = max(0, 2 * self.listed.cursor + 1)
            body.scroll_to_region(Region(0, top + line - 1, 1, 4), animate=False)
        else:
            super().scroll_by(rows)

    def action_open_answer(self) -> None:
        """Open the chosen question."""
        at = max(0, self.listed.cursor)
        if self._seen.questions:
            self.app.push_screen(QuestionSeenScreen(self._seen.questions[at]))

    def action_into_drill(self) -> None:
        """Put what was weak into today's drill."""
        identity = self._seen.id
        self.trainer.perform(
            lambda sessions: sessions.interviews().into_drill(identity),
            lambda count: self.say(
                f"{words.count(count, 'question')} on what was weak: due in today's drill."
            ),
            hold=True,
        )

    def action_export(self) -> None:
        """Write both files in the present folder."""
        seen = self._seen
        self.trainer.perform(lambda sessions: _exported(sessions, seen), self.say, hold=True)

    def action_past_interviews(self) -> None:
        """List those that were held."""
        self.trainer.open_interviews()


class QuestionSeenScreen(Page):
    """One question: what was answered, what was right, and why."""

    PLACE = "interview.question"
    BINDINGS = bindings("interview.question")

    def __init__(self, one: QuestionSeen) -> None:
        super().__init__()
        self._one = one

    def crumbs(self) -> tuple[str, ...]:
        """Say which question it is."""
        return ("Debrief", exporting.question_title(self._one))

    def compose_body(self) -> ComposeResult:
        """Lay out the question and the verdict."""
        one = self._one
        with Body():
            yield Prose(one.prompt if one.instance is None else one.instance.prompt)
            if one.instance is not None and one.verdict is not None:
                yield VerdictView(one.instance, one.verdict, note=_unanswered(one))
            else:
                for part in one.parts:
                    yield Prose(f"{part.label} {part.given or '–'}; right: {part.expected}. {part.message}")
            yield Prose(
                f"Why it was asked: {one.outcome.why}." + (f" Flagged: {one.flag}" if one.flag else "")
            )

    def action_solution(self) -> None:
        """Show the worked solution with this instance's numbers."""
        one = self._one
        if one.solution is None or one.instance is None:
            self.say(
                "The question has changed since, or no pack has it any more: there is no solution to show."
            )
        else:
            self.trainer.open_solution(one.solution, one.instance, one.verdict)


def _unanswered(one: QuestionSeen) -> str:
    """Return why there is no answer, or that the clock cut it off."""
    return one.word if one.outcome.out_of_time or one.outcome.word == "skipped" else ""


def _exported(sessions: Any, debrief: Debrief) -> str:
    try:
        html, markdown = sessions.interviews().export(debrief, Path.cwd())
    except OSError as error:
        return f"It cannot be written here: {error.strerror or error}."
    return f"Written in the present folder: {html.name} and {markdown.suffix}."
