"""The templates of cards: names of fields in double braces, with filters and conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_BRACES = re.compile(r"\{\{([#^/]?)([^{}]*)\}\}")
_TAG = re.compile(r"<[^<>]{0,500}>")
_ANSWER_RULE = re.compile(r"<hr\s+id=[\"']?answer[\"']?\s*/?>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(slots=True)
class Side:
    """One side of a card: its HTML, the hints that were hidden on it, and whether an answer was typed there."""

    html: str
    hints: list[str] = field(default_factory=list)
    is_typed: bool = False


def render(template: str, values: Mapping[str, str]) -> Side:
    """Return a side of a card; ``{{FrontSide}}`` and the rule above the answer are left out.

    A ``{{cloze:…}}`` gives the field with its marks.
    """
    side = Side("")
    out: list[str] = []
    shown = [True]
    at = 0
    template = _ANSWER_RULE.sub("", _COMMENT.sub("", template))
    for match in _BRACES.finditer(template):
        if shown[-1]:
            out.append(template[at : match.start()])
        at = match.end()
        mark, name = match[1], match[2].strip()
        if mark == "/":
            shown = shown[:-1] or [True]
        elif mark:
            shown.append(shown[-1] and bool(values.get(name, "").strip()) == (mark == "#"))
        elif shown[-1]:
            out.append(_field(name, values, side))
    if shown[-1]:
        out.append(template[at:])
    side.html = "".join(out)
    return side


def _field(name: str, values: Mapping[str, str], side: Side) -> str:
    *filters, own = [part.strip() for part in name.split(":")]
    value = values.get(own, "")
    for word in reversed([word.casefold() for word in filters]):
        if word == "hint":
            side.hints += [value] if value.strip() else []
            return ""
        if word == "type" or word.startswith("nc"):
            side.is_typed = True
            return value if values.get("") else ""
        if word.startswith("tts"):
            return ""
        if word == "text":
            value = _TAG.sub(" ", value)
    return value


def cloze_fields(template: str) -> tuple[str, ...]:
    """Return the names of the fields that a template takes clozes from."""
    names = (match[2] for match in _BRACES.finditer(template) if not match[1])
    return tuple(name.split(":")[-1].strip() for name in names if "cloze" in name.split(":")[:-1])
