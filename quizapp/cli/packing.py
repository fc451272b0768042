"""``pack list`` and ``pack check``: what is installed, and what is wrong with a pack."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizapp.cli.arguments import Parser, Verb, positive_number
from quizapp.cli.errors import FINE, PROBLEMS, UNREACHABLE, CommandError
from quizapp.cli.output import narrate, print_json, print_lines
from quizapp.cli.wording import count

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from quizapp.packs.model import Pack

DRAWN = 3  # a draw that cannot succeed, or a right answer that is refused, mostly shows at once


def declare_list(parser: Parser) -> None:
    """Declare the arguments of ``pack list``."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def declare_check(parser: Parser) -> None:
    """Declare the arguments of ``pack check``."""
    parser.add_argument("paths", metavar="PATH", nargs="+", help="a pack's folder, or one of its files")
    parser.add_argument(
        "--instances",
        metavar="N",
        type=positive_number,
        default=DRAWN,
        help=f"draw each question N times ({DRAWN})",
    )


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


def check(options: Namespace) -> int:
    """Print every finding, one a line; 1 where one of them is an error."""
    packs = [read(path, options.instances) for path in options.paths]
    for pack in packs:
        print_lines(str(problem) for problem in pack.problems)
    for pack in packs:
        narrate(summary(pack))
    return PROBLEMS if any(pack.errors for pack in packs) else FINE


def read(path: str, instances: int) -> Pack:
    """Return the pack at a path with all that is found in it; raises CommandError where there is nothing."""
    from quizapp.packs.checking import check as checked  # noqa: PLC0415

    if not Path(path).exists():
        raise CommandError(f"There is no file or folder {path}.", UNREACHABLE)
    report = checked(path, instances=instances)
    return replace(report.pack, problems=report.problems)


def summary(pack: Pack) -> str:
    """Return how many questions a pack has, and how many findings of each weight."""
    weights = [problem.severity for problem in pack.problems]
    found = ", ".join(
        count(weights.count(weight), weight) for weight in ("error", "warning", "note") if weight in weights
    )
    return f"{pack.id or pack.path}: {count(len(pack.questions), 'question')}, {found or 'nothing to mend'}."


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
    yield f"{pack.id}{version} · {pack.title} · {count(len(pack.questions), 'question')}{broken}"
    yield from question_rows(pack.questions)


def question_rows(questions: Sequence[Any]) -> Iterator[str]:
    """Yield a row for each question, its columns under one another."""
    width = max((len(one.id) for one in questions), default=0)
    for one in questions:
        yield f"  {one.id:<{width}}  {one.kind:<8}  {one.level:<8}  {' '.join(one.covers)}"


VERBS = {"pack list": Verb(declare_list, list_packs), "pack check": Verb(declare_check, check)}
