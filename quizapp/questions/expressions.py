"""Expressions as they are typed for a part: read, and drawn while they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.dotted import settled
from engine.errors import ReadingError, UnknownNameError
from engine.language.answers import read_answer
from engine.language.latex import to_latex
from engine.language.spelling import canonical
from engine.meaning import check_calls

if TYPE_CHECKING:
    from engine.language.tree import Tree
    from quizapp.questions.model import Part


@dataclass(frozen=True, slots=True)
class Preview:
    """What typed text reads as: LaTeX; or why it cannot be read, and at which column (from 0) of the text as typed."""

    latex: str = ""
    message: str = ""
    column: int = 0

    @property
    def is_readable(self) -> bool:
        """Whether it can be checked."""
        return not self.message


def read_expression(part: Part, text: str, *, decimal_comma: bool = False) -> Tree:
    """Return the tree of what was typed for a part; raises ReadingError."""

    def settle(tree: Tree, plain: str) -> Tree:
        check_calls(tree)
        return settled(tree, plain, part.shapes)

    try:
        return read_answer(
            text,
            called=part.called,
            names=part.names,
            arrays=part.arrays if part.shapes else None,
            decimal_comma=decimal_comma,
            settle=settle,
        )
    except UnknownNameError as error:
        if canonical(text[error.offset_in(text) :][: error.length]) != part.name:
            raise
        what = f"{part.label or part.name} is what this line is for: write it out."
        raise ReadingError(what, text, error.column, line=error.line, length=error.length) from None


def preview(part: Part, text: str, *, decimal_comma: bool = False) -> Preview:
    """Return what typed text reads as; nothing for a blank one."""
    if not text.strip():
        return Preview()
    try:
        tree = read_expression(part, text, decimal_comma=decimal_comma)
    except ReadingError as error:
        return Preview(message=sentence_of(error), column=error.offset_in(text))
    return Preview(to_latex(tree, arrays=part.arrays or None))


def sentence_of(error: ReadingError) -> str:
    """Return what an error says, as a whole sentence."""
    return error.what if error.what.endswith((".", "?", "!")) else f"{error.what}."
