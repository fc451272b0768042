"""``pack check``: everything that is wrong with packs, each finding with its place and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.packs import curriculum
from quizapp.packs.loading import pack_of
from quizapp.packs.model import Problem
from quizapp.packs.reading import MANIFEST_NAME, read_pack
from quizapp.questions.model import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from quizapp.packs.drafts import Draft
    from quizapp.packs.findings import Finding
    from quizapp.packs.model import Pack
    from quizapp.packs.reading import Source
    from quizapp.questions.model import Question


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found. ``pack`` is what can be used of it; ``problems`` are in the order of the files."""

    pack: Pack
    problems: tuple[Problem, ...]
    instances: int
    drafts: tuple[Draft, ...] = field(default=(), compare=False)  # what was read, usable or not, in order

    @property
    def is_clean(self) -> bool:
        """Whether nothing is an error."""
        return not any(problem.severity == "error" for problem in self.problems)


@dataclass(slots=True)
class _Checked:
    """A pack while it is checked: what was read, and what was found so far."""

    source: Source
    pack: Pack
    only: str = ""  # the one file that is asked about; the rest of its pack is what it may refer to
    problems: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def concerns(self, place: Place) -> bool:
        """Tell whether a place is in what is asked about."""
        return not self.only or place.file == self.only

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """What was read, in the order of the files."""
        drafts = (one for one in (*self.source.drafts, *self.source.partial) if self.concerns(one.place))
        return tuple(sorted(drafts, key=lambda draft: (draft.place.file, draft.place.line)))

    def report(self, instances: int) -> Report:
        """Return what was found."""
        asked = tuple(one for one in self.pack.questions if self.concerns(one.place))
        problems = {one for one in self.problems if self.concerns(one.place)}
        pack = replace(self.pack, questions=asked) if self.only else self.pack
        return Report(pack, tuple(sorted(problems, key=_position)), instances, self.drafts)

    @property
    def sound(self) -> Iterator[Question]:
        """The questions that reading found nothing wrong with, which can be drawn."""
        asked = (one for one in self.pack.questions if self.concerns(one.place))
        return (one for one in asked if str(one.place) not in self.broken)


def check(path: str | Path, *, instances: int = 0) -> Report:
    """Check the pack in a folder or a file; with ``instances`` also draw each question that many times."""
    return check_all([path], instances=instances, workers=1)[0]


def check_all(
    paths: Sequence[str | Path],
    *,
    instances: int = 0,
    workers: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Report, ...]:
    """Check several packs; drawing is shared among processes, as many as there are processors unless said.

    ``progress`` is told how many questions have been drawn, and of how many.
    """
    checked = [_static(Path(path)) for path in paths]
    if instances:
        _draw(checked, instances, workers, progress)
    return tuple(one.report(instances) for one in checked)


def _static(path: Path) -> _Checked:
    """Read a pack and check what can be told without drawing."""
    from quizapp.packs.checks import check_draft  # noqa: PLC0415 - the engine, only to check
    from quizapp.packs.kind_checks import Known  # noqa: PLC0415
    from quizapp.packs.renaming import renamed  # noqa: PLC0415

    root = _pack_around(path)
    source = read_pack(root)
    checked = _Checked(source, pack_of(source), only=str(path) if root != path else "")
    folder = root if root.is_dir() else root.parent
    known = Known(
        curriculum.load().item_ids(), tuple(draft.id for draft in source.drafts), folder, _programs(source)
    )
    checked.problems += checked.pack.problems
    for draft in (*source.drafts, *source.partial):
        found = check_draft(draft, known)
        checked.problems += found
        if any(problem.severity == "error" for problem in found):
            checked.broken.add(str(draft.place))
    checked.problems += renamed(source, checked.pack)
    if not (source.drafts or source.partial or source.problems):
        what = "This pack holds no question."
        mend = "Write some into a file beside it that ends in .yaml or .md; no other is read."
        checked.problems.append(Problem(Place(str(path)), "warning", what, mend))
    return checked


def _programs(source: Source) -> tuple[str, ...]:
    """Return the ids of the questions that have a program."""
    return tuple(draft.id for draft in (*source.drafts, *source.partial) if "program" in draft.data)


def _pack_around(path: Path) -> Path:
    """Return the folder of the pack that a file belongs to; the path itself where there is none."""
    if not path.is_file() or path.name == MANIFEST_NAME:
        return path
    return next((folder for folder in path.parents if (folder / MANIFEST_NAME).is_file()), path)


def _draw(
    packs: Sequence[_Checked], instances: int, workers: int, progress: Callable[[int, int], None] | None
) -> None:
    """Draw the sound questions of all packs and note what that shows, each thing at its field."""
    from quizapp.packs.trying import try_all  # noqa: PLC0415 - the engine, only to draw

    pairs = [(checked, question) for checked in packs for question in checked.sound]
    results = try_all([question for _, question in pairs], instances, workers, progress)
    for (checked, question), findings in zip(pairs, results, strict=True):
        drafts = {str(draft.place): draft for draft in checked.source.drafts} if findings else {}
        checked.problems += (_located(one, drafts[str(question.place)]) for one in findings)


def _located(finding: Finding, draft: Draft) -> Problem:
    from quizapp.packs.texts import place_of  # noqa: PLC0415
    from quizapp.packs.validating import dotted  # noqa: PLC0415

    place = place_of(draft, finding.path)
    return Problem(place, finding.severity, finding.what, finding.mend, dotted(finding.path))


def _position(problem: Problem) -> tuple[str, int, int, str]:
    return problem.place.file, problem.place.line, problem.place.column, problem.what
