"""A pack made ready beside its place: looked at first, then put there or let go."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp import locations
from quizapp.packs.archives.bundle import MANIFEST_NAME, Bundle, bundle, of_folder, read_regular
from quizapp.packs.archives.errors import SharingError
from quizapp.packs.archives.names import PICTURES, TEXTS
from quizapp.packs.archives.opening import read_pack_archive
from quizapp.packs.cards import slug
from quizapp.packs.installing import records
from quizapp.packs.installing.changes import Changes, changes
from quizapp.packs.installing.places import keep_copy, place_of, put_in_place, staging, write_files
from quizapp.packs.loading import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quizapp.packs.installing.records import Record
    from quizapp.packs.model import Pack
    from quizapp.questions.model import Json


_FOREIGN = frozenset({".apkg", ".colpkg", ".csv", ".tsv", ".gift", ".xml", ".txt"})


@dataclass(frozen=True, slots=True)
class Source:
    """Where a pack comes from, its files, and the options of the import that made them."""

    name: str
    files: Bundle
    options: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offer:
    """A pack that is ready: what it holds, what it takes the place of, and what that would change.

    ``record`` is that of the version in its place; None with ``before`` given is a folder of the learner's own.
    ``edited`` are files of it that were changed since it was installed; ``shadowed`` how many bundled questions
    have ids of this pack.
    """

    pack: Pack
    source: Source
    staged: Path
    target: Path
    before: Pack | None = None
    record: Record | None = None
    edited: tuple[str, ...] = ()
    changes: Changes = field(default_factory=Changes)
    shadowed: int = 0

    @property
    def is_own(self) -> bool:
        """Whether a pack stands there that was not installed but written, or copied to be edited."""
        return self.before is not None and self.record is None

    @property
    def is_same(self) -> bool:
        """Whether just these files are installed already, and none was edited."""
        return self.record is not None and self.record.digest == self.source.files.digest and not self.edited

    @property
    def pictures(self) -> int:
        """How many pictures it holds."""
        return sum(Path(name).suffix.casefold() in PICTURES for name in self.source.files.files)


def source_of(place: Path) -> Source:
    """Return the pack at a path: an archive, a folder, or one file of cards; raises SharingError in words."""
    if place.is_dir():
        found = of_folder(place)
    elif not place.exists():
        raise SharingError(f"There is no file or folder {place}.")
    elif place.suffix.casefold() in _FOREIGN:
        raise SharingError(f"{place.name} is of another program: quizapp pack import takes it.")
    elif place.suffix in TEXTS:
        found = bundle({place.name: read_regular(place, place.name)})
    else:
        found = read_pack_archive(place)
    return Source(str(place.resolve()), found)


@contextmanager
def offered(source: Source) -> Iterator[Offer]:
    """Make a pack ready and yield what is offered; nothing is left of it unless it was accepted.

    Raises SharingError where it holds nothing that can be asked, or cannot stand beside the others.
    """
    with staging() as area:
        staged = area / slug(Path(source.name).name, words=8)  # the id of a folder without a pack.yaml
        staged.mkdir(mode=0o700)
        write_files(staged, source.files.files)
        yield _offer(source, staged)


def _offer(source: Source, staged: Path) -> Offer:
    pack = load(_lone_file(source, staged) or staged)
    broken = [one for one in pack.errors if one.place.file == str(staged / MANIFEST_NAME)]
    if broken:
        raise SharingError(f"Its {MANIFEST_NAME} cannot be read. {relative(str(broken[0]), staged)}")
    if not pack.questions:
        what = f" {relative(str(pack.errors[0]), staged)}" if pack.errors else ""
        raise SharingError(f"There is no question in it that can be asked.{what}")
    target = place_of(pack.id)
    _check_place(pack.id, target)
    before = load(target) if target.is_dir() else None
    record = records.read(target) if before is not None else None
    return Offer(
        pack=pack,
        source=source,
        staged=staged,
        target=target,
        before=before,
        record=record,
        edited=records.edited(target, record) if record is not None else (),
        changes=changes(before, pack) if before is not None else Changes(),
        shadowed=_shadowed(pack),
    )


def _lone_file(source: Source, staged: Path) -> Path | None:
    """Return the file of a pack that is nothing but one: its name, not the folder's, is then the pack's."""
    names = tuple(source.files.files)
    return staged / names[0] if len(names) == 1 and names != (MANIFEST_NAME,) else None


def _check_place(pack_id: str, target: Path) -> None:
    """Refuse a pack whose id another folder or file of the learner's has, or whose place a file takes."""
    from quizapp.packs import library  # noqa: PLC0415 - reads every pack

    if target.exists() and not target.is_dir():
        raise SharingError(f"{target} is a file, where the pack's folder would be. Move it away.")
    own = locations.own_packs_dir()
    for pack in library.installed():
        place = Path(pack.path)
        if pack.id == pack_id and place != target and place.parent == own and not place.name.startswith("."):
            raise SharingError(
                f"{place} is a pack of yours with the same id, {pack_id}. Give that one another id, or move it away."
            )


def _shadowed(pack: Pack) -> int:
    """Return how many of its questions will be asked in place of bundled ones."""
    from quizapp.packs import library  # noqa: PLC0415 - reads every pack

    content = str(locations.content_dir())
    bundled = {
        question.id
        for other in library.installed()
        if other.id == pack.id and other.path.startswith(content)
        for question in other.questions
    }
    return sum(question.id in bundled for question in pack.questions)


def relative(text: str, staged: Path) -> str:
    """Return a finding with its file named as the pack names it."""
    return text.replace(f"{staged}/", "").replace(f"{staged}\\", "").replace(str(staged), "the pack")


def accept(offer: Offer) -> Path | None:
    """Put the pack in its place; return where the learner's edited version was kept, None where none was.

    Raises OSError where that fails; then everything is as it was.
    """
    files = {**offer.source.files.files, **_manifest(offer)}
    record = records.record_of(offer.source.name, offer.source.files.digest, files, offer.source.options)
    missing = {name: files[name] for name in files if name not in offer.source.files.files}
    write_files(offer.staged, {**missing, records.NAME: records.text_of(record)})
    kept = keep_copy(offer.target) if offer.edited or offer.is_own else None
    put_in_place(offer.staged, offer.target)
    return kept


def _manifest(offer: Offer) -> dict[str, bytes]:
    """Return a pack.yaml for a pack that came without one, so that it is the same pack in another folder."""
    if MANIFEST_NAME in offer.source.files.files:
        return {}
    from quizapp.packs.importing.yaml_text import manifest_text  # noqa: PLC0415 - few packs come without

    pack = offer.pack
    text = manifest_text({"id": pack.id, "title": pack.title, "version": pack.version or "1"})
    return {MANIFEST_NAME: text.encode()}
