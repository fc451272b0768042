"""Decks go to the real Anki and come back: updated, not doubled, and with all progress.

Anki's package is under the AGPL and is never a dependency: ``make audit-anki`` makes an environment that has it.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from quizapp.__main__ import main
from quizapp.packs.importing.anki.reading import read_deck

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

anki = pytest.importorskip(
    "anki.collection", reason="NOT TESTED: the real Anki is not installed here; make audit-anki tests with it"
)

PACK = """\
id: given
title: Given
version: 1.0.0
"""
CARDS = """\
<!-- id: kink -->
Q: What is the slope of $\\max(0, z)$ at **zero**, if $a < b$?
A: Zero.

![a curve](images/curve.png)

<!-- id: sigmoid -->
C: The sigmoid of [$0$] is [one half].
"""
QUESTIONS = """\
- id: step
  kind: numeric
  level: entry
  given:
    w: {choose: [0.5, 0.75, 1.5, 2, 2.5, 3, 3.5, 4]}
  program: |
    y = w*2
  prompt: |
    Double $w = @{w}$.
  ask: [y]
"""
DAY = 86_400


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack with a picture and a question that draws numbers."""
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    root = tmp_path / "given"
    (root / "images").mkdir(parents=True)
    (root / "pack.yaml").write_text(PACK, encoding="utf-8")
    (root / "cards.md").write_text(CARDS, encoding="utf-8")
    (root / "questions.yaml").write_text(QUESTIONS, encoding="utf-8")
    (root / "images" / "curve.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return root


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Any]:
    """An empty collection of Anki."""
    opened = anki.Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def export(pack: Path, target: Path, *options: str) -> Path:
    """Export a pack as a deck."""
    assert main(["pack", "export", str(pack), "--to", str(target), *options]) == 0
    return target


def take_in(collection: Any, deck: Path) -> Any:
    """Import a deck into Anki; return its log of what became of the notes."""
    request = anki.ImportAnkiPackageRequest(package_path=str(deck), options=anki.ImportAnkiPackageOptions())
    return collection.import_anki_package(request).log


def notes(collection: Any) -> dict[str, Any]:
    """Return the notes by the question they are of."""
    found = [collection.get_note(identity) for identity in collection.find_notes("")]
    return {note["quizapp id"]: note for note in found}


def answer_all(collection: Any) -> int:
    """Answer whatever is asked today as good; return how many answers that were."""
    (deck,) = collection.decks.all_names_and_ids(skip_empty_default=True)
    collection.decks.select(deck.id)
    count = 0
    while (card := collection.sched.getCard()) is not None and count < 100:
        card.start_timer()
        collection.sched.answerCard(card, 3)
        count += 1
    return count


def test_an_exported_pack_is_a_deck(pack: Path, collection: Any, tmp_path: Path) -> None:
    """Every card and every drawing is a note with MathJax, its picture, its answer and its solution."""
    log = take_in(collection, export(pack, tmp_path / "given.apkg", "--instances", "3"))
    assert len(log.new) == 6
    found = notes(collection)
    assert set(found) == {
        "given:kink",
        "given:sigmoid#1",
        "given:sigmoid#2",
        "given:step~1",
        "given:step~2",
        "given:step~3",
    }
    kink = found["given:kink"]
    assert kink["Front"] == r"<p>What is the slope of \(\max(0, z)\) at <b>zero</b>, if \(a &lt; b\)?</p>"
    picture = kink["Back"].split('src="')[1].split('"')[0]
    assert collection.media.have(picture)
    assert "[…]" in found["given:sigmoid#1"]["Front"]
    assert "one half" in found["given:sigmoid#2"]["Back"]
    assert found["given:step~1"]["Solution"]
    assert len(collection.decks.all_names_and_ids(skip_empty_default=True)) == 1


