"""The level of the next question: a strong run moves it up, a weak one down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.questions.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RUN = 2  # answers in a row
STRONG, WEAK = 0.8, 0.5  # the credit from which an answer is strong, and below which it is weak


@dataclass(frozen=True, slots=True)
class Step:
    """The level at which the n-th question was chosen, and why it had moved."""

    level: str
    why: str = ""


def steps(first: str, levels: Sequence[str], earned: Iterable[float]) -> tuple[Step, ...]:
    """Return the level for each answer's question and for the one after the last.

    ``earned`` are the credits of the answers in order, follow-ups left out; a skipped one counts 0.
    """
    ordered = [level for level in LEVELS if level in levels]
    at = ordered.index(first)
    found, strong, weak = [Step(first)], 0, 0
    for credit in earned:
        strong = strong + 1 if credit >= STRONG else 0
        weak = weak + 1 if credit < WEAK else 0
        why = ""
        if strong == RUN:
            strong, why, at = 0, _moved(at + 1, ordered, "strong"), min(at + 1, len(ordered) - 1)
        elif weak == RUN:
            weak, why, at = 0, _moved(at - 1, ordered, "weak"), max(at - 1, 0)
        found.append(Step(ordered[at], why))
    return tuple(found)


def _moved(to: int, ordered: Sequence[str], run: str) -> str:
    if not 0 <= to < len(ordered):
        return ""
    return f"{RUN} {run} answers in a row: to {ordered[to]}"
