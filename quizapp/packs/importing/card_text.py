"""Questions as Markdown cards, where these give them back exactly as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizapp.packs.cards import CARD_KEYS, DEFAULT_LEVEL
from quizapp.packs.importing.yaml_text import flow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.questions.model import Json

_SPECIAL = re.compile(r"[QAC]:|-{3,}\s*$|#{1,6} |\s*<!--")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_KEYS = frozenset({"id", "kind", "prompt", "answer", *CARD_KEYS})
_COMMENTED = ("id", *CARD_KEYS)


def fits(fields: Mapping[str, Json]) -> bool:
    """Tell whether a question can be written as a card and read back the same."""
    if fields["kind"] not in {"recall", "cloze"} or not _KEYS.issuperset(fields):
        return False
    sides = [fields["prompt"], *([fields["answer"]] if fields["kind"] == "recall" else [])]
    return all(map(_fits, sides))


def _fits(text: str) -> bool:
    """Tell whether no line of a text ends the card, and nothing at its edges is lost."""
    if text != text.strip() or not text:
        return False
    fenced = ""
    for number, line in enumerate(text.split("\n")):
        fence = _FENCE.match(line) if number else None  # the first line follows the mark
        if fence is not None and fenced in {"", fence[1]}:
            fenced = "" if fenced else fence[1]
        elif not fenced and number and _SPECIAL.match(line):
            return False
    return not fenced


def card_text(fields: Mapping[str, Json]) -> str:
    """Return a question that fits as a card under a comment with its id."""
    comment = f"<!-- {', '.join(_comment(fields))} -->\n"
    if fields["kind"] == "cloze":
        return f"{comment}C: {fields['prompt']}\n"
    return f"{comment}Q: {fields['prompt']}\nA: {fields['answer']}\n"


def _comment(fields: Mapping[str, Json]) -> list[str]:
    said = [(key, fields[key]) for key in _COMMENTED if fields.get(key) not in (None, [], ())]
    return [f"{key}: {flow(value)}" for key, value in said if (key, value) != ("level", DEFAULT_LEVEL)]
