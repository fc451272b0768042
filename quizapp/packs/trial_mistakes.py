"""Whether the author's mistakes can be told from the right answer, over all drawings of a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.packs.findings import Finding
from quizapp.questions.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizapp.questions.model import AuthorMistake, Instance, Question

MANY = 20  # drawings: what none of so many shows, none will
OFTEN = 0.5  # of the drawings: so often a mistake may be one with the right answer, and no more


@dataclass(slots=True)
class Count:
    """On how many drawings a mistake leads elsewhere, is taken for right, or has no value."""

    apart: int = 0
    eaten: int = 0
    equal: int = 0
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """The mistakes of a question, and what it was drawn as."""

    question: Question
    drawn: Sequence[Instance]

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong with each mistake; of a kind without numbers, nothing."""
        if self.question.kind not in {"numeric", "trace"}:
            return
        for number, mistake in enumerate(self.question.mistakes):
            finding = self._finding(number, mistake)
            if finding is not None:
                yield finding

    def _finding(self, number: int, mistake: AuthorMistake) -> Finding | None:
        count, path = self._count(mistake), ("mistakes", number)
        if count.failed and not count.apart:
            what = f"Mistake {number + 1} ({mistake.value}) has no value on any drawing: {count.failed}"
            return Finding("error", what, "Write an expression that can be computed here.", (*path, "value"))
        if len(self.drawn) < MANY:
            return None
        if not count.apart:
            what = f"Mistake {number + 1} ({mistake.value}) is never told from the right value of {mistake.part}."
            return Finding("warning", what, "Ask more exactly or delete it.", path)
        if count.eaten > OFTEN * len(self.drawn):
            what = (
                f"Mistake {number + 1} ({mistake.value}) is accepted as {mistake.part} in {count.eaten} of "
                f"{len(self.drawn)} drawings: the tolerance is wider than the mistake."
            )
            return Finding("warning", what, "Ask more exactly, or draw numbers that show it.", path)
        return None

    def _count(self, mistake: AuthorMistake) -> Count:
        count = Count()
        for instance in self.drawn:
            try:
                self._add(count, mistake, instance)
            except QuestionError as error:
                count.failed = str(error)
        return count

    def _add(self, count: Count, mistake: AuthorMistake, instance: Instance) -> None:
        from engine.language.spelling import canonical  # noqa: PLC0415 - the engine, only when something is drawn
        from quizapp.questions.entries import differ, is_same  # noqa: PLC0415

        name = canonical(mistake.part)
        precision = next(part.precision for part in instance.parts if part.name == name)
        (value,), expected = self._values(mistake, instance), instance.expected[name]
        if differ(value, expected, precision):
            count.apart += 1
        elif is_same(value, expected):
            count.equal += 1
        else:
            count.eaten += 1

    @staticmethod
    def _values(mistake: AuthorMistake, instance: Instance) -> tuple[Any, ...]:
        values: tuple[Any, ...] = instance.inner.evaluate((mistake.value,))
        return values
