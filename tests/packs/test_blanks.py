"""Where the blanks of a cloze are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.packs.blanks import Piece, blanks, split, with_answer, with_gap


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("variance [2/fan_in].", ("2/fan_in",)),
        ("[Paris] is the capital of [France].", ("Paris", "France")),
        ("[Ecclesiastes] [6]:[9]", ("Ecclesiastes", "6", "9")),
        (r"the interval \[0, 1\] is [closed]", ("closed",)),
        ("in $[0,1]$ and $$[a]$$ but [this]", ("this",)),
        ("the value [$x[1]$ and [y]]", ("$x[1]$ and [y]",)),
        ("see [the paper](https://example.org) by [He]", ("He",)),
        ("an image ![a plot](plot.png) of [loss]", ("loss",)),
        ("`z[0]` is [first]", ("first",)),
        ("```\nx[0]\n```\nis [code]", ("code",)),
        ("costs $5 and [x] costs $6", ("x",)),
        ("- [ ] to do, [done]", ("done",)),
        ("[open and [closed]", ("closed",)),
        ("no blank] here", ()),
        ("[]", ()),
        (r"[a \[b\] c]", ("a [b] c",)),
    ],
)
def test_a_blank_is_what_stands_in_brackets(text: str, expected: tuple[str, ...]) -> None:
    """Brackets in mathematics, code, links and images are none, nor are escaped and empty ones."""
    assert blanks(split(text)) == expected


def test_a_gap_takes_the_place_of_one_blank() -> None:
    """The other blanks are filled in; escapes are undone."""
    pieces = split(r"[a] and [b] in \[0, 1\]")
    assert with_gap(pieces, 1) == "[…] and b in [0, 1]"
    assert with_gap(pieces, 2) == "a and […] in [0, 1]"
    assert with_answer(pieces, 2) == "a and [b] in [0, 1]"


@given(st.text(alphabet="ab $[]()!\\`\n", max_size=60))
def test_nothing_is_lost(text: str) -> None:
    """The pieces hold every letter of the text, in order."""
    letters = "".join(piece.text for piece in split(text))
    assert [one for one in letters if one in "ab"] == [one for one in text if one in "ab"]
    assert all(piece.text.strip() for piece in split(text) if piece.blank)


def test_plain_text_is_one_piece() -> None:
    """A text without blanks comes back as it is."""
    assert split("plain") == (Piece("plain"),)


def test_brackets_that_never_close_are_read_at_once() -> None:
    """As text, however many there are."""
    assert blanks(split("[" * 5_000)) == ()
    assert blanks(split("[" * 5_000 + " [x]")) == ("x",)
