"""``backup`` and ``restore``: copies of everything that was learned, and going back to one."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.cli.arguments import Parser, Verb
from quizapp.cli.errors import FINE
from quizapp.cli.output import narrate, print_json, print_lines
from quizapp.cli.wording import count

if TYPE_CHECKING:
    from argparse import Namespace

    from quizapp.sessions.keeping import Backup, Difference


def declare_backup(parser: Parser) -> None:
    """Declare the arguments of ``backup``."""
    parser.add_argument(
        "file", nargs="?", metavar="FILE", help="where to; the folder of the backups if left out"
    )
    parser.add_argument("--list", action="store_true", help="list the copies there are, newest first")
    parser.add_argument("--json", action="store_true", help="write JSON")


def declare_restore(parser: Parser) -> None:
    """Declare the arguments of ``restore``."""
    parser.add_argument(
        "file", nargs="?", metavar="COPY", help="a copy's name or file; the newest if left out"
    )
    parser.add_argument("--yes", action="store_true", help="do it; without this, only say what would change")
    parser.add_argument("--json", action="store_true", help="write JSON")


def backup(options: Namespace) -> int:
    """Copy the database while it is in use, and print where the copy is."""
    from quizapp.sessions import keeping  # noqa: PLC0415

    if options.list:
        copies = keeping.found()
        if options.json:
            print_json({"backups": [_as_json(one) for one in copies]})
        else:
            width = max((len(one.file.name) for one in copies), default=0)
            print_lines([_line(one, width) for one in copies])
            if not copies:
                narrate("There are no copies yet; quizapp backup makes one.")
        return FINE
    file = keeping.back_up(Path(options.file) if options.file else None)
    if options.json:
        print_json({"file": str(file), "bytes": file.stat().st_size})
    else:
        print_lines([str(file)])
    narrate(f"Copied and found whole: {_size(file)}.")
    return FINE


def restore(options: Namespace) -> int:
    """Say what going back to a copy changes; with ``--yes`` go back, keeping what is replaced."""
    from quizapp.sessions import keeping  # noqa: PLC0415

    copy = keeping.chosen(options.file)
    difference = keeping.compare(copy)
    kept = keeping.restore(copy) if options.yes else None
    if options.json:
        print_json({"copy": str(copy), **_difference_json(difference), "kept": str(kept) if kept else None})
    else:
        print_lines(in_words(difference, copy, done=options.yes))
    if not options.yes:
        named = f" {shlex.quote(options.file)}" if options.file else ""
        narrate(
            f"Nothing was changed. quizapp restore{named} --yes does it, and keeps a copy of what it replaces."
        )
    elif kept is not None:
        narrate(f"What was there before is kept: {kept}")
    return FINE


def in_words(difference: Difference, copy: Path, *, done: bool) -> list[str]:
    """Return what a restore changes, or has changed, a sentence a line."""
    if not difference.sound:
        said = "was" if done else "would be"
        return [f"{copy}", f"The database here is missing or damaged: it {said} replaced by the copy."]
    if difference.is_none:
        return [f"{copy}", "It holds what the database holds."]
    lost, gained, cards = (
        (difference.lost, "row", " of the log that the copy does not have", "taken out"),
        (difference.gained, "row", " of the log that only the copy has", "put in"),
        (difference.cards, "question", "", "scheduled otherwise"),
    )
    return [
        f"{copy}",
        f"{_change(*lost, done=done)}{_since(difference.last_there)}.",
        f"{_change(*gained, done=done)}.",
        f"{_change(*cards, done=done)}.",
    ]


def _change(number: int, noun: str, which: str, what: str, *, done: bool) -> str:
    verb = "would be" if not done else "was" if number == 1 else "were"
    return f"{count(number, noun)}{which} {verb} {what}"


def _since(moment: int | None) -> str:
    if moment is None:
        return ""
    last = datetime.fromtimestamp(moment / 1e6, UTC).astimezone()
    return f" (the last that it has is of {last:%Y-%m-%d %H:%M})"


def _difference_json(difference: Difference) -> dict[str, object]:
    return {
        "sound": difference.sound,
        "rows_lost": difference.lost,
        "rows_gained": difference.gained,
        "cards": difference.cards,
    }


def _as_json(one: Backup) -> dict[str, object]:
    made = one.made.isoformat(timespec="seconds")
    return {"file": str(one.file), "made": made, "label": one.label, "bytes": one.file.stat().st_size}


def _line(one: Backup, width: int) -> str:
    return (
        f"{one.file.name:<{width}}  {one.made.astimezone():%Y-%m-%d %H:%M}  {one.label:<16} {_size(one.file)}"
    )


def _size(file: Path) -> str:
    size = file.stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.0f} kB"


VERBS = {"backup": Verb(declare_backup, backup), "restore": Verb(declare_restore, restore)}
