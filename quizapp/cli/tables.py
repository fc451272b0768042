"""Tables in words: what can be picked in their columns, what each cell is asked for as, how a row went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.questions.model import NOT_ANSWERED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizapp.cli.typeset import Typeset
    from quizapp.questions.model import Column, Instance, Json, Part, PartVerdict, Verdict


def pool_lines(parts: Sequence[Part], typeset: Typeset) -> Iterator[str]:
    """Yield what can be picked in each column, once for all rows."""
    columns = next((part.columns for part in parts if part.columns), ())
    for column in columns:
        if column.choices:
            yield f"{typeset.inline(column.title)}:"
        for choice in column.choices:
            yield f"  {choice.key}) {typeset.inline(choice.text)}"


def row_form(part: Part) -> str:
    """Return how a row is answered in one line."""
    return " | ".join(_short(column) for column in part.columns)


def _short(column: Column) -> str:
    return column.title if column.typed else f"{column.title} ({_letters(column)})"


def _letters(column: Column) -> str:
    return f"{column.choices[0].key}–{column.choices[-1].key}"


def cell_prompt(part: Part, at: int, typeset: Typeset) -> str:
    """Return what asks for one cell."""
    column = part.columns[at]
    how = column.hint or "an expression" if column.typed else f"a letter, {_letters(column)}"
    return f"{typeset.label(part.label)}, {typeset.inline(column.title)}, {how}:"


def cells_of(part: Part, given: str) -> list[str]:
    """Return the cells of a row as it was typed, a line each or apart by bars; those left out are blank."""
    cells = given.split("\n") if "\n" in given else given.split(" | ")
    return [*cells, *[""] * (len(part.columns) - len(cells))]


def is_whole(part: Part, given: str) -> bool:
    """Return whether a formula, or every cell of a row, was typed."""
    return part.form in ("expression", "table") and all(cell.strip() for cell in cells_of(part, given))


def cell_meant(part: Part, verdict: PartVerdict) -> int | None:
    """Return which cell of a row is to be mended; None where the whole row is, or it is no row."""
    begins = (verdict.message.startswith(f"{column.title}: ") for column in part.columns)
    return next((at for at, meant in enumerate(begins) if meant), None)


def row_lines(part: Part, verdict: PartVerdict, typeset: Typeset) -> Iterator[str]:
    """Yield how a row went: one line where it is right, else one a cell that is not, and what there is to say."""
    right = sum(verdict.entries)
    word = "right" if verdict.word == "correct" else f"{right} of {len(part.columns)} cells right"
    yield f"{typeset.label(part.label)}: {word}."
    if verdict.word == "correct":
        return
    given = verdict.given.split("\n") if verdict.given else [""] * len(part.columns)
    marks = verdict.entries or (False,) * len(part.columns)
    for column, mine, expected, fits in zip(
        part.columns, given, verdict.expected.split(" | "), marks, strict=False
    ):
        if not fits:
            typed = f"{_given(column, mine.strip(), typeset)} is wrong, " if mine.strip() else ""
            yield f"  {typeset.inline(column.title)}: {typed}it is {cell_text(column, expected, typeset)}."
    for line in verdict.message.split("\n\n") if verdict.given else ():
        if line and not line.endswith(NOT_ANSWERED):
            yield f"  {typeset.inline(line)}"


def _given(column: Column, mine: str, typeset: Typeset) -> str:
    """Return what was typed; of a letter the text that it stands for."""
    text = next((choice.text for choice in column.choices if choice.key == mine.lower()), "")
    return cell_text(column, text or mine, typeset)


def cell_text(column: Column, text: str, typeset: Typeset) -> str:
    """Return a cell as it is shown: a typed one is no prose."""
    return text if column.typed else typeset.inline(text)


def row_text(part: Part, value: Json, typeset: Typeset) -> str:
    """Return the cells of a row on one line."""
    cells = str(value).split(" | ")
    return " | ".join(
        cell_text(column, cell, typeset) for column, cell in zip(part.columns, cells, strict=False)
    )


def share(drawn: Instance, verdict: Verdict) -> str:
    """Return the whole in words: "Partly right, 31 of 35 cells."."""
    count = sum(len(part.columns) for part in drawn.parts)
    right = sum(sum(verdict.parts[part.name].entries) for part in drawn.parts)
    word = {"correct": "Right", "partly": "Partly right", "wrong": "Wrong"}.get(verdict.word, "Undecided")
    return f"{word}, {right} of {count} cells."
