"""Drawing what is given: reproducible, in range, independent, and exactly the decimals printed."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.questions.draws import draw, rounded, stream_for, value_of
from quizapp.questions.errors import QuestionError
from quizapp.questions.streams import Stream
from tests.questions.making import made

SEEDS = st.integers(0, 2**63)


def drawn(rule: Any, seed: int = 0) -> Any:
    """Return what a rule gives for a seed."""
    return value_of(rule, Stream("test", seed))


@given(SEEDS)
def test_a_seed_gives_the_same_numbers_again(seed: int) -> None:
    """Drawing depends on id, version and seed alone."""
    question = made(given={"w": {"normal": [0, 1], "shape": [3]}, "b": {"choose": [1, 2, 3]}})
    assert draw(question, seed) == draw(question, seed)


def philox(key: tuple[int, int], block: int) -> list[int]:
    """Return a block of Philox4x64-10 written out (Salmon et al. 2011, section 4), for the counter ``block``."""
    counter, (low, high), full = [block, 0, 0, 0], key, 2**64
    for _ in range(10):
        left, right = 0xD2E7470EE14C6C93 * counter[0], 0xCA5A826395121157 * counter[2]
        counter = [
            (right // full) ^ counter[1] ^ low,
            right % full,
            (left // full) ^ counter[3] ^ high,
            left % full,
        ]
        low, high = (low + 0x9E3779B97F4A7C15) % full, (high + 0xBB67AE8584CAA73B) % full
    return counter


def test_a_stream_is_philox_keyed_by_a_hash() -> None:
    """So a log replays to the same question whatever NumPy's release: the words follow from the key alone."""
    digest = hashlib.sha256(b"p:q\x000123456789ab\x007\x000\x00w").digest()
    key = (int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:16], "little"))
    stream = Stream("p:q", "0123456789ab", 7, 0, "w")
    assert [stream.word() for _ in range(20)] == [
        word for block in range(1, 6) for word in philox(key, block)
    ]


@given(SEEDS)
def test_another_name_leaves_the_others_as_they_are(seed: int) -> None:
    """Each name has its own stream. The version is held fixed, as it counts among the key."""
    one = made(given={"w": {"uniform": [0, 1], "round": 6}})
    two = made(given={"b": {"uniform": [0, 1], "round": 6}, "w": {"uniform": [0, 1], "round": 6}})
    object.__setattr__(two, "version", one.version)
    assert draw(one, seed)["w"] == draw(two, seed)["w"]


def test_names_and_attempts_have_different_streams() -> None:
    """Equal rules do not give equal numbers, and a second attempt gives others."""
    rule = {"uniform": [0, 1], "round": 9}
    question = made(given={"a": rule, "b": rule})
    first, second = draw(question, 1), draw(question, 1, attempt=1)
    assert len({first["a"], first["b"], second["a"], second["b"]}) == 4


@given(
    SEEDS, st.integers(-40, 40), st.integers(0, 40), st.sampled_from(["0.1", "0.05", "0.25", "0.3", "1e-3"])
)
def test_steps_are_exact_decimals_in_range(seed: int, low: int, span: int, step: str) -> None:
    """0.1 + 0.2 is 0.3: what is printed is what is used."""
    start, stop = low / 10, (low + span) / 10
    value = drawn({"from": start, "to": stop, "step": float(step)}, seed)
    assert start <= value <= stop
    assert len(repr(value).rpartition(".")[2]) <= 4 or float(value).is_integer()


def test_a_range_reaches_both_ends() -> None:
    """From 0 to 0.3 in steps of 0.1 there are four values."""
    values = {drawn({"from": 0, "to": 0.3, "step": 0.1}, seed) for seed in range(100)}
    assert values == {0, 0.1, 0.2, 0.3}


@given(SEEDS, st.floats(-5, 5), st.floats(0, 5), st.integers(0, 6))
def test_uniform_draws_lie_within_their_bounds_once_rounded(
    seed: int, low: float, span: float, places: int
) -> None:
    """Rounding never leads outside; where no decimal lies within, that is said."""
    low, high = round(low, 3), round(low, 3) + round(span, 3)
    try:
        value = drawn({"uniform": [low, high], "round": places}, seed)
    except QuestionError:
        assert math.floor(high * 10**places + 1e-9) <= math.ceil(low * 10**places - 1e-9)
        return
    assert low <= value <= high
    assert rounded(value, places) == value


@given(SEEDS)
def test_integers_include_both_ends_only(seed: int) -> None:
    """A die shows one to six."""
    assert drawn({"integers": [1, 6]}, seed) in range(1, 7)


