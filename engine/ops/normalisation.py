"""Normalising over a batch, a layer, groups or instances; channels are dim 1. Dropping out at random, but reproducibly."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from engine.ops import shapes
from engine.ops.row import Op, Operand, Option

Names = tuple[str, ...]
Shape = shapes.Shape
Sizes = tuple[Shape, ...]
Options = Mapping[str, Any]

_X = Operand("x")
_SCALE = (Operand("weight", "1"), Operand("bias", "0"))
_RUNNING = (Operand("running_mean", "0", data=True), Operand("running_var", "1", data=True))
_MOMENTUM = Operand("momentum", "0.1", data=True)
_CONVENTION = Option("convention", default="pytorch", words=("pytorch", "keras", "flax"))


def _eps(value: str) -> Operand:
    return Operand("eps", value, data=True)


def _operands(*names: str) -> tuple[Operand, ...]:
    return tuple(Operand(name) for name in names)


def _scaled(normal: str, options: Options, like: str = "{}") -> str:
    """Return the last line: what was normalised, times the weight and plus the bias that were given."""
    times = f"*{like.format('weight')}" if "weight" in options["given"] else ""
    plus = f" + {like.format('bias')}" if "bias" in options["given"] else ""
    return f"y = {normal}{times}{plus}"


_CHANNEL = "channel_like({}, x)"


def _batch_norm(options: Options) -> str:
    """Statistics of the batch when training, running ones else; where none are given, the batch's."""
    training = "running_mean" not in options["given"] if options["training"] is None else options["training"]
    if training:
        lines = "c = x - channel_mean(x)\nnormal = c/sqrt(channel_mean(c**2) + eps)\n"
    else:
        lines = "normal = (x - channel_like(running_mean, x))/sqrt(channel_like(running_var, x) + eps)\n"
    return lines + _scaled("normal", options, _CHANNEL)


def _instance_norm(options: Options) -> str:
    if options["use_input_stats"]:
        lines = "c = x - instance_mean(x)\nnormal = c/sqrt(instance_mean(c**2) + eps)\n"
    else:
        lines = "normal = (x - channel_like(running_mean, x))/sqrt(channel_like(running_var, x) + eps)\n"
    return lines + _scaled("normal", options, _CHANNEL)


def _group_norm(options: Options) -> str:
    lines = (
        "parts = grouped(x, num_groups=num_groups)\n"
        "c = parts - mean(parts, dim=-1, keepdim=true)\n"
        "normal = c/sqrt(mean(c**2, dim=-1, keepdim=true) + eps)\n"
    )
    return lines + _scaled("reshape_like(normal, x)", options, _CHANNEL)


def _layer_norm(options: Options) -> str:
    lines = "c = x - layer_mean(x, weight)\nnormal = c/sqrt(layer_mean(c**2, weight) + eps)\n"
    return lines + _scaled("normal", options)


def _rms_norm(options: Options) -> str:
    return "normal = x/sqrt(layer_mean(x**2, weight) + eps)\n" + _scaled("normal", options)


def _running(statistic: str) -> Callable[[Options], str]:
    """PyTorch's momentum is the weight of the new; Keras's and Flax's, 0.99, of what is kept."""

    def expand(options: Options) -> str:
        if options["convention"] == "pytorch":
            return f"y = (1 - momentum)*old + momentum*{statistic}"
        kept = "momentum" if "momentum" in options["given"] else "0.99"
        return f"y = {kept}*old + (1 - {kept})*{statistic}"

    return expand


def _running_var(options: Options) -> str:
    """PyTorch keeps the unbiased variance; Keras and Flax the biased one they normalise with."""
    spread = "channel_mean((x - channel_mean(x))**2)"
    unbiased = f"{spread}*channel_count(x)/(channel_count(x) - 1)"
    return _running(f"channel_flat({unbiased if options['convention'] == 'pytorch' else spread})")(options)


# shapes


def _channelled(shape: Shape, *_others: Shape, **_: object) -> Shape:
    if len(shape) < 2:
        raise ValueError("channels are dim 1: it takes an array of two dims or more")
    return shape


def _channel_mean_shape(shape: Shape, **_: object) -> Shape:
    return (_channelled(shape)[1], *(1,) * (len(shape) - 2))


