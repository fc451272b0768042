"""Activations: values by their formulas, derivatives, and the ends of the range."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.ops import table
from engine.program import Program
from tests.engine.ops.checking import Case, case, check_op

_AWAY = [-7.3, -3.4, -1.7, -0.6, 0.4, 1.9, 3.3, 6.5]  # from every kink


def _sigmoid(x: float) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-x)))


def _softmax(x: np.ndarray) -> np.ndarray:
    exps = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(exps / exps.sum(-1, keepdims=True))


def _pointwise(name: str, expected: object = None, **values: object) -> Case:
    return case(f"{name}(x)", expected=expected, x=_AWAY, **values)  # type: ignore[arg-type]


CASES = [
    _pointwise("sigmoid", _sigmoid),
    _pointwise("logsigmoid", lambda x: np.log(_sigmoid(x))),
    _pointwise("relu", lambda x: np.maximum(x, 0)),
    _pointwise("relu6", lambda x: np.clip(x, 0, 6)),
    _pointwise("leaky_relu", lambda x: np.where(x > 0, x, 0.01 * x)),
    case("leaky_relu(x, a)", x=_AWAY, a=0.2, expected=lambda x, a: np.where(x > 0, x, 0.2 * x)),
    case("prelu(x, w)", x=(2, 3), w=[0.25, 0.1, 0.3]),
    case("prelu(x, w)", x=(2, 3, 3), w=[0.25, 0.1, 0.3],
         expected=lambda x, w: np.where(x > 0, x, w[:, None] * x)),
    case("slopes_like(w, x)", w=(2,), x=(3, 2, 2, 1), data="x"),
    _pointwise("elu", lambda x: np.where(x > 0, x, np.expm1(x))),
    case("elu(x, alpha)", x=_AWAY, alpha=0.7),
    case("celu(x, alpha)", x=_AWAY, alpha=1.7, expected=lambda x, a: np.where(x > 0, x, a * np.expm1(x / a))),
    _pointwise("selu"),
    _pointwise("gelu", lambda x: x * np.vectorize(lambda v: 0.5 * math.erfc(-v / math.sqrt(2)))(x)),
    case("gelu(x, approximate=tanh)", x=_AWAY),
    case("gelu(x, approximate=sigmoid)", x=_AWAY, expected=lambda x: x * _sigmoid(1.702 * x)),
    _pointwise("silu", lambda x: x * _sigmoid(x)),
    _pointwise("mish", lambda x: x * np.tanh(np.log1p(np.exp(x)))),
    _pointwise("hardtanh", lambda x: np.clip(x, -1, 1)),
    case("hardtanh(x, -2, 3)", x=_AWAY),
    _pointwise("hardsigmoid", lambda x: np.clip(x / 6 + 0.5, 0, 1)),
    _pointwise("hardswish", lambda x: x * np.clip(x + 3, 0, 6) / 6),
    _pointwise("hardshrink", lambda x: np.where(np.abs(x) > 0.5, x, 0)),
    case("softshrink(x, 0.3)", x=_AWAY, expected=lambda x: np.sign(x) * np.maximum(np.abs(x) - 0.3, 0)),
    _pointwise("tanhshrink", lambda x: x - np.tanh(x)),
    case("threshold(x, 0.5, v)", x=_AWAY, v=2.0, expected=lambda x, v: np.where(x > 0.5, x, v)),
    _pointwise("softsign", lambda x: x / (1 + np.abs(x))),
    _pointwise("softplus", lambda x: np.log1p(np.exp(x))),
    case("softplus(x, b)", x=_AWAY, b=1.5, expected=lambda x, b: np.log1p(np.exp(b * x)) / b),
    case("softplus(x, 2, 10)", x=_AWAY, expected=lambda x: np.where(2 * x > 10, x, np.log1p(np.exp(2 * x)) / 2)),
    case("clamp(x, min=0)", x=_AWAY, expected=lambda x: np.maximum(x, 0)),
    case("clamp(x, max=1)", x=_AWAY, expected=lambda x: np.minimum(x, 1)),
    case("clamp(x, 0)", x=_AWAY, expected=lambda x: np.maximum(x, 0)),
    _pointwise("step", lambda x: (x > 0) * 1.0),
    case("step(x, 0.5)", x=[-1, 0, 1], expected=[0, 0.5, 1], order=0),
    case("softmax(x)", x=(2, 3), expected=_softmax),
    case("softmax(x)", x=(1,), expected=[1.0]),
    case("softmax(x, dim=0)", x=(2, 3), expected=lambda x: _softmax(x.T).T),
    case("softmax(x/tau)", x=(3,), tau=2.0, expected=lambda x, tau: _softmax(x / tau)),
    case("log_softmax(x)", x=(2, 3), expected=lambda x: np.log(_softmax(x))),
    case("log_softmax(x, dim=0)", x=(2, 3), expected=lambda x: np.log(_softmax(x.T).T)),
    case("softmin(x)", x=(4,), expected=lambda x: _softmax(-x)),
    case("glu(x)", x=(2, 4), expected=lambda x: x[:, :2] * _sigmoid(x[:, 2:])),
    case("glu(x, 0)", x=(2, 4), expected=lambda x: x[:1] * _sigmoid(x[1:])),
    case("glu(x, dim=0)", x=(2, 4), expected=lambda x: x[:1] * _sigmoid(x[1:])),
    case("glu(a, b)", a=(3,), b=(3,), expected=lambda a, b: a * _sigmoid(b)),
    case("swiglu(a, b)", a=(3,), b=(3,), expected=lambda a, b: a * _sigmoid(a) * b),
    case("geglu(a, b)", a=(3,), b=(3,)),
    case("reglu(a, b)", a=(3,), b=(3,), expected=lambda a, b: np.maximum(a, 0) * b),
]  # fmt: skip

_POINTWISE = [
    "sigmoid", "logsigmoid", "relu", "relu6", "leaky_relu", "elu", "celu", "selu", "gelu", "silu", "mish", "hardtanh",
    "hardsigmoid", "hardswish", "hardshrink", "softshrink", "tanhshrink", "softsign", "softplus", "tanh",
]  # fmt: skip


@pytest.mark.parametrize("one", CASES, ids=str)
def test_an_activation_keeps_its_promises(one: Case) -> None:
    """Value, shape, executors, printing, and derivatives forward, backward and twice."""
    check_op(one)


@pytest.mark.parametrize("name", _POINTWISE)
def test_a_thousand_into_an_activation_gives_its_limit(name: str) -> None:
    """At ±1000 the value is finite and the derivative is that of the straight line the function has become."""
    program = Program.parse(f"y = {name}(x)\ng = grad(sum(y), x)\nh = grad(sum(g), x)", names=("x",))
    trace = program.run({"x": [-1000, -800, 800, 1000]})
    slope = (trace["y"][[1, 3]] - trace["y"][[0, 2]]) / 200
    for place in range(4):
        assert trace["g"][place] == pytest.approx(slope[place // 2], abs=1e-5)
    np.testing.assert_allclose(trace["h"], 0, atol=1e-5)


@pytest.mark.parametrize(
    ("text", "at", "value", "derivative"),
    [
        ("sigmoid(x)", -1000, 0.0, 0.0),
        ("sigmoid(x)", 1000, 1.0, 0.0),
        ("sigmoid(x)", -50, 1.928749847963918e-22, 1.928749847963918e-22),
        ("logsigmoid(x)", -1000, -1000.0, 1.0),
        ("softplus(x)", 1000, 1000.0, 1.0),
        ("softplus(x)", -50, 1.928749847963918e-22, 1.928749847963918e-22),
        ("leaky_relu(x)", 0, 0.0, 0.01),
        ("relu(x)", 0, 0.0, 0.0),
        ("elu(x, 2)", 0, 0.0, 2.0),
        ("hardtanh(x)", 1, 1.0, 0.0),
        ("gelu(x)", -10, -10 * 0.5 * math.erfc(10 / math.sqrt(2)), None),
        ("tanh(x)", 1000, 1.0, 0.0),
    ],
)
def test_the_ends_and_the_kinks_of_activations(
    text: str, at: float, value: float, derivative: float | None
) -> None:
    """Frameworks' subgradients at kinks; tails keep their figures."""
    trace = Program.parse(f"y = {text}\ng = grad(y, x)", names=("x",)).run({"x": at})
    assert trace["y"] == pytest.approx(value, rel=1e-13, abs=0)
    if derivative is not None:
        assert trace["g"] == pytest.approx(derivative, rel=1e-14, abs=0)


