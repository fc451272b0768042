"""What questions say, for a search and a list: the beginning of each, everything in it, and its tags."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from quizapp import locations
from quizapp.packs import cache
from quizapp.packs.folders import pack_files, roots

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from quizapp.questions.model import Json, Question

HEAD = 240  # characters of a prompt that a list may show
_DRAWN = re.compile(r"@\{[^}]*\}")


class Wording(NamedTuple):
    """``head`` begins the prompt, with a question mark for each drawn number; ``text`` is casefolded."""

    head: str
    text: str
    tags: tuple[str, ...]


def wordings() -> Mapping[str, Wording]:
    """Return what every installed question says, by id; read once while the files keep sizes and times."""
    files = tuple(file for root in roots() for file in pack_files(root, []))
    return _read(files, tuple(map(tuple, cache.stamp_of(files))), str(locations.cache_dir()))


@lru_cache(maxsize=2)
def _read(files: tuple[Path, ...], _stamp: tuple[object, ...], _cache: str) -> dict[str, Wording]:
    record = cache.remembered(cache.name_of("wordings", locations.own_packs_dir()), files, _record)
    return {name: Wording(head, text, tuple(tags)) for name, head, text, tags in record}


def _record() -> Json:
    from quizapp.packs import library  # noqa: PLC0415 - only when the record is made

    found = (question for pack in library.installed() for question in pack.questions)
    return [
        [one.id, head_of(one.prompt), text_of(one), [tag.casefold() for tag in one.tags]] for one in found
    ]


def head_of(prompt: str) -> str:
    """Return the beginning of a prompt in one line."""
    return " ".join(_DRAWN.sub("?", prompt).split())[:HEAD]


def text_of(question: Question) -> str:
    """Return everything a question says, and its id, casefolded."""
    said = (
        question.id,
        question.prompt,
        *_strings(dict(question.fields)),
        question.solution,
        *question.sources,
    )
    return " ".join(" ".join(said).split()).casefold()


def _strings(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _strings(inner)
