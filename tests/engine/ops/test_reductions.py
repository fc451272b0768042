"""Sums, means, extremes and norms over dims, kept or not, and the structural ops of their derivatives."""

from __future__ import annotations

import numpy as np
import pytest

from engine.program import Program
from tests.engine.ops.checking import Case, case, check_op

CASES = [
    case("sum(x)", x=(2, 3), expected=np.sum),
    case("sum(x)", x=(), expected=np.sum),
    case("sum(x, dim=0)", x=(2, 3), expected=lambda x: x.sum(0)),
    case("sum(x, dim=-1)", x=(2, 3), expected=lambda x: x.sum(-1)),
    case("sum(x, dim=1, keepdim=true)", x=(2, 3, 2), expected=lambda x: x.sum(1, keepdims=True)),
    case("sum(x, dim=[0, 2])", x=(2, 3, 2), expected=lambda x: x.sum((0, 2))),
    case("sum(x, dim=[-1, 0], keepdim=true)", x=(2, 3, 2), expected=lambda x: x.sum((0, 2), keepdims=True)),
    case("mean(x)", x=(2, 3), expected=np.mean),
    case("mean(x)", x=(1,), expected=np.mean),
    case("mean(x, dim=0)", x=(2, 3), expected=lambda x: x.mean(0)),
    case("mean(x, 1, keepdim=true)", x=(2, 3), expected=lambda x: x.mean(1, keepdims=True)),
    case("mean(x, dim=[1, 2])", x=(2, 3, 2), expected=lambda x: x.mean((1, 2))),
    case("amax(x)", x=(2, 3), expected=np.max),
    case("max(x, dim=1)", x=(2, 3), expected=lambda x: x.max(1)),
    case("max(x, dim=0, keepdim=true)", x=(2, 3), expected=lambda x: x.max(0, keepdims=True)),
    case("amin(x)", x=(2, 3), expected=np.min),
    case("min(x, dim=-1)", x=(2, 3), expected=lambda x: x.min(-1)),
    case("amax_mask(x)", x=[1, 3, 3], expected=[0, 0.5, 0.5], order=0),
    case("amax_mask(x, dim=1)", x=[[1, 3, 3], [2, 2, 1]], expected=[[0, 0.5, 0.5], [0.5, 0.5, 0]], order=0),
    case("first_mask(x, dim=1)", x=[[1, 3, 3], [2, 2, 1]], expected=[[0, 1, 0], [1, 0, 0]], order=0),
    case("first_mask(x, dim=[0, 1])", x=[[1, 3], [3, 1]], expected=[[0, 1], [0, 0]], order=0),
    case("amax(x, dim=[0, 2])", x=(2, 3, 2), expected=lambda x: x.max((0, 2))),
    case("amin(x, dim=0, keepdim=true)", x=(2, 3), expected=lambda x: x.min(0, keepdims=True)),
    case("max_along(x, dim=[0, 1])", x=(2, 3, 2), expected=lambda x: x.max((0, 1))),
    case("argmax(x, dim=1)", x=[[1, 3, 2], [2, 2, 1]], expected=[1, 0], order=0),
    case("argmax(x)", x=[[1, 3], [2, 2]], expected=1.0, order=0),
    case("prod(x)", x=(4,), positive="x", expected=np.prod),
    case("prod(x, dim=1, keepdim=true)", x=(2, 3), positive="x", expected=lambda x: x.prod(1, keepdims=True)),
    case("prod_rest(x, dim=1)", x=(2, 3), positive="x"),
    case("sum_rest(x)", x=(2, 2), expected=lambda x: x.sum() - x),
    case("logsumexp(x)", x=(5,), expected=lambda x: np.log(np.exp(x).sum())),
    case("logsumexp(x, dim=0)", x=(2, 3), expected=lambda x: np.log(np.exp(x).sum(0))),
    case("logsumexp(x, dim=1, keepdim=true)", x=(2, 3)),
    case("norm(x)", x=(2, 3), expected=np.linalg.norm),
    case("norm(x, dim=-1)", x=(2, 3), expected=lambda x: np.linalg.norm(x, axis=-1)),
    case("norm(x, dim=0, keepdim=true)", x=(2, 3)),
    case("norm(x, p=1, dim=0)", x=(2, 3), expected=lambda x: np.abs(x).sum(0)),
    case("norm(x, p=3)", x=(2, 3), expected=lambda x: (np.abs(x) ** 3).sum() ** (1 / 3)),
    case("var(x, dim=0, unbiased=false)", x=(4, 3), expected=lambda x: x.var(0)),
    case("std(x, unbiased=true)", x=(4, 3), expected=lambda x: x.std(ddof=1)),
    case("var(x)", x=(5,), expected=lambda x: x.var(ddof=1)),
    case("var(x, dim=0, correction=0)", x=(4, 3), expected=lambda x: x.var(0)),
    case("var(x, dim=[0, 1], keepdim=true)", x=(4, 3)),
    case("std(x)", x=(5,), expected=lambda x: x.std(ddof=1)),
    case("std(x, dim=1, correction=0)", x=(2, 5), expected=lambda x: x.std(1)),
    case("count_like(x, dim=0)*sum(x)", x=(2, 3), expected=lambda x: 2 * x.sum()),
    case("expand_like(g, x, dim=1)", g=(2,), x=(2, 3), expected=lambda g, x: np.broadcast_to(g[:, None], (2, 3))),
    case("expand_like(g, x, dim=0)*x", g=(3,), x=(2, 3)),
    case("expand_like(g, x, dim=1, keepdim=true)", g=(2, 1), x=(2, 3)),
    case("expand_like(g, x)", g=(), x=(2, 3)),
    case("sum_like(g, x)", g=(2, 3), x=(3,), expected=lambda g, x: g.sum(0)),
    case("sum_like(g, x)", g=(4, 2, 3), x=(2, 1), expected=lambda g, x: g.sum((0, 2))[:, None]),
    case("sum_like(g, x)", g=(2, 3), x=(), expected=lambda g, x: g.sum()),
    case("broadcast_like(x, like)", x=(3,), like=(2, 3), expected=lambda x, like: np.stack([x, x])),
    case("broadcast_like(x, like) @ w", x=(3,), like=(2, 3), w=(3, 2)),
    case("zeros_like(x)*x", x=(2, 3), expected=np.zeros((2, 3))),
    case("ones_like(x)*x", x=(2, 3), expected=lambda x: x),
    case("mean((x - mean(x, dim=0))**2)", x=(4, 2), expected=lambda x: x.var(0).mean()),
]  # fmt: skip


