"""Choices by what they say: whoever types an option's text means its letter."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizapp.questions.model import Part


LONGEST_CODE = 100_000  # characters


def with_letters(part: Part, typed: str) -> str:
    """Return what was typed for a choice with each option's text replaced by its letter; else unchanged."""
    if part.form == "code":
        return code_of(typed)
    if not part.choices:
        return typed
    letters = {same(choice.text): choice.key for choice in part.choices}
    if same(typed) in letters:
        return letters[same(typed)]
    pieces = [same(piece) for piece in re.split(r"[;,]", typed)]
    known = {**letters, **{choice.key: choice.key for choice in part.choices}}
    return ",".join(known[piece] for piece in pieces) if all(piece in known for piece in pieces) else typed


def code_of(typed: str) -> str:
    """Return the code in a file that is named (@file, or its path alone); else what was typed."""
    name = typed.strip().removeprefix("@")
    if not name or "\n" in name or (not typed.lstrip().startswith("@") and not name.endswith(".py")):
        return typed
    try:
        with Path(name).expanduser().open(encoding="utf-8", errors="replace") as file:
            return file.read(LONGEST_CODE)
    except (OSError, ValueError, RuntimeError):
        return f"@{name}"


def same(text: str) -> str:
    """Return a text without the differences that do not count: case, spaces, the marks around a formula."""
    return re.sub(r"[\s$`*]+", " ", text).strip().casefold()
