"""Rating and going on: the proposed rating is corrected, the answer taken back, marked right, explained, asked anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.tui.screens.drill.judging import UNLOGGED, Judging

if TYPE_CHECKING:
    from quizapp.sessions.drill import Card

GUARD = 0.3  # seconds after a verdict in which enter does nothing


class Rating(Judging):
    """From a verdict to the next question."""

    def action_rate(self, rating: int) -> None:
        """Rate the card; after a check this corrects the proposed rating."""
        drill, feedback = self._drill, self._feedback
        if drill is None:
            return
        if self._phase == "revealed":
            self._answered += 1
            seconds, hints = self._card_watch.seconds, self._hints
            job = lambda _sessions: drill.rate(rating, seconds=seconds, hints_used=hints)  # noqa: E731
        elif feedback is not None and feedback.committed:
            job = lambda _sessions: drill.rate(rating)  # noqa: E731
        else:
            self.say(UNLOGGED)
            return
        self.trainer.perform(job, lambda _done: self._ask_next(), hold=True)

    def action_next_card(self) -> None:
        """Go on, unless the key was still meant for the field."""
        if self.trainer.clock() - self._judged_at >= GUARD:
            self._ask_next()

    def action_mark_right(self) -> None:
        """Count the answer as right after all."""
        drill, feedback = self._drill, self._feedback
        if drill is None or feedback is None or not feedback.committed:
            self.say(UNLOGGED)
        elif feedback.verdict.word == "correct":
            self.say("It is right already.")
        else:
            self.trainer.perform(
                lambda _sessions: drill.mark_right(),
                lambda marked: self._show_feedback(marked, "marked as right by you"),
                hold=True,
            )

    def action_undo(self) -> None:
        """Take back the last answer and ask it again."""
        drill = self._drill
        if drill is not None:
            self.trainer.perform(lambda _sessions: drill.undo(), self._show_undone, hold=True)

    async def _show_undone(self, card: Card | None) -> None:
        if card is None:
            self.say("There is nothing to take back.")
            return
        self._answered = max(self._answered - 1, 0)
        await self._show_card(card)
        self.say("Taken back. Here it is again.")

    def action_another(self) -> None:
        """Ask the same with other numbers."""
        drill, card = self._drill, self._card
        if drill is None or card is None:
            return
        if not card.instance.question.generated:
            self.say("This question has no numbers to draw anew.")
            return
        self.trainer.perform(lambda _sessions: drill.another(), self._show_card, hold=True)

    def action_solution(self) -> None:
        """Show the worked solution."""
        drill, card, feedback = self._drill, self._card, self._feedback
        if drill is not None and card is not None:
            verdict = None if feedback is None else feedback.verdict
            self.trainer.perform(
                lambda _sessions: drill.solution(),
                lambda solution: self.trainer.open_solution(solution, card.instance, verdict),
                hold=True,
            )
