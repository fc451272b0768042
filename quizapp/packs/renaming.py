"""Ids that the installed version of a pack has and this one has not: histories that would be left behind."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.packs.folders import roots
from quizapp.packs.model import Problem
from quizapp.questions.model import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quizapp.packs.drafts import Draft
    from quizapp.packs.model import Pack
    from quizapp.packs.reading import Source
    from quizapp.questions.model import Question

ALIKE = 0.6  # of their texts: a question that was reworded on the occasion is still the same
MOST_COMPARED = 40_000  # pairs of texts
_ID = re.compile(r"^id\s*:\s*[\x27\x22]?([\w.-]+)", re.MULTILINE)


def renamed(source: Source, pack: Pack) -> Iterator[Problem]:
    """Yield a warning for each question whose id changed since the installed version, a note for each that is gone."""
    if any(problem.severity == "error" for problem in source.problems):
        return  # what is missing may be what could not be read
    installed = list(_installed(pack))
    if not installed:
        return
    drafts = {draft.id: draft for draft in source.drafts}
    now = _by_id(pack.questions)
    known = {*drafts, *(str(alias) for draft in source.drafts for alias in draft.data.get("aliases", ()))}
    before = _by_id(question for other in installed for question in other.questions)
    gone = {name: question for name, question in before.items() if name not in known}
    new = {name: question for name, question in now.items() if name not in before}
    for name, question in gone.items():
        follower = _same(question, new, len(gone))
        if follower:
            del new[follower]
            yield _called_otherwise(drafts[follower], name)
        else:
            yield _gone(source, name)


def _called_otherwise(draft: Draft, before: str) -> Problem:
    from quizapp.packs.texts import place_of  # noqa: PLC0415 - seldom

    aliases = [*draft.data.get("aliases", ()), before]
    what = f"In the installed version this is called {before}; under another id its history is left behind."
    mend = f"Add “aliases: [{', '.join(aliases)}]”, which carries it over, or give it its id back."
    return Problem(place_of(draft, ("id",)), "warning", what, mend, "id")


def _gone(source: Source, before: str) -> Problem:
    manifest = source.root / "pack.yaml"
    place = Place(str(manifest if manifest.is_file() else source.root))
    what = f"The question {before} of the installed version is gone; its history is kept, and waits."
    mend = f"If another took its place, add “aliases: [{before}]” to that one."
    return Problem(place, "note", what, mend)


def _installed(pack: Pack) -> Iterator[Pack]:
    """Yield the installed packs of the same id, unless this is one of them."""
    from quizapp.packs.loading import load_cached  # noqa: PLC0415 - seldom

    here = Path(pack.path).resolve()
    found = [root for root in roots() if _id_of(root) == pack.id]
    if not any(here == root.resolve() or root.resolve() in here.parents for root in found):
        yield from map(load_cached, found)


def _id_of(root: Path) -> str:
    """Return a pack's id, by its first lines: most packs are another one, and need not be read."""
    try:
        with (root / "pack.yaml").open(encoding="utf-8", errors="replace") as file:
            match = _ID.search(file.read(4_000))
    except OSError:
        return root.name
    return match[1] if match else root.name


def _by_id(questions: Iterable[Question]) -> dict[str, Question]:
    """Return questions by their ids within the pack; of a cloze the first blank."""
    found: dict[str, Question] = {}
    for question in questions:
        found.setdefault(question.id.partition(":")[2].partition("#")[0], question)
    return found


def _same(question: Question, others: dict[str, Question], rounds: int) -> str:
    """Return the id of the question that this one has become; nothing where none is like it."""
    alike = {name: one for name, one in others.items() if one.kind == question.kind}
    for name, other in alike.items():
        if other.prompt == question.prompt:
            return name
    if len(alike) * rounds > MOST_COMPARED:
        return ""
    ratios = {name: SequenceMatcher(None, question.prompt, one.prompt).ratio() for name, one in alike.items()}
    best = max(ratios, key=lambda name: ratios[name], default="")
    return best if best and ratios[best] >= ALIKE else ""
