"""A line as it is typed for an answer: whether it can be read, before the next one is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.cli.choosing import with_letters
from quizapp.questions import letters
from quizapp.questions.model import Part, PartVerdict

if TYPE_CHECKING:
    from quizapp.questions.model import Column


def unread_line(part: Part, cell: int, line: str, *, decimal_comma: bool) -> PartVerdict | None:
    """Return why a line cannot be read, and where; None where it can, or only judging tells. ``cell`` is of a row."""
    if not line.strip():
        return None
    if part.columns:
        whole_row = " | " in line
        return None if whole_row else _unread_cell(part.columns[cell], line, decimal_comma=decimal_comma)
    if part.form == "expression":
        return _unread_expression(part, line, decimal_comma=decimal_comma)
    if (
        part.form == "choice" and part.label and not part.several
    ):  # one without a label is alone, and judged at once
        return letters.unread(part, with_letters(part, line))
    from quizapp.questions.numbers import unread  # noqa: PLC0415 - the engine, once something is typed

    found = unread(part, line, decimal_comma=decimal_comma)
    return None if found is None else _unreadable(*found)


def _unread_cell(column: Column, line: str, *, decimal_comma: bool) -> PartVerdict | None:
    if column.choices or not column.names:
        return None if not column.choices else _unpicked(column, line)
    part = Part(column.title, column.title, "expression", names=column.names)
    found = _unread_expression(part, line, decimal_comma=decimal_comma)
    return None if found is None else _unreadable(f"{column.title}: {found.message}", found.column)


def _unpicked(column: Column, line: str) -> PartVerdict | None:
    from quizapp.questions.kinds.match import plainly  # noqa: PLC0415 - as above

    known = {each for choice in column.choices for each in (choice.key, plainly(choice.text))}
    if plainly(line) in known:
        return None
    keys = ", ".join(choice.key for choice in column.choices)
    return _unreadable(f"{column.title}: {letters.quoted(line.strip())} is none of {keys}.", None)


def _unread_expression(part: Part, line: str, *, decimal_comma: bool) -> PartVerdict | None:
    from quizapp.questions.expressions import preview  # noqa: PLC0415 - as above

    read = preview(part, line, decimal_comma=decimal_comma)
    return None if read.is_readable else _unreadable(read.message, read.column)


def _unreadable(sentence: str, column: int | None) -> PartVerdict:
    return PartVerdict("unreadable", 0.0, sentence, column=column)
