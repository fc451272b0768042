"""Norms in training and evaluation, their running statistics, and the conventions that differ."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ShapeError
from engine.program import Program
from tests.engine.ops.checking import Case, case, check_op


def _over(axes: int | tuple[int, ...], eps: float = 1e-5) -> object:
    def normal(x: np.ndarray, *_: object) -> np.ndarray:
        c = x - x.mean(axes, keepdims=True)
        return np.asarray(c / np.sqrt((c**2).mean(axes, keepdims=True) + eps))

    return normal


CASES = [
    case("batch_norm(x, weight=g, bias=b)", x=(4, 3), g=(3,), b=(3,)),
    case("batch_norm(x)", x=(4, 3), expected=_over(0)),
    case("batch_norm(x)", x=(2, 3, 2, 2), expected=_over((0, 2, 3))),
    case("batch_norm(x, weight=g, bias=b, eps=0.1)", x=(2, 3, 2, 2), g=(3,), b=(3,)),
    case("batch_norm(x, m, v, g, b)", x=(4, 3), m=(3,), v=(3,), g=(3,), b=(3,), data="m v", positive="v",
         expected=lambda x, m, v, g, b: (x - m) / np.sqrt(v + 1e-5) * g + b),
    case("batch_norm(x, m, v, g, b, false, 0.2, 0.1)", x=(2, 3, 2), m=(3,), v=(3,), g=(3,), b=(3,), data="m v", positive="v"),
    case("batch_norm(x, m, v, training=true)", x=(4, 3), m=(3,), v=(3,), data="m v", positive="v", expected=_over(0)),
    case("instance_norm(x, weight=g, bias=b)", x=(2, 3, 4), g=(3,), b=(3,)),
    case("instance_norm(x)", x=(2, 3, 2, 2), expected=_over((2, 3))),
    case("instance_norm(x, m, v, use_input_stats=false)", x=(2, 3, 4), m=(3,), v=(3,), data="m v", positive="v"),
    case("group_norm(x, 2, g, b)", x=(2, 4, 3), g=(4,), b=(4,)),
    case("group_norm(x, num_groups=1)", x=(2, 4, 3), expected=_over((1, 2))),
    case("group_norm(x, num_groups=4)", x=(2, 4, 3), expected=_over(2)),
    case("group_norm(x, 2, eps=0.1)", x=(2, 4)),
    case("layer_norm(x, g, b)", x=(2, 3), g=(3,), b=(3,)),
    case("layer_norm(x)", x=(2, 3), expected=_over(-1)),
    case("layer_norm(x, g, b, eps=0.01)", x=(2, 3, 2), g=(3, 2), b=(3, 2)),
    case("rms_norm(x, g)", x=(2, 3), g=(3,), expected=lambda x, g: x / np.sqrt((x**2).mean(-1, keepdims=True)) * g),
    case("rms_norm(x, eps=0.1)", x=(4,)),
    case("batch_norm_mean(x, old)", x=(4, 3), old=(3,), expected=lambda x, old: 0.9 * old + 0.1 * x.mean(0)),
    case("batch_norm_mean(x, old, 0.9, convention=keras)", x=(2, 3, 2), old=(3,),
         expected=lambda x, old: 0.9 * old + 0.1 * x.mean((0, 2))),
    case("batch_norm_var(x, old)", x=(4, 3), old=(3,), expected=lambda x, old: 0.9 * old + 0.1 * x.var(0, ddof=1)),
    case("batch_norm_var(x, old, convention=keras)", x=(4, 3), old=(3,),
         expected=lambda x, old: 0.99 * old + 0.01 * x.var(0)),
    case("batch_norm_var(x, old, momentum=0.5)", x=(2, 3, 2, 2), old=(3,),
         expected=lambda x, old: 0.5 * old + 0.5 * x.var((0, 2, 3), ddof=1)),
    case("channel_mean(x)*x", x=(2, 3, 2)),
    case("channel_count(x)*x", x=(2, 3, 2), expected=lambda x: 4 * x),
    case("instance_mean(x)*x", x=(2, 3, 2)),
    case("instance_count(x)*x", x=(2, 3, 4), expected=lambda x: 4 * x),
    case("layer_mean(x, w)*x", x=(2, 3), w=(3,), data="w"),
    case("layer_count(x, w)*x", x=(2, 3, 2), w=(3, 2), data="w", expected=lambda x, w: 6 * x),
    case("channel_like(v, x)*x", v=(3,), x=(2, 3, 2), expected=lambda v, x: v[:, None] * x),
    case("channel_flat(channel_mean(x))", x=(2, 3, 2), expected=lambda x: x.mean((0, 2))),
    case("grouped(x, num_groups=2)", x=(2, 4, 3), expected=lambda x: x.reshape(2, 2, 6)),
]  # fmt: skip


@pytest.mark.parametrize("one", CASES, ids=str)
def test_a_norm_keeps_its_promises(one: Case) -> None:
    """Value, shape, executors, printing, and derivatives forward, backward and twice."""
    check_op(one)


def test_running_variance_of_the_conventions_page() -> None:
    """The batch 1, 2, 3, 6 from (0, 1): 1.367 by PyTorch, 1.025 by Keras."""
    text = "a = batch_norm_var(x, 1)\nb = batch_norm_var(x, 1, convention=keras)\nm = batch_norm_mean(x, 0)"
    trace = Program.parse(text, names=("x",)).run({"x": [[1], [2], [3], [6]]})
    np.testing.assert_allclose(trace["a"], [0.9 + 0.1 * 14 / 3])
    np.testing.assert_allclose(trace["b"], [0.99 + 0.01 * 3.5])
    np.testing.assert_allclose(trace["m"], [0.3])


@pytest.mark.parametrize(("eps", "first"), [("1e-5", -1.291), ("1e-3", -0.447), ("1e-6", -1.336)])
def test_layer_norm_of_small_numbers_depends_on_eps(eps: str, first: float) -> None:
    """X = 0.01·(1, 2, 3, 4) as on the conventions page."""
    trace = Program.parse(f"y = layer_norm(x, eps={eps})", names=("x",)).run({"x": [0.01, 0.02, 0.03, 0.04]})
    assert np.round(np.asarray(trace["y"])[0], 3) == first


def test_one_group_is_layer_norm_and_as_many_groups_as_channels_instance_norm() -> None:
    """Over C, H, W together, and over H, W alone."""
    x = np.random.default_rng(0).normal(size=(2, 4, 3, 3))
    text = "a = group_norm(x, 1)\nb = layer_norm(x, w)\nc = group_norm(x, 4)\nd = instance_norm(x)"
    trace = Program.parse(text, names=("x", "w")).run({"x": x, "w": np.ones((4, 3, 3))})
    np.testing.assert_allclose(trace["a"], trace["b"], rtol=1e-12)
    np.testing.assert_allclose(trace["c"], trace["d"], rtol=1e-12)


def test_a_constant_batch_normalises_to_zero_with_finite_gradients() -> None:
    """Also a single example: ε keeps the division finite."""
    program = Program.parse("y = batch_norm(x)\nL = sum(y*y*x)\ng = grad(L, x)", names=("x",))
    np.testing.assert_array_equal(program.run({"x": [[2.0, 3.0]]})["y"], [[0, 0]])
    assert np.all(np.isfinite(program.run({"x": [[2.0, 3.0], [2.0, 3.0]]})["g"]))


@pytest.mark.parametrize(
    "text", ["batch_norm(v)", "group_norm(x, 2)", "layer_norm(x, w)", "batch_norm(x, weight=v)"]
)
def test_what_cannot_be_normalised_is_said(text: str) -> None:
    """No channels, groups that do not divide, a weight that is not shaped as the last dims."""
    with pytest.raises(ShapeError):
        Program.parse(f"y = {text}", names=("x", "v", "w")).run(
            {"x": np.ones((2, 3)), "v": np.ones(4), "w": np.ones(2)}
        )
