"""Sums, means, extremes and norms over dims, and the structural ops their derivatives need."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from engine.ops import shapes
from engine.ops.row import Broadcastable, Op, Operand, Option

Names = tuple[str, ...]
Sizes = tuple[shapes.Shape, ...]
Options = Mapping[str, Any]

_X = (Operand("x"),)
_DIM = Option("dim")
_KEEP = Option("keepdim", default=False, words=("true", "false"))
_OVER = (_DIM, _KEEP)
_SPREAD = (
    _DIM,
    Option("correction", default=1, takes="number"),
    _KEEP,
    Option("unbiased", words=("true", "false")),
)
_EXPAND_G = "expand_like(g, x, dim=dim, keepdim=keepdim)"
_EXPAND_Y = "expand_like(y, x, dim=dim, keepdim=keepdim)"


def _sum_like_shape(g: shapes.Shape, like: shapes.Shape, **_: object) -> shapes.Shape:
    if shapes.broadcast(g, like) != g:
        raise ValueError("the second was not broadcast to the first")
    return like


def _broadcast_shape(x: shapes.Shape, like: shapes.Shape, **_: object) -> shapes.Shape:
    if shapes.broadcast(x, like) != like:
        raise ValueError("the first does not broadcast to the second")
    return like


def _expand_shape(g: shapes.Shape, like: shapes.Shape, **options: Any) -> shapes.Shape:
    if g not in ((), shapes.reduced(like, **options)):
        raise ValueError("the first is not a reduction of the second over these dims")
    return like


def _count(_names: Names, sizes: Sizes, options: Options) -> str:
    axes = shapes.axes(sizes[0], options["dim"])
    return repr(float(math.prod(sizes[0][axis] for axis in axes)))


def _sum(names: Names, sizes: Sizes, options: Options) -> str | None:
    return None if options["keepdim"] else f"np.add.reduce({names[0]}, {options['dim']!r})"


def _mean(names: Names, sizes: Sizes, options: Options) -> str:
    total = (
        _sum(names, sizes, options) or f"np.add.reduce({names[0]}, axis={options['dim']!r}, keepdims=True)"
    )
    return f"{total} / {_count(names, sizes, options)}"


def _sum_like_at(names: Names, sizes: Sizes, _options: Options) -> str | None:
    """Nothing to do for equal shapes; one reduction where only leading axes go."""
    g, like = sizes
    if g == like:
        return names[0]
    extra = len(g) - len(like)
    if extra > 0 and g[extra:] == like:
        return f"np.add.reduce({names[0]}, {0 if extra == 1 else tuple(range(extra))!r})"
    return None


def _broadcast(names: Names, sizes: Sizes, _options: Options) -> str:
    return names[0] if sizes[0] == sizes[1] else Broadcastable(names[0])


def _expand(names: Names, sizes: Sizes, options: Options) -> str:
    """A number, and what was kept as size 1, is laid out by broadcasting alone."""
    g, _like = names
    if sizes[0] == sizes[1]:
        return g
    if sizes[0] == () or options["keepdim"]:
        return Broadcastable(g)
    axes = shapes.axes(sizes[1], options["dim"])
    if axes == tuple(range(len(axes))):
        return Broadcastable(g)
    inner = tuple(1 if axis in axes else size for axis, size in enumerate(sizes[1]))
    return Broadcastable(f"{g}.reshape({inner!r})")


def _less(options: Options) -> float:
    """Return what the variance's divisor is less than n: 1 unless said; PyTorch also says unbiased=false for 0."""
    return float(options["correction"] if options["unbiased"] is None else options["unbiased"])


def _zeros(_names: Names, sizes: Sizes, _options: Options) -> str:
    return f"np.zeros({sizes[0]!r})" if sizes[0] else "0.0"


def _ones(_names: Names, sizes: Sizes, _options: Options) -> str:
    return f"np.ones({sizes[0]!r})" if sizes[0] else "1.0"


