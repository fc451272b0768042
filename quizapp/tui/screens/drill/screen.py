"""The drill: ask, judge, rate, go on. What is decided is decided in quizapp.sessions; this only shows it."""

from __future__ import annotations

from quizapp.tui.bindings import bindings
from quizapp.tui.screens.drill.rating import Rating
from quizapp.tui.stopwatch import Stopwatch
from quizapp.tui.widgets.ask_line import AskLine

KEEP_EVERY = 3.0  # seconds after which a text that is being written is kept


class DrillScreen(Rating):
    """One session, from the first question to the last."""

    BINDINGS = bindings(
        "drill.written", "drill.ticked", "drill.asking", "drill.recall", "drill.revealed", "drill.answered",
        "drill.running",
    )  # fmt: skip

    def on_mount(self) -> None:
        """Begin."""
        super().on_mount()
        self._session_watch = Stopwatch(self.trainer.clock)
        self._card_watch = Stopwatch(self.trainer.clock)
        self.set_interval(1, self.show_time)
        self.set_interval(KEEP_EVERY, self._keep_draft)
        self.trainer.perform(lambda sessions: sessions.drill(**self._filters), self._begin, hold=True)

    # Around the question

    def action_flag(self) -> None:
        """Ask what is wrong with the question."""
        if not self.query(AskLine):
            self.mount(AskLine("What is wrong with it?"), before=self.foot)
            self.call_after_refresh(self.show_keys)

    async def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        """Keep the note."""
        drill, note = self._drill, event.text
        await self.query(AskLine).remove()
        self.show_keys()
        if note is not None and drill is not None:
            self.trainer.perform(lambda _sessions: drill.flag(note), lambda _done: self.say("Flagged."))

    def action_edit(self) -> None:
        """Open the question in the editor."""
        card = self._card
        if card is not None:
            question = card.instance.question
            self.trainer.perform(lambda sessions: sessions.edit_path(question), self._edit, hold=True)

    def _edit(self, place: tuple[str, int]) -> None:
        from quizapp.tui.editor import edit  # noqa: PLC0415

        self.say(edit(self.trainer, *place))

    def action_sheet(self) -> None:
        """Show the formulas of the question's section."""
        if self._card is not None:
            self.trainer.open_sheet(self._card.section)

    def action_copy(self) -> None:
        """Copy the question and, once it is answered, what was typed and what is right."""
        card = self._card
        if card is None:
            return
        from quizapp.tui.copying import as_text  # noqa: PLC0415

        verdict = None if self._feedback is None else self._feedback.verdict
        what = "the question" if verdict is None else "the question and your answer"
        self.trainer.copy(as_text(card.instance, verdict, revealed=self._phase == "revealed"), what)

    # Leaving

    def action_back(self) -> None:
        """Leave the drill; what was answered is in the log."""
        self._keep_draft()
        self._finish()
