"""How to mend a field: what a type looks like, made from what was written, and what keys of other programs are here."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING

from quizapp.packs.composing import BLOCK_STYLE
from quizapp.packs.model import nearest
from quizapp.packs.scalars import resolve
from quizapp.packs.tree import Mapping, Node, Scalar
from quizapp.packs.types import (
    Array,
    Code,
    Expression,
    Keyed,
    Line,
    ListOf,
    MapOf,
    Number,
    Prose,
    Record,
    Shaped,
    Type,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

# What other programs, and authors in a hurry, call a key: what is meant here, by preference.
_CALLED = {
    "answers": ("options", "ask"),
    "asks": ("ask",),
    "author": ("authors",),
    "back": ("answer",),
    "because": ("says",),
    "category": ("tags",),
    "choices": ("options",),
    "code": ("program",),
    "compute": ("program",),
    "conditions": ("require",),
    "constraints": ("require",),
    "correct": ("right",),
    "deck": ("tags", "id"),
    "difficulty": ("level",),
    "explanation": ("solution", "says"),
    "expression": ("value",),
    "feedback": ("says",),
    "find": ("ask",),
    "front": ("prompt",),
    "license": ("licence",),
    "name": ("id", "title"),
    "parameters": ("given",),
    "question": ("prompt",),
    "reason": ("says",),
    "requires": ("require",),
    "rounding": ("precision",),
    "stem": ("prompt",),
    "text": ("prompt", "right", "point"),
    "tolerance": ("precision",),
    "topic": ("tags",),
    "type": ("kind",),
    "variables": ("given",),
    "why": ("says",),
}
_OTHERWISE = {
    "cards": "Cards stand in a file of their own that ends in .md, or .yaml.",
    "questions": "Questions stand in a file of their own beside pack.yaml, each beginning with “- id:”.",
}
_ANSWER = {
    "choice": "What is right stands among the options: “- right: …”.",
    "computed": "Answers are computed: assign it in program, and name it in ask.",
}
_WORDS = {
    "curriculum": "quizapp pack coverage lists the items.",
    "name": "Write a letter or a word, such as w or eta.",
    "id": "Write it like weighted-sum: small letters, digits and hyphens.",
}
_KEYS = "Write “key: value”, each on a line of its own."
_TEXTS = (Prose, Line, Expression, Code)
_DOMAINS = ("real", "positive", "nonnegative")
_MOST_FORMS = 3
_FEW = 16  # keys that are still listed
_A_WORD = 12  # letters: what is longer is a sentence
_SHORT = 3  # letters: of so few one that is another is already another word
_DELETE = "Delete it; the documentation’s reference lists the keys of each kind."
_PERCENT = re.compile(r"-?\d{1,6}(?:\.\d{1,9})?\s*%")
_MIXED = re.compile(r"\d\s*;|;\s*\d|\d,\d")


def meant(key: str, known: Iterable[str]) -> str:
    """Return the key that is meant by one that is not known; nothing where there is no telling."""
    names = tuple(known)
    called = next((one for one in _CALLED.get(key.lower(), ()) if one in names), "")
    close = nearest(key, names) if key not in _OTHERWISE else ""
    return called or (close if len(key) > _SHORT or close[:1] == key[:1] else "")


def for_key(key: str, known: tuple[str, ...], absent: tuple[str, ...] = ()) -> str:
    """Return how to mend a key that is not one of the ``known``, of which those that are ``absent`` are likelier."""
    found = meant(key, absent) or meant(key, known)
    if found:
        return f"Did you mean {found}?"
    if key in ("answer", "correct") and {"options", "program"}.intersection(known):
        return _ANSWER["choice" if "options" in known else "computed"]
    few = f"It can be {', '.join(known)}." if 0 < len(known) <= _FEW else ""
    return _OTHERWISE.get(key) or few or _DELETE


def for_value(type_: Type, node: Node) -> str:
    """Return how to write what does not fit its type."""
    if isinstance(node, Scalar):
        return _for_text(type_, node.text.strip(), quoted=node.quoted in ("'", '"')) or _like(type_)
    if isinstance(type_, ListOf) and isinstance(node, Mapping) and node.items:
        return f"Write a list; each item begins with a dash: “- {node.items[0][0].text}: …”."
    return BLOCK_STYLE if isinstance(type_, _TEXTS) else _like(type_)


def _for_text(type_: Type, text: str, *, quoted: bool) -> str:
    """Return how to mend a text, where it shows what was meant."""
    if _takes_numbers(type_):
        return _for_number(type_, text, quoted=quoted)
    if isinstance(type_, Word) and type_.role == "id" and _slug(text):
        return f"Write it like {_slug(text)}: small letters, digits and hyphens."
    if isinstance(type_, ListOf) and text and not re.search(r"[\[\]{}:#\n]", text):
        if isinstance(type_.item, Prose | Line) and len(text) > _A_WORD:
            return "Begin it on a line of its own, with a dash: “- …”."
        return f"Write it in brackets, [{text}], or one “- item” a line."
    return ""


def _for_number(type_: Type, text: str, *, quoted: bool) -> str:
    if quoted and _is_number(text):
        return f"Write the number without quotes: {text}."
    if _PERCENT.fullmatch(text):
        return f"Write it as a decimal: {float(text.rstrip(' %')) / 100:.12g}."
    if _MIXED.search(text):
        return "A number has a point, and a comma stands between two: [0.02, 0.03]."
    return f"Write {{domain: {text}}}." if isinstance(type_, Shaped) and text in _DOMAINS else ""


_LIKE: dict[type, str] = {
    Array: "Make all rows equally long, of plain numbers.",
    ListOf: "Write it in brackets, [a, b], or one “- item” a line.",
    Line: "Write it on one line.",
    MapOf: _KEYS,
}


def _like(type_: Type) -> str:
    """Return a sentence that shows what a type looks like."""
    if isinstance(type_, Number):
        example = max(type_.low, 1.0) if type_.low > -math.inf else 1.0
        return f"Write a plain number, such as {min(example, type_.high):g}."
    if isinstance(type_, Word):
        return _WORDS.get(type_.role, "Write it as one such word.")
    if isinstance(type_, Record | Keyed):
        return _like_keys(type_)
    return _LIKE.get(type(type_), f"Write {type_.expects}.")


def _like_keys(type_: Record | Keyed) -> str:
    if isinstance(type_, Record) and type_.required:
        return f"Write {{{', '.join(f'{field.key}: …' for field in type_.required)}}}."
    if isinstance(type_, Keyed) and not type_.by and len(type_.forms) <= _MOST_FORMS:
        return f"Write {' or '.join(f'“{key}: …”' for key in type_.names())}."
    return _KEYS


def _takes_numbers(type_: Type) -> bool:
    return isinstance(type_, Number | Array) or (isinstance(type_, Shaped) and type_.number is not None)


def _is_number(text: str) -> bool:
    value = resolve(text)
    return isinstance(value, int | float) and not isinstance(value, bool)


def _slug(text: str) -> str:
    """Return an id made of a text's words."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:40].strip("-")