def test_a_die_is_fair() -> None:
    """Each of six faces comes up near a sixth of the time (chi-squared, 5 degrees of freedom)."""
    stream = Stream("die")
    counts = Counter(stream.below(6) for _ in range(6000))
    assert sum((counts[face] - 1000) ** 2 / 1000 for face in range(6)) < 25


def test_normal_draws_have_their_mean_and_deviation() -> None:
    """Box and Muller: 4 000 draws are near mean 3 and deviation 2, and rounded."""
    values = np.array(drawn({"normal": [3, 2], "shape": [4000], "round": 2}))
    assert abs(values.mean() - 3) < 0.15
    assert abs(values.std() - 2) < 0.15
    assert np.all(values == np.round(values, 2))


def test_a_short_round_never_gives_minus_zero() -> None:
    """−0 would be printed as −0."""
    values = drawn({"normal": [0, 0.1], "shape": [200], "round": 0})
    assert not any(math.copysign(1, value) < 0 for value in values if value == 0)


@given(SEEDS)
def test_labels_one_hot_rows_and_masks(seed: int) -> None:
    """Whole numbers below the classes; one 1 a row; zeros and ones."""
    assert set(drawn({"labels": 5, "classes": 3}, seed)) <= {0, 1, 2}
    assert [sum(row) for row in drawn({"onehot": [4, 3]}, seed)] == [1, 1, 1, 1]
    mask = np.array(drawn({"mask": [2, 3], "keep": 0.5}, seed))
    assert mask.shape == (2, 3)
    assert set(mask.ravel()) <= {0, 1}


def test_a_mask_keeps_as_many_as_it_says() -> None:
    """Keep is the probability of a one."""
    assert abs(np.mean(drawn({"mask": [50, 50], "keep": 0.8})) - 0.8) < 0.03


@pytest.mark.parametrize(("name", "variance"), [("he", 2 / 50), ("lecun", 1 / 50), ("xavier", 2 / 150)])
def test_initial_weights_have_the_schemes_variance(name: str, variance: float) -> None:
    """Rows are inputs: fan_in is 50, fan_out 100."""
    weights = np.array(drawn({"init": name, "shape": [50, 100], "round": 4}))
    assert weights.shape == (50, 100)
    assert weights.var() == pytest.approx(variance, rel=0.06)
    assert np.all(weights == np.round(weights, 4))


@pytest.mark.parametrize(
    ("rule", "value"), [(3, 3), ([1, 2], [1, 2]), ([[1], [2]], [[1], [2]]), ({"choose": ["flat"]}, "flat")]
)
def test_what_is_fixed_is_itself(rule: Any, value: Any) -> None:
    """A number, an array and a single word."""
    assert drawn(rule) == value


@pytest.mark.parametrize("shape", [[], [3], [2, 3], [2, 1, 3]])
def test_shapes_are_kept(shape: list[int]) -> None:
    """Every form with a shape gives an array of it."""
    for rule in (
        {"uniform": [0, 1]},
        {"normal": [0, 1]},
        {"integers": [0, 9]},
        {"choose": [-1, 0.5, 1]},
        {"from": 0, "to": 1, "step": 0.5},
    ):
        assert list(np.shape(drawn({**rule, "shape": shape}))) == shape


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"from": 2, "to": 1, "step": 1}, "below"),
        ({"integers": [3, 1]}, "two whole numbers"),
        ({"integers": [0.5, 1]}, "two whole numbers"),
        ({"normal": ["N", "d"]}, "letter"),
        ({"onehot": ["N", 3]}, "letter"),
        ({"mask": [1000, 1000]}, "more than"),
        ({"uniform": [0.001, 0.002], "round": 1}, "no number of 1 decimals"),
        ({"domain": "real"}, "for derivations"),
        ({"scale": [1, 2]}, "no draw is called"),
        ({"init": "hee", "shape": [2, 2]}, "hee"),
        ({"init": "he", "shape": [2]}, "fan_in"),
        ({"normal": [0, 1], "scale": [0, 1]}, "two positive numbers"),
    ],
)
def test_a_rule_that_cannot_be_met_says_why(rule: Any, words: str) -> None:
    """In a sentence that names what is drawn."""
    with pytest.raises(QuestionError, match=words):
        value_of(rule, Stream("x"), "w")


@given(SEEDS)
def test_a_shuffle_keeps_its_items(seed: int) -> None:
    """And depends on the seed alone."""
    question = made()
    first, second = list("abcde"), list("abcde")
    stream_for(question, seed, "options").shuffle(first)
    stream_for(question, seed, "options").shuffle(second)
    assert first == second
    assert sorted(first) == list("abcde")


def test_every_order_comes_up() -> None:
    """Of three items all six orders."""
    orders = set()
    for seed in range(80):
        items = ["a", "b", "c"]
        Stream(seed).shuffle(items)
        orders.add(tuple(items))
    assert len(orders) == 6
