"""``pack new`` and ``pack schema``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from quizapp.packs.json_schema import SCHEMA_NAME

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.cli.conftest import Run


def test_new_writes_a_pack_and_says_how_to_go_on(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files are data; the next two commands are narrated as they are typed."""
    monkeypatch.chdir(tmp_path)
    ran = run("pack", "new", "logistic")
    assert ran.code == 0
    assert f"logistic/{SCHEMA_NAME}" in ran.out.split("\n")
    assert "quizapp pack check logistic" in ran.err
    assert run("pack", "check", "logistic", "--instances", "1").code == 0


def test_new_refuses_a_folder_that_is_taken(run: Run, home: Path) -> None:
    """Nothing is written and the sentence says what to do."""
    ran = run("pack", "new", str(home / "data" / "packs" / "own"))
    assert (ran.code, ran.out) == (3, "")
    assert "name a new folder" in ran.err


def test_schema_is_printed_or_written_beside_the_pack(run: Run, home: Path) -> None:
    """To stdout without a folder; into the folder with one, and only where it differs."""
    printed = json.loads(run("pack", "schema").out)
    own = home / "data" / "packs" / "own"
    assert "written" in run("pack", "schema", str(own)).err
    assert "up to date" in run("pack", "schema", str(own)).err
    assert json.loads((own / SCHEMA_NAME).read_text(encoding="utf-8")) == printed
    assert run("pack", "schema", str(own / "none")).code == 3


def test_check_prints_the_documented_object(run: Run, home: Path) -> None:
    """Each pack with its findings: where, how bad, what, how to mend it."""
    own = home / "data" / "packs" / "own"
    questions = own / "questions.yaml"
    questions.write_text(
        questions.read_text(encoding="utf-8").replace("level: mid", "level: middle"), encoding="utf-8"
    )
    ran = run("pack", "check", str(own), "--json")
    (pack,) = ran.json["packs"]
    assert ran.code == 1
    assert (pack["id"], pack["path"], pack["questions"], pack["clean"]) == ("own", str(own), 3, False)
    (found,) = pack["findings"]
    assert found == {
        "file": str(questions),
        "line": 21,
        "column": 10,
        "severity": "error",
        "what": "level cannot be “middle”.",
        "mend": "Did you mean mid?",
        "key": "level",
    }


def test_fix_says_what_it_added(run: Run, home: Path) -> None:
    """Ids and the schema's line; a second time there is nothing left."""
    own = home / "data" / "packs" / "own"
    questions = own / "questions.yaml"
    text = questions.read_text(encoding="utf-8")
    questions.write_text(text.replace("- id: matrix-product\n  kind", "- kind"), encoding="utf-8")
    ran = run("pack", "check", str(own), "--fix")
    assert ran.code == 0
    assert "added 1 id: square-the-matrix." in ran.err
    assert f"{own / SCHEMA_NAME}: written." in ran.err
    assert "no id and no schema's line is missing" in run("pack", "check", str(own), "--fix").err
