"""Losses by their formulas, with weights, reductions and the ends of the range."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.errors import ShapeError, UnfitValueError
from engine.ops import table
from engine.program import Program
from tests.engine.ops.checking import Case, case, check_op

_P = {"p": (0.05, 0.95), "t": (0.05, 0.95)}
_SPREAD = [-3.0, -0.7, 0.2, 1.4, 4.0]
_LABELS = [1.0, -1.0, -1.0, 1.0, 1.0]


def _log_softmax(z: np.ndarray) -> np.ndarray:
    return np.asarray(z - np.log(np.exp(z).sum(-1, keepdims=True)))


def _bce(p: np.ndarray, t: np.ndarray) -> np.ndarray:
    return np.asarray(-(t * np.log(p) + (1 - t) * np.log(1 - p)))


CASES = [
    case("mse_loss(p, t)", p=(2, 3), t=(2, 3), expected=lambda p, t: np.mean((p - t) ** 2)),
    case("mse(p, t, reduction=sum)", p=(3,), t=(3,), expected=lambda p, t: np.sum((p - t) ** 2)),
    case("mse_loss(p, t, reduction=none)", p=(3,), t=(), expected=lambda p, t: (p - t) ** 2),
    case("mse_loss(p, t)", p=(1,), t=(1,)),
    case("mse_loss(p, t, convention=nielsen)", p=(4, 3), t=(4, 3), expected=lambda p, t: np.sum((p - t) ** 2) / 8),
    case("mse_loss(p, t, convention=bishop)", p=(4, 3), t=(4, 3), expected=lambda p, t: np.sum((p - t) ** 2) / 2),
    case("bce(p, t, convention=keras)", p=(3,), t=(3,), inside=_P, expected=lambda p, t: np.mean(_bce(p, t))),
    case("l1_loss(p, t)", p=(2, 3), t=(2, 3), expected=lambda p, t: np.mean(np.abs(p - t))),
    case("mae(p, t, reduction=sum)", p=(3,), t=(3,), expected=lambda p, t: np.sum(np.abs(p - t))),
    case("huber_loss(p, t)", p=_SPREAD, t=0.1),
    case("huber_loss(p, t, delta=2, reduction=none)", p=_SPREAD, t=0.1),
    case("smooth_l1_loss(p, t, beta=0.5)", p=_SPREAD, t=0.1),
    case("smooth_l1_loss(p, t, beta=0)", p=_SPREAD, t=0.1, expected=lambda p, t: np.mean(np.abs(p - t))),
    case("huber(r, 1.5)", r=_SPREAD),
    case("smooth_l1(r, 1.5)", r=_SPREAD),
    case("binary_cross_entropy(p, t)", p=(2, 3), t=(2, 3), inside=_P, expected=lambda p, t: np.mean(_bce(p, t))),
    case("bce(p, t, reduction=none)", p=(3,), t=[0, 1, 1], data="t", inside=_P, expected=_bce),
    case("bce(p, t, weight=w)", p=(3,), t=(3,), w=[1, 2, 3], data="w", inside=_P),
    case("bernoulli_loss(p, t)", p=(3,), t=(3,), inside=_P, expected=_bce),
    case("clamped_log(x)", x=(3,), positive="x", expected=np.log),
    case("bce_with_logits(z, t)", z=(2, 3), t=(2, 3), inside=_P),
    case("bce_with_logits(z, t, reduction=none)", z=(3,), t=[0, 1, 1], data="t",
         expected=lambda z, t: _bce(1 / (1 + np.exp(-z)), t)),
    case("bce_with_logits(z, t, pos_weight=w)", z=(3,), t=(3,), w=[1, 2, 3], data="w", inside=_P),
    case("logistic_loss(z, t)", z=(3,), t=(3,), inside=_P),
    case("soft_margin_loss(z, t)", z=_SPREAD, t=_LABELS, data="t", expected=lambda z, t: np.mean(np.log1p(np.exp(-z * t)))),
    case("hinge_loss(z, t)", z=_SPREAD, t=_LABELS, data="t", expected=lambda z, t: np.mean(np.maximum(0, 1 - z * t))),
    case("cross_entropy(z, y)", z=(3, 4), y=[0, 3, 1], data="y",
         expected=lambda z, y: -np.mean(_log_softmax(z)[[0, 1, 2], [0, 3, 1]])),
    case("cross_entropy(z, y)", z=(4,), y=2, data="y", expected=lambda z, y: -_log_softmax(z)[2]),
    case("cross_entropy(z, y)", z=(1, 1), y=[0], data="y", expected=0.0),
    case("cross_entropy(z, y, dim=1)", z=(2, 3, 2), y=[[0, 2], [1, 1]], data="y"),
    case("cross_entropy(z, y, w, 0.1, dim=1, ignore_index=1)", z=(2, 3, 2), y=[[0, 2], [1, 1]], w=[1, 2, 3], data="y w"),
    case("cross_entropy(z, t, dim=1, reduction=none)", z=(2, 3, 2), t=(2, 3, 2), inside=_P),
    case("cross_entropy(z, y, dim=-1)", z=(2, 2, 3), y=[[0, 2], [1, 1]], data="y"),
    case("nll_loss(q, y, weight=w, dim=1)", q=(2, 3, 2), y=[[0, 2], [1, 1]], w=[1, 2, 3], data="y w"),
    case("multi_margin_loss(z, y)", z=(3, 4), y=[0, 3, 1], data="y"),
    case("multi_margin_loss(z, y, 2, 0.5, w, reduction=sum)", z=(3, 4), y=[0, 3, 1], w=[1, 2, 3, 4], data="y w"),
    case("multilabel_soft_margin_loss(z, y)", z=(2, 3), y=[[0, 1, 1], [1, 0, 0]], data="y"),
    case("multilabel_soft_margin_loss(z, y, w, reduction=none)", z=(2, 3), y=[[0, 1, 1], [1, 0, 0]], w=[1, 2, 3], data="y w"),
    case("poisson_nll_loss(z, y, full=true)", z=(3,), y=[0, 1, 5], data="y"),
    case("cross_entropy(z, t, reduction=none)", z=(3, 4), t=(3, 4), inside=_P,
         expected=lambda z, t: -(t * _log_softmax(z)).sum(-1)),
    case("cross_entropy(z, y, reduction=sum, label_smoothing=0.1)", z=(3, 4), y=[0, 3, 1], data="y",
         expected=lambda z, y: -((0.9 * np.eye(4)[[0, 3, 1]] + 0.025) * _log_softmax(z)).sum()),
    case("cross_entropy(z, y, w)", z=(3, 4), y=[0, 3, 1], w=[1, 2, 3, 4], data="y w",
         expected=lambda z, y, w: -(w[[0, 3, 1]] * _log_softmax(z)[[0, 1, 2], [0, 3, 1]]).sum() / 7),
    case("cross_entropy(z, y, weight=w, label_smoothing=0.2)", z=(3, 4), y=[0, 3, 1], w=[1, 2, 3, 4], data="y w"),
    case("cross_entropy(z, t, weight=w)", z=(3, 4), t=(3, 4), w=[1, 2, 3, 4], data="w", inside=_P),
    case("cross_entropy(z, y, w, convention=keras)", z=(3, 4), y=[0, 3, 1], w=[1, 2, 3, 4], data="y w",
         expected=lambda z, y, w: -(w[[0, 3, 1]] * _log_softmax(z)[[0, 1, 2], [0, 3, 1]]).sum() / 3),
    case("cross_entropy(z, y, label_smoothing=0.1, smoothing=wrong)", z=(3, 4), y=[0, 3, 1], data="y",
         expected=lambda z, y: -np.mean(
             ((0.9 - 0.1 / 3) * np.eye(4)[[0, 3, 1]] + 0.1 / 3) @ _log_softmax(z).T * np.eye(3)) * 3),
    case("cross_entropy(z, y, ignore_index=1)", z=(3, 4), y=[0, 3, 1], data="y",
         expected=lambda z, y: -np.mean(_log_softmax(z)[[0, 1], [0, 3]])),
    case("cross_entropy(z, y, ignore_index=-100, label_smoothing=0.1)", z=(3, 4), y=[0, -100, 1], data="y"),
    case("softmax_cross_entropy(z, t)", z=(3, 4), t=(3, 4)),
    case("mass(t)*t", t=(3, 4), expected=lambda t: t * t.sum(-1, keepdims=True)),
    case("nll_loss(l, y)", l=(3, 4), y=[0, 3, 1], data="y", expected=lambda q, y: -np.mean(q[[0, 1, 2], [0, 3, 1]])),
    case("nll_loss(l, y, w, reduction=none)", l=(3, 4), y=[0, 3, 1], w=[1, 2, 3, 4], data="y w"),
    case("class_targets(t, z)", t=(3, 4), z=(3, 4), data="z", expected=lambda t, z: t),
    case("class_targets(t, z)", t=[1, 0], z=(2, 3), data="t z", expected=[[0, 1, 0], [1, 0, 0]]),
    case("class_targets_along(t, z)", t=(2, 3), z=(2, 3), data="z"),
    case("class_targets_back(g, t)", g=(2, 3), t=(2, 3), data="t"),
    case("target_weight(y, z, w)", y=[1, 0], z=(2, 3), w=[1, 2, 3], data="y z w", expected=3.0),
    case("kl_div(l, t)", l=(2, 3), t=(2, 3), inside=_P, expected=lambda q, t: np.mean(t * (np.log(t) - q))),
    case("kl_div(l, t, reduction=batchmean)", l=(2, 3), t=(2, 3), inside=_P,
         expected=lambda q, t: np.sum(t * (np.log(t) - q)) / 2),
    case("kl_div(l, t, log_target=true, reduction=sum)", l=(2, 3), t=(2, 3),
         expected=lambda q, t: np.sum(np.exp(t) * (t - q))),
    case("kl_divergence(p, t)", p=(3,), t=(3,), inside=_P, expected=lambda p, t: np.sum(p * np.log(p / t))),
    case("entropy_term(t)", t=(3,), positive="t", expected=lambda t: t * np.log(t)),
    case("entropy(p)", p=(2, 3), positive="p", expected=lambda p: -(p * np.log(p)).sum(-1)),
    case("gaussian_nll_loss(m, t, v)", m=(3,), t=(3,), v=(3,), positive="v",
         expected=lambda m, t, v: np.mean(0.5 * (np.log(v) + (m - t) ** 2 / v))),
    case("gaussian_nll_loss(m, t, v, full=true)", m=(3,), t=(3,), v=(3,), positive="v"),
    case("poisson_nll_loss(x, t)", x=(3,), t=(3,), positive="t", expected=lambda x, t: np.mean(np.exp(x) - t * x)),
    case("poisson_nll_loss(x, t, log_input=false)", x=(3,), t=(3,), positive="x t"),
    case("perplexity(z, y)", z=(3, 4), y=[0, 3, 1], data="y"),
]  # fmt: skip


@pytest.mark.parametrize("one", CASES, ids=str)
def test_a_loss_keeps_its_promises(one: Case) -> None:
    """Value, shape, executors, printing, and derivatives forward, backward and twice."""
    check_op(one)


@pytest.mark.parametrize(
    ("text", "values", "value", "gradient"),
    [
        ("bce_with_logits(x, t)", {"x": 1000, "t": 0}, 1000.0, 1.0),
        ("bce_with_logits(x, t)", {"x": -1000, "t": 1}, 1000.0, -1.0),
        ("bce_with_logits(x, t)", {"x": 1000, "t": 1}, 0.0, 0.0),
        ("bce_with_logits(x, t)", {"x": 50, "t": 1}, 1.928749847963918e-22, None),
        ("binary_cross_entropy(x, t)", {"x": 0, "t": 1}, 100.0, -1e12),
        ("binary_cross_entropy(x, t)", {"x": 1, "t": 0}, 100.0, 1e12),
        ("binary_cross_entropy(x, t)", {"x": 0, "t": 0}, 0.0, 0.0),
        ("binary_cross_entropy(x, t, convention=keras)", {"x": 0, "t": 1}, 16.11809565095832, None),
        ("binary_cross_entropy(x, t)", {"x": 1, "t": 1}, 0.0, 0.0),
        ("cross_entropy(x, t)", {"x": [1000, -1000], "t": 1}, 2000.0, [1, -1]),
        ("cross_entropy(x, t)", {"x": [1000, -1000], "t": 0}, 0.0, [0, 0]),
        ("cross_entropy(x, t)", {"x": [1000, -1000], "t": [1, 0]}, 0.0, [0, 0]),
        ("cross_entropy(x, t, label_smoothing=0.1)", {"x": [1000, -1000], "t": 0}, 100.0, [0.05, -0.05]),
        ("soft_margin_loss(x, t)", {"x": -1000, "t": 1}, 1000.0, -1.0),
        ("huber_loss(x, t)", {"x": 1000, "t": 0}, 999.5, 1.0),
        ("huber_loss(x, t)", {"x": 0, "t": 0}, 0.0, 0.0),
        ("l1_loss(x, t)", {"x": 0, "t": 0}, 0.0, 0.0),
        ("kl_div(x, t)", {"x": [-1000, 0], "t": [0, 1]}, 0.0, [0, -0.5]),
        ("entropy(softmax(x))", {"x": [1000, -1000]}, 0.0, [0, 0]),
    ],
)
def test_losses_at_the_ends_are_finite_with_their_gradients(
    text: str, values: dict[str, object], value: float, gradient: object
) -> None:
    """What overflows in a naive form has its right finite value here, and so has its gradient."""
    trace = Program.parse(f"L = {text}\ng = grad(L, x)", names=tuple(values)).run(values)  # type: ignore[arg-type]
    assert trace["L"] == pytest.approx(value, rel=1e-14, abs=0)
    if gradient is not None:
        np.testing.assert_allclose(trace["g"], gradient, rtol=1e-12, atol=1e-300)


def test_softmax_and_cross_entropy_give_p_minus_y() -> None:
    """The gradient by the logits is (p − y)/N to the last figure."""
    program = Program.parse("p = softmax(z)\nL = cross_entropy(z, y)\ng = grad(L, z)", names=("z", "y"))
    trace = program.run({"z": [[2, 1, 0.1], [0, 0, 0]], "y": [0, 2]})
    np.testing.assert_allclose(trace["g"], (trace["p"] - np.eye(3)[[0, 2]]) / 2, rtol=1e-15)


def test_a_class_that_is_not_there_is_refused_by_name() -> None:
    """Class 7 of 3 is an error that names the node, the op and the classes there are."""
    with pytest.raises(
        UnfitValueError, match=r"cross_entropy\(z, y\): index 7 is not one of 0\.\.2"
    ) as caught:
        Program.parse("L = cross_entropy(z, y)", names=("z", "y")).run({"z": [[2, 1, 0.1]], "y": [7]})
    assert caught.value.op == "class_targets"


def test_targets_of_a_wrong_shape_are_refused() -> None:
    """Two logit rows and three targets do not fit, and the message says what a target is."""
    with pytest.raises(ShapeError, match="class index a row"):
        Program.parse("L = cross_entropy(z, y)", names=("z", "y")).run(
            {"z": [[2, 1], [0, 1]], "y": [0, 1, 1]}
        )


@pytest.mark.parametrize(
    "name",
    [
        "mse", "mae", "huber_loss", "bce", "binary_cross_entropy_with_logits", "cross_entropy", "nll_loss", "kl_div",
        "kl_divergence", "hinge", "perplexity", "contrastive_loss", "triplet_margin_loss", "info_nce", "nt_xent",
        "cosine_embedding_loss", "smooth_l1_loss",
    ],
)  # fmt: skip
def test_every_loss_of_the_curriculum_is_there(name: str) -> None:
    """The names people type from memory find a row."""
    assert table.find(name)


def test_perplexity_of_equal_logits_is_the_number_of_classes() -> None:
    """The exponential of the cross-entropy of a uniform guess among ten is ten."""
    trace = Program.parse("y = perplexity(z, t)", names=("z", "t")).run(
        {"z": np.zeros((4, 10)), "t": [0, 1, 2, 3]}
    )
    assert trace["y"] == pytest.approx(10, rel=1e-14)
    assert math.isclose(trace["y"], 10)
