"""Pieces of plain text that LaTeX is rewritten to, each character with its column as typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.language.latex_tokens import Token

CALLED = re.compile(r"[A-Za-z_]\w*$")


@dataclass(slots=True)
class Atom:
    """A piece of plain text with its columns: ``array`` if its value is one, ``value`` if it has one."""

    text: str
    columns: list[int]
    array: bool = False
    value: bool = True
    function: bool = False  # its argument is still to come


def columns_of(token: Token, length: int | None = None) -> list[int]:
    """Return the column of each character; ``length`` characters written for a token share its own."""
    if length is None:
        return [token.at + at for at in range(len(token.text))]
    return [token.at] * length


def joined(atoms: list[Atom], *, array: bool = False) -> Atom:
    """Return atoms as one piece."""
    text = "".join(atom.text for atom in atoms)
    return Atom(text, [column for atom in atoms for column in atom.columns], array=array)


def wrapped(atoms: list[Atom], at: int, *, array: bool | None = None) -> Atom:
    """Return atoms in brackets, unless they are one name or number."""
    if len(atoms) == 1 and (atoms[0].text.isalnum() or CALLED.fullmatch(atoms[0].text)):
        return atoms[0]
    return bracketed(atoms, at, array=array)


def bracketed(atoms: list[Atom], at: int, *, array: bool | None = None) -> Atom:
    """Return atoms in brackets."""
    inner = any(atom.array for atom in atoms) if array is None else array
    return joined([Atom("(", [at]), *atoms, Atom(")", [at])], array=inner)


def side_by_side(row: Sequence[Atom]) -> Iterator[Atom]:
    """Yield the values of the product that ends a row, the last first; what ``*`` joins to it is not among them."""
    for atom in reversed(row):
        if atom.value:
            yield atom
        elif atom.text not in (" * ", " @ ", " · ", "·", "@", "/"):
            return
