"""The blanks of Anki's clozes, ``{{c1::answer::hint}}``, as blanks of ours or as cards with one gap each."""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

_OPEN = re.compile(r"\{\{c(\d{1,3})(?:,\d{1,3})*::")
START, END = "\ue108", "\ue109"  # around a blank while its surroundings become Markdown
DEEPEST = 20


class Blank(NamedTuple):
    """A blank as it stands in a field: its number, what is in it (HTML, other blanks in it filled), its hint."""

    number: int
    start: int
    end: int
    answer: str
    hint: str


def blanks(text: str) -> list[Blank]:
    """Return the blanks of a field, outermost ones first where they are nested; what is not closed is text."""
    found: list[Blank] = []
    opened: list[tuple[int, int, int]] = []
    at = 0
    while at < len(text):
        match = _OPEN.match(text, at)
        if match is not None and len(opened) < DEEPEST:
            opened.append((int(match[1]), at, match.end()))
            at = match.end()
        elif text.startswith("}}", at) and opened:
            number, start, inner = opened.pop()
            answer, hint = _parted(text[inner:at])
            at += 2
            found.append(Blank(number, start, at, answer, hint))
        else:
            at = _next(text, at + 1)
    return sorted(found, key=lambda blank: (blank.start, -blank.end))


def _next(text: str, at: int) -> int:
    """Return the next place where a blank may open or close."""
    places = [place for place in (text.find("{{c", at), text.find("}}", at)) if place >= 0]
    return min(places, default=len(text))


def _parted(inner: str) -> tuple[str, str]:
    """Return answer and hint; a ``::`` within a nested blank parts nothing."""
    plain = inner if "{{c" not in inner else filled(inner, None)
    answer, _, hint = plain.partition("::")
    return answer, hint


def filled(text: str, number: int | None, *, gap: bool = False) -> str:
    """Return a field with its blanks filled; those of ``number`` marked, or, with ``gap``, left out."""
    out: list[str] = []
    at = 0
    for blank in blanks(text):
        if blank.start < at:
            continue
        out.append(text[at : blank.start])
        if blank.number == number and gap:
            out.append(f"{START}{blank.hint or '…'}{END}")
        elif blank.number == number:
            out.append(f"{START}{blank.answer}{END}")
        else:
            out.append(_nested(text, blank, number, gap=gap))
        at = blank.end
    return "".join(out) + text[at:]


def _nested(text: str, blank: Blank, number: int | None, *, gap: bool) -> str:
    inner = text[blank.start : blank.end]
    inner = inner[inner.index("::") + 2 : -2]
    return filled(inner, number, gap=gap).partition("::")[0] if "{{c" in inner else blank.answer


def is_plain(text: str) -> bool:
    """Tell whether the blanks are numbered 1, 2, … in their order, one each, without hints and not nested."""
    found = blanks(text)
    is_flat = all(one.end <= other.start for one, other in itertools.pairwise(found))
    return (
        is_flat
        and [one.number for one in found] == list(range(1, len(found) + 1))
        and not any(one.hint for one in found)
    )


def marked(text: str) -> str:
    """Return a field with every blank between the marks."""
    out: list[str] = []
    at = 0
    for blank in blanks(text):
        out += [text[at : blank.start], START, blank.answer, END]
        at = blank.end
    return "".join(out) + text[at:]
