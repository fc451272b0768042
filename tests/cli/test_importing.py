"""``pack import`` and ``pack export``, as they are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.packs.importing.decks import BASIC, CLOZE, Deck

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """A deck with a history, a suspended cloze and a sound."""
    made = Deck()
    card = made.add(BASIC, "What is <b>this</b>? [sound:x.mp3]", "A neuron")
    made.review(card, 1_700_000_000_000, 3)
    made.review(card, 1_700_090_000_000, 3)
    made.add(CLOZE, "The {{c1::sigmoid}} is {{c2::bounded}}", "", cards=2, queue=-1)
    return made.write(tmp_path / "Neural nets.apkg", newer=True)


def test_a_deck_is_imported_with_its_history(run: Run, home: Path, deck: Path) -> None:
    """Losses are data, what it holds is said, its reviews count from then on; a second time nothing changes."""
    ran = run("pack", "import", str(deck), "--yes")
    assert ran.code == 0
    losses, folder = ran.out.splitlines()
    assert losses.endswith("the sound x.mp3 is left out.")
    assert folder == str(home / "data" / "packs" / "neural-nets")
    assert "2 reviews of 1 question added to your history; 2 questions set aside" in ran.err
    assert run("doctor").code == 0
    again = run("pack", "import", str(deck), "--yes")
    assert "holds all of this already" in again.err
    assert "in your history already" in again.err
    assert "1 to review" in run("due").out


def test_nothing_happens_without_a_yes(run: Run, home: Path, deck: Path) -> None:
    """What it would bring is shown; neither a pack nor a row is added."""
    ran = run("pack", "import", str(deck))
    assert ran.code == 2
    assert "3 questions: 2 cloze, 1 recall." in ran.err
    assert not (home / "data" / "packs" / "neural-nets").exists()
    assert not (home / "data" / "quizapp.db").exists()


def test_an_update_imports_again(run: Run, home: Path, deck: Path, tmp_path: Path) -> None:
    """Pack update reads the deck as it was read the first time, under the id that was given."""
    run("pack", "import", str(deck), "--id", "nets", "--title", "Nets", "--yes")
    more = Deck()
    more.add(BASIC, "What is <b>this</b>?", "A unit")
    more.write(deck, newer=False)
    ran = run("pack", "update", "nets", "--yes")
    assert ran.code == 0
    assert "1 changed, 2 gone" in ran.err
    packs = {pack["id"]: pack for pack in run("pack", "list", "--json").json["packs"]}
    (question,) = packs["nets"]["questions"]
    assert "A unit" in run("show", question["id"], "--solution").out


def test_another_source_does_not_replace_a_pack_by_its_name(run: Run, home: Path, tmp_path: Path) -> None:
    """Two files called alike are two packs, unless the pack to replace is named."""
    for folder, text in (("a", "one?,1\n"), ("b", "two?,2\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "cards.csv").write_text(text, encoding="utf-8")
    assert run("pack", "import", str(tmp_path / "a" / "cards.csv"), "--yes").code == 0
    ran = run("pack", "import", str(tmp_path / "b" / "cards.csv"), "--yes")
    assert ran.code == 2
    assert "--id cards to replace it" in ran.err
    assert run("pack", "import", str(tmp_path / "b" / "cards.csv"), "--id", "cards", "--yes").code == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("import", "none.apkg"), 3, "There is no file or folder none.apkg"),
        (("import", "none.xyz"), 3, "There is no file or folder"),
        (("install", "pyproject.toml"), 3, "not a .zip archive"),
        (("import",), 2, "SOURCE"),
        (("import", "x", "--as", "word"), 2, "word"),
        (("export", "own"), 2, "--to"),
        (("export", "owm", "--to", "x.md"), 2, "Did you mean own?"),
        (("export", "own", "--to", "x.docx"), 3, "end it in .apkg"),
        (("export", "own", "--to", "no/where/x.md"), 3, "no folder"),
        (("export", "own", "--as", "csv", "--to", "tests"), 3, "Cannot read or write tests: "),
        (("export", "own", "--to", "x.md", "--instances", "0"), 2, "not at least 1"),
    ],
)
def test_wrong_words_are_said_in_a_sentence(
    words: tuple[str, ...], code: int, said: str, run: Run, home: Path
) -> None:
    """Nothing is guessed, nothing is a traceback."""
    ran = run("pack", *words)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_cards_are_not_an_export_of_ones_own(run: Run, home: Path, tmp_path: Path) -> None:
    """The command that takes them is named."""
    (tmp_path / "x.csv").write_text("one?,1\n", encoding="utf-8")
    ran = run("import", str(tmp_path / "x.csv"))
    assert ran.code == 2
    assert "quizapp pack import" in ran.err


def test_an_id_that_is_none_is_refused(run: Run, home: Path, tmp_path: Path) -> None:
    """A pack's id is a folder's name."""
    (tmp_path / "x.csv").write_text("one?,1\n", encoding="utf-8")
    ran = run("pack", "import", str(tmp_path / "x.csv"), "--id", "../x", "--yes")
    assert ran.code == 2
    assert "is not an id" in ran.err


def test_a_pack_goes_out_and_comes_back(run: Run, home: Path, tmp_path: Path) -> None:
    """Exported as Markdown and imported again, every question is there."""
    target = tmp_path / "out.md"
    ran = run("pack", "export", "own", "--to", str(target), "--instances", "2", "--seed", "5")
    assert (ran.code, ran.out.strip()) == (0, str(target))
    assert run("pack", "import", str(target), "--id", "back", "--yes").code == 0
    packs = {pack["id"]: pack for pack in run("pack", "list", "--json").json["packs"]}
    ids = {row["id"] for row in packs["back"]["questions"]}
    assert {"back:relu-kink", "back:negative-gelu", "back:neuron-step-1", "back:matrix-product-2"} <= ids


def test_a_sheet_has_its_key_beside_it(run: Run, home: Path, tmp_path: Path) -> None:
    """Two files, one to hand out and one to keep."""
    ran = run("pack", "export", "own", "--to", str(tmp_path / "s.html"))
    assert ran.out.splitlines() == [str(tmp_path / "s.html"), str(tmp_path / "s-key.html")]
    sheet, key = ((tmp_path / name).read_text(encoding="utf-8") for name in ("s.html", "s-key.html"))
    assert "GELU" in sheet
    assert "one of its subgradients" not in sheet
    assert "one of its subgradients" in key
