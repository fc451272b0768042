"""Ids that changed since the installed version: told before a history is left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizapp import locations
from quizapp.packs.checking import check

if TYPE_CHECKING:
    from pathlib import Path

    from tests.packs.conftest import PackMaker

OLD = """\
- id: old-name
  kind: choice
  level: mid
  prompt: Which of these three is the logistic function?
  options: [{right: sigmoid}, {wrong: softplus}]

- {id: other, kind: recall, level: mid, prompt: What is odds?, answer: p/(1-p)}
"""


@pytest.fixture(autouse=True)
def installed(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install a pack of the id that the packs here have."""
    monkeypatch.setattr(locations, "content_dir", lambda: tmp_path / "none")
    folder = locations.own_packs_dir() / "tried"
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text("id: tried\ntitle: Tried\nversion: 1\n")
    (folder / "q.yaml").write_text(OLD)
    return folder


@pytest.mark.parametrize(
    "prompt", ["Which of these three is the logistic function?", "Which of these is the logistic function?"]
)
def test_a_new_id_is_offered_the_old_one_as_an_alias(make_pack: PackMaker, prompt: str) -> None:
    """At the id, whether the question was reworded on the occasion or not."""
    text = OLD.replace("old-name", "new-name").replace(
        "Which of these three is the logistic function?", prompt
    )
    (found,) = check(make_pack(q_yaml=text)).problems
    assert (found.place.line, found.severity, found.key) == (1, "warning", "id")
    assert "called old-name" in found.what
    assert "aliases: [old-name]" in found.mend


def test_with_the_alias_all_is_well(make_pack: PackMaker) -> None:
    """The history is carried over; nothing is left to say."""
    text = OLD.replace("id: old-name\n", "id: new-name\n  aliases: [old-name]\n")
    assert check(make_pack(q_yaml=text)).problems == ()


def test_a_question_that_is_gone_is_a_note(make_pack: PackMaker) -> None:
    """Its history waits; nothing of the pack is like it."""
    text = OLD.split("\n\n")[1]
    (found,) = check(make_pack(q_yaml=text)).problems
    assert (found.severity, "old-name" in found.what) == ("note", True)
    assert found.place.file.endswith("pack.yaml")


def test_the_installed_pack_itself_and_others_are_not_compared(make_pack: PackMaker, installed: Path) -> None:
    """A pack is not its own predecessor; one of another id has none."""
    assert check(installed).problems == ()
    other = make_pack(manifest="id: another\ntitle: T\nversion: 1\n", q_yaml=OLD.replace("old-name", "new"))
    assert check(other).problems == ()
