"""The bundled questions by what an audit can do with them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from quizapp import packs
from quizapp.locations import content_dir

if TYPE_CHECKING:
    from quizapp.questions.model import Question


@cache
def every_question() -> tuple[Question, ...]:
    """Return all questions of all bundled packs, follow-ups left out."""
    folders = sorted(path.parent for path in content_dir().glob("*/pack.yaml"))
    return tuple(question for folder in folders for question in packs.load(folder).questions)


def audited() -> dict[str, str]:
    """Return the ids of the questions that the engine grades, each with the family of its audit."""
    found = {question.id: _family(question) for question in every_question()}
    return {name: family for name, family in found.items() if family}


def find(question_id: str) -> Question:
    """Return a bundled question; raises KeyError for an unknown id."""
    return {question.id: question for question in every_question()}[question_id]


def _family(question: Question) -> str:
    if question.kind in ("numeric", "trace"):
        return "computed"
    if question.kind == "choice":
        return "chosen" if isinstance(question.fields["options"], dict) else ""
    if question.kind == "bug":
        return "bug" if question.program or "source" in question.fields else ""
    return "derived" if question.kind == "derive" else ""
