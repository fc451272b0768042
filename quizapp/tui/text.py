"""Text on its way to the screen: always cleaned, never parsed as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.rendering.safety import clean

if TYPE_CHECKING:
    from textual.style import Style


def plain(text: str, style: str | Style = "") -> Content:
    """Return text as it is to be shown: no control or direction characters, no markup."""
    content = Content(clean(text))
    return content.stylize(style) if style else content


def lines(parts: list[Content]) -> Content:
    """Return the parts, one a line."""
    return Content("\n").join(parts)
