"""Distances, similarities, and the losses that pull pairs together and push them apart; vectors lie along the last dim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.ops import shapes
from engine.ops.losses import REDUCTION, reduced
from engine.ops.row import Op, Operand, Option

Options = Mapping[str, Any]

_PAIR = (Operand("x1"), Operand("x2"))
_SIDES = Option("convention", default="one_way", words=("one_way", "symmetric"))


def _operands(text: str) -> tuple[Operand, ...]:
    """Return operands from ``"x1 x2 target! margin=1"``; ``!`` marks data."""
    found = []
    for word in text.split():
        name, sign, default = word.partition("=")
        found.append(
            Operand(name.rstrip("!"), default if sign else None, data=name.endswith("!") or bool(sign))
        )
    return tuple(found)


def _row(
    name: str,
    operands: str,
    says: str,
    expands: Any,
    latex: str,
    options: tuple[Option, ...] = (),
    aliases: tuple[str, ...] = (),
    order: tuple[str, ...] = (),
) -> Op:
    return Op(
        name,
        _operands(operands),
        says,
        shapes.broadcast,
        "",
        options=options,
        inline=True,
        expands=expands,
        latex=latex,
        aliases=aliases,
        order=order,
    )


def _loss(name: str, operands: str, lines: str, says: str, latex: str, *options: Option) -> Op:
    """Make the row of a loss whose ``lines`` end with one value a row, ``rows``."""
    return _row(
        name,
        operands,
        says,
        lambda given: f"{lines}\n{reduced('rows', given['reduction'])}",
        latex,
        (REDUCTION, *options),
    )


def _contrastive(options: Options) -> str:
    """Hadsell, Chopra & LeCun 2006 have Y = 0 for similar pairs and halves; others y = 1 for similar and none."""
    lines = {
        "hadsell": "rows = 0.5*(1 - target)*distance**2 + 0.5*target*relu(margin - distance)**2",
        "similar": "rows = target*distance**2 + (1 - target)*relu(margin - distance)**2",
    }
    return f"{lines[options['convention']]}\n{reduced('rows', options['reduction'])}"


def _contrastive_pair(options: Options) -> str:
    words = f"convention={options['convention']}, reduction={options['reduction']}"
    return (
        f"distance = norm(x1 - x2, dim=-1)\ny = contrastive_distance_loss(distance, target, margin, {words})"
    )


def _triplet(options: Options) -> str:
    lines = (
        "positive_distance = pairwise_distance(anchor, positive, p, eps)\n"
        "negative_distance = pairwise_distance(anchor, negative, p, eps)\n"
    )
    nearest = "negative_distance"
    if options["swap"]:
        lines += "other_distance = pairwise_distance(positive, negative, p, eps)\n"
        nearest = "minimum(negative_distance, other_distance)"
    rows = f"rows = clamp_min(margin + positive_distance - {nearest}, 0)\n"
    return lines + rows + reduced("rows", options["reduction"])


def _power(options: Options) -> str:
    return ", p=p" if "p" in options["given"] else ""


def _pairwise(options: Options) -> str:
    if "p" not in options["given"]:
        return "y = norm(x1 - x2 + eps, dim=-1, keepdim=keepdim)"
    return "y = power_norm(x1 - x2 + eps, p, dim=-1, keepdim=keepdim)"


def _info_nce(options: Options) -> str:
    lines = "logits = normalize(queries) @ transpose(normalize(keys))/temperature\nhits = diag(logits)\n"
    one_way = "mean(logsumexp(logits, dim=-1) - hits)"
    if options["convention"] == "one_way":
        return f"{lines}y = {one_way}"
    return f"{lines}y = ({one_way} + mean(logsumexp(logits, dim=0) - hits))/2"


_CONVENTION = Option("convention", default="hadsell", words=("hadsell", "similar"))
_KEEP = Option("keepdim", default=False, words=("true", "false"))

ROWS = (
    _row(
        "normalize",
        "x p=2 eps=1e-12",
        "x over its length (its p-norm) along dim (the last unless said), the length held above eps.",
        lambda options: f"y = x/clamp_min(norm(x{_power(options)}, dim=dim, keepdim=true), eps)",
        r"\frac{{x}}{\|{x}\|}",
        (Option("dim", default=-1),),
        order=("x", "p", "dim", "eps"),
    ),
    _row(
        "cosine_similarity",
        "x1 x2 eps=1e-8",
        "the cosine of the angle between x1 and x2 along dim (the last unless said), each length held above eps.",
        "y = sum(x1/clamp_min(norm(x1, dim=dim, keepdim=true), eps)*x2/clamp_min(norm(x2, dim=dim, keepdim=true), eps), dim=dim)",
        r"\cos({x1}, {x2})",
        (Option("dim", default=-1),),
        order=("x1", "x2", "dim", "eps"),
    ),
    _row(
        "pairwise_distance",
        "x1 x2 p=2 eps=1e-6",
        "‖x1 − x2 + eps‖ along the last dim; eps is added to each component (PyTorch).",
        _pairwise,
        r"\|{x1} - {x2}\|",
        (_KEEP,),
    ),
    Op(
        "power_norm",
        (Operand("x"), Operand("p", "2", data=True)),
        "(Σ |x|^p)^{1/p} over dim.",
        lambda x, _p, **options: shapes.reduced(x, **options),
        "",
        options=(Option("dim"), _KEEP),
        inline=True,
        expands="y = sum(abs(x)**p, dim=dim, keepdim=keepdim)**(1/p)",
        latex=r"\|{x}\|_{{p}}",
    ),
    _loss(
        "cosine_embedding_loss",
        "x1 x2 target! margin=0",
        "cosine = sum(x1*x2, dim=-1)/sqrt((sum(x1*x1, dim=-1) + 1e-12)*(sum(x2*x2, dim=-1) + 1e-12))\n"
        "rows = where(target > 0, 1 - cosine, clamp_min(cosine - margin, 0))",
        "1 − cos for pairs with target 1, max(0, cos − margin) for −1.",
        r"\operatorname{CosineEmbedding}({x1}, {x2})",
    ),
    _loss(
        "hinge_embedding_loss",
        "input target! margin=1",
        "rows = where(target > 0, input, clamp_min(margin - input, 0))",
        "x for target 1, max(0, margin − x) for −1.",
        r"\operatorname{HingeEmbedding}({input}, {target})",
    ),
    _loss(
        "margin_ranking_loss",
        "x1 x2 target! margin=0",
        "rows = clamp_min(margin - target*(x1 - x2), 0)",
        "max(0, margin − y(x1 − x2)).",
        r"\operatorname{Ranking}({x1}, {x2})",
    ),
    _row(
        "triplet_margin_loss",
        "anchor positive negative margin=1 p=2 eps=1e-6",
        "max(0, margin + ‖a − p‖ − ‖a − n‖), eps added to each component of the differences.",
        _triplet,
        r"\operatorname{Triplet}({anchor}, {positive}, {negative})",
        (REDUCTION, Option("swap", default=False, words=("true", "false"))),
        ("triplet_loss",),
    ),
    _row(
        "contrastive_loss",
        "x1 x2 target! margin=1",
        "½D² for similar pairs (target 0), ½max(0, m − D)² for others; convention=similar has target 1 and no ½.",
        _contrastive_pair,
        r"\operatorname{Contrastive}({x1}, {x2})",
        (REDUCTION, _CONVENTION),
    ),
    _row(
        "contrastive_distance_loss",
        "distance target! margin=1",
        "the contrastive loss of a distance that is already known.",
        _contrastive,
        r"\operatorname{Contrastive}({distance})",
        (REDUCTION, _CONVENTION),
    ),
    _row(
        "info_nce",
        "queries keys temperature=1",
        "cross-entropy over cosine similarities, each query's own key being its class; symmetric averages both ways.",
        _info_nce,
        r"\operatorname{InfoNCE}({queries}, {keys})",
        (_SIDES,),
        ("infonce", "info_nce_loss"),
    ),
    _row(
        "nt_xent",
        "z1 z2 temperature=0.5",
        "SimCLR's loss of two views: each vector against all others of both views, itself left out (Chen et al. 2020).",
        "z = normalize(cat([z1, z2], dim=0))\n"
        "similarities = z @ transpose(z)/temperature\n"
        "others = masked_logsumexp(similarities, 1 - eye_like(similarities))\n"
        "hits = sum(z*cat([normalize(z2), normalize(z1)], dim=0), dim=-1)/temperature\n"
        "y = mean(others - hits)",
        r"\operatorname{NTXent}({z1}, {z2})",
        (),
        ("ntxent", "nt_xent_loss"),
    ),
    Op(
        "masked_logsumexp",
        (Operand("x"), Operand("mask", data=True)),
        "ln Σ eˣ over the last dim, where the mask is 1; at least one must be.",
        lambda x, mask, **_: shapes.reduced(shapes.broadcast(x, mask), dim=-1),
        "masked_logsumexp",
        vjp={"x": "sum_like(expand_like(g, x*mask, dim=-1)*masked_softmax(x, mask), x)"},
        jvp={"x": "sum(t*masked_softmax(x, mask), dim=-1)"},
        latex=r"\ln \sum {mask} e^{{x}}",
    ),
    Op(
        "masked_softmax",
        (Operand("x"), Operand("mask", data=True)),
        "softmax over the last dim among the entries where the mask is 1; the others are 0.",
        shapes.broadcast,
        "masked_softmax",
        vjp={"x": "sum_like(y*(g - sum(g*y, dim=-1, keepdim=true)), x)"},
        jvp={"x": "y*(t - sum(t*y, dim=-1, keepdim=true))"},
        latex=r"\operatorname{softmax}({x} \mid {mask})",
    ),
)
