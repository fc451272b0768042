"""The formula sheet of a section: what its questions that were met are worked out with, and where to read on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.questions.errors import QuestionError
from quizapp.sessions.errors import SessionError
from quizapp.sessions.home import OTHER
from quizapp.storage import cards

if TYPE_CHECKING:
    from quizapp.questions.model import Question
    from quizapp.sessions.collection import Collection

MOST = 60  # questions of a section


@dataclass(frozen=True, slots=True)
class Formulas:
    """The formulas of one question as LaTeX, in their order; ``head`` is how it begins."""

    question: str
    head: str
    latex: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a section comes to: each formula once, where it comes first."""

    section: str
    title: str
    formulas: tuple[Formulas, ...]
    sources: tuple[str, ...]


def sheet(collection: Collection, section: str) -> Sheet:
    """Return the sheet of a section; only what was met is on it, so that nothing is given away.

    Raises SessionError where there is no such section.
    """
    titles = collection.library.sections()
    entries = [entry for entry in collection.entries() if entry.section == section]
    if not entries and section not in titles:
        raise SessionError(f"There is no section {section[:40]}; there are {', '.join(titles)}.")
    with collection.store.read() as connection:
        met = cards.answered(collection.store, connection)
    known = [entry.id for entry in entries if entry.id in met or any(alias in met for alias in entry.aliases)]
    questions = [found for name in known[:MOST] if (found := collection.library.find(name)) is not None]
    sources = dict.fromkeys(source for question in questions for source in question.sources)
    return Sheet(
        section, titles.get(section) or section or OTHER, _once(collection, questions), tuple(sources)
    )


def _once(collection: Collection, questions: list[Question]) -> tuple[Formulas, ...]:
    wordings = collection.library.wordings()
    seen: set[str] = set()
    found = []
    for question in questions:
        fresh = [latex for latex in _formulas(collection, question) if latex not in seen]
        seen.update(fresh)
        if fresh:
            head = wordings[question.id].head if question.id in wordings else question.id
            found.append(Formulas(question.id, head, tuple(dict.fromkeys(fresh))))
    return tuple(found)


def _formulas(collection: Collection, question: Question) -> list[str]:
    """Return what a question is worked out with; nothing where it cannot be drawn."""
    try:
        solved = collection.questions.solution(collection.questions.instance(question, 0))
    except QuestionError:
        return []
    return [step.formula for step in solved.steps if step.formula.strip()]
