"""Questions of teaching platforms as questions of ours: options with their reasons, numbers with their tolerance."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.questions.model import Json

_NUMBER = re.compile(r"\s*[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d+)?\s*")
MOST_OPTIONS = 12
MOST_ROWS = 26


class Option(NamedTuple):
    """One answer: its text, its share of the credit in percent, and what is said to who gives it."""

    text: str
    share: float
    says: str = ""


def choice(prompt: str, options: Sequence[Option], lost: list[str]) -> dict[str, Json] | None:
    """Return a question with options; None where none is right or fewer than two are there."""
    kept = list(dict.fromkeys(one for one in options if one.text))
    if len(kept) < len(options):
        lost.append("options that are empty or stand there twice are left out")
    right = [one for one in kept if one.share > 0]
    if not right or len(kept) < 2:
        lost.append("it has no right option, or none beside it; it is left out")
        return None
    if len({one.share for one in right}) > 1 or any(one.share < 0 for one in kept if len(right) == 1):
        lost.append("the weights of its options are left out: each is right or wrong")
    if len(kept) > MOST_OPTIONS:
        lost.append(
            f"{len(kept) - MOST_OPTIONS} wrong options are left out: a question has at most {MOST_OPTIONS}"
        )
        kept = [*right, *(one for one in kept if one.share <= 0)][:MOST_OPTIONS]
    return {
        "kind": "choice",
        "level": "entry",
        "prompt": untemplated(prompt, lost),
        "options": [_option(one, lost) for one in kept],
    }


def _option(one: Option, lost: list[str]) -> dict[str, Json]:
    said = {"says": untemplated(one.says, lost)} if one.says else {}
    return {"right" if one.share > 0 else "wrong": untemplated(one.text, lost), **said}


def number_of(text: str) -> float | None:
    """Return a number as these formats write it, with a point or a comma; None where it is none."""
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text.replace(",", "."))
    return value if math.isfinite(value) else None


def numeric(prompt: str, value: float, tolerance: float, lost: list[str]) -> dict[str, Json]:
    """Return a question for a number that is accepted within a tolerance; one of zero allows for rounding only."""
    return {
        "kind": "numeric",
        "level": "entry",
        "prompt": untemplated(prompt, lost),
        "program": f"answer = {value!r}",
        "precision": _precision(value, tolerance),
        "ask": ["answer"],
    }


def _precision(value: float, tolerance: float) -> str:
    if tolerance > 0:
        return f"±{tolerance:.12g}"
    return "0.0001 %" if value else "±1e-9"


def matching(prompt: str, pairs: Sequence[tuple[str, str]], lost: list[str]) -> dict[str, Json] | None:
    """Return a table whose second column is matched to its first; None where there are fewer than two pairs."""
    kept = [(left, right) for left, right in dict.fromkeys(pairs) if left and right]
    if len(kept) < 2 or len(kept) > MOST_ROWS or len({left for left, _ in kept}) < len(kept):
        lost.append(f"a table to match has 2 to {MOST_ROWS} different rows; it is left out")
        return None
    if len(kept) < len(pairs):
        lost.append("answers that belong to no row are left out")
    return {
        "kind": "match",
        "level": "entry",
        **({"prompt": untemplated(prompt, lost)} if prompt else {}),
        "columns": ["Item", "Match"],
        "rows": [[left.replace("\n", " "), right.replace("\n", " ")] for left, right in kept],
    }


def card(prompt: str, answers: Sequence[str], lost: list[str]) -> dict[str, Json] | None:
    """Return a card whose answer is what would have been typed; None where nothing would."""
    kept = [answer for answer in dict.fromkeys(answers) if answer]
    if not kept:
        lost.append("it has no answer; it is left out")
        return None
    lost.append("its answer was typed; here you rate it yourself")
    return {"kind": "recall", "level": "entry", "prompt": prompt, "answer": "\n\nor\n\n".join(kept)}


def untemplated(text: str, lost: list[str]) -> str:
    """Return a text in which nothing is taken for a place that a value is put into."""
    if "@{" in text:
        lost.append("“@{” has a meaning here and is written “@ {”")
    return text.replace("@{", "@ {")
