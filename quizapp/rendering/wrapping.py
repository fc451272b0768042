"""Styled text on lines of a width: words stay whole, and so do formulas and code while they fit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from quizapp.rendering.markdown import Piece
from quizapp.rendering.widths import cut
from quizapp.rendering.widths import width as columns_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Line: TypeAlias = tuple[Piece, ...]
_Word: TypeAlias = list[Piece]
_WHOLE = {"maths", "code", "error"}


def wrap(pieces: Iterable[Piece], columns: int) -> list[Line]:
    """Return the pieces on lines of at most so many columns."""
    lines: list[_Word] = [[]]
    used = 0
    for space, word in _words(pieces):
        size = sum(columns_of(piece.text) for piece in word)
        if used and used + 1 + size > columns:
            lines.append([])
            used = 0
        elif used:
            lines[-1].append(space)
            used += 1
        first, *rest = _fitting(word, columns) if size > columns else [word]
        lines[-1].extend(first)
        lines.extend(rest)
        used += sum(columns_of(piece.text) for piece in first) if not rest else 0
        if rest:
            used = sum(columns_of(piece.text) for piece in rest[-1])
    return [merged(line) for line in lines]


def merged(pieces: Iterable[Piece]) -> Line:
    """Return a line with neighbours of one role made one piece."""
    line: list[Piece] = []
    for piece in pieces:
        if line and line[-1].role == piece.role:
            line[-1] = Piece(line[-1].text + piece.text, piece.role)
        elif piece.text:
            line.append(piece)
    return tuple(line)


def _words(pieces: Iterable[Piece]) -> Iterator[tuple[Piece, _Word]]:
    """Yield what may not be broken, with what is glued to it, and the space that stands before it."""
    word: _Word = []
    space = following = Piece(" ", "text")
    for piece in pieces:
        parts = [piece.text] if piece.role in _WHOLE else re.split(r"\s+", piece.text)
        for index, part in enumerate(parts):
            if index:
                following = Piece(" ", piece.role)
                if word:
                    yield space, word
                    word = []
            if part:
                space = space if word else following
                word.append(Piece(part, piece.role))
    if word:
        yield space, word


def _fitting(word: _Word, columns: int) -> list[_Word]:
    """Return a word that is wider than a line, cut: at spaces within it if there are any."""
    lines: list[_Word] = [[]]
    free = columns
    for piece in word:
        rest = piece.text
        while columns_of(rest) > free:
            head, rest = _cut(rest, free, whole_line=free == columns)
            if head:
                lines[-1].append(Piece(head, piece.role))
            lines.append([])
            free = columns
        if rest:
            lines[-1].append(Piece(rest, piece.role))
            free -= columns_of(rest)
    return lines


def _cut(text: str, columns: int, *, whole_line: bool) -> tuple[str, str]:
    """Cut a text at its last space that fits; without one at the column, but only if it has the whole line."""
    head, rest = cut(text, columns) if columns > 0 else ("", text)
    gap = len(head) if rest.startswith(" ") else head.rfind(" ")
    if gap > 0:
        return text[:gap], text[gap:].lstrip(" ")
    return (head, rest) if whole_line else ("", text)
