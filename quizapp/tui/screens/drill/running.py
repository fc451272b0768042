"""A run of the learner's code in a drill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.tui.screens.drill.asking import Asking
from quizapp.tui.screens.running import RunsCode

if TYPE_CHECKING:
    from quizapp.sessions.drill import Card


class Running(Asking, RunsCode):
    """While code runs, in a process of its own."""

    def show_time(self) -> None:
        """Bring the clock up to date, and what the run has printed."""
        super().show_time()
        if self._phase == "running":
            self._show_run()


def forget_code(card: Card) -> None:
    """Let code that was right begin anew the next time."""
    parts = [part for part in card.instance.parts if part.form == "code"]
    if parts:
        from quizapp.tui.widgets.code import forget  # noqa: PLC0415 - few questions ask for code

        for part in parts:
            forget(part)
