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
