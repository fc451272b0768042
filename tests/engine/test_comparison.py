"""An answer is the same only within its accepted interval; a failed one says why where that can be seen."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.array_comparison import compare_array
from engine.comparison import Outcome, compare_number
from engine.language.figures import format_array, format_number
from engine.precision import accepted_interval, intervals_disjoint

FINITE = st.floats(-1e12, 1e12).filter(lambda value: abs(value) > 1e-12)


@pytest.mark.parametrize(
    ("typed", "expected", "precision"),
    [
        ("0.333", 1 / 3, {}),
        ("1/3", 1 / 3, {}),
        ("33.3 %", 1 / 3, {}),
        ("0.334", 1 / 3, {}),
        ("2", 2.0, {}),
        (".25", 0.25, {}),
        ("0.250", 0.25, {}),
        ("1/4", 0.25, {}),
        ("10.0", 9.996, {}),
        ("9.99", 9.996, {}),
        ("−1.23e−5", -1.2345e-5, {}),
        ("1.2345", 1.23449, {"figures": 5}),
        ("0.12", 0.1299, {"places": 2}),
        ("0.13", 0.1299, {"places": 2}),
        ("5315", 5315.0, {"places": 0}),
        ("0.4", 0.3, {"atol": 0.1}),
        ("101", 100.0, {"rtol": 0.01}),
        ("0", 0.0, {}),
        ("0", 1e-17, {"scale": 1.0}),
        ("1e-17", 0.0, {"scale": 1.0}),
        (1 / 3, 1 / 3, {"rtol": 0.0, "atol": 0.0}),
        (np.float64(2), 2, {}),
    ],
)
def test_an_answer_within_the_stated_precision_is_the_same(
    typed: str | float, expected: float, precision: dict[str, float]
) -> None:
    """Figures, places, relative and absolute distances accept what rounds or truncates to the value."""
    assert compare_number(typed, expected, **precision).kind == "same"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "expected", "precision"),
    [
        ("0.332", 1 / 3, {}),
        ("1.98", 2.0, {}),
        ("5314", 5315.0, {"places": 0}),
        ("5315.6", 5315.0, {"places": 0}),
        ("0.11", 0.1299, {"places": 2}),
        ("0.41", 0.3, {"atol": 0.1}),
        ("102", 100.0, {"rtol": 0.01}),
        ("0", 0.004, {"scale": 2.0}),
        ("0", 0.25**10, {"scale": 0.25}),
        ("1e-9", 0.0, {"scale": 1.0}),
        ("1.2344", 1.23456, {"figures": 5}),
    ],
)
def test_an_answer_outside_it_is_different(typed: str, expected: float, precision: dict[str, float]) -> None:
    """Small is not near zero: the floor is the noise of the operands only."""
    assert compare_number(typed, expected, **precision).kind == "different"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "expected", "why", "says"),
    [
        ("0.33", 1 / 3, "figures", "3 significant figures"),
        ("0.3", 1 / 3, "figures", "as far as it goes"),
        ("120", 123.4, "figures", "3 significant figures"),
        ("-0.333", 1 / 3, "sign", "sign is wrong"),
        ("25", 0.25, "power of ten", "100 times too large. A percentage"),
        ("0.0025", 0.25, "power of ten", "100 times too small"),
        ("0.5", 0.25, "factor", "2 times the value"),
        ("0.125", 0.25, "factor", "divided by 2"),
        ("-0.5", 0.25, "factor", "and the sign is wrong"),
        ("1", 0.25, "factor", "N = 4 times"),
        ("0.0625", 0.25, "factor", "divided by N = 4"),
        ("0.4", 0.25, "value", "differs"),
        ("0", 0.25, "value", "differs"),
        ("0.1", 0.0, "value", "differs"),
    ],
)
def test_a_failed_number_says_why(typed: str, expected: float, why: str, says: str) -> None:
    """Too few figures, a sign, a power of ten, a factor of 2 or N are named; nothing is guessed beyond."""
    outcome = compare_number(typed, expected, factors={"N": 4})
    assert (outcome.kind, outcome.why) == ("different", why)
    assert says in outcome.reason


def test_too_few_decimals_are_named_where_places_are_asked_for() -> None:
    """The sentence counts decimals then."""
    outcome = compare_number("3.1", 3.14159, places=2)
    assert outcome.why == "figures"
    assert "2 decimals" in outcome.reason


def test_few_figures_that_do_not_agree_are_just_wrong() -> None:
    """A short answer is excused only where it rounds right."""
    assert compare_number("0.4", 1 / 3).why == "value"
    assert compare_number("1", 0.849).why == "value"  # to one figure that is 0.8
    assert compare_number("1", 0.96).why == "figures"
    assert compare_number("10", 9.96).why == "figures"


@pytest.mark.parametrize("typed", ["", "x", "nan", "inf", "sigmoid(2)", "0,25", "1 2", math.nan, math.inf])
def test_what_cannot_be_read_is_not_a_wrong_answer(typed: str | float) -> None:
    """It says why, and at which line and column."""
    outcome = compare_number(typed, 0.25)
    assert outcome.kind == "unreadable"
    assert outcome.reason
    assert outcome.place is not None
    assert outcome.accepted is None


def test_the_accepted_interval_is_told() -> None:
    """It is 1.01 units of the third figure on either side by default."""
    low, high = compare_number("1", 0.25).accepted or (0.0, 0.0)
    assert low == pytest.approx(0.24899)
    assert high == pytest.approx(0.25101)
    assert accepted_interval(0.25) == (low, high)


def test_an_expected_answer_must_be_finite() -> None:
    """A question whose answer is infinite is a fault of the question."""
    with pytest.raises(ValueError, match="finite"):
        compare_number("1", math.inf)
    with pytest.raises(ValueError, match="finite"):
        compare_array("1", [math.nan])


def test_two_answers_differ_only_if_their_intervals_are_disjoint() -> None:
    """Intervals that touch can be met by one answer."""
    assert intervals_disjoint((0.0, 1.0), (1.1, 2.0))
    assert intervals_disjoint((1.1, 2.0), (0.0, 1.0))
    assert not intervals_disjoint((0.0, 1.0), (1.0, 2.0))
    assert not intervals_disjoint(None, (1.0, 2.0))


@settings(deadline=None)
@given(FINITE, st.integers(1, 10))
def test_the_value_as_displayed_is_always_accepted(expected: float, figures: int) -> None:
    """What the app prints at the asked precision is a right answer."""
    assert compare_number(format_number(expected, figures=figures), expected, figures=figures).is_same


@settings(deadline=None)
@given(st.floats(-1e6, 1e6), st.integers(0, 8))
def test_the_value_at_its_places_is_always_accepted(expected: float, places: int) -> None:
    """The same for decimal places."""
    assert compare_number(format_number(expected, places=places), expected, places=places).is_same


@settings(deadline=None)
@given(FINITE, FINITE, st.integers(1, 10))
def test_only_what_is_in_the_interval_is_the_same(typed: float, expected: float, figures: int) -> None:
    """The verdict and the interval never contradict each other."""
    outcome = compare_number(typed, expected, figures=figures)
    low, high = outcome.accepted or (0.0, 0.0)
    assert outcome.is_same == (low <= typed <= high)
    assert low < expected < high


@settings(deadline=None)
@given(FINITE, st.floats(1.0303, 50), st.sampled_from([-1, 1]))
def test_what_is_off_by_more_than_three_units_is_never_the_same(
    expected: float, units: float, sign: int
) -> None:
    """Three figures mean three figures, wherever in its decade the value lies."""
    unit = 10.0 ** (math.floor(math.log10(abs(expected))) - 2)
    assert compare_number(expected + sign * units * unit, expected).kind == "different"


# --- arrays

EXPECTED = np.array([[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize(
    "answer",
    [
        "[[1,2],[3,4]]",
        "1 2\n3 4",
        "[1, 2; 3, 4]",
        [[1, 2], [3, 4]],
        [["1", "4/2"], ["3.00", "4"]],
        EXPECTED,
        EXPECTED + 1e-3,
    ],
)
def test_an_array_is_the_same_in_any_form(answer: object) -> None:
    """Text, nested rows of numbers or texts, and NumPy arrays are compared alike."""
    outcome = compare_array(answer, EXPECTED)
    assert outcome.kind == "same"
    assert len(outcome.entries) == 4


@pytest.mark.parametrize(
    ("answer", "why", "says"),
    [
        ("[1, 2]", "shape", "a vector of 2, 2×2 is expected"),
        ("7", "shape", "a single number"),
        ("[[1,3],[2,4]]", "transposed", "transpose"),
        ("[[-1,-2],[-3,-4]]", "sign", "sign"),
        ("[[2,4],[6,8]]", "factor", "2 times"),
        ("[[3,6],[9,12]]", "factor", "N = 3 times"),
        ("[[10,20],[30,40]]", "power of ten", "10 times too large"),
        ("[[1,2],[3,5]]", "entries", "1 of 4 entries differ: row 2 column 2"),
        ("[[9,8],[7,6]]", "entries", "All 4 entries"),
    ],
)
def test_a_failed_array_says_why(answer: str, why: str, says: str) -> None:
    """Shapes, a transpose, one factor throughout, or the entries that are wrong."""
    outcome = compare_array(answer, EXPECTED, factors={"N": 3})
    assert (outcome.kind, outcome.why) == ("different", why)
    assert says in outcome.reason


def test_each_entry_is_marked() -> None:
    """Entries are judged row by row, each with its own reason."""
    outcome = compare_array("[[1, -2], [3, 4.5]]", EXPECTED)
    assert [entry.kind for entry in outcome.entries] == ["same", "different", "same", "different"]
    assert outcome.entries[1].why == "sign"


def test_a_transposed_shape_is_named_as_such() -> None:
    """The numbers are right, their places are not."""
    outcome = compare_array("[[1], [2], [3]]", np.array([[1.0, 2.0, 3.0]]))
    assert outcome.why == "transposed"
    assert "3×1" in outcome.reason


def test_the_transpose_of_a_symmetric_array_is_right() -> None:
    """What equals its transpose cannot be transposed."""
    assert compare_array([[1, 2], [2, 1]], [[1, 2], [2, 1]]).kind == "same"


def test_a_wrong_shape_is_wrong_even_where_numpy_would_broadcast() -> None:
    """A row is not a matrix of equal rows, nor a number a vector."""
    assert compare_array("[1, 1]", np.ones((2, 2))).why == "shape"
    assert compare_array("1", np.ones(3)).why == "shape"
    assert compare_array("[1, 1, 1]", np.ones((1, 3))).why == "shape"
    assert compare_array("1 1 1", np.ones((1, 3))).kind == "same"


def test_noise_beside_large_entries_counts_as_zero() -> None:
    """The floor is that of the largest entry."""
    assert compare_array("[0, 1]", [5e-17, 1.0]).kind == "same"
    assert compare_array("[0, 1]", [5e-6, 1.0]).kind == "different"


@pytest.mark.parametrize(
    "answer", ["[[1, 2], [3]]", "[[1, 2], [3, x]]", [[1, 2], [3]], [[1, 2], [3, math.nan]], ""]
)
def test_an_array_that_cannot_be_read_is_not_wrong(answer: object) -> None:
    """Uneven rows and entries that are no numbers are unreadable."""
    outcome = compare_array(answer, EXPECTED)
    assert outcome.kind == "unreadable"
    assert outcome.reason


def test_few_figures_throughout_are_named_once() -> None:
    """Where every wrong entry is only too short, that is the reason."""
    outcome = compare_array("[0.3, 0.7]", [1 / 3, 2 / 3])
    assert outcome.why == "figures"


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(FINITE, min_size=2, max_size=2), min_size=1, max_size=3))
def test_an_array_as_displayed_is_always_accepted(expected: list[list[float]]) -> None:
    """What the app prints at three figures is a right answer."""
    assert compare_array(format_array(expected, figures=3), expected).kind == "same"


@settings(deadline=None, max_examples=60)
@given(st.lists(FINITE, min_size=2, max_size=5), st.data())
def test_one_wrong_entry_makes_an_array_wrong(expected: list[float], data: st.DataObject) -> None:
    """No entry is forgiven for the others."""
    place = data.draw(st.integers(0, len(expected) - 1))
    largest = max(abs(value) for value in expected)
    assume(abs(expected[place]) > 1e-9 * largest)
    wrong = [*expected]
    wrong[place] *= 1.2
    outcome = compare_array(wrong, expected)
    assert outcome.kind == "different"
    assert [entry.kind == "same" for entry in outcome.entries] == [i != place for i in range(len(expected))]


def test_an_outcome_is_a_value() -> None:
    """Outcomes compare equal by what they say."""
    assert compare_number("1", 1.0) == compare_number("1.0", 1.0)
    assert Outcome("same").is_same
