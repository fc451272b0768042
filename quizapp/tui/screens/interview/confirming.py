"""After an interview: the points of answers in words, ticked in advance, confirmed one answer after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizapp.questions.model import Answer
from quizapp.tui.bindings import bindings
from quizapp.tui.screens.page import Page
from quizapp.tui.widgets.card import CardView
from quizapp.tui.widgets.choice import letters_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textual.app import ComposeResult
    from textual.widget import Widget

    from quizapp.interview.debrief import Debrief
    from quizapp.questions.model import Verdict
    from quizapp.sessions.interviews.interview import Interview, Unconfirmed
    from quizapp.tui.widgets.form import Form

GUARD = 0.3  # seconds after a verdict in which enter does nothing


class ConfirmingScreen(Page):
    """Each text beside the key points, the model answer last; then the interview is closed and looked back on."""

    PLACE = "interview.waiting"
    BINDINGS = bindings("interview.judged", "interview.ticked")

    def __init__(self, interview: Interview, unconfirmed: list[Unconfirmed]) -> None:
        super().__init__()
        self._interview, self._left, self._of = interview, list(unconfirmed), len(unconfirmed)
        self._phase = "waiting"
        self._judged_at = float("-inf")

    def compose_body(self) -> ComposeResult:
        """Lay out the card."""
        yield CardView()

    def crumbs(self) -> tuple[str, ...]:
        """Say what is confirmed."""
        return ("Interview", "points of your answers in words")

    def on_mount(self) -> None:
        """Show the first."""
        super().on_mount()
        self._next()

    @property
    def card_view(self) -> CardView:
        """The question, the text and its points."""
        return self.query_one(CardView)

    @property
    def place(self) -> str:
        """The keys that hold now."""
        if self._phase == "ticking":
            return "interview.ticked" if self.focused is None else "interview.ticking"
        return f"interview.{self._phase}"

    def foot_labels(self) -> Mapping[str, str]:
        """Say what the keys do here."""
        more = "read on" if self.card_view.more_text else ""
        labels = {"enter_answer": "confirm", "type_answer": "back to the points", "page_down": more}
        return {**labels, **letters_of(self.focused)}

    def scrolled(self) -> Iterable[Widget]:
        """Scroll what is new first."""
        parts = (self.card_view.text, self.card_view.answer)
        return parts[::-1] if self._phase == "judged" else parts

    def _next(self) -> None:
        """Show the next answer in words, or close the interview."""
        if self._left:
            self.run_worker(self._show(self._left[0]))
            return
        self._phase = "waiting"
        self.show_keys()
        interview = self._interview
        self.trainer.perform(
            lambda sessions: _closed(interview, sessions),
            lambda debrief: self.trainer.open_debrief(debrief, instead=True),
            hold=True,
        )

    async def _show(self, one: Unconfirmed) -> None:
        self._phase = "ticking"
        self.header.show(progress=(f"{self._of - len(self._left) + 1} of {self._of}",))
        await self.card_view.ask(one.instance)
        await self.card_view.confirm(one.instance, Answer(one.parts), one.proposed)
        self.action_type_answer()
        self.call_after_refresh(self.show_keys)

    def action_type_answer(self) -> None:
        """Go to the points."""
        form = self.card_view.form
        if form is not None:
            form.enter()

    def on_form_moved(self) -> None:
        """Say what enter does now."""
        self.show_keys()

    def on_form_left(self) -> None:
        """Show the single keys."""
        self.show_keys()

    def on_form_completed(self, event: Form.Completed) -> None:
        """Confirm the points."""
        if self._phase != "ticking":
            return
        interview, one = self._interview, self._left.pop(0)
        ticked = {name: text or "-" for name, text in event.answer.parts.items()}
        self._phase = "waiting"
        self.trainer.perform(
            lambda _sessions: _confirmed(interview, one, ticked),
            lambda verdict: self._show_confirmed(one, verdict),
            hold=True,
        )

    async def _show_confirmed(self, one: Unconfirmed, verdict: Verdict | None) -> None:
        """Show the points and the model answer."""
        self._phase, self._judged_at = "judged", self.trainer.clock()
        self.set_focus(None)
        if verdict is not None:
            await self.card_view.judge(one.instance, verdict)
        self.show_keys()

    def action_next_card(self) -> None:
        """Go on from the model answer."""
        if self.trainer.clock() - self._judged_at >= GUARD:
            self._next()

    def action_back(self) -> None:
        """Leave: what is not confirmed waits."""
        self.app.pop_screen()
        self.trainer.call_after_refresh(
            self.trainer.say, "The interview waits for its points to be confirmed: m goes on with it."
        )


def _confirmed(interview: Interview, one: Unconfirmed, ticked: Mapping[str, str]) -> Verdict | None:
    interview.confirm(one.n, ticked)
    return interview.record.puts[one.n - 1].verdict


def _closed(interview: Interview, sessions: Any) -> Debrief:
    interview.close()
    found: Debrief = sessions.interviews().debrief(interview.record.id)
    return found
