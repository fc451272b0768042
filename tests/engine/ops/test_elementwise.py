"""Arithmetic, comparisons and elementary functions: values as NumPy's, derivatives both ways and twice."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.ops import erf
from engine.program import Program
from tests.engine.ops.checking import Case, case, check_op

_AWAY = [-1.7, -0.6, 0.4, 1.9]  # from every kink

CASES = [
    case("a + b", a=(2, 3), b=(3,), expected=lambda a, b: a + b),
    case("a - b", a=(3, 1), b=(1, 4), expected=lambda a, b: a - b),
    case("a*b", a=(2, 3), b=(), expected=lambda a, b: a * b),
    case("a/b", a=(2, 3), b=(2, 1), positive="b", expected=lambda a, b: a / b),
    case("a/b", a=(), b=(3,), positive="b"),
    case("a**b", a=(3,), b=(2, 3), positive="a", expected=lambda a, b: a**b),
    case("a**2", a=(2, 3), expected=lambda a: a * a),
    case("a**3", a=_AWAY, expected=lambda a: a**3),
    case("a**0.5", a=(4,), positive="a", expected=np.sqrt),
    case("2**a", a=(4,), expected=lambda a: 2**a),
    case("-a", a=(2, 2), expected=lambda a: -a),
    case("maximum(a, b)", a=(2, 3), b=(3,), expected=np.maximum),
    case("minimum(a, b)", a=(2, 3), b=(), expected=np.minimum),
    case("max(a, b)", a=(3,), b=(3,), expected=np.maximum),
    case("min(a, 0.1)", a=_AWAY, expected=lambda a: np.minimum(a, 0.1)),
    case("prefer(a, b)", a=[1, 2, 3], b=[2, 2, 2], expected=[0, 0.5, 1], order=0),
    case("a < b", a=[1, 2, 3], b=2, expected=[1, 0, 0], order=0),
    case("a <= b", a=[1, 2, 3], b=2, expected=[1, 1, 0], order=0),
    case("a > b", a=[1, 2, 3], b=2, expected=[0, 0, 1], order=0),
    case("a >= b", a=[1, 2, 3], b=2, expected=[0, 1, 1], order=0),
    case("a == b", a=[1, 2, 3], b=2, expected=[0, 1, 0], order=0),
    case("a != b", a=[1, 2, 3], b=2, expected=[1, 0, 1], order=0),
    case("(a > b)*a*b", a=_AWAY, b=0.1, expected=lambda a, b: np.where(a > b, a * b, 0)),
    case("where(c, a, b)", c=[[1], [0]], a=(2, 3), b=(3,), data="c"),
    case("where(a > 0, a, 0.1*a)", a=_AWAY, expected=lambda a: np.where(a > 0, a, 0.1 * a)),
    case("clamp(x, -1, 1)", x=_AWAY, expected=lambda x: np.clip(x, -1, 1)),
    case("clip(x, lo, hi)", x=(3, 4), lo=(4,), hi=(3, 1), data="lo hi", inside={"lo": (-3, -1), "hi": (1, 3)}),
    case("exp(x)", x=(3,), expected=np.exp),
    case("expm1(x)", x=[1e-12, -0.5, 2], expected=np.expm1),
    case("log(x)", x=(3,), positive="x", expected=np.log),
    case("ln(x)", x=(), positive="x", expected=np.log),
    case("log1p(x)", x=[0.1, 0.8, 2], expected=np.log1p),
    case("log2(x)", x=(3,), positive="x", expected=np.log2),
    case("log10(x)", x=(3,), positive="x", expected=np.log10),
    case("sqrt(x)", x=(3,), positive="x", expected=np.sqrt),
    case("square(x)", x=(3,), expected=np.square),
    case("reciprocal(x)", x=(3,), positive="x", expected=np.reciprocal),
    case("rsqrt(x)", x=(3,), positive="x", expected=lambda x: 1 / np.sqrt(x)),
    case("abs(x)", x=_AWAY, expected=np.abs),
    case("sign(x)", x=[-2, 0, 3], expected=[-1, 0, 1], order=0),
    case("floor(x)", x=[-1.5, 2.7], expected=[-2, 2]),
    case("ceil(x)", x=[-1.5, 2.2], expected=[-1, 3]),
    case("sin(x)", x=(2, 2), expected=np.sin),
    case("cos(x)", x=(2, 2), expected=np.cos),
    case("tan(x)", x=[-0.7, 0.3, 1.1], expected=np.tan),
    case("asin(x)", x=[-0.7, 0.3, 0.6], expected=np.arcsin),
    case("acos(x)", x=[-0.7, 0.3, 0.6], expected=np.arccos),
    case("atan(x)", x=(3,), expected=np.arctan),
    case("sinh(x)", x=(3,), expected=np.sinh),
    case("cosh(x)", x=(3,), expected=np.cosh),
    case("tanh(x)", x=(3,), expected=np.tanh),
    case("erf(x)", x=(2, 3), expected=np.vectorize(math.erf)),
    case("erfc(x)", x=(2, 3), expected=np.vectorize(math.erfc)),
    case("normal_cdf(x)", x=(3,), expected=np.vectorize(lambda x: 0.5 * math.erfc(-x / math.sqrt(2)))),
    case("normal_pdf(x)", x=(3,), expected=lambda x: np.exp(-x * x / 2) / math.sqrt(2 * math.pi)),
    case("log_or_zero(x)", x=[0.5, 2], expected=np.log),
    case("log_or_zero(x)", x=[-1, 0, 1], expected=[0, 0, 0], order=0),
    case("reciprocal_or_zero(x)", x=[0.5, 2], expected=[2, 0.5]),
    case("reciprocal_or_zero(x)", x=[-1, 0, 1], expected=[0, 0, 1], order=0),
    case("not_a_kink*0 + abs(a)*sign(a)", a=_AWAY, not_a_kink=1.0),
    case("sin(x)*sin(x) + cos(x)**2", x=(5,), expected=lambda x: np.ones(5)),
    case("x*x + x*x*x", x=(), expected=lambda x: x**2 + x**3),
]  # fmt: skip


@pytest.mark.parametrize("one", CASES, ids=str)
def test_an_elementwise_op_keeps_its_promises(one: Case) -> None:
    """Value, shape, executors, printing, and derivatives forward, backward and twice."""
    check_op(one)


@pytest.mark.parametrize("size", [1, 7, 2000])
def test_the_error_function_is_exact_to_the_last_figures(size: int) -> None:
    """Both implementations, for few and for many numbers, agree with the C library's over the whole range."""
    edges = [0, -0.0, 1e-300, 1e-9, 0.46875, 4.0, -4.0, 0.5, 6, -6, 26.5, -26.5, 27.5, 1000, -1000]
    x = np.concatenate([np.linspace(-9, 28, max(size, 1)), edges])[-max(size, len(edges)) :]
    np.testing.assert_allclose(erf.erf(x), [math.erf(v) for v in x], rtol=4e-16, atol=0)
    np.testing.assert_allclose(erf.erfc(x), [math.erfc(v) for v in x], rtol=1e-14, atol=1e-307)


def test_a_tie_shares_the_gradient_between_maximum_s_operands() -> None:
    """As PyTorch: maximum(x, 0) has derivative one half at 0, clamp 1, relu and abs 0."""
    trace = Program.parse(
        "m = maximum(x, 0)\nc = clamp(x, 0, 1)\nr = relu(x)\na = abs(x)\nb = minimum(x, 0)\n"
        "dm = grad(m, x)\ndc = grad(c, x)\ndr = grad(r, x)\nda = grad(a, x)\ndb = grad(b, x)"
    ).run({"x": 0})
    assert [trace[name] for name in ("dm", "dc", "dr", "da", "db")] == [0.5, 1.0, 0.0, 0.0, 0.5]


def test_a_power_with_an_integer_exponent_takes_negative_and_zero_bases() -> None:
    """The derivative of x³ and x² at 0 and below is finite; so is that of xᵇ by b at x = 0."""
    trace = Program.parse("y = sum(x**3 + x**2)\ndx = grad(y, x)\ndxx = grad(sum(dx), x)", names=("x",)).run(
        {"x": [-2, 0, 1]}
    )
    np.testing.assert_allclose(trace["dx"], [8, 0, 5])
    np.testing.assert_allclose(trace["dxx"], [-10, 2, 8])
