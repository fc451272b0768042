"""CSV and TSV: one card a row, its columns known by their heads, or by their order where there are none."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from quizapp.packs import blanks
from quizapp.packs.archives.bundle import read_regular
from quizapp.packs.importing.html_text import to_markdown
from quizapp.packs.importing.identities import Ids, tags_of
from quizapp.packs.importing.notes import ForeignError, Note, Reading
from quizapp.packs.importing.plain import line, plain
from quizapp.packs.schema import CURRICULUM_ID, ID_PATTERN
from quizapp.questions.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from quizapp.questions.model import Json

LARGEST = 50_000_000  # bytes
LONGEST_CELL = 1_000_000  # characters
HEADS = {
    "id": ("id", "guid", "key"),
    "kind": ("kind", "type"),
    "question": ("question", "front", "prompt", "q", "term", "word", "text"),
    "answer": ("answer", "back", "a", "definition", "meaning", "response"),
    "level": ("level",),
    "tags": ("tags", "tag", "category", "categories"),
    "covers": ("covers",),
    "minutes": ("minutes",),
    "sources": ("sources", "source"),
    "aliases": ("aliases",),
    "hints": ("hints", "hint"),
    "solution": ("solution", "explanation", "notes", "extra"),
}
_KNOWN = {name: head for head, names in HEADS.items() for name in names}
_DIRECTIVE = re.compile(
    r"#(separator|html|tags|columns|notetype|deck|guid|if matches)(?: column)?:(.*)", re.IGNORECASE
)
_SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " ", "colon": ":"}
_GUARDED = re.compile(r"'(?='*[=+@\-\t])")


def read_delimited(path: Path) -> Reading:
    """Read a table of cards; raises ForeignError where it is none."""
    content = read_regular(path, path.name, LARGEST)
    try:
        text = content.decode("utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ForeignError(
            f"{path.name} is not UTF-8 text: byte {error.start} does not fit. Save it as UTF-8."
        ) from error
    return _Table(path.name, text).read(is_tab=path.suffix.casefold() in {".tsv", ".tab"})


class _Table:
    """One file: its separator, its heads, and what is read so far."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.said, self.text, self.first = _directives(text)
        self.reading = Reading(title=name.rpartition(".")[0])
        self.ids = Ids()
        self.heads: list[str] = []
        self.is_ours = False
        self.is_html = self.said.get("html", "").strip().casefold() == "true"

    def read(self, *, is_tab: bool) -> Reading:
        """Read all rows."""
        csv.field_size_limit(LONGEST_CELL)
        rows = csv.reader(
            io.StringIO(self.text, newline=""), delimiter=self._separator(is_tab=is_tab), strict=False
        )
        try:
            before = self.first - 1
            for row in rows:
                self._row(row, before + 1)
                before = self.first - 1 + rows.line_num
        except csv.Error as error:
            raise ForeignError(f"{self.name}:{before + 1}: this row cannot be read: {error}.") from error
        return self.reading

    def _separator(self, *, is_tab: bool) -> str:
        said = self.said.get("separator", "").strip()
        if said:
            return _SEPARATORS.get(said.casefold(), said[:1])
        if is_tab:
            return "\t"
        head = self.text.split("\n", 1)[0]
        return max(",;\t", key=head.count) if any(mark in head for mark in ",;\t") else ","

    def _row(self, row: Sequence[str], number: int) -> None:
        if not any(cell.strip() for cell in row):
            return
        if not self.heads:
            named = self._take_heads(row, number)
            if named:
                return
        self._note(row, f"{self.name}:{number}")

    def _take_heads(self, row: Sequence[str], number: int) -> bool:
        """Take the first row as heads if it names a question; else columns are known by their order."""
        columns = self.said.get("columns", "")
        names = re.split(r"[\t,;|]", columns) if columns else list(row)
        heads = [_KNOWN.get(cell.strip().casefold(), "") for cell in names]
        if "question" in heads:
            self.heads = heads
            self.is_ours = {"id", "kind", "question", "answer"} <= set(heads)
            for cell, head in zip(names, heads, strict=True):
                if not head and cell.strip():
                    self.reading.lose(
                        f"{self.name}:{number}",
                        f"the column {line(cell)} has no place on a card; it is left out.",
                    )
            return not columns
        self.heads = ["question", "answer", "tags"][: max(len(row), 2)]
        return False

    def _note(self, row: Sequence[str], place: str) -> None:
        cells: dict[str, str] = {}
        for head, cell in zip(self.heads, row, strict=False):
            text = self._text(cell, place).strip("\n").rstrip()
            if head in cells and text.strip():
                self.reading.lose(place, f"a second cell for {head} is left out: {line(text)[:60]}")
            elif head:
                cells.setdefault(head, text)
        for cell in row[len(self.heads) :]:
            if cell.strip():
                self.reading.lose(place, f"a cell beyond the last column is left out: {line(cell)[:60]}")
        fields = self._fields(cells, place)
        if fields is not None:
            name = self._id(cells, fields, place)
            self.reading.notes.append(Note(name, fields, place))

    def _text(self, cell: str, place: str) -> str:
        """Return what a cell says: where the file says that it is HTML, as Markdown."""
        if not self.is_html:
            return plain(_unguarded(cell) if self.is_ours else cell)
        found = to_markdown(cell)
        named = (
            f"the picture {line(one)[:60]} is not in the file; it is only named" for one in found.pictures
        )
        for what in (*found.lost, *named):
            self.reading.lose(place, f"{what}.")
        return found.text

    def _id(self, cells: Mapping[str, str], fields: Mapping[str, Json], place: str) -> str:
        said = cells.get("id", "").strip()
        if not said:
            return self.ids.of_text(fields["prompt"])
        given = self.ids.given(said)
        if given is not None:
            return given
        name = self.ids.of_key("card", said)
        why = "is taken" if re.fullmatch(ID_PATTERN, said) else "is not an id here"
        self.reading.lose(place, f"the id {line(said)[:40]} {why}; the card is called {name}.")
        return name

    def _fields(self, cells: Mapping[str, str], place: str) -> dict[str, Json] | None:
        question, answer = cells.get("question", ""), cells.get("answer", "")
        kind = self._kind(cells, place)
        if not question.strip() or (kind == "recall" and not answer.strip()):
            side = "answer" if question.strip() else "question"
            self.reading.lose(
                place, f"this row has no {side}; it is left out: {line(question or answer)[:60]}"
            )
            return None
        fields: dict[str, Json] = {"kind": kind, "level": self._level(cells, place), "prompt": question}
        if kind == "recall":
            fields["answer"] = answer
        elif answer.strip():
            self.reading.lose(place, f"a cloze has no answer beside it; it is left out: {line(answer)[:60]}")
        return {**fields, **self._more(cells, place)}

    def _kind(self, cells: Mapping[str, str], place: str) -> str:
        said = cells.get("kind", "").strip().casefold()
        question = cells.get("question", "")
        if said == "cloze" and blanks.blanks(blanks.split(question)):
            return "cloze"
        if said not in {"", "recall"}:
            self.reading.lose(place, f"of kind {line(said)[:30]}; it becomes a card with two sides.")
        return "recall"

    def _level(self, cells: Mapping[str, str], place: str) -> str:
        said = cells.get("level", "").strip()
        if said and said not in LEVELS:
            self.reading.lose(place, f"the level {line(said)[:30]} is none here; entry is taken.")
        return said if said in LEVELS else "entry"

    def _more(self, cells: Mapping[str, str], place: str) -> dict[str, Json]:
        tags = tags_of(self._items(cells.get("tags", "")))
        sources = [line(one) for one in cells.get("sources", "").split("\n") if one.strip()]
        found: dict[str, Json] = {
            "tags": tags,
            "covers": self._matching(cells, "covers", CURRICULUM_ID.pattern, place),
            "minutes": self._minutes(cells, place),
            "sources": sources,
            "aliases": self._matching(cells, "aliases", ID_PATTERN, place),
            "hints": [one for one in re.split(r"\n---\n", cells.get("hints", "")) if one.strip()],
            "solution": cells.get("solution", "") if cells.get("solution", "").strip() else "",
        }
        return {key: value for key, value in found.items() if value}

    def _items(self, text: str) -> list[str]:
        """Return the words of a cell: one a line in our own tables, else as commas or spaces part them."""
        if self.is_ours or "\n" in text:
            return text.split("\n")
        return re.split(r"[,;]" if re.search(r"[,;]", text) else r"\s", text)

    def _matching(self, cells: Mapping[str, str], head: str, pattern: str, place: str) -> list[str]:
        words = [word.strip() for word in self._items(cells.get(head, "")) if word.strip()]
        for word in words:
            if not re.fullmatch(pattern, word):
                self.reading.lose(place, f"{line(word)[:40]} cannot stand in {head}; it is left out.")
        return [word for word in words if re.fullmatch(pattern, word)]

    def _minutes(self, cells: Mapping[str, str], place: str) -> float | None:
        said = cells.get("minutes", "").strip()
        try:
            value = float(said) if said else None
        except ValueError:
            value = None
        if said and (value is None or not 0.05 <= value <= 240):
            self.reading.lose(place, f"{line(said)[:30]} are no minutes from 0.05 to 240; they are left out.")
            return None
        return value


def _unguarded(cell: str) -> str:
    """Return a cell without the apostrophe that kept a spreadsheet from running it."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _directives(text: str) -> tuple[dict[str, str], str, int]:
    """Return what Anki's text export says of itself, the rest, and the line that the rest begins on."""
    said: dict[str, str] = {}
    number = 1
    while (match := _DIRECTIVE.match(text)) is not None:
        head, _, text = text.partition("\n")
        said[match[1].casefold()] = (
            match[2].strip("\r\n ")
            if match[1].casefold() != "columns"
            else head.partition(":")[2].strip("\r\n")
        )
        number += 1
    return said, text, number
