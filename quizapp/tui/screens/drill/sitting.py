"""Where one is in a drill: the phase, the keys that hold in it, and how much time there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizapp.tui import words
from quizapp.tui.screens.page import Page
from quizapp.tui.widgets.ask_line import AskLine
from quizapp.tui.widgets.card import CardView
from quizapp.tui.widgets.choice import letters_of
from quizapp.tui.widgets.ratings import Ratings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textual import events
    from textual.app import ComposeResult
    from textual.widget import Widget

    from quizapp.questions.model import Answer
    from quizapp.sessions.drill import Card, Drill, Feedback
    from quizapp.tui.stopwatch import Stopwatch

NOTHING = "There is nothing to ask here now."
AGAIN = "once more"  # said of a question that was answered in this sitting and comes back


class Sitting(Page):
    """The state that asking, judging and rating share, and what the header and the foot say of it."""

    PLACE = "drill.waiting"

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
        self._session_watch: Stopwatch  # both are there once the screen is
        self._card_watch: Stopwatch

    def compose_body(self) -> ComposeResult:
        """Lay out the card and the ratings."""
        yield CardView()
        registry = self.trainer.keys
        yield Ratings([registry.key(name) for name in ("again", "hard", "good", "easy")])

    # Where one is

    @property
    def card_view(self) -> CardView:
        """The question and its answer."""
        return self.query_one(CardView)

    def on_resize(self, _event: events.Resize) -> None:
        """Say again whether there is more to read, which the size decides; Textual calls the page's own too."""
        if self._phase == "answered":
            self.call_after_refresh(self.card_view.fold)
        self.call_after_refresh(self.show_keys)

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

    def on_pane_fitted(self) -> None:
        """Say whether there is more to read."""
        self.show_keys()

    def foot_labels(self) -> Mapping[str, str]:
        """Leave out the keys that would do nothing now."""
        form, card, feedback = self.card_view.form, self._card, self._feedback
        check = "check" if self._written is None else "confirm"
        labels = {"enter_answer": check if form is None or form.on_last else "next"}
        labels |= letters_of(self.focused)
        labels |= self._room_labels()
        if card is not None and self._hints >= len(card.hints):
            labels["hint"] = ""
        if card is not None and not card.instance.question.generated:
            labels["another"] = ""
        elif card is not None and card.instance.question.kind == "kata":
            labels["another"] = "try again"
        if feedback is not None and feedback.verdict.word == "correct":
            labels["mark_right"] = ""
        return labels

    def _room_labels(self) -> dict[str, str]:
        """Name the keys that show what the screen has no room for."""
        card, judged = self.card_view, self._phase in ("answered", "revealed")
        more = card.more_answer or card.more_text if judged else card.more_text
        read_on = "read on" if more else ""
        return {"page_down": read_on, "read_down": read_on, "figure": card.folded}

    def scrolled(self) -> Iterable[Widget]:
        """Scroll what is new first: the question while it is asked, the verdict after."""
        parts = (self.card_view.text, self.card_view.answer)
        return parts[::-1] if self._phase in ("answered", "revealed") else parts

    def key_pressed(self) -> None:
        """Count the time between keys."""
        super().key_pressed()
        self._session_watch.touch()
        self._card_watch.touch()

    def show_time(self) -> None:
        """Bring the header's clock up to date."""
        card = self._card
        if card is not None:
            place = f"{card.number} of {card.total}" if card.total else str(card.number)
            again = (AGAIN,) if card.again else ()
            self.header.show(progress=(*again, place, self._time(card)))

    def _time(self, card: Card) -> str:
        """Return the time of the sitting; while a question with a clock is asked, what is left for it."""
        if not card.clock or self._phase != "asking":
            return words.clock(self._session_watch.seconds)
        left = card.clock - self._card_watch.seconds
        return f"{words.clock(left)} left" if left >= 0 else f"{words.clock(-left)} over"

    # Leaving

    def _finish(self) -> None:
        drill = self._drill
        if drill is None or not self._answered:
            self.app.pop_screen()
            if self._card is None:
                self.trainer.call_after_refresh(self.trainer.say, NOTHING)
        else:
            self.trainer.perform(lambda _sessions: drill.summary(), self.trainer.open_summary, hold=True)
