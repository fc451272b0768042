"""From what was read to a Pack, directly or through the cache: one way, by a record that JSON can hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.heap import growing
from quizapp.packs import cache
from quizapp.packs.building import build, prepared
from quizapp.packs.folders import pack_files
from quizapp.packs.model import Pack, Problem
from quizapp.questions.kinds import available
from quizapp.questions.model import Place, Question

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizapp.packs.reading import Source
    from quizapp.questions.model import Json


def load(path: str | Path) -> Pack:
    """Return the pack in a folder or in one file, read anew. Never raises: see ``problems``."""
    root = Path(path)
    return _pack(_record(root), root)


def load_cached(root: Path) -> Pack:
    """Return the pack in a folder, from the cache while none of its files has changed."""
    files = list(pack_files(root, []))
    with growing():
        return _pack(cache.remembered(cache.name_of("pack", root), files, lambda: _record(root)), root)


def pack_of(source: Source) -> Pack:
    """Return the pack that was read."""
    return _pack(record_of(source), source.root)


def _record(root: Path) -> Json:
    from quizapp.packs.reading import read_pack  # noqa: PLC0415 - not needed for what comes from the cache

    with growing():
        return record_of(read_pack(root))


def record_of(source: Source) -> Json:
    """Return what was read as JSON; files are named relative to the pack, so that it may stand anywhere."""
    root = str(source.root)
    by_id = {draft.id: draft.data for draft in source.drafts}
    return {
        "manifest": dict(source.manifest),
        "questions": [[_relative(draft.place, root), prepared(draft.data, by_id)] for draft in source.drafts],
        "problems": [
            [_relative(problem.place, root), problem.severity, problem.what, problem.mend, problem.key]
            for problem in source.problems
        ],
    }


def _relative(place: Place, root: str) -> list[str | int]:
    inside = place.file.removeprefix(root).lstrip("/\\")
    return [inside, place.line, place.column]


def _placing(root: Path) -> Callable[[list[Json]], Place]:
    """Return what makes a place of a record one on this machine; each file's path is put together once."""
    paths: dict[str, str] = {"": str(root)}

    def absolute(place: list[Json]) -> Place:
        name, line, column = place
        if name not in paths:
            paths[name] = str(root / name)
        return Place(paths[name], line, column)

    return absolute


def _pack(record: Json, root: Path) -> Pack:
    manifest, absolute = record["manifest"], _placing(root)
    problems = [Problem(absolute(place), *rest) for place, *rest in record["problems"]]
    questions: list[Question] = []
    kinds = frozenset(available())
    for place, data in record["questions"]:
        for question in build(data, manifest["id"], absolute(place)):
            if question.kind in kinds and not question.follow_ups:
                questions.append(question)
            else:
                _offer(question, questions, problems)
    return Pack(
        id=manifest["id"],
        title=manifest["title"],
        version=manifest.get("version", ""),
        licence=manifest.get("licence", ""),
        authors=tuple(manifest.get("authors", ())),
        description=manifest.get("description", ""),
        questions=tuple(questions),
        problems=tuple(problems),
        path=str(root),
    )


def _offer(question: Question, questions: list[Question], problems: list[Problem]) -> None:
    """Take a question up if its kind is available; say so where it, or a follow-up of it, is not."""
    if question.kind not in available():
        problems.append(_not_yet(question, "This question"))
        return
    usable = tuple(one for one in question.follow_ups if one.ask.kind in available())
    problems.extend(_not_yet(one.ask, "A follow-up here") for one in question.follow_ups if one not in usable)
    questions.append(replace(question, follow_ups=usable))


def _not_yet(question: Question, which: str) -> Problem:
    what = f"{which} is of kind {question.kind}, which is not yet available in this version; it is not asked."
    return Problem(question.place, "note", what, "", "kind")
