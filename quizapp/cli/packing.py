"""``pack list``: what is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizapp.cli.arguments import Parser, Verb
from quizapp.cli.errors import FINE
from quizapp.cli.output import narrate, print_json, print_lines
from quizapp.cli.wording import count

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from quizapp.packs.model import Pack


def declare_list(parser: Parser) -> None:
    """Declare the arguments of ``pack list``."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def list_packs(options: Namespace) -> int:
    """Print every installed pack with its questions; a broken one is listed with its errors."""
    from quizapp.packs import library  # noqa: PLC0415

    packs = library.installed()
    if options.json:
        print_json({"packs": [pack_data(pack) for pack in packs]})
        return FINE
    for pack in packs:
        print_lines(pack_lines(pack))
    for pack in packs:
        for problem in pack.errors:
            narrate(str(problem))
    if not packs:
        narrate("There are no packs.")
    return FINE


def pack_data(pack: Pack) -> dict[str, Any]:
    """Return one pack of ``pack list``."""
    return {
        "id": pack.id,
        "title": pack.title,
        "version": pack.version,
        "errors": [str(problem) for problem in pack.errors],
        "questions": [
            {"id": one.id, "kind": one.kind, "level": one.level, "covers": list(one.covers)}
            for one in pack.questions
        ],
    }


def pack_lines(pack: Pack) -> Iterator[str]:
    """Yield a pack as a person reads it: a line for it, then one for each question."""
    broken = f" · {count(len(pack.errors), 'error')}" if pack.errors else ""
    version = f" {pack.version}" if pack.version else ""
    yield f"{pack.id}{version} · {pack.title} · {count(len(pack.questions), 'question')}{broken}{origin(pack)}"
    yield from question_rows(pack.questions)


def origin(pack: Pack) -> str:
    """Return where a pack of the learner's came from, and whether it was edited since; nothing for bundled ones."""
    from quizapp.packs.installing.installed import described, is_bundled  # noqa: PLC0415

    if is_bundled(pack):
        return ""
    one = described(pack)
    if one.record is None:
        return " · your own"
    edited = ", edited since" if one.edited else ""
    return f" · from {one.record.source}{edited}"


def question_rows(questions: Sequence[Any]) -> Iterator[str]:
    """Yield a row for each question, its columns under one another."""
    width = max((len(one.id) for one in questions), default=0)
    for one in questions:
        yield f"  {one.id:<{width}}  {one.kind:<8}  {one.level:<8}  {' '.join(one.covers)}"


VERBS = {"pack list": Verb(declare_list, list_packs)}
