"""Expressions compared as functions on their domain: never the same when they are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import equivalent

if TYPE_CHECKING:
    from collections.abc import Callable

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


NEAR = [
    "{f} + {c}*({n} > {k})",
    "{f} + {c}*relu({n} - ({k}))",
    "where({n} == ({k}), {f} + {c}, {f})",
    "({f})*(1 + {c})",
    "{f} + {c}*sign({n})",
    "{f} + {c}*(3*{n} + 2 > {k})",
    "{f} + {c}*(exp({n}/9) > 3)",
]
SMOOTH = ("tanh(z)*w", "z*normal_cdf(z) + w", "exp(z/4) - w", "sigmoid(z) - w", "z**3/(1 + z**2) + w")


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(NEAR),
    st.sampled_from(SMOOTH),
    st.sampled_from(["1e-3", "1e-6", "1e-9"]),
    st.sampled_from(["z", "w"]),
    st.integers(-12, 12),
)
def test_near_misses_are_never_the_same(near: str, form: str, size: str, name: str, kink: int) -> None:
    """In a region, from a kink on, at one point, by a factor, by the sign."""
    answer = near.format(f=form, c=size, n=name, k=kink)
    assert equivalent(answer, form, domain={"z": "real", "w": "real"}).kind == "different"


REWRITINGS = (
    lambda a, b, _c: (f"({a})*({b})", f"({b})*({a})"),
    lambda a, b, c: (f"({a})*(({b}) + ({c}))", f"({a})*({b}) + ({a})*({c})"),
    lambda a, b, _c: (f"({a}) - ({b})", f"-(({b}) - ({a}))"),
    lambda a, b, _c: (f"(({a}) + ({b}))**2", f"({a})**2 + 2*({a})*({b}) + ({b})**2"),
    lambda a, b, _c: (f"exp(({a}) + ({b}))", f"exp({a})*exp({b})"),
    lambda a, _b, _c: (f"sigmoid({a})", f"(1 + tanh(({a})/2))/2"),
    lambda a, _b, _c: (f"softplus({a})", f"({a}) + log(1 + exp(-({a})))"),
    lambda a, b, _c: (f"({a})/(1 + ({b})**2)", f"({a})*(1 + ({b})**2)**(-1)"),
    lambda a, b, _c: (f"max({a}, {b})", f"(({a}) + ({b}) + abs(({a}) - ({b})))/2"),
    lambda a, _b, _c: (f"1 - sigmoid({a})", f"1/(1 + exp({a}))"),
    lambda a, _b, _c: (f"1 - tanh({a})**2", f"4*sigmoid(2*({a}))*(1 - sigmoid(2*({a})))"),
)
ATOMS = st.sampled_from(["z", "w", "z*w", "2*z - 1", "w**2", "tanh(z)", "relu(w)", "0.3", "z/3"])


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(REWRITINGS), ATOMS, ATOMS, ATOMS, st.sampled_from(["{}", "3*({}) + w", "z - ({})"]))
def test_rewriting_by_algebra_is_never_different(
    rewriting: Callable[[str, str, str], tuple[str, str]], a: str, b: str, c: str, around: str
) -> None:
    """However the numbers overflow or cancel."""
    one, other = rewriting(a, b, c)
    outcome = equivalent(around.format(one), around.format(other), domain={"z": "real", "w": "real"})
    assert outcome.kind == "same", outcome.reason


MATRICES = {
    name: {"shape": shape} for name, shape in (("A", ("n", "k")), ("B", ("k", "m")), ("C", ("n", "m")))
}


@pytest.mark.parametrize(
    ("answer", "reference", "kind", "why"),
    [
        ("(B.T @ A.T).T", "A @ B", "same", ""),
        ("A @ B + C", "C + A @ B", "same", ""),
        ("C @ B.T", "A", "different", "value"),
        ("A.T", "A", "different", "transposed"),
        ("sum(C, dim=1)", "sum(C, dim=0)", "different", "shape"),
        ("-C", "C", "different", "sign"),
        ("C*m", "C", "different", "factor"),
        ("C/n", "C", "different", "factor"),
        ("A @ B + 1e-6", "A @ B", "different", "value"),
        ("C*(C > 0)", "relu(C)", "same", ""),
        ("C*(C > 0.001)", "relu(C)", "different", "value"),
    ],
)
def test_matrices_are_compared_at_sizes_that_differ(answer: str, reference: str, kind: str, why: str) -> None:
    """The usual reasons are named."""
    outcome = equivalent(answer, reference, domain={**MATRICES, "m": "real", "n": "real"})
    assert (outcome.kind, outcome.why) == (kind, why)


def test_a_missing_size_is_named() -> None:
    """As a factor by its letter, whichever way round."""
    domain = {**MATRICES, "n": "real"}
    assert "factor 1/n is missing" in equivalent("C", "C/n", domain=domain).reason
    assert "factor n is missing" in equivalent("C/n", "C", domain=domain).reason


def test_a_second_opinion_decides_where_too_few_points_have_a_value() -> None:
    """SymPy proves what sampling cannot; it never makes two functions different."""
    assert equivalent("log((x - 1e4)*(x + 1e4))", "log(x**2 - 1e8)", domain={"x": "positive"}).kind == "same"
    nowhere = {"x": (0, 1)}
    assert equivalent("log(-1 - x) + x", "log(-2 - x)", domain=nowhere).kind == "undecided"


def test_expressions_without_bound_end() -> None:
    """Towers of exponentials and roots of huge numbers have no value, and cost no time."""
    for text in ("exp(exp(exp(exp(z))))", "sinh(exp(exp(z)))", "z**(z**z)", "floor(exp(exp(z)))"):
        assert equivalent(text, "z", domain={"z": "real"}).kind == "different"


A_LAYER = {
    "X": {"shape": ("N", "d")},
    "W": {"shape": ("d", "h")},
    "b": {"shape": ("h",)},
    "G": {"shape": ("N", "h")},
    "N": "real",
}
HIDDEN = [
    "G*(X@W + b > 1e-5)",
    "G*(X@W + b > -1e-4)",
    "G*(relu(X@W + b) > 1e-9)",
    "G*(X@W + b > 1e-15)",
    "G*(X@W + b >= 0)",
    "G*(X@W + b > 0)*(X@W + b < 40)",
    "G*(X@W + b > 0)*(X@W + b < 1e20)",
    "G*(X@W + b > 0) + relu(X@W + b - 60)",
    "G*(X@W + b > 0)*((X@W + b < 2) + (X@W + b > 2.0001))",
    "G*(X@W + b > 0) + 1e-6*(X[0, 0] > 50)",
    "G*(X@W + b > 0)*(sum(X*X) < 1e7)",
    "G*(X@W + b > 0) + exp(-1e9*(X@W + b - 2)**2)",
    "G*(X@W + b > 0)*(N < 50)",
    "G*(X@W + b > 0)*(sum(ones_like(X)) < 700)",
    "G*(X@W + b > 0)*N/minimum(N, 9)",
    "G*(X@W + b > 0)*N/max(N, 2)",
    "G*(X@W + b > 0)*(1 + 1e-30)",
    "G*(X@W + b > 0)*tanh(200)",
    "G*(X@W + b > 0) + exp(-100)",
]


@pytest.mark.parametrize("answer", HIDDEN)
def test_a_branch_that_random_arrays_do_not_reach_is_found(answer: str) -> None:
    """A threshold moved by little, a far branch, a size, a kink: what differs anywhere is not the same."""
    assert equivalent(answer, "G*(X@W + b > 0)", domain=A_LAYER).kind == "different"


MASKS = [
    "G*(relu(X@W + b) > 0)",
    "G*sign(relu(X@W + b))",
    "G*(0 < X@W + b)",
    "where(X@W + b > 0, G, 0)",
    "G - G*(X@W + b <= 0)",
    "G*(2*(X@W + b) > 0)",
    "G*(1 - (-b - X@W >= 0))",
]


@pytest.mark.parametrize("answer", MASKS)
def test_the_same_branch_in_other_words_is_the_same(answer: str) -> None:
    """However the mask is written."""
    outcome = equivalent(answer, "G*(X@W + b > 0)", domain=A_LAYER)
    assert outcome.kind == "same", outcome.reason


@pytest.mark.parametrize("limit", ["1e5", "1e9"])
def test_a_size_beyond_what_can_be_tried_is_left_undecided(limit: str) -> None:
    """Neither right nor wrong."""
    assert equivalent(f"X/N*(N < {limit})", "X/N", domain={"X": {"shape": ("N", "d")}}).kind == "undecided"


TINY = [
    ("z + exp(-200)", "z"),
    ("z + exp(-5000)", "z"),
    ("z*(1 + 1e-60)", "z"),
    ("z*tanh(200)", "z"),
    ("0", "exp(-100)*z"),
    ("sigmoid(z)*(1 - sigmoid(z))*(abs(z) < 700)", "sigmoid(z)*(1 - sigmoid(z))"),
    ("sigmoid(z) + relu(z - 4000)", "sigmoid(z)"),
    ("z + relu(z - 1e9)", "z"),
    ("sqrt(z**2 + 1e-80)", "abs(z)"),
]


@pytest.mark.parametrize(("answer", "reference"), TINY)
def test_no_difference_is_too_small_or_too_far_out(answer: str, reference: str) -> None:
    """Digits are taken until the smallest number counts beside the largest."""
    assert equivalent(answer, reference).kind == "different"


@pytest.mark.parametrize("answer", ["z + exp(-20000)", "z + exp(-1e8)", "z*(1 - exp(-1e9))"])
def test_what_no_digits_reach_is_never_the_same(answer: str) -> None:
    """It is different, or undecided."""
    assert equivalent(answer, "z").kind != "same"


def test_digits_that_cancel_and_are_then_divided_by_are_no_difference() -> None:
    """As p + 1 − 1 keeps few digits of a small p, and y/p² makes a large number of what is left."""
    p, domain = "sigmoid(z)", {"z": "real", "y": (0, 1)}
    answer = f"{p}/({p} + 1 - 1 - {p}**2) - y/({p} + 1 - 1 - {p}**2)"
    outcome = equivalent(answer, f"({p} - y)/({p}*(1 - {p}))", domain=domain)
    assert outcome.kind == "same", outcome.reason


def test_two_values_are_told_apart() -> None:
    """To as many figures as it takes; of arrays, in how many entries of a sample."""
    said = equivalent("z*1.0000001", "z").reason
    one, _, other = said.rpartition(": ")[2].rstrip(".").partition(" instead of ")
    assert float(one) != float(other)
    assert equivalent("X + 1", "X", domain={"X": {"shape": ("N", "d")}}).reason == (
        "It differs in every entry of a sample."
    )


def test_what_sixteen_digits_do_not_show_is_not_told_as_one_number_instead_of_itself() -> None:
    """On the way it is too small to be written in float64, and large again in the end."""
    found = equivalent("z + c*1e-200*1e-200*1e200*1e200", "z", domain={"z": (0, 1), "c": (0, 1)})
    assert found.kind == "different"
    assert found.reason.endswith(", though not within sixteen digits.")


def test_what_is_zero_but_for_rounding_differs_from_what_is_not() -> None:
    """However many digits are taken, the deviations from a mean still leave a rest."""
    domain, centred = {"X": {"shape": ("N", "d")}}, "X - sum(X, dim=0)/N"
    other = equivalent(f"sum({centred}, dim=0)/N", f"sum(({centred})**2, dim=0)/N", domain=domain)
    assert other.kind == "different"
    nothing = equivalent(f"sum({centred}, dim=0)/N", "0*sum(X, dim=0)/N", domain=domain)
    assert nothing.kind != "different"


def test_the_transpose_of_a_vector_is_the_vector() -> None:
    """As in NumPy and PyTorch."""
    domain = {"X": {"shape": ("N", "d")}, "w": {"shape": ("d",)}}
    assert equivalent("w.T @ X.T", "X @ w", domain=domain).kind == "same"
    assert equivalent("w.T", "w", domain=domain).kind == "same"


def test_a_number_that_is_whole_at_one_point_is_no_size() -> None:
    """At another it is zero, and nothing is divided by it."""
    rest = "(w**2 + 1)*(z > -2.5)"
    said = equivalent(f"2*(z >= 0) + {rest}", f"2*(z > 0) + {rest}", domain={"z": (-5, 5), "w": (0.3, 3)})
    assert said.kind == "different"
    assert "z = 0" in said.reason