@pytest.mark.parametrize("one", CASES, ids=str)
def test_a_reduction_keeps_its_promises(one: Case) -> None:
    """Value, shape, executors, printing, and derivatives forward, backward and twice."""
    check_op(one)


def test_ties_of_the_largest_share_over_everything_and_go_first_along_a_dim() -> None:
    """PyTorch's max() splits the gradient evenly; max(dim) gives it to the first."""
    program = Program.parse(
        "a = grad(max(x), x)\nb = grad(sum(max(x, dim=1)), x)\nc = grad(min(-x), x)", names=("x",)
    )
    trace = program.run({"x": [[2, 5, 5], [5, 1, 5]]})
    np.testing.assert_allclose(trace["a"], np.array([[0, 1, 1], [1, 0, 1]]) / 4)
    np.testing.assert_allclose(trace["b"], [[0, 1, 0], [1, 0, 0]])
    np.testing.assert_allclose(trace["c"], -trace["a"])


def test_a_product_with_a_zero_still_has_its_derivative() -> None:
    """The derivative of a product by one factor is the product of the others, zeros or not."""
    program = Program.parse("g = grad(prod(x), x)\nh = grad(sum(prod(x, dim=1)), x)", names=("x",))
    trace = program.run({"x": [[2, 0, 3], [0, 0, 4]]})
    np.testing.assert_allclose(trace["h"], [[0, 6, 0], [0, 0, 0]])
    np.testing.assert_allclose(trace["g"], np.zeros((2, 3)))


def test_the_length_of_a_zero_vector_has_derivative_zero() -> None:
    """As PyTorch's norm at 0: a subgradient, not a division by zero."""
    assert np.all(Program.parse("g = grad(norm(x), x)").run({"x": [0, 0]})["g"] == 0)


def test_a_log_sum_of_huge_numbers_is_finite() -> None:
    """The shift by the maximum keeps ±1000 right, and so is the gradient."""
    trace = Program.parse("y = logsumexp(x)\ng = grad(y, x)", names=("x",)).run({"x": [1000, 1000, -1000]})
    assert trace["y"] == 1000 + np.log(2)
    np.testing.assert_allclose(trace["g"], [0.5, 0.5, 0])
