"""Losses of a class among several, from logits or log-probabilities: cross-entropy and what it is made of.

Logits are (C,), (N, C), or (N, C, d…) with dim=1 as PyTorch has them, or (…, C) with dim=-1; targets are class indices
or distributions.
"""

from __future__ import annotations

from engine.ops import shapes
from engine.ops.losses import KERAS, REDUCTION, Options, reduced
from engine.ops.row import Op, Operand, Option

_IGNORED = Option("ignore_index", takes="whole")
_CLASSES = Option("dim", takes="whole")
_ALONG = Option("dim", default=-1, takes="whole")
_SMOOTHING = Option("smoothing", default="all", words=("all", "wrong"))


def _cross_entropy(options: Options) -> str:
    dim = _classes(options)
    shared = (
        "label_smoothing" if options["ignore_index"] is None else f"label_smoothing*mass(hot, dim={dim})"
    )  # none if ignored
    smoothed = f"(1 - label_smoothing)*hot + {shared}/count_like(logits, dim={dim})"
    if options["smoothing"] == "wrong":
        smoothed = f"(1 - label_smoothing)*hot + {shared}*(1 - hot)/(count_like(logits, dim={dim}) - 1)"
    targets = smoothed if "label_smoothing" in options["given"] else "hot"
    weighted = f"{_weight(dim, 'logits')}*({targets})" if "weight" in options["given"] else targets
    rows = f"rows = softmax_cross_entropy(logits, {weighted}, dim={dim})\n"
    hot = "hot = class_targets(target, logits, ignore_index=ignore_index, dim=dim)\n"
    return hot + rows + _averaged(options, "logits", dim)


def _classes(options: Options) -> int:
    """Return where the classes stand: the last dim unless said; dim 1 for images as PyTorch has them."""
    dim = options["dim"]
    if dim not in (None, 1, -1):
        raise ValueError("the classes stand in dim 1 or in the last, -1")
    return -1 if dim is None else int(dim)


def _weight(dim: int, scores: str) -> str:
    """One weight a class, beside the classes."""
    return "weight" if dim == -1 else f"channel_like(weight, {scores})"


def _nll(options: Options) -> str:
    dim = _classes(options)
    weighted = f"{_weight(dim, 'input')}*hot" if "weight" in options["given"] else "hot"
    hot = "hot = class_targets(target, input, ignore_index=ignore_index, dim=dim)\n"
    return f"{hot}rows = -sum({weighted}*input, dim={dim})\n" + _averaged(options, "input", dim)


def _averaged(options: Options, scores: str, dim: int) -> str:
    """A weighted mean is over the weights of the targets (PyTorch; Keras divides by N); ignored rows have none."""
    weighted = "weight" in options["given"] and options.get("convention") != "keras"
    uneven = weighted or options["ignore_index"] is not None
    if options["reduction"] != "mean" or not uneven:
        return reduced("rows", options["reduction"])
    return f"y = sum(rows)/target_weight(target, {scores}, weight, ignore_index=ignore_index, dim={dim})"


def _multi_margin(options: Options) -> str:
    """Every other class is to stay a margin below the target's; the sum is over K."""
    lines = "hot = class_targets(target, input)\nown = sum(hot*input, dim=-1, keepdim=true)\n"
    over = "relu(margin - own + input)"
    others = f"(1 - hot)*{over}" + ("**2" if options["p"] == 2 else "")
    weighted = "sum(weight*hot, dim=-1)*" if "weight" in options["given"] else ""
    rows = f"rows = {weighted}sum({others}, dim=-1)/count_like(input, dim=-1)\n"
    return lines + rows + reduced("rows", options["reduction"])


def _rows(logits: shapes.Shape, target: shapes.Shape, *, dim: int, **_: object) -> shapes.Shape:
    if logits != target or not logits:
        raise ValueError("the target is a class index a row, or a distribution shaped as the logits")
    return shapes.reduced(logits, dim=dim)


def _mass_shape(target: shapes.Shape, *, dim: int, **_: object) -> shapes.Shape:
    return shapes.reduced(target, dim=dim, keepdim=True)


def _targets(
    target: shapes.Shape, logits: shapes.Shape, *, dim: int | None = None, **_: object
) -> shapes.Shape:
    if dim is None and len(logits) > 2:
        raise ValueError("say where the classes stand: dim=1 for (N, C, d…) as PyTorch, dim=-1 for (…, C)")
    if not logits or target not in (logits, shapes.reduced(logits, dim=-1 if dim is None else dim)):
        raise ValueError("the target is a class index a row, or a distribution shaped as the logits")
    return logits


def _like(_t: shapes.Shape, logits: shapes.Shape, **_: object) -> shapes.Shape:
    return logits


def _second(_target: shapes.Shape, shape: shapes.Shape, **_: object) -> shapes.Shape:
    return shape


