"""Pieces of drawn formulas: LaTeX that knows how tight it holds together; numbers, matrices and brackets."""

from __future__ import annotations

from typing import Any, NamedTuple

from engine.language.figures import format_number

# How tight a piece holds together. OPEN is a function written without brackets (ln x), POWER has an exponent.
OR, AND, COMPARISON, SUM, SIGN, PRODUCT, OPEN, POWER, ATOM = range(1, 10)


class Piece(NamedTuple):
    """LaTeX, how tight it holds, and whether digits start or end it, which must not touch others."""

    latex: str
    level: int
    starts_numeral: bool = False
    ends_numeral: bool = False


def enclosed(piece: Piece) -> Piece:
    """Return a piece in brackets."""
    return piece._replace(latex=bracketed(piece.latex), level=ATOM)


def numeral(text: str) -> Piece:
    r"""Return a printed number: ``1.5e-3`` is drawn ``1.5 \cdot 10^{-3}``."""
    mantissa, mark, exponent = text.partition("e")
    level = SIGN if text.startswith("-") else (PRODUCT if mark else ATOM)
    factor = {"1": "", "-1": "-"}.get(mantissa, rf"{mantissa} \cdot ")
    latex = f"{factor}10^{{{exponent}}}" if mark else text
    return Piece(latex, level, starts_numeral=True, ends_numeral=True)


def value_piece(value: Any, *, upright: bool = False) -> Piece:
    """Return a value put in for a name: a number, or an array of up to two dimensions as a matrix."""
    entries = value.tolist() if hasattr(value, "tolist") else value
    if not isinstance(entries, list | tuple):
        return numeral(format_number(entries))
    nested = bool(entries) and isinstance(entries[0], list | tuple)
    rows = entries if nested else [[entry] for entry in entries] if upright else [entries]
    if any(isinstance(entry, list | tuple) for row in rows for entry in row):
        return Piece(bracketed(r",\, ".join(value_piece(row).latex for row in rows)), ATOM)
    return Piece(pmatrix([[value_piece(entry).latex for entry in row] for row in rows]), ATOM)


def pmatrix(rows: list[list[str]]) -> str:
    """Return rows of LaTeX as a matrix."""
    return r"\begin{pmatrix} " + r" \\ ".join(" & ".join(row) for row in rows) + r" \end{pmatrix}"


def bracketed(latex: str) -> str:
    """Return LaTeX in round brackets that grow with what is tall."""
    return rf"\left({latex}\right)" if is_tall(latex) else f"({latex})"


def is_tall(latex: str) -> bool:
    """Tell whether a formula takes more than one line."""
    return r"\frac" in latex or r"\begin" in latex or r"\sum" in latex or r"\prod" in latex
