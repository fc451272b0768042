"""One option among several: the letter that was typed, read and judged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizapp.questions.model import NOT_ANSWERED, PartVerdict

if TYPE_CHECKING:
    from collections.abc import Collection

    from quizapp.questions.model import Part


_LONGEST = 40  # characters of what is told again
_PIECE = re.compile(r"[^\s,;()\[\]{}<>.:→-]+")


def pieces(typed: str) -> list[str]:
    """Return the letters of an answer as keys are written: of ``a, c``, ``(b)``, ``[b, f]`` and ``b > f``."""
    return _PIECE.findall(typed.lower())


def run_of(typed: str, known: Collection[str]) -> list[str]:
    """Return the letters of an answer that takes several; they need not be apart where nothing else is typed."""
    keys = pieces(typed)
    if len(keys) == 1 and 1 < len(keys[0]) <= _LONGEST and set(keys[0]) <= set(known):
        return list(keys[0])
    return keys


def quoted(key: str) -> str:
    """Return what is no letter of an option as it is told: short, and without what no terminal should get."""
    seen = "".join(one if one.isprintable() else "�" for one in key[:_LONGEST])
    return f"“{seen}{'…' if len(key) > _LONGEST else ''}”"


def unread(part: Part, typed: str) -> PartVerdict | None:
    """Return why a letter cannot be read; None where it is one of the part's, or blank."""
    key, keys = letter(typed), [choice.key for choice in part.choices]
    if not key or key in keys:
        return None
    what = f"{quoted(key)} is none of {', '.join(keys)}."
    return PartVerdict("unreadable", 0.0, what, given=typed.strip(), column=len(typed) - len(typed.lstrip()))


def letter(typed: str) -> str:
    """Return what was typed as a key is written, ``b`` for ``b)``; as it is, where it is no single word."""
    found = pieces(typed)
    return found[0] if len(found) == 1 else typed.strip().lower()


def judged(part: Part, typed: str, right: str, why: str = "") -> PartVerdict:
    """Return the verdict on a letter that can be read; ``why`` is said where it is not the right one."""
    key = letter(typed)
    if key == right:
        return PartVerdict("correct", 1.0, given=key, expected=right)
    return PartVerdict("wrong", 0.0, why if key else NOT_ANSWERED, given=key, expected=right)
