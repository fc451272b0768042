"""Judging: what was answered is confirmed where that is asked, judged and logged, and the verdict shown."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from quizapp.questions import located
from quizapp.questions.model import UNJUDGED
from quizapp.sessions.clocks import time_said
from quizapp.tui.screens.drill.running import Running, forget_code
from quizapp.tui.widgets.ratings import Ratings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.questions.locating import Located
    from quizapp.questions.model import Answer, Instance
    from quizapp.sessions.drill import Card, Drill, Feedback
    from quizapp.tui.widgets.form import Form

UNLOGGED = "For practice only: not logged, and the schedule is not touched."
FOLLOWED = "A follow-up: it is in the log, and has no schedule of its own."
PRACTISED = "Practice: it is in the log, and the schedule is not touched."


class Judging(Running):
    """From an answer to its verdict."""

    def on_form_completed(self, event: Form.Completed) -> None:
        """Have the answer judged and logged; what is asked after it comes first."""
        drill, card, seconds, hints = self._drill, self._card, self._card_watch.seconds, self._hints
        if drill is None or card is None or self._phase != "asking":
            return
        answer = event.answer
        if self._written is not None:
            answer = replace(answer, parts={**self._written.parts, **answer.parts})
        elif _has_more(card.instance, answer):
            self.trainer.perform(
                lambda _sessions: drill.propose(answer),
                lambda proposed: self._show_points(answer, proposed),
                hold=True,
            )
            return
        self._seconds = seconds
        runs = _is_run(card)
        if runs:
            self._begin_run()
        self.trainer.perform(
            lambda _sessions: _checked(drill, card.instance, answer, seconds, hints),
            lambda checked: self._show_verdict(*checked, answer),
            hold=not runs,
        )

    async def _show_points(self, written: Answer, proposed: Mapping[str, str]) -> None:
        """Have what was found in a text confirmed."""
        if self._card is None:
            return
        self._written = written
        await self.card_view.confirm(self._card.instance, written, proposed)
        self.action_type_answer()
        self.call_after_refresh(self.show_keys)

    def action_check_text(self) -> None:
        """Go on from the text."""
        form = self.card_view.form
        if form is not None:
            form.complete()

    async def action_rewrite(self) -> None:
        """Return to the text."""
        card, written = self._card, self._written
        if card is None or written is None:
            return
        self._written = None
        comma = self.trainer.settings.decimal_comma
        await self.card_view.ask(card.instance, decimal_comma=comma, values=written.parts)
        await self._show_hints(1)
        self.action_type_answer()
        self.call_after_refresh(self.show_keys)

    async def _show_verdict(self, feedback: Feedback, where: Located | None, answer: Answer) -> None:
        form = self.card_view.form
        if self._phase == "running":
            self._phase = "asking"
            self.say("")
        if feedback.verdict.word in UNJUDGED and form is not None:
            form.complain(feedback.verdict)
            stopped = feedback.verdict.word == "undecided" and _is_run(self._card)
            mend = "press enter to run it again." if stopped else "mend what is marked and press enter again."
            self.say(f"Nothing was judged: {mend}")
            return
        self._given = answer
        await self._show_feedback(feedback, where=where)
        if self._card is not None and self._card.clock:
            self.say(time_said(self._card, self._seconds, feedback.verdict.credit))

    async def _show_feedback(self, feedback: Feedback, note: str = "", where: Located | None = None) -> None:
        if self._card is None:
            return
        self._answered += feedback.committed and self._phase != "answered"
        if feedback.verdict.word == "correct":
            forget_code(self._card)
        self._feedback, self._phase, self._judged_at = feedback, "answered", math.inf
        self._written = None
        self.set_focus(None)
        await self.card_view.judge(self._card.instance, feedback.verdict, note, where)
        self._show_ratings(feedback)
        self.show_keys()
        self.call_after_refresh(self.action_figure, "verdict")
        self.call_after_refresh(self._seen)
        self._prepare()

    def action_figure(self, first: str = "") -> None:
        """Show the figure whole, or the verdict, where there is no room for both."""
        card = self.card_view
        card.fold(first or card.folded or "verdict")
        self.show_keys()

    def _seen(self) -> None:
        """Note when the verdict stood on the screen."""
        self._judged_at = self.trainer.clock()

    def _show_ratings(self, feedback: Feedback) -> None:
        ratings = self.query_one(Ratings)
        if feedback.committed and feedback.intervals:
            ratings.show(feedback.intervals, feedback.proposed)
        else:
            followed = self._card is not None and self._card.follow_up
            logged = FOLLOWED if followed else PRACTISED
            ratings.explain(logged if feedback.committed else UNLOGGED)

    async def action_reveal(self) -> None:
        """Turn the card over."""
        card, drill = self._card, self._drill
        if card is None or drill is None:
            return
        self._phase = "revealed"
        await self.card_view.reveal(card.instance)
        self.query_one(Ratings).show(card.intervals)
        self.show_keys()


def _is_run(card: Card | None) -> bool:
    """Return whether the answer is code, which is run."""
    return card is not None and any(part.form == "code" for part in card.instance.parts)


def _checked(
    drill: Drill, instance: Instance, answer: Answer, seconds: float, hints: int
) -> tuple[Feedback, Located | None]:
    """Return how an answer went, and where it went wrong."""
    feedback = drill.check(answer, seconds=seconds, hints_used=hints)
    return feedback, located(instance, feedback.verdict, decimal_comma=answer.decimal_comma)


def _has_more(instance: Instance, answer: Answer) -> bool:
    """Return whether there is something to confirm: parts that are asked later, and an answer to them."""
    later = any(part.later for part in instance.parts)
    return later and any(text.strip() for text in answer.parts.values())
