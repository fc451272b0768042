"""Chance, given as a mask or drawn from a seed: dropout, stochastic depth, mixup and CutMix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.ops import shapes
from engine.ops.row import Op, Operand, Option

Options = Mapping[str, Any]

_X = Operand("x")
_P = Operand("p", "0.5", data=True)
_MASK = Operand("mask", "1", data=True)
_TRAINING = Option("training", default=True, words=("true", "false"))
_SEED = Option("seed", takes="whole")
_CONVENTION = Option("convention", default="inverted", words=("inverted", "srivastava"))


def _drawn(options: Options, keep: str, mode: str) -> str:
    """Return the mask that was given, or one drawn from the seed."""
    if "mask" in options["given"]:
        return "mask"
    if options["seed"] is None:
        raise ValueError("it takes a mask or a seed, as in dropout(x, 0.5, seed=3)")
    return f"bernoulli_mask(x, {keep}, seed=seed, mode={mode})"


def _dropout(options: Options) -> str:
    """Inverted: p is dropped and what stays is divided by 1 − p. Srivastava et al. 2014: p is kept, times p at test."""
    if options["convention"] == "srivastava":
        return f"y = x*{_drawn(options, 'p', 'element')}" if options["training"] else "y = x*p"
    if not options["training"]:
        return "y = x*1"
    return f"y = inverted_dropout(x, {_drawn(options, '1 - p', 'element')}, p)"


def _stochastic_depth(mode: str) -> Callable[[Options], str]:
    def expand(options: Options) -> str:
        chosen = options.get("mode", mode)
        return (
            f"y = inverted_dropout(x, {_drawn(options, '1 - p', chosen)}, p)"
            if options["training"]
            else "y = x*1"
        )

    return expand


def _mask_shape(x: shapes.Shape, _keep: shapes.Shape, *, mode: str, **_: object) -> shapes.Shape:
    if mode == "row" and x:
        return (x[0], *(1,) * (len(x) - 1))
    return x if mode == "element" else ()


def _box_shape(x: shapes.Shape, **_: object) -> shapes.Shape:
    if len(x) < 2:
        raise ValueError("a box lies in the last two dims")
    return x[-2:]


ROWS = (
    Op(
        "dropout",
        (_X, _P, _MASK),
        "entries dropped with probability p, the others divided by 1 − p, by a mask (1 keeps) or a seed; x itself at test.",
        shapes.same,
        "",
        options=(_TRAINING, _SEED, _CONVENTION),
        inline=True,
        expands=_dropout,
        latex=r"\operatorname{dropout}({x})",
        order=("x", "p", "training", "mask", "seed", "convention"),
    ),
    Op(
        "stochastic_depth",
        (_X, _P, _MASK),
        "a residual branch dropped as a whole with probability p, for the batch or for each row, else divided by 1 − p.",
        shapes.same,
        "",
        options=(Option("mode", default="batch", words=("batch", "row")), _TRAINING, _SEED),
        inline=True,
        expands=_stochastic_depth("batch"),
        latex=r"\operatorname{drop}({x})",
        order=("x", "p", "mode", "training", "mask", "seed"),
        aliases=("drop_path",),
    ),
    Op(
        "inverted_dropout",
        (_X, Operand("mask", data=True), Operand("p", data=True)),
        "x·mask/(1 − p), 0 for p = 1.",
        shapes.broadcast,
        "inverted_dropout",
        vjp={"x": "inverted_dropout(g, mask, p)"},
        elementwise=True,
        latex=r"\frac{{x} {mask}}{1 - {p}}",
    ),
    Op(
        "bernoulli_mask",
        (Operand("x", data=True), Operand("keep", data=True)),
        "1 with probability keep, else 0, for each entry or row of x or once, from a seed.",
        _mask_shape,
        "bernoulli_mask",
        options=(
            Option("seed", required=True, takes="whole"),
            Option("mode", default="element", words=("element", "row", "batch")),
        ),
        latex=r"\operatorname{Bernoulli}({keep})",
    ),
    Op(
        "mixup",
        (_X, Operand("order", data=True), Operand("lam", data=True)),
        "λ·x + (1 − λ)·x[order]: examples, or one-hot targets, mixed with others of the batch (Zhang et al. 2017).",
        shapes.same,
        "",
        inline=True,
        expands="y = lam*x + (1 - lam)*embedding(order, x)",
        latex=r"{lam} {x} + (1 - {lam}) {x}_{{order}}",
    ),
    Op(
        "cutmix",
        (_X, Operand("order", data=True)),
        "images with the box [top, bottom, left, right] from others of the batch (Yun et al. 2019).",
        shapes.same,
        "",
        options=(Option("box", required=True, takes="list"),),
        inline=True,
        expands="y = where(box_mask(x, box=box), embedding(order, x), x)",
        latex=r"\operatorname{CutMix}({x})",
    ),
    Op(
        "cutmix_lam",
        (Operand("x", data=True),),
        "λ of CutMix: the share of an image outside the box.",
        shapes.scalar,
        "",
        options=(Option("box", required=True, takes="list"),),
        inline=True,
        expands="y = 1 - mean(box_mask(x, box=box))",
        latex=r"\lambda",
    ),
    Op(
        "box_mask",
        (Operand("x", data=True),),
        "1 within the box [top, bottom, left, right] of the last two dims (ends not included), else 0.",
        _box_shape,
        "box_mask",
        options=(Option("box", required=True, takes="list"),),
        latex=r"\mathbb{1}[\text{in the box}]",
    ),
    Op(
        "embedding",
        (Operand("input", data=True), Operand("weight")),
        "the rows of weight at the indices; the row padding_idx gets no gradient.",
        lambda input, weight, **_: shapes.embedded(input, weight),  # noqa: A006  the operand's name
        "embedding",
        options=(Option("padding_idx", takes="whole"),),
        vjp={"weight": "embedding_back(g, input, weight, padding_idx=padding_idx)"},
        linear=("weight",),
        latex=r"{weight}_{{input}}",
    ),
    Op(
        "embedding_back",
        (Operand("g"), Operand("input", data=True), Operand("weight", data=True)),
        "zeros like weight, with each row of g added where its index points.",
        lambda _g, _input, weight, **_: weight,
        "embedding_back",
        options=(Option("padding_idx", takes="whole"),),
        structural=True,
        vjp={"g": "embedding(input, upstream)"},
        linear=("g",),
        latex=r"\sum {g}",
    ),
)
