"""Text for terminals without UTF-8: every character by something in seven bits that reads the same."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import groupby

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


_MARKS = {"<super>": "^", "<sub>": "_", "": ""}


def to_seven_bits(text: str) -> str:
    """Return the text in ASCII, xᵢ₊₁² as x_(i+1)^2; what has no form in it becomes a question mark."""
    if text.isascii():
        return text
    return "".join(_run(mark, "".join(map(_plain, run))) for mark, run in groupby(text, _mark))


def _mark(character: str) -> str:
    """Return ^ for raised characters, _ for lowered ones, and nothing for those on the line."""
    if character.isascii() or character in _PUNCTUATION or character in CHARACTERS:
        return ""
    return _MARKS.get(unicodedata.decomposition(character).partition(" ")[0], "")


def _run(mark: str, plain: str) -> str:
    """Return characters of one height, in brackets if a mark before them would hold for the first only."""
    whole = len(plain) < 2 or plain.isdigit() or plain.isalpha() or (plain[0], plain[-1]) == ("(", ")")
    return f"{mark}({plain})" if mark and not whole else mark + plain


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
    return _decomposed(character) or "?"


def _decomposed(character: str) -> str:
    """Return the plain letter under an accent, a style or a raised or lowered form."""
    return "".join(
        part if part.isascii() else CHARACTERS[part].ascii
        for part in unicodedata.normalize("NFKD", character)
        if part.isascii() or part in CHARACTERS
    )
