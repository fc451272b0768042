"""Losses element by element, named as torch.nn.functional names them; averaged over all elements unless told otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.ops import shapes
from engine.ops.row import Op, Operand, Option

Options = Mapping[str, Any]

REDUCTION = Option("reduction", default="mean", words=("mean", "sum", "none"))
KERAS = Option("convention", default="pytorch", words=("pytorch", "keras"))
_FULL = Option("full", default=False, words=("true", "false"))
_SQUARES = Option("convention", default="pytorch", words=("pytorch", "nielsen", "bishop"))
_PAIR = (Operand("input"), Operand("target"))


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


def _bce_logits(options: Options) -> str:
    given = options["given"]
    value = "logistic_loss(input, target)"
    if "pos_weight" in given:
        value = "(pos_weight*target*softplus(-input) + (1 - target)*softplus(input))"
    return reduced(f"weight*{value}" if "weight" in given else value, options["reduction"])


def _multilabel(options: Options) -> str:
    terms = "logistic_loss(input, target)"
    weighted = f"weight*{terms}" if "weight" in options["given"] else terms
    return f"rows = mean({weighted}, dim=-1)\n" + reduced("rows", options["reduction"])


def _gaussian_nll(options: Options) -> str:
    held = "held = clamp_min(var, eps)\n"
    constant = " + 0.5*log(2*pi)" if options["full"] else ""
    return f"{held}terms = 0.5*(log(held) + (input - target)**2/held){constant}\n" + reduced(
        "terms", options["reduction"]
    )


def _poisson_nll(options: Options) -> str:
    terms = "exp(input) - target*input" if options["log_input"] else "input - target*log(input + eps)"
    if not options["full"]:
        return reduced(f"({terms})", options["reduction"])
    counts = "counts = maximum(target, 1)\n"  # Stirling's formula for ln y!, of counts above 1
    stirling = "(target > 1)*(counts*log(counts) - counts + 0.5*log(2*pi*counts))"
    return f"{counts}terms = {terms} + {stirling}\n" + reduced("terms", options["reduction"])


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
        options=(REDUCTION, KERAS),
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
)
