"""Rows of a table once they are judged: those that are right in a line, of the others each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.questions.model import NOT_ANSWERED
from quizapp.tui.drawing import prose
from quizapp.tui.text import plain

if TYPE_CHECKING:
    from quizapp.questions.model import Column, Part, PartVerdict

INDENT = 4


def table_rows(part: Part, verdict: PartVerdict, width: int, *, ascii_only: bool = False) -> list[Content]:
    """Return a row's head with its sign, and under it the cells that are not right."""
    count = len(part.columns)
    marks = verdict.entries or (False,) * count
    sign, style = {
        "correct": ("✓", "$right"),
        "partly": ("◐", "$partly"),
        "wrong": ("✗", "$wrong"),
    }.get(verdict.word, ("?", "$quiet"))
    tally = f"   {sum(marks)} of {count}"
    rows = [
        Content.assemble(
            Content.styled(f"{sign}  ", style), plain(part.label, "bold"), plain(tally, "$quiet")
        )
    ]
    if verdict.word == "correct":
        return rows
    given = verdict.given.split("\n") if verdict.given else [""] * count
    gutter = max(len(column.title) for column in part.columns)
    for column, mine, right, fits in zip(
        part.columns, given, verdict.expected.split(" | "), marks, strict=False
    ):
        if not fits:
            rows += _cell(column, mine.strip(), right, width, gutter, ascii_only=ascii_only)
    return [*rows, *_said(verdict, width, ascii_only=ascii_only)]


def _cell(
    column: Column, mine: str, right: str, width: int, gutter: int, *, ascii_only: bool
) -> list[Content]:
    """Return what was given in a cell and, under it, what belongs there."""
    title = plain(column.title, "$quiet").pad_left(gutter - len(column.title) + INDENT)
    room = width - INDENT - gutter - 6
    yours = (
        _text(column, _named(column, mine), room, ascii_only=ascii_only)
        if mine
        else [Content.styled("blank", "$quiet")]
    )
    wanted = _text(column, right, room, ascii_only=ascii_only)
    blank = Content(" " * (gutter + INDENT))
    lines = [*_headed("  ✗ ", "$wrong", yours), *_headed("  → ", "$right", wanted)]
    return [Content.assemble(blank if at else title, line) for at, line in enumerate(lines)]


def _headed(head: str, style: str, rows: list[Content]) -> list[Content]:
    return [
        Content.assemble(Content.styled(head, style) if not at else " " * len(head), row)
        for at, row in enumerate(rows)
    ]


def _named(column: Column, given: str) -> str:
    """Return the text of what was picked by its letter."""
    return next((choice.text for choice in column.choices if choice.key == given.lower()), given)


def _text(column: Column, text: str, width: int, *, ascii_only: bool) -> list[Content]:
    if column.typed:
        return [plain(text)]
    return prose(text, width, ascii_only=ascii_only).split("\n", allow_blank=True)


def _said(verdict: PartVerdict, width: int, *, ascii_only: bool) -> list[Content]:
    """Return the reasons, without those of cells that were left blank."""
    said = [line for line in verdict.message.split("\n\n") if line and not line.endswith(NOT_ANSWERED)]
    rows: list[Content] = []
    for line in said:
        text = prose(line, width - INDENT, ascii_only=ascii_only).split("\n", allow_blank=True)
        rows += [row.stylize("$quiet").pad_left(INDENT) for row in text]
    return rows
