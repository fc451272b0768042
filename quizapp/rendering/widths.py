"""How many terminal columns a text takes: combining marks none, wide characters two, all else one."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def width(text: str) -> int:
    """Return the number of terminal columns the text takes on one line."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


@lru_cache(maxsize=4096)
def _columns(character: str) -> int:
    """Return 0, 1 or 2. Characters of ambiguous width (Greek, arrows) are narrow, as terminals have them."""
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def pad(text: str, columns: int) -> str:
    """Return the text with spaces on its right up to the given number of columns."""
    return text + " " * (columns - width(text))


def centre(text: str, columns: int) -> str:
    """Return the text in the middle of the given number of columns; an odd space goes to the right."""
    spare = max(0, columns - width(text))
    return " " * (spare // 2) + text + " " * (spare - spare // 2)


def cut(text: str, columns: int) -> tuple[str, str]:
    """Split the text so that the first part is as long as fits; a character keeps its marks.

    The first part holds at least one character, so that cutting again and again comes to an end.
    """
    used = 0
    for index, character in enumerate(text):
        used += _columns(character)
        if used > columns and index:
            return text[:index], text[index:]
    return text, ""