ROWS = (
    Op(
        "sum",
        _X,
        "the sum over dim (over everything where none is named).",
        shapes.reduced,
        "np.add.reduce({x}, axis={dim}, keepdims={keepdim})",
        options=_OVER,
        specialise=_sum,
        vjp={"x": _EXPAND_G},
        linear=("x",),
        latex=r"\operatorname{sum}({x})",
    ),
    Op(
        "mean",
        _X,
        "the mean over dim.",
        shapes.reduced,
        "np.add.reduce({x}, axis={dim}, keepdims={keepdim}) / count_like({x}, {dim})",
        specialise=_mean,
        options=_OVER,
        vjp={"x": "expand_like(g/count_like(x, dim=dim), x, dim=dim, keepdim=keepdim)"},
        linear=("x",),
        latex=r"\operatorname{mean}({x})",
    ),
    *(
        Op(
            name,
            _X,
            f"the {word} entry{where}; {ties}.",
            shapes.reduced,
            f"np.{kernel}.reduce({{x}}, axis={{dim}}, keepdims={{keepdim}})",
            options=_OVER,
            vjp={"x": f"{_EXPAND_G}*{mask}({sign}x, dim=dim)"},
            jvp={"x": f"sum(t*{mask}({sign}x, dim=dim), dim=dim, keepdim=keepdim)"},
            latex=rf"\{kernel[:3]}({{x}})",
        )
        for word, kernel, sign in (("largest", "maximum", ""), ("smallest", "minimum", "-"))
        for name, where, ties, mask in (
            (f"a{kernel[:3]}", " over dim", "equal ones share the gradient", "amax_mask"),
            (
                f"{kernel[:3]}_along",
                " along a dim",
                "the first of equal ones takes the gradient",
                "first_mask",
            ),
        )
    ),
    Op(
        "amax_mask",
        (Operand("x", data=True),),
        "which entries take the maximum's gradient.",
        shapes.same,
        "amax_mask",
        options=(_DIM,),
        structural=True,
        latex=r"\mathbb{1}[{x} = \max]",
    ),
    Op(
        "first_mask",
        (Operand("x", data=True),),
        "the first of the largest entries along dim.",
        shapes.same,
        "first_mask",
        options=(_DIM,),
        structural=True,
        latex=r"\mathbb{1}[{x} = \max]",
    ),
    Op(
        "argmax",
        (Operand("x", data=True),),
        "the place of the largest entry along dim, from 0.",
        shapes.reduced,
        "np.asarray(np.argmax({x}, axis={dim}), dtype=np.float64)[()]",
        options=(Option("dim", takes="whole"),),
        latex=r"\operatorname{argmax}({x})",
    ),
    Op(
        "prod",
        _X,
        "the product over dim.",
        shapes.reduced,
        "np.multiply.reduce({x}, axis={dim}, keepdims={keepdim})",
        options=_OVER,
        vjp={"x": f"{_EXPAND_G}*prod_rest(x, dim=dim)"},
        jvp={"x": "sum(t*prod_rest(x, dim=dim), dim=dim, keepdim=keepdim)"},
        latex=r"\prod {x}",
    ),
    Op(
        "prod_rest",
        _X,
        "for each entry the product of the others over dim (its own derivative wants entries other than 0).",
        shapes.along_or_all,
        "prod_rest",
        options=(_DIM,),
        vjp={"x": "sum_rest(g*y, dim=dim)/x"},
        jvp={"x": "y*sum_rest(t/x, dim=dim)"},
        latex=r"\prod_{j \ne i} {x}",
    ),
    Op(
        "sum_rest",
        _X,
        "for each entry the sum of the others over dim.",
        shapes.along_or_all,
        "np.add.reduce({x}, axis={dim}, keepdims=True) - {x}",
        options=(_DIM,),
        vjp={"x": "sum_rest(g, dim=dim)"},
        linear=("x",),
        latex=r"\sum_{j \ne i} {x}",
    ),
    Op(
        "logsumexp",
        _X,
        "ln Σ eˣ over dim, shifted by the maximum.",
        shapes.reduced,
        "logsumexp",
        options=_OVER,
        vjp={"x": f"{_EXPAND_G}*exp(x - {_EXPAND_Y})"},
        jvp={"x": f"sum(t*exp(x - {_EXPAND_Y}), dim=dim, keepdim=keepdim)"},
        latex=r"\ln \sum e^{{x}}",
        expands="top = amax(x, dim=dim, keepdim=true)\n"
        "y = log(sum(exp(x - top), dim=dim, keepdim=keepdim)) + amax(x, dim=dim, keepdim=keepdim)",
    ),
    Op(
        "norm",
        _X,
        "the Euclidean length over dim; its derivative at 0 is taken as 0.",
        shapes.reduced,
        "np.sqrt(np.add.reduce(np.square({x}), axis={dim}, keepdims={keepdim}))",
        options=_OVER,
        vjp={"x": "expand_like(g*reciprocal_or_zero(y), x, dim=dim, keepdim=keepdim)*x"},
        jvp={"x": "sum(t*x, dim=dim, keepdim=keepdim)*reciprocal_or_zero(y)"},
        latex=r"\|{x}\|",
        expands="y = sqrt(sum(x**2, dim=dim, keepdim=keepdim))",
    ),
    Op(
        "var",
        _X,
        "the variance over dim, divided by n − correction (1, as PyTorch, unless said).",
        shapes.reduced,
        "",
        options=_SPREAD,
        inline=True,
        expands=lambda options: (
            "c = x - mean(x, dim=dim, keepdim=true)\n"
            f"y = sum(c**2, dim=dim, keepdim=keepdim)/(count_like(x, dim=dim) - {_less(options)})"
        ),
        latex=r"\operatorname{Var}({x})",
    ),
    Op(
        "std",
        _X,
        "the square root of the variance.",
        shapes.reduced,
        "",
        options=_SPREAD,
        inline=True,
        expands=lambda options: f"y = sqrt(var(x, dim=dim, correction={_less(options)}, keepdim=keepdim))",
        latex=r"\operatorname{std}({x})",
    ),
    Op(
        "count_like",
        (Operand("x", data=True),),
        "how many entries a reduction over dim brings together.",
        shapes.scalar,
        "count_like",
        options=(_DIM,),
        latex="n",
        specialise=_count,
    ),
    Op(
        "expand_like",
        (Operand("g"), Operand("like", data=True)),
        "a reduction's result laid out along the reduced dims again.",
        _expand_shape,
        "expand_like",
        options=_OVER,
        specialise=_expand,
        structural=True,
        linear=("g",),
        vjp={"g": "sum(upstream, dim=dim, keepdim=keepdim)"},
        latex="{g}",
    ),
    Op(
        "sum_like",
        (Operand("g"), Operand("like", data=True)),
        "summed over the axes along which like was broadcast.",
        _sum_like_shape,
        "sum_like",
        specialise=_sum_like_at,
        structural=True,
        linear=("g",),
        vjp={"g": "broadcast_like(upstream, g)"},
        latex=r"\sum {g}",
    ),
    Op(
        "broadcast_like",
        (Operand("x"), Operand("like", data=True)),
        "x repeated to the shape of like.",
        _broadcast_shape,
        "np.broadcast_to({x}, np.shape({like}))[()]",
        specialise=_broadcast,
        structural=True,
        linear=("x",),
        vjp={"x": "sum_like(g, x)"},
        latex="{x}",
    ),
    Op(
        "zeros_like",
        (Operand("x", data=True),),
        "zeros of the same shape.",
        shapes.same,
        specialise=_zeros,
        numpy="np.zeros(np.shape({x}))[()]",
        latex="0",
    ),
    Op(
        "ones_like",
        (Operand("x", data=True),),
        "ones of the same shape.",
        shapes.same,
        specialise=_ones,
        numpy="np.ones(np.shape({x}))[()]",
        latex="1",
    ),
)
