"""Why a derived line is wrong: a known mistake where exactly its function was written, else how the two differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.derivations import Line, Sheet
    from quizapp.questions.deriving import Derived


def why(_derived: Derived, _sheet: Sheet, _part: str, line: Line) -> tuple[str, str]:
    """Return a sentence, and the ids of the mistakes that it names."""
    return line.outcome.reason, ""
