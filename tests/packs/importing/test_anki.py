"""Decks of Anki: sides, clozes, pictures and history, in both formats; damaged and hostile ones in a sentence."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.packs.archives.errors import SharingError
from quizapp.packs.importing.anki import clozes
from quizapp.packs.importing.anki.reading import read_deck
from quizapp.packs.importing.anki.templates import render
from tests.packs.importing.decks import BASIC, CLOZE, REVERSED, Deck

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=[False, True], ids=["older", "newer"])
def newer(request: pytest.FixtureRequest) -> bool:
    """Each format in turn."""
    return bool(request.param)


def fields(deck: Deck, tmp_path: Path, *, newer: bool = False) -> list[dict[str, object]]:
    """Return the fields of each question that a deck becomes."""
    return [dict(note.fields) for note in read_deck(deck.write(tmp_path / "d.apkg", newer=newer)).notes]


def test_sides_tags_formulas_and_pictures_are_carried_over(tmp_path: Path, newer: bool) -> None:
    """A note becomes a card with Markdown, its picture stands in the pack."""
    deck = Deck(media={"loss curve.png": b"\x89PNG", "other.png": b"unused"})
    deck.add(
        BASIC, r"What is \(x^2\) <b>here</b>?", '<img src="loss curve.png"><br>4 &lt; 5', tags=" ml maths "
    )
    reading = read_deck(deck.write(tmp_path / "d.apkg", newer=newer))
    (note,) = reading.notes
    assert note.fields == {
        "kind": "recall",
        "level": "entry",
        "prompt": "What is $x^2$ **here**?",
        "answer": "![loss curve.png](images/loss-curve.png)\n4 < 5",
        "tags": ["ml", "maths"],
    }
    assert reading.pictures == {"images/loss-curve.png": b"\x89PNG"}
    assert reading.losses == []


def test_each_template_makes_a_question(tmp_path: Path, newer: bool) -> None:
    """A reversed note is asked both ways, under ids that do not change."""
    deck = Deck()
    deck.add(REVERSED, "Hund", "dog", cards=2)
    reading = read_deck(deck.write(tmp_path / "d.apkg", newer=newer))
    assert [(note.fields["prompt"], note.fields["answer"]) for note in reading.notes] == [
        ("Hund", "dog"),
        ("dog", "Hund"),
    ]
    first, second = (note.id for note in reading.notes)
    assert second == f"{first}-2"


def test_a_plain_cloze_is_one_cloze_of_ours(tmp_path: Path, newer: bool) -> None:
    """Blanks in their order become brackets; brackets of the text are escaped; the extra is the solution."""
    deck = Deck()
    deck.add(
        CLOZE, r"The {{c1::gradient}} [up] of \(L\) points {{c2::<i>up</i>hill}}", "See a book.", cards=2
    )
    (found,) = fields(deck, tmp_path, newer=newer)
    assert found["kind"] == "cloze"
    assert found["prompt"] == r"The [gradient] \[up\] of $L$ points [uphill]"
    assert found["solution"] == "See a book."


@pytest.mark.parametrize(
    ("text", "cards", "prompts"),
    [
        ("{{c2::b}} then {{c1::a}}", 2, ["b then […]", "[…] then a"]),
        ("{{c1::a}} and {{c1::b}}", 1, ["[…] and […]"]),
        ("{{c1::a::letter}}", 1, ["[letter]"]),
        (r"\( y = {{c1::x}} \)", 1, ["$y = […]$"]),
        ("{{c1::out {{c2::in}} er}}", 2, ["[…]", "out […] er"]),
    ],
)
def test_other_clozes_are_asked_gap_by_gap(text: str, cards: int, prompts: list[str], tmp_path: Path) -> None:
    """What brackets cannot say becomes one question a card, and loses nothing."""
    deck = Deck()
    deck.add(CLOZE, text, "", cards=cards)
    reading = read_deck(deck.write(tmp_path / "d.apkg", newer=False))
    assert [note.fields["prompt"] for note in reading.notes] == prompts
    assert reading.losses == []


def test_history_is_what_the_memory_model_can_use(tmp_path: Path, newer: bool) -> None:
    """Reviews keep moment, rating and time; cramming, changes by hand and all before a reset are left out."""
    deck = Deck()
    card = deck.add(BASIC, "q", "a")
    deck.review(card, 1_600_000_000_000, 3, kind=0)
    deck.review(card, 1_600_000_100_000, 0, kind=4, factor=0)
    deck.review(card, 1_600_000_200_000, 1, took=99_999_999)
    deck.review(card, 1_600_000_300_000, 3, kind=3, factor=0)
    deck.review(card, 1_600_000_400_000, 4, took=2500)
    reading = read_deck(deck.write(tmp_path / "d.apkg", newer=newer))
    pasts = reading.notes[0].pasts[0]
    assert [(past.at, past.rating, past.seconds) for past in pasts] == [
        (1_600_000_200_000_000, 1, 3600.0),
        (1_600_000_400_000_000, 4, 2.5),
    ]


def test_the_first_schedulers_learning_buttons_are_moved(tmp_path: Path) -> None:
    """There the second button of a card being learned was good, the third easy."""
    deck = Deck()
    card = deck.add(BASIC, "q", "a")
    for at, (ease, kind) in enumerate([(1, 0), (2, 0), (3, 0), (2, 1)]):
        deck.review(card, 1_600_000_000_000 + at, ease, kind=kind)
    reading = read_deck(deck.write(tmp_path / "d.apkg", newer=False, conf={"schedVer": 1}))
    assert [past.rating for past in reading.notes[0].pasts[0]] == [1, 3, 4, 2]


def test_suspended_cards_are_known(tmp_path: Path, newer: bool) -> None:
    """What was set aside there is set aside here."""
    deck = Deck()
    deck.add(BASIC, "q", "a", queue=-1)
    assert read_deck(deck.write(tmp_path / "d.apkg", newer=newer)).notes[0].suspended == {0}


def test_everything_that_is_lost_is_said_where_it_stood(tmp_path: Path, newer: bool) -> None:
    """Sounds, flags, scripts, missing pictures, intervals without reviews, empty sides: a line each."""
    deck = Deck()
    deck.add(BASIC, "one [sound:a.mp3]", "<script>alert(1)</script>x", flags=1)
    deck.add(BASIC, "two", '<img src="gone.png">', ivl=30)
    deck.add(BASIC, "three", "")
    deck.add(BASIC, "four", "<span style='color:red'>red</span>", tags="x" * 50)
    reading = read_deck(deck.write(tmp_path / "d.apkg", newer=newer))
    lines = "\n".join(map(str, reading.losses))
    for said in (
        "sound a.mp3",
        "red flag",
        "a script",
        "gone.png is not there",
        "interval of 30",
        "empty on its back",
        "colours",
        "tag xxx",
    ):
        assert said in lines
    assert all(loss.place.startswith("note ") for loss in reading.losses)
    assert len(reading.notes) == 3


def test_several_decks_become_tags(tmp_path: Path, newer: bool) -> None:
    """A pack is flat; where a card lay is kept as a tag."""
    deck = Deck(decks={1: "ML::Basics", 2: "Other"})
    deck.add(BASIC, "q", "a")
    assert fields(deck, tmp_path, newer=newer)[0]["tags"] == ["ML::Basics"]


def test_text_cannot_command_a_terminal(tmp_path: Path, newer: bool) -> None:
    """Escapes become signs that can be seen, in texts, tags and what is said of them."""
    deck = Deck(decks={1: "a\x1b[31m", 2: "b"})
    deck.add(BASIC, "\x1b]0;owned\x07q", "a\x1b[2J\u0085", tags="t\x1b[31m")
    (found,) = fields(deck, tmp_path, newer=newer)
    texts = [found["prompt"], found["answer"]]
    assert texts == ["␛]0;owned␇q", "a␛[2J"]


@pytest.mark.parametrize("content", [b"", b"not a database" * 100, b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_collection_is_refused_in_a_sentence(content: bytes, tmp_path: Path, newer: bool) -> None:
    """Whatever stands in place of the collection."""
    path = tmp_path / "x.apkg"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("collection.anki21b" if newer else "collection.anki2", content)
    with pytest.raises(SharingError):
        read_deck(path)


def test_a_compressed_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What unpacks to more than the limit is not unpacked further."""
    monkeypatch.setattr("quizapp.packs.importing.anki.package.LARGEST_DATABASE", 1_000_000)
    path = tmp_path / "x.apkg"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("collection.anki21b", zstandard.ZstdCompressor().compress(b"\0" * 50_000_000))
    with pytest.raises(SharingError, match="larger than"):
        read_deck(path)


