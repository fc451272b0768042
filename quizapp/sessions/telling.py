"""A history in words, as the screens and the commands share them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quizapp.sessions.past import PastMark, PastPart

LONGEST = 60  # characters of a drawn value


def mark_text(mark: PastMark) -> str:
    """Return what was said of a question in words."""
    value, kind = mark.value, mark.kind
    if kind in ("bury", "due"):
        words = {"bury": "buried until", "due": "made due on"}
        return f"{words[kind]} {day_text(value)}" if value else "no longer buried"
    if kind == "flag":
        return f"flagged: {value}" if value else "flag taken away"
    said = {
        "suspend": ("suspended", "taken in again"),
        "reset": ("reset: its memory was forgotten",) * 2,
        "keep": ("kept, though it is often forgotten", "no longer kept by choice"),
    }
    return said[kind][0 if value else 1]


def right_text(part: PastPart, *, ascii_only: bool = False) -> str:
    """Return what would have been right on one line, its formulas as they are read; "" where it is not to be said."""
    if part.word == "correct" or not part.expected:
        return ""
    from quizapp.rendering.prose import plain_text  # noqa: PLC0415 - few answers have a formula

    said = plain_text(part.expected, ascii_only=ascii_only) if "$" in part.expected else part.expected
    return " ".join(said.split())


def day_text(day: int) -> str:
    """Return a study day as a date."""
    return date.fromordinal(day).isoformat()


def number(value: Any) -> str:
    """Return a drawn value, long arrays shortened."""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
