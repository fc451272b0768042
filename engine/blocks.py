"""Blocks of networks as macros, so that each gate, head and inner value is a node with a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.macros import Macro
from engine.ops.attention import CAUSAL, attention_lines
from engine.ops.row import Operand, Option

if TYPE_CHECKING:
    from collections.abc import Mapping

_STEPS = Option("steps", required=True, takes="whole")
_ACTIVATION = Option("activation", default="relu", words=("relu", "gelu", "silu", "tanh"))
_HEADS = Option("num_heads", required=True, takes="whole")
_WEIGHTS = "w_ih w_hh b_ih=0 b_hh=0"


def _operands(text: str) -> tuple[Operand, ...]:
    """Return operands from ``"x h=0 mask!=1"``; ``!`` marks data."""
    pairs = (word.partition("=") for word in text.split())
    return tuple(
        Operand(name.rstrip("!"), default if sign else None, data=name.endswith("!"))
        for name, sign, default in pairs
    )


def _side(value: str, weight: str, bias: str, given: frozenset[str]) -> str:
    """Return ``value weightᵀ + bias``, the bias only where it was given."""
    return f"{value} @ transpose({weight})" + (f" + {bias}" if bias in given else "")


# recurrent networks


def _lstm_lines(given: frozenset[str], x: str, h: str, c: str, tag: str = "") -> list[str]:
    """One step: gates i, f, g, o in this order, as PyTorch stacks them (Hochreiter & Schmidhuber 1997; Gers 2000)."""
    gates = [f"gates{tag} = {_side(x, 'w_ih', 'b_ih', given)} + {_side(h, 'w_hh', 'b_hh', given)}"]
    kinds = zip("ifgo", ("sigmoid", "sigmoid", "tanh", "sigmoid"), strict=True)
    gates += [f"{gate}{tag} = {kind}(chunk(gates{tag}, 4, {n}))" for n, (gate, kind) in enumerate(kinds)]
    return [*gates, f"c{tag} = f{tag}*{c} + i{tag}*g{tag}", f"h{tag} = o{tag}*tanh(c{tag})"]


def _gru_lines(options: Mapping[str, Any], x: str, h: str, tag: str = "") -> list[str]:
    """One step. PyTorch resets after the product, Cho et al. 2014 before it; Chung et al. 2014 swap z and 1 − z."""
    given = options["given"]
    inner = [
        f"from_x{tag} = {_side(x, 'w_ih', 'b_ih', given)}",
        f"from_h{tag} = {_side(h, 'w_hh', 'b_hh', given)}",
    ]
    gates = [
        f"{gate}{tag} = sigmoid(chunk(from_x{tag}, 3, {n}) + chunk(from_h{tag}, 3, {n}))"
        for n, gate in enumerate("rz")
    ]
    new = f"chunk(from_x{tag}, 3, 2) + r{tag}*chunk(from_h{tag}, 3, 2)"
    if options["reset"] == "before":
        weight = "chunk(w_hh, 3, 2, dim=0)"
        bias = " + chunk(b_hh, 3, 2)" if "b_hh" in given else ""
        new = f"chunk(from_x{tag}, 3, 2) + (r{tag}*{h}) @ transpose({weight}){bias}"
    mix = (
        f"z{tag}*{h} + (1 - z{tag})*n{tag}"
        if options["update"] == "keep"
        else f"(1 - z{tag})*{h} + z{tag}*n{tag}"
    )
    return [*inner, *gates, f"n{tag} = tanh({new})", f"h{tag} = {mix}"]


def _lstm_cell(options: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(_lstm_lines(options["given"], "x", "h", "c"))


def _gru_cell(options: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(_gru_lines(options, "x", "h"))


def _unrolled(options: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Write the steps h_1 … h_T one after the other; out holds them as rows."""
    lines: list[str] = []
    for t in range(1, options["steps"] + 1):
        h, c = ("h", "c") if t == 1 else (f"h_{t - 1}", f"c_{t - 1}")
        lines += _one_step(options, name, f"x[{t - 1}]", h, c, f"_{t}")
    states = ", ".join(f"h_{t}" for t in range(1, options["steps"] + 1))
    return (*lines, f"out = stack({states})")


def _one_step(options: Mapping[str, Any], name: str, x: str, h: str, c: str, tag: str) -> list[str]:
    given = options["given"]
    if name == "lstm":
        return _lstm_lines(given, x, h, c, tag)
    if name == "gru":
        return _gru_lines(options, x, h, tag)
    z = f"{_side(x, 'w_ih', 'b_ih', given)} + {_side(h, 'w_hh', 'b_hh', given)}"
    return [f"z{tag} = {z}", f"h{tag} = {options['nonlinearity']}(z{tag})"]


# attention


