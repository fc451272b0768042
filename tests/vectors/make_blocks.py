"""Attention with masks and heads, recurrent cells and networks, transformer layers."""

# ruff: noqa: E501, PLW0108  one case a line; torch's forms spelt out

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812

from tests.vectors.recording import Recorder

RECORD = Recorder("blocks")

# attention
_QKV = {"q": (2, 3, 4), "k": (2, 5, 4), "v": (2, 5, 2)}
_MASK = [[1, 1, 0, 0, 1], [1, 0, 0, 0, 0], [1, 1, 1, 1, 1]]
_SDPA = F.scaled_dot_product_attention
RECORD(
    "scaled_dot_product_attention(q, k, v)", lambda q, k, v: _SDPA(q, k, v), wrt="q k v", **_QKV, second=True
)
RECORD(
    "scaled_dot_product_attention(q, k, v, attn_mask=m)",
    lambda q, k, v, m: _SDPA(q, k, v, m.bool()),
    wrt="q k v",
    **_QKV,
    m=_MASK,
    second=True,
)
RECORD("sdpa(q, k, v, attn_bias=b)", lambda q, k, v, b: _SDPA(q, k, v, b), wrt="q k v b", **_QKV, b=(3, 5))
RECORD(
    "sdpa(q, k, v, is_causal=true)",
    lambda q, k, v: _SDPA(q, k, v, is_causal=True),
    wrt="q k v",
    q=(3, 4),
    k=(3, 4),
    v=(3, 4),
)
RECORD(
    "sdpa(q, k, v, is_causal=true)",
    lambda q, k, v: _SDPA(q, k, v, is_causal=True),
    wrt="q k v",
    q=(2, 2, 3, 2),
    k=(2, 2, 3, 2),
    v=(2, 2, 3, 2),
)
RECORD("sdpa(q, k, v, scale=0.3)", lambda q, k, v: _SDPA(q, k, v, scale=0.3), wrt="q k v", **_QKV)
RECORD(
    "sdpa(q, k, v, m)",
    lambda q, k, v, m: _SDPA(q, k, v, m.bool()),
    wrt="q k v",
    q=(2, 2),
    k=(3, 2),
    v=(3, 2),
    m=[[0, 0, 1], [1, 1, 0]],
)
RECORD(
    "sdpa(q, k, v)",
    lambda q, k, v: _SDPA(q, k, v),
    wrt="q k v",
    q=[[1000.0, 0.0]],
    k=[[1.0, 0.0], [-1.0, 0.0]],
    v=[[2.0], [5.0]],
)
RECORD("sdpa(q, k, v)", lambda q, k, v: _SDPA(q, k, v), wrt="q k v", q=(1, 1), k=(1, 1), v=(1, 1))


def _heads(x: Any, w: Any, b: Any, o: Any, p: Any, heads: int, mask: Any = None) -> torch.Tensor:
    layer = nn.MultiheadAttention(x.shape[-1], heads, batch_first=True).double()
    names = ("in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias")
    call = dict(zip(names, (w, b, o, p), strict=True))
    return torch.func.functional_call(layer, call, (x, x, x), {"attn_mask": mask, "need_weights": False})[0]


_MHA = {"x": (2, 3, 4), "w": (12, 4), "b": (12,), "o": (4, 4), "p": (4,)}
_IGNORE = [[0, 1, 1], [0, 0, 1], [0, 0, 0]]
for _count in (1, 2, 4):
    _text = f"block = multi_head_attention(x, x, x, w, b, o, p, num_heads={_count})\nout = block.out"
    RECORD(_text, lambda x, w, b, o, p, n=_count: _heads(x, w, b, o, p, n), wrt="x w b o p", **_MHA)
_text = "block = multi_head_attention(x, x, x, w, b, o, p, attn_mask=m, num_heads=2)\nout = block.out"
RECORD(_text, lambda x, w, b, o, p, m: _heads(x, w, b, o, p, 2, m.bool()), wrt="x w b o p", **_MHA, m=_IGNORE)
_text = "block = multi_head_attention(x, x, x, w, b, o, p, num_heads=2, is_causal=true)\nout = block.out"
RECORD(
    _text,
    lambda x, w, b, o, p: _heads(x, w, b, o, p, 2, torch.tensor(_IGNORE).bool()),
    wrt="x w b o p",
    **_MHA,
)

_LAYER = _MHA | {
    "g1": (4,),
    "s1": (4,),
    "g2": (4,),
    "s2": (4,),
    "w1": (6, 4),
    "b1": (6,),
    "w2": (4, 6),
    "b2": (4,),
}
_NAMES = {
    "w": "self_attn.in_proj_weight", "b": "self_attn.in_proj_bias", "o": "self_attn.out_proj.weight", "p": "self_attn.out_proj.bias",
    "g1": "norm1.weight", "s1": "norm1.bias", "g2": "norm2.weight", "s2": "norm2.bias", "w1": "linear1.weight", "b1": "linear1.bias",
    "w2": "linear2.weight", "b2": "linear2.bias",
}  # fmt: skip


def _transformer(pre: bool, activation: str, values: dict[str, torch.Tensor]) -> torch.Tensor:
    layer = (
        nn.TransformerEncoderLayer(4, 2, 6, 0.0, activation, batch_first=True, norm_first=pre)
        .double()
        .train()
    )
    return torch.func.functional_call(layer, {_NAMES[name]: values[name] for name in _NAMES}, (values["x"],))


