"""Hints where the author gives none: of a card its beginning, of options those that can be ruled out.

What is computed has hints from its steps (``explaining``), what is derived from its derivation (``derived_hints``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

INITIALS = 12  # words of which the first letter is given
_TOKEN = re.compile(
    r"(?:\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|\S)+", re.DOTALL
)  # with what stands close to a formula
_WHOLE = re.compile(r"\$[^$]+\$|`[^`]+`")
_LETTER = re.compile(r"[^\W_]")


def of_card(answer: str) -> tuple[str, ...]:
    """Return how long a card's other side is, how its words begin, and its first half."""
    words = _words(answer)
    if not words:
        return ()
    if len(words) == 1:
        return _of_one(words[0])
    half = words[: max(1, len(words) // 2)]
    begun = f"It begins: {' '.join(half)} …"
    return (f"The answer has {_counted(words)}.", f"They begin: {_masked(words)}", begun)


def _counted(words: Sequence[str]) -> str:
    """Return "4 words and 1 formula", so that a line of formulas is not taken for a sentence."""
    formulas = sum("$" in word and _is_formula(word) for word in words)
    named = ((len(words) - formulas, "word"), (formulas, "formula"))
    return " and ".join(f"{count} {noun}{'s' * (count > 1)}" for count, noun in named if count)


def _words(text: str) -> list[str]:
    """Return the words of prose, a formula or code as one; marks of emphasis and lists are left out."""
    found = (word if _is_formula(word) else word.strip("*") for word in _TOKEN.findall(text))
    return [word for word in found if word and word not in "-•–—"]


def _is_formula(word: str) -> bool:
    """Tell whether a word is a formula or code, or has one in it: it is shown whole or not at all."""
    return _WHOLE.search(word) is not None


def _of_one(word: str) -> tuple[str, ...]:
    if _is_formula(word):
        return ("One formula is the answer." if "$" in word else "One name is the answer.",)
    letters = _LETTER.findall(word)
    if len(letters) < 2:
        return ("The answer is one character.",)
    return (f"The answer is one word of {len(letters)} characters.", f"It begins with {letters[0]}.")


def _masked(words: Sequence[str]) -> str:
    """Return the first letter of each word; what is a formula or code stays hidden."""
    shown = [_first(word) for word in words[:INITIALS]]
    return " ".join([*shown, *(["…"] if len(words) > INITIALS else [])])


def _first(word: str) -> str:
    letters = [] if _is_formula(word) else _LETTER.findall(word)
    return f"{letters[0]}{'·' * (len(letters) - 1)}" if letters else "▢"


def of_options(wrong: Sequence[tuple[str, str]], right: int) -> tuple[str, ...]:
    """Return options that can be ruled out, one a hint, each with its reason, until two would be left.

    ``wrong`` are the letters of the wrong options with what is said of them, ``right`` how many are right.
    """
    spare = len(wrong) - (1 if right == 1 else 0)
    counted = (f"{right} of the {len(wrong) + right} options are right.",) if right > 1 else ()
    return (*counted, *(f"It is not {key}. {says}".strip() for key, says in wrong[: max(0, min(spare, 2))]))
