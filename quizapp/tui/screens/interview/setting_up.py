"""Setting up an interview: five lines to choose, and the agenda they come to, on one screen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.content import Content

from quizapp.interview.plan import title_of
from quizapp.interview.setup import CHOICES, LONGEST, SHORTEST, STYLES, Setup
from quizapp.sessions.interviews.planned import any_seed
from quizapp.tui import words
from quizapp.tui.bindings import bindings
from quizapp.tui.screens.page import Body, Page
from quizapp.tui.text import plain
from quizapp.tui.widgets.drawn import Drawn, rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult

    from quizapp.interview.debrief import Earlier
    from quizapp.interview.plan import Plan

NAME = 12  # cells for the names
SAYS = {
    "level": "Questions come from this level and those below; job is a mix as in the job.",
    "minutes": f"{SHORTEST} to {LONGEST}.",
    "style": "silent: nothing is judged until the end, as in reality; coach: each answer at once.",
    "sections": "All, or one section alone. Several: quizapp mock --section act --section bp.",
    "seed": "The same seed and log give the same interview.",
}
STEP = 5  # minutes
WHY_ROWS = 60


class SetupTable(Drawn):
    """The choices, one a line, then what the chosen one means."""

    def __init__(self, setup: Setup, **options: Any) -> None:
        super().__init__(**options)
        self.setup, self.cursor = setup, 0
        self.titles: Mapping[str, str] = {}

    @property
    def chosen(self) -> str:
        """The name of the chosen line."""
        return list(SAYS)[self.cursor]

    def draw(self, width: int) -> Content:
        """Return the lines."""
        return Content("\n").join(
            [*(self._line(at, name, width) for at, name in enumerate(SAYS)), rule(width), self._says(width)]
        )

    def _says(self, width: int) -> Content:
        return plain(SAYS[self.chosen], "$quiet").truncate(width, ellipsis=True)

    def _line(self, at: int, name: str, width: int) -> Content:
        line = Content.assemble(f" {name:<{NAME}}", plain(self._value(name), "bold"))
        line = line.truncate(width, ellipsis=True)
        return (
            line.pad_right(max(width - line.cell_length, 0)).stylize("$chosen") if at == self.cursor else line
        )

    def _value(self, name: str) -> str:
        if name == "sections":
            return ", ".join(self.titles.get(one, one) for one in self.setup.sections) or "all"
        return str(getattr(self.setup, name))


class Agenda(Drawn):
    """The plan by phase: how long, what, and why each was chosen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.plan: Plan | None = None
        self.titles: Mapping[str, str] = {}

    def draw(self, width: int) -> Content:
        """Return the agenda."""
        plan = self.plan
        if plan is None:
            return Content("")
        rows = [line for note in plan.notes for line in plain(note, "$partly").wrap(width)]
        before = ""
        for slot in plan.slots:
            if slot.phase != before:
                used = sum(one.seconds for one in plan.slots if one.phase == slot.phase)
                rows.append(
                    Content.assemble((f"{title_of(slot.phase)}  ", "bold"), (words.clock(used), "$quiet"))
                )
                before = slot.phase
            option = slot.at(plan.setup.first_level)
            section = self.titles.get(option.section) or option.section
            said = f"  {words.clock(slot.seconds):>5}  {section} · {option.kind} · "
            levels = " or ".join(one.level for one in slot.options)
            rows.append(
                Content.assemble(said, levels, (f"  {option.why}", "$quiet")).truncate(width, ellipsis=True)
            )
        if plan.slots:
            kept = f"{words.clock(plan.following)} are kept for follow-ups; the level moves with how it goes."
            rows.append(plain(kept, "$quiet"))
        return Content("\n").join(rows)


