"""The counts of every question, kept by column: of a hundred thousand questions five lists, not as many tuples."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Counts(NamedTuple):
    """What is counted of one question; ``last`` and ``wrong`` are the last days of any answer and of a wrong one."""

    answers: int = 0
    reviews: int = 0
    recalled: int = 0
    last: int = 0
    wrong: int = 0


NONE = Counts()


@dataclass(slots=True)
class Columns:
    """A row a question, found by its id; the columns are those of ``Counts``, in its order."""

    rows: dict[str, int] = field(default_factory=dict)
    columns: tuple[list[int], ...] = field(default_factory=lambda: tuple([] for _ in Counts._fields))

    @classmethod
    def of(cls, names: Sequence[str], columns: Sequence[list[int]]) -> Columns:
        """Return columns that were kept; raise ValueError where they do not belong together."""
        if len(columns) != len(Counts._fields) or {len(each) for each in columns} != {len(names)}:
            raise ValueError("not a number for each question in each column")
        return cls(dict(zip(names, range(len(names)), strict=True)), tuple(columns))

    def row(self, question: str) -> int:
        """Return the row of a question, a new one of noughts the first time."""
        found = self.rows.get(question)
        if found is None:
            found = self.rows[question] = len(self.rows)
            for column in self.columns:
                column.append(0)
        return found

    def get(self, question: str) -> Counts:
        """Return what is counted of a question: nothing of one that was never met."""
        row = self.rows.get(question)
        return NONE if row is None else Counts(*(column[row] for column in self.columns))

    def items(self) -> Iterator[tuple[str, Counts]]:
        """Yield every question with its counts."""
        for name, *counts in zip(self.rows, *self.columns, strict=True):
            yield name, Counts(*counts)

    def of_each(self, name: str) -> dict[str, int]:
        """Return one column, by question."""
        return dict(zip(self.rows, self.columns[Counts._fields.index(name)], strict=True))
