"""What is installed: the bundled packs and the learner's own, which shadow them question by question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from quizapp import locations
from quizapp.packs import cache
from quizapp.packs.folders import CURRICULUM_FILE, pack_files, roots

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quizapp.packs.curriculum import Curriculum
    from quizapp.packs.model import Pack
    from quizapp.questions.model import Json, Question


@dataclass(frozen=True, slots=True)
class Entry:
    """What a queue needs to know of a question; ``order`` is its place along the curriculum."""

    id: str
    pack: str
    section: str
    level: str
    kind: str
    covers: tuple[str, ...]
    minutes: float
    siblings: str
    version: str
    order: int
    aliases: tuple[str, ...]
    path: str


def installed() -> tuple[Pack, ...]:
    """Return every pack; a question that a later pack has under the same id is left out of the earlier."""
    packs = [pack for root in roots() if (pack := _pack(root)).questions or pack.problems]
    return tuple(_without_shadowed(pack, packs[number + 1 :]) for number, pack in enumerate(packs))


def _without_shadowed(pack: Pack, later: Iterable[Pack]) -> Pack:
    shadowing = {question.id for other in later if other.id == pack.id for question in other.questions}
    if not shadowing:
        return pack
    return replace(pack, questions=tuple(one for one in pack.questions if one.id not in shadowing))


def _pack(root: Path) -> Pack:
    stamp = cache.stamp_of(list(pack_files(root, [])))
    return _loaded(str(root), tuple(map(tuple, stamp)), str(locations.cache_dir()))


@lru_cache(maxsize=128)
def _loaded(root: str, _stamp: tuple[object, ...], _cache: str) -> Pack:
    """Load a pack once while its files keep their sizes and times."""
    from quizapp.packs.loading import load_cached  # noqa: PLC0415 - the index needs no questions

    return load_cached(Path(root))


# The index


def index() -> tuple[Entry, ...]:
    """Return an entry for every question that can be asked, in the curriculum's order, from the cache."""
    return tuple(_index().values())


def problems() -> tuple[str, ...]:
    """Return a sentence for each pack that has errors; as cheap as the index."""
    return _read_index()[1]


def own_sections() -> dict[str, str]:
    """Return the titles of packs, by section, whose questions cover nothing of the curriculum."""
    return _read_index()[2]


def _index() -> dict[str, Entry]:
    return _read_index()[0]


_Index: TypeAlias = tuple[dict[str, Entry], tuple[str, ...], dict[str, str]]


def _read_index() -> _Index:
    files = [file for root in roots() for file in pack_files(root, [])]
    files.append(locations.content_dir() / CURRICULUM_FILE)
    return _entries(tuple(files), tuple(map(tuple, cache.stamp_of(files))), str(locations.cache_dir()))


@lru_cache(maxsize=4)
def _entries(files: tuple[Path, ...], _stamp: tuple[object, ...], _cache: str) -> _Index:
    """Return the entries by id, what is wrong and the packs' own sections, read once while no file changes."""
    record = cache.remembered(cache.name_of("index", locations.own_packs_dir()), files, _record)
    entries = {entry.id: entry for entry in map(_entry, record["entries"])}
    return entries, tuple(record["problems"]), dict(record["sections"])


def _entry(row: Json) -> Entry:
    row[5], row[10] = tuple(row[5]), tuple(row[10])
    return Entry(*row)


def _record() -> Json:
    from quizapp.packs import curriculum  # noqa: PLC0415 - only when the index is made

    plan = curriculum.load()
    packs = installed()
    found = [(question, pack) for pack in packs for question in pack.questions]
    found.sort(key=lambda pair: _along(plan, pair[0]))
    rows = [_row(question, pack, plan, order) for order, (question, pack) in enumerate(found)]
    present = {row[2] for row in rows}
    return {
        "entries": rows,
        "sections": {key: pack.title for pack in packs if (key := _own_section(pack, plan)) in present},
        "problems": [_complaint(pack) for pack in packs if pack.errors],
    }


def _complaint(pack: Pack) -> str:
    count = len(pack.errors)
    errors = "an error" if count == 1 else f"{count} errors"
    return f"The pack {pack.id} has {errors}; quizapp pack check {pack.path} says where."


def _along(plan: Curriculum, question: Question) -> tuple[int, bool]:
    """Return where a question stands: by its first item, what is worked out before what is only remembered."""
    return min(map(plan.order, question.covers), default=len(plan.places)), question.kind in (
        "recall",
        "cloze",
    )


def _own_section(pack: Pack, plan: Curriculum) -> str:
    """Return the section of what covers nothing of the curriculum: its pack is one of its own."""
    return f"{pack.id}-pack" if any(one.id == pack.id for one in plan.sections) else pack.id


def _row(question: Question, pack: Pack, plan: Curriculum, order: int) -> Json:
    section = next(filter(None, map(plan.section_of, question.covers)), None)
    return [
        question.id,
        pack.id,
        section or _own_section(pack, plan),
        question.level,
        question.kind,
        question.covers,
        question.minutes,
        question.siblings,
        question.version,
        order,
        question.aliases,
        pack.path,
    ]


# One question


def find(question_id: str) -> Question | None:
    """Return a question by its full id, by an id it had before, or by its cloze's id (the first blank)."""
    entries = _index()
    entry = entries.get(question_id) or next(
        (one for one in entries.values() if _was_called(one, question_id)), None
    )
    if entry is None:
        return _find_follow_up(question_id)
    pack = _pack(Path(entry.path))
    return next((question for question in pack.questions if question.id == entry.id), None)


def _was_called(entry: Entry, question_id: str) -> bool:
    before = {alias.partition("#")[0] for alias in entry.aliases} if entry.siblings else set()
    return question_id in {*entry.aliases, *before, entry.siblings}


def _find_follow_up(question_id: str) -> Question | None:
    parent_id, mark, number = question_id.rpartition("~")
    parent = find(parent_id) if mark and number.isdecimal() else None
    if parent is None:
        return None
    return next((one.ask for one in parent.follow_ups if one.ask.id == f"{parent.id}~{number}"), None)


def suggest(question_id: str) -> str:
    """Return the id most like one that is not found; nothing where none is near."""
    from quizapp.packs.model import nearest  # noqa: PLC0415 - only when an id is misspelt

    known = tuple(_index())
    return nearest(question_id, known) or next((one for one in known if one.endswith(f":{question_id}")), "")