def test_views_are_no_tables(tmp_path: Path) -> None:
    """A collection whose tables are statements of its author's is refused."""
    import sqlite3  # noqa: PLC0415

    base = tmp_path / "x.db"
    with sqlite3.connect(base) as connection:
        connection.executescript(
            "CREATE TABLE cards (id); CREATE TABLE col (id);"
            "CREATE VIEW notes AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id FROM n;"
        )
    connection.close()
    path = tmp_path / "x.apkg"
    with zipfile.ZipFile(path, "w") as file:
        file.write(base, "collection.anki2")
    with pytest.raises(SharingError, match="no notes"):
        read_deck(path)


def test_a_deck_without_a_collection_is_none(tmp_path: Path) -> None:
    """Any other archive is refused by name."""
    path = tmp_path / "x.apkg"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("hello", "x")
    with pytest.raises(SharingError, match="no collection"):
        read_deck(path)


@settings(deadline=None)
@given(st.text(alphabet="ab:{}c12 ", max_size=60))
def test_no_text_breaks_the_reading_of_blanks(text: str) -> None:
    """Blanks stand within the text, whatever stands there, and filling them leaves none."""
    for blank in clozes.blanks(text):
        assert 0 <= blank.start < blank.end <= len(text)
    assert clozes.START not in clozes.filled(text, None)


def test_templates_know_conditions_and_filters() -> None:
    """What a condition hides is not there, a hint is kept, typed answers show on the back only."""
    values = {"A": "x", "B": "", "Hint": "look"}
    side = render(
        "{{#A}}a{{A}}{{/A}}{{^A}}no{{/A}}{{#B}}b{{/B}}{{hint:Hint}}{{type:A}}{{text:A}}{{Unknown}}", values
    )
    assert (side.html, side.hints, side.is_typed) == ("axx", ["look"], True)
    assert render("{{FrontSide}}<hr id=answer>{{type:A}}", {**values, "": "back"}).html == "x"
