"""``pack build``, ``install``, ``update`` and ``remove``: packs from hand to hand."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.cli.arguments import Parser, Verb
from quizapp.cli.consent import agreed, declare_yes
from quizapp.cli.errors import FINE, PROBLEMS, UNREACHABLE, USAGE, CommandError
from quizapp.cli.holding import change_lines, offer_lines, unusable_lines
from quizapp.cli.output import narrate, print_lines
from quizapp.cli.wording import count, nearest

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from quizapp.packs.installing.installed import Installed
    from quizapp.packs.installing.offers import Offer, Source


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what cannot be shared into a sentence on stderr and exit code 3."""
    from quizapp.packs.archives.errors import SharingError  # noqa: PLC0415

    try:
        yield
    except SharingError as error:
        raise CommandError(str(error), UNREACHABLE) from None


# pack build


def declare_build(parser: Parser) -> None:
    """Declare the arguments of ``pack build``."""
    parser.add_argument("folder", metavar="FOLDER", help="the pack's folder")
    parser.add_argument("--output", metavar="FILE", help="the archive to write (ID-VERSION.zip, here)")


def build(options: Namespace) -> int:
    """Write the archive and print its path; 1 where the pack has errors, and nothing is written then."""
    from quizapp.packs.archives import building  # noqa: PLC0415
    from quizapp.packs.loading import load  # noqa: PLC0415

    folder = Path(options.folder)
    if not folder.is_dir():
        raise CommandError(f"There is no folder {folder}.", UNREACHABLE)
    pack = load(folder)
    if pack.errors:
        print_lines(str(problem) for problem in pack.errors)
        narrate(f"Nothing was built: {count(len(pack.errors), 'error')} to mend first.")
        return PROBLEMS
    target = Path(options.output or f"{pack.id}-{_as_name(pack.version)}.zip")
    with in_words():
        built = building.build(folder, target)
    print_lines([str(built.path)])
    for name in built.left_out:
        narrate(f"{name} is left out: a pack holds questions, pictures and licences.")
    questions = count(len(pack.questions), "question")
    narrate(f"{questions} in {count(built.files, 'file')}, {built.size} bytes. SHA-256 {built.digest}")
    return FINE


def _as_name(version: str) -> str:
    """Return a version as part of a file's name."""
    return "".join(letter if letter.isalnum() or letter in ".-+" else "-" for letter in version) or "1"


# pack install


def declare_install(parser: Parser) -> None:
    """Declare the arguments of ``pack install``."""
    parser.add_argument(
        "source", metavar="SOURCE", help="an archive that pack build made, or a pack's folder"
    )
    declare_yes(parser)


def install(options: Namespace) -> int:
    """Show what a pack holds, ask, and put it beside the others; print where it is."""
    from quizapp.packs.installing import offers  # noqa: PLC0415

    with in_words():
        source = offers.source_of(Path(options.source).expanduser())
        return take_in(source, options)


def take_in(source: Source, options: Namespace) -> int:
    """Offer a pack and install it if that is wanted; 0 also where it is not."""
    from quizapp.packs.installing import offers  # noqa: PLC0415

    with offers.offered(source) as offer:
        if offer.is_same:
            narrate(f"{offer.pack.id} is installed already, with just these files.")
            print_lines([str(offer.target)])
            return FINE
        show(offer)
        if not agreed(_question(offer), options):
            return FINE
        accept(offer)
    return FINE


def show(offer: Offer) -> None:
    """Say what a pack holds, what is wrong with it, and what it changes."""
    for line in (*offer_lines(offer), *unusable_lines(offer), *change_lines(offer)):
        narrate(line)
    _warn_of_orphans(offer)


def _question(offer: Offer) -> str:
    return f"Replace {offer.pack.id}?" if offer.before is not None else f"Install {offer.pack.id}?"


def accept(offer: Offer) -> None:
    """Put a pack in its place, and say where it is and what became of what stood there."""
    from quizapp.packs.installing import offers  # noqa: PLC0415

    kept = offers.accept(offer)
    print_lines([str(offer.target)])
    if kept is not None:
        narrate(f"What stood there is kept in {kept}")
    narrate(f"{offer.pack.id} is installed. quizapp drill --pack {offer.pack.id} asks it.")


