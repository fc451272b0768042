"""Which kinds of question, at which levels, each item of the curriculum is asked in, and where there is a hole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from quizapp.packs.curriculum import Curriculum, Item
    from quizapp.questions.model import Question

SAME_AS = {"cloze": "recall"}  # the curriculum asks for a flashcard, however it is written


@dataclass(frozen=True, slots=True)
class Row:
    """One item: how many questions of each (kind, level) name it in ``covers``."""

    item: Item
    section: str
    counts: Mapping[tuple[str, str], int]

    def of_kind(self, kind: str) -> int:
        """Return how many questions of a kind there are, at any level."""
        return sum(count for (each, _), count in self.counts.items() if each == kind)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that the curriculum lists, then the others that there are."""
        return tuple(dict.fromkeys([*self.item.kinds, *(kind for kind, _ in self.counts)]))

    @property
    def missing(self) -> tuple[str, ...]:
        """The kinds that the curriculum lists and no question has."""
        return tuple(kind for kind in self.item.kinds if not self.of_kind(kind))


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix item × kind × level, in the curriculum's order."""

    rows: tuple[Row, ...]
    questions: int
    generated: int

    @property
    def pairs(self) -> int:
        """How many pairs of item and kind the curriculum lists."""
        return sum(len(row.item.kinds) for row in self.rows)

    @property
    def holes(self) -> tuple[tuple[str, str], ...]:
        """The pairs of item and kind that no question has."""
        return tuple((row.item.id, kind) for row in self.rows for kind in row.missing)


def coverage(plan: Curriculum, questions: Iterable[Question]) -> Coverage:
    """Return what the questions cover; the blanks of one cloze count as one question."""
    asked = {question.siblings or question.id: question for question in questions}
    counts: dict[str, Counter[tuple[str, str]]] = {item: Counter() for item in plan.item_ids()}
    for question in asked.values():
        for item in counts.keys() & set(question.covers):
            counts[item][SAME_AS.get(question.kind, question.kind), question.level] += 1
    rows = (Row(item, section.id, counts[item.id]) for section in plan.sections for item in section.items)
    return Coverage(tuple(rows), len(asked), sum(question.generated for question in asked.values()))
