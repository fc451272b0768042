"""Match: a table is filled row by row, from pools of what its columns hold or by typing formulas.

An answer to a row holds its cells, apart by " | " or by line breaks. A cell of a pool is given by its text or its
letter; a typed one is an expression, judged as a function. Each cell counts alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import TYPE_CHECKING

from engine.errors import ReadingError
from quizapp.questions.deriving import domain_of
from quizapp.questions.draws import stream_for
from quizapp.questions.errors import QuestionError
from quizapp.questions.expressions import sentence_of
from quizapp.questions.filling import filler
from quizapp.questions.formula_cells import OWN_VALUES, Cell, cells_of_row, judge_cell
from quizapp.questions.judging import combined
from quizapp.questions.model import (
    NOT_ANSWERED,
    Answer,
    Choice,
    Column,
    Instance,
    Part,
    PartVerdict,
    Question,
    Solution,
    Verdict,
    is_sampled,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from engine.equivalence.sampling import Domain

UNDECIDED = "could not be decided: write it in another way"
_BETWEEN = re.compile(r"\s\|\s|\s\|$|^\|\s")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its head, its cells by their columns' titles, and those of them that are typed."""

    head: str
    cells: Mapping[str, str]
    typed: Mapping[str, Cell]

    @property
    def whole(self) -> str:
        """The cells as an answer has them."""
        return " | ".join(self.cells.values())


@dataclass(frozen=True, slots=True)
class Table:
    """What a match instance keeps: its rows by their parts' names, and where their variables come from."""

    rows: Mapping[str, Row]
    columns: tuple[Column, ...]
    domains: Mapping[str, Domain]
    fill: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Judged:
    """One cell: what became of it, and what there is to say."""

    word: str
    says: str = ""
    offset: int | None = None  # unreadable: where in the cell


@dataclass(frozen=True, slots=True)
class MatchKind:
    """A table to fill."""

    name: str = "match"

    def instance(self, question: Question, seed: int) -> Instance:
        """Return the table without its cells; raises QuestionError where a typed cell cannot be read."""
        table, values = _table(question, seed)
        parts = tuple(
            Part(name, row.head, "table", columns=_columns_of(row, table.columns))
            for name, row in table.rows.items()
        )
        return Instance(
            question=question,
            seed=seed,
            prompt=table.fill(question.prompt) or _prompt(question, table),
            parts=parts,
            values=values,
            expected={name: row.whole for name, row in table.rows.items()},
            inner=table,
        )

    def judge(self, instance: Instance, answer: Answer) -> Verdict:
        """Judge every cell; where one cannot be read, none is judged."""
        table: Table = instance.inner
        verdicts = {
            name: _row_verdict(table, row, answer.parts.get(name, ""), decimal_comma=answer.decimal_comma)
            for name, row in table.rows.items()
        }
        if any(one.word == "unreadable" for one in verdicts.values()):
            verdicts = {name: _unless_unread(one) for name, one in verdicts.items()}
        return combined(verdicts)

    def solution(self, instance: Instance) -> Solution:
        """Return the table, filled, row by row."""
        table: Table = instance.inner
        rows = [
            "\n".join([f"**{row.head}**", *(f"- {title}: {_shown(row, title)}" for title in row.cells)])
            for row in table.rows.values()
        ]
        prose = (table.fill(instance.question.solution), *rows)
        return Solution("\n\n".join(filter(None, prose)), answers=dict(instance.expected))

    def hints(self, instance: Instance) -> tuple[str, ...]:
        """Return the author's hints, else what is sure to fit: the first cell of the first row, of the last, and a row."""
        table: Table = instance.inner
        if instance.question.hints:
            return tuple(map(table.fill, instance.question.hints))
        rows = list(table.rows.values())
        title = table.columns[0].title
        cells = [f"{row.head}, {title}: {_shown(row, title)}" for row in (rows[0], rows[-1])]
        whole = "; ".join(f"{one}: {_shown(rows[0], one)}" for one in rows[0].cells)
        return (*cells, f"The whole row of {rows[0].head}: {whole}")


KIND = MatchKind()


# The table


def _table(question: Question, seed: int) -> tuple[Table, Mapping[str, object]]:
    """Return the table of an instance, and the numbers drawn for its texts."""
    sampled = {name: rule for name, rule in question.given.items() if is_sampled(rule)}
    if any(len(row) != len(question.fields["columns"]) for row in question.fields["rows"]):
        raise QuestionError(
            f"{question.id} cannot be asked: a row has not as many cells as there are columns."
        )
    drawn = {name: rule for name, rule in question.given.items() if name not in sampled}
    fill, values = filler(replace(question, given=drawn), seed)
    titles = [fill(title) for title in question.fields["columns"][1:]]
    typed = {fill(title) for title in question.fields.get("typed", ())}
    rows = {
        name: _row(fill(head), dict(zip(titles, cells, strict=False)), typed)
        for name, (head, *cells) in _named(question.fields["rows"])
    }
    columns = tuple(_column(question, seed, title, title in typed, rows) for title in titles)
    domains = {name: domain_of(rule, name) for name, rule in sampled.items()}
    return Table(rows, columns, domains, fill), values


def _row(head: str, cells: dict[str, str], typed: set[str]) -> Row:
    made = cells_of_row(head, {title: text for title, text in cells.items() if title in typed})
    return Row(head, cells, {cell.title: cell for cell in made})


