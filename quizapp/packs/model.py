"""What a pack is once it has been read, and what can be wrong with one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from quizapp.questions.model import Place, Question

Severity: TypeAlias = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: where it is, how bad, what is wrong, how to mend it, and the key it concerns."""

    place: Place
    severity: Severity
    what: str
    mend: str = ""
    key: str = ""

    def __str__(self) -> str:
        """Return the finding on one line, as compilers print theirs."""
        mend = f" {self.mend}" if self.mend else ""
        return f"{self.place}: {self.severity}: {self.what}{mend}"


@dataclass(frozen=True, slots=True)
class Pack:
    """A folder of questions. What could not be used is in ``problems``; the rest works."""

    id: str
    title: str
    version: str
    licence: str
    authors: tuple[str, ...]
    description: str
    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]
    path: str

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The findings that left something out."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def nearest(word: str, known: tuple[str, ...]) -> str:
    """Return the known word most like ``word``, or nothing where none is near."""
    from difflib import get_close_matches  # noqa: PLC0415 - only when something is misspelt

    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return close[0] if close else ""


def did_you_mean(word: str, known: tuple[str, ...]) -> str:
    """Return the sentence that mends a misspelt word: the nearest one, or all where they are few."""
    close = nearest(word, known)
    if close:
        return f"Did you mean {close}?"
    return f"It can be {', '.join(known)}." if 0 < len(known) <= 16 else ""
