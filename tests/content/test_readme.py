"""What is said about the packs is what they hold."""

from __future__ import annotations

import re

import pytest

from docs.content import README, counts, with_table
from docs.readme import README as PROJECT
from tests.content.test_bundled import bundled

WORDS = {14: "Fourteen", 15: "Fifteen", 16: "Sixteen", 17: "Seventeen"}


def test_the_table_of_packs_is_what_they_hold() -> None:
    """``make readme`` would change nothing."""
    text = README.read_text(encoding="utf-8")
    assert with_table(text) == text


@pytest.mark.parametrize("name", [pack.id for pack in bundled()])
def test_each_pack_has_a_version_and_a_changelog_that_begins_with_it(name: str) -> None:
    """The newest entry is that of the version in pack.yaml."""
    pack = next(one for one in bundled() if one.id == name)
    told = (README.parent / name / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", told, re.MULTILINE)[:1] == [pack.version]


def test_the_changelog_counts_the_packs() -> None:
    """How many packs are bundled is said rightly."""
    told = " ".join(PROJECT.with_name("CHANGELOG.md").read_text(encoding="utf-8").split())
    every, generated, *_ = counts(question for pack in bundled() for question in pack.questions)
    assert f"{WORDS[len(bundled())]} bundled packs" in told
    assert f"{every} questions, {generated} of them" in told
