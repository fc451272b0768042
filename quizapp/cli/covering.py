"""``pack coverage``: which items of the curriculum are asked in which kinds, and which are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizapp.cli.arguments import Parser, Verb
from quizapp.cli.errors import FINE, PROBLEMS
from quizapp.cli.output import narrate, print_json, print_lines
from quizapp.cli.wording import count
from quizapp.questions.model import LEVELS

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from quizapp.packs.coverage import Coverage, Row


def declare(parser: Parser) -> None:
    """Declare the arguments of ``pack coverage``."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def cover(options: Namespace) -> int:
    """Print the matrix item × kind × level; 1 where a kind that the curriculum lists has no question."""
    from quizapp.packs import curriculum, library  # noqa: PLC0415
    from quizapp.packs.coverage import coverage  # noqa: PLC0415

    found = coverage(curriculum.load(), (one for pack in library.installed() for one in pack.questions))
    if options.json:
        print_json(data(found))
    else:
        print_lines(lines(found))
    narrate(summary(found))
    return PROBLEMS if found.holes else FINE


def data(found: Coverage) -> dict[str, Any]:
    """Return the matrix as JSON."""
    return {
        "questions": found.questions,
        "generated": found.generated,
        "pairs": found.pairs,
        "items": [_item_data(row) for row in found.rows],
        "holes": [{"item": item, "kind": kind} for item, kind in found.holes],
    }


def _item_data(row: Row) -> dict[str, Any]:
    return {
        "id": row.item.id,
        "section": row.section,
        "level": row.item.level,
        "kinds": {kind: _levels(row, kind) for kind in row.kinds},
        "missing": list(row.missing),
    }


def _levels(row: Row, kind: str) -> dict[str, int]:
    return {level: row.counts[kind, level] for level in LEVELS if row.counts.get((kind, level))}


def lines(found: Coverage) -> Iterator[str]:
    """Yield a line for each item: how many questions of each kind there are at each level."""
    width = max((len(row.item.id) for row in found.rows), default=0)
    for row in found.rows:
        yield f"{row.item.id:<{width}}  " + " · ".join(_cell(row, kind) for kind in row.kinds)


def _cell(row: Row, kind: str) -> str:
    levels = ", ".join(f"{number} {level}" for level, number in _levels(row, kind).items())
    return f"{kind} {levels or 'MISSING'}"


def summary(found: Coverage) -> str:
    """Return how much is covered, in a sentence."""
    holes = f"{len(found.holes)} missing" if found.holes else "none missing"
    return (
        f"{count(found.questions, 'question')}, {found.generated} of them generated; "
        f"{count(found.pairs, 'pair')} of item and kind, {holes}."
    )


VERBS = {"pack coverage": Verb(declare, cover)}
