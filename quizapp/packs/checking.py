"""``pack check``: everything that is wrong with a pack, each finding with its place and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.packs import curriculum
from quizapp.packs.loading import pack_of
from quizapp.packs.reading import read_pack

if TYPE_CHECKING:
    from quizapp.packs.model import Pack, Problem


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found. ``pack`` is what can be used of it; ``problems`` are in the order of the files."""

    pack: Pack
    problems: tuple[Problem, ...]
    instances: int

    @property
    def is_clean(self) -> bool:
        """Whether nothing is an error."""
        return not any(problem.severity == "error" for problem in self.problems)


def check(path: str | Path, *, instances: int = 0) -> Report:
    """Check the pack in a folder or a file; with ``instances`` also draw each question that many times."""
    from quizapp.packs.checks import Known, check_draft  # noqa: PLC0415 - the engine, only to check

    source = read_pack(Path(path))
    pack = pack_of(source)
    known = Known(curriculum.load().item_ids(), tuple(draft.id for draft in source.drafts))
    problems = list(pack.problems)
    broken = set()
    for draft in (*source.drafts, *source.partial):
        found = check_draft(draft, known)
        problems += found
        if any(problem.severity == "error" for problem in found):
            broken.add(str(draft.place))
    if instances:
        from quizapp.packs.trials import try_out  # noqa: PLC0415 - the engine, only to draw

        for question in pack.questions:
            if str(question.place) not in broken:
                problems += try_out(question, instances)
    return Report(pack, tuple(sorted(set(problems), key=_position)), instances)


def _position(problem: Problem) -> tuple[str, int, int, str]:
    return problem.place.file, problem.place.line, problem.place.column, problem.what
