"""Installing, updating and removing packs, at every moment in one piece."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from quizapp import locations
from quizapp.packs import library
from quizapp.packs.archives.errors import SharingError
from quizapp.packs.folders import ASIDE
from quizapp.packs.installing import offers, places, records
from quizapp.packs.installing.installed import installed

if TYPE_CHECKING:
    from tests.packs.conftest import PackMaker

CARDS = """\
<!-- id: one -->
Q: One?
A: One.

<!-- id: two -->
Q: Two?
A: Two.
"""
SECOND = """\
<!-- id: one -->
Q: One?
A: Just one.

<!-- id: deux, aliases: [two] -->
Q: Two?
A: Two.

<!-- id: three -->
Q: Three?
A: Three.
"""


@pytest.fixture(autouse=True)
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Leave the bundled packs out, so that each test reads only its own."""
    folder = tmp_path / "content"
    folder.mkdir()
    shutil.copy(locations.content_dir() / "curriculum.yaml", folder)
    monkeypatch.setattr(locations, "content_dir", lambda: folder)
    return folder


def install(folder: Path) -> Path | None:
    """Install a pack without looking."""
    with offers.offered(offers.source_of(folder)) as offer:
        return offers.accept(offer)


def asked() -> dict[str, str]:
    """Return the answers of all cards that can be asked."""
    return {one.id: one.fields["answer"] for pack in library.installed() for one in pack.questions}


def test_a_pack_is_installed_from_a_folder(make_pack: PackMaker) -> None:
    """It stands in the folder of its id, with a record of where it came from."""
    root = make_pack(cards_md=CARDS)
    install(root)
    (found,) = installed()
    assert (found.id, found.folder, found.edited) == ("tried", locations.own_packs_dir() / "tried", ())
    assert found.record is not None
    assert found.record.source == str(root)
    assert asked() == {"tried:one": "One.", "tried:two": "Two."}


def test_an_offer_says_what_would_change_and_changes_nothing(make_pack: PackMaker) -> None:
    """New, changed, renamed and gone questions are told apart; letting go of the offer leaves no trace."""
    install(make_pack(cards_md=CARDS))
    other = make_pack("other", cards_md=SECOND)
    with offers.offered(offers.source_of(other)) as offer:
        assert offer.changes.new == ("tried:three",)
        assert offer.changes.changed == ("tried:one",)
        assert offer.changes.renamed == ("tried:two",)
        assert offer.changes.gone == ()
    assert asked() == {"tried:one": "One.", "tried:two": "Two."}
    assert [path.name for path in locations.own_packs_dir().iterdir()] == ["tried"]


def test_the_same_files_are_known_again(make_pack: PackMaker) -> None:
    """A folder that is installed already is the same, until a file of it changes here or there."""
    root = make_pack(cards_md=CARDS)
    install(root)
    with offers.offered(offers.source_of(root)) as offer:
        assert offer.is_same
    (locations.own_packs_dir() / "tried" / "cards.md").write_text(SECOND, encoding="utf-8")
    with offers.offered(offers.source_of(root)) as offer:
        assert not offer.is_same
        assert offer.edited == ("cards.md",)


class CrashError(BaseException):
    """The process ends here."""


