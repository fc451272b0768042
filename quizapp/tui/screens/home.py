"""The home screen: painted at once, filled with numbers as soon as they are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.geometry import Region
from textual.widgets import Static

from quizapp.tui import keys, words
from quizapp.tui.bindings import bindings
from quizapp.tui.screens.page import Body, Page
from quizapp.tui.text import plain
from quizapp.tui.widgets.sections import Sections
from quizapp.tui.widgets.today import Today

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual import events
    from textual.app import ComposeResult

    from quizapp.sessions.overview import Overview

WELCOME = "Welcome. Press enter for your first five questions."
FIRST_CARDS = 5


class HomeScreen(Page):
    """What waits today, by section."""

    PLACE = "home"
    BINDINGS = bindings("home")

    DEFAULT_CSS = """
    HomeScreen {
        Today { padding: 0 3; margin: 1 0 1 0; }
        .note { padding: 0 3; margin: 0 0 1 0; }
        Body { padding: 0 3; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.overview: Overview | None = None
        self._start_wanted = False
        self._has_read = False  # the database, since it was opened

    def compose_body(self) -> ComposeResult:
        """Lay out today, a sentence, and the sections."""
        yield Today(self.trainer.now())
        with Body():
            yield Sections()

    def crumbs(self) -> tuple[str, ...]:
        """Say the program's name."""
        return ("quizapp",)

    def on_mount(self) -> None:
        """Show the day at once, with the numbers as they were left; ask for today's after the first paint."""
        super().on_mount()
        self.header.show(progress=(words.day(self.trainer.now()),))
        left = self.trainer.last_overview()
        if left is not None:
            self.show_overview(left)
        self.call_after_refresh(self.refresh_numbers)

    def on_screen_resume(self) -> None:
        """Bring the numbers up to date after a drill."""
        if self._has_read:
            self.refresh_numbers()

    def refresh_numbers(self) -> None:
        """Ask for the numbers."""
        self.trainer.perform(lambda sessions: sessions.overview(), self._show_read)

    def _show_read(self, overview: Overview) -> None:
        self._has_read = True
        self.show_overview(overview)

    def show_overview(self, overview: Overview) -> None:
        """Show the numbers."""
        self.overview = overview
        self.query_one(Today).show(overview, self.trainer.now())
        self.query_one(Sections).show(overview.sections)
        self._show_notes(overview)
        streak = f"{words.count(overview.streak, 'day')} in a row" if overview.streak else ""
        self.header.show(progress=tuple(filter(None, (words.day(self.trainer.now()), streak))))
        self.show_keys()
        if self._start_wanted:
            self._start_wanted = False
            self.action_start()

    def _show_notes(self, overview: Overview) -> None:
        """Say what a first run needs to know, and what is wrong with a pack."""
        self.query(".note").remove()
        notes = [plain(WELCOME, "$lead")] if overview.first_run else []
        unknown = [f"The settings give a key to {name}, which is no action." for name in self._unknown_keys()]
        notes += [plain(words.forgotten(overview.leeches), "$quiet")] if overview.leeches else []
        notes += [plain(sentence, "$wrong") for sentence in _problems((*overview.problems, *unknown))]
        self.mount_all(
            [Static(note, classes="note", markup=False) for note in notes], before=self.query_one(Body)
        )

    def _unknown_keys(self) -> tuple[str, ...]:
        return keys.unknown(self.trainer.settings.keys)

    def foot_labels(self) -> Mapping[str, str]:
        """Offer to go ahead only where nothing waits, and name the chosen section."""
        seen = self.overview
        waiting = seen is None or bool(seen.due + seen.new)
        section = self.query_one(Sections).chosen
        labels = {"ahead": "", "practise": ""} if waiting else {"start": ""}
        if section is None:
            return {**labels, "line_down": "one section", "back": ""}
        return {**labels, "line_down": "", "start": "drill this section", "back": "all sections"}

    def action_start(self) -> None:
        """Drill all that waits, or the chosen section."""
        seen, section = self.overview, self._section()
        if seen is None:
            self._start_wanted = True
        elif section or seen.due + seen.new:
            first = {"limit": FIRST_CARDS} if seen.first_run and not section else {}
            self.trainer.open_drill(**section, **first)
        else:
            self.say("Nothing waits: a goes ahead of the schedule, t practises without touching it.")

    def action_ahead(self) -> None:
        """Drill what is due next."""
        self.trainer.open_drill(**self._section(), ahead=True)

    def action_practise(self) -> None:
        """Drill without touching the schedule."""
        self.trainer.open_drill(**self._section(), practice=True)

    def _section(self) -> dict[str, Any]:
        section = self.query_one(Sections).chosen
        return {} if section is None else {"section": section.id}

    def action_mock(self) -> None:
        """Set up a mock interview, or go on with the one under way."""
        self.trainer.open_mock()

    def action_packs(self) -> None:
        """List the packs."""
        self.trainer.open_packs()

    def action_browse(self) -> None:
        """Search all questions, or those of the chosen section."""
        section = self._section()
        self.trainer.open_browse(f"section:{section['section']}" if section.get("section") else "")

    def action_statistics(self) -> None:
        """Show how it goes."""
        self.trainer.open_statistics()

    def action_settings(self) -> None:
        """Change settings."""
        self.trainer.open_settings()

    def action_back(self) -> None:
        """Choose all sections again; from there, say how to leave."""
        sections = self.query_one(Sections)
        if sections.chosen is None:
            self.say("Press q to leave.")
        sections.choose_none()
        self.show_keys()

    def action_quit(self) -> None:
        """Leave."""
        self.trainer.leave()

    def scroll_by(self, rows: int) -> None:
        """Choose a section instead of scrolling."""
        sections = self.query_one(Sections)
        sections.move(rows)
        self.query_one(Body).scroll_to_region(Region(0, sections.chosen_line - 1, 1, 3), animate=False)
        self.show_keys()

    def on_click(self, event: events.Click) -> None:
        """Choose the section that was clicked."""
        if isinstance(event.widget, Sections) and event.widget.choose_line(event.y):
            self.show_keys()


def _problems(problems: tuple[str, ...]) -> tuple[str, ...]:
    if len(problems) < 2:
        return problems
    return (f"{problems[0]} And {len(problems) - 1} more: press p.",)
