"""Letters in other alphabets of mathematics: bold, calligraphic, double-struck, Fraktur."""

from __future__ import annotations

from functools import lru_cache

from quizapp.rendering.symbols import Glyph

# Command → alphabet; those that only change the typeface draw plain letters.
FONTS = {
    "mathbf": "bold",
    "boldsymbol": "bold",
    "bm": "bold",
    "mathcal": "script",
    "mathscr": "script",
    "mathbb": "double",
    "mathds": "double",
    "mathfrak": "fraktur",
    "mathit": "plain",
    "mathsf": "plain",
    "mathtt": "plain",
    "mathnormal": "plain",
}

_CAPITALS = {"bold": 0x1D400, "script": 0x1D49C, "double": 0x1D538, "fraktur": 0x1D504}
_SMALL = {"bold": 0x1D41A, "script": 0x1D4B6, "double": 0x1D552, "fraktur": 0x1D51E}
_DIGITS = {"bold": 0x1D7CE, "double": 0x1D7D8}
# Letters that had a place in Unicode before the alphabets came; theirs are empty.
_ELSEWHERE = {
    "script": dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)),
    "double": dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)),
    "fraktur": dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True)),
}
_GREEK = {
    "bold": {
        **{chr(0x391 + i): chr(0x1D6A8 + i) for i in range(25) if i != 17},
        **{chr(0x3B1 + i): chr(0x1D6C2 + i) for i in range(25)},
        **dict(zip("∇∂ϵϑϕϱϖ", "𝛁𝛛𝛜𝛝𝛟𝛠𝛡", strict=True)),
    }
}


@lru_cache(maxsize=512)
def styled(glyph: Glyph, alphabet: str) -> Glyph:
    """Return the symbol in an alphabet; what the alphabet does not have stays as it is."""
    shown = _letter(glyph.shown, alphabet)
    if shown == glyph.shown:
        return glyph
    words = "indicator" if shown == "𝟙" else f"bold {glyph.words}" if alphabet == "bold" else glyph.words
    return Glyph(shown, glyph.ascii, words, glyph.kind)


def bold(text: str) -> str:
    """Return the text with its letters and digits in bold."""
    return "".join(_letter(character, "bold") for character in text)


def _letter(character: str, alphabet: str) -> str:
    if character in _ELSEWHERE.get(alphabet, {}):
        return _ELSEWHERE[alphabet][character]
    for first, last, starts in (("A", "Z", _CAPITALS), ("a", "z", _SMALL), ("0", "9", _DIGITS)):
        if first <= character <= last and alphabet in starts:
            return chr(starts[alphabet] + ord(character) - ord(first))
    return _GREEK.get(alphabet, {}).get(character, character)
