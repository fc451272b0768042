"""Markdown and CSV: cards exactly as they are, everything else frozen as a card with two sides."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from quizapp.packs.archives.building import write_whole
from quizapp.packs.cards import CARD_KEYS
from quizapp.packs.exporting.model import Order, Outcome, drawings
from quizapp.packs.importing.card_text import card_text, fits
from quizapp.packs.importing.plain import plain
from quizapp.packs.importing.yaml_text import flow
from quizapp.packs.reading import read_pack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from quizapp.packs.exporting.frozen import Frozen
    from quizapp.questions.model import Json

_KEPT = ("id", "kind", "prompt", "answer", *CARD_KEYS, "hints", "solution")
_MANIFEST = ("id", "title", "version", "licence", "authors", "description")
HEADS = (
    "id",
    "kind",
    "question",
    "answer",
    "level",
    "tags",
    "covers",
    "minutes",
    "sources",
    "aliases",
    "hints",
    "solution",
)
_RUN_BY_SPREADSHEETS = re.compile(r"'*[=+@\-\t]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
_PICTURE = re.compile(r"!\[[^\]\n]*\]\(([^)\n]+)\)")
_SPECIAL = re.compile(r"^(?=[QAC]:|-{3,}\s*$|#{1,6} |\s*<!--)", re.MULTILINE)


def write_markdown(order: Order, target: Path, tell: Callable[[str, int, int], None]) -> Outcome:
    """Write a Markdown file that reads back as the same cards; raises OSError."""
    outcome = Outcome([target])
    manifest = read_pack(order.folder).manifest
    said = [f"{key}: {flow(_on_line(manifest[key]))}" for key in _MANIFEST if manifest.get(key)]
    parts = ["---", *said, "---", ""]
    for fields in cards(order, outcome, tell):
        card = _as_card(fields, outcome)
        if card is not None:
            parts.append(card)
    write_whole(target, "\n".join(parts).encode())
    return outcome


def _on_line(value: Json) -> Json:
    return " ".join(value.split()) if isinstance(value, str) else value


def _as_card(fields: dict[str, Json], outcome: Outcome) -> str | None:
    """Return a question as a card: without what a card has no place for, which is among the losses."""
    for key in ("hints", "solution"):
        if fields.pop(key, None):
            outcome.losses.append(f"{fields['id']}: its {key} {'are' if key == 'hints' else 'is'} left out.")
    if fits(fields):
        return card_text(fields)
    changed = dict(fields)
    changed.update((key, _indented(fields[key])) for key in ("prompt", "answer") if key in fields)
    if not fits(changed):
        outcome.losses.append(f"{fields['id']} is left out: a line of it would end the card.")
        return None
    outcome.losses.append(f"{fields['id']}: lines that would end the card stand in by a space.")
    return card_text(changed)


def _indented(text: str) -> str:
    """Return a text in which no line is taken for the beginning or the end of a card."""
    return _SPECIAL.sub(" ", text.strip()).strip().replace("<!--", "<\u200b!--")


def write_csv(order: Order, target: Path, tell: Callable[[str, int, int], None]) -> Outcome:
    """Write a table that reads back as the same cards; a tab parts the columns of a .tsv. Raises OSError.

    A cell that a spreadsheet would run as a formula begins with an apostrophe, which reading takes away.
    """
    outcome = Outcome([target])
    stream = io.StringIO(newline="")
    is_tab = target.suffix.casefold() in {".tsv", ".tab"}
    table = csv.writer(
        stream, delimiter="\t" if is_tab else ",", lineterminator="\n", quoting=csv.QUOTE_MINIMAL
    )
    table.writerow(HEADS)
    for fields in cards(order, outcome, tell):
        table.writerow(_cells(fields, outcome))
    write_whole(target, stream.getvalue().encode())
    return outcome


def _cells(fields: Mapping[str, Json], outcome: Outcome) -> Iterator[str]:
    for head in HEADS:
        value = fields.get("prompt" if head == "question" else head, "")
        if head == "hints" and any("\n---\n" in f"\n{hint}\n" for hint in value):
            outcome.losses.append(f"{fields['id']}: a hint with a line --- becomes two.")
        text = (
            ("\n---\n" if head == "hints" else "\n").join(value)
            if isinstance(value, list | tuple)
            else str(value)
        )
        yield _guarded(text)


def _guarded(cell: str) -> str:
    """Return a cell that no spreadsheet runs."""
    runs = _RUN_BY_SPREADSHEETS.match(cell) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if runs else cell


def cards(order: Order, outcome: Outcome, tell: Callable[[str, int, int], None]) -> Iterator[dict[str, Json]]:
    """Yield the fields of every card: those of cards as they were written, of everything else a drawing."""
    source = read_pack(order.folder)
    for draft in source.drafts:
        if draft.data["kind"] in {"recall", "cloze"} and not draft.data.get("given"):
            outcome.questions += 1
            fields = {key: _plain(draft.data[key]) for key in _KEPT if key in draft.data}
            _lose_pictures(fields, outcome)
            yield fields
            _lose_rest(draft.data, outcome)
    own = {"recall", "cloze"}
    for one in drawings(
        order, outcome, tell, lambda question: question.kind not in own or question.generated
    ):
        fields = _frozen_fields(one)
        _lose_pictures(fields, outcome)
        yield fields


def _lose_pictures(fields: Mapping[str, Json], outcome: Outcome) -> None:
    """Name the pictures of a card: text only names them."""
    found = [name for side in ("prompt", "answer") for name in _PICTURE.findall(fields.get(side, ""))]
    outcome.losses += [
        f"{fields['id']}: the picture {name} is named, and not in the file." for name in dict.fromkeys(found)
    ]


def _asked(one: Frozen) -> str:
    """Return what is asked, with its figure in words where it has one."""
    if one.figure is None:
        return one.prompt
    from quizapp.rendering.charts import in_words  # noqa: PLC0415 - few questions have a figure

    return f"{one.prompt}\n\nThe figure: {in_words(one.figure)}"


def _plain(value: Json) -> Json:
    return plain(value) if isinstance(value, str) else value


def _lose_rest(data: Mapping[str, Json], outcome: Outcome) -> None:
    rest = [key for key in data if key not in _KEPT]
    if rest:
        outcome.losses.append(f"{data['id']}: its {', '.join(rest)} cannot be written and are left out.")


def _frozen_fields(one: Frozen) -> dict[str, Json]:
    question = one.question
    name = one.id.partition(":")[2].replace("~", "-").replace("#", "-")
    fields: dict[str, Json] = {
        "id": name,
        "kind": "recall",
        "level": question.level,
        "covers": list(question.covers),
        "tags": list(question.tags),
        "prompt": plain(_asked(one)),
        "answer": plain("\n\n".join(filter(None, (one.answer, one.solution)))),
    }
    return {key: value for key, value in fields.items() if value}
