"""Which characters the language knows, and what to say about the others.

A character that looks like one of ours but is another (Cyrillic а, Greek Α) is never guessed at: it is named.
"""

from __future__ import annotations

import re
import unicodedata

from engine.errors import ReadingError
from engine.language.spelling import LOOK_ALIKES

SPACES = " \t\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
MINUS = "-−–‐‑﹣－"
TIMES = "*×·∙⋅∗⊙∘•"
DIVIDE = "/÷∕⁄"
PRIMES = {"'": 1, "′": 1, "’": 1, "ʹ": 1, "″": 2, "‴": 3}
SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱᵗᵏᵐˡᵀ", "0123456789+-()nitkmlT", strict=True))
FRACTIONS = {
    "½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5),
    "⅙": (1, 6), "⅚": (5, 6), "⅐": (1, 7), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8), "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip

_NEVER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\uffff\ud800-\udfff]|\r(?!\n)"
)

_SENTENCES = {
    '"': "Text in quotes has no place here; option words are written without quotes, as in reduction=sum.",
    "'": "Text in quotes has no place here; option words are written without quotes, as in reduction=sum.",
    ";": "A semicolon has no place here; one expression, or one assignment a line.",
    "\\": "A backslash command cannot be read here; write names and ops in words, as in sigma and sqrt(x).",
    "{": "Braces have no place here; group with round brackets ( ).",
    "}": "Braces have no place here; group with round brackets ( ).",
    "%": "The percent sign can only end a number field; here write 25/100 or 0.25.",
    "!": "The exclamation mark is not an operator here; “not equal” is written !=.",
    "&": "The sign & is not an operator here; conditions are joined with and.",
    "~": "The sign ~ is not an operator here.",
    "$": "The dollar sign has no place here; write the expression alone.",
    "?": "The question mark has no place here.",
    "`": "The backtick has no place here.",
    "=": "A single = assigns a name on a line of a program; to compare, write ==.",
    ":": "A colon belongs between the ends of a slice, as in x[1:3].",
    "∞": "Infinity is not a number that can be computed with.",
    "∂": "∂ cannot be read here; a derivative is written grad(L, w).",
    "∇": "∇ cannot be read here; a derivative is written grad(L, w).",
    "∑": "∑ cannot be read here; write sum(x).",
    "∏": "∏ cannot be read here; write prod(x).",
    "∫": "An integral cannot be read here.",
    "‖": "A norm is written norm(x).",
    "±": "± stands for two values; write the one that is meant.",
    "≈": "≈ is not an operator here.",
    "→": "An arrow has no place here.",
    "…": "Dots cannot be read here; write the terms out.",
    "—": "That is a long dash; for minus type -.",
}


def refuse_hidden(text: str) -> None:
    """Refuse text holding a control, zero-width or direction-changing character, naming it and its place."""
    found = _NEVER.search(text)
    if found:
        line, column = place(text, found.start())
        raise ReadingError(
            f"{describe(found.group())} has no place here; delete it.", text, column, line=line
        )


def place(text: str, offset: int) -> tuple[int, int]:
    """Return the line (from 1) and the column (from 0) of an offset into a text."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1)


def describe(character: str) -> str:
    """Name a character for a person: the sign itself where it can be shown, and its Unicode name."""
    name = unicodedata.name(character, "")
    code = f"U+{ord(character):04X}"
    if not name:
        return (
            f"The control character {code}"
            if unicodedata.category(character) == "Cc"
            else f"The character {code}"
        )
    shown = f"“{character}” " if character.isprintable() and not unicodedata.combining(character) else ""
    return f"The character {shown}({name}, {code})"


def sentence_for(character: str) -> str:
    """Say why a character cannot be read, and what to type instead where that is known."""
    if character in _SENTENCES:
        return _SENTENCES[character]
    twin = LOOK_ALIKES.get(character) or _latin_twin(character)
    if twin:
        meant = twin if twin.isalnum() else f"“{twin}”"
        return f"{describe(character)} only looks like “{twin}”; type {meant}."
    return f"{describe(character)} cannot be read here."


_TWINS = dict(
    zip("асеорхуіјѕһԁԛԝАВСЕНІЈКМОРЅТХУʟɡıοԛ", "aceopxyijshdqwABCEHIJKMOPSTXYLgioq", strict=True)
)  # Cyrillic and other letters most often mistaken for Latin ones


def _latin_twin(character: str) -> str:
    """Return the ASCII character that another one is mistaken for, or nothing."""
    if character in _TWINS:
        return _TWINS[character]
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 and plain.isascii() and plain.isprintable() else ""
