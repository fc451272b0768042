"""The app: opens screens, runs jobs behind them, and leaves without losing anything."""

from __future__ import annotations

import gc
import inspect
import time
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import events
from textual.app import App, SystemCommand
from textual.theme import BUILTIN_THEMES

from quizapp.tui import theme
from quizapp.tui.backstage import Backstage
from quizapp.tui.bindings import bound
from quizapp.tui.key_queue import KeyQueue
from quizapp.tui.keys import Registry
from quizapp.tui.screens.home import HomeScreen
from quizapp.tui.screens.page import Page

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
    from datetime import date

    from textual.binding import BindingType
    from textual.filter import LineFilter
    from textual.screen import Screen
    from textual.theme import Theme
    from textual.widget import Widget

    from quizapp.interview.debrief import Debrief
    from quizapp.interview.setup import Setup
    from quizapp.questions.model import Instance, Solution, Verdict
    from quizapp.sessions.browsing import Line
    from quizapp.sessions.drill import Summary
    from quizapp.sessions.interviews.interview import Interview, Unconfirmed
    from quizapp.sessions.overview import Overview
    from quizapp.settings import Settings
    from quizapp.tui.backstage import Sessions

Result = TypeVar("Result")
AT_ONCE = {"ctrl+c", "ctrl+q"}


