"""Any order of answering, correcting, undoing, flagging, resting and restarting leaves log and cards as one."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from quizapp.questions.model import Answer
from quizapp.sessions.doctor import examine
from quizapp.sessions.drill import Card, Drill
from quizapp.storage import cards
from tests.sessions.fakes import FakeClock, FakeEntry, collection_of

if TYPE_CHECKING:
    from quizapp.storage.rows import Card as Stored

FOUND = [
    FakeEntry("p:a", 0),
    FakeEntry("p:b", 1),
    FakeEntry("p:c#1", 2, siblings="p:c"),
    FakeEntry("p:c#2", 3, siblings="p:c"),
    FakeEntry("p:r", 4, kind="recall"),
]


class Sitting(RuleBasedStateMachine):
    """Drives one drill after another over one database, keeping what each undo must bring back."""

    @initialize()
    def begin(self) -> None:
        """Open an empty database."""
        self.folder = tempfile.TemporaryDirectory()
        self.clock = FakeClock()
        self.url = f"sqlite:///{Path(self.folder.name) / 'quizapp.db'}"
        self.collection = collection_of(FOUND, self.url, clock=self.clock)
        self.drill = Drill(self.collection)
        self.card: Card | None = None
        self.answered = False
        self.before: list[dict[str, Stored]] = []  # the memory of all cards before each answer that stands

    def memory(self) -> dict[str, Stored]:
        """Return the cards without their marks, those that hold a memory."""
        store = self.collection.store
        with store.read() as connection:
            found = cards.everything(store, connection)
        return {card.question: card._replace(flag=None) for card in found if card.phase is not None}

    @precondition(lambda self: self.card is None or self.answered)
    @rule()
    def ask(self) -> None:
        """Go on."""
        last = self.card
        self.card, self.answered = self.drill.next(), False
        if last is not None and self.card is not None:
            one, other = last.instance.question.id, self.card.instance.question.id
            assert one == other or one.split("#")[0] != other.split("#")[0]

    @precondition(lambda self: self.card is not None and not self.answered)
    @rule(word=st.sampled_from(["right", "half", "wrong", "unreadable"]), rating=st.integers(1, 4))
    def answer(self, word: str, rating: int) -> None:
        """Answer, or rate a card that its learner rates."""
        assert self.card is not None
        before = self.memory()
        if self.card.instance.self_rated:
            self.answered = self.drill.rate(rating, seconds=3).committed
        else:
            self.answered = self.drill.check(Answer({"x": word}), seconds=3, hints_used=0).committed
        if self.answered:
            self.before.append(before)

    @precondition(lambda self: self.answered)
    @rule(rating=st.integers(1, 4))
    def correct(self, rating: int) -> None:
        """Give another rating."""
        self.drill.rate(rating)

    @precondition(lambda self: self.answered)
    @rule()
    def mark_right(self) -> None:
        """Say that it was right."""
        self.drill.mark_right()

    @rule()
    def undo(self) -> None:
        """Take back the last answer: the memory is as it was before it."""
        self.card, self.answered = self.drill.undo(), False
        if self.before:
            assert self.card is not None
            assert self.memory() == self.before.pop()
        else:
            assert self.card is None

    @precondition(lambda self: self.card is not None)
    @rule(note=st.text(st.characters(exclude_categories=[]), max_size=5))
    def flag(self, note: str) -> None:
        """Say that something is wrong with the question."""
        self.drill.flag(note)

    @rule(minutes=st.sampled_from([0.5, 5, 60, 60 * 24, 60 * 24 * 9, -30]))
    def wait(self, minutes: float) -> None:
        """Let time pass, or set the clock back."""
        self.clock.move(minutes=minutes)

    @rule()
    def restart(self) -> None:
        """Leave and come back."""
        self.collection.close()
        self.collection = collection_of(FOUND, self.url, clock=self.clock)
        self.drill, self.card, self.answered = Drill(self.collection), None, False

    @invariant()
    def log_is_state(self) -> None:
        """The log replays to the cards."""
        if hasattr(self, "collection"):
            report = examine(self.collection)
            assert report.healthy, report

    def teardown(self) -> None:
        """Close the database."""
        if hasattr(self, "collection"):
            self.collection.close()
            self.folder.cleanup()


TestSitting = Sitting.TestCase
TestSitting.settings = settings(
    max_examples=10,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
