"""One name, however it is typed."""

from __future__ import annotations

import unicodedata

import pytest

from engine.language.labels import label
from engine.language.spelling import GREEK, PRECOMPOSED, canonical, key
from tests.engine.language.vocabulary import read


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("λ", "lam"),
        ("lambda", "lam"),
        ("lambda_1", "lam_1"),
        ("epsilon", "eps"),
        ("ϵ", "eps"),
        ("β₁", "beta1"),
        ("θ_t", "theta_t"),
        ("zᵢ", "z_i"),
        ("W₁₂", "W12"),
        ("ŷ", "y_hat"),
        ("m̂₁", "m_hat1"),
        ("m̂_1", "m_hat_1"),
        ("ẋ", "x_dot"),
        ("dθ", "dtheta"),
        ("𝛔", "sigma"),
        ("µ", "mu"),
        ("weights", "weights"),
    ],
)
def test_a_name_has_one_canonical_form(typed: str, name: str) -> None:
    """Greek, accents, subscripts and styled letters are spelt out."""
    assert canonical(typed) == name
    assert canonical(name) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("W_1", "W1"),
        ("yhat", "y_hat"),
        ("m_hat_1", "m_hat1"),
        ("m_hat1", "m1_hat"),
        ("h_2", "h2"),
        ("x_bar", "xbar"),
    ],
)
def test_two_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    """A low line before a number, or before an accent, makes no other name."""
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("W1", "W2"), ("y", "y_hat"), ("y_bar", "y_hat"), ("m", "m_hat"), ("w", "w_new")]
)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    """An accent or a number tells names apart."""
    assert key(one) != key(other)


def test_every_label_of_a_greek_letter_reads_back() -> None:
    """What is shown can be typed."""
    for symbol, name in GREEK.items():
        assert label(name) == symbol
        assert canonical(symbol) == name


def test_accented_letters_are_read_composed_and_decomposed() -> None:
    """Both Unicode forms of a letter with an accent are the same name."""
    for letter in PRECOMPOSED:
        assert canonical(letter) == canonical(unicodedata.normalize("NFD", letter))
        assert read(letter) == read(unicodedata.normalize("NFD", letter))
