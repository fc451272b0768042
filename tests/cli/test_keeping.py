"""Keeping what was learned safe, from the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from quizapp.cli import restoring

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("home")
WRONG = "1\n" * 4


def answered(run: Run) -> int:
    """Answer one question and return how many rows the log has."""
    run("drill", "--plain", "--limit", "1", typed=f"{WRONG}?\n\n\n:q\n")
    return len([line for line in run("export").out.splitlines() if '"type":"review"' in line])


def test_a_backup_is_made_listed_and_gone_back_to(run: Run) -> None:
    """Going back says what changes, does nothing without --yes, and keeps what it replaces."""
    rows = answered(run)
    made = run("backup", "--json")
    assert made.code == 0
    listed = run("backup", "--list", "--json").json["backups"]
    assert made.json["file"] in [each["file"] for each in listed]
    assert answered(run) > rows
    asked = run("restore", made.json["file"])
    assert asked.code == 0
    assert "would be taken out" in asked.out
    assert f"restore {made.json['file']} --yes" in asked.err
    done = run("restore", made.json["file"], "--yes", "--json")
    assert done.json["rows_lost"] > 0
    assert done.json["kept"]
    assert run("restore", done.json["kept"], "--yes").code == 0
    assert run("doctor").code == 0


@pytest.mark.parametrize(
    ("number", "done", "said"),
    [(1, True, "1 row  was put in"), (2, True, "2 rows  were put in"), (1, False, "1 row  would be put in")],
)
def test_one_row_is_one(number: int, said: str, *, done: bool) -> None:
    """Numbers and verbs agree."""
    assert restoring._change(number, "row", " ", "put in", done=done) == said


def test_copies_are_listed_in_columns(run: Run) -> None:
    """Whatever their names; where there are none it says so."""
    assert "no copies yet" in run("backup", "--list").err
    answered(run)
    made = [run("backup", "--json").json["file"] for _ in range(2)]
    run("restore", made[0], "--yes")
    lines = run("backup", "--list").out.splitlines()
    assert len({line.index("  2") for line in lines}) == 1


def test_without_a_database_there_is_nothing_to_copy(run: Run) -> None:
    """It says so, and leaves with 3."""
    ran = run("backup")
    assert ran.code == 3
    assert "nothing to copy" in ran.err
    assert run("restore").code == 3


def test_everything_goes_out_and_in(run: Run, tmp_path: Path) -> None:
    """An export is taken by an empty home; taken twice it changes nothing; a file is never written over."""
    answered(run)
    target = tmp_path / "all.jsonl"
    assert run("export", str(target)).code == 0
    assert json.loads(target.read_text().splitlines()[0])["type"] == "quizapp-export"
    taken = run("import", str(target), "--json")
    assert (taken.code, taken.json["new"]) == (0, 0)
    refused = run("export", str(target))
    assert refused.code == 3
    assert "already" in refused.err
    target.write_text("no export")
    assert run("import", str(target)).code == 3


def test_devices_share_a_folder(run: Run, tmp_path: Path) -> None:
    """The first sync writes everything, the second nothing; a damaged file is a warning and exit code 1."""
    rows = answered(run)
    folder = tmp_path / "shared"
    assert run("sync", str(folder)).code == 3
    folder.mkdir()
    first = run("sync", str(folder), "--json")
    assert (first.code, first.json["written"]) == (0, rows)
    assert run("sync", str(folder), "--json").json["written"] == 0
    (folder / "quizapp-me" / "other.jsonl").write_text("0123")
    warned = run("sync", str(folder))
    assert warned.code == 1
    assert "not whole" in warned.err


def test_learners_of_one_database_are_told_apart(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """--learner holds for every command and may stand anywhere."""
    monkeypatch.setenv("QUIZAPP_LEARNER", "me")
    answered(run)
    for words in (["--learner", "ana", "export"], ["export", "--learner=ana"]):
        lines = run(*words).out.splitlines()
        assert json.loads(lines[0])["learner"] == "ana"
        assert not any('"type":"review"' in line for line in lines)
        monkeypatch.setenv("QUIZAPP_LEARNER", "me")
    assert run("export", "--learner").code == 2


def test_the_doctor_saves_what_can_be_read(run: Run, home: Path) -> None:
    """A damaged file is said to be damaged, with what to do; --repair does it and keeps the file."""
    rows = answered(run)
    run("backup")
    file = home / "data" / "quizapp.db"
    file.write_bytes(b"\xa5" * 8192)
    said = run("doctor")
    assert said.code == 3
    assert "quizapp doctor --repair" in said.err
    mended = run("doctor", "--repair")
    assert run("doctor", "--json").json["healthy"] is True
    assert mended.code == 0
    assert f"{rows} row" in mended.err
    assert run("doctor").code == 0
    kept = list((home / "data" / "backups").glob("*-damaged.db"))
    assert [each.read_bytes() for each in kept] == [b"\xa5" * 8192]