class InterviewSetupScreen(Page):
    """Choices above, the agenda below."""

    PLACE = "interview.setup"
    BINDINGS = bindings("interview.setup")

    DEFAULT_CSS = """
    InterviewSetupScreen { SetupTable { margin: 0 0 1 0; } }
    """

    def __init__(self, setup: Setup | None = None) -> None:
        super().__init__()
        self._given = setup is not None
        self._setup = setup or Setup(seed=any_seed())
        self._waiting: Earlier | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the choices and the agenda."""
        with Body():
            yield SetupTable(self._setup)
            yield Agenda()

    def on_mount(self) -> None:
        """Ask what is under way, and for the agenda."""
        super().on_mount()
        self.trainer.perform(lambda sessions: _known(sessions.interviews()), self._show_known)

    def on_screen_resume(self) -> None:
        """Look again at what is under way."""
        if self._waiting is not None:
            self.trainer.perform(lambda sessions: _known(sessions.interviews()), self._show_known)

    @property
    def table(self) -> SetupTable:
        """The choices."""
        return self.query_one(SetupTable)

    def foot_labels(self) -> Mapping[str, str]:
        """Say what enter does."""
        return {"begin_interview": "go on with it"} if self._waiting else {"fresh_interview": ""}

    def _show_known(self, known: tuple[Earlier | None, dict[str, str], str]) -> None:
        self._waiting, titles, level = known
        self.table.titles = self.query_one(Agenda).titles = titles
        if not self._given:
            self._given = True
            self._setup = replace(self._setup, level=level)
        if self._waiting is not None:
            self.header.show(progress=("one is under way: enter goes on with it",))
        self._change(self._setup)

    def _change(self, setup: Setup) -> None:
        self._setup = self.table.setup = setup
        self.table.redraw()
        self.show_keys()
        self.trainer.perform(lambda sessions: sessions.interviews().plan(setup), self._show_plan)

    def _show_plan(self, plan: Plan) -> None:
        agenda = self.query_one(Agenda)
        if plan.setup == self._setup:
            agenda.plan = plan
            agenda.redraw()

    def scroll_by(self, rows: int) -> None:
        """Choose another line; half pages scroll the agenda."""
        if abs(rows) == 1:
            self.table.cursor = min(max(self.table.cursor + rows, 0), len(SAYS) - 1)
            self.table.redraw()
        else:
            super().scroll_by(rows)

    def action_less(self) -> None:
        """Take the value before."""
        self._step(-1)

    def action_more(self) -> None:
        """Take the next value."""
        self._step(1)

    def action_reseed(self) -> None:
        """Choose another seed."""
        self._change(replace(self._setup, seed=any_seed()))

    def _step(self, by: int) -> None:
        name, setup = self.table.chosen, self._setup
        if name == "minutes":
            self._change(replace(setup, minutes=min(max(setup.minutes + STEP * by, SHORTEST), LONGEST)))
        elif name == "seed":
            self._change(replace(setup, seed=max(0, setup.seed + by)))
        elif name == "sections":
            choices: list[tuple[str, ...]] = [(), *((key,) for key in self.table.titles)]
            self._change(replace(setup, sections=_next(choices, setup.sections, by)))
        elif name == "level":
            self._change(replace(setup, level=_next(list(CHOICES), setup.level, by)))
        else:
            self._change(replace(setup, style=_next(list(STYLES), setup.style, by)))

    def action_begin_interview(self) -> None:
        """Begin, or go on with the one under way."""
        if self._waiting is not None:
            self.trainer.open_interview(None, self._waiting.id)
        else:
            self.action_fresh_interview()

    def action_fresh_interview(self) -> None:
        """Begin this one."""
        plan = self.query_one(Agenda).plan
        if plan is not None and not plan.slots:
            self.say("There is nothing to ask with this set-up.")
        else:
            self.trainer.open_interview(self._setup)

    def action_past_interviews(self) -> None:
        """List those that were held."""
        self.trainer.open_interviews()


def _known(desk: Any) -> tuple[Earlier | None, dict[str, str], str]:
    return desk.under_way(), desk.sections(), desk.target_level


def _next(choices: list[Any], value: Any, by: int) -> Any:
    at = choices.index(value) if value in choices else -by
    return choices[(at + by) % len(choices)]
