"""What plain scalars mean."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.packs.scalars import resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"),
        ("yes", "yes"),
        ("No", "No"),
        ("1:30", "1:30"),
        ("010", 10),
        ("1e-8", 1e-8),
        (".5", 0.5),
        ("-.5", -0.5),
        ("1.", 1.0),
        ("+3", 3),
        ("0x1F", 31),
        ("0o17", 15),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("2026-01-02", "2026-01-02"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("null", None),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("e5", "e5"),
        ("1e", "1e"),
        ("-", "-"),
        (".", "."),
        ("relu", "relu"),
    ],
)
def test_a_plain_scalar_has_its_core_schema_value(text: str, value: object) -> None:
    """Plain scalars follow YAML 1.2, not 1.1."""
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_that_python_writes_is_read_back(value: float) -> None:
    """Numbers as JSON and Python write them are numbers with the same value."""
    assert resolve(repr(value)) == value


@given(st.integers(min_value=-(10**250), max_value=10**250))
def test_whole_numbers_are_whole(value: int) -> None:
    """A whole number stays one, leading zeros or not."""
    assert resolve(str(value)) == value
    assert resolve(f"00{abs(value)}") == abs(value)


@given(st.text(max_size=20))
def test_any_text_has_a_value(text: str) -> None:
    """No text is refused."""
    assert resolve(text) is None or isinstance(resolve(text), bool | int | float | str)


def test_a_number_too_long_for_a_float_is_infinite() -> None:
    """A literal of a thousand digits does no work and is no finite number."""
    assert resolve("9" * 1000) == math.inf
