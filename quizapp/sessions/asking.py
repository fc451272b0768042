"""One question as it stands in a sitting: drawn, perhaps answered, perhaps drawn once more for practice."""

from __future__ import annotations

import hashlib
import math
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizapp.questions.errors import QuestionError
from quizapp.scheduling.intervals import interval_text
from quizapp.scheduling.state import of_card
from quizapp.storage import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.questions.model import Instance, Question, Verdict
    from quizapp.scheduling.queue import Item
    from quizapp.sessions.collection import Collection
    from quizapp.sessions.committing import Committed

PATIENCE = 3.0  # an answer counts at most this many times the minutes the question states …
LEAST_SECONDS = 300.0  # … but always five minutes: longer is not thinking, it is lunch


@dataclass(slots=True)
class Asked:
    """The question at hand. ``committed`` is its row in the log, ``another`` a drawing that is not logged."""

    item: Item
    instance: Instance
    kind: str = rows.ANSWER
    typed: Mapping[str, str] = field(default_factory=dict)
    verdict: Verdict | None = None
    proposed: int | None = None
    rating: int | None = None
    seconds: float = 0.0
    hints: int = 0
    committed: Committed | None = None
    another: Instance | None = None
    parent: str = ""  # a follow-up: the id of the row it follows
    pending: tuple[Question, ...] = ()  # a follow-up: those that come after it

    @property
    def is_over(self) -> bool:
        """Whether it was answered, or is a follow-up, which is never put off."""
        return self.committed is not None or bool(self.parent)

    @property
    def shown(self) -> Instance:
        """The drawing the learner sees."""
        return self.another or self.instance

    def spent(self, seconds: float, hints: int) -> None:
        """Note the time and hints an answer took; idle time does not count."""
        most = max(LEAST_SECONDS, PATIENCE * 60 * self.instance.question.minutes)
        self.seconds = min(max(seconds, 0.0), most) if math.isfinite(seconds) else 0.0
        self.hints = max(0, hints)


@dataclass(slots=True)
class Drawer:
    """Draws instances, the next one ahead of its time if asked to; says which could not be drawn."""

    collection: Collection
    problems: list[str] = field(default_factory=list)
    _prepared: dict[tuple[str, int], Instance] = field(default_factory=dict)
    _hints: dict[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)

    def draw(self, item: Item, *, practice: bool) -> Instance | None:
        """Return the instance to ask now, None where the question is gone or cannot be drawn."""
        seed = random_seed() if practice else _seed(item)
        prepared = self._prepared.pop((item.entry.id, seed), None)
        return prepared or self.with_seed(item.entry.id, seed)

    def prepare(self, item: Item) -> None:
        """Draw what will probably be asked next, hints and all, so that it need not be waited for."""
        key = (item.entry.id, _seed(item))
        if key not in self._prepared:
            instance = self.with_seed(*key)
            if instance is not None:
                self._prepared, self._hints = {key: instance}, {}
                self.hints(instance)

    def hints(self, instance: Instance) -> tuple[str, ...]:
        """Return the hints to an instance; those of the last one are kept."""
        key = (instance.question.id, instance.seed)
        if key not in self._hints:
            self._hints = {key: self.collection.questions.hints(instance)}
        return self._hints[key]

    def with_seed(self, question_id: str, seed: int) -> Instance | None:
        """Return one drawing of a question, None where it is gone or cannot be drawn."""
        question = self.collection.library.find(question_id)
        return None if question is None else self.of_question(question, seed)

    def of_question(self, question: Question, seed: int) -> Instance | None:
        """Return one drawing, None and a problem noted where it cannot be made."""
        try:
            return self.collection.questions.instance(question, seed)
        except QuestionError as error:
            self.problems.append(f"{question.place}: {question.id} cannot be asked: {error}")
            return None


def _seed(item: Item) -> int:
    return seed_of(item.entry.id, item.card.reps if item.card is not None else 0)


def seed_of(question_id: str, repetition: int) -> int:
    """Return the 32-bit seed of a repetition: after an undo the same numbers come again."""
    digest = hashlib.sha256(f"{question_id}|{repetition}".encode()).digest()
    return int.from_bytes(digest[:4])


def random_seed() -> int:
    """Return any 32-bit seed; the log keeps it."""
    return secrets.randbits(32)


def intervals(collection: Collection, item: Item) -> dict[int, str]:
    """Return what each rating would bring now, as the rating keys show it."""
    waits = collection.scheduler.preview(item.entry.id, of_card(item.card), day=collection.today())
    return {rating: interval_text(wait) for rating, wait in waits.items()}
