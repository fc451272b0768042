"""``pack new`` and ``pack schema``: where an author begins, and what their editor reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.cli.arguments import Parser, Verb
from quizapp.cli.errors import FINE, UNREACHABLE, CommandError
from quizapp.cli.output import narrate, print_lines
from quizapp.cli.wording import count

if TYPE_CHECKING:
    from argparse import Namespace


# pack new


def declare_new(parser: Parser) -> None:
    """Declare the arguments of ``pack new``."""
    parser.add_argument("name", metavar="NAME", help="the folder to make; its name becomes the pack's id")


def new(options: Namespace) -> int:
    """Write a new pack and say how to go on; the files written are the data."""
    from quizapp.packs.beginning import OccupiedError, begin  # noqa: PLC0415

    folder = Path(options.name)
    try:
        files = begin(folder)
    except OccupiedError as error:
        raise CommandError(str(error), UNREACHABLE) from None
    print_lines(map(str, files))
    narrate(f"{count(len(files), 'file')} with one working example of every kind. Now:")
    narrate(f"  quizapp pack check {folder}     says what is wrong, and where")
    narrate(f"  quizapp pack preview {folder}   shows the questions while you write")
    return FINE


# pack schema


def declare_schema(parser: Parser) -> None:
    """Declare the arguments of ``pack schema``."""
    parser.add_argument(
        "folder", metavar="FOLDER", nargs="?", help="write it into this pack's folder, not to stdout"
    )


def schema(options: Namespace) -> int:
    """Print the JSON Schema of a pack's files, or write it beside pack.yaml."""
    from quizapp.packs.json_schema import SCHEMA_NAME  # noqa: PLC0415
    from quizapp.packs.modelines import modeline, schema_text, write_schema  # noqa: PLC0415

    if options.folder is None:
        print_lines(schema_text().rstrip("\n").split("\n"))
        return FINE
    folder = Path(options.folder)
    if not folder.is_dir():
        raise CommandError(f"There is no folder {folder}.", UNREACHABLE)
    changed = write_schema(folder)
    narrate(f"{folder / SCHEMA_NAME} is {'written' if changed else 'up to date'}.")
    narrate(f"A file follows it by its first line: {modeline()}")
    return FINE


VERBS = {"pack new": Verb(declare_new, new), "pack schema": Verb(declare_schema, schema)}
