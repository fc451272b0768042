"""``pack export``: a pack as an Anki deck, Markdown, a table, or a sheet to print with its key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.cli.arguments import Parser, Verb, positive_number, whole_number
from quizapp.cli.errors import FINE, UNREACHABLE, USAGE, CommandError
from quizapp.cli.output import narrate, print_lines
from quizapp.cli.progress import progress
from quizapp.cli.sharing import in_words
from quizapp.cli.wording import count, nearest

if TYPE_CHECKING:
    from argparse import Namespace

    from quizapp.packs.model import Pack

FORMATS = ("anki", "markdown", "csv", "html")


def declare(parser: Parser) -> None:
    """Declare the arguments of ``pack export``."""
    parser.add_argument("pack", metavar="PACK", help="the id of an installed pack, or a pack's folder")
    parser.add_argument(
        "--to", metavar="FILE", required=True, help="the file to write: .apkg, .md, .csv, .tsv, .html"
    )
    parser.add_argument("--as", dest="style", choices=FORMATS, help="the format (told by the file's ending)")
    parser.add_argument(
        "--instances",
        metavar="N",
        type=positive_number,
        help="drawings of a question with fresh numbers (anki 5, else 1)",
    )
    parser.add_argument(
        "--seed", metavar="N", type=whole_number, default=1, help="the seed of the first drawing (1)"
    )


def run(options: Namespace) -> int:
    """Write the files and print their paths; say what the format cannot hold."""
    from quizapp.packs.exporting import writing  # noqa: PLC0415
    from quizapp.packs.exporting.model import Order  # noqa: PLC0415

    target = Path(options.to).expanduser()
    if not target.parent.is_dir():
        raise CommandError(f"There is no folder {target.parent}.", UNREACHABLE)
    with in_words(), progress() as tell:
        style = options.style or writing.format_of(target)
        pack = find(options.pack)
        drawings = options.instances or writing.DRAWINGS[style]
        outcome = writing.write(Order(pack, Path(pack.path), drawings, options.seed), target, style, tell)
    print_lines(map(str, outcome.files))
    for loss in outcome.losses:
        narrate(loss)
    narrate(f"{count(outcome.questions, 'question')} of {pack.id} written.")
    return FINE


def find(name: str) -> Pack:
    """Return an installed pack by its id, or the one in a folder; raises CommandError where there is none."""
    from quizapp.packs import library, load  # noqa: PLC0415

    folder = Path(name).expanduser()
    packs = {pack.id: pack for pack in library.installed()}
    if name in packs:
        return packs[name]
    if not folder.exists():
        raise CommandError(f"There is no pack or folder {name}.{nearest(name, packs)}", USAGE)
    pack = load(folder)
    if not pack.questions:
        raise CommandError(f"There is no question in {folder} that can be asked.", UNREACHABLE)
    return pack


VERBS = {"pack export": Verb(declare, run)}
