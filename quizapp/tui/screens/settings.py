"""Settings, generated from their schema; a change acts at once and is kept in settings.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.geometry import Region

from quizapp import settings as kept
from quizapp.tui import theme
from quizapp.tui.bindings import bindings
from quizapp.tui.screens.page import Body, Page
from quizapp.tui.text import plain
from quizapp.tui.widgets.ask_line import AskLine
from quizapp.tui.widgets.drawn import Drawn, rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult

    from quizapp.settings import Setting, Settings

HIDDEN = {"keys"}  # a table: edited in the file
STEPS = {"desired_retention": 0.01, "maximum_interval": 30, "reviews_per_day": 10}
NAME = 22  # cells for the names


@dataclass(frozen=True, slots=True)
class Row:
    """One setting with its present value."""

    setting: Setting
    value: Any

    @property
    def shown(self) -> str:
        """Return the value as a person reads it."""
        if self.setting.kind == "switch":
            return "yes" if self.value else "no"
        if self.setting.kind == "steps":
            return ", ".join(kept.length_in_words(each) for each in self.value) or "none"
        return str(self.value) or "–"

    @property
    def typed(self) -> str:
        """Return the value as it is typed."""
        return self.shown if self.value not in ("", ()) else ""


class SettingsTable(Drawn):
    """One line a setting; the chosen one says what it is for."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.rows: tuple[Row, ...] = ()
        self.cursor = 0

    def show(self, rows: Sequence[Row]) -> None:
        """Show the settings."""
        self.rows = tuple(rows)
        self.redraw()

    def move(self, by: int) -> None:
        """Choose another setting."""
        self.cursor = min(max(self.cursor + by, 0), len(self.rows) - 1)
        self.redraw()

    @property
    def chosen(self) -> Row:
        """The chosen setting."""
        return self.rows[self.cursor]

    def draw(self, width: int) -> Content:
        """Return the table."""
        return Content("\n").join([self._line(at, row, width) for at, row in enumerate(self.rows)])

    def _line(self, at: int, row: Row, width: int) -> Content:
        name = row.setting.name.replace("_", " ")
        changed = row.value != row.setting.default
        value = plain(row.shown).truncate(max(width - NAME - 2, 8), ellipsis=True)
        line = Content.assemble(f" {name:<{NAME}}", value.stylize("bold") if changed else value)
        if at == self.cursor:
            return line.pad_right(max(width - line.cell_length, 0)).stylize("$chosen")
        return line


