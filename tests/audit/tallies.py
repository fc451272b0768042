"""What an audit of one question found, the limits it is held to, and the table that is printed."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEAST_NAMED = 0.98
MOST_WRONG_NAMES = 0.001
MOST_KEPT = 5  # failures of one question that are said


@dataclass(slots=True)
class Tally:
    """Counts for one question. ``mistaken`` are mistaken answers that show, ``pairs`` those that two mistakes fit.

    ``instances`` are those that were judged; they stand for ``stands_for`` where others are the same to the letter.
    """

    question: str
    instances: int = 0
    stands_for: int = 0
    mistaken: int = 0
    refused: int = 0
    named: int = 0
    wrong_names: int = 0
    pairs: int = 0
    both: int = 0
    right: int = 0
    accepted: int = 0
    carry: int = 0
    carried: int = 0
    degenerate: int = 0
    unearned: int = 0  # degenerate values that earned credit
    failures: list[str] = field(default_factory=list)

    def fail(self, what: str) -> None:
        """Keep what went wrong, as far as there is room."""
        if len(self.failures) < MOST_KEPT:
            self.failures.append(what)

    def add(self, other: Tally) -> None:
        """Add another's counts."""
        for one in fields(self):
            if one.name not in ("question", "failures"):
                setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    @property
    def within(self) -> bool:
        """Whether every limit is met; the shares of names over all instances of a question."""
        return (
            self.refused == self.mistaken
            and self.accepted == self.right
            and self.carried == self.carry
            and self.both == self.pairs
            and not self.unearned
            and self.named >= LEAST_NAMED * self.mistaken
            and self.wrong_names <= MOST_WRONG_NAMES * self.mistaken
        )


HEADS = (
    "question",
    "instances",
    "of",
    "mistaken",
    "wrong",
    "named %",
    "wrong name %",
    "both named",
    "right accepted",
    "carried",
)


def table(tallies: Sequence[Tally]) -> str:
    """Return the table by question, with a line for all and what was missed."""
    everything = total(tallies)
    rows = [HEADS, *(_row(tally) for tally in tallies), _row(everything)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADS))]
    lines = ["  ".join(_aligned(row, widths)).rstrip() for row in rows]
    missed = [f"{tally.question}: {what}" for tally in tallies if not tally.within for what in tally.failures]
    return "\n".join([*lines, *(["", "missed:"] if missed else []), *missed])


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of all."""
    everything = Tally("all questions")
    for tally in tallies:
        everything.add(tally)
    return everything


def _aligned(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [
        row[0].ljust(widths[0]),
        *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
    ]


def _row(tally: Tally) -> tuple[str, ...]:
    return (
        tally.question + ("" if tally.within else " ✗"),
        f"{tally.instances:,}",
        f"{max(tally.instances, tally.stands_for):,}",
        f"{tally.mistaken:,}",
        _of(tally.refused, tally.mistaken),
        _percent(tally.named, tally.mistaken, 1),
        _percent(tally.wrong_names, tally.mistaken, 2),
        _of(tally.both, tally.pairs),
        _of(tally.accepted, tally.right),
        _of(tally.carried, tally.carry),
    )


def _of(part: int, whole: int) -> str:
    return f"{part:,}/{whole:,}" if whole else "-"


def _percent(part: int, whole: int, places: int) -> str:
    return f"{100 * part / whole:.{places}f}" if whole else "-"
