"""What of a text does not fit a terminal of 80 columns: it is still shown, but cut, or no longer as it was laid out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from quizapp.rendering.boxes import fits
from quizapp.rendering.inline import inline
from quizapp.rendering.latex import LatexError
from quizapp.rendering.markdown import FORMULA, formulas
from quizapp.rendering.widths import width

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = 73  # of 80, between the margins of a card and its scroll bar
INDENTED = COLUMNS - 4  # formulas of their own, code and tables stand in
_FENCED = re.compile(r"^[ \t]*(?:```|~~~)")
_CODE = re.compile(r"^[ \t]*```.*?(?:^[ \t]*```[^\n]*$|\Z)|`[^`\n]+`", re.DOTALL | re.MULTILINE)
_SHOWN = 40


class Wide(NamedTuple):
    """Something too wide: where it begins in the text, what it is, and the beginning of it."""

    offset: int
    what: str
    shown: str


def too_wide(text: str) -> tuple[Wide, ...]:
    """Return what of a text does not fit, in order."""
    return tuple(sorted((*_code(text), *_formulas(text), *_words(text))))


def _code(text: str) -> Iterator[Wide]:
    fenced, offset = False, 0
    for line in text.split("\n"):
        if _FENCED.match(line):
            fenced = not fenced
        elif fenced and width(line) > INDENTED:
            yield _wide(offset, f"This line of code has {width(line)} columns; {INDENTED} fit", line)
        offset += len(line) + 1


def _formulas(text: str) -> Iterator[Wide]:
    if "$" not in text:
        return
    displayed = {match.start("display") for match in FORMULA.finditer(text) if match["display"] is not None}
    for offset, latex in formulas(text):
        try:
            if offset in displayed and not fits(latex, INDENTED):
                yield _wide(offset, f"This formula cannot be drawn within {INDENTED} columns", latex)
            elif offset not in displayed and width(inline(latex)) > COLUMNS:
                yield _wide(offset, f"This formula takes more than the {COLUMNS} columns of a line", latex)
        except LatexError:
            continue  # said elsewhere


def _words(text: str) -> Iterator[Wide]:
    """Yield words of running text that are longer than a line."""
    plain = FORMULA.sub(_blank, _CODE.sub(_blank, text))
    for match in re.finditer(rf"\S{{{COLUMNS + 1},}}", plain):
        yield _wide(match.start(), f"This word is longer than the {COLUMNS} columns of a line", match[0])


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _wide(offset: int, what: str, text: str) -> Wide:
    line = " ".join(text.split())
    return Wide(offset, what, line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…")