def _channel_like_shape(value: Shape, x: Shape, **_: object) -> Shape:
    wanted = _channel_mean_shape(x)
    if len(value) > 1 or (value and value[0] not in (1, wanted[0])):
        raise ValueError(f"there are {wanted[0]} channels: it takes one number for each")
    return (*value, *(1,) * (len(x) - 2)) if value else ()


def _instance_shape(shape: Shape, **_: object) -> Shape:
    return (*_channelled(shape)[:2], *(1,) * (len(shape) - 2))


def _grouped_shape(shape: Shape, *, num_groups: int, **_: object) -> Shape:
    if len(shape) < 2 or num_groups < 1 or shape[1] % num_groups:
        raise ValueError(f"its channels do not split into {num_groups} equal groups")
    return (shape[0], num_groups, math.prod(shape[1:]) // num_groups)


def _layer_axes(sizes: Sizes) -> tuple[int, ...]:
    x, like = sizes
    return tuple(range(len(x) - max(len(like), 1), len(x)))


def _layer_shape(*sizes: Shape, **_: object) -> Shape:
    x, like = sizes
    if not x or (like and x[-len(like) :] != like and math.prod(like) != 1):
        raise ValueError("the weight is shaped as the last dims, which are normalised")
    axes = _layer_axes(sizes)
    return tuple(1 if axis in axes else size for axis, size in enumerate(x))


def _means(axes: Callable[[Sizes], tuple[int, ...]], shape: Any) -> Any:
    """Return what a mean over some axes is written as: one reduction."""

    def at(names: Names, sizes: Sizes, _options: Options) -> str:
        over = axes(sizes)
        count = float(math.prod(sizes[0][axis] for axis in over))
        if len(shape(*sizes)) == len(sizes[0]):
            return f"np.add.reduce({names[0]}, axis={over!r}, keepdims=True) / {count!r}"
        plain = f"np.add.reduce({names[0]}, axis={over[0] if len(over) == 1 else over!r}) / {count!r}"
        return plain if len(shape(*sizes)) == 1 else f"({plain}).reshape({shape(*sizes)!r})"

    return at


def _mean(name: str, says: str, shape: Any, axes: Callable[[Sizes], tuple[int, ...]], *more: Operand) -> Op:
    likes = "".join(f", {operand.name}" for operand in more)
    return Op(
        name,
        (_X, *more),
        says,
        shape,
        name,
        specialise=_means(axes, shape),
        vjp={"x": f"broadcast_like(g/{name.replace('mean', 'count')}(x{likes}), x)"},
        linear=("x",),
        latex=r"\operatorname{mean}({x})",
    )


def _count(name: str, says: str, shape: Any, axes: Callable[[Sizes], tuple[int, ...]], *more: Operand) -> Op:
    def at(_names: Names, sizes: Sizes, _options: Options) -> str:
        return repr(float(math.prod(sizes[0][axis] for axis in axes(sizes))))

    operands = (Operand("x", data=True), *more)
    return Op(name, operands, says, _checked_by(shape), name, specialise=at, latex="n")


def _checked_by(shape: Any) -> Any:
    """Return the rule of a single number about operands that must suit another rule."""

    def rule(*sizes: Shape, **_: object) -> Shape:
        shape(*sizes)
        return ()

    return rule


def _but_channels(sizes: Sizes) -> tuple[int, ...]:
    return (0, *range(2, len(sizes[0])))


def _spatial(sizes: Sizes) -> tuple[int, ...]:
    return tuple(range(2, len(sizes[0])))


def _same_size(names: Names, sizes: Sizes, _options: Options) -> str | None:
    return names[0] if sizes[0] == _channel_like_shape(*sizes) else None


def _flat(names: Names, sizes: Sizes, _options: Options) -> str | None:
    return names[0] if len(sizes[0]) == 1 else None


_LIKE = Operand("like", data=True)


def _norm(
    name: str,
    operands: tuple[Operand, ...],
    says: str,
    expands: Callable[[Options], str],
    short: str,
    options: tuple[Option, ...] = (),
    order: str = "",
) -> Op:
    return Op(
        name,
        operands,
        says,
        shapes.same,
        "",
        options=options,
        inline=True,
        expands=expands,
        latex=rf"\operatorname{{{short}}}({{x}})",
        order=tuple(order.split()),
    )


ROWS = (
    _norm(
        "batch_norm",
        (_X, *_RUNNING, *_SCALE, _MOMENTUM, _eps("1e-5")),
        "(x − μ)/√(σ² + eps)·weight + bias, μ and σ² of the batch for each channel (biased) in training, running ones else.",
        _batch_norm,
        "BN",
        (Option("training", words=("true", "false")),),
        "x running_mean running_var weight bias training momentum eps",
    ),
    _norm(
        "instance_norm",
        (_X, *_RUNNING, *_SCALE, _MOMENTUM, _eps("1e-5")),
        "as batch_norm, but each example and channel by itself.",
        _instance_norm,
        "IN",
        (Option("use_input_stats", default=True, words=("true", "false")),),
        "x running_mean running_var weight bias use_input_stats momentum eps",
    ),
    _norm(
        "group_norm",
        (_X, *_SCALE, _eps("1e-5")),
        "as instance_norm, over num_groups groups of channels.",
        _group_norm,
        "GN",
        (Option("num_groups", required=True, takes="whole"),),
        "x num_groups weight bias eps",
    ),
    _norm(
        "layer_norm",
        (_X, *_SCALE, _eps("1e-5")),
        "(x − μ)/√(σ² + eps)·weight + bias over the last dims, as many as weight has (one where none is given).",
        _layer_norm,
        "LN",
    ),
    _norm(
        "rms_norm",
        (_X, Operand("weight", "1"), _eps("2.220446049250313e-16")),
        "x/√(mean x² + eps)·weight over the last dims, as many as weight has.",
        _rms_norm,
        "RMSNorm",
    ),
    Op(
        "batch_norm_mean",
        (Operand("x"), Operand("old"), _MOMENTUM),
        "the running mean after a batch: momentum 0.1 weighs the new; with keras and flax 0.99 the old.",
        _channel_mean_shape,
        "",
        options=(_CONVENTION,),
        inline=True,
        expands=_running("channel_flat(channel_mean(x))"),
        latex=r"\mu_{\text{run}}",
    ),
    Op(
        "batch_norm_var",
        (Operand("x"), Operand("old"), _MOMENTUM),
        "the running variance after a batch: unbiased, with keras and flax biased.",
        _channel_mean_shape,
        "",
        options=(_CONVENTION,),
        inline=True,
        expands=_running_var,
        latex=r"\sigma^2_{\text{run}}",
    ),
    _mean(
        "channel_mean", "the mean of each channel (dim 1) over all else.", _channel_mean_shape, _but_channels
    ),
    _count("channel_count", "how many entries a channel has.", _channel_mean_shape, _but_channels),
    _mean("instance_mean", "the mean of each example and channel.", _instance_shape, _spatial),
    _count("instance_count", "how many entries an example's channel has.", _instance_shape, _spatial),
    _mean(
        "layer_mean", "the mean over the last dims, as many as like has.", _layer_shape, _layer_axes, _LIKE
    ),
    _count(
        "layer_count", "how many entries a layer's mean brings together.", _layer_shape, _layer_axes, _LIKE
    ),
    Op(
        "channel_like",
        (Operand("value"), Operand("like", data=True)),
        "one number a channel, shaped to fit dim 1.",
        _channel_like_shape,
        "channel_like",
        specialise=_same_size,
        structural=True,
        vjp={"value": "reshape_like(g, value)"},
        linear=("value",),
        latex="{value}",
    ),
    Op(
        "channel_flat",
        (Operand("value"),),
        "one number a channel as a vector.",
        lambda value, **_: (math.prod(value),),
        "np.reshape({value}, -1)",
        specialise=_flat,
        structural=True,
        vjp={"value": "reshape_like(g, value)"},
        linear=("value",),
        latex="{value}",
    ),
    Op(
        "grouped",
        (_X,),
        "each example's channels in groups, each group in a row.",
        _grouped_shape,
        "grouped",
        options=(Option("num_groups", required=True, takes="whole"),),
        structural=True,
        vjp={"x": "reshape_like(g, x)"},
        linear=("x",),
        latex="{x}",
    ),
)
