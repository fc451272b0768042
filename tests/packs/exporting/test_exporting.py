"""Exports: Markdown and CSV read back the same; sheets and decks show everything as text."""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.packs import blanks
from quizapp.packs.archives.errors import SharingError
from quizapp.packs.exporting.anki import guid
from quizapp.packs.exporting.model import Order
from quizapp.packs.exporting.writing import write
from quizapp.packs.importing.notes import Note, Reading, silent
from quizapp.packs.importing.reading import format_of, read
from quizapp.packs.importing.writing import written
from quizapp.packs.loading import load
from quizapp.packs.reading import read_pack

if TYPE_CHECKING:
    from tests.packs.conftest import PackMaker

EXAMPLE = Path(__file__).parent.parent / "example"
MANIFEST = {"id": "tried", "title": "Tried: it's “so”", "version": "1.0"}

_LINES = st.sampled_from(
    [
        "",
        "Q: no question",
        "A: no answer",
        "C: none",
        "---",
        "# Head",
        "- item",
        "<!-- id: x -->",
        "```",
        "  indented",
        "$x^2$",
        "=1+2",
        "'=x",
        "\t",
        "[x] and \\[y\\]",
        "@{w}",
    ]
)
_TEXT = st.lists(
    st.one_of(
        _LINES,
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]), max_size=12),
    ),
    min_size=1,
    max_size=4,
).map("\n".join)
_PROSE = _TEXT.map(lambda text: text.strip("\n").rstrip()).filter(lambda text: bool(text.strip()))
_TAG = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=10)
_WORDS = st.lists(_TAG, max_size=3, unique=True)


@st.composite
def _cards(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["recall", "cloze"]))
    fields: dict[str, Any] = {
        "kind": kind,
        "level": draw(st.sampled_from(["entry", "mid", "frontier", "fde"])),
    }
    prompt = draw(_PROSE)
    if kind == "cloze":
        prompt = f"{blanks.escaped(prompt)} [blank]"
        if not blanks.blanks(blanks.split(prompt)):
            fields["kind"] = "recall"
    fields["prompt"] = prompt
    if fields["kind"] == "recall":
        fields["answer"] = draw(_PROSE)
    if tags := draw(_WORDS):
        fields["tags"] = tags
    if draw(st.booleans()):
        fields["minutes"] = draw(st.sampled_from([0.5, 2, 12.25]))
    if draw(st.booleans()):
        fields["sources"] = ["Rosenblatt (1958), 'The perceptron': a, b"]
    return fields


def pack_of(cards: list[dict[str, Any]], folder: Path) -> Path:
    """Write cards as a pack and return its folder."""
    reading = Reading(notes=[Note(f"card-{n}", fields, "") for n, fields in enumerate(cards)])
    for name, content in written(reading, MANIFEST).files.items():
        (folder / name).write_bytes(content)
    return folder


