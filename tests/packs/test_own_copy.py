"""Editing a bundled question: it is copied to the learner's own pack first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizapp import locations
from quizapp.packs import library
from quizapp.packs.own_copy import own_copy

if TYPE_CHECKING:
    from pathlib import Path

YAML = """
# Two questions.
- id: one
  kind: recall
  level: entry
  prompt: |
    First?

    # not a note
  answer: yes it is

# The second.
- {id: two, kind: recall, level: mid, prompt: Second?, answer: b}
"""
CARDS = """---
level: mid
---
# Heading

<!-- id: kink -->
Q: At zero?
A: Zero,
one of many.

Q: Without an id?
A: Yes.

<!-- id: he -->
C: Variance [2/fan_in] of [He].
"""


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a bundled pack of a YAML and a Markdown file."""
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    pack = tmp_path / "content" / "core"
    pack.mkdir(parents=True)
    (pack / "pack.yaml").write_text("id: core\ntitle: Core\nversion: 1\n")
    (pack / "q.yaml").write_text(YAML)
    (pack / "cards.md").write_text(CARDS)
    monkeypatch.setattr(locations, "content_dir", lambda: tmp_path / "content")
    return pack


@pytest.mark.parametrize("name", ["core:one", "core:two", "core:kink", "core:he#1"])
def test_the_copy_shadows_the_bundled_one(bundled: Path, name: str) -> None:
    """The copy has the same id, level and text, and it is the one that is found from then on."""
    before = library.find(name)
    assert before is not None
    place = own_copy(before)
    after = library.find(name)
    assert after is not None
    assert after.place.file == place.file
    assert (after.id, after.level, after.prompt, after.fields) == (
        before.id,
        before.level,
        before.prompt,
        before.fields,
    )
    assert not any(pack.errors for pack in library.installed())
    assert bundled.joinpath("q.yaml").read_text() == YAML


def test_the_others_stay_bundled(bundled: Path) -> None:
    """Only the one that is edited is copied."""
    one = library.find("core:one")
    assert one is not None
    own_copy(one)
    two = library.find("core:two")
    assert two is not None
    assert two.place.file == str(bundled / "q.yaml")


def test_a_second_one_joins_the_first(bundled: Path) -> None:
    """Both copies stand in one file, each found at its line; what is theirs already is not copied again."""
    for name in ("core:one", "core:two"):
        question = library.find(name)
        assert question is not None
        place = own_copy(question)
        copied = library.find(name)
        assert copied is not None
        assert own_copy(copied).file == place.file
        assert copied.place.line == place.line
