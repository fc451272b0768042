"""Entropy and the Kullback-Leibler divergence, on probabilities and on log-probabilities."""

from __future__ import annotations

from engine.ops import shapes
from engine.ops.losses import Options, reduced
from engine.ops.row import Op, Operand, Option


def _kl_div(options: Options) -> str:
    terms = "exp(target)*(target - input)" if options["log_target"] else "entropy_term(target) - target*input"
    if options["reduction"] == "batchmean":
        return f"y = sum({terms})/count_like(input, dim=0)"
    return reduced(f"({terms})", options["reduction"])


ROWS = (
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
