"""A history in words: what was right is said as it is read, on one line."""

from __future__ import annotations

import pytest

from quizapp.sessions.past import PastPart
from quizapp.sessions.telling import right_text


@pytest.mark.parametrize(
    ("word", "expected", "said"),
    [
        ("wrong", r"$z = \frac{a}{b}$", "z = a/b"),
        ("undecided", "at $z = 0$,\nnot before", "at z = 0, not before"),
        ("wrong", "2*a_1 - 3", "2*a_1 - 3"),
        ("correct", "$z = 0$", ""),
        ("wrong", "", ""),
    ],
)
def test_what_was_right_is_said_without_dollar_signs(word: str, expected: str, said: str) -> None:
    """Formulas are drawn; what is typed into a field stays as it is typed."""
    assert right_text(PastPart("answer", "", expected, word, "", "")) == said
