"""What can be done to the question at hand, on the list and on its own screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.sessions.errors import SessionError
from quizapp.tui.screens.page import Page
from quizapp.tui.widgets.ask_line import AskLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizapp.sessions.browsing import Browser, Line


class ActingPage(Page):
    """A page about one question at a time: suspend, bury, flag, reset, due day, rating; each can be undone."""

    def __init__(self) -> None:
        super().__init__()
        self._then: Callable[[str], None] | None = None

    @property
    def at_hand(self) -> Line | None:
        """The question that is meant."""
        raise NotImplementedError

    def changed(self) -> None:
        """Show what has changed."""
        raise NotImplementedError

    def act(self, deed: Callable[[Browser, Line], str]) -> None:
        """Do something to the question at hand, then say what was done."""
        line = self.at_hand
        if line is not None:
            self.trainer.perform(
                lambda sessions: _attempted(lambda: deed(sessions.browser(), line)), self._told
            )

    def _told(self, sentence: str) -> None:
        if self.is_attached:
            self.changed()
            self.call_after_refresh(self.say, sentence)

    def ask(self, question: str, then: Callable[[Browser, Line, str], str], value: str = "") -> None:
        """Ask for a line of text, then do something with it."""
        if self.at_hand is None or self.query(AskLine):
            return
        self._then = lambda text: self.act(lambda browser, line: then(browser, line, text))
        self.mount(AskLine(question, value), before=self.foot)
        self.call_after_refresh(self.show_keys)

    async def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        """Do what the line was asked for."""
        event.stop()
        await self.query(AskLine).remove()
        self.show_keys()
        then, self._then = self._then, None
        if event.text is not None and then is not None:
            then(event.text)

    def action_set_aside(self) -> None:
        """Suspend, or take in again."""
        self.act(lambda browser, line: browser.suspend(line))

    def action_bury(self) -> None:
        """Bury until tomorrow, or dig up."""
        self.act(lambda browser, line: browser.bury(line))

    def action_flag(self) -> None:
        """Flag with a note."""
        self.ask(
            "What is wrong with it? Empty takes the flag away.",
            lambda browser, line, text: browser.flag(line, text),
        )

    def action_forget(self) -> None:
        """Reset."""
        self.act(lambda browser, line: browser.reset(line))

    def action_set_due(self) -> None:
        """Give it a day."""
        self.ask(
            "Due on which day? today, +3d, 2w, 2026-12-05",
            lambda browser, line, text: browser.due_on(line, text),
        )

    def action_rate_again(self) -> None:
        """Rate the last answer anew."""
        self.ask(
            "Rate its last answer: 1 again, 2 hard, 3 good, 4 easy",
            lambda browser, line, text: browser.rate(line, text),
        )

    def action_keep_it(self) -> None:
        """Keep a leech."""
        self.act(lambda browser, line: browser.keep(line))

    def action_undo_change(self) -> None:
        """Take back the last change."""
        self.trainer.perform(lambda sessions: _attempted(sessions.browser().undo), self._told)


def _attempted(deed: Callable[[], str]) -> str:
    """Return what was done, or why it was not."""
    try:
        return deed()
    except SessionError as error:
        return str(error)
