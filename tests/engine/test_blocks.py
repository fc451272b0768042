"""Blocks of networks: their parts by name, against the formulas, with gradients through all of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import check_gradient
from engine.ops import table
from engine.program import Program
from tests.engine.ops.checking import check_executors


def _values(**shapes: Any) -> dict[str, Any]:
    generator = np.random.default_rng(0)
    drawn = {name: generator.normal(size=shape) for name, shape in shapes.items() if isinstance(shape, tuple)}
    return {name: drawn.get(name, np.asarray(value)) for name, value in shapes.items()}


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


_LSTM = _values(x=(2, 3), h=(2, 2), c=(2, 2), w=(8, 3), u=(8, 2), b=(8,), d=(8,))
_GRU = _values(x=(2, 3), h=(2, 2), w=(6, 3), u=(6, 2), b=(6,), d=(6,))
_SEQUENCE = _values(x=(3, 2, 3), h=(2, 2), w=(2, 3), u=(2, 2), b=(2,), d=(2,))
_MANY = _values(x=(2, 3, 4), w=(12, 4), b=(12,), o=(4, 4), p=(4,))
_RESIDUAL = _values(x=(2, 3), w1=(5, 3), b1=(5,), w2=(3, 5), b2=(3,), g=(3,), s=(3,))
_TRANSFORMER = _MANY | _values(g1=(4,), s1=(4,), g2=(4,), s2=(4,), w1=(6, 4), b1=(6,), w2=(4, 6), b2=(4,))
_GATED = _values(x=(2, 3), w1=(4, 3), w2=(3, 4), w3=(4, 3))

BLOCKS = [
    ("lstm_cell(x, h, c, w, u, b, d)", _LSTM, "h"),
    ("gru_cell(x, h, w, u, b, d)", _GRU, "h"),
    ("gru_cell(x, h, w, u, b, d, reset=before, update=new)", _GRU, "h"),
    ("rnn(x, h, w, u, b, d, steps=3)", _SEQUENCE, "out"),
    ("lstm(x, h, c, w, u, steps=2)", _LSTM | _values(x=(2, 2, 3)), "out"),
    ("gru(x, h, w, u, b, d, steps=2)", _GRU | _values(x=(2, 2, 3)), "out"),
    ("attention(x, x, x, is_causal=true)", _values(x=(3, 4)), "out"),
    ("multi_head_attention(x, x, x, w, b, o, p, num_heads=2)", _MANY, "out"),
    ("multi_head_attention(x, x, x, w, b, o, p, num_heads=4, is_causal=true)", _MANY, "out"),
    ("residual_block(x, w1, b1, w2, b2, g, s, activation=tanh)", _RESIDUAL, "out"),
    ("residual_block(x, w1, b1, w2, b2, g, s, norm=post, activation=silu)", _RESIDUAL, "out"),
    ("residual_block(x, w1, w2=w2, norm=none, activation=gelu)", _RESIDUAL, "out"),
    *(
        (
            "transformer_block(x, g1, s1, w, b, o, p, g2, s2, w1, b1, w2, b2, num_heads=2, activation=gelu, "
            f"norm={norm}, is_causal=true)",
            _TRANSFORMER,
            "out",
        )
        for norm in ("pre", "post")
    ),
    ("swiglu_ffn(x, w1, w2, w3)", _GATED, "out"),
]


def _parsed(text: str, values: dict[str, Any]) -> Program:
    return Program.parse(f"block = {text}", names=tuple(values))


@pytest.mark.parametrize(("text", "values", "result"), BLOCKS, ids=[text for text, _, _ in BLOCKS])
def test_gradients_flow_through_a_block(text: str, values: dict[str, Any], result: str) -> None:
    """Differences agree along random directions; executors agree; the text parses back."""
    program = _parsed(text, values).extended(f"L = mean(sin(block.{result}))")
    used = {name: values[name] for name in program.inputs}
    report = check_gradient(program, "L", tuple(used), used)
    assert report.worst < 1e-4
    check_executors(program, used)
    assert Program.parse(str(program), names=tuple(values)) == program


def test_every_block_is_tested() -> None:
    """A new macro of this module needs a line above."""
    from engine import blocks  # noqa: PLC0415  only its list is needed

    assert {macro.name for macro in blocks.MACRO_ROWS} == {text.split("(")[0] for text, _, _ in BLOCKS}
    assert {macro.name for macro in blocks.MACRO_ROWS} <= table.op_names()


def test_an_lstm_cell_s_gates_stand_in_the_order_i_f_g_o() -> None:
    """c′ = f c + i g and h′ = o tanh(c′), each gate a named part."""
    v = _LSTM
    trace = _parsed("lstm_cell(x, h, c, w, u, b, d)", v).run(v)
    i, f, g, o = np.split(v["x"] @ v["w"].T + v["b"] + v["h"] @ v["u"].T + v["d"], 4, axis=-1)
    c = _sigmoid(f) * v["c"] + _sigmoid(i) * np.tanh(g)
    np.testing.assert_allclose(trace["block.i"], _sigmoid(i), rtol=1e-14)
    np.testing.assert_allclose(trace["block.c"], c, rtol=1e-13)
    np.testing.assert_allclose(trace["block.h"], _sigmoid(o) * np.tanh(c), rtol=1e-13)


def test_a_gru_cell_in_its_conventions() -> None:
    """Reset after the product with the bias inside (PyTorch), before it (Cho), and z swapped (Chung)."""
    v = _GRU
    xr, xz, xn = np.split(v["x"] @ v["w"].T + v["b"], 3, axis=-1)
    hr, hz, hn = np.split(v["h"] @ v["u"].T + v["d"], 3, axis=-1)
    r, z = _sigmoid(xr + hr), _sigmoid(xz + hz)
    after, before = np.tanh(xn + r * hn), np.tanh(xn + (r * v["h"]) @ v["u"][4:].T + v["d"][4:])
    plain = _parsed("gru_cell(x, h, w, u, b, d)", v).run(v)
    other = _parsed("gru_cell(x, h, w, u, b, d, reset=before, update=new)", v).run(v)
    np.testing.assert_allclose(plain["block.h"], (1 - z) * after + z * v["h"], rtol=1e-13)
    np.testing.assert_allclose(other["block.h"], (1 - z) * v["h"] + z * before, rtol=1e-13)


def test_an_unrolled_network_names_its_steps() -> None:
    """h_1, h_2, h_3 are nodes that can be overridden, and out holds them all."""
    v = _SEQUENCE
    program = _parsed("rnn(x, h, w, u, b, d, steps=3)", v)
    trace = program.run(v)
    state = v["h"]
    for t in range(3):
        state = np.tanh(v["x"][t] @ v["w"].T + v["b"] + state @ v["u"].T + v["d"])
        np.testing.assert_allclose(trace[f"block.h_{t + 1}"], state, rtol=1e-13)
    np.testing.assert_array_equal(np.asarray(trace["block.out"])[2], trace["block.h_3"])
    changed = program.run(v, do={"block.h_2": np.zeros((2, 2))})
    np.testing.assert_array_equal(changed["block.h_1"], trace["block.h_1"])
    assert not np.array_equal(changed["block.h_3"], trace["block.h_3"])


def test_one_head_without_projections_is_attention() -> None:
    """With identity weights, and a mask of what to ignore turned round."""
    generator = np.random.default_rng(1)
    values = {"x": generator.normal(size=(3, 4)), "w": np.tile(np.eye(4), (3, 1)), "o": np.eye(4)}
    ignored = np.array([[0, 1, 0], [0, 0, 1], [0, 0, 0]])
    text = (
        "a = multi_head_attention(x, x, x, w, out_proj_weight=o, attn_mask=m, num_heads=1)\n"
        "b = attention(x, x, x, attn_mask=1 - m)\n"
        "c = multi_head_attention(x, x, x, w, out_proj_weight=o, attn_mask=1 - m, num_heads=1, mask=attend)"
    )
    trace = Program.parse(text, names=("x", "w", "o", "m")).run({**values, "m": ignored})
    np.testing.assert_allclose(trace["a.out"], trace["b.out"], rtol=1e-13)
    np.testing.assert_allclose(trace["c.out"], trace["b.out"], rtol=1e-13)
    np.testing.assert_allclose(np.sum(trace["b.weights"], axis=-1), 1, rtol=1e-14)


def test_a_pre_norm_block_keeps_a_clear_path() -> None:
    """With the branch's last weight 0 the block is the identity; a post-norm block still normalises."""
    values = _RESIDUAL | {"w2": np.zeros((3, 5)), "b2": np.zeros(3)}
    text = "a = residual_block(x, w1, b1, w2, b2)\nb = residual_block(x, w1, b1, w2, b2, norm=post)\nc = layer_norm(x)"
    trace = Program.parse(text, names=tuple(values)).run(values)
    np.testing.assert_array_equal(trace["a.out"], values["x"])
    np.testing.assert_allclose(trace["b.out"], trace["c"])


def test_a_block_of_sixteen_parameters_counts() -> None:
    """SwiGLU has three matrices where a plain two-layer network has two."""
    v = _GATED
    trace = _parsed("swiglu_ffn(x, w1, w2, w3)", v).run(v)
    gate = v["x"] @ v["w1"].T
    np.testing.assert_allclose(
        trace["block.out"], (gate * _sigmoid(gate) * (v["x"] @ v["w3"].T)) @ v["w2"].T, rtol=1e-13
    )
