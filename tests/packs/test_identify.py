"""Giving cards ids when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizapp.packs import load
from quizapp.packs.identify import add_ids

if TYPE_CHECKING:
    from tests.packs.conftest import PackMaker

DECK = "# Title\n\nQ: first  \nA: one\n\n<!-- id: kept -->\nQ: second\nA: two\n\nC: a [third]\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_only_comments_are_added(make_pack: PackMaker, end: str, mark: bytes) -> None:
    """All other bytes stay: line ends, trailing spaces, the mark at the beginning."""
    root = make_pack()
    before = mark + DECK.replace("\n", end).encode()
    (root / "deck.md").write_bytes(before)
    assert add_ids(root) == ("deck-first", "deck-a-third")
    after = (root / "deck.md").read_bytes()
    comments = [f"<!-- id: {name} -->{end}".encode() for name in ("deck-first", "deck-a-third")]
    assert after.replace(comments[0], b"").replace(comments[1], b"") == before


def test_the_ids_are_those_that_the_cards_had(make_pack: PackMaker) -> None:
    """What was asked before keeps its history, and nothing is left to offer."""
    root = make_pack(deck_md=DECK)
    before = [one.id for one in load(root).questions]
    add_ids(root)
    after = load(root)
    assert [one.id for one in after.questions] == before
    assert after.problems == ()
    assert add_ids(root) == ()


def test_a_first_line_gets_its_comment(make_pack: PackMaker) -> None:
    """A card at the very beginning of a file with a byte-order mark."""
    root = make_pack()
    (root / "d.md").write_bytes(b"\xef\xbb\xbfQ: x\nA: y\n")
    add_ids(root)
    assert (root / "d.md").read_bytes() == b"\xef\xbb\xbf<!-- id: d-x -->\nQ: x\nA: y\n"


def test_yaml_is_never_touched(make_pack: PackMaker) -> None:
    """Questions in YAML have their ids or are errors."""
    root = make_pack(q_yaml="- kind: recall\n")
    assert add_ids(root) == ()
    assert (root / "q.yaml").read_text() == "- kind: recall\n"
