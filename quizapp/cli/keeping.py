"""``doctor`` and ``locate``: looking after what is stored, and finding it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.cli.arguments import Parser, Verb
from quizapp.cli.errors import FINE, PROBLEMS
from quizapp.cli.output import narrate, print_json, print_lines
from quizapp.cli.wording import count

if TYPE_CHECKING:
    from argparse import Namespace

    from quizapp.sessions.doctor import Report


def declare_doctor(parser: Parser) -> None:
    """Declare the arguments of ``doctor``."""
    parser.add_argument("--repair", action="store_true", help="set the stored state to what the log says")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


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
    report = examined(repair=options.repair)
    if report.integrity and options.repair:
        mend_file()
        report = examined(repair=True)
    if options.json:
        from dataclasses import asdict  # noqa: PLC0415

        print_json({**asdict(report), "healthy": report.healthy})
        return FINE if report.healthy else PROBLEMS
    print_lines([*report.integrity, *report.contradictions, *report.differences])
    for orphan in report.orphans:
        narrate(f"{orphan}: no installed pack has this question; its history is kept.")
    narrate(
        f"{count(report.rows, 'row')} in the log, {count(report.cards, 'question')} met. {prognosis(report)}"
    )
    return FINE if report.healthy else PROBLEMS


def examined(*, repair: bool) -> Report:
    """Return what the doctor finds; a file that cannot be read is mended first where that is asked for."""
    from quizapp.sessions import open_collection  # noqa: PLC0415
    from quizapp.sessions.doctor import examine  # noqa: PLC0415
    from quizapp.sessions.errors import DamagedError  # noqa: PLC0415

    try:
        with open_collection() as collection:
            return examine(collection, repair=repair)
    except DamagedError as error:
        if not repair:
            if "--repair" not in str(error):
                error.add_note("quizapp doctor --repair saves what can be read of it and of its backups.")
            raise
    mend_file()
    with open_collection() as collection:
        return examine(collection, repair=True)


def mend_file() -> None:
    """Mend the file and say what came of it."""
    from quizapp.sessions.keeping import mend_file as mend  # noqa: PLC0415

    saved = mend()
    if saved is None:
        narrate("The indexes of the database were damaged; they were built anew.")
        return
    base = f"the backup {saved.backup.name}" if saved.backup else "no backup"
    narrate(
        f"The database was damaged. {count(saved.rows, 'row')} of the log were saved: from {base}, and "
        f"{count(saved.read, 'row')} more from the damaged file, which is kept: {saved.kept}"
    )


def prognosis(report: Report) -> str:
    """Return in a sentence how things stand."""
    if report.repaired:
        return f"Mended: {count(len(report.differences), 'difference')}; the log is untouched."
    if report.healthy:
        return "The stored state is what the log comes to."
    if report.integrity:
        return "quizapp doctor --repair mends the file as far as it can be read."
    if report.differences and not report.integrity and not report.contradictions:
        return "quizapp doctor --repair sets the stored state to what the log says."
    return "See above."


VERBS = {"doctor": Verb(declare_doctor, doctor), "locate": Verb(declare_locate, locate)}
