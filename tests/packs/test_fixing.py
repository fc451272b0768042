"""``pack check --fix``: ids and the schema's line are added, and not one other byte is another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizapp.packs import load
from quizapp.packs.checking import check
from quizapp.packs.fixing import fix
from quizapp.packs.json_schema import SCHEMA_NAME
from quizapp.packs.modelines import modeline

if TYPE_CHECKING:
    from pathlib import Path

    from tests.packs.conftest import PackMaker

QUESTIONS = """\
# A comment that stays.

-   kind: choice   # and this one
    level: entry
    prompt: Which is negative at $z = -0.5$ ?
    options: [{right: GELU}, {wrong: ReLU}]

- {kind: recall, level: mid, prompt: "What: a test?", answer: Yes}
- id: named
  kind: recall
  level: mid
  prompt: Named already?
  answer: |
    Yes,
      with this indentation.
"""
ADDED = ("which-is-negative-at", "what-a-test")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_only_ids_and_the_line_are_added(make_pack: PackMaker, end: str, mark: bytes) -> None:
    """Comments, layout, line ends and the mark at the beginning stay as they are."""
    root = make_pack()
    file = root / "q.yaml"
    before = QUESTIONS.replace("\n", end).encode()
    file.write_bytes(mark + before)
    fixed = fix(root)
    assert fixed.ids == ADDED
    after = file.read_bytes()
    added = [
        f"{modeline()}{end}".encode(),
        f"id: {ADDED[0]}{end}    ".encode(),
        f"id: {ADDED[1]}, ".encode(),
    ]
    assert [after.count(one) for one in added] == [1, 1, 1]
    for one in added:
        after = after.replace(one, b"")
    assert after == mark + before


def test_what_was_missing_is_there_and_a_second_time_changes_nothing(make_pack: PackMaker) -> None:
    """The pack is sound, its schema stands beside pack.yaml, and there is nothing left to add."""
    root = make_pack(q_yaml=QUESTIONS, cards_md="Q: x?\nA: y\n")
    assert not check(root).is_clean
    fix(root)
    assert check(root).problems == ()
    assert (root / SCHEMA_NAME).is_file()
    files = {file: file.read_bytes() for file in root.iterdir()}
    again = fix(root)
    assert (again.ids, again.files) == ((), ())
    assert {file: file.read_bytes() for file in root.iterdir()} == files


def test_ids_are_unlike_those_there_are(make_pack: PackMaker) -> None:
    """Two questions that begin alike get two ids, in other files too."""
    question = "- {kind: recall, level: mid, prompt: What is it, answer: It}\n"
    root = make_pack(a_yaml=question * 2, b_yaml=question, c_md="<!-- id: what-is-it-3 -->\nQ: x\nA: y\n")
    assert fix(root).ids == ("what-is-it", "what-is-it-2", "what-is-it-4")
    assert len(load(root).questions) == 4


def test_a_folder_below_reaches_the_schema(make_pack: PackMaker) -> None:
    """The path of the line leads up to pack.yaml."""
    root = make_pack(sub__q_yaml=QUESTIONS)
    fix(root)
    assert (root / "sub" / "q.yaml").read_text().startswith(f"{modeline(1)}\n")
    assert "$schema=../quizapp" in modeline(1)


def test_a_pack_gets_its_id(make_pack: PackMaker) -> None:
    """From its folder, above the first key."""
    root = make_pack("My pack", manifest="# About\ntitle: T\nversion: 1\n")
    assert fix(root).ids == ("my-pack",)
    assert (root / "pack.yaml").read_text() == f"{modeline()}\n# About\nid: my-pack\ntitle: T\nversion: 1\n"


@pytest.mark.parametrize(
    "text",
    [
        "- kind: recall\n  level: [\n",
        "- ? kind\n  : recall\n",
        "just text\n",
        "",
        "\x00",
        "- !!python/name:os.system x\n",
    ],
)
def test_what_cannot_be_mended_is_left_alone(make_pack: PackMaker, text: str) -> None:
    """A file that cannot be read, or would read otherwise, keeps every byte of its questions."""
    root = make_pack(q_yaml=text)
    fix(root)
    after = (root / "q.yaml").read_text()
    assert after.removeprefix(f"{modeline()}\n") == text


def test_one_file_of_a_pack(make_pack: PackMaker, tmp_path: Path) -> None:
    """Only that file is touched; without a pack.yaml beside it, ids alone are added."""
    root = make_pack(a_yaml=QUESTIONS, b_yaml=QUESTIONS)
    fix(root / "a.yaml")
    assert (root / "b.yaml").read_text() == QUESTIONS
    alone = tmp_path / "alone.yaml"
    alone.write_text(QUESTIONS)
    assert fix(alone).files == ()
    assert "id: what-a-test" in alone.read_text()