def _warn_of_orphans(offer: Offer) -> None:
    """Name questions with a history that the new version no longer has."""
    if not offer.changes.gone:
        return
    from quizapp.sessions.histories import answered  # noqa: PLC0415 - opens the database

    for question in sorted(answered(offer.changes.gone)):
        narrate(
            f"{question} was answered before and is gone; its history is kept. Its author can name it in aliases."
        )


# pack update


def declare_update(parser: Parser) -> None:
    """Declare the arguments of ``pack update``."""
    parser.add_argument(
        "ids", metavar="ID", nargs="*", help="packs to bring up to date (all that were installed)"
    )
    declare_yes(parser)


def update(options: Namespace) -> int:
    """Read each pack again from where it came; 3 where one of them is not there or not sound any more."""
    from quizapp.packs.installing.installed import installed  # noqa: PLC0415

    known = {one.id: one for one in installed() if one.record is not None}
    for name in options.ids:
        if name not in known:
            raise CommandError(f"No pack {name} was installed.{nearest(name, known)}", USAGE)
    chosen = [known[name] for name in options.ids] or list(known.values())
    if not chosen:
        narrate("No pack was installed. quizapp pack install FILE takes one in.")
    return max([_update(one, options) for one in chosen], default=FINE)


def _update(one: Installed, options: Namespace) -> int:
    """Bring one pack up to date, so that what is wrong with it stops none of the others."""
    from quizapp.packs.archives.errors import SharingError  # noqa: PLC0415
    from quizapp.packs.installing import offers  # noqa: PLC0415

    try:
        if one.record is not None and one.record.options:
            return _import_again(one, options)
        source = _source_again(one)
        with offers.offered(source) as offer:
            if offer.pack.id != one.id:
                raise SharingError(f"{source.name} holds another pack now, {offer.pack.id}.")  # noqa: TRY301
            if offer.is_same or (offer.record is not None and offer.record.digest == source.files.digest):
                narrate(f"{one.id} is up to date.")
                return FINE
            show(offer)
            if agreed(f"Update {one.id}?", options):
                accept(offer)
    except SharingError as error:
        narrate(f"{one.id} stays as it is: {error}")
        return UNREACHABLE
    return FINE


def _import_again(one: Installed, options: Namespace) -> int:
    """Import a pack from its source as it was the first time, with what was reviewed there since."""
    from quizapp.cli import importing  # noqa: PLC0415 - it uses this module

    assert one.record is not None  # noqa: S101 - only imported packs come here
    how = {"as": "", "title": "", "history": True, **one.record.options, "id": one.id}
    return importing.take_in(Path(one.record.source), how, options)


def _source_again(one: Installed) -> Source:
    """Return what stands where a pack came from, read or imported as it was the first time."""
    from quizapp.packs.installing import offers  # noqa: PLC0415

    assert one.record is not None  # noqa: S101 - only installed packs are brought up to date
    return offers.source_of(Path(one.record.source))


# pack remove


def declare_remove(parser: Parser) -> None:
    """Declare the arguments of ``pack remove``."""
    parser.add_argument("id", metavar="ID", help="the pack")
    declare_yes(parser)


def remove(options: Namespace) -> int:
    """Take a pack away; what was answered stays in the log and counts again when the pack comes back."""
    from quizapp.packs.installing import places  # noqa: PLC0415
    from quizapp.packs.installing.installed import bundled_ids, installed  # noqa: PLC0415

    known = {one.id: one for one in installed()}
    one = known.get(options.id)
    if one is None:
        if options.id in bundled_ids():
            raise CommandError(f"{options.id} comes with the program and stays.", USAGE)
        raise CommandError(f"There is no pack {options.id} of yours.{nearest(options.id, known)}", USAGE)
    own = one.is_own or bool(one.edited)
    narrate(f"{one.id} · {one.title} · {count(one.questions, 'question')} · {one.folder}")
    if own:
        narrate("It was written or edited here: it will be moved aside, not deleted.")
    if not agreed(f"Remove {one.id}?", options):
        return FINE
    if own:
        narrate(f"It is now in {places.take_away(one.folder)}")
    else:
        places.delete(one.folder)
    narrate(f"{one.id} is removed. Its history is kept and counts again when the pack comes back.")
    return FINE


VERBS = {
    "pack build": Verb(declare_build, build),
    "pack install": Verb(declare_install, install),
    "pack update": Verb(declare_update, update),
    "pack remove": Verb(declare_remove, remove),
}