class SettingsScreen(Page):
    """The table above, a sentence on the chosen setting below."""

    PLACE = "settings"
    BINDINGS = bindings("settings")

    DEFAULT_CSS = """
    SettingsScreen {
        Body { padding: 1 2 0 2; }
        Explanation { height: 4; margin: 0 0 1 0; padding: 0 3; }
    }
    """

    def compose_body(self) -> ComposeResult:
        """Lay out table and explanation."""
        with Body():
            yield SettingsTable()
        yield Explanation()

    def on_mount(self) -> None:
        """Show the settings."""
        self._show(self.trainer.settings)
        super().on_mount()

    @property
    def table(self) -> SettingsTable:
        """The table."""
        return self.query_one(SettingsTable)

    @property
    def place(self) -> str:
        """The keys of the table, or of the line that is typed."""
        return "line" if self.query(AskLine) else "settings"

    def _show(self, settings: Settings) -> None:
        rows = [Row(each, getattr(settings, each.name)) for each in kept.SCHEMA if each.name not in HIDDEN]
        self.table.show(rows)
        self.query_one(Explanation).show(self.table.chosen)

    def scroll_by(self, rows: int) -> None:
        """Choose another setting instead of scrolling."""
        self.table.move(rows)
        self.query_one(Body).scroll_to_region(Region(0, self.table.cursor - 1, 1, 3), animate=False)
        self.query_one(Explanation).show(self.table.chosen)

    def on_click(self, event: events.Click) -> None:
        """Choose the setting that was clicked."""
        if isinstance(event.widget, SettingsTable):
            self.scroll_by(event.y - self.table.cursor)

    def action_change(self) -> None:
        """Take the next option, or ask for a value."""
        row = self.table.chosen
        if _options(row.setting):
            self._step(1)
        elif not self.query(AskLine):
            self.mount(AskLine(row.setting.name.replace("_", " "), row.typed), before=self.foot)
            self.call_after_refresh(self.show_keys)

    def action_less(self) -> None:
        """Take the value or option before."""
        self._step(-1)

    def action_more(self) -> None:
        """Take the next value or option."""
        self._step(1)

    def action_default(self) -> None:
        """Put the chosen setting back to its default."""
        self._save(self.table.chosen.setting, None)

    async def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        """Keep what was typed."""
        await self.query(AskLine).remove()
        self.show_keys()
        if event.text is not None:
            row = self.table.chosen
            self._save(row.setting, read(row.setting, event.text))

    def _step(self, by: int) -> None:
        row = self.table.chosen
        options = _options(row.setting)
        if options:
            at = options.index(row.value) if row.value in options else -1
            self._save(row.setting, options[(at + by) % len(options)])
        elif row.setting.kind in ("integer", "number"):
            self._save(row.setting, _stepped(row, by))
        else:
            self.action_change()

    def _save(self, setting: Setting, value: Any) -> None:
        try:
            settings = kept.save({setting.name: value})
        except (kept.SettingsError, OSError) as error:
            self.say(str(error))
            return
        self.trainer.use_settings(settings)
        self._show(settings)
        if setting.name in ("mouse", "ascii"):
            self.say("This holds from the next start on.")


class Explanation(Drawn):
    """What the chosen setting is for, what it may be, and its default."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._row: Row | None = None

    def show(self, row: Row) -> None:
        """Explain a setting."""
        self._row = row
        self.redraw()

    def draw(self, width: int) -> Content:
        """Return the explanation."""
        if self._row is None:
            return Content()
        setting = self._row.setting
        may = f"It may be {_in_words(setting)}; usually {_usual(setting)}."
        said = [*plain(setting.says).wrap(width), *plain(may, "$quiet").wrap(width)]
        return Content("\n").join([rule(width), *said[:3]])


def read(setting: Setting, text: str) -> Any:
    """Return what a typed line means for a setting; what does not fit is left for the schema to refuse."""
    if setting.kind == "steps":
        return tuple(each.strip() for each in text.replace(";", ",").split(",") if each.strip())
    if setting.kind in ("integer", "number"):
        try:
            return int(text) if setting.kind == "integer" else float(text.replace(",", "."))
        except ValueError:
            return text
    return text


def _options(setting: Setting) -> tuple[Any, ...]:
    if setting.kind == "switch":
        return (False, True)
    if setting.name == "theme":
        return ("auto", *theme.NAMES)
    return setting.options


def _stepped(row: Row, by: int) -> float:
    step = STEPS.get(row.setting.name, 1)
    value = row.value + by * step
    low, high = row.setting.low, row.setting.high
    if low is not None and high is not None:
        value = min(max(value, low), high)
    return int(value) if row.setting.kind == "integer" else round(value, 4)


def _usual(setting: Setting) -> str:
    return "empty" if setting.default in ("", ()) else Row(setting, setting.default).shown


def _in_words(setting: Setting) -> str:
    if setting.kind == "switch":
        return "yes or no"
    if setting.kind == "steps":
        return "waits such as 1m, 10m, 1h, 2d, apart by commas"
    if setting.name == "theme":
        return "auto, dark, light, ansi (the terminal's own colours), or the name of a Textual theme"
    if setting.kind == "choice":
        return ", ".join(setting.options)
    if setting.kind == "date":
        return "a date such as 2026-12-05, or empty"
    return "any text" if setting.kind == "text" else setting.in_words()
