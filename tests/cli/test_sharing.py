"""``pack build``, ``install``, ``update``, ``remove``."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import CARDS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

MANIFEST = (
    "id: given\ntitle: Given\nversion: 1.0.0\nlicence: CC0-1.0\nauthors: [Ada]\ndescription: Two cards.\n"
)


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A pack that somebody wrote."""
    root = tmp_path / "given"
    root.mkdir()
    (root / "pack.yaml").write_text(MANIFEST, encoding="utf-8")
    (root / "cards.md").write_text(CARDS, encoding="utf-8")
    return root


def test_a_pack_goes_from_hand_to_hand(run: Run, home: Path, given: Path, tmp_path: Path) -> None:
    """Built, installed and asked: the archive's path and the folder are the data."""
    target = tmp_path / "given.zip"
    built = run("pack", "build", str(given), "--output", str(target))
    assert (built.code, built.out.strip()) == (0, str(target))
    assert "1 question" in built.err
    assert "SHA-256" in built.err
    ran = run("pack", "install", str(target), "--yes")
    assert (ran.code, ran.out.strip()) == (0, str(home / "data" / "packs" / "given"))
    assert run("show", "given:relu-kink").code == 0


def test_installing_shows_what_a_pack_holds_and_asks(run: Run, home: Path, given: Path) -> None:
    """Without a person and without --yes nothing is changed; all of it has been said by then."""
    ran = run("pack", "install", str(given))
    assert (ran.code, ran.out) == (2, "")
    for said in ("Given · given 1.0.0", "Ada · CC0-1.0", "Two cards.", "1 recall", "2 files", "--yes"):
        assert said in ran.err
    assert not (home / "data" / "packs" / "given").exists()


def test_a_pack_with_errors_is_not_built(run: Run, home: Path, given: Path) -> None:
    """The errors are printed as a check prints them; nothing is written."""
    (given / "more.md").write_text("Q: No answer\n", encoding="utf-8")
    ran = run("pack", "build", str(given), "--output", str(given / "x.zip"))
    assert ran.code == 1
    assert "more.md:1:1: error" in ran.out
    assert not (given / "x.zip").exists()


def test_update_follows_the_source(run: Run, home: Path, given: Path) -> None:
    """What is the same stays, what differs is shown and taken, what is gone stops nothing."""
    run("pack", "install", str(given), "--yes")
    assert "up to date" in run("pack", "update", "--yes").err
    (given / "cards.md").write_text(CARDS.replace("Zero, one", "0, one"), encoding="utf-8")
    ran = run("pack", "update", "given", "--yes")
    assert ran.code == 0
    assert "1 changed" in ran.err
    assert "0, one" in run("show", "given:relu-kink", "--solution").out
    (given / "pack.yaml").unlink()
    (given / "cards.md").unlink()
    ran = run("pack", "update", "--yes")
    assert ran.code == 3
    assert "given stays as it is" in ran.err
    assert run("show", "given:relu-kink").code == 0


def test_update_and_remove_name_the_nearest_pack(run: Run, home: Path, given: Path) -> None:
    """A misspelt id is a usage error with a proposal."""
    run("pack", "install", str(given), "--yes")
    for words in (("pack", "update", "givn"), ("pack", "remove", "givn", "--yes")):
        ran = run(*words)
        assert ran.code == 2
        assert "Did you mean given?" in ran.err


def test_remove_takes_a_pack_away_and_says_that_history_is_kept(run: Run, home: Path, given: Path) -> None:
    """An installed pack is deleted, the learner's own is moved where nothing is lost."""
    run("pack", "install", str(given), "--yes")
    ran = run("pack", "remove", "given", "--yes")
    assert ran.code == 0
    assert "history is kept" in ran.err
    assert run("show", "given:relu-kink").code == 2
    ran = run("pack", "remove", "own", "--yes")
    assert "moved aside" in ran.err
    (kept,) = (home / "data" / "removed").iterdir()
    assert (kept / "pack.yaml").is_file()


def test_the_list_says_where_a_pack_came_from(run: Run, home: Path, given: Path) -> None:
    """From which file, whether it was edited since, and what is the learner's own."""
    run("pack", "install", str(given), "--yes")
    heads = run("pack", "list").out.splitlines()
    assert f"given 1.0.0 · Given · 1 question · from {given}" in heads
    assert "own 1.2.0 · A pack of one's own · 4 questions · your own" in heads
    (home / "data" / "packs" / "given" / "cards.md").write_text(CARDS.replace("Zero", "0"), encoding="utf-8")
    assert f"from {given}, edited since" in run("pack", "list").out


def test_terminal_commands_of_a_pack_are_shown_as_signs(run: Run, home: Path, given: Path) -> None:
    """Title, authors, licence, description and findings go to the terminal without escapes or bells."""
    evil = r'"\e[31mred\a\e]0;owned\a"'
    fields = ("title", "version", "licence", "description")
    manifest = "id: given\n" + "".join(f"{key}: {evil}\n" for key in fields) + f"authors: [{evil}]\n"
    (given / "pack.yaml").write_text(manifest, encoding="utf-8")
    (given / "more.md").write_text(
        "<!-- id: \x1b[31m -->\nQ: \x1b]0;owned\x07\nA: \x1b[2J\n", encoding="utf-8"
    )
    ran = run("pack", "install", str(given), "--yes")
    shown = run("pack", "list")
    for text in (ran.out, ran.err, shown.out, shown.err):
        assert not [letter for letter in text if not letter.isprintable() and letter != "\n"]


@pytest.mark.parametrize("words", [("install",), ("build",)])
def test_what_is_not_there_is_said(words: tuple[str, ...], run: Run, home: Path, tmp_path: Path) -> None:
    """A path that leads nowhere leaves with 3."""
    ran = run("pack", *words, str(tmp_path / "none"))
    assert ran.code == 3
    assert "none" in ran.err


def test_a_hostile_archive_is_refused_in_a_sentence(run: Run, home: Path, tmp_path: Path) -> None:
    """Nothing is written outside, nothing is left behind, the reason is said."""
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("pack.yaml", MANIFEST)
        file.writestr("../../../evil.md", "x")
    before = sorted(tmp_path.rglob("*"))
    ran = run("pack", "install", str(path), "--yes")
    assert (ran.code, ran.out) == (3, "")
    assert "leads out of its folder" in ran.err
    assert sorted(tmp_path.rglob("*")) == before


def test_history_comes_back_with_the_pack(run: Run, home: Path, given: Path) -> None:
    """A removed pack's answers are kept as orphans, and count again once it is there."""
    run("pack", "install", str(given), "--yes")
    assert run("drill", "--plain", "--pack", "given", typed="\n3\n").code == 0
    run("pack", "remove", "given", "--yes")
    assert "given:relu-kink: no installed pack has this question; its history is kept." in run("doctor").err
    run("pack", "install", str(given), "--yes")
    back = run("doctor")
    assert back.code == 0
    assert "no installed pack" not in back.err
    assert "1 question met" in back.err


def test_a_version_that_drops_an_answered_question_is_told(run: Run, home: Path, given: Path) -> None:
    """What was answered and is gone is named before the new version is taken."""
    run("pack", "install", str(given), "--yes")
    run("drill", "--plain", "--pack", "given", typed="\n3\n")
    (given / "cards.md").write_text("<!-- id: other -->\nQ: Other?\nA: Yes.\n", encoding="utf-8")
    ran = run("pack", "update", "given", "--yes")
    assert "given:relu-kink was answered before and is gone; its history is kept." in ran.err
    assert "1 new, 1 gone" in ran.err