@pytest.mark.parametrize(("moment", "left"), [(0, "One."), (1, "One."), (2, "Just one.")])
def test_a_crash_at_any_moment_leaves_one_version(
    moment: int, left: str, make_pack: PackMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before each step of the replacement and after the last the pack is the old one or the new one, whole."""
    install(make_pack(cards_md=CARDS))
    root = make_pack("other", cards_md=SECOND)
    rename, steps = Path.rename, iter(range(moment))

    def renamed(self: Path, target: Path) -> Path:
        if next(steps, None) is None:
            raise CrashError
        return rename(self, target)

    def kept(_folder: Path, **_how: object) -> None:
        if moment == 2:
            raise CrashError

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", renamed)
        patch.setattr(shutil, "rmtree", kept)
        with pytest.raises(CrashError):
            install(root)
    assert asked()["tried:one"] == left
    os.utime(next(locations.own_packs_dir().glob(".new-*")), (0, 0))
    with places.staging():
        pass
    assert [path.name for path in locations.own_packs_dir().iterdir()] == ["tried"]
    assert asked()["tried:one"] == left


def test_a_place_that_cannot_be_taken_leaves_the_old_version(
    make_pack: PackMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of the disk is told, and everything is as it was."""
    install(make_pack(cards_md=CARDS))
    root = make_pack("other", cards_md=SECOND)
    rename = Path.rename

    def renamed(self: Path, target: Path) -> Path:
        if not self.name.startswith((ASIDE, "tried")):
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", renamed)
    with pytest.raises(OSError, match="No space"):
        install(root)
    assert asked()["tried:one"] == "One."


def test_edits_are_kept_when_another_version_comes(make_pack: PackMaker) -> None:
    """What the learner changed is copied aside, and where is said."""
    install(make_pack(cards_md=CARDS))
    mine = CARDS.replace("A: One.", "A: Mine.")
    (locations.own_packs_dir() / "tried" / "cards.md").write_text(mine, encoding="utf-8")
    kept = install(make_pack("other", cards_md=SECOND))
    assert kept is not None
    assert kept.parent == locations.removed_packs_dir()
    assert (kept / "cards.md").read_text(encoding="utf-8") == mine
    assert asked()["tried:one"] == "Just one."


def test_a_pack_written_by_hand_is_not_overwritten_silently(make_pack: PackMaker) -> None:
    """A folder that no installation made is the learner's own; it is kept aside."""
    own = locations.make(locations.own_packs_dir() / "tried")
    (own / "cards.md").write_text(CARDS, encoding="utf-8")
    root = make_pack(cards_md=SECOND)
    with offers.offered(offers.source_of(root)) as offer:
        assert offer.is_own
    kept = install(root)
    assert kept is not None
    assert (kept / "cards.md").is_file()


def test_two_packs_of_one_id_do_not_stand_beside_each_other(make_pack: PackMaker) -> None:
    """A pack of the same id in another folder of the learner's is named."""
    own = locations.make(locations.own_packs_dir() / "elsewhere")
    (own / "pack.yaml").write_text("id: tried\ntitle: T\nversion: 1\n", encoding="utf-8")
    (own / "cards.md").write_text(CARDS, encoding="utf-8")
    with (
        pytest.raises(SharingError, match="elsewhere is a pack of yours"),
        offers.offered(offers.source_of(make_pack(cards_md=CARDS))),
    ):
        pass


def test_a_pack_of_one_file_is_given_a_manifest(tmp_path: Path) -> None:
    """The file's name is the pack's id, here and after it was installed."""
    file = tmp_path / "tides.md"
    file.write_text(CARDS, encoding="utf-8")
    install(file)
    (found,) = installed()
    assert (found.id, found.edited) == ("tides", ())
    assert asked() == {"tides:one": "One.", "tides:two": "Two."}


def test_a_folder_without_a_manifest_goes_by_its_name(make_pack: PackMaker) -> None:
    """The folder's name is the pack's id, here and after it was installed."""
    install(make_pack("tides", manifest=None, a_md=CARDS, b_md="<!-- id: three -->\nQ: Three?\nA: 3\n"))
    assert set(asked()) == {"tides:one", "tides:two", "tides:three"}


def test_a_pack_without_questions_is_refused(make_pack: PackMaker) -> None:
    """What cannot be asked is not installed; the first finding says why."""
    with (
        pytest.raises(SharingError, match=r"no question.*cards\.md:1:1.*no answer"),
        offers.offered(offers.source_of(make_pack(cards_md="Q: One?\n"))),
    ):
        pass


def test_a_manifest_that_cannot_be_read_is_refused(make_pack: PackMaker) -> None:
    """A pack without a sound id would be another pack."""
    root = make_pack(manifest="id: ../../evil\ntitle: T\nversion: 1\n", cards_md=CARDS)
    with pytest.raises(SharingError, match=r"pack\.yaml"), offers.offered(offers.source_of(root)):
        pass


def test_removing_deletes_only_what_can_be_had_again(make_pack: PackMaker) -> None:
    """A deleted pack is gone in one step; a moved one is whole where it is now."""
    install(make_pack(cards_md=CARDS))
    folder = locations.own_packs_dir() / "tried"
    away = places.take_away(folder)
    assert (away / "cards.md").read_text(encoding="utf-8") == CARDS
    assert asked() == {}
    install(make_pack(cards_md=CARDS))
    places.delete(folder)
    assert list(locations.own_packs_dir().iterdir()) == []


def test_a_spoilt_record_makes_the_pack_the_learners_own(make_pack: PackMaker) -> None:
    """What cannot be read as a record is none, so that nothing is deleted on its word."""
    install(make_pack(cards_md=CARDS))
    (locations.own_packs_dir() / "tried" / records.NAME).write_text('{"files": 3}', encoding="utf-8")
    (found,) = installed()
    assert found.is_own