def test_a_second_import_updates_and_keeps_progress(pack: Path, collection: Any, tmp_path: Path) -> None:
    """An edited pack changes the notes; none is doubled, and what was answered stays answered."""
    take_in(collection, export(pack, tmp_path / "one.apkg", "--instances", "3"))
    assert answer_all(collection) >= 6
    before = {card: collection.get_card(card) for card in collection.find_cards("")}
    reviews = collection.db.scalar("SELECT count(*) FROM revlog")
    (pack / "cards.md").write_text(CARDS.replace("A: Zero.", "A: Nought."), encoding="utf-8")
    (pack / "questions.yaml").write_text(QUESTIONS.replace("Double", "Twice"), encoding="utf-8")
    time.sleep(1.1)  # Anki compares whole seconds
    log = take_in(collection, export(pack, tmp_path / "two.apkg", "--instances", "3"))
    assert not log.new
    assert collection.note_count() == 6
    assert "Nought." in notes(collection)["given:kink"]["Back"]
    assert "Twice" in notes(collection)["given:step~2"]["Front"]
    after = {card: collection.get_card(card) for card in collection.find_cards("")}
    assert set(after) == set(before)
    assert all(
        (after[one].ivl, after[one].due, after[one].reps)
        == (before[one].ivl, before[one].due, before[one].reps)
        for one in before
    )
    assert collection.db.scalar("SELECT count(*) FROM revlog") == reviews


@pytest.mark.parametrize("legacy", [False, True], ids=["newer", "older"])
def test_a_deck_comes_back_with_its_history(
    legacy: bool, pack: Path, collection: Any, tmp_path: Path
) -> None:
    """What Anki writes after answers is read: the same questions, and every answer in our log once."""
    take_in(collection, export(pack, tmp_path / "given.apkg", "--instances", "3"))
    answered = answer_all(collection)
    deck = tmp_path / "back.apkg"
    options = anki.ExportAnkiPackageOptions(
        with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy
    )
    collection.export_anki_package(out_path=str(deck), options=options, limit=None)
    reading = read_deck(deck)
    assert {note.id for note in reading.notes} == {
        "kink",
        "sigmoid-1",
        "sigmoid-2",
        "step-1",
        "step-2",
        "step-3",
    }
    assert sum(len(past) for note in reading.notes for past in note.pasts.values()) == answered
    assert any("$\\max(0, z)$" in str(note.fields["prompt"]) for note in reading.notes)
    assert len(reading.pictures) == 1
    for _ in range(2):
        assert main(["pack", "import", str(deck), "--yes"]) == 0
    assert main(["doctor"]) == 0


@pytest.mark.parametrize("legacy", [False, True], ids=["newer", "older"])
def test_ten_thousand_notes_are_read(
    legacy: bool, collection: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large deck of basic, reversed and cloze notes comes over whole; how long it took is printed."""
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    fill(collection, 10_000)
    deck = tmp_path / "large.apkg"
    options = anki.ExportAnkiPackageOptions(
        with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy
    )
    collection.export_anki_package(out_path=str(deck), options=options, limit=None)
    start, used = time.perf_counter(), time.process_time()
    assert main(["pack", "import", str(deck), "--yes"]) == 0
    wall, own = time.perf_counter() - start, time.process_time() - used
    sys.stderr.write(f"10 000 notes: {wall:.1f} s, {own:.1f} s of them at work\n")
    reading = read_deck(deck)
    assert len(reading.notes) == 12_500
    assert reading.losses == []


def fill(collection: Any, count: int) -> None:
    """Add notes of the three common types."""
    names = ("Basic", "Basic", "Basic (and reversed card)", "Cloze")
    kinds = [collection.models.by_name(name) for name in names]
    deck = collection.decks.id("Large")
    for number in range(count):
        note = collection.new_note(kinds[number % 4])
        if number % 4 == 3:
            note["Text"] = f"The {{{{c1::gradient}}}} of loss {number} points {{{{c2::uphill}}}}."
        else:
            note["Front"] = f"What is <b>term {number}</b> in \\(x_{{{number}}}^2\\)?"
            note["Back"] = f"Answer {number}<br><ul><li>one</li><li>two &lt; three</li></ul>"
        note.tags = ["ml", f"t{number % 10}"]
        collection.add_note(note, deck)
