"""The LaTeX templates of the ops' rows, filled in: an operand gets brackets where the template does not hold it together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.language.pieces import ATOM, OPEN, POWER, PRODUCT, SIGN, SUM, Piece, bracketed, is_tall

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACEHOLDER = re.compile(r"\{([A-Za-z_]\w*)\}")
_SIDE_BY_SIDE = re.compile(r"(?<=[\d)])(?<!_\d) (?=\d)")  # 0.9 0.02 would read as one number


def filled(template: str, given: Mapping[str, Piece]) -> Piece:
    """Return a template with pieces in place of its ``{names}``; names that are not given stay."""
    if template.strip("{}") in given and template == "{" + template.strip("{}") + "}":
        return given[template[1:-1]]

    def fill(found: re.Match[str]) -> str:
        piece = given.get(found.group(1))
        if piece is None:
            return found.group()
        if _holds(piece, template, found) or _encloses(template, found.start(), found.end()):
            return piece.latex
        return bracketed(piece.latex)

    latex = _SIDE_BY_SIDE.sub(r" \\cdot ", PLACEHOLDER.sub(fill, template))
    return Piece(_stretched(latex), _level(template))


def _stretched(latex: str) -> str:
    """Let the outer brackets of a filled template grow if what is in them is tall."""
    if not is_tall(latex) or not latex.endswith(")") or r"\left(" in latex.partition("(")[0] + "(":
        return latex
    start = latex.find("(")
    if start > 0 and latex[:start].endswith(r"\left"):
        return latex
    return _stretch_last(latex)


def _stretch_last(latex: str) -> str:
    """Replace the bracket pair that ends the text."""
    depth = 0
    for place in range(len(latex) - 1, -1, -1):
        depth += (latex[place] == ")") - (latex[place] == "(")
        if depth == 0:
            if latex[max(0, place - 5) : place].endswith(r"\left"):
                return latex
            return rf"{latex[:place]}\left({latex[place + 1 : -1]}\right)"
    return latex


def _level(template: str) -> int:
    """Return how tight a filled template holds together, from what it has outside brackets."""
    flat, depth = "", 0
    for character in PLACEHOLDER.sub("x", template):
        depth -= character in ")}]"
        flat += character if depth == 0 else ""
        depth += character in "({["
    if " + " in flat or " - " in flat:
        return SUM
    if flat.startswith("-"):
        return SIGN
    if template.endswith((")", "]", "|")) or " " not in flat.strip():
        return POWER if "^" in flat else ATOM
    return OPEN


def _encloses(template: str, start: int, end: int) -> bool:
    before, after = template[:start].rstrip(), template[end:].lstrip()
    return (
        before[-1:] in {"(", "{", "[", "|", ","}
        and after.removeprefix("\\")[:1] in {")", "}", "]", "|", ","}
        and bool(before)
    )


def _holds(piece: Piece, template: str, found: re.Match[str]) -> bool:
    """Tell whether a piece holds together where a template puts it: before an exponent or an index, round a plus."""
    after = template[found.end() : found.end() + 1]
    if not found.start() and template[found.end() :].startswith((" - ", " + ")):
        return piece.level >= SUM
    if after == "_":
        return piece.level == ATOM and "_" not in piece.latex
    if template[: found.start()].endswith("+ ") and after in {"", "}"}:
        return piece.level >= PRODUCT
    return piece.level == ATOM or (piece.level == POWER and after != "^")
