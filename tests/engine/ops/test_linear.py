"""Matrix products of all ranks, layouts, indexing, and what their derivatives are made of."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engine.ops.checking import Case, case, check_op

CASES = [
    *(
        case("a @ b", a=left, b=right, expected=np.matmul)
        for left, right in [
            ((2, 3), (3, 4)), ((3,), (3,)), ((3,), (3, 2)), ((2, 3), (3,)), ((1, 1), (1, 1)), ((1,), (1,)),
            ((5, 2, 3), (5, 3, 2)), ((5, 2, 3), (3, 4)), ((2, 3), (5, 3, 4)), ((4, 2, 3), (3,)), ((3,), (4, 3, 2)),
            ((2, 1, 2, 3), (4, 3, 2)),
        ]
    ),
    case("matmul(a, b)", a=(2, 3), b=(3, 2), expected=np.matmul),
    case("matmul_left(g, a, b)", g=(2, 4), a=(2, 3), b=(3, 4), data="a", expected=lambda g, a, b: g @ b.T),
    case("matmul_left(g, a, b)", g=(5, 2, 4), a=(2, 3), b=(5, 3, 4), data="a"),
    case("matmul_left(g, a, b)", g=(4,), a=(3,), b=(3, 4), data="a", expected=lambda g, a, b: b @ g),
    case("matmul_left(g, a, b)", g=(), a=(3,), b=(3,), data="a"),
    case("matmul_left(g, a, b)", g=(2,), a=(2, 3), b=(3,), data="a"),
    case("matmul_right(a, g, b)", a=(2, 3), g=(2, 4), b=(3, 4), data="b", expected=lambda a, g, b: a.T @ g),
    case("matmul_right(a, g, b)", a=(5, 2, 3), g=(5, 2, 4), b=(3, 4), data="b"),
    case("matmul_right(a, g, b)", a=(2, 3), g=(2,), b=(3,), data="b"),
    case("matmul_right(a, g, b)", a=(3,), g=(4,), b=(3, 4), data="b"),
    case("dot(a, b)", a=(3,), b=(3,), expected=np.dot),
    case("outer(a, b)", a=(2,), b=(3,), expected=np.outer),
    case("x.T", x=(2, 3), expected=lambda x: x.T),
    case("x.T", x=(3,), expected=lambda x: x),
    case("transpose(x)", x=(4, 2, 3), expected=lambda x: x.swapaxes(-1, -2)),
    case("linear(x, w, b)", x=(2, 3), w=(4, 3), b=(4,), expected=lambda x, w, b: x @ w.T + b),
    case("linear(x, w)", x=(3,), w=(4, 3), expected=lambda x, w: w @ x),
    case("reshape(x, [3, -1])", x=(2, 3), expected=lambda x: x.reshape(3, 2)),
    case("reshape(x, to=-1)", x=(2, 3), expected=lambda x: x.reshape(-1)),
    case("reshape_like(x, like)", x=(2, 3), like=(6,), data="like", expected=lambda x, like: x.reshape(6)),
    case("x[0]", x=(3,), expected=lambda x: x[0]),
    case("x[-1]", x=(2, 3), expected=lambda x: x[-1]),
    case("x[:, 1:3]", x=(2, 4), expected=lambda x: x[:, 1:3]),
    case("x[1, :2]*x[0, 1:]", x=(2, 3), expected=lambda x: x[1, :2] * x[0, 1:]),
    case("[a, b*2, a*b]", a=(3,), b=(3,), expected=lambda a, b: np.stack([a, 2 * b, a * b])),
    case("[a, 1, b]", a=(), b=()),
    case("[[a, b], [b, a]] @ [a, 1]", a=(), b=()),
    case("stack(a, a)", a=(2,), expected=lambda a: np.stack([a, a])),
    case("gather(x, i)", x=(2, 3), i=[2, 0], data="i", expected=lambda x, i: x[[0, 1], [2, 0]]),
    case("gather(x, i)", x=(3,), i=1, data="i", expected=lambda x, i: x[1]),
    case("gather(x, i)", x=(2, 2, 3), i=[[2, 0], [1, 1]], data="i"),
    case("scatter_like(g, i, x)", g=(2,), i=[2, 0], x=(2, 3), data="i x"),
    case("one_hot(i, 3)", i=[2, 0], data="i", expected=[[0, 0, 1], [1, 0, 0]]),
    case("one_hot(i, num_classes=2) @ w", i=[1, 0, 1], w=(2, 3), data="i", expected=lambda i, w: w[[1, 0, 1]]),
    case("diag(x)", x=(3,), expected=np.diag),
    case("diag(x)", x=(3, 3), expected=np.diag),
    case("diag(x)", x=(2, 3), expected=np.diag),
    case("diag_like(g, x)", g=(2,), x=(2, 3), data="x"),
    case("diag_like(g, x)", g=(3, 3), x=(3,), data="x", expected=lambda g, x: np.diag(g)),
    case("index_like(g, x, items=[1])", g=(3,), x=(2, 3), data="x"),
]  # fmt: skip


@pytest.mark.parametrize("one", CASES, ids=str)
def test_a_linear_op_keeps_its_promises(one: Case) -> None:
    """Value, shape, executors, printing, and derivatives forward, backward and twice."""
    check_op(one)
