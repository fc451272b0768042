"""The garbage collector rests only inside, and only for whoever found it at work."""

from __future__ import annotations

import gc

import pytest

from quizapp.heap import growing


def test_the_collector_works_again_whatever_happened() -> None:
    """Nested, and after an error."""

    @growing()
    def fail() -> None:
        with growing():
            assert not gc.isenabled()
        assert not gc.isenabled()
        raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    """Whoever turned it off wanted that."""
    gc.disable()
    try:
        with growing():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
