"""The last resort: what went wrong, in words, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from quizapp.tui import failure
from quizapp.tui.bindings import bindings
from quizapp.tui.screens.page import Body, Page
from quizapp.tui.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.app import ComposeResult

SAVED = "Everything answered before is saved."


class ErrorScreen(Page):
    """Shown over the screen on which it happened."""

    PLACE = "error"
    BINDINGS = bindings("error")

    DEFAULT_CSS = """
    ErrorScreen Static.said { margin: 0 0 1 0; width: 100%; height: auto; }
    """

    def __init__(self, error: Exception, retry: Callable[[], None] | None = None) -> None:
        super().__init__()
        self._error = error
        self._retry = retry
        self._log = None if failure.expected(error) else failure.log(error)

    def compose_body(self) -> ComposeResult:
        """Lay out the sentences."""
        with Body():
            yield Static(plain(failure.in_words(self._error)), classes="said", markup=False)
            yield Static(plain(SAVED, "$quiet"), classes="said", markup=False)
            if self._log is not None:
                yield Static(
                    plain(f"The details are in {self._log}.", "$quiet"), classes="said", markup=False
                )

    def foot_labels(self) -> Mapping[str, str]:
        """Offer to try again only where that makes sense."""
        return {} if self._retry is not None else {"retry": ""}

    def action_retry(self) -> None:
        """Go back and do it once more."""
        self.app.pop_screen()
        if self._retry is not None:
            self._retry()

    def action_quit(self) -> None:
        """Leave."""
        self.trainer.leave()
