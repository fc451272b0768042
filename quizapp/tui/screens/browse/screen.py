"""The list of questions: a search line above, what is under the cursor below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widgets import Input, Static

from quizapp.sessions.searching.language import SearchError
from quizapp.tui import words
from quizapp.tui.bindings import bindings
from quizapp.tui.screens.browse.acting import ActingPage
from quizapp.tui.text import plain
from quizapp.tui.widgets.ask_line import AskLine
from quizapp.tui.widgets.glance import Glance
from quizapp.tui.widgets.line_input import LineInput
from quizapp.tui.widgets.listing import QuestionList

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from quizapp.sessions.browsing import Line, Listing
    from quizapp.tui.backstage import Sessions

HINT = "section:bp is:due recall<0.8 wrong:7d -is:suspended softmax"


class SearchLine(Horizontal):
    """What is looked for."""

    DEFAULT_CSS = """
    SearchLine { height: 1; margin: 1 0; padding: 0 3; }
    SearchLine > Static { width: 3; color: $accent; text-style: bold; }
    """

    def compose(self) -> ComposeResult:
        """Lay out a sign and the field."""
        yield Static("/", markup=False)
        yield LineInput("", placeholder=HINT, id="search")


class BrowseScreen(ActingPage):
    """Every question there is, or those that a search matches."""

    PLACE = "browse"
    BINDINGS = bindings("browse", "browse.searching")

    def __init__(self, search: str = "") -> None:
        super().__init__()
        self._search = search
        self._refused = False  # the search that stands cannot be read
        self._wanted = search  # the latest search asked for; older ones are not shown any more

    def compose_body(self) -> ComposeResult:
        """Lay out search, list and the question under the cursor."""
        yield SearchLine()
        yield QuestionList()
        yield Glance()

    def on_mount(self) -> None:
        """Show everything."""
        super().on_mount()
        self.field.value = self._search
        self._look()

    def on_screen_resume(self) -> None:
        """Show what was changed meanwhile."""
        if self.listed.chosen is not None:
            self._look(stay=True)

    @property
    def field(self) -> LineInput:
        """Where the search is typed."""
        return self.query_one("#search", LineInput)

    @property
    def listed(self) -> QuestionList:
        """The list."""
        return self.query_one(QuestionList)

    @property
    def at_hand(self) -> Line | None:
        """The question under the cursor."""
        return self.listed.chosen

    @property
    def place(self) -> str:
        """The keys of the list, of the search line, or of a line that is asked for."""
        if self.query(AskLine):
            return "line"
        return "browse.searching" if self.focused is not None and self.focused.id == "search" else "browse"

    # Searching

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look while it is typed."""
        if event.input.id == "search" and event.value != self._search:
            self._search = event.value
            self._look()

    def _look(self, *, stay: bool = False) -> None:
        search = self._wanted = self._search
        self.trainer.perform(
            lambda sessions: self._found(sessions, search),
            lambda found: self._show(found, stay=stay) if search == self._wanted else None,
        )

    def _found(self, sessions: Sessions, search: str) -> Listing | SearchError | None:
        """Search, unless something else is wanted by now."""
        if search != self._wanted:
            return None
        try:
            return sessions.browser().find(search)
        except SearchError as error:
            return error

    def _show(self, found: Listing | SearchError | None, *, stay: bool) -> None:
        if not self.is_attached or found is None:
            return
        self._refused = isinstance(found, SearchError)
        if isinstance(found, SearchError):
            self.query_one(Glance).explain(str(found))
            return
        self.header.show(progress=(words.count(len(found), "question"),))
        self.listed.show(found, stay=stay)
        if not len(found):
            self.query_one(Glance).explain("No question matches. Is a word misspelt? esc empties the search.")

    def on_question_list_chosen(self, event: QuestionList.Chosen) -> None:
        """Show the question under the cursor."""
        if event.line is not None:
            self.query_one(Glance).show(event.line)

    def changed(self) -> None:
        """Show what has changed, the cursor where it was."""
        self._look(stay=True)

    # Keys

    def action_search(self) -> None:
        """Go to the search line."""
        self.set_focus(self.field)
        self.call_after_refresh(self.show_keys)

    def action_end_search(self) -> None:
        """Go to the list."""
        self.set_focus(None)
        self.call_after_refresh(self.show_keys)

    def action_leeches(self) -> None:
        """Show what is forgotten again and again."""
        self.field.value = "" if self.field.value == "is:leech" else "is:leech"

    def action_open_question(self) -> None:
        """Show the question with its history."""
        if self.at_hand is not None:
            self.trainer.open_question(self.at_hand)

    def action_practise(self) -> None:
        """Practise what is listed, beside the schedule."""
        if self._refused or self.at_hand is None:
            self.say("There is nothing to practise: mend the search first.")
        else:
            self.trainer.open_drill(search=self._search, practice=True)

    def action_back(self) -> None:
        """Empty the search; from there, go home."""
        if self.field.value:
            self.field.value = ""
        else:
            super().action_back()

    def scroll_by(self, rows: int) -> None:
        """Move the cursor."""
        self.listed.move(rows)


def title(line: Line) -> str:
    """Return where a question belongs."""
    return plain("  ·  ".join((line.section, line.kind, line.level))).plain
