"""The steps optimisers are made of: one node each for m, v, m̂, v̂ and w′, the rest by zooming in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.ops import shapes
from engine.ops.row import Op, Operand

if TYPE_CHECKING:
    from collections.abc import Mapping


def _row(
    name: str, operands: str, numpy: str, vjp: Mapping[str, str], latex: str, says: str, expands: str
) -> Op:
    return Op(
        name,
        tuple(Operand(operand, data=operand not in vjp) for operand in operands.split()),
        says,
        shapes.broadcast,
        numpy,
        vjp=vjp,
        elementwise=True,
        latex=latex,
        expands=f"y = {expands}",
    )


ROWS = (
    _row(
        "ema",
        "old new beta",
        "{beta} * {old} + (1.0 - {beta}) * {new}",
        {"old": "g*beta", "new": "g*(1 - beta)", "beta": "g*(old - new)"},
        r"{beta} {old} + (1 - {beta}) {new}",
        "an exponential moving average: β·old + (1 − β)·new.",
        "beta*old + (1 - beta)*new",
    ),
    _row(
        "ema_square",
        "old new beta",
        "{beta} * {old} + (1.0 - {beta}) * {new} * {new}",
        {"old": "g*beta", "new": "2*g*(1 - beta)*new", "beta": "g*(old - new**2)"},
        r"{beta} {old} + (1 - {beta}) {new}^2",
        "an exponential moving average of squares.",
        "beta*old + (1 - beta)*new**2",
    ),
    _row(
        "bias_corrected",
        "average beta t",
        "{average} / (1.0 - {beta} ** {t})",
        {"average": "g/(1 - beta**t)"},
        r"\frac{{average}}{1 - {beta}^{{t}}}",
        "a moving average that started at 0, corrected: divided by 1 − βᵗ.",
        "average/(1 - beta**t)",
    ),
    _row(
        "adam_update",
        "w m_hat v_hat lr eps",
        "{w} - {lr} * {m_hat} / (np.sqrt({v_hat}) + {eps})",
        {
            "w": "g",
            "m_hat": "-(g*lr/(sqrt(v_hat) + eps))",
            "lr": "-(g*m_hat/(sqrt(v_hat) + eps))",
            "v_hat": "g*lr*m_hat/(2*sqrt(v_hat)*(sqrt(v_hat) + eps)**2)",
        },
        r"{w} - {lr} \frac{{m_hat}}{\sqrt{{v_hat}} + {eps}}",
        "the weight after Adam's step (Kingma & Ba 2014, Algorithm 1).",
        "w - lr*m_hat/(sqrt(v_hat) + eps)",
    ),
    _row(
        "descend",
        "w lr step",
        "{w} - {lr} * {step}",
        {"w": "g", "lr": "-(g*step)", "step": "-(g*lr)"},
        r"{w} - {lr} {step}",
        "the weight after a step against a direction.",
        "w - lr*step",
    ),
    _row(
        "accumulate",
        "old new mu",
        "{mu} * {old} + {new}",
        {"old": "g*mu", "new": "g", "mu": "g*old"},
        r"{mu} {old} + {new}",
        "a running sum that forgets: μ·old + new.",
        "mu*old + new",
    ),
)