def local_time() -> datetime:
    """Return the time here."""
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a test puts in the place of the machine: the clock, the date, what the terminal can show."""

    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = local_time
    ascii_only: bool = False
    last_overview: Callable[[date], Overview | None] | None = None  # what home showed last


class QuizApp(App[None]):
    """The trainer in a terminal."""

    TITLE = "quizapp"
    BINDINGS: ClassVar[list[BindingType]] = bound([Registry().key("leave_now")], priority=True)

    DEFAULT_CSS = """
    QuizApp { background: $background; }
    CommandPalette > Vertical { margin-top: 2; background: $surface; max-width: 84; }
    CommandPalette SearchIcon { display: none; }
    CommandPalette #--input { border: none; padding: 1 1 0 1; }
    CommandPalette > .command-palette--help-text { color: $foreground 70%; text-style: none; }
    """

    def __init__(
        self,
        opener: Callable[[], Sessions],
        settings: Settings,
        surroundings: Surroundings | None = None,
        *,
        first: Mapping[str, Any] | None = None,
    ) -> None:
        # Before the first colours are worked out: a change later would work them all out again.
        self.set_reactive(App.theme, self._theme_name(settings.theme))
        super().__init__(ansi_color=True if theme.colourless() else None)
        self.settings = settings
        self.keys = Registry(settings.keys)
        around = surroundings or Surroundings()
        self.clock, self.now, self.ascii_only = around.clock, around.now, around.ascii_only
        self._last_overview = around.last_overview
        self.animation_level = "none"
        self._first = first
        self._backstage = Backstage(opener)
        self._key_queue = KeyQueue(self, self._handle_key)
        self._extra_filters = _ascii_filters() if around.ascii_only else ()
        if self.keys.replaced:
            self.set_keymap(self.keys.replaced)

    def get_default_screen(self) -> Page:
        """Begin at home: nothing is painted before it."""
        return HomeScreen()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our roles for themes that come with Textual."""
        return theme.defaults(self.current_theme)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Replace what the terminal cannot show, where it shows ASCII only."""
        return [*super().get_line_filters(), *self._extra_filters]

    def on_mount(self) -> None:
        """Listen for the signals that end the program; go straight to a drill where one was asked for."""
        if not self.is_headless:
            from quizapp.tui.signals import leave_on_signals  # noqa: PLC0415 - only a real terminal has them

            leave_on_signals(self)
        if self._first is not None and "mock" in self._first:
            self.open_mock(self._first["mock"])
        elif self._first is not None:
            self.open_drill(**self._first)

    # Colours, keys, clipboard

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Textual's themes and ours."""
        return {**BUILTIN_THEMES, **theme.THEMES}

    def _theme_name(self, wanted: str) -> str:
        name = theme.chosen(wanted)
        return name if name in self.available_themes else theme.DARK

    def change_theme(self, name: str) -> None:
        """Use a theme from now on."""
        from quizapp import settings as kept  # noqa: PLC0415 - only a change needs it

        try:
            self.use_settings(kept.save({"theme": name}))
        except (kept.SettingsError, OSError) as error:
            self.say(str(error))

    def use_settings(self, settings: Settings) -> None:
        """Act on changed settings."""
        self.settings = settings
        self.theme = self._theme_name(settings.theme)

    def copy(self, text: str, what: str) -> None:
        """Put text on the terminal's clipboard and say what it was."""
        self.copy_to_clipboard(text)
        self.say(f"Copied {what} ({len(text)} characters), if your terminal allows it.")

    def say(self, sentence: str) -> None:
        """Show a sentence on the foot line of the present screen."""
        if isinstance(self.screen, Page):
            self.screen.say(sentence)

    def last_overview(self) -> Overview | None:
        """Return what home showed last, while it can still be so."""
        return None if self._last_overview is None else self._last_overview(self.now().date())

    # Jobs behind the screens

    def perform(
        self,
        job: Callable[[Sessions], Result],
        then: Callable[[Result], Awaitable[None] | None],
        *,
        hold: bool = False,
    ) -> None:
        """Run a job behind the screens, then go on with its result.

        With ``hold`` keys pressed meanwhile wait until then, so that typing ahead reaches the next question.
        """
        if hold:
            self._key_queue.hold()
        self.run_worker(self._perform(job, then, hold=hold))

    async def _perform(
        self,
        job: Callable[[Sessions], Result],
        then: Callable[[Result], Awaitable[None] | None],
        *,
        hold: bool,
    ) -> None:
        try:
            result = await self._backstage.call(lambda: job(self._backstage.sessions))
            if self._exit:
                return
            going_on = then(result)
            if inspect.isawaitable(going_on):
                await going_on
        except Exception as error:  # the last resort: said in words, logged whole
            self.open_error(error, lambda: self.perform(job, then, hold=hold))
        finally:
            if hold:
                self._key_queue.release()
            gc.enable()  # off since the start (start.run), until the first numbers are there

    async def on_event(self, event: events.Event) -> None:
        """Put keys in a queue; those that leave at once pass it by."""
        if isinstance(event, events.Key) and not event.is_forwarded and event.key not in AT_ONCE:
            await self._key_queue.put(event)
        else:
            await super().on_event(event)

    async def _handle_key(self, key: events.Key) -> None:
        if isinstance(self.screen, Page):
            self.screen.key_pressed()
        await super().on_event(key)

    # Screens, imported when they are opened

    def open_drill(self, **filters: Any) -> None:
        """Begin a drill."""
        from quizapp.tui.screens.drill import DrillScreen  # noqa: PLC0415

        self.push_screen(DrillScreen(filters))

    def open_solution(self, solution: Solution, instance: Instance, verdict: Verdict | None) -> None:
        """Show a worked solution."""
        from quizapp.tui.screens.solution import SolutionScreen  # noqa: PLC0415

        self.push_screen(SolutionScreen(solution, instance, verdict))

    def open_summary(self, summary: Summary) -> None:
        """Show the end of a session in place of the drill."""
        from quizapp.tui.screens.summary import SummaryScreen  # noqa: PLC0415

        self.switch_screen(SummaryScreen(summary))

    def open_help(self, place: str, focused: Widget | None) -> None:
        """Show the keys of a place and of the focused field."""
        from quizapp.tui.screens.help import HelpScreen  # noqa: PLC0415

        self.push_screen(HelpScreen(place, getattr(focused, "PLACE", "")))

    def open_mock(self, setup: Setup | None = None) -> None:
        """Set up an interview, or go on with the one under way."""
        from quizapp.tui.screens.interview.setting_up import InterviewSetupScreen  # noqa: PLC0415

        self.push_screen(InterviewSetupScreen(setup))

    def open_interview(self, setup: Setup | None, identity: str = "") -> None:
        """Hold an interview: a new one, or the one of an id."""
        from quizapp.tui.screens.interview.screen import InterviewScreen  # noqa: PLC0415

        self.switch_screen(InterviewScreen(setup, identity))

    def close_interview(self, interview: Interview, unconfirmed: list[Unconfirmed]) -> None:
        """Have the points of answers in words confirmed, then look back."""
        from quizapp.tui.screens.interview.confirming import ConfirmingScreen  # noqa: PLC0415

        self.switch_screen(ConfirmingScreen(interview, unconfirmed))

    def open_debrief(self, debrief: Debrief, *, instead: bool = False) -> None:
        """Look back on an interview; ``instead`` of the present screen."""
        from quizapp.tui.screens.interview.debrief import DebriefScreen  # noqa: PLC0415

        (self.switch_screen if instead else self.push_screen)(DebriefScreen(debrief))

    def open_interviews(self) -> None:
        """List the interviews that were held."""
        from quizapp.tui.screens.interview.history import InterviewsScreen  # noqa: PLC0415

        self.push_screen(InterviewsScreen())

    def open_packs(self) -> None:
        """List the packs."""
        from quizapp.tui.screens.packs import PacksScreen  # noqa: PLC0415

        self.push_screen(PacksScreen())

    def open_browse(self, search: str = "") -> None:
        """Search all questions."""
        from quizapp.tui.screens.browse.screen import BrowseScreen  # noqa: PLC0415

        self.push_screen(BrowseScreen(search))

    def open_question(self, line: Line) -> None:
        """Show one question with its history."""
        from quizapp.tui.screens.browse.question import QuestionScreen  # noqa: PLC0415

        self.push_screen(QuestionScreen(line))

    def open_statistics(self) -> None:
        """Show how it goes."""
        from quizapp.tui.screens.statistics import StatisticsScreen  # noqa: PLC0415

        self.push_screen(StatisticsScreen())

    def open_sheet(self, section: str) -> None:
        """Show the formulas of a section."""
        from quizapp.tui.screens.sheet import SheetScreen  # noqa: PLC0415

        self.push_screen(SheetScreen(section))

    def open_settings(self) -> None:
        """Change settings."""
        from quizapp.tui.screens.settings import SettingsScreen  # noqa: PLC0415

        self.push_screen(SettingsScreen())

    def open_error(self, error: Exception, retry: Callable[[], None] | None = None) -> None:
        """Say in words what went wrong."""
        from quizapp.tui.screens.error import ErrorScreen  # noqa: PLC0415

        self.push_screen(ErrorScreen(error, retry))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer the keys of the screen, by name, and the colours."""
        from quizapp.tui.palette import commands  # noqa: PLC0415

        return commands(self, screen)

    # Leaving

    def action_leave_now(self) -> None:
        """Copy what is selected; leave where nothing is."""
        selected = self.screen.get_selected_text() or getattr(self.focused, "selected_text", "")
        if selected:
            self.copy(selected, "the selected text")
        else:
            self.leave()

    def leave(self, code: int = 0) -> None:
        """Leave; what was answered is already in the log."""
        self.exit(return_code=code)

    def close_backstage(self) -> None:
        """Finish what is being written and close the database."""
        self._backstage.close()

    def _fatal_error(self) -> None:
        """Say in words that the program ended, and log the rest."""
        from quizapp.tui.failure import last_words  # noqa: PLC0415

        self._exit_renderables.append(last_words(self._exception))
        self._close_messages_no_wait()


def _ascii_filters() -> tuple[LineFilter, ...]:
    from quizapp.tui.asciify import AsciiFilter  # noqa: PLC0415 - few terminals need it

    return (AsciiFilter(),)
