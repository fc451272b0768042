"""Text for terminals without UTF-8: every character by something in seven bits that reads the same."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from quizapp.rendering.symbols import CHARACTERS

_PUNCTUATION = {
    "–": "-",
    "—": "--",
    "‐": "-",
    "‑": "-",
    "−": "-",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "…": "...",
    "•": "*",
    "·": "*",
    "×": "x",
    "÷": "/",
    "√": "sqrt",
    "∑": "sum",
    "∏": "prod",
    "∫": "int",
    "′": "'",
    "″": "''",
    "ᵀ": "^T",
    "✓": "(ok)",
    "✗": "(x)",
    "◐": "(half)",
    "©": "(c)",
    "ß": "ss",
    "ø": "o",
    "Ø": "O",
    "æ": "ae",
    "Æ": "AE",
    "ł": "l",
    "␛": "^[",
}


def to_seven_bits(text: str) -> str:
    """Return the text in ASCII; what has no form in it becomes a question mark."""
    return text if text.isascii() else "".join(map(_plain, text))


@lru_cache(maxsize=1024)
def _plain(character: str) -> str:
    if character.isascii():
        return character
    if known := _PUNCTUATION.get(character):
        return known
    if glyph := CHARACTERS.get(character):
        return glyph.ascii
    if "\u2400" <= character <= "\u241f":
        return "^" + chr(ord(character) - 0x2400 + 0x40)
    if unicodedata.category(character) in {"Mn", "Me"}:
        return ""
    return _decomposed(character)


def _decomposed(character: str) -> str:
    """Return the plain letter under an accent or a style, digits of scripts with their mark."""
    kind, _, _ = unicodedata.decomposition(character).partition(" ")
    letters = "".join(
        part if part.isascii() else CHARACTERS[part].ascii
        for part in unicodedata.normalize("NFKD", character)
        if part.isascii() or part in CHARACTERS
    )
    mark = {"<super>": "^", "<sub>": "_"}.get(kind, "")
    return mark + letters if letters else "?"
