"""``pack import``: cards of other programs, with their history, become a pack beside the others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizapp.cli.arguments import Parser, Verb
from quizapp.cli.consent import agreed, declare_yes
from quizapp.cli.errors import FINE, UNREACHABLE, USAGE, CommandError
from quizapp.cli.output import narrate, print_lines
from quizapp.cli.progress import progress
from quizapp.cli.sharing import accept, in_words, show
from quizapp.cli.wording import count

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from quizapp.packs.importing.notes import Reading
    from quizapp.packs.installing.offers import Offer, Source
    from quizapp.sessions.carrying import History

MANY = 1000  # questions; to look at more takes a second
FORMATS = ("anki", "csv", "markdown", "gift", "moodle")


def declare(parser: Parser) -> None:
    """Declare the arguments of ``pack import``."""
    parser.add_argument(
        "source", metavar="SOURCE", help="a deck, a table, a file of questions or a folder of notes"
    )
    parser.add_argument("--as", dest="style", choices=FORMATS, help="the format (told by the file's ending)")
    parser.add_argument("--id", help="the pack's id (made of the file's name)")
    parser.add_argument("--title", help="the pack's title (the file's name)")
    parser.add_argument(
        "--no-history", action="store_true", help="leave the reviews in the other program out"
    )
    declare_yes(parser)


def run(options: Namespace) -> int:
    """Read the source, print what is lost, show what came of it, and install it once that is agreed to."""
    from quizapp.packs.importing.reading import format_of  # noqa: PLC0415

    path = Path(options.source).expanduser()
    with in_words():
        style = options.style or format_of(path)
        how = {
            "as": style,
            "id": options.id or "",
            "title": options.title or "",
            "history": not options.no_history,
        }
        return take_in(path, how, options)


def take_in(path: Path, how: dict[str, Any], options: Namespace) -> int:
    """Import a source in a way that can be repeated: ``how`` is kept with the pack."""
    from quizapp.packs.installing import offers  # noqa: PLC0415

    reading, source = read(path, how)
    print_lines(map(str, reading.losses))
    if len(reading.notes) > MANY:
        narrate(f"{len(reading.notes)} notes were read; looking at each …")
    with offers.offered(source) as offer:
        _refuse_another(offer, how)
        if offer.is_same:
            narrate(f"{summary(reading)} {offer.pack.id} holds all of this already.")
        elif not _install(offer, reading, options):
            return FINE
        if how["history"]:
            carry_over(reading, offer.pack.id)
    return FINE


def _refuse_another(offer: Offer, how: dict[str, Any]) -> None:
    """Refuse to replace a pack that came from elsewhere, unless it was named."""
    before = offer.record.source if offer.record is not None else "your own hand"
    if offer.before is not None and before != offer.source.name and not how["id"]:
        pack = offer.pack.id
        raise CommandError(
            f"There is a pack {pack} from {before}. Say --id with another name, or --id {pack} to replace it.",
            USAGE,
        )


def _install(offer: Offer, reading: Reading, options: Namespace) -> bool:
    """Show what came of an import and install it; return whether that was wanted."""
    show(offer)
    narrate(summary(reading))
    if not agreed(_question(offer), options):
        return False
    accept(offer)
    return True


def _question(offer: Offer) -> str:
    return f"Replace {offer.pack.id}?" if offer.before is not None else f"Install it as {offer.pack.id}?"


def read(path: Path, how: dict[str, Any]) -> tuple[Reading, Source]:
    """Return what was read of a source, and the pack it makes; raises CommandError where that is nothing."""
    from quizapp.packs.cards import slug  # noqa: PLC0415
    from quizapp.packs.importing import reading as readers  # noqa: PLC0415
    from quizapp.packs.importing.plain import line  # noqa: PLC0415
    from quizapp.packs.importing.writing import written  # noqa: PLC0415
    from quizapp.packs.installing.offers import Source  # noqa: PLC0415

    if not path.exists():
        raise CommandError(f"There is no file or folder {path}.", UNREACHABLE)
    with progress() as tell:
        found = readers.read(path, how["as"], tell)
    if not found.notes:
        print_lines(map(str, found.losses))
        raise CommandError(f"There is no question in {path.name} that can be carried over.", UNREACHABLE)
    own = {key: how[key] for key in ("id", "title") if how[key]}
    name = line(found.title) or "imported"
    manifest = {"id": slug(name, words=8), "title": name, "version": "1", **found.manifest, **own}
    found.manifest = {}
    _check_id(manifest["id"])
    return found, Source(str(path.resolve()), written(found, manifest), how)


def _check_id(pack_id: str) -> None:
    import re  # noqa: PLC0415 - only here

    from quizapp.packs.schema import ID_PATTERN, IDENTIFIER  # noqa: PLC0415

    if not re.fullmatch(ID_PATTERN, pack_id):
        raise CommandError(f"{pack_id!r} is not {IDENTIFIER.expects}.", USAGE)


def summary(reading: Reading) -> str:
    """Return what was read and lost, in numbers."""
    reviews = sum(len(pasts) for note in reading.notes for pasts in note.pasts.values())
    pictures = f", {count(len(reading.pictures), 'picture')}" if reading.pictures else ""
    history = f", {count(reviews, 'review')} of the past" if reviews else ""
    lost = count(len(reading.losses), "thing") if reading.losses else "nothing"
    verb = "were" if len(reading.losses) > 1 else "was"
    where = ": see the lines above" if reading.losses else ""
    return f"{count(len(reading.notes), 'note')} read{pictures}{history}; {lost} {verb} lost{where}."


def carry_over(reading: Reading, pack_id: str) -> None:
    """Add the reviews of the other program to the log, and say how many."""
    if not any(note.pasts or note.suspended for note in reading.notes):
        return
    from quizapp.sessions import open_collection  # noqa: PLC0415
    from quizapp.sessions.carrying import carry_over as carry  # noqa: PLC0415

    with open_collection() as collection, progress() as tell:
        carried = carry(collection, histories(reading, pack_id), "anki", tell)
    if not carried.reviews and not carried.suspended:
        narrate("Its reviews are in your history already.")
        return
    narrate(
        f"{count(carried.reviews, 'review')} of {count(carried.questions, 'question')} added to your history"
        + (f"; {count(carried.suspended, 'question')} set aside, as there." if carried.suspended else ".")
    )


def histories(reading: Reading, pack_id: str) -> Iterator[History]:
    """Yield the history of each question that has one, a cloze's by its blanks."""
    from quizapp.sessions.carrying import ForeignReview, History  # noqa: PLC0415

    for note in reading.notes:
        for blank in sorted({*note.pasts, *note.suspended}):
            question = f"{pack_id}:{note.id}" + (f"#{blank}" if blank else "")
            reviews = [ForeignReview(*past) for past in note.pasts.get(blank, ())]
            yield History(question, reviews, blank in note.suspended)


VERBS = {"pack import": Verb(declare, run)}