for _pre in (True, False):
    for _activation in ("relu", "gelu"):
        _text = (
            "block = transformer_block(x, g1, s1, w, b, o, p, g2, s2, w1, b1, w2, b2, num_heads=2, "
            f"norm={'pre' if _pre else 'post'}, activation={_activation})\nout = block.out"
        )
        RECORD(
            _text,
            lambda *values, pre=_pre, activation=_activation: _transformer(
                pre, activation, dict(zip(_LAYER, values, strict=True))
            ),
            wrt=" ".join(_LAYER),
            **_LAYER,
        )

# positions


def _rope(x: torch.Tensor, base: float, start: int, half: bool) -> torch.Tensor:
    length, width = x.shape[-2:]
    speeds = base ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)
    turns = torch.outer(torch.arange(start, start + length, dtype=torch.float64), speeds)
    if half:
        a, b = x[..., : width // 2], x[..., width // 2 :]
        return torch.cat([a * turns.cos() - b * turns.sin(), b * turns.cos() + a * turns.sin()], -1)
    pairs = torch.view_as_complex(x.reshape(*x.shape[:-1], -1, 2).contiguous())
    return torch.view_as_real(pairs * torch.polar(torch.ones_like(turns), turns)).flatten(-2)


for _half in (False, True):
    _word = "half" if _half else "interleaved"
    RECORD(
        f"rope(x, convention={_word})", lambda x, half=_half: _rope(x, 10000.0, 0, half), wrt="x", x=(3, 4)
    )
    RECORD(
        f"rope(x, base=100, start=5, convention={_word})",
        lambda x, half=_half: _rope(x, 100.0, 5, half),
        wrt="x",
        x=(2, 3, 6),
    )

# recurrent
for _kind, _cell in (("tanh", torch.rnn_tanh_cell), ("relu", torch.rnn_relu_cell)):
    RECORD(f"rnn_cell(x, h, w, u, b, d, nonlinearity={_kind})", lambda x, h, w, u, b, d, cell=_cell: cell(x, h, w, u, b, d),
           wrt="x h w u b d", x=(2, 3), h=(2, 2), w=(2, 3), u=(2, 2), b=(2,), d=(2,), second=_kind == "tanh")  # fmt: skip
_LSTM = {"x": (2, 3), "h": (2, 2), "c": (2, 2), "w": (8, 3), "u": (8, 2), "b": (8,), "d": (8,)}
_GRU = {"x": (2, 3), "h": (2, 2), "w": (6, 3), "u": (6, 2), "b": (6,), "d": (6,)}
for _part, _place in (("h", 0), ("c", 1)):
    RECORD(f"step = lstm_cell(x, h, c, w, u, b, d)\nout = step.{_part}",
           lambda x, h, c, w, u, b, d, n=_place: torch.lstm_cell(x, (h, c), w, u, b, d)[n], wrt="x h c w u b d", **_LSTM, second=True)  # fmt: skip
RECORD("step = lstm_cell(x, h, c, w, u)\nout = step.h", lambda x, h, c, w, u: torch.lstm_cell(x, (h, c), w, u)[0], wrt="x h c w u",
       **{name: shape for name, shape in _LSTM.items() if name not in "bd"})  # fmt: skip
RECORD(
    "step = gru_cell(x, h, w, u, b, d)\nout = step.h",
    lambda x, h, w, u, b, d: torch.gru_cell(x, h, w, u, b, d),
    wrt="x h w u b d",
    **_GRU,
    second=True,
)
RECORD("step = gru_cell(x, h, w, u)\nout = step.h", lambda x, h, w, u: torch.gru_cell(x, h, w, u), wrt="x h w u",
       **{name: shape for name, shape in _GRU.items() if name not in "bd"})  # fmt: skip


def _network(kind: Any, x: Any, state: Any, weights: list[Any], hidden: int) -> torch.Tensor:
    layer = kind(x.shape[-1], hidden).double()
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    return torch.func.functional_call(layer, dict(zip(names, weights, strict=True)), (x, state))[0]


for _steps in (1, 3):
    _x = (_steps, 2, 3)
    RECORD(f"net = rnn(x, h, w, u, b, d, steps={_steps})\nout = net.out",
           lambda x, h, w, u, b, d: _network(nn.RNN, x, h[None], [w, u, b, d], 2), wrt="x h w u b d",
           x=_x, h=(2, 2), w=(2, 3), u=(2, 2), b=(2,), d=(2,))  # fmt: skip
    RECORD(f"net = lstm(x, h, c, w, u, b, d, steps={_steps})\nout = net.out",
           lambda x, h, c, w, u, b, d: _network(nn.LSTM, x, (h[None], c[None]), [w, u, b, d], 2), wrt="x h c w u b d", **(_LSTM | {"x": _x}))  # fmt: skip
    RECORD(f"net = gru(x, h, w, u, b, d, steps={_steps})\nout = net.out",
           lambda x, h, w, u, b, d: _network(nn.GRU, x, h[None], [w, u, b, d], 2), wrt="x h w u b d", **(_GRU | {"x": _x}))  # fmt: skip
RECORD("ffn = swiglu_ffn(x, w1, w2, w3)\nout = ffn.out", lambda x, w1, w2, w3: (F.silu(x @ w1.T) * (x @ w3.T)) @ w2.T, wrt="x w1 w2 w3",
       x=(2, 3), w1=(4, 3), w2=(3, 4), w3=(4, 3), second=True)  # fmt: skip
