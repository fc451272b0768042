"""Text as text: whatever could command a terminal or hide from the eye becomes a sign that can be seen."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TAB = "    "
MARKS_PER_CHARACTER = 3  # two accents and one to spare: more is a tower, not writing
_PICTURES = {"Zl": "\N{SYMBOL FOR NEWLINE}", "Zp": "\N{SYMBOL FOR NEWLINE}"}
STAND_IN = "\N{REPLACEMENT CHARACTER}"

# Invisible although Unicode calls them letters or marks: fillers, blank patterns, variation selectors.
_INVISIBLE = re.compile(
    "[\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u034f\u180b-\u180d\u180f\ufe00-\ufe0d\U000e0100-\U000e01ef]"
)
_PRESENTATION = re.compile("[\ufe0e\ufe0f]")  # "as text" and "as a picture": nothing is lost without them
_SUSPECT = re.compile(r"[^\n\x20-\x7e\xa1-\xac\xae-\u02ff\u0370-\u0482\u2190-\u22ff]")


def clean(text: str) -> str:
    r"""Return the text with every control, direction and invisible character replaced by a visible sign.

    Line ends become ``\n`` and tabs four spaces; ESC shows as ␛, other controls as their pictures, what
    has none as �. Variation selectors are left out, and a character keeps at most three combining marks.
    Cleaning twice changes nothing.
    """
    text = text.replace("\r\n", "\n").replace("\t", TAB)
    if not _SUSPECT.search(text):
        return text
    text = _PRESENTATION.sub("", text)
    return _bound_marks("".join(map(_visible, text)))


@lru_cache(maxsize=2048)
def _visible(character: str) -> str:
    """Return the character, or the sign that stands for it."""
    category = unicodedata.category(character)
    if character == "\n" or (character.isprintable() and not _INVISIBLE.match(character)):
        return character
    if category == "Zs":
        return " "
    return _PICTURES.get(category) or _control_picture(ord(character))


def _control_picture(code: int) -> str:
    """Return Unicode's picture of an ASCII control, and the stand-in for what has no picture."""
    if code < 0x20:
        return chr(0x2400 + code)
    return "\N{SYMBOL FOR DELETE}" if code == 0x7F else STAND_IN


def _bound_marks(text: str) -> str:
    """Return the text without combining marks beyond the bound; one that starts a line gets a circle."""
    kept: list[str] = []
    room = 0
    for character in text:
        if unicodedata.category(character) not in {"Mn", "Me"}:
            room = MARKS_PER_CHARACTER
        elif not kept or kept[-1] == "\n":  # it would stand on the line above
            kept.append("\N{DOTTED CIRCLE}")
            room = MARKS_PER_CHARACTER - 1
        elif room == 0:
            continue
        else:
            room -= 1
        kept.append(character)
    return "".join(kept)
