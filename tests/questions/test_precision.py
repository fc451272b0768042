"""How exactly a number is asked for."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.questions.model import Precision
from quizapp.questions.precision import digits_shown, read_precision, tolerance


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("3 figures", Precision(figures=3)),
        ("1 figure", Precision(figures=1)),
        ("4 significant figures", Precision(figures=4)),
        ("2 places", Precision(places=2)),
        ("0 places", Precision(places=0)),
        ("3 decimal places", Precision(places=3)),
        ("1 %", Precision(relative=0.01)),
        ("0.5%", Precision(relative=0.005)),
        ("±0.01", Precision(absolute=0.01)),
        ("± 1e-3", Precision(absolute=0.001)),
        ("+-2", Precision(absolute=2.0)),
    ],
)
def test_a_precision_is_read(text: str, precision: Precision) -> None:
    """Figures, places, a share, a distance."""
    assert read_precision(text) == precision


@pytest.mark.parametrize(
    "text", ["", "3", "three figures", "0 figures", "99 figures", "0 %", "±0", "-1 places", "1e999 %"]
)
def test_what_is_none_says_so(text: str) -> None:
    """With a sentence."""
    with pytest.raises(ValueError, match=r"\w \w"):
        read_precision(text)


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing else happens."""
    with contextlib.suppress(ValueError):
        assert read_precision(text).in_words()


def test_a_tolerance_shows_a_digit_more_than_it_needs() -> None:
    """An answer shown at a tolerance lies well within it."""
    assert digits_shown(Precision(relative=0.01)) == {"figures": 4}
    assert digits_shown(Precision(absolute=0.01)) == {"places": 3}
    assert tolerance(Precision(relative=0.01)) == {"rtol": 0.01}
