"""Nothing a pack or an answer holds can command the terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.rendering.safety import MARKS_PER_CHARACTER, clean


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("a\tb", "a    b"),
        ("one\r\ntwo\rthree", "one\ntwo␍three"),
        ("\x7f\x85\x9b31m", "␡��31m"),
        ("user\u202etxt.exe", "user�txt.exe"),
        ("zero\u200bwidth\ufeff", "zero�width�"),
        ("soft\u00adhyphen", "soft�hyphen"),
        ("line\u2028end", "line␤end"),
        ("a\u00a0b\u2003c", "a b c"),
        ("tag\U000e0041", "tag�"),
        ("heart \u2764\ufe0f", "heart \u2764"),
        ("[bold]text[/bold] [@click=app.bell]", "[bold]text[/bold] [@click=app.bell]"),
        ("δ⁽ˡ⁾ = x̂ᵢ, naïve, 漢字 ⎛⎝", "δ⁽ˡ⁾ = x̂ᵢ, naïve, 漢字 ⎛⎝"),
    ],
)
def test_signs_for_what_cannot_be_seen(text: str, shown: str) -> None:
    """Controls, directions and invisible characters show as signs, everything else stays."""
    assert clean(text) == shown


def test_towers_of_marks_are_bounded() -> None:
    """A character keeps at most three marks, and a line does not start with one."""
    assert clean("a" + "\u0301" * 50 + "b") == "a" + "\u0301" * MARKS_PER_CHARACTER + "b"
    assert clean("x\n\u0301y") == "x\n◌\u0301y"


@given(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("\x1b\x9b\u202e\u0301\u200b\r\n\t")))
def test_nothing_unseen_remains(text: str) -> None:
    """No control or format character but the line end survives, and a second cleaning changes nothing."""
    shown = clean(text)
    left = {unicodedata.category(character) for character in shown.replace("\n", "")}
    assert not left & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert clean(shown) == shown
