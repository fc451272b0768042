"""Prose and formulas from quizapp.rendering as Textual content: a style for each role, nothing parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content, Span

from quizapp.rendering import boxes
from quizapp.rendering import prose as layouts
from quizapp.rendering.latex import LatexError
from quizapp.tui.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

STYLES = {
    "text": "",
    "strong": "bold",
    "emphasis": "italic",
    "code": "$accent",
    "maths": "",
    "heading": "bold",
    "quiet": "$quiet",
    "error": "$wrong",
}


def prose(text: str, width: int, *, ascii_only: bool = False) -> Content:
    """Return prose laid out for a width, its formulas drawn."""
    return Content("\n").join(
        [_line(line) for line in layouts.layout(text, max(width, 8), ascii_only=ascii_only)]
    )


def _line(spans: Iterable[tuple[str, str]]) -> Content:
    text, styles, at = [], [], 0
    for piece, role in spans:
        style = STYLES.get(role, "")
        if style and piece:
            styles.append(Span(at, at + len(piece), style))
        text.append(piece)
        at += len(piece)
    return Content("".join(text), styles)


def formula(latex: str, width: int, *, ascii_only: bool = False) -> Content:
    """Return one formula drawn in two dimensions; what cannot be drawn is shown as it is written."""
    try:
        drawing = boxes.draw(latex, width=max(width, 8), ascii=ascii_only)
    except LatexError:
        return plain(latex, "$wrong")
    return Content("\n".join(drawing.lines))


def one_line(text: str, width: int) -> Content:
    """Return the beginning of prose on one line."""
    drawn = prose(text, 10_000).split("\n", allow_blank=True)
    return next((row for row in drawn if row.plain.strip()), Content()).truncate(width, ellipsis=True)
