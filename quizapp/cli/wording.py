"""Small turns of phrase that the commands share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str:
    """Return " Did you mean …?" for the closest of ``known``, or nothing when none is close."""
    import difflib  # noqa: PLC0415 - only wrong usage needs it

    close = difflib.get_close_matches(word.partition("=")[0], list(known), n=3, cutoff=0.5)
    return f" Did you mean {' or '.join(close)}?" if close else ""


def sentence(message: str) -> str:
    """Return argparse's fragment as a sentence."""
    text = re.sub(r"\s+", " ", message).strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"


def count(number: int, noun: str) -> str:
    """Return a number with its noun: "1 question", "2 questions"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