def _named(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield each row with the name of its part: its head as one word, numbered where it is not the only one."""
    taken: set[str] = set()
    for number, row in enumerate(rows, start=1):
        word = re.sub(r"[^a-z0-9]+", "-", row[0].lower()).strip("-") or "row"
        name = f"{word}-{number}" if word in taken else word
        taken.add(name)
        yield name, row


def _column(question: Question, seed: int, title: str, typed: bool, rows: Mapping[str, Row]) -> Column:  # noqa: FBT001 - read from a set
    """Return a column; what can be picked in it stands in an order of the instance's own."""
    if typed:
        later = [cell for row in rows.values() if (cell := row.typed[title]).own]
        letter = next((one for one in OWN_VALUES if all(one in cell.symbols for cell in later)), "")
        own = f", or {letter} for its value" if later and letter else ""
        variables = sorted({row.typed[title].variables[0] for row in rows.values()})
        return Column(title, hint=f"in {', '.join(variables)}{own}")
    pool = list(dict.fromkeys(row.cells[title] for row in rows.values()))
    stream_for(question, seed, f"pool {title}").shuffle(pool)
    return Column(title, tuple(Choice(key, text) for key, text in zip(ascii_lowercase, pool, strict=False)))


def _columns_of(row: Row, columns: Sequence[Column]) -> tuple[Column, ...]:
    """Return the columns as one row has them: its typed cells with the names that they may be written in."""
    return tuple(
        replace(column, names=row.typed[column.title].part.names) if column.title in row.typed else column
        for column in columns
    )


def _prompt(question: Question, table: Table) -> str:
    titles = "; ".join(column.title for column in table.columns)
    return f"Fill in the table. For each {question.fields['columns'][0]}: {titles}."


def _shown(row: Row, title: str) -> str:
    return f"`{row.cells[title]}`" if title in row.typed else row.cells[title]


# Judging


def split_cells(text: str, count: int) -> list[str]:
    """Return the cells of a row as it was typed, at least ``count``; those left out are blank."""
    cells = text.split("\n") if "\n" in text else _BETWEEN.split(text)
    while len(cells) > count and not cells[-1].strip():
        cells.pop()
    return [*cells, *[""] * (count - len(cells))]


def _row_verdict(table: Table, row: Row, text: str, *, decimal_comma: bool) -> PartVerdict:
    cells = split_cells(text, len(table.columns))
    if len(cells) > len(table.columns):
        sentence = f"This row has {len(table.columns)} cells, not {len(cells)}."
        return PartVerdict("unreadable", 0.0, sentence, given=text, column=0)
    judged = [
        _cell(table, row, column, cell, decimal_comma=decimal_comma)
        for column, cell in zip(table.columns, cells, strict=True)
    ]
    for word in ("unreadable", "undecided"):
        if any(one.word == word for one in judged):
            return _not_judged(word, table, judged, cells, text)
    right = tuple(one.word == "correct" for one in judged)
    credit = sum(right) / len(right)
    said = [
        f"{column.title}: {one.says}"
        for column, one in zip(table.columns, judged, strict=True)
        if one.says and (text.strip() or one.says != NOT_ANSWERED)
    ]
    return PartVerdict(
        "correct" if all(right) else "partly" if credit else "wrong",
        credit,
        "\n\n".join(said) if text.strip() else NOT_ANSWERED,
        given="\n".join(cells) if text.strip() else "",
        expected=row.whole,
        entries=right,
    )


def _cell(table: Table, row: Row, column: Column, text: str, *, decimal_comma: bool) -> _Judged:
    """Judge one cell."""
    if not text.strip():
        return _Judged("wrong", NOT_ANSWERED)
    if column.choices:
        return _picked(row, column, text)
    try:
        outcome = judge_cell(row.typed[column.title], text, table.domains, decimal_comma=decimal_comma)
    except ReadingError as error:
        return _Judged("unreadable", sentence_of(error), error.offset_in(text))
    word = {"same": "correct", "different": "wrong"}.get(outcome.kind, "undecided")
    return _Judged(word, outcome.reason if word != "undecided" else UNDECIDED)


def _picked(row: Row, column: Column, text: str) -> _Judged:
    """Judge a cell that is given by its text or its letter."""
    texts = {choice.key: choice.text for choice in column.choices}
    by_text = {plainly(choice.text): choice.text for choice in column.choices}
    chosen = by_text.get(plainly(text)) or texts.get(text.strip().lower())
    if chosen is None:
        return _Judged("unreadable", f"“{text.strip()[:40]}” is none of {', '.join(texts)}.", 0)
    return _Judged("correct" if chosen == row.cells[column.title] else "wrong")


def plainly(text: str) -> str:
    """Return a text without the differences that do not count: case, spaces, the marks around a formula."""
    return re.sub(r"[\s$`*]+", "", text.replace("−", "-")).casefold()


def _not_judged(
    word: str, table: Table, judged: Sequence[_Judged], cells: Sequence[str], text: str
) -> PartVerdict:
    """Return what is said of a row one of whose cells cannot be read or decided, and where that stands."""
    at = next(place for place, one in enumerate(judged) if one.word == word)
    sentence = f"{table.columns[at].title}: {judged[at].says}"
    if word == "undecided":
        return PartVerdict("undecided", 0.0, f"{sentence}.", given=text)
    before = 0
    for cell in cells[:at]:
        before = text.index(cell, before) + len(cell)
    start = text.index(cells[at], before)
    return PartVerdict("unreadable", 0.0, sentence, given=text, column=start + (judged[at].offset or 0))


def _unless_unread(verdict: PartVerdict) -> PartVerdict:
    """Return a verdict on a row as it is while another cannot be read: none, unless it is that one."""
    if verdict.word == "unreadable":
        return verdict
    return PartVerdict("undecided", 0.0, given=verdict.given)
