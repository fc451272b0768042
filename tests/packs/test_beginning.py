"""A new pack: one working example of every kind, which is sound as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizapp.packs import load
from quizapp.packs.beginning import OccupiedError, begin
from quizapp.packs.checking import check
from quizapp.packs.json_schema import SCHEMA_NAME
from quizapp.packs.modelines import has_modeline, schema_text
from quizapp.questions.model import KINDS

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_pack_has_every_kind_and_nothing_to_mend(tmp_path: Path) -> None:
    """An author changes what works."""
    begin(tmp_path / "logistic")
    report = check(tmp_path / "logistic", instances=3)
    assert report.problems == ()
    assert {question.kind for question in report.pack.questions} == set(KINDS)


@pytest.mark.parametrize(
    ("name", "pack_id", "title"),
    [
        ("logistic", "logistic", "Logistic"),
        ("My first_pack", "my-first-pack", "My first pack"),
        ("it's: 50 % # new", "its-50-new", "It's: 50 % # new"),
        ("Статистика", None, "Статистика"),
    ],
)
def test_the_pack_is_called_after_its_folder(
    tmp_path: Path, name: str, pack_id: str | None, title: str
) -> None:
    """Whatever the folder is called, pack.yaml can be read and the id is one."""
    begin(tmp_path / name)
    pack = load(tmp_path / name)
    assert (pack.id == pack_id or pack_id is None, pack.title, pack.problems) == (True, title, ())


def test_every_yaml_file_says_where_its_schema_is(tmp_path: Path) -> None:
    """Editors complete and check from the first line on."""
    files = begin(tmp_path / "new")
    assert all(has_modeline(file.read_text(encoding="utf-8")) for file in files if file.suffix == ".yaml")
    assert (tmp_path / "new" / SCHEMA_NAME).read_text(encoding="utf-8") == schema_text()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A folder with something in it, or a file of that name, stays as it is."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name in ("full", "file"):
        with pytest.raises(OccupiedError, match=name):
            begin(tmp_path / name)
    assert [one.name for one in (tmp_path / "full").iterdir()] == ["mine.txt"]
