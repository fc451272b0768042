r"""Where the blanks of a cloze stand: ``[…]`` outside mathematics, code, links and images.

``\[`` is a bracket; brackets without a partner, or with nothing in them, are text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST = 100  # blanks of one cloze: each is a question with the whole text in it
_DEEPEST = 20  # brackets within a blank's brackets: beyond, nobody can tell what is blank
_SKIPPED = re.compile(
    r"```.*?```"  # a fence
    r"|`[^`\n]+`"  # code
    r"|\$\$.+?\$\$"  # a formula of its own
    r"|\$(?=\S)(?:\\.|[^$\\\n]|\n(?!\n))*?(?<=\S)\$(?!\d)"  # a formula in a sentence
    r"|!?\[[^\[\]\n]*\]\([^)\n]{0,1000}\)",  # an image or a link
    re.DOTALL,
)
_PLAIN = re.compile(r"[^\\`$!\[\]]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a cloze's text; a blank's is what was in its brackets."""

    text: str
    blank: bool = False


def split(text: str) -> tuple[Piece, ...]:
    """Return the text in pieces, escapes undone."""
    pieces: list[Piece] = []
    plain: list[str] = []
    position = 0
    while position < len(text):
        end = _end_of_blank(text, position)
        if end is None:
            taken = _take(text, position)
            plain.append(_unescaped(taken))
            position += len(taken)
            continue
        pieces += [Piece("".join(plain)), Piece(_inner(text[position + 1 : end]), blank=True)]
        plain = []
        position = end + 1
    return tuple(piece for piece in (*pieces, Piece("".join(plain))) if piece.text)


def _take(text: str, position: int) -> str:
    """Return the next stretch that is not looked into: plain words, a formula, code, a link, an escape."""
    plain = _PLAIN.match(text, position)
    if plain:
        return plain.group()
    character = text[position]
    if character == "\\":
        return text[position : position + 2]
    skipped = _SKIPPED.match(text, position) if character in "`$![" else None
    return skipped.group() if skipped else character


def _unescaped(taken: str) -> str:
    return taken[1] if taken in {"\\[", "\\]"} else taken


def _inner(text: str) -> str:
    """Undo the escapes within a blank."""
    parts: list[str] = []
    position = 0
    while position < len(text):
        taken = _take(text, position)
        parts.append(_unescaped(taken))
        position += len(taken)
    return "".join(parts).strip()


def _end_of_blank(text: str, start: int) -> int | None:
    """Return where the bracket opened at ``start`` closes, if it opens a blank."""
    if text[start] != "[" or text.find("]", start) < 0 or _SKIPPED.match(text, start):
        return None
    depth, position = 0, start
    while position < len(text) and depth <= _DEEPEST:
        taken = _take(text, position) if position > start else "["
        depth += (taken == "[") - (taken == "]")
        if depth == 0:
            return position if text[start + 1 : position].strip() else None
        position += len(taken)
    return None


def escaped(text: str) -> str:
    """Return text as it stands in a cloze: a backslash before brackets that are none of a blank."""
    parts: list[str] = []
    position = 0
    while position < len(text):
        taken = _take(text, position)
        parts.append(f"\\{taken}" if taken in {"[", "]"} else taken)
        position += len(taken)
    return "".join(parts)


def skipped(text: str) -> tuple[str, ...]:
    """Return the formulas, code, links and images of a text, in which no blank can stand."""
    return tuple(match.group() for match in _SKIPPED.finditer(text))


def with_gap(pieces: tuple[Piece, ...], number: int) -> str:
    """Return the text in which blank ``number`` (from 1) is a gap and the others are filled."""
    return _marked(pieces, number, "[…]")


def with_answer(pieces: tuple[Piece, ...], number: int) -> str:
    """Return the whole text with the answer of blank ``number`` (from 1) in brackets."""
    return _marked(pieces, number, f"[{blanks(pieces)[number - 1]}]")


def blanks(pieces: tuple[Piece, ...]) -> tuple[str, ...]:
    """Return what stands in the blanks, in order."""
    return tuple(piece.text for piece in pieces if piece.blank)


def _marked(pieces: tuple[Piece, ...], number: int, mark: str) -> str:
    seen = 0
    parts = []
    for piece in pieces:
        seen += piece.blank
        parts.append(mark if piece.blank and seen == number else piece.text)
    return "".join(parts)
