"""``export``, ``import`` and ``sync``: everything that was learned, out of one database and into another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.cli.arguments import Parser, Verb
from quizapp.cli.errors import FINE, PROBLEMS, USAGE, CommandError
from quizapp.cli.output import narrate, print_json, print_lines
from quizapp.cli.wording import count

if TYPE_CHECKING:
    from argparse import Namespace

    from quizapp.sessions.syncing import Synced

_CARDS = (".apkg", ".colpkg", ".csv", ".gift", ".md", ".tsv", ".txt", ".xml")  # what other programs write
SHOWN_EVERY = 20_000  # rows between two words on how far it is


def declare_export(parser: Parser) -> None:
    """Declare the arguments of ``export``."""
    parser.add_argument("file", nargs="?", metavar="FILE", help="a new file; stdout if left out")


def declare_import(parser: Parser) -> None:
    """Declare the arguments of ``import``."""
    parser.add_argument("file", metavar="FILE", help="what quizapp export wrote")
    parser.add_argument("--json", action="store_true", help="write JSON")


def declare_sync(parser: Parser) -> None:
    """Declare the arguments of ``sync``."""
    parser.add_argument("folder", metavar="FOLDER", help="a folder that all your devices see")
    parser.add_argument("--json", action="store_true", help="write JSON")


def export(options: Namespace) -> int:
    """Write the log, and what it takes to read it, as JSON lines."""
    from quizapp.sessions import exchanging, open_collection  # noqa: PLC0415

    with open_collection() as collection:
        if options.file is None:
            print_lines(exchanging.exported(collection))
            return FINE
        rows = exchanging.export(collection, Path(options.file))
    print_lines([options.file])
    narrate(f"{count(rows, 'row')} of the log, the settings, and what it takes to read them.")
    return FINE


def take(options: Namespace) -> int:
    """Add the rows of an export that are not there yet."""
    from quizapp.sessions import exchanging, open_collection  # noqa: PLC0415

    if Path(options.file).suffix.lower() in _CARDS:
        what = f"An export of quizapp is read here, not {options.file}."
        raise CommandError(f"{what} quizapp pack import makes a pack of another program’s cards.", USAGE)

    with open_collection() as collection:
        taken = exchanging.take(collection, Path(options.file))
    if options.json:
        print_json(
            {
                "rows": taken.read,
                "new": taken.new,
                "questions": taken.questions,
                "settings": list(taken.settings),
            }
        )
    else:
        print_lines(
            [f"{taken.new} of {count(taken.read, 'row')} were new, of {count(taken.questions, 'question')}."]
        )
    if taken.settings:
        narrate(f"Settings taken over: {', '.join(taken.settings)}. The file as it was lies beside it.")
    return FINE


def sync(options: Namespace) -> int:
    """Take what other devices wrote, write what they do not have; 1 where something has to wait."""
    from quizapp.sessions import open_collection, syncing  # noqa: PLC0415

    with open_collection() as collection:
        done = syncing.sync(collection, Path(options.folder), _Progress())
    if options.json:
        print_json(
            {
                "taken": done.taken,
                "written": done.written,
                "questions": done.questions,
                "settings": list(done.settings),
                "devices": list(done.devices),
                "warnings": done.warnings,
            }
        )
    else:
        print_lines(in_words(done))
    for warning in done.warnings:
        narrate(warning)
    return PROBLEMS if done.warnings else FINE


def in_words(done: Synced) -> list[str]:
    """Return what came of it, a sentence a line."""
    others = f" from {', '.join(done.devices)}" if done.devices else "; no other device has written here yet"
    said = [f"Taken: {count(done.taken, 'row')} of {count(done.questions, 'question')}{others}."]
    said.append(f"Written: {count(done.written, 'row')}.")
    if done.settings:
        said.append(f"Settings changed: {', '.join(done.settings)}. The file as it was lies beside it.")
    return said


class _Progress:
    """Says on stderr how far a long one is."""

    def __init__(self) -> None:
        self._next = SHOWN_EVERY

    def __call__(self, what: str, rows: int) -> None:
        if rows >= self._next:
            narrate(f"{count(rows, 'row')} {what} …")
            self._next = rows + SHOWN_EVERY


VERBS = {
    "export": Verb(declare_export, export),
    "import": Verb(declare_import, take),
    "sync": Verb(declare_sync, sync),
}