def drafts(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the fields of every question as the reader has them; nothing else was wrong."""
    source = read_pack(folder)
    assert [str(problem) for problem in source.problems if problem.severity == "error"] == []
    return {
        draft.id: {key: value for key, value in draft.data.items() if key != "id"} for draft in source.drafts
    }


def exported(folder: Path, target: Path, **options: Any) -> list[str]:
    """Export a pack; return what is said to be lost."""
    return write(Order(load(folder), folder, **options), target, format_of_export(target), silent).losses


def format_of_export(target: Path) -> str:
    """Return the format of a target."""
    from quizapp.packs.exporting.writing import format_of as told  # noqa: PLC0415

    return told(target)


def notes_of(path: Path) -> dict[str, dict[str, Any]]:
    """Return the fields of each note that is read from a file."""
    return {note.id: dict(note.fields) for note in read(path, format_of(path)).notes}


@given(st.lists(_cards(), min_size=1, max_size=3))
@settings(max_examples=25, deadline=None)
def test_what_is_written_is_what_the_reader_reads(cards: list[dict[str, Any]]) -> None:
    """Imported cards stand in a pack's files exactly as they were, whatever their lines look like."""
    with tempfile.TemporaryDirectory() as folder:
        assert list(drafts(pack_of(cards, Path(folder))).values()) == sorted_by_file(cards)


def sorted_by_file(cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return cards in the order of the files: Markdown first, then YAML."""
    from quizapp.packs.importing.card_text import fits  # noqa: PLC0415

    return [one for one in cards if fits(one)] + [one for one in cards if not fits(one)]


@given(st.lists(_cards(), min_size=1, max_size=3))
@settings(max_examples=25, deadline=None)
def test_csv_reads_back_the_same(cards: list[dict[str, Any]]) -> None:
    """Each card has the same fields after a table was written and read."""
    with tempfile.TemporaryDirectory() as name:
        folder = pack_of(cards, Path(name))
        before = drafts(folder)
        for target in (folder / "t.csv", folder / "t.tsv"):
            assert exported(folder, target) == []
            assert notes_of(target) == before


@given(st.lists(_cards(), min_size=1, max_size=3))
@settings(max_examples=25, deadline=None)
def test_markdown_reads_back_the_same(cards: list[dict[str, Any]]) -> None:
    """Each card has the same fields, but for those that are said to be changed."""
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as other:
        folder = pack_of(cards, Path(name))
        before = drafts(folder)
        losses = exported(folder, Path(other, "out.md"))
        changed = {loss.partition(":")[0].partition(" ")[0] for loss in losses}
        after = notes_of(Path(other, "out.md"))
        assert {key: value for key, value in after.items() if key not in changed} == {
            key: value for key, value in before.items() if key not in changed
        }


def test_a_spreadsheet_runs_nothing(tmp_path: Path) -> None:
    """A cell that would be a formula begins with an apostrophe; numbers do not."""
    cards = [{"kind": "recall", "level": "entry", "prompt": "=cmd|' /C calc'!A0", "answer": "-12.5"}]
    folder = pack_of(cards, tmp_path)
    exported(folder, tmp_path / "t.csv")
    row = (tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()[1]
    assert "'=cmd" in row
    assert ",-12.5," in row


HOSTILE = "<script>alert(1)</script> \x1b[31m </textarea><img src=x onerror=alert(1)> {{cloze}} \\) $\\text{</script>}$"


def test_a_sheet_holds_text_and_nothing_that_runs(tmp_path: Path) -> None:
    """Marks of HTML in any text of a pack are shown; the key is a page of its own."""
    pack = tmp_path / "p"
    pack.mkdir()
    cards = [
        {"kind": "recall", "level": "entry", "prompt": f'{HOSTILE} ![a"b](images/a.png)', "answer": HOSTILE}
    ]
    pack_of(cards, pack)
    (pack / "images").mkdir()
    (pack / "images" / "a.png").write_bytes(b"\x89PNG")
    losses = exported(pack, tmp_path / "s.html")
    sheet, key = ((tmp_path / name).read_text(encoding="utf-8") for name in ("s.html", "s-key.html"))
    for page in (sheet, key):
        assert "<script" not in page
        assert "<img src=x" not in page
        assert "\x1b" not in page
        assert "http" not in page.replace("http-equiv", "")
    assert 'src="data:image/png;base64,iVBORw==' in sheet
    assert losses == []


@pytest.mark.parametrize(
    "name", ["../../secret.png", "/etc/passwd", "images/link.png", "images/none.png", "x.txt"]
)
def test_a_picture_leads_nowhere_else(name: str, tmp_path: Path) -> None:
    """Only pictures in the pack's folder are shown; others are named and told."""
    pack = tmp_path / "p"
    (pack / "images").mkdir(parents=True)
    (tmp_path / "secret.png").write_bytes(b"secret")
    (pack / "images" / "link.png").symlink_to(tmp_path / "secret.png")
    pack_of([{"kind": "recall", "level": "entry", "prompt": f"See ![it]({name})", "answer": "x"}], pack)
    losses = exported(pack, tmp_path / "s.html")
    assert "c2VjcmV0" not in (tmp_path / "s.html").read_text(encoding="utf-8")
    assert any("is not there" in loss for loss in losses)


def deck_rows(path: Path, statement: str) -> list[tuple[Any, ...]]:
    """Return rows of the collection in a deck."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path) as file:
        connection = sqlite3.connect(file.extract("collection.anki2", folder))
        rows = connection.execute(statement).fetchall()
        connection.close()
    return rows


def test_a_deck_has_a_note_for_every_question_and_drawing(tmp_path: Path) -> None:
    """Every kind goes out, with an answer; what draws numbers several times, each known by its number."""
    exported(EXAMPLE, tmp_path / "d.apkg", count=2)
    rows = deck_rows(tmp_path / "d.apkg", "SELECT guid, flds FROM notes")
    ids = [fields.split("\x1f")[3] for _, fields in rows]
    pack = load(EXAMPLE)
    assert {one.partition("~")[0] for one in ids} == {question.id for question in pack.questions}
    assert all(key == guid(name) for (key, _), name in zip(rows, ids, strict=True))
    assert all(fields.split("\x1f")[1] for _, fields in rows)
    drawn = [one for one in ids if "~2" in one]
    assert len(drawn) > 1


def test_an_edit_changes_no_guid(make_pack: PackMaker, tmp_path: Path) -> None:
    """Notes are known by ids, so that a changed text or program updates them."""
    first = make_pack("a", cards_md="<!-- id: one -->\nQ: One?\nA: One.\n")
    second = make_pack("b", cards_md="<!-- id: one -->\nQ: Another?\nA: Other.\n")
    found = []
    for root in (first, second):
        exported(root, tmp_path / f"{root.name}.apkg")
        found.append(deck_rows(tmp_path / f"{root.name}.apkg", "SELECT guid, mid FROM notes"))
    assert found[0] == found[1]
    assert len(set(deck_rows(tmp_path / "a.apkg", "SELECT flds FROM notes"))) == 1


def test_a_decks_fields_hold_text_and_mathjax(tmp_path: Path) -> None:
    """Hostile marks are escaped; a formula stands between MathJax's brackets."""
    pack = tmp_path / "p"
    pack.mkdir()
    pack_of([{"kind": "recall", "level": "entry", "prompt": f"{HOSTILE} $a < b$", "answer": "x"}], pack)
    exported(pack, tmp_path / "d.apkg")
    ((fields,),) = deck_rows(tmp_path / "d.apkg", "SELECT flds FROM notes")
    assert "<script" not in fields
    assert r"\(a &lt; b\)" in fields


def test_every_kind_reads_as_a_card(tmp_path: Path) -> None:
    """Markdown and tables hold every question of the example; nothing disappears without a word."""
    for name in ("x.md", "x.csv"):
        losses = exported(EXAMPLE, tmp_path / name)
        ids = set(notes_of(tmp_path / name))
        expected = {question.id.partition(":")[2].partition("#")[0] for question in load(EXAMPLE).questions}
        missing = {one for one in expected if one not in ids and f"{one}-1" not in ids}
        assert {one for one in missing if not any(one in loss for loss in losses)} == set()


def test_text_says_what_it_cannot_hold(tmp_path: Path) -> None:
    """Pictures are named as lost, figures are told in words."""
    pack = tmp_path / "p"
    pack.mkdir()
    pack_of([{"kind": "recall", "level": "entry", "prompt": "See ![it](images/a.png)", "answer": "x"}], pack)
    assert exported(pack, tmp_path / "x.csv") == [
        "card-0: the picture images/a.png is named, and not in the file."
    ]
    exported(EXAMPLE, tmp_path / "x.md")
    assert "The figure: " in (tmp_path / "x.md").read_text(encoding="utf-8")


def test_without_genanki_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, not a traceback."""
    monkeypatch.setitem(sys.modules, "genanki", None)
    with pytest.raises(SharingError, match=r"pip install 'quizapp\[anki\]'"):
        guid("own:one-step")
