"""Loss functions, named as torch.nn.functional names them; averaged over all elements unless ``reduction`` says otherwise.

Logits are (C,), (N, C), or (N, C, d…) with dim=1 as PyTorch has them, or (…, C) with dim=-1; targets are class indices
or distributions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.ops import shapes
from engine.ops.row import Op, Operand, Option

Options = Mapping[str, Any]

REDUCTION = Option("reduction", default="mean", words=("mean", "sum", "none"))
_IGNORED = Option("ignore_index", takes="whole")
_CLASSES = Option("dim", takes="whole")
_ALONG = Option("dim", default=-1, takes="whole")
_FULL = Option("full", default=False, words=("true", "false"))
_KERAS = Option("convention", default="pytorch", words=("pytorch", "keras"))


_SMOOTHING = Option("smoothing", default="all", words=("all", "wrong"))
_SQUARES = Option("convention", default="pytorch", words=("pytorch", "nielsen", "bishop"))


def reduced(name: str, reduction: str) -> str:
    """Return the line that reduces ``name`` to the result."""
    return f"y = {name}" if reduction == "none" else f"y = {reduction}({name})"


def _elementwise_loss(value: str) -> Callable[[Options], str]:
    """Return the expansion of a loss that is ``value`` element by element, then reduced."""

    def expand(options: Options) -> str:
        return reduced(value, options["reduction"])

    return expand


def loss(
    name: str,
    operands: tuple[Operand, ...],
    value: str,
    says: str,
    short: str,
    *,
    aliases: tuple[str, ...] = (),
) -> Op:
    """Make the row of a loss that is ``value`` element by element."""
    return Op(
        name,
        operands,
        says,
        shapes.broadcast,
        "",
        options=(REDUCTION,),
        inline=True,
        expands=_elementwise_loss(value),
        latex=rf"\operatorname{{{short}}}({{{operands[0].name}}}, {{{operands[1].name}}})",
        aliases=aliases,
    )


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


def _kl_div(options: Options) -> str:
    terms = "exp(target)*(target - input)" if options["log_target"] else "entropy_term(target) - target*input"
    if options["reduction"] == "batchmean":
        return f"y = sum({terms})/count_like(input, dim=0)"
    return reduced(f"({terms})", options["reduction"])


def _gaussian_nll(options: Options) -> str:
    held = "held = clamp_min(var, eps)\n"
    constant = " + 0.5*log(2*pi)" if options["full"] else ""
    return f"{held}terms = 0.5*(log(held) + (input - target)**2/held){constant}\n" + reduced(
        "terms", options["reduction"]
    )


def _squares(options: Options) -> str:
    """Mean over all elements; Nielsen has 1/(2n) over n rows, Bishop ½ of the sum."""
    squares = "(input - target)**2"
    if options["convention"] == "pytorch":
        return reduced(squares, options["reduction"])
    return f"y = sum({squares})/2" + (
        "/count_like(input, dim=0)" if options["convention"] == "nielsen" else ""
    )


def _bce(options: Options) -> str:
    """Keras keeps probabilities within 1e-7 of 0 and 1; PyTorch the logarithms above −100."""
    probability = "clamp(input, 1e-7, 1 - 1e-7)" if options["convention"] == "keras" else "input"
    value = f"bernoulli_loss({probability}, target)"
    return reduced(f"weight*{value}" if "weight" in options["given"] else value, options["reduction"])


def _poisson_nll(options: Options) -> str:
    terms = "exp(input) - target*input" if options["log_input"] else "input - target*log(input + eps)"
    if not options["full"]:
        return reduced(f"({terms})", options["reduction"])
    counts = "counts = maximum(target, 1)\n"  # Stirling's formula for ln y!, of counts above 1
    stirling = "(target > 1)*(counts*log(counts) - counts + 0.5*log(2*pi*counts))"
    return f"{counts}terms = {terms} + {stirling}\n" + reduced("terms", options["reduction"])


def _multi_margin(options: Options) -> str:
    """Every other class is to stay a margin below the target's; the sum is over K."""
    lines = "hot = class_targets(target, input)\nown = sum(hot*input, dim=-1, keepdim=true)\n"
    over = "relu(margin - own + input)"
    others = f"(1 - hot)*{over}" + ("**2" if options["p"] == 2 else "")
    weighted = "sum(weight*hot, dim=-1)*" if "weight" in options["given"] else ""
    rows = f"rows = {weighted}sum({others}, dim=-1)/count_like(input, dim=-1)\n"
    return lines + rows + reduced("rows", options["reduction"])


