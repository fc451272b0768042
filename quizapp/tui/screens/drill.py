"""The drill: ask, judge, rate, go on. What is decided is decided in quizapp.sessions; this only shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from quizapp.sessions.clocks import time_said
from quizapp.tui import words
from quizapp.tui.bindings import bindings
from quizapp.tui.screens.page import Page
from quizapp.tui.stopwatch import Stopwatch
from quizapp.tui.widgets.ask_line import AskLine
from quizapp.tui.widgets.card import CardView
from quizapp.tui.widgets.ratings import Ratings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textual.app import ComposeResult
    from textual.widget import Widget

    from quizapp.questions.model import Answer, Instance
    from quizapp.sessions.drill import Card, Drill, Feedback
    from quizapp.tui.widgets.form import Form

KEEP_EVERY = 3.0  # seconds after which a text that is being written is kept
GUARD = 0.3  # seconds after a verdict in which enter does nothing
UNLOGGED = "For practice only: not logged, and the schedule is not touched."
FOLLOWED = "A follow-up: it is in the log, and has no schedule of its own."
PRACTISED = "Practice: it is in the log, and the schedule is not touched."
NOTHING = "There is nothing to ask here now."


class DrillScreen(Page):
    """One session, from the first question to the last."""

    PLACE = "drill.waiting"
    BINDINGS = bindings(
        "drill.written", "drill.ticked", "drill.asking", "drill.recall", "drill.revealed", "drill.answered",
        "drill.running",
    )  # fmt: skip

    def __init__(self, filters: Mapping[str, Any]) -> None:
        super().__init__()
        self._filters = dict(filters)
        self._drill: Drill | None = None
        self._card: Card | None = None
        self._feedback: Feedback | None = None
        self._phase = "waiting"
        self._hints = 0
        self._answered = 0
        self._problems = 0
        self._judged_at = float("-inf")
        self._seconds = 0.0  # that the last answer took
        self._written: Answer | None = None  # while its points are confirmed
        self._kept: dict[str, str] = {}  # of the text, what is on the disk

    def compose_body(self) -> ComposeResult:
        """Lay out the card and the ratings."""
        yield CardView()
        registry = self.trainer.keys
        yield Ratings([registry.key(name) for name in ("again", "hard", "good", "easy")])

    def on_mount(self) -> None:
        """Begin."""
        super().on_mount()
        self._session_watch = Stopwatch(self.trainer.clock)
        self._card_watch = Stopwatch(self.trainer.clock)
        self.set_interval(1, self._show_time)
        self.set_interval(KEEP_EVERY, self._keep_draft)
        self.trainer.perform(lambda sessions: sessions.drill(**self._filters), self._begin, hold=True)

    # Where one is

    @property
    def card_view(self) -> CardView:
        """The question and its answer."""
        return self.query_one(CardView)

    @property
    def place(self) -> str:
        """The keys that hold now: a field, single keys, or what follows the answer."""
        if self.query(AskLine):
            return "line"
        if self._phase != "asking":
            return f"drill.{self._phase}"
        if self._written is not None:
            return "drill.ticked" if self.focused is None else "drill.ticking"
        if self.focused is None:
            return "drill.written" if self.card_view.is_text else "drill.asking"
        return getattr(self.focused, "DRILL_PLACE", "drill.typing")

    def foot_labels(self) -> Mapping[str, str]:
        """Leave out the keys that would do nothing now."""
        form, card, feedback = self.card_view.form, self._card, self._feedback
        check = "check" if self._written is None else "confirm"
        labels = {"enter_answer": check if form is None or form.on_last else "next"}
        labels["page_down"] = "read on" if self.card_view.more_text else ""
        if card is not None and self._hints >= len(card.hints):
            labels["hint"] = ""
        if card is not None and not card.instance.question.generated:
            labels["another"] = ""
        if feedback is not None and feedback.verdict.word == "correct":
            labels["mark_right"] = ""
        return labels

    def scrolled(self) -> Iterable[Widget]:
        """Scroll what is new first: the question while it is asked, the verdict after."""
        parts = (self.card_view.text, self.card_view.answer)
        return parts[::-1] if self._phase in ("answered", "revealed") else parts

    def key_pressed(self) -> None:
        """Count the time between keys."""
        super().key_pressed()
        self._session_watch.touch()
        self._card_watch.touch()

    def _show_time(self) -> None:
        card = self._card
        if self._phase == "running":
            self._show_run()
        if card is not None:
            place = f"{card.number} of {card.total}" if card.total else str(card.number)
            self.header.show(progress=(place, self._time(card)))

    def _time(self, card: Card) -> str:
        """Return the time of the sitting; while a question with a clock is asked, what is left for it."""
        if not card.clock or self._phase != "asking":
            return words.clock(self._session_watch.seconds)
        left = card.clock - self._card_watch.seconds
        return f"{words.clock(left)} left" if left >= 0 else f"{words.clock(-left)} over"

    # Asking

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
        self.header.show(crumbs=(card.section_title, question.kind, question.level, *_marks(card)))
        self._card_watch.restart()
        self._show_time()
        self.action_type_answer()
        self.call_after_refresh(self.show_keys)

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
        await self.card_view.add(f"*Hint {self._hints} of {len(hints)}.* {hints[self._hints - 1]}")
        self.show_keys()

    # Judging

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
        runs = any(part.form == "code" for part in card.instance.parts)
        if runs:
            self._begin_run()
        self.trainer.perform(
            lambda _sessions: drill.check(answer, seconds=seconds, hints_used=hints),
            lambda feedback: self._show_verdict(feedback, answer),
            hold=not runs,
        )

    # Code that is run takes its time

    def _begin_run(self) -> None:
        """Let keys stop the run while it lasts, and show what it prints."""
        self._phase = "running"
        self.set_focus(None)  # so that esc stops the run
        self._show_run()
        self.show_keys()

    def _show_run(self) -> None:
        from quizapp.questions.katas.running import WATCH  # noqa: PLC0415 - few questions are run

        self.say(WATCH.latest or "Running …")

    def action_stop_run(self) -> None:
        """Stop the code that is running."""
        from quizapp.questions.katas.running import WATCH  # noqa: PLC0415

        WATCH.cancel()

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
        self.action_type_answer()
        self.call_after_refresh(self.show_keys)

    async def _show_verdict(self, feedback: Feedback, answer: Answer) -> None:
        form = self.card_view.form
        if self._phase == "running":
            self._phase = "asking"
            self.say("")
        if feedback.verdict.word in ("unreadable", "undecided") and form is not None:
            form.complain(feedback.verdict)
            self.say("Nothing was judged: mend what is marked and press enter again.")
            return
        self._given = answer
        await self._show_feedback(feedback)
        if self._card is not None and self._card.clock:
            self.say(time_said(self._card, self._seconds, feedback.verdict.credit))

    async def _show_feedback(self, feedback: Feedback, note: str = "") -> None:
        if self._card is None:
            return
        self._answered += feedback.committed and self._phase != "answered"
        if feedback.verdict.word == "correct":
            _forget_code(self._card)
        self._feedback, self._phase, self._judged_at = feedback, "answered", self.trainer.clock()
        self._written = None
        self.set_focus(None)
        await self.card_view.judge(self._card.instance, feedback.verdict, note)
        self._show_ratings(feedback)
        self.show_keys()
        self._prepare()

    def _show_ratings(self, feedback: Feedback) -> None:
        ratings = self.query_one(Ratings)
        if feedback.committed and feedback.intervals:
            ratings.show(feedback.intervals, feedback.proposed)
        else:
            followed = self._card is not None and self._card.follow_up
            logged = FOLLOWED if followed else PRACTISED
            ratings.explain(logged if feedback.committed else UNLOGGED)

    def _prepare(self) -> None:
        """Have the next question drawn while the verdict is read."""
        drill = self._drill
        if drill is not None:
            self.trainer.perform(lambda _sessions: drill.prepare(), lambda _done: None)

    async def action_reveal(self) -> None:
        """Turn the card over."""
        card, drill = self._card, self._drill
        if card is None or drill is None:
            return
        self._phase = "revealed"
        await self.card_view.reveal(card.instance)
        self.query_one(Ratings).show(card.intervals)
        self.show_keys()

    # Rating and going on

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

    def _finish(self) -> None:
        drill = self._drill
        if drill is None or not self._answered:
            self.app.pop_screen()
            if self._card is None:
                self.trainer.call_after_refresh(self.trainer.say, NOTHING)
        else:
            self.trainer.perform(lambda _sessions: drill.summary(), self.trainer.open_summary, hold=True)


def _forget_code(card: Card) -> None:
    """Let code that was right begin anew the next time."""
    parts = [part for part in card.instance.parts if part.form == "code"]
    if parts:
        from quizapp.tui.widgets.code import forget  # noqa: PLC0415 - few questions ask for code

        for part in parts:
            forget(part)


def _marks(card: Card) -> list[str]:
    """Return what the header adds to a question: that it is new, or follows the one before."""
    if card.follow_up:
        return ["follow-up"]
    return ["new"] if card.is_new else []


def _has_more(instance: Instance, answer: Answer) -> bool:
    """Return whether there is something to confirm: parts that are asked later, and an answer to them."""
    later = any(part.later for part in instance.parts)
    return later and any(text.strip() for text in answer.parts.values())