def test_a_softmax_of_huge_logits_is_finite_with_its_gradient() -> None:
    """(1000, 0, −1000) is one-hot; log_softmax keeps −1000 and −2000."""
    text = "p = softmax(x)\nl = log_softmax(x)\ng = grad(l[2], x)\nh = grad(p[0], x)"
    trace = Program.parse(text, names=("x",)).run({"x": [1000, 0, -1000]})
    np.testing.assert_array_equal(trace["p"], [1, 0, 0])
    np.testing.assert_array_equal(trace["l"], [0, -1000, -2000])
    np.testing.assert_array_equal(trace["g"], [-1, 0, 1])
    np.testing.assert_array_equal(trace["h"], [0, 0, 0])


@pytest.mark.parametrize(
    "name",
    [
        "sigmoid", "tanh", "relu", "leaky_relu", "prelu", "elu", "selu", "gelu", "silu", "swish", "softplus", "mish",
        "glu", "swiglu", "geglu", "softmax", "log_softmax", "step",
    ],
)  # fmt: skip
def test_every_activation_of_the_curriculum_is_there(name: str) -> None:
    """The names people type from memory find a row."""
    assert table.find(name)


def test_a_derivative_is_written_with_a_stroke() -> None:
    """σ′(0) = ¼ and σ″(0) = 0, without naming a loss."""
    trace = Program.parse("a = sigmoid'(z)\nb = sigmoid''(z)\nc = gelu'(z)", names=("z",)).run({"z": 0})
    assert (trace["a"], trace["b"], trace["c"]) == (0.25, 0.0, 0.5)
