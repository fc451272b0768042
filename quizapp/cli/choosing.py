"""Choices by what they say: whoever types an option's text means its letter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizapp.questions.model import Part


def with_letters(part: Part, typed: str) -> str:
    """Return what was typed for a choice with each option's text replaced by its letter; else unchanged."""
    if not part.choices:
        return typed
    letters = {same(choice.text): choice.key for choice in part.choices}
    if same(typed) in letters:
        return letters[same(typed)]
    pieces = [same(piece) for piece in re.split(r"[;,]", typed)]
    known = {**letters, **{choice.key: choice.key for choice in part.choices}}
    return ",".join(known[piece] for piece in pieces) if all(piece in known for piece in pieces) else typed


def same(text: str) -> str:
    """Return a text without the differences that do not count: case, spaces, the marks around a formula."""
    return re.sub(r"[\s$`*]+", " ", text).strip().casefold()