def _multilabel(options: Options) -> str:
    terms = "logistic_loss(input, target)"
    weighted = f"weight*{terms}" if "weight" in options["given"] else terms
    return f"rows = mean({weighted}, dim=-1)\n" + reduced("rows", options["reduction"])


def _bce_logits(options: Options) -> str:
    given = options["given"]
    value = "logistic_loss(input, target)"
    if "pos_weight" in given:
        value = "(pos_weight*target*softplus(-input) + (1 - target)*softplus(input))"
    return reduced(f"weight*{value}" if "weight" in given else value, options["reduction"])


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


_PAIR = (Operand("input"), Operand("target"))

ROWS = (
    Op(
        "mse_loss",
        _PAIR,
        "the squared error; convention=nielsen divides its sum by 2n (n rows), bishop by 2.",
        shapes.broadcast,
        "",
        options=(REDUCTION, _SQUARES),
        inline=True,
        expands=_squares,
        latex=r"\operatorname{MSE}({input}, {target})",
        aliases=("mse",),
    ),
    loss(
        "l1_loss",
        _PAIR,
        "abs(input - target)",
        "the absolute error; gradient 0 where it is 0.",
        "MAE",
        aliases=("mae", "mae_loss"),
    ),
    loss(
        "huber_loss",
        (*_PAIR, Operand("delta", "1", data=True)),
        "huber(input - target, delta)",
        "½r² for |r| ≤ δ, else δ(|r| − ½δ).",
        "Huber",
    ),
    loss(
        "smooth_l1_loss",
        (*_PAIR, Operand("beta", "1", data=True)),
        "smooth_l1(input - target, beta)",
        "½r²/β for |r| < β, else |r| − ½β: Huber's loss over its β; β = 0 is the absolute error.",
        "SmoothL1",
    ),
    Op(
        "smooth_l1",
        (Operand("r"), Operand("beta", "1", data=True)),
        "½r²/β for |r| < β, else |r| − ½β.",
        shapes.broadcast,
        "smooth_l1",
        vjp={"r": "g*where(abs(r) < beta, r*reciprocal_or_zero(beta), sign(r))"},
        elementwise=True,
        latex=r"\operatorname{SmoothL1}_{{beta}}({r})",
        expands="y = where(abs(r) < beta, 0.5*r**2/beta, abs(r) - 0.5*beta)",
    ),
    Op(
        "huber",
        (Operand("r"), Operand("delta", "1", data=True)),
        "½r² for |r| ≤ δ, else δ(|r| − ½δ).",
        shapes.broadcast,
        "np.where(np.less_equal(np.abs({r}), {delta}), 0.5 * np.square({r}), {delta} * (np.abs({r}) - 0.5 * {delta}))[()]",
        vjp={"r": "g*clamp(r, -delta, delta)"},
        elementwise=True,
        latex=r"\operatorname{Huber}_{{delta}}({r})",
        expands="y = where(abs(r) <= delta, 0.5*r**2, delta*(abs(r) - 0.5*delta))",
    ),
    Op(
        "binary_cross_entropy",
        (*_PAIR, Operand("weight", "1", data=True)),
        "−[y ln p + (1−y) ln(1−p)] on probabilities, the logarithms held above −100 (Keras: p within 1e-7 of 0 and 1).",
        shapes.broadcast,
        "",
        options=(REDUCTION, _KERAS),
        inline=True,
        expands=_bce,
        latex=r"\operatorname{BCE}({input}, {target})",
        aliases=("bce", "bce_loss"),
    ),
    Op(
        "bernoulli_loss",
        (Operand("p"), Operand("target")),
        "−y ln p − (1−y) ln(1−p), the logarithms held above −100.",
        shapes.broadcast,
        "bernoulli_loss",
        vjp={
            "p": "g*(p - target)/clamp_min((1 - p)*p, 1e-12)",
            "target": "g*(clamped_log(1 - p) - clamped_log(p))",
        },
        elementwise=True,
        latex=r"-\left({target} \ln {p} + (1 - {target}) \ln(1 - {p})\right)",
        expands="y = -(target*clamped_log(p) + (1 - target)*clamped_log(1 - p))",
    ),
    Op(
        "clamped_log",
        (Operand("x"),),
        "ln x, held above −100.",
        shapes.same,
        "clamped_log",
        vjp={"x": "g/clamp_min(x, 1e-12)"},
        elementwise=True,
        latex=r"\ln {x}",
    ),
    Op(
        "binary_cross_entropy_with_logits",
        (*_PAIR, Operand("weight", "1", data=True), Operand("pos_weight", "1", data=True)),
        "binary cross-entropy of σ(z), computed from the logit z: stable.",
        shapes.broadcast,
        "",
        options=(REDUCTION,),
        inline=True,
        expands=_bce_logits,
        latex=r"\operatorname{BCE}(\sigma({input}), {target})",
        aliases=("bce_with_logits", "bce_with_logits_loss"),
    ),
    Op(
        "logistic_loss",
        (Operand("z"), Operand("target")),
        "−y ln σ(z) − (1−y) ln(1−σ(z)).",
        shapes.broadcast,
        "logistic_loss",
        vjp={"z": "g*(sigmoid(z) - target)", "target": "-(g*z)"},
        elementwise=True,
        latex=r"\max({z}, 0) - {z} {target} + \ln(1 + e^{-|{z}|})",
        expands="y = maximum(z, 0) - z*target + log(1 + exp(-abs(z)))",
    ),
    loss(
        "soft_margin_loss", _PAIR, "softplus(-target*input)", "ln(1 + e^{−yz}) for labels ±1.", "softmargin"
    ),
    loss(
        "hinge_loss",
        _PAIR,
        "relu(1 - target*input)",
        "max(0, 1 − yz) for labels ±1.",
        "hinge",
        aliases=("hinge",),
    ),
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
        options=(REDUCTION, _IGNORED, _SMOOTHING, _KERAS, _CLASSES),
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
        "kl_div",
        (Operand("input"), Operand("target")),
        "Σ t (ln t − input), input being log-probabilities (PyTorch's order).",
        shapes.scalar,
        "",
        options=(
            Option("reduction", default="mean", words=("mean", "sum", "none", "batchmean")),
            Option("log_target", default=False, words=("true", "false")),
        ),
        inline=True,
        expands=_kl_div,
        latex=r"\operatorname{KL}({target} \,\|\, {input})",
    ),
    Op(
        "gaussian_nll_loss",
        (Operand("input"), Operand("target"), Operand("var"), Operand("eps", "1e-6", data=True)),
        "½(ln σ² + (μ − y)²/σ²), with σ² held above eps; full adds ½ ln 2π.",
        shapes.broadcast,
        "",
        options=(REDUCTION, _FULL),
        inline=True,
        expands=_gaussian_nll,
        latex=r"\operatorname{NLL}({target} \mid {input}, {var})",
    ),
    Op(
        "poisson_nll_loss",
        (Operand("input"), Operand("target"), Operand("eps", "1e-8", data=True)),
        "e^x − yx for log-rates x, or x − y ln(x + eps) for rates; full adds Stirling's ln y!.",
        shapes.broadcast,
        "",
        options=(REDUCTION, Option("log_input", default=True, words=("true", "false")), _FULL),
        inline=True,
        expands=_poisson_nll,
        latex=r"\operatorname{NLL}({input}, {target})",
    ),
    Op(
        "multi_margin_loss",
        (*_PAIR, Operand("margin", "1", data=True), Operand("weight", "1", data=True)),
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
        "multilabel_soft_margin_loss",
        (*_PAIR, Operand("weight", "1", data=True)),
        "binary cross-entropy on logits, averaged over the labels of a row.",
        shapes.scalar,
        "",
        options=(REDUCTION,),
        inline=True,
        expands=_multilabel,
        latex=r"\operatorname{BCE}(\sigma({input}), {target})",
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
    Op(
        "entropy_term",
        (Operand("target"),),
        "t ln t, 0 at 0.",
        shapes.same,
        "entropy_term",
        vjp={"target": "g*(log_or_zero(target) + 1)"},
        elementwise=True,
        latex=r"{target} \ln {target}",
    ),
    Op(
        "entropy",
        (Operand("p"),),
        "−Σ p ln p over the last dim.",
        shapes.reduced,
        "",
        inline=True,
        expands="y = -sum(entropy_term(p), dim=-1)",
        latex=r"H({p})",
    ),
    Op(
        "kl_divergence",
        (Operand("p"), Operand("q")),
        "Σ p ln(p/q) over the last dim, on probabilities.",
        shapes.reduced,
        "",
        inline=True,
        expands="y = sum(entropy_term(p) - p*log(q), dim=-1)",
        latex=r"\operatorname{KL}({p} \,\|\, {q})",
    ),
)
