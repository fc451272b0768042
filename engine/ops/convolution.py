"""Convolution (cross-correlation, as frameworks compute it) and pooling, over images (N, C, H, W) or (C, H, W)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.ops import shapes
from engine.ops.row import Op, Operand, Option

Shape = shapes.Shape
Options = Mapping[str, Any]

_CONV = (
    Option("stride", default=1),
    Option("padding", default=0, words=("same", "valid"), numbers=True),
    Option("dilation", default=1),
    Option("groups", default=1, takes="whole"),
)
_STEPS = (Option("stride", default=1), Option("padding", default=0))
_DILATION = Option("dilation", default=1)
_GROUPS = Option("groups", default=1, takes="whole")
_SPREADING = (*_STEPS, _DILATION, _GROUPS)
_POOL = (Option("kernel_size", required=True), Option("stride"), Option("padding", default=0))
_MAX = (*_POOL, Option("dilation", default=1), Option("ceil_mode", default=False, words=("true", "false")))
_AVERAGE1D = (
    *_POOL,
    Option("ceil_mode", default=False, words=("true", "false")),
    Option("count_include_pad", default=True, words=("true", "false")),
)
_AVERAGE = (*_AVERAGE1D, Option("divisor_override", takes="whole"))
_OUTPUT = Option("output_padding", default=0)


def _passed(options: tuple[Option, ...]) -> str:
    """Return options as a rule hands them on."""
    return ", ".join(f"{option.name}={option.name}" for option in options)


def _second(_a: Shape, shape: Shape, *_: Shape, **__: object) -> Shape:
    return shape


def _third(_a: Shape, _b: Shape, shape: Shape, **__: object) -> Shape:
    return shape


def _conv(operator: str) -> Any:
    def expand(options: Options) -> str:
        plain = f"{operator}(x, weight, {_passed(_CONV)})"
        return f"y = {plain} + channels_first(bias, x)" if "bias" in options["given"] else f"y = {plain}"

    return expand


def _transposed(options: Options) -> str:
    passed = _passed((*_STEPS, _OUTPUT, _GROUPS, _DILATION))
    plain = f"transposed_correlation(x, weight, {passed})"
    return f"y = {plain} + channels_first(bias, x)" if "bias" in options["given"] else f"y = {plain}"


def _conv1d(options: Options) -> str:
    """One dim is two, the first of size 1."""
    words = ", ".join(
        f"{name}={_flat(options[name], off)}"
        for name, off in (("stride", 1), ("padding", 0), ("dilation", 1))
    )
    plain = f"squeeze(cross_correlation(unsqueeze(x, -2), unsqueeze(weight, -2), {words}, groups=groups), -2)"
    return f"y = {plain} + channels_before(bias, x)" if "bias" in options["given"] else f"y = {plain}"


def _flat(value: Any, off: int) -> str:
    if isinstance(value, str):
        return value
    return f"[{off}, {value[0] if isinstance(value, tuple) else value}]"


def _pool1d(name: str, options: tuple[Option, ...]) -> Any:
    def expand(given: Options) -> str:
        words = [f"kernel_size={_flat(given['kernel_size'], 1)}", f"padding={_flat(given['padding'], 0)}"]
        if given["stride"] is not None:
            words.append(f"stride={_flat(given['stride'], 1)}")
        words += [f"{one.name}={one.name}" for one in options if one.words]
        if "dilation" in given:
            words.append(f"dilation={_flat(given['dilation'], 1)}")
        return f"y = squeeze({name}(unsqueeze(x, -2), {', '.join(words)}), -2)"

    return expand


def _first_channels(value: Shape, x: Shape, *, after: int, **_: object) -> Shape:
    del x
    return (*value, *(1,) * after) if value else ()


def _bias_shape(after: int) -> Any:
    """A bias stands against channels with ``after`` dims behind them."""

    def shape(value: Shape, x: Shape, **_: object) -> Shape:
        return _first_channels(value, x, after=after)

    return shape


def _bias(name: str, after: int) -> Op:
    return Op(
        name,
        (Operand("value"), Operand("like", data=True)),
        "one number a channel, shaped to fit.",
        _bias_shape(after),
        f"np.reshape({{value}}, np.shape({{value}}) + {(1,) * after!r} * (np.ndim({{value}}) > 0))",
        structural=True,
        vjp={"value": "reshape_like(g, value)"},
        linear=("value",),
        latex="{value}",
    )


ROWS = (
    Op(
        "conv2d",
        (Operand("x"), Operand("weight"), Operand("bias", "0")),
        "the cross-correlation of images with kernels (out, in/groups, height, width), plus a bias for each output channel.",
        shapes.correlated,
        "",
        options=_CONV,
        inline=True,
        expands=_conv("cross_correlation"),
        latex=r"{x} \star {weight}",
    ),
    Op(
        "conv1d",
        (Operand("x"), Operand("weight"), Operand("bias", "0")),
        "the cross-correlation of sequences (N, C, L) with kernels (out, in/groups, length).",
        shapes.correlated,
        "",
        options=_CONV,
        inline=True,
        expands=_conv1d,
        latex=r"{x} \star {weight}",
    ),
    Op(
        "cross_correlation",
        (Operand("x"), Operand("weight")),
        "each output the sum of a patch times a kernel; the kernel is not flipped.",
        shapes.correlated,
        "cross_correlation",
        options=_CONV,
        vjp={
            "x": f"conv2d_input(g, weight, x, {_passed(_CONV)})",
            "weight": f"conv2d_weight(g, x, weight, {_passed(_CONV)})",
        },
        linear=("x", "weight"),
        latex=r"{x} \star {weight}",
    ),
    Op(
        "conv2d_input",
        (Operand("g"), Operand("weight"), Operand("like", data=True)),
        "the gradient of a convolution by its input: each g spreads its kernel where it came from.",
        _third,
        "conv2d_input",
        options=_CONV,
        vjp={
            "g": f"cross_correlation(upstream, weight, {_passed(_CONV)})",
            "weight": f"conv2d_weight(g, upstream, weight, {_passed(_CONV)})",
        },
        linear=("g", "weight"),
        latex=r"{g} \ast {weight}",
    ),
    Op(
        "conv2d_weight",
        (Operand("g"), Operand("x"), Operand("like", data=True)),
        "the gradient of a convolution by its kernel: the patches of x, each times its g.",
        _third,
        "conv2d_weight",
        options=_CONV,
        vjp={
            "g": f"cross_correlation(x, upstream, {_passed(_CONV)})",
            "x": f"conv2d_input(g, upstream, x, {_passed(_CONV)})",
        },
        linear=("g", "x"),
        latex=r"{x} \star {g}",
    ),
    Op(
        "conv_transpose2d",
        (Operand("x"), Operand("weight"), Operand("bias", "0")),
        "each entry of x spreads its kernel (in, out/groups, height, width), and a bias for each output channel.",
        shapes.transposed_correlation,
        "",
        options=(*_STEPS, _OUTPUT, _GROUPS, _DILATION),
        inline=True,
        expands=_transposed,
        latex=r"{x} \ast {weight}",
        order=("x", "weight", "bias", "stride", "padding", "output_padding", "groups", "dilation"),
    ),
    Op(
        "transposed_correlation",
        (Operand("x"), Operand("weight")),
        "what a convolution's gradient does with x: each entry spreads its kernel, steps of stride apart.",
        shapes.transposed_correlation,
        "transposed_correlation",
        options=(*_STEPS, _OUTPUT, _GROUPS, _DILATION),
        vjp={
            "x": f"cross_correlation(g, weight, {_passed(_SPREADING)})",
            "weight": f"conv2d_weight(x, g, weight, {_passed(_SPREADING)})",
        },
        linear=("x", "weight"),
        latex=r"{x} \ast {weight}",
    ),
    _bias("channels_first", 2),
    _bias("channels_before", 1),
    Op(
        "max_pool2d",
        (Operand("x"),),
        "the largest entry of each window; of equal ones the first takes the gradient.",
        shapes.pooled,
        "max_pool2d",
        options=_MAX,
        vjp={"x": f"max_pool2d_back(g, x, {_passed(_MAX)})"},
        jvp={"x": f"max_pool2d_pick(t, x, {_passed(_MAX)})"},
        latex=r"\operatorname{maxpool}({x})",
    ),
    Op(
        "max_pool2d_back",
        (Operand("g"), Operand("x", data=True)),
        "each g put where its window's largest entry stands.",
        _second,
        "max_pool2d_back",
        options=_MAX,
        vjp={"g": f"max_pool2d_pick(upstream, x, {_passed(_MAX)})"},
        linear=("g",),
        latex=r"{g} \text{ at} \operatorname{argmax}({x})",
    ),
    Op(
        "max_pool2d_pick",
        (Operand("t"), Operand("x", data=True)),
        "the entries of t where the windows of x have their largest.",
        shapes.pooled,
        "max_pool2d_pick",
        options=_MAX,
        structural=True,
        vjp={"t": f"max_pool2d_back(g, x, {_passed(_MAX)})"},
        linear=("t",),
        latex="{t}",
    ),
    Op(
        "avg_pool2d",
        (Operand("x"),),
        "the mean of each window, padding counted unless said (PyTorch); divisor_override divides its sum instead.",
        shapes.pooled,
        "avg_pool2d",
        options=_AVERAGE,
        vjp={"x": f"avg_pool2d_back(g, x, {_passed(_AVERAGE)})"},
        linear=("x",),
        latex=r"\operatorname{avgpool}({x})",
    ),
    Op(
        "avg_pool2d_back",
        (Operand("g"), Operand("like", data=True)),
        "each g shared among its window.",
        _second,
        "avg_pool2d_back",
        options=_AVERAGE,
        vjp={"g": f"avg_pool2d(upstream, {_passed(_AVERAGE)})"},
        linear=("g",),
        latex=r"{g} \text{{ spread over its window}}",
    ),
    Op(
        "max_pool1d",
        (Operand("x"),),
        "the largest entry of each window of a sequence.",
        shapes.same,
        "",
        options=_MAX,
        inline=True,
        expands=_pool1d("max_pool2d", _MAX),
        latex=r"\operatorname{maxpool}({x})",
    ),
    Op(
        "avg_pool1d",
        (Operand("x"),),
        "the mean of each window of a sequence.",
        shapes.same,
        "",
        options=_AVERAGE1D,
        inline=True,
        expands=_pool1d("avg_pool2d", _AVERAGE1D),
        latex=r"\operatorname{avgpool}({x})",
    ),
    Op(
        "global_avg_pool2d",
        (Operand("x"),),
        "the mean of each channel over the whole image.",
        lambda x, **_: shapes.reduced(x, dim=(-2, -1)),
        "",
        inline=True,
        expands="y = mean(x, dim=[-2, -1])",
        latex=r"\operatorname{avgpool}({x})",
    ),
)
