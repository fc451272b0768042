"""Words of a text with their places, brought to a stem so that forms of one word are one.

A light stemmer for English (after the first steps of Porter 1980), which also takes British and American
spellings as one. It errs on the side of keeping words apart.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_SENTENCE = re.compile(r"[.!?;:]\s|\n\s*\n")
_MASKED = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$|`[^`\n]+`", re.DOTALL)
_VOWEL = re.compile(r"[aeiouy]")
_PLURAL = (("sses", "ss"), ("ies", "y"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"))
_ENDINGS = (  # what is taken away, and how much must be left of the word
    ("isation", 4, "is"),
    ("ation", 4, ""),
    ("ition", 4, ""),
    ("ness", 4, ""),
    ("ence", 5, ""),
    ("ance", 5, ""),
    ("sion", 4, "s"),
    ("tion", 4, "t"),
    ("ly", 4, ""),
)


class Token(NamedTuple):
    """A word: as it stands, its stem, where it begins and ends, and the number of its sentence."""

    word: str
    stem: str
    start: int
    end: int
    sentence: int


def tokens(text: str, *, formulas: bool = True) -> tuple[Token, ...]:
    """Return the words of a text; those inside ``$…$`` and code only with ``formulas``."""
    seen = text if formulas else _MASKED.sub(lambda match: " " * len(match.group()), text)
    ends = [match.end() for match in _SENTENCE.finditer(seen)]
    found, sentence = [], 0
    for match in _WORD.finditer(seen):
        while sentence < len(ends) and ends[sentence] <= match.start():
            sentence += 1
        found.append(Token(match.group(), stem(match.group()), *match.span(), sentence))
    return tuple(found)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return the stem of a word, the same for its forms and spellings."""
    plain = unicodedata.normalize("NFKC", word).casefold().replace("’", "'").replace("_", "")
    plain = plain.removesuffix("'s")
    if len(plain) < 4 or not plain.isalpha() or not plain.isascii():
        return plain
    return _without_tail(_without_ending(_without_inflection(_one_spelling(_singular(plain)))))


def _one_spelling(word: str) -> str:
    if len(word) < 6:
        return word
    return re.sub(r"our(?=$|al|ed|ing)", "or", re.sub(r"iz(?=[eai])", "is", word))


def _singular(word: str) -> str:
    for ending, instead in _PLURAL:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + instead
    kept = word.endswith(("ss", "us", "is", "as"))
    return word if kept or not word.endswith("s") else word[:-1]


def _without_inflection(word: str) -> str:
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) >= 3 and _VOWEL.search(base):
            doubled = base[-1] == base[-2] and base[-1] not in "lsz"
            return base[:-1] if doubled else base
    return word


def _without_ending(word: str) -> str:
    for ending, least, instead in _ENDINGS:
        base = word.removesuffix(ending)
        if base != word and len(base) >= least:
            return base + instead
    return word


def _without_tail(word: str) -> str:
    """Return a word without its last e, ate or y: saturate, saturated and saturation are one."""
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 5 and word.endswith("at"):
        word = word[:-2]
    return f"{word[:-1]}i" if word.endswith("y") else word
