"""Setting up an interview: five lines to choose, and the agenda they come to, on one screen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.geometry import Region

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
    from quizapp.interview.plan import Plan, Slot

NAME, TIME, SECTION, KIND, LEVELS_WIDE = 12, 7, 26, 10, 16  # cells of the columns
SAYS = {
    "level": "Asked from this level and those below; job is a mix as in the job.",
    "minutes": f"{SHORTEST} to {LONGEST}.",
    "style": "silent: judged at the end, as in reality; coach: each answer at once.",
    "seed": "The same seed and log give the same interview.",
    "sections": "All, or those picked below: j goes down to them, space picks one.",
}
PICK = "Space picks it or takes it back; without any, all are asked about."
STEP = 5  # minutes


class SetupTable(Drawn):
    """The choices, one a line; below the last, while it is chosen, the sections to pick from."""

    def __init__(self, setup: Setup, **options: Any) -> None:
        super().__init__(**options)
        self.setup, self.cursor = setup, 0
        self.titles: Mapping[str, str] = {}

    @property
    def chosen(self) -> str:
        """The name of the chosen line."""
        return list(SAYS)[min(self.cursor, len(SAYS) - 1)]

    @property
    def section(self) -> str:
        """The section under the cursor, "" where it is on no section."""
        at = self.cursor - len(SAYS)
        return list(self.titles)[at] if at >= 0 else ""

    def move(self, rows: int) -> None:
        """Choose another line."""
        self.cursor = min(max(self.cursor + rows, 0), len(SAYS) + len(self.titles) - 1)
        self.redraw()

    def draw(self, width: int) -> Content:
        """Return the lines."""
        lines = [self._line(f" {name:<{NAME}}", self._value(name), name, width) for name in SAYS]
        says = PICK if self.section else SAYS[self.chosen]
        lines += [rule(width), *plain(says, "$quiet").wrap(width)]
        if self.chosen == "sections":
            lines += [self._picked(key, title, width) for key, title in self.titles.items()]
        return Content("\n").join(lines)

    def _picked(self, key: str, title: str, width: int) -> Content:
        sign = "●" if key in self.setup.sections else "○"
        return self._line(f" {'':<{NAME}}{sign} ", title, key, width)

    def _line(self, head: str, value: str, name: str, width: int) -> Content:
        line = Content.assemble(head, plain(value, "bold" if name in SAYS else ""))
        line = line.truncate(width, ellipsis=True)
        here = name == (self.section or self.chosen)
        return line.pad_right(max(width - line.cell_length, 0)).stylize("$chosen") if here else line

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
            rows.append(self._row(slot, plan.setup.first_level, width))
        if plan.slots:
            kept = f"{words.clock(plan.following)} kept for follow-ups. The level moves with how it goes."
            rows += [Content(), plain(kept, "$quiet")]
        return Content("\n").join(rows)

    def _row(self, slot: Slot, level: str, width: int) -> Content:
        """Return one question in columns: time, section, kind, the levels it can be put at, and why."""
        option = slot.at(level)
        section = plain(self.titles.get(option.section) or option.section).truncate(
            SECTION - 2, ellipsis=True
        )
        there = [one.level for one in slot.options]
        levels = there[0] if len(there) == 1 else f"{there[0]}–{there[-1]}"
        line = Content.assemble(
            f"{words.clock(slot.seconds):>{TIME - 2}}  ",
            section.pad_right(SECTION - section.cell_length),
            f"{option.kind:<{KIND}}{levels:<{LEVELS_WIDE}}",
            (option.why, "$quiet"),
        )
        return line.truncate(width, ellipsis=True)


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
        labels = {"begin_interview": "go on with it"} if self._waiting else {"fresh_interview": ""}
        on_sections = self.table.chosen == "sections"
        return {**labels, **({"less": "", "reseed": ""} if on_sections else {"pick": ""})}

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
            self.table.move(rows)
            self.query_one(Body).scroll_to_region(Region(0, self.table.cursor, 1, 4), animate=False)
            self.show_keys()
        else:
            super().scroll_by(rows)

    def action_pick(self) -> None:
        """Pick the section under the cursor, or take it back."""
        key, setup = self.table.section, self._setup
        if key:
            picked = set(setup.sections) ^ {key}
            self._change(replace(setup, sections=tuple(one for one in self.table.titles if one in picked)))

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
            self.action_pick()
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
