"""Waits are written as short as a rating key has room for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.scheduling.intervals import interval_text


@pytest.mark.parametrize(
    ("wait", "text"),
    [
        (timedelta(seconds=5), "1 m"),
        (timedelta(minutes=10), "10 m"),
        (timedelta(minutes=90), "2 h"),
        (timedelta(hours=23.6), "1 d"),
        (timedelta(days=4), "4 d"),
        (timedelta(days=13), "13 d"),
        (timedelta(days=21), "3 w"),
        (timedelta(days=122), "4 mo"),
        (timedelta(days=365), "1 y"),
        (timedelta(days=548), "1.5 y"),
        (timedelta(days=36500), "100 y"),
    ],
)
def test_a_wait_is_written_in_its_largest_unit(wait: timedelta, text: str) -> None:
    """Minutes, hours, days, weeks, months, years."""
    assert interval_text(wait) == text


@given(st.timedeltas(timedelta(0), timedelta(days=36500)))
def test_a_wait_fits_its_key_and_is_never_nothing(wait: timedelta) -> None:
    """At most six characters, and no zero."""
    text = interval_text(wait)
    assert len(text) <= 6
    assert float(text.split()[0]) > 0
