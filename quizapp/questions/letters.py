"""One option among several: the letter that was typed, read and judged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizapp.questions.model import PartVerdict

if TYPE_CHECKING:
    from quizapp.questions.model import Part


_PIECE = re.compile(r"[^\s,;()\[\]{}<>.:→-]+")


def pieces(typed: str) -> list[str]:
    """Return the letters of an answer as keys are written: of ``a, c``, ``(b)``, ``[b, f]`` and ``b > f``."""
    return _PIECE.findall(typed.lower())


def unread(part: Part, typed: str) -> PartVerdict | None:
    """Return why a letter cannot be read; None where it is one of the part's, or blank."""
    key, keys = letter(typed), [choice.key for choice in part.choices]
    if not key or key in keys:
        return None
    what = f"“{key[:40]}” is none of {', '.join(keys)}."
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
    return PartVerdict("wrong", 0.0, why if key else "Not answered.", given=key, expected=right)
