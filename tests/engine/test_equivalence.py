"""Expressions compared as functions on their domain: never the same when they are not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import equivalent

N_D_K = {"X": {"shape": ("N", "d")}, "P": {"shape": ("N", "K")}, "Y": {"shape": ("N", "K")}, "N": "real"}

SAME = [
    ("(1+tanh(z/2))/2", "sigmoid(z)", {}),
    ("z + log(1+exp(-z))", "softplus(z)", {}),
    ("sqrt(x**2)", "x", {"x": "positive"}),
    ("w0*(1-lam*eta)**t", "(1-eta*lam)**t * w0", {"t": "positive", "eta": (0, 0.1), "lam": (0, 1)}),
    ("z*(z>0)", "relu(z)", {}),
    ("exp(-z)/(1+exp(-z))**2", "sigmoid(z)*(1-sigmoid(z))", {}),
    ("log(x)+log(y)", "log(x*y)", {"x": "positive", "y": "positive"}),
    ("1", "sin(x)**2+cos(x)**2", {"x": "real"}),
    ("0.25", "1/4", {}),
    ("(X.T@P - X.T@Y)/N", "X.T @ (P-Y) / N", N_D_K),
]
DIFFERENT = [
    ("sqrt(x**2)", "x", {"x": "real"}),
    ("abs(z)", "relu(z)", {}),
    ("sigmoid(z) - y + 0.000001", "sigmoid(z)-y", {}),
    ("10000*z + 0.000001", "10000*z", {}),
    ("x + (x>5)*0.001", "x", {}),
    ("p - y", "y - p", {}),
    ("x - x**3/3", "tanh(x)", {}),
    ("z*(z>=0.5)", "relu(z)", {}),
    ("(P-Y).T @ X / N", "X.T @ (P-Y)/N", N_D_K),
    ("X.T @ (P-Y)", "X.T @ (P-Y)/N", N_D_K),
]


@pytest.mark.parametrize(("answer", "reference", "domain"), SAME)
def test_other_ways_of_writing_a_function_are_the_same(
    answer: str, reference: str, domain: dict[str, object]
) -> None:
    """Both ways round."""
    assert equivalent(answer, reference, domain=domain).kind == "same"
    assert equivalent(reference, answer, domain=domain).kind == "same"


@pytest.mark.parametrize(("answer", "reference", "domain"), DIFFERENT)
def test_other_functions_are_different(answer: str, reference: str, domain: dict[str, object]) -> None:
    """By a sign, a branch, a region, a transpose, or one millionth."""
    assert equivalent(answer, reference, domain=domain).kind == "different"


@pytest.mark.parametrize("answer", ["foo(z)", "q", "z +", "__import__('os')", "z.real", "((z)"])
def test_what_cannot_be_read_is_not_a_wrong_answer(answer: str) -> None:
    """It says why instead."""
    outcome = equivalent(answer, "sigmoid(z)", domain={"z": "real"})
    assert outcome.kind == "unreadable"
    assert outcome.reason


def test_a_transpose_and_a_factor_are_named() -> None:
    """What a person would see in a wrong matrix."""
    assert "transpose" in equivalent("(P-Y).T @ X", "X.T @ (P-Y)", domain=N_D_K).reason
    assert "2 times" in equivalent("2*X.T @ (P-Y)", "X.T @ (P-Y)", domain=N_D_K).reason
    assert "shape" in equivalent("X @ (P-Y)", "X.T @ (P-Y)", domain=N_D_K).reason


@settings(max_examples=40, deadline=None)
@given(st.floats(-20, 20), st.sampled_from(["{c}*z + z**2", "exp(z/4) + {c}", "tanh(z) - {c}*z"]))
def test_a_shift_of_a_millionth_is_never_the_same(c: float, form: str) -> None:
    """Whatever the size of the rest."""
    reference = form.format(c=f"({c!r})")
    assert equivalent(f"{reference} + 1e-6", reference).kind == "different"
    assert equivalent(f"0 + {reference}*1", reference).kind == "same"
