"""Random training steps for properties that hold for all: blocks and norms, a loss, gradients, an optimiser."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

SHAPES: dict[str, tuple[int, ...]] = {
    "X": (3, 4), "W": (4, 4), "V": (4, 4), "b": (4,), "gain": (4,), "Y": (3, 4), "h": (3, 4), "c": (3, 4),
    "w_ih": (16, 4), "w_hh": (16, 4), "u_ih": (12, 4), "u_hh": (12, 4), "proj": (12, 4), "out": (4, 4),
    "wide": (6, 4), "narrow": (4, 6),
}  # fmt: skip
_BLOCKS = (
    ("Z = X@W + b", "Z"),
    ("Z = layer_norm(X@W, gain, b)", "Z"),
    ("Z = batch_norm(X@W, weight=gain, bias=b)", "Z"),
    ("Z = dropout(tanh(X@W), 0.4, seed=3)", "Z"),
    ("block = attention(X, X@W, X@V)", "block.out"),
    ("block = attention(X, X@W, X@V, is_causal=true)", "block.out"),
    ("block = multi_head_attention(X@W, X, X, proj, out_proj_weight=out, num_heads=2)", "block.out"),
    ("block = lstm_cell(X@W, h, c, w_ih, w_hh)", "block.h"),
    ("block = gru_cell(X@W, h, u_ih, u_hh)", "block.h"),
    ("block = residual_block(X@W, wide, w2=narrow, weight=gain)", "block.out"),
    ("block = swiglu_ffn(X@W, wide, narrow, wide)", "block.out"),
)
_ACTIVATIONS = ("tanh({})", "sigmoid({})", "softplus({})", "gelu({})", "silu({})", "softmax({}, dim=1)", "{}")
_LOSSES = ("mse_loss({}, Y)", "huber_loss({}, Y)", "cross_entropy({}, [0, 2, 1])", "mean(({} - Y)**2)/2")
_STEPS = (
    "sgd(W, dW, lr=0.1, weight_decay=0.01)",
    "momentum(W, dW, v=0.1*W, lr=0.1)",
    "momentum(W, dW, v=0.1*W, lr=0.1, convention=keras)",
    "nesterov(W, dW, v=0.1*W, lr=0.1)",
    "adagrad(W, dW, s=W**2, lr=0.1)",
    "rmsprop(W, dW, s=1 + W**2, lr=0.1, centered=true)",
    "adam(W, dW, m=0.1*W, v=W**2, t=3, lr=0.1)",
    "adamw(W, dW, m=0.1*W, v=W**2, t=3, lr=0.1, convention=keras)",
)


@st.composite
def training_steps(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Draw a program text and values for its inputs: a block, a loss, two gradients, a step named ``step``."""
    block, result = draw(st.sampled_from(_BLOCKS))
    lines = [
        block,
        f"A = {draw(st.sampled_from(_ACTIVATIONS)).format(result)}",
        f"L = {draw(st.sampled_from(_LOSSES)).format('A')}",
        "dW = grad(L, W)",
        "dX = grad(L, X)",
        f"step = {draw(st.sampled_from(_STEPS))}",
        "after = norm(step.w - W)",
    ]
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    values = {name: generator.normal(size=shape) for name, shape in SHAPES.items()}
    return "\n".join(lines), values
