"""``pack check``: everything that is wrong with packs, one finding a line, and what can be mended at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizapp.cli.arguments import Parser, Verb, positive_number
from quizapp.cli.errors import FINE, PROBLEMS, UNREACHABLE, USAGE, CommandError
from quizapp.cli.output import narrate, print_json, print_lines
from quizapp.cli.progress import progress
from quizapp.cli.wording import count

if TYPE_CHECKING:
    from argparse import Namespace

    from quizapp.packs.checking import Report
    from quizapp.packs.model import Problem

DRAWN = 3  # a draw that cannot succeed, or a right answer that is refused, mostly shows at once


def declare(parser: Parser) -> None:
    """Declare the arguments of ``pack check``."""
    parser.add_argument("paths", metavar="PATH", nargs="+", help="a pack's folder, or one of its files")
    parser.add_argument(
        "--instances",
        metavar="N",
        type=positive_number,
        default=DRAWN,
        help=f"draw each question N times ({DRAWN}; at most 5 where a network is trained, 1 where code runs)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--fix", action="store_true", help="first add missing ids and the schema's line, and nothing else"
    )


def check(options: Namespace) -> int:
    """Print every finding, one a line; 1 where one of them is an error."""
    from quizapp.packs.checking import check_all  # noqa: PLC0415

    options.paths = asked(options.paths)
    if options.fix:
        for path in options.paths:
            mend(path)
    with progress() as tell:
        reports = check_all(
            options.paths,
            instances=options.instances,
            progress=lambda done, total: tell("Drawing questions", done, total),
        )
    if options.json:
        print_json({"packs": [report_data(report) for report in reports]})
    else:
        for report in reports:
            print_lines(str(problem) for problem in report.problems)
    for report in reports:
        narrate(summary(report))
    return FINE if all(report.is_clean for report in reports) else PROBLEMS


def asked(paths: list[str]) -> list[str]:
    """Return the paths that can hold questions; what a shell's * adds beside them is passed over, and named.

    Raises CommandError where there is nothing, or a path is neither.
    """
    from quizapp.packs.folders import is_plain  # noqa: PLC0415 - only here

    for path in paths:
        if not Path(path).exists():
            raise CommandError(f"There is no file or folder {path}.", UNREACHABLE)
    plain = [path for path in paths if is_plain(Path(path))]
    if len(plain) == len(paths):
        raise CommandError(
            f"{plain[0]} holds no questions; those stand in files ending in .yaml or .md.", USAGE
        )
    if plain:
        narrate(f"Passed over, since no questions stand in it: {', '.join(plain)}.")
    return [path for path in paths if path not in plain]


def mend(path: str) -> None:
    """Add what is missing and say what it was."""
    from quizapp.packs.fixing import fix  # noqa: PLC0415 - only when asked for

    fixed = fix(path)
    if fixed.ids:
        narrate(f"{path}: added {count(len(fixed.ids), 'id')}: {', '.join(fixed.ids)}.")
    for file in fixed.files:
        narrate(f"{file}: " + ("the schema's line was added." if file.endswith(".yaml") else "written."))
    if not fixed.ids and not fixed.files:
        narrate(f"{path}: no id and no schema's line is missing.")


def summary(report: Report) -> str:
    """Return how many questions a pack has, and how many findings of each weight."""
    weights = [problem.severity for problem in report.problems]
    found = ", ".join(
        count(weights.count(weight), weight) for weight in ("error", "warning", "note") if weight in weights
    )
    pack = report.pack
    return f"{pack.id or pack.path}: {count(len(pack.questions), 'question')}, {found or 'nothing to mend'}."


def report_data(report: Report) -> dict[str, Any]:
    """Return one pack of ``pack check --json``."""
    pack = report.pack
    return {
        "id": pack.id,
        "path": pack.path,
        "questions": len(pack.questions),
        "instances": report.instances,
        "clean": report.is_clean,
        "findings": [finding_data(problem) for problem in report.problems],
    }


def finding_data(problem: Problem) -> dict[str, Any]:
    """Return one finding: where, how bad, what, how to mend it, and the key it concerns."""
    place = problem.place
    where = {"file": place.file, "line": place.line, "column": place.column}
    said = {"severity": problem.severity, "what": problem.what, "mend": problem.mend, "key": problem.key}
    return {**where, **said}


VERBS = {"pack check": Verb(declare, check)}
