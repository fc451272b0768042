"""The instances of an interview: each drawn from its seed, follow-ups from the question they dig into."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizapp.interview import digging
from quizapp.questions.errors import QuestionError
from quizapp.sessions.asking import Drawer, seed_of

if TYPE_CHECKING:
    from quizapp.interview.digging import Dig
    from quizapp.questions.model import Instance
    from quizapp.sessions.collection import Collection
    from quizapp.sessions.interviews.record import Put, Record


@dataclass(slots=True)
class Instances:
    """Draws what was put, and keeps it."""

    collection: Collection
    drawer: Drawer = field(init=False)
    _kept: dict[int, Instance | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the drawer."""
        self.drawer = Drawer(self.collection)

    def main(self, question: str, seed: int) -> Instance | None:
        """Draw a question of the agenda; None where it is gone or cannot be drawn."""
        return self.drawer.with_seed(question, seed_of(question, seed))

    def of(self, record: Record, put: Put) -> Instance | None:
        """Return the instance that was put; None where no pack has it any more."""
        if put.n not in self._kept:
            self._kept[put.n] = self._drawn(record, put)
        return self._kept[put.n]

    def keep(self, n: int, instance: Instance) -> None:
        """Keep one that was drawn."""
        self._kept[n] = instance

    def _drawn(self, record: Record, put: Put) -> Instance | None:
        if put.follows is None:
            return self.main(put.said["question"], record.plan.setup.seed)
        parent = next(one for one in record.puts if one.n == put.follows)
        above = self.of(record, parent)
        if above is None:
            return None
        question = digging.rebuilt(above, put.said["dig"], put.said.get("made", ()))
        return None if question is None else self.drawer.of_question(question, above.seed)

    def digs(self, record: Record, put: Put) -> list[tuple[Dig, Instance]]:
        """Return what can be asked after an answer, and was not yet, each with its instance."""
        above = self.of(record, put)
        if above is None or put.verdict is None or put.is_skipped:
            return []
        asked = {one.said["dig"] for one in record.digs_into(put.n)}
        if any(map(digging.is_generated, asked)):
            return []
        authored = self.collection.questions.follow_ups(above, put.verdict)
        found = []
        for dig in digging.digs(above, put.verdict, authored):
            drawn = None if dig.key in asked else self._tried(dig, above)
            if drawn is not None:
                found.append((dig, drawn))
                if digging.is_generated(dig.key):
                    break
        return found

    def _tried(self, dig: Dig, above: Instance) -> Instance | None:
        """Draw a follow-up; None where it cannot be, or what it says would not be so."""
        if not digging.is_generated(dig.key):
            asked = self.drawer.of_question(dig.question, above.seed)
            return None if asked is None or asked.self_rated else asked  # nobody rates themselves here
        try:
            drawn = self.collection.questions.instance(dig.question, above.seed)
        except QuestionError:
            return None  # the changed number does not meet what the question requires
        return drawn if digging.holds(dig, above, drawn) else None
