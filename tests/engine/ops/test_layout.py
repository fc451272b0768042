"""Putting together, taking apart and turning arrays."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engine.ops.checking import Case, case, check_op

CASES = [
    case("chunk(x, 2, 0)", x=(3, 4), expected=lambda x: x[:, :2]),
    case("chunk(x, 3, 2, dim=0)", x=(3, 4), expected=lambda x: x[2:]),
    case("chunk_like(g, x, 2, 1)", g=(3, 2), x=(3, 4), data="x"),
    case("cat([a, b])", a=(2, 3), b=(1, 3), expected=lambda a, b: np.concatenate([a, b])),
    case("cat([a, b, a*b], 1)", a=(2, 3), b=(2, 1), expected=lambda a, b: np.concatenate([a, b, a * b], 1)),
    case("concat(a, b, dim=-1)", a=(3,), b=(2,), expected=lambda a, b: np.concatenate([a, b])),
    case("part_like(g, x, 1, dim=1)", g=(2, 4), x=(2, 3), data="x", expected=lambda g, x: g[:, 1:]),
    case("part_back(g, x, 1)", g=(2, 3), x=(4, 3), data="x"),
    case("permute(x, [2, 0, 1])", x=(2, 3, 4), expected=lambda x: x.transpose(2, 0, 1)),
    case("permute(x, dims=[1, -1, 0])*2", x=(2, 3, 4), expected=lambda x: 2 * x.transpose(1, 2, 0)),
    case("permute_back(x, dims=[2, 0, 1])", x=(2, 3, 4), expected=lambda x: x.transpose(1, 2, 0)),
    case("transpose(x, 0, 2)", x=(2, 3, 4), expected=lambda x: x.swapaxes(0, 2)),
    case("swapaxes(x, 0, 1)", x=(2, 3, 4), expected=lambda x: x.swapaxes(0, 1)),
    case("flatten(x)", x=(2, 3), expected=np.ravel),
    case("flatten(x)", x=(), expected=np.ravel),
    case("flatten(x, 1)", x=(2, 3, 4), expected=lambda x: x.reshape(2, 12)),
    case("flatten(x, start_dim=0, end_dim=1)", x=(2, 3, 4), expected=lambda x: x.reshape(6, 4)),
    case("unsqueeze(x, 0)", x=(3,), expected=lambda x: x[None]),
    case("unsqueeze(x, -1)*x", x=(3,), expected=lambda x: x[:, None] * x),
    case("squeeze(x, 1)", x=(3, 1, 2), expected=lambda x: x[:, 0]),
    case("flip(x, 0)", x=(3, 2), expected=np.flipud),
    case("flip(x, [0, 1])", x=(3, 2), expected=np.flip),
    case("roll(x, 1)", x=(3, 2), expected=lambda x: np.roll(x, 1)),
    case("roll(x, 1, 0)", x=(3, 2), expected=lambda x: np.roll(x, 1, 0)),
    case("roll(x, [1, -2], dims=[0, 1])", x=(3, 4), expected=lambda x: np.roll(x, (1, -2), (0, 1))),
    case("roll(x, -2, dim=1)", x=(3, 4), expected=lambda x: np.roll(x, -2, 1)),
    case("roll_back(x, 1)", x=(3, 2), expected=lambda x: np.roll(x, -1)),
    case("cumsum(x)", x=(4,), expected=np.cumsum),
    case("cumsum(x, dim=0)**2", x=(3, 2), expected=lambda x: np.cumsum(x, 0) ** 2),
    case("cumsum_back(x)", x=(4,), expected=lambda x: np.cumsum(x[::-1])[::-1]),
    case("tril(x)", x=(3, 3), expected=np.tril),
    case("triu(x, 1)", x=(2, 3, 4), expected=lambda x: np.triu(x, 1)),
    case("eye_like(x)*x", x=(2, 3, 3), expected=lambda x: np.eye(3) * x),
    case("causal_mask(x)*x", x=(2, 3), expected=np.tril),
    case("pad(x, [1, 2])", x=(2, 3), expected=lambda x: np.pad(x, ((0, 0), (1, 2)))),
    case("pad(x, [1, 0, 2, 1], value=3)", x=(2, 3), expected=lambda x: np.pad(x, ((2, 1), (1, 0)), constant_values=3)),
    case("pad(x, [-1, 1])", x=(2, 3), expected=lambda x: np.pad(x[:, 1:], ((0, 0), (0, 1)))),
    case("pad(x, [0, -1])", x=(2, 3), expected=lambda x: x[:, :-1]),
    case("pad_back(x, [1, 1])", x=(2, 4), expected=lambda x: x[:, 1:-1]),
]  # fmt: skip


@pytest.mark.parametrize("one", CASES, ids=str)
def test_a_layout_op_keeps_its_promises(one: Case) -> None:
    """Value, shape, executors, printing, and derivatives forward, backward and twice."""
    check_op(one)
