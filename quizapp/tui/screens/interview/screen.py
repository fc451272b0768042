"""The interview on screen: the card of the drill with two clocks, notes, and no verdicts in silent style."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from textual.widgets import Static

from quizapp.questions.model import Answer
from quizapp.sessions.interviews.journal import ElsewhereError, attempted
from quizapp.tui import words
from quizapp.tui.bindings import bindings
from quizapp.tui.screens.running import RunsCode
from quizapp.tui.text import plain
from quizapp.tui.widgets.ask_line import AskLine
from quizapp.tui.widgets.card import CardView
from quizapp.tui.widgets.choice import letters_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from textual.app import ComposeResult
    from textual.widget import Widget

    from quizapp.interview.setup import Setup
    from quizapp.sessions.interviews.interview import Interview, InterviewCard, Taken
    from quizapp.tui.widgets.form import Form

Result = TypeVar("Result")

KEEP_EVERY = 2.0  # seconds after which the time gone by is kept
SOON = 0.4  # seconds after which what was typed is
SURE = 5.0  # seconds within which a second press ends the interview
GUARD = 0.3  # seconds after a verdict in which enter does nothing


class InterviewScreen(RunsCode):
    """One interview, from the first question to the debrief."""

    PLACE = "interview.waiting"
    BINDINGS = bindings(  # enter first gives a text: returning to the field is meant where there is none
        "interview.written", "interview.typing", "interview.asking", "interview.judged", "interview.ticked",
        "interview.running",
    )  # fmt: skip

    DEFAULT_CSS = """
    InterviewScreen #notes {
        height: auto; max-height: 6; padding: 0 3; margin: 0 0 1 0; color: $foreground 70%;
        border-top: solid $line;
    }
    """

    def __init__(self, setup: Setup | None, identity: str = "") -> None:
        super().__init__()
        self._setup, self._identity = setup, identity
        self._interview: Interview | None = None
        self._card: InterviewCard | None = None
        self._phase = "waiting"
        self._written: Answer | None = None  # coach: while its points are confirmed
        self._asking_for = "", 0  # what the line above the foot is for, and the question it is about
        self._kept: dict[str, str] = {}  # what is typed, as it was kept last
        self._busy = False  # an answer is being taken, or a question drawn
        self._judged_at = self._end_asked = float("-inf")

    def compose_body(self) -> ComposeResult:
        """Lay out the card and the notes."""
        yield CardView()
        yield Static("", id="notes", markup=False)

    def on_mount(self) -> None:
        """Begin, or go on."""
        super().on_mount()
        self.query_one("#notes").display = False
        self.set_interval(1, self.show_time)
        self.set_interval(KEEP_EVERY, self.keep)
        self.set_interval(SOON, self._keep_what_is_new)
        setup, identity = self._setup, self._identity
        self.trainer.perform(
            lambda sessions: (
                sessions.interviews().begin(setup)
                if setup is not None
                else sessions.interviews().resume(identity)
            ),
            self._begin,
            hold=True,
        )

    # Where one is

    @property
    def card_view(self) -> CardView:
        """The question and its answer."""
        return self.query_one(CardView)

    @property
    def place(self) -> str:
        """The keys that hold now."""
        if self.query(AskLine):
            return "line"
        if self._written is not None:
            return "interview.ticked" if self.focused is None else "interview.ticking"
        if self._phase != "asking":
            return f"interview.{self._phase}"
        if self.focused is not None:
            return getattr(self.focused, "DRILL_PLACE", "drill.typing").replace("drill.", "interview.")
        return "interview.written" if self.card_view.is_text else "interview.asking"

    def foot_labels(self) -> Mapping[str, str]:
        """Leave out the keys that would do nothing now."""
        form, card = self.card_view.form, self._card
        labels = {"enter_answer": "give the answer" if form is None or form.on_last else "next"}
        labels |= letters_of(self.focused)
        labels["page_down"] = "read on" if self.card_view.more_text else ""
        if self._written is not None:
            labels["enter_answer"] = "confirm"
        if card is not None and card.hints_used >= len(card.hints):
            labels["hint"] = ""
        if card is not None and not card.can_go_back:
            labels["before"] = ""
        return labels

    def scrolled(self) -> Iterable[Widget]:
        """Scroll what is new first."""
        parts = (self.card_view.text, self.card_view.answer)
        return parts[::-1] if self._phase == "judged" else parts

    def show_time(self) -> None:
        """Bring the clocks up to date; where time is over, go on with what is typed."""
        interview, card = self._interview, self._card
        if self._phase == "running":
            self._show_run()
        if interview is None or card is None or self._phase != "asking":
            return
        times = interview.times()
        if self._busy or math.isinf(times.budget):
            return  # between two questions
        where = "follow-up" if card.follow_up else f"{card.phase.lower()} {card.number} of {card.of}"
        question = words.clock(times.budget - times.question)
        whole = f"whole {words.clock(times.minutes - times.whole)} of {words.clock(times.minutes)}"
        self.header.show(progress=(where, f"question {question}", whole))
        if times.is_over:
            self._expire(interview, card)

    def _expire(self, interview: Interview, card: InterviewCard) -> None:
        form = self.card_view.form
        answer = Answer({}) if form is None else form.answer
        if self._written is not None:
            answer = self._written
        self._busy = True
        self._do(lambda: interview.expire(card.n, answer), self._expired)

    def _expired(self, _done: None) -> None:
        self._next()
        self.call_after_refresh(self.say, "Time was over for that question; what you had typed is kept.")

    def _do(
        self,
        job: Callable[[], Result],
        then: Callable[[Result], Awaitable[None] | None],
        *,
        hold: bool = True,
    ) -> None:
        """Do something to the interview; where another window went on with it, say so and show where it stands."""

        def go_on(result: Result | ElsewhereError) -> Awaitable[None] | None:
            if isinstance(result, ElsewhereError):
                self._next()
                self._show_notes()
                self.call_after_refresh(self.say, str(result))
                return None
            return then(result)

        self.trainer.perform(lambda _sessions: attempted(job), go_on, hold=hold)

    # Asking

    def _begin(self, interview: Interview) -> None:
        self._interview = interview
        self._show_notes()
        self._next()

    def _next(self) -> None:
        interview = self._interview
        if interview is not None:
            self._busy = True
            self.trainer.perform(lambda _sessions: interview.card(), self._show_card, hold=True)

    async def _show_card(self, card: InterviewCard | None) -> None:
        self._written, self._card = None, card
        if card is None:
            self._end()
            return
        self._phase = "asking"
        comma = self.trainer.settings.decimal_comma
        await self.card_view.ask(card.instance, decimal_comma=comma, values=card.typed)
        for hint in card.hints[: card.hints_used]:
            await self.card_view.add(f"*Hint.* {hint}")
        setup = self._interview.record.plan.setup if self._interview is not None else None
        style = [] if setup is None else [setup.style]
        self.header.show(crumbs=("Interview", card.level, *style))
        self._kept = {} if self.card_view.form is None else dict(self.card_view.form.answer.parts)
        self._busy = False
        self.show_time()
        if not self.query(AskLine):
            self.action_type_answer()
        self.call_after_refresh(self.show_keys)

    def action_type_answer(self) -> None:
        """Go to the answer's field."""
        form = self.card_view.form
        if form is not None:
            form.enter()

    def on_form_moved(self) -> None:
        """Say whether enter goes on or gives the answer."""
        self.show_keys()

    def on_form_left(self) -> None:
        """Keep what is typed; show the single keys."""
        self.keep()
        self.show_keys()

    def on_form_written(self) -> None:
        """Keep what is written."""
        self.keep()

    def on_form_remarked(self, event: Form.Remarked) -> None:
        """Say it on the foot line."""
        self.say(event.sentence.replace("shows the answer", "goes on"))

    def keep(self) -> None:
        """Have what is typed and the time gone by kept."""
        interview, form = self._interview, self.card_view.form
        if interview is None or form is None or self._phase != "asking" or self._written is not None:
            return
        if self._busy:
            return  # what is on the screen belongs to the question before
        self._kept = typed = dict(form.answer.parts)
        self.trainer.perform(lambda _sessions: interview.keep(typed), lambda _done: None)

    def _keep_what_is_new(self) -> None:
        form = self.card_view.form
        asking = self._phase == "asking" and not self._busy
        if asking and form is not None and dict(form.answer.parts) != self._kept:
            self.keep()

    def action_check_text(self) -> None:
        """Give the text as the answer."""
        form = self.card_view.form
        if form is not None:
            form.complete()

    # Answers

    def on_form_completed(self, event: Form.Completed) -> None:
        """Give the answer, or confirm points."""
        interview, card, answer = self._interview, self._card, event.answer
        if interview is None or card is None or self._phase != "asking" or self._busy:
            return
        if self._written is not None:
            answer = replace(answer, parts={**self._written.parts, **answer.parts})
        elif interview.coach and _has_points(card, answer):
            self._do(
                lambda: interview.propose(answer),
                lambda proposed: self._show_points(card, answer, proposed),
            )
            return
        self._busy = True
        runs = any(part.form == "code" for part in card.instance.parts)
        if runs:
            self._begin_run()
        self._do(lambda: interview.answer(answer), self._answered, hold=not runs)

    async def _show_points(self, card: InterviewCard, written: Answer, proposed: Mapping[str, str]) -> None:
        self._written = written
        await self.card_view.confirm(card.instance, written, proposed)
        self.action_type_answer()
        self.call_after_refresh(self.show_keys)

    async def _answered(self, taken: Taken) -> None:
        form, card = self.card_view.form, self._card
        if self._phase == "running":
            self._phase = "asking"
            self.say("")
        if taken.refused and form is not None and taken.verdict is not None:
            self._busy = False
            form.complain(taken.verdict)
            self.say("Nothing was judged: mend what is marked and press enter again.")
            self.show_keys()
        elif taken.verdict is not None and card is not None:
            self._phase, self._written, self._judged_at = "judged", None, self.trainer.clock()
            self._busy = False
            self.set_focus(None)
            await self.card_view.judge(card.instance, taken.verdict)
            self.show_keys()
        else:
            self._next()

    def action_next_card(self) -> None:
        """Go on from a verdict."""
        if self.trainer.clock() - self._judged_at < GUARD:
            return
        self._next()

    # Around the question

    async def action_hint(self) -> None:
        """Show the next hint, which costs."""
        interview, card = self._interview, self._card
        if interview is None or card is None:
            return
        self._do(interview.hint, self._show_hint)

    async def _show_hint(self, hint: str | None) -> None:
        card = self._card
        if hint is None or card is None:
            self.say("There is no further hint.")
            return
        self._card = replace(card, hints_used=card.hints_used + 1)
        await self.card_view.add(f"*Hint {card.hints_used + 1} of {len(card.hints)}.* {hint}")
        self.show_keys()

    def action_skip_question(self) -> None:
        """Go on without an answer."""
        interview = self._interview
        if interview is not None and not self._busy:
            self._busy = True
            self._do(interview.skip, lambda _done: self._next())

    def action_before(self) -> None:
        """Open the answer before again."""
        interview = self._interview
        if interview is not None:
            self.keep()
            self._do(interview.back, self._went_back)

    def _went_back(self, did: bool) -> None:  # noqa: FBT001 - what the session says
        if did:
            self._next()
        else:
            self.say("There is no answer to go back to: it is final, or of another phase.")

    def action_note(self) -> None:
        """Ask for a line of notes."""
        self._ask_line("note", "Note")

    def action_flag(self) -> None:
        """Ask what is wrong with the question."""
        self._ask_line("flag", "What is wrong with it?")

    def _ask_line(self, what: str, question: str) -> None:
        if not self.query(AskLine) and self._card is not None:
            self._asking_for = what, self._card.n
            self.mount(AskLine(question), before=self.foot)
            self.call_after_refresh(self.show_keys)

    async def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        """Keep the note or the flag."""
        interview, text = self._interview, event.text
        await self.query(AskLine).remove()
        self.action_type_answer()
        self.show_keys()
        if not text or interview is None:
            return
        what, n = self._asking_for
        if what == "flag":
            self._do(lambda: interview.flag(text, n), lambda _done: self.say("Flagged."))
        else:
            self._do(lambda: interview.note(text), lambda _done: self._show_notes())

    def _show_notes(self) -> None:
        pane = self.query_one("#notes", Static)
        note = "" if self._interview is None else self._interview.record.note
        pane.display = bool(note)
        pane.update(plain("\n".join(note.splitlines()[-5:])))

    # The end

    def action_end_interview(self) -> None:
        """End it here, at the second press."""
        interview, now = self._interview, self.trainer.clock()
        if now - self._end_asked > SURE:
            self._end_asked = now
            self.say("E again ends the interview here; what is typed counts as it stands.")
        elif interview is not None:
            self.keep()
            self._do(interview.finish, lambda _done: self._end())

    def _end(self) -> None:
        """Have the points of answers in words confirmed, then close the interview."""
        self._card, interview = None, self._interview
        self._phase = "waiting"
        self.show_keys()
        if interview is not None:
            self.trainer.perform(
                lambda _sessions: interview.to_confirm(),
                lambda found: self.trainer.close_interview(interview, found),
                hold=True,
            )

    def action_back(self) -> None:
        """Leave: the interview waits where it is, and the clock stands still."""
        interview = self._interview
        self.keep()
        if interview is not None:
            self.trainer.perform(lambda _sessions: interview.pause(), lambda _done: None)
        self.app.pop_screen()
        if interview is not None:
            self.trainer.call_after_refresh(
                self.trainer.say, "The interview waits where it is: m goes on with it."
            )


def _has_points(card: InterviewCard, answer: Answer) -> bool:
    later = any(part.later for part in card.instance.parts)
    return later and any(text.strip() for text in answer.parts.values())
