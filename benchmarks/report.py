"""What a benchmark hands back and how the table of all of them is printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    ``measured`` and ``limit`` are in ``unit`` ("×" for a ratio measured side by side, "ms" for a median);
    ``limit`` None means that nothing is asked. ``note`` says what stood on the other side.
    """

    name: str
    measured: float
    limit: float | None = None
    unit: str = "×"
    note: str = ""

    @property
    def within(self) -> bool:
        """Whether the limit is kept; where nothing is asked it is."""
        return self.limit is None or self.measured <= self.limit


def table(rows: Iterable[Row]) -> str:
    """Return the rows as lines of text, numbers under one another, a word for each limit that is missed."""
    rows = tuple(rows)
    width = max((len(row.name) for row in rows), default=0)
    return "\n".join(_line(row, width) for row in rows)


def _line(row: Row, width: int) -> str:
    limit = "" if row.limit is None else f"≤ {row.limit:g} {row.unit}"
    verdict = "" if row.limit is None else ("ok" if row.within else "MISSED")
    measured = f"{row.measured:>9.2f} {row.unit:<3}"
    return f"{row.name:<{width}}  {measured} {limit:<12} {verdict:<7} {row.note}".rstrip()
