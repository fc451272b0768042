"""A run of the learner's code: what it prints last is shown while it lasts, and a key stops it."""

from __future__ import annotations

from quizapp.tui import words
from quizapp.tui.screens.page import Page


class RunsCode(Page):
    """A screen that waits for code, which runs in a process of its own; its ``_phase`` is then "running"."""

    _phase = "waiting"
    _run_began = 0.0

    def _begin_run(self) -> None:
        """Let keys stop the run while it lasts, and show what it prints."""
        self._phase = "running"
        self._run_began = self.trainer.clock()
        self.set_focus(None)  # so that esc stops the run
        self._show_run()
        self.show_keys()

    def _show_run(self) -> None:
        from quizapp.questions.katas.running import WATCH  # noqa: PLC0415 - few questions are run

        key = self.trainer.keys.shown(self.trainer.keys.key("stop_run"))
        took = words.clock(self.trainer.clock() - self._run_began)
        self.say(f"Running {took}, {key} stops it.  {WATCH.latest}".rstrip())

    def action_stop_run(self) -> None:
        """Stop the code that is running."""
        from quizapp.questions.katas.running import WATCH  # noqa: PLC0415

        WATCH.cancel()
