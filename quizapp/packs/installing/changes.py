"""What another version of a pack changes, question by question; ids decide which is which."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quizapp.questions.model import Place

if TYPE_CHECKING:
    from quizapp.packs.model import Pack
    from quizapp.questions.model import Question

_NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids that are new, that say something else, that have another name now, and that are gone."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything differs."""
        return bool(self.new or self.changed or self.renamed or self.gone)


def changes(before: Pack, after: Pack) -> Changes:
    """Return what differs between two versions of a pack."""
    old = {question.id: question for question in before.questions}
    new = {question.id: question for question in after.questions}
    former = {alias for question in after.questions for alias in question.aliases}
    return Changes(
        new=tuple(sorted(one for one in new if one not in old and not _was(new[one], old))),
        changed=tuple(sorted(one for one in new if one in old and not _same(new[one], old[one]))),
        renamed=tuple(sorted(one for one in old if one not in new and one in former)),
        gone=tuple(sorted(one for one in old if one not in new and one not in former)),
    )


def _was(question: Question, old: dict[str, Question]) -> bool:
    return any(alias in old for alias in question.aliases)


def _same(one: Question, other: Question) -> bool:
    """Tell whether two questions say the same, wherever they stand."""
    return replace(one, place=_NOWHERE, follow_ups=()) == replace(other, place=_NOWHERE, follow_ups=()) and [
        (follow.when, follow.point, replace(follow.ask, place=_NOWHERE)) for follow in one.follow_ups
    ] == [(follow.when, follow.point, replace(follow.ask, place=_NOWHERE)) for follow in other.follow_ups]
