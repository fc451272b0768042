"""Ids for cards that come without: the same card has the same id at every import."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from quizapp.packs.cards import slug
from quizapp.packs.schema import ID_PATTERN

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_TAG = 40  # characters


class Ids:
    """Gives every note an id of its own."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def given(self, name: str) -> str | None:
        """Return an id that the source itself gives; None where it is none, or is taken."""
        usable = re.fullmatch(ID_PATTERN, name) is not None and name not in self.taken
        if usable:
            self.taken.add(name)
        return name if usable else None

    def of_key(self, prefix: str, key: str) -> str:
        """Return the id of a note that another program knows by a key; it does not change with the text."""
        return self._free(f"{prefix}-{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:10]}")

    def of_text(self, text: str) -> str:
        """Return the id of a note that is known by nothing but its question."""
        return self._free(slug(text, words=6)[:60].strip("-") or "card")

    def _free(self, stem: str) -> str:
        number, name = 1, stem
        while name in self.taken:
            number += 1
            name = f"{stem}-{number}"
        self.taken.add(name)
        return name


def tags_of(words: Iterable[str]) -> list[str]:
    """Return words as tags: on one line, 40 characters at most, each once."""
    found = (" ".join(word.split())[:MOST_TAG].strip() for word in words)
    return list(dict.fromkeys(word for word in found if word))
