"""Counts what was answered in a sitting, and says at its end how it went."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizapp.scheduling import queue as queues
from quizapp.sessions import leeches
from quizapp.sessions.home import OTHER, waiting_by
from quizapp.sessions.values import Summary, SummarySection

if TYPE_CHECKING:
    from quizapp.scheduling.queue import Entry
    from quizapp.sessions.collection import Collection

RATED = {1: 0.0, 2: 0.5, 3: 1.0, 4: 1.0}  # the credit of a card that its learner rated
MOST_WEAK = 3


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of the sitting; ``credit`` from 0 to 1."""

    entry: Entry
    prompt: str
    credit: float
    seconds: float


@dataclass(slots=True)
class Tally:
    """The answers of a sitting by their ids in the log, in order; what is undone leaves it."""

    answers: dict[str, Answered] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return how many answers stand."""
        return len(self.answers)

    @property
    def questions(self) -> set[str]:
        """The ids of the questions that were answered."""
        return {one.entry.id for one in self.answers.values()}

    def summary(self, collection: Collection) -> Summary:
        """Return how the sitting went."""
        answers = list(self.answers.values())
        right = sum(one.credit >= 1 for one in answers)
        wrong = sum(one.credit <= 0 for one in answers)
        return Summary(
            answered=len(answers),
            right=right,
            partly=len(answers) - right - wrong,
            wrong=wrong,
            seconds=sum(one.seconds for one in answers),
            sections=_sections(collection, answers),
            weak=_weak(answers),
            tomorrow=due_tomorrow(collection),
            leeches=leeches.count(collection),
        )


def due_tomorrow(collection: Collection) -> int:
    """Return how many of the questions that were met are due by the end of tomorrow's study day."""
    day = collection.today() + 1
    items = waiting_by(collection, collection.entries(), day)
    return sum(queues.is_due(card, day) for _, card in items)


def _sections(collection: Collection, answers: list[Answered]) -> tuple[SummarySection, ...]:
    credits_in: dict[str, list[float]] = defaultdict(list)
    for one in answers:
        credits_in[one.entry.section].append(one.credit)
    titles = collection.library.sections()
    order = {section: place for place, section in enumerate(titles)}
    return tuple(
        SummarySection(section, titles.get(section) or section or OTHER, len(found), sum(found) / len(found))
        for section, found in sorted(
            credits_in.items(), key=lambda pair: (order.get(pair[0], len(order)), pair[0])
        )
    )


def _weak(answers: list[Answered]) -> tuple[str, ...]:
    """Return the prompts of the questions with the least credit, each once."""
    worst: dict[str, Answered] = {}
    for one in sorted(answers, key=lambda one: one.credit):
        if one.credit < 1:
            worst.setdefault(one.entry.id, one)
    return tuple(one.prompt for one in list(worst.values())[:MOST_WEAK])
