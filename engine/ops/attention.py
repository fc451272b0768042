"""Attention and the positions of what it attends to: queries (…, T, d), keys (…, S, d), values (…, S, e)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.ops import shapes
from engine.ops.row import Op, Operand, Option

if TYPE_CHECKING:
    from collections.abc import Mapping

Shape = shapes.Shape

CAUSAL = Option("is_causal", default=False, words=("true", "false"))
_PAIRS = Option("convention", default="interleaved", words=("interleaved", "half"))
_BASE = Option("base", default=10000, takes="number")
_START = Option("start", default=0, takes="whole")


def attention_lines(
    options: Mapping[str, Any],
    names: tuple[str, str, str] = ("query", "key", "value"),
    mask: str = "attn_mask",
) -> list[str]:
    """Return the lines from query, key and value to scores, weights and out; 1 in a mask means: attend."""
    given = options["given"]
    query, key, value = names
    scale = "*scale" if "scale" in given else f"/sqrt(count_like({query}, dim=-1))"
    lines = [f"scores = {query} @ transpose({key}){scale}{' + attn_bias' if 'attn_bias' in given else ''}"]
    masks = [mask] if "attn_mask" in given else []
    masks += ["causal_mask(scores)"] if options["is_causal"] else []
    weights = f"masked_softmax(scores, {'*'.join(masks)})" if masks else "softmax(scores)"
    return [*lines, f"weights = {weights}", f"out = weights @ {value}"]


def _attention(options: Mapping[str, Any]) -> str:
    return "\n".join([*attention_lines(options)[:-1], "y = weights @ value"])


def _split_shape(shape: Shape, *, num_heads: int, **_: object) -> Shape:
    if len(shape) < 2 or num_heads < 1 or shape[-1] % num_heads:
        raise ValueError(f"the last dim does not split into {num_heads} equal heads")
    return (*shape[:-2], num_heads, shape[-2], shape[-1] // num_heads)


def _merged_shape(shape: Shape, **_: object) -> Shape:
    if len(shape) < 3:
        raise ValueError("heads are merged from (…, heads, T, d)")
    return (*shape[:-3], shape[-2], shape[-3] * shape[-1])


def _positions_shape(shape: Shape, **_: object) -> Shape:
    if len(shape) < 2 or shape[-1] % 2:
        raise ValueError("positions lie along the last dim but one, and the last is even")
    return shape[-2:]


def _even(shape: Shape, **_: object) -> Shape:
    if not shape or shape[-1] % 2:
        raise ValueError("pairs want an even last dim")
    return shape


def _angle(name: str) -> Op:
    return Op(
        f"rope_{name}",
        (Operand("x", data=True),),
        f"the {name} of position·base^(−2i/d), for each position and entry.",
        _positions_shape,
        f"rope_{name}",
        options=(_PAIRS, _BASE, _START),
        latex=rf"\{name}(t\theta)",
    )


ROWS = (
    Op(
        "scaled_dot_product_attention",
        (
            Operand("query"),
            Operand("key"),
            Operand("value"),
            Operand("attn_mask", "1", data=True),
            Operand("scale", "1"),
            Operand("attn_bias", "0"),
        ),
        "softmax(Q Kᵀ/√d) V; attn_mask holds 1 where a query may attend, attn_bias is added to the scores.",
        lambda query, _key, value, *_, **__: (*query[:-1], value[-1]),
        "",
        options=(CAUSAL,),
        inline=True,
        expands=_attention,
        latex=r"\operatorname{softmax}\left(\frac{{query} {key}^\top}{\sqrt{d}}\right) {value}",
        aliases=("sdpa",),
    ),
    Op(
        "split_heads",
        (Operand("x"),),
        "(…, T, E) as (…, heads, T, E/heads).",
        _split_shape,
        "split_heads",
        options=(Option("num_heads", required=True, takes="whole"),),
        vjp={"x": "merge_heads(g)"},
        linear=("x",),
        latex=r"\operatorname{heads}({x})",
    ),
    Op(
        "merge_heads",
        (Operand("x"),),
        "(…, heads, T, d) as (…, T, heads·d).",
        _merged_shape,
        "merge_heads",
        vjp={"x": "split_heads_like(g, x)"},
        linear=("x",),
        latex=r"\operatorname{concat}({x})",
    ),
    Op(
        "split_heads_like",
        (Operand("g"), Operand("like", data=True)),
        "g in as many heads as like has.",
        lambda _g, like, **_: like,
        "split_heads_like",
        structural=True,
        vjp={"g": "merge_heads(upstream)"},
        linear=("g",),
        latex=r"\operatorname{heads}({g})",
    ),
    Op(
        "rope",
        (Operand("x"),),
        "each pair of entries turned by its position's angle (Su et al. 2021); pairs are neighbours, or halves apart.",
        _even,
        "",
        options=(_BASE, _START, _PAIRS),
        inline=True,
        expands=(
            "y = x*rope_cos(x, base=base, start=start, convention=convention)"
            " + rotate_pairs(x, convention=convention)*rope_sin(x, base=base, start=start, convention=convention)"
        ),
        latex=r"\operatorname{RoPE}({x})",
    ),
    _angle("cos"),
    _angle("sin"),
    Op(
        "rotate_pairs",
        (Operand("x"),),
        "(a, b) as (−b, a), pair by pair.",
        _even,
        "rotate_pairs",
        options=(_PAIRS,),
        vjp={"x": "-rotate_pairs(g, convention=convention)"},
        linear=("x",),
        latex=r"\operatorname{rotate}({x})",
    ),
    Op(
        "positional_encoding",
        (Operand("x", data=True),),
        "sin and cos of position/base^(2i/d), interleaved (Vaswani et al. 2017), for the last two dims of x.",
        _positions_shape,
        "positional_encoding",
        options=(_BASE, _START),
        latex=r"\operatorname{PE}",
    ),
)
