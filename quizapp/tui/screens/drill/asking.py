"""Asking: the next question is put, typed at, hinted at, and kept while it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.sessions.clocks import announced
from quizapp.tui.screens.drill.sitting import Sitting
from quizapp.tui.widgets.ratings import Ratings

if TYPE_CHECKING:
    from quizapp.questions.model import Question
    from quizapp.sessions.drill import Card, Drill
    from quizapp.tui.widgets.form import Form


class Asking(Sitting):
    """From the next question to its answer."""

    def _begin(self, drill: Drill) -> None:
        self._drill = drill
        self._ask_next()

    def _ask_next(self) -> None:
        drill = self._drill
        if drill is not None:
            self.trainer.perform(lambda _sessions: drill.next(), self._show_card, hold=True)

    async def _show_card(self, card: Card | None) -> None:
        if card is None:
            self._finish()
            return
        self._say_problems()
        self._card, self._feedback, self._hints, self._written = card, None, 0, None
        self._phase = "recall" if card.instance.self_rated else "asking"
        self.query_one(Ratings).hide()
        comma, self._kept = self.trainer.settings.decimal_comma, dict(card.draft)
        await self.card_view.ask(card.instance, decimal_comma=comma, values=card.draft)
        question = card.instance.question
        self.header.show(crumbs=_crumbs(card, question))
        self._card_watch.restart()
        self.show_time()
        self.action_type_answer()
        self.call_after_refresh(self.show_keys)
        self.call_after_refresh(self._prepare)
        if card.clock:
            self.say(announced(card))

    def _prepare(self) -> None:
        """Have the next question drawn while this one, and then its verdict, is read."""
        drill = self._drill
        if drill is not None:
            self.trainer.perform(lambda _sessions: drill.prepare(), lambda _done: None)

    def _say_problems(self) -> None:
        """Say which question could not be asked, once."""
        problems = () if self._drill is None else self._drill.problems
        if len(problems) > self._problems:
            self.say(problems[-1])
        self._problems = len(problems)

    def action_type_answer(self) -> None:
        """Go to the answer's field."""
        form = self.card_view.form
        if form is not None:
            form.enter()

    def scroll_by(self, rows: int) -> None:
        """Scroll, and say whether there is more to read."""
        super().scroll_by(rows)
        self.call_after_refresh(self.show_keys)

    def on_form_moved(self) -> None:
        """Say whether enter goes on or checks."""
        self.show_keys()

    def _keep_draft(self) -> None:
        """Have a text that is not committed yet kept, where it has changed."""
        drill, form = self._drill, self.card_view.form
        if drill is None or form is None or self._phase != "asking" or self._written is not None:
            return
        typed = {part.name: text for part, text in form.texts}
        if typed and typed != {**dict.fromkeys(typed, ""), **self._kept}:
            self._kept = typed
            self.trainer.perform(lambda _sessions: drill.keep_draft(typed), lambda _done: None)

    def on_form_written(self) -> None:
        """Keep what was written."""
        self._keep_draft()

    def on_form_left(self) -> None:
        """Show the single keys."""
        self._keep_draft()
        self.show_keys()

    def on_form_remarked(self, event: Form.Remarked) -> None:
        """Say it on the foot line."""
        self.say(event.sentence)

    async def action_hint(self) -> None:
        """Show the next hint."""
        hints = () if self._card is None else self._card.hints
        if self._hints >= len(hints):
            self.say("There is no further hint.")
            return
        self._hints += 1
        await self._show_hints(self._hints)
        self.show_keys()
        if self._card is not None and self._card.intervals:
            self.say("With a hint the rating proposed is hard at most.")

    async def _show_hints(self, first: int) -> None:
        """Show the hints that were asked for, from one on."""
        hints = () if self._card is None else self._card.hints
        for number in range(first, self._hints + 1):
            await self.card_view.add(f"*Hint {number} of {len(hints)}.* {hints[number - 1]}")


def _crumbs(card: Card, question: Question) -> tuple[str, ...]:
    """Return what the header says of a question: what it is about, and that it is new, or follows the one before."""
    about = (card.section_title, question.kind, question.level)
    if card.follow_up:
        return ("Follow-up", *about)
    return (*about, "new") if card.is_new else about