def _attention(options: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(attention_lines(options))


def _multi_head(options: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(_multi_head_lines(options, ("query", "key", "value")))


def _multi_head_lines(options: Mapping[str, Any], names: tuple[str, str, str]) -> list[str]:
    """nn.MultiheadAttention: one weight for q, k and v stacked, (3E, E); its mask says what to ignore."""
    given = options["given"]
    lines = []
    for n, (short, name) in enumerate(zip("qkv", names, strict=True)):
        bias = f" + chunk(in_proj_bias, 3, {n})" if "in_proj_bias" in given else ""
        lines.append(f"{short} = {name} @ transpose(chunk(in_proj_weight, 3, {n}, dim=0)){bias}")
        lines.append(f"{short}_heads = split_heads({short}, num_heads={options['num_heads']})")
    mask = "attn_mask" if options["mask"] == "attend" else "(1 - attn_mask)"
    *inner, heads = attention_lines(options, ("q_heads", "k_heads", "v_heads"), mask)
    lines += [*inner, heads.replace("out = ", "heads = "), "joined = merge_heads(heads)"]
    return [*lines, f"out = {_side('joined', 'out_proj_weight', 'out_proj_bias', given)}"]


# residual blocks and the transformer's


def _residual(options: Mapping[str, Any]) -> tuple[str, ...]:
    """Y = x + F(x) with F two layers; pre-norm normalises what goes into F, post-norm the sum (He et al. 2016)."""
    given = options["given"]
    scale = "".join(f", {name}={name}" for name in ("weight", "bias") if name in given)
    pre = options["norm"] == "pre"
    hidden = _side("normed" if pre else "x", "w1", "b1", given)
    lines = (
        *((f"normed = layer_norm(x{scale})",) if pre else ()),
        f"hidden = {options['activation']}({hidden})",
        f"branch = {_side('hidden', 'w2', 'b2', given)}",
    )
    if options["norm"] == "post":
        return (*lines, "total = x + branch", f"out = layer_norm(total{scale})")
    return (*lines, "out = x + branch")


def _transformer(options: Mapping[str, Any]) -> tuple[str, ...]:
    """Self-attention and a two-layer network, each with a residual connection and a layer norm before or after."""
    given, pre = options["given"], options["norm"] == "pre"
    attending, entering = ("normed_1", "normed_2") if pre else ("x", "middle")
    norm_1, norm_2 = (f"layer_norm({{}}, norm{n}_weight, norm{n}_bias)" for n in (1, 2))
    *inner, out = _multi_head_lines(options, (attending, attending, attending))
    lines = [
        *([f"normed_1 = {norm_1.format('x')}"] if pre else []),
        *inner,
        out.replace("out = ", "attended = "),
        f"middle = {'x + attended' if pre else norm_1.format('x + attended')}",
        *([f"normed_2 = {norm_2.format('middle')}"] if pre else []),
        f"hidden = {options['activation']}({_side(entering, 'w1', 'b1', given)})",
        f"branch = {_side('hidden', 'w2', 'b2', given)}",
        f"out = {'middle + branch' if pre else norm_2.format('middle + branch')}",
    ]
    return tuple(lines)


def _swiglu(options: Mapping[str, Any]) -> tuple[str, ...]:
    del options
    return (
        "gate = silu(x @ transpose(w1))",
        "value = x @ transpose(w3)",
        "hidden = gate*value",
        "out = hidden @ transpose(w2)",
    )


_RESET = Option("reset", default="after", words=("after", "before"))
_UPDATE = Option("update", default="keep", words=("keep", "new"))
_MASK = Option("mask", default="ignore", words=("ignore", "attend"))
_PROJECTIONS = "in_proj_weight in_proj_bias=0 out_proj_weight out_proj_bias=0"

MACRO_ROWS = (
    Macro(
        "lstm_cell",
        _operands(f"x h c {_WEIGHTS}"),
        "one step of an LSTM: gates i, f, g, o, then c and h.",
        _lstm_cell,
    ),
    Macro(
        "gru_cell",
        _operands(f"x h {_WEIGHTS}"),
        "one step of a GRU: reset r, update z, candidate n, then h; update=new has h = (1 − z)h + z n.",
        _gru_cell,
        (_RESET, _UPDATE),
    ),
    Macro(
        "rnn",
        _operands(f"x h {_WEIGHTS}"),
        "a plain recurrent network over x[0] … x[steps − 1]: h_1 … and all of them as out.",
        lambda options: _unrolled(options, "rnn"),
        (_STEPS, Option("nonlinearity", default="tanh", words=("tanh", "relu"))),
    ),
    Macro(
        "lstm",
        _operands(f"x h c {_WEIGHTS}"),
        "an LSTM over x[0] … x[steps − 1]: i_1, f_1, g_1, o_1, c_1, h_1 … and out.",
        lambda options: _unrolled(options, "lstm"),
        (_STEPS,),
    ),
    Macro(
        "gru",
        _operands(f"x h {_WEIGHTS}"),
        "a GRU over x[0] … x[steps − 1]: r_1, z_1, n_1, h_1 … and out.",
        lambda options: _unrolled(options, "gru"),
        (_STEPS, _RESET, _UPDATE),
    ),
    Macro(
        "attention",
        _operands("query key value attn_mask!=1 scale=1 attn_bias=0"),
        "scaled dot-product attention in steps: scores, weights, out; a mask's 1 means attend.",
        _attention,
        (CAUSAL,),
    ),
    Macro(
        "multi_head_attention",
        _operands(f"query key value {_PROJECTIONS} attn_mask!=0 attn_bias=0"),
        "attention in heads, projected in and out; a mask's 1 means ignore (PyTorch) unless mask=attend.",
        _multi_head,
        (_HEADS, CAUSAL, _MASK),
    ),
    Macro(
        "residual_block",
        _operands("x w1 b1=0 w2 b2=0 weight=1 bias=0"),
        "x plus a two-layer branch, with layer norm before it (pre), after the sum (post) or none.",
        _residual,
        (Option("norm", default="pre", words=("pre", "post", "none")), _ACTIVATION),
    ),
    Macro(
        "transformer_block",
        _operands(
            f"x norm1_weight=1 norm1_bias=0 {_PROJECTIONS} norm2_weight=1 norm2_bias=0 w1 b1=0 w2 b2=0 attn_mask!=0 attn_bias=0"
        ),
        "self-attention and a two-layer network, each with a residual connection and layer norm.",
        _transformer,
        (_HEADS, CAUSAL, _MASK, Option("norm", default="pre", words=("pre", "post")), _ACTIVATION),
    ),
    Macro(
        "swiglu_ffn", _operands("x w1 w2 w3"), "W₂(SiLU(W₁x) ⊙ W₃x): a gated feed-forward network.", _swiglu
    ),
)