def _as_it_is(names: tuple[str, ...], sizes: tuple[shapes.Shape, ...], _options: Options) -> str | None:
    return names[0] if sizes[0] == sizes[1] else None


ROWS = (
    Op(
        "cross_entropy",
        (
            Operand("logits"),
            Operand("target"),
            Operand("weight", "1", data=True),
            Operand("label_smoothing", "0", data=True),
        ),
        "−Σ t_k ln softmax(z)_k a row, from logits; target holds class indices or a distribution a row.",
        shapes.scalar,
        "",
        options=(REDUCTION, _IGNORED, _SMOOTHING, KERAS, _CLASSES),
        inline=True,
        expands=_cross_entropy,
        latex=r"\operatorname{CE}({logits}, {target})",
    ),
    Op(
        "softmax_cross_entropy",
        (Operand("logits"), Operand("target")),
        "−Σ t_k ln softmax(z)_k along dim (the last unless said), for a distribution t a row.",
        _rows,
        "softmax_cross_entropy",
        options=(_ALONG,),
        vjp={
            "logits": "expand_like(g, logits, dim=dim)*(mass(target, dim=dim)*softmax(logits, dim=dim) - target)",
            "target": "-(expand_like(g, logits, dim=dim)*log_softmax(logits, dim=dim))",
        },
        jvp={
            "logits": "sum(t*(mass(target, dim=dim)*softmax(logits, dim=dim) - target), dim=dim)",
            "target": "-sum(t*log_softmax(logits, dim=dim), dim=dim)",
        },
        latex=r"-\sum {target} \ln \operatorname{softmax}({logits})",
        expands="y = -sum(target*log_softmax(logits, dim=dim), dim=dim)",
    ),
    Op(
        "mass",
        (Operand("target"),),
        "Σ t along dim, kept: 1 for a distribution.",
        _mass_shape,
        "np.add.reduce({target}, axis={dim}, keepdims=True)",
        options=(_ALONG,),
        structural=True,
        linear=("target",),
        vjp={"target": "expand_like(g, target, dim=dim, keepdim=true)"},
        latex=r"\sum {target}",
    ),
    Op(
        "nll_loss",
        (Operand("input"), Operand("target"), Operand("weight", "1", data=True)),
        "minus the log-probability of the target, from log-probabilities.",
        shapes.scalar,
        "",
        options=(REDUCTION, _IGNORED, _CLASSES),
        inline=True,
        expands=_nll,
        latex=r"\operatorname{NLL}({input}, {target})",
    ),
    Op(
        "class_targets",
        (Operand("target"), Operand("logits", data=True)),
        "class indices as one-hot rows; a distribution as it is.",
        _targets,
        "class_targets",
        options=(_IGNORED, _CLASSES),
        structural=True,
        vjp={"target": "class_targets_back(g, target)"},
        jvp={"target": "class_targets_along(t, logits)"},
        latex="{target}",
        specialise=_as_it_is,
    ),
    Op(
        "class_targets_along",
        (Operand("t"), Operand("logits", data=True)),
        "the tangent of a target distribution; none of indices.",
        _like,
        "class_targets_along",
        structural=True,
        linear=("t",),
        vjp={"t": "class_targets_back(g, t)"},
        latex="{t}",
    ),
    Op(
        "target_weight",
        (Operand("target", data=True), Operand("scores", data=True), Operand("weight", data=True)),
        "what a weighted mean divides by: the targets' own weights; for distributions the number of rows.",
        shapes.scalar,
        "target_weight",
        options=(_IGNORED, _ALONG),
        latex=r"\sum_i {weight}_{y_i}",
    ),
    Op(
        "class_targets_back",
        (Operand("g"), Operand("target", data=True)),
        "the gradient by a target distribution; none by indices.",
        _second,
        "class_targets_back",
        structural=True,
        linear=("g",),
        vjp={"g": "class_targets_along(upstream, g)"},
        latex="{g}",
    ),
    Op(
        "multi_margin_loss",
        (
            Operand("input"),
            Operand("target"),
            Operand("margin", "1", data=True),
            Operand("weight", "1", data=True),
        ),
        "Σ max(0, margin − z_y + z_j)^p over the other classes j, over K; p is 1 or 2.",
        shapes.scalar,
        "",
        options=(Option("p", default=1, takes="whole"), REDUCTION),
        inline=True,
        expands=_multi_margin,
        latex=r"\operatorname{MultiMargin}({input}, {target})",
        order=("input", "target", "p", "margin", "weight", "reduction"),
    ),
    Op(
        "perplexity",
        (Operand("logits"), Operand("target")),
        "e to the mean cross-entropy.",
        shapes.scalar,
        "",
        inline=True,
        expands="y = exp(cross_entropy(logits, target))",
        latex=r"\operatorname{PPL}({logits}, {target})",
    ),
)
