"""``doctor`` and ``locate``: looking after what is stored, and finding it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.cli.arguments import Parser, Verb
from quizapp.cli.errors import FINE, PROBLEMS
from quizapp.cli.output import narrate, print_lines
from quizapp.cli.wording import count

if TYPE_CHECKING:
    from argparse import Namespace

    from quizapp.sessions.doctor import Report


def declare_doctor(parser: Parser) -> None:
    """Declare the arguments of ``doctor``."""
    parser.add_argument("--repair", action="store_true", help="set the stored state to what the log says")


def declare_locate(parser: Parser) -> None:
    """Declare the arguments of ``locate``."""
    parser.add_argument("what", choices=("config", "data", "log"), help="the settings, the data or the log")


def locate(options: Namespace) -> int:
    """Print where the settings file, the data folder or the log file is, there or not yet."""
    from quizapp import locations  # noqa: PLC0415

    places = {"config": locations.settings_file, "data": locations.data_dir, "log": locations.log_file}
    print_lines([str(places[options.what]())])
    return FINE


def doctor(options: Namespace) -> int:
    """Print every difference between the log and what is stored; 1 where something is still wrong."""
    from quizapp.sessions import open_collection  # noqa: PLC0415
    from quizapp.sessions.doctor import examine  # noqa: PLC0415

    with open_collection() as collection:
        report = examine(collection, repair=options.repair)
    print_lines([*report.integrity, *report.contradictions, *report.differences])
    for orphan in report.orphans:
        narrate(f"{orphan}: no installed pack has this question; its history is kept.")
    narrate(
        f"{count(report.rows, 'row')} in the log, {count(report.cards, 'question')} met. {prognosis(report)}"
    )
    return FINE if report.healthy else PROBLEMS


def prognosis(report: Report) -> str:
    """Return in a sentence how things stand."""
    if report.repaired:
        return f"Mended: {count(len(report.differences), 'difference')}; the log is untouched."
    if report.healthy:
        return "The stored state is what the log comes to."
    if report.differences and not report.integrity and not report.contradictions:
        return "quizapp doctor --repair sets the stored state to what the log says."
    return "See above."


VERBS = {"doctor": Verb(declare_doctor, doctor), "locate": Verb(declare_locate, locate)}
