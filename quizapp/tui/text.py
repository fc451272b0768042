"""Text on its way to the screen: always cleaned, never parsed as markup."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.rendering.safety import clean

if TYPE_CHECKING:
    from textual.style import Style


def plain(text: str, style: str | Style = "") -> Content:
    """Return text as it is to be shown: no control or direction characters, no markup."""
    content = Content(clean(text))
    return content.stylize(style) if style else content


def in_rows(value: str, room: int) -> list[str]:
    """Return a value as it is printed, on several lines where one is too narrow: a matrix row by row."""
    if len(value) <= room:
        return [value]
    rows = value.replace("], [", "],\n [").split("\n") if value.startswith("[[") else [value]
    return [
        part for row in rows for part in wrap(row, max(room, 1), subsequent_indent="  ", drop_whitespace=True)
    ]


def lines(parts: list[Content]) -> Content:
    """Return the parts, one a line."""
    return Content("\n").join(parts)
