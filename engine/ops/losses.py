"""Loss functions, named as torch.nn.functional names them; averaged over all elements unless ``reduction`` says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.ops import shapes
from engine.ops.row import Op, Operand, Option

_REDUCTION = Option("reduction", default="mean", words=("mean", "sum", "none"))


def _elementwise_loss(value: str) -> Callable[[Mapping[str, Any]], str]:
    """Return the expansion of a loss that is ``value`` element by element, then reduced."""

    def expand(options: Mapping[str, Any]) -> str:
        reduction = options["reduction"]
        return f"y = {value}" if reduction == "none" else f"y = {reduction}({value})"

    return expand


def _loss(
    name: str,
    operands: tuple[Operand, ...],
    value: str,
    says: str,
    short: str,
    *,
    aliases: tuple[str, ...] = (),
) -> Op:
    return Op(
        name,
        operands,
        says,
        shapes.broadcast,
        "",
        options=(_REDUCTION,),
        inline=True,
        expands=_elementwise_loss(value),
        latex=rf"\operatorname{{{short}}}({{{operands[0].name}}}, {{{operands[1].name}}})",
        aliases=aliases,
    )


def _cross_entropy(options: Mapping[str, Any]) -> str:
    smoothed = "(1 - label_smoothing)*hot + label_smoothing/count_like(logits, dim=-1)"
    targets = smoothed if "label_smoothing" in options["given"] else "hot"
    rows = f"hot = class_targets(target, logits)\nrows = softmax_cross_entropy(logits, {targets})\n"
    return rows + _reduce("rows", options["reduction"])


def _nll(options: Mapping[str, Any]) -> str:
    rows = "rows = -sum(class_targets(target, input)*input, dim=-1)\n"
    return rows + _reduce("rows", options["reduction"])


def _kl_div(options: Mapping[str, Any]) -> str:
    terms = "terms = entropy_term(target) - target*input\n"
    if options["reduction"] == "batchmean":
        return terms + "rows = sum(terms, dim=-1)\ny = mean(rows)"
    return terms + _reduce("terms", options["reduction"])


def _reduce(name: str, reduction: str) -> str:
    return f"y = {name}" if reduction == "none" else f"y = {reduction}({name})"


def _rows(logits: shapes.Shape, target: shapes.Shape, **_: object) -> shapes.Shape:
    if logits != target:
        raise ValueError("the target is a class index a row, or a distribution shaped as the logits")
    return shapes.reduced(logits, dim=-1)


def _mass_shape(target: shapes.Shape, **_: object) -> shapes.Shape:
    return shapes.reduced(target, dim=-1, keepdim=True)


def _targets(target: shapes.Shape, logits: shapes.Shape, **_: object) -> shapes.Shape:
    if target not in (logits, logits[:-1]):
        raise ValueError("the target is a class index a row, or a distribution shaped as the logits")
    return logits


def _second(_target: shapes.Shape, shape: shapes.Shape, **_: object) -> shapes.Shape:
    return shape


def _as_it_is(
    names: tuple[str, ...], sizes: tuple[shapes.Shape, ...], _options: Mapping[str, Any]
) -> str | None:
    return names[0] if sizes[0] == sizes[1] else None


_PAIR = (Operand("input"), Operand("target"))

ROWS = (
    _loss("mse_loss", _PAIR, "(input - target)**2", "the squared error.", "MSE", aliases=("mse",)),
    _loss(
        "l1_loss",
        _PAIR,
        "abs(input - target)",
        "the absolute error; gradient 0 where it is 0.",
        "MAE",
        aliases=("mae", "mae_loss"),
    ),
    _loss(
        "huber_loss",
        (*_PAIR, Operand("delta", "1", data=True)),
        "huber(input - target, delta)",
        "½r² for |r| ≤ δ, else δ(|r| − ½δ).",
        "Huber",
    ),
    _loss(
        "smooth_l1_loss",
        (*_PAIR, Operand("beta", "1", data=True)),
        "huber(input - target, beta)/beta",
        "Huber's loss over its β.",
        "SmoothL1",
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
    _loss(
        "binary_cross_entropy",
        _PAIR,
        "-(target*clamped_log(input) + (1 - target)*clamped_log(1 - input))",
        "−[y ln p + (1−y) ln(1−p)] on probabilities, the logarithms held above −100.",
        "BCE",
        aliases=("bce",),
    ),
    _loss(
        "binary_cross_entropy_with_logits",
        _PAIR,
        "logistic_loss(input, target)",
        "binary cross-entropy of σ(z), computed from the logit z: stable.",
        "BCE",
        aliases=("bce_with_logits",),
    ),
    Op(
        "clamped_log",
        (Operand("x"),),
        "ln x, held above −100.",
        shapes.same,
        "clamped_log",
        vjp={"x": "g/maximum(x, 1e-12)"},
        elementwise=True,
        latex=r"\ln {x}",
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
    _loss(
        "soft_margin_loss", _PAIR, "softplus(-target*input)", "ln(1 + e^{−yz}) for labels ±1.", "softmargin"
    ),
    _loss(
        "hinge_loss",
        _PAIR,
        "relu(1 - target*input)",
        "max(0, 1 − yz) for labels ±1.",
        "hinge",
        aliases=("hinge",),
    ),
    Op(
        "cross_entropy",
        (Operand("logits"), Operand("target"), Operand("label_smoothing", "0", data=True)),
        "−Σ t_k ln softmax(z)_k a row, from logits; target holds class indices or a distribution a row.",
        shapes.scalar,
        "",
        options=(_REDUCTION,),
        inline=True,
        expands=_cross_entropy,
        latex=r"\operatorname{CE}({logits}, {target})",
    ),
    Op(
        "softmax_cross_entropy",
        (Operand("logits"), Operand("target")),
        "−Σ t_k ln softmax(z)_k along the last dim, for a distribution t a row.",
        _rows,
        "softmax_cross_entropy",
        vjp={
            "logits": "expand_like(g, logits, dim=-1)*(mass(target)*softmax(logits) - target)",
            "target": "-(expand_like(g, logits, dim=-1)*log_softmax(logits))",
        },
        jvp={
            "logits": "sum(t*(mass(target)*softmax(logits) - target), dim=-1)",
            "target": "-sum(t*log_softmax(logits), dim=-1)",
        },
        latex=r"-\sum {target} \ln \operatorname{softmax}({logits})",
        expands="y = -sum(target*log_softmax(logits), dim=-1)",
    ),
    Op(
        "mass",
        (Operand("target"),),
        "Σ t along the last dim, kept: 1 for a distribution.",
        _mass_shape,
        "np.add.reduce({target}, axis=-1, keepdims=True)",
        structural=True,
        linear=("target",),
        vjp={"target": "expand_like(g, target, dim=-1, keepdim=true)"},
        latex=r"\sum {target}",
    ),
    Op(
        "nll_loss",
        (Operand("input"), Operand("target")),
        "minus the log-probability of the target, from log-probabilities.",
        shapes.scalar,
        "",
        options=(_REDUCTION,),
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
        structural=True,
        vjp={"target": "class_targets_back(g, target)"},
        jvp={"target": "class_targets(t, logits)"},
        latex="{target}",
        specialise=_as_it_is,
    ),
    Op(
        "class_targets_back",
        (Operand("g"), Operand("target", data=True)),
        "the gradient by a target distribution; none by indices.",
        _second,
        "class_targets_back",
        structural=True,
        linear=("g",),
        vjp={"g": "class_targets(upstream, g)"},
        latex="{g}",
    ),
    Op(
        "kl_div",
        (Operand("input"), Operand("target")),
        "Σ t (ln t − input), input being log-probabilities (PyTorch's order).",
        shapes.scalar,
        "",
        options=(Option("reduction", default="mean", words=("mean", "sum", "none", "batchmean")),),
        inline=True,
        expands=_kl_div,
        latex=r"\operatorname{KL}({target} \,\|\, {input})",
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
