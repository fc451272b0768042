"""Matrix products, transposes, shapes, indexing, and what their derivatives need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.ops import shapes
from engine.ops.row import Op, Operand, Option

Names = tuple[str, ...]
Sizes = tuple[shapes.Shape, ...]
Options = Mapping[str, Any]


def _second(_a: shapes.Shape, shape: shapes.Shape, *_: shapes.Shape, **__: object) -> shapes.Shape:
    return shape


def _third(_a: shapes.Shape, _b: shapes.Shape, shape: shapes.Shape, **__: object) -> shapes.Shape:
    return shape


def _linear(x: shapes.Shape, weight: shapes.Shape, bias: shapes.Shape = (), **_: object) -> shapes.Shape:
    return shapes.broadcast(shapes.matmul(x, shapes.transposed(weight)), bias)


def _diag(shape: shapes.Shape, **_: object) -> shapes.Shape:
    if len(shape) == 1:
        return (shape[0], shape[0])
    if len(shape) == 2:
        return (min(shape),)
    raise ValueError("diag takes a vector or a matrix")


def _left(names: Names, sizes: Sizes, _options: Options) -> str | None:
    g, _, b = names
    ranks = [len(size) for size in sizes]
    if ranks == [2, 2, 2]:
        return f"{g} @ {b}.T"
    if ranks == [1, 1, 2]:
        return f"{b} @ {g}"
    return (
        f"np.multiply.outer({g}, {b})" if ranks == [1, 2, 1] else f"{g} * {b}" if ranks == [0, 1, 1] else None
    )


def _right(names: Names, sizes: Sizes, _options: Options) -> str | None:
    a, g, _ = names
    ranks = [len(size) for size in sizes]
    if ranks in ([2, 2, 2], [2, 1, 1]):
        return f"{a}.T @ {g}"
    return (
        f"np.multiply.outer({a}, {g})" if ranks == [1, 1, 2] else f"{a} * {g}" if ranks == [1, 0, 1] else None
    )


def _flip(names: Names, sizes: Sizes, _options: Options) -> str | None:
    return names[0] if len(sizes[0]) < 2 else f"{names[0]}.T" if len(sizes[0]) == 2 else None


ROWS = (
    Op(
        "matmul",
        (Operand("a"), Operand("b")),
        "the matrix product.",
        shapes.matmul,
        "{a} @ {b}",
        vjp={"a": "matmul_left(g, a, b)", "b": "matmul_right(a, g, b)"},
        linear=("a", "b"),
        latex="{a} {b}",
        text="@",
    ),
    Op(
        "matmul_left",
        (Operand("g"), Operand("a", data=True), Operand("b")),
        "the gradient by the left factor: g bᵀ.",
        _second,
        "matmul_left",
        specialise=_left,
        linear=("g", "b"),
        vjp={"g": "matmul(upstream, b)", "b": "matmul_right(upstream, g, b)"},
        latex=r"{g} {b}^\top",
    ),
    Op(
        "matmul_right",
        (Operand("a"), Operand("g"), Operand("b", data=True)),
        "the gradient by the right factor: aᵀ g.",
        _third,
        "matmul_right",
        specialise=_right,
        linear=("a", "g"),
        vjp={"a": "matmul_left(g, a, upstream)", "g": "matmul(a, upstream)"},
        latex=r"{a}^\top {g}",
    ),
    Op(
        "transpose",
        (Operand("x"),),
        "the last two dims exchanged.",
        shapes.transposed,
        "np.swapaxes({x}, -1, -2)",
        specialise=_flip,
        vjp={"x": "transpose(g)"},
        linear=("x",),
        latex=r"{x}^\top",
    ),
    Op(
        "dot",
        (Operand("a"), Operand("b")),
        "the inner product of two vectors.",
        shapes.matmul,
        "",
        inline=True,
        expands="y = a @ b",
        latex=r"{a} \cdot {b}",
    ),
    Op(
        "outer",
        (Operand("a"), Operand("b")),
        "the outer product a bᵀ of two vectors.",
        shapes.outer,
        "np.multiply.outer({a}, {b})",
        vjp={"a": "g @ b", "b": "a @ g"},
        linear=("a", "b"),
        latex=r"{a} {b}^\top",
    ),
    Op(
        "linear",
        (Operand("x"), Operand("weight"), Operand("bias", default="0")),
        "x weightᵀ + bias with weight (out, in), as PyTorch lays it out.",
        _linear,
        "",
        inline=True,
        expands="y = x @ transpose(weight) + bias",
        latex=r"{x} {weight}^\top + {bias}",
    ),
    Op(
        "reshape",
        (Operand("x"),),
        "the same entries in another shape; one size may be −1.",
        shapes.reshaped,
        "np.reshape({x}, {to})",
        options=(Option("to", required=True),),
        vjp={"x": "reshape_like(g, x)"},
        linear=("x",),
        latex="{x}",  # the same numbers in the same order: nothing to show
    ),
    Op(
        "reshape_like",
        (Operand("g"), Operand("like", data=True)),
        "g in the shape of like.",
        _second,
        "np.reshape({g}, np.shape({like}))",
        structural=True,
        vjp={"g": "reshape_like(upstream, g)"},
        linear=("g",),
        latex="{g}",
    ),
    Op(
        "index",
        (Operand("x"),),
        "entries or slices of x.",
        shapes.indexed,
        "index",
        options=(Option("items", required=True),),
        vjp={"x": "index_like(g, x, items=items)"},
        linear=("x",),
        latex="{x}",
    ),
    Op(
        "index_like",
        (Operand("g"), Operand("like", data=True)),
        "zeros like like, with g at the items.",
        _second,
        "index_like",
        options=(Option("items", required=True),),
        structural=True,
        vjp={"g": "index(upstream, items=items)"},
        linear=("g",),
        latex="{g}",
    ),
    Op(
        "stack",
        (Operand("*"),),
        "the operands as rows of one array.",
        shapes.stacked,
        "stack",
        vjp={"*": "index(g, items=place)"},
        linear=("*",),
        latex="",
    ),
    Op(
        "gather",
        (Operand("x"), Operand("index", data=True)),
        "one entry of the last dim for each row: x[i, index[i]].",
        shapes.gathered,
        "gather",
        vjp={"x": "scatter_like(g, index, x)"},
        linear=("x",),
        latex="{x}_{{index}}",
    ),
    Op(
        "scatter_like",
        (Operand("g"), Operand("index", data=True), Operand("like", data=True)),
        "zeros like like, with g where gather took it.",
        _third,
        "scatter_like",
        structural=True,
        vjp={"g": "gather(upstream, index)"},
        linear=("g",),
        latex=r"\operatorname{scatter}({g}, {index})",
    ),
    Op(
        "one_hot",
        (Operand("index", data=True),),
        "rows with a single 1 at the index.",
        shapes.one_hot,
        "one_hot",
        options=(Option("num_classes", required=True, takes="whole"),),
        latex=r"\operatorname{onehot}({index})",
    ),
    Op(
        "diag",
        (Operand("x"),),
        "the diagonal matrix of a vector, or the diagonal of a matrix.",
        _diag,
        "diag",
        vjp={"x": "diag_like(g, x)"},
        linear=("x",),
        latex=r"\operatorname{diag}({x})",
    ),
    Op(
        "diag_like",
        (Operand("g"), Operand("like", data=True)),
        "g taken back through diag.",
        _second,
        "diag_like",
        structural=True,
        vjp={"g": "diag(upstream)"},
        linear=("g",),
        latex=r"\operatorname{diag}({g})",
    ),
)
