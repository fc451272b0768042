"""Attention with masks, heads, rotary positions, and the plain recurrent cell."""

from __future__ import annotations

import numpy as np
import pytest

from engine.program import Program
from tests.engine.ops.checking import Case, case, check_op


def _attended(q: np.ndarray, k: np.ndarray, v: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    exps = np.exp(scores) * (1 if mask is None else mask)
    return np.asarray(exps / exps.sum(-1, keepdims=True) @ v)


_QKV = {"q": (2, 3, 4), "k": (2, 5, 4), "v": (2, 5, 2)}
_MASK = [[1, 1, 0, 0, 1], [1, 0, 0, 0, 0], [1, 1, 1, 1, 1]]

CASES = [
    case("scaled_dot_product_attention(q, k, v)", **_QKV, expected=_attended),
    case("sdpa(q, k, v, m)", **_QKV, m=_MASK, data="m", expected=_attended),
    case("sdpa(q, k, v, is_causal=true)", q=(3, 4), k=(3, 4), v=(3, 2),
         expected=lambda q, k, v: _attended(q, k, v, np.tri(3))),
    case("sdpa(q, k, v, m, is_causal=true, scale=0.3)", **_QKV, m=_MASK, data="m"),
    case("sdpa(q, k, v, attn_bias=b)", **_QKV, b=(3, 5)),
    case("split_heads(x, num_heads=2)", x=(3, 4), expected=lambda x: np.stack([x[:, :2], x[:, 2:]])),
    case("merge_heads(x)", x=(2, 2, 3, 2), expected=lambda x: np.concatenate([x[:, 0], x[:, 1]], -1)),
    case("split_heads_like(g, x)", g=(3, 4), x=(2, 3, 2), data="x"),
    case("rope(x)", x=(3, 4)),
    case("rope(x, base=100, start=2, convention=half)", x=(2, 3, 4)),
    case("rope_cos(x)*x", x=(3, 4)),
    case("rope_sin(x)*x", x=(3, 4)),
    case("rotate_pairs(x)", x=[1, 2, 3, 4], expected=[-2, 1, -4, 3]),
    case("rotate_pairs(x, convention=half)", x=[1, 2, 3, 4], expected=[-3, -4, 1, 2]),
    case("positional_encoding(x)*x", x=(3, 4)),
    case("rnn_cell(x, h, w, u)", x=(3,), h=(2,), w=(2, 3), u=(2, 2), expected=lambda x, h, w, u: np.tanh(w @ x + u @ h)),
    case("rnn_cell(x, h, w, u, b, c, nonlinearity=relu)", x=(4, 3), h=(4, 2), w=(2, 3), u=(2, 2), b=(2,), c=(2,)),
]  # fmt: skip


@pytest.mark.parametrize("one", CASES, ids=str)
def test_an_op_of_sequences_keeps_its_promises(one: Case) -> None:
    """Value, shape, executors, printing, and derivatives forward, backward and twice."""
    check_op(one)


def test_rotary_scores_depend_on_the_distance_alone() -> None:
    """⟨R(m)q, R(n)k⟩ is the same for equal n − m, and lengths are kept, in both conventions."""
    for convention in ("interleaved", "half"):
        text = (
            f"a = rope(q, start=3, convention={convention})\nb = rope(k, start=5, convention={convention})\n"
        )
        text += (
            f"c = rope(q, start=10, convention={convention})\nd = rope(k, start=12, convention={convention})"
        )
        generator = np.random.default_rng(0)
        q, k = generator.normal(size=(2, 1, 6))
        trace = Program.parse(text, names=("q", "k")).run({"q": q, "k": k})
        a, b, c, d = (np.asarray(trace[name]) for name in "abcd")
        np.testing.assert_allclose(np.sum(a * b), np.sum(c * d), rtol=1e-12)
        np.testing.assert_allclose(np.linalg.norm(a), np.linalg.norm(q), rtol=1e-14)


def test_positions_are_those_of_the_paper() -> None:
    """Sin and cos of 0 at the first position, of 1 and of 1/100 at the second of four entries."""
    trace = Program.parse("p = positional_encoding(x)", names=("x",)).run({"x": np.zeros((2, 4))})
    second = [np.sin(1), np.cos(1), np.sin(0.01), np.cos(0.01)]
    np.testing.assert_allclose(trace["p"], [[0, 1, 0, 1], second], rtol=1e-14)


def test_a_query_that_may_attend_to_nothing_gets_zeros() -> None:
    """And no NaN flows back."""
    text = "y = sdpa(q, k, v, m)\ng = grad(sum(y), q)\nh = grad(sum(y), v)"
    values = {"q": np.ones((2, 2)), "k": np.ones((3, 2)), "v": np.ones((3, 2)), "m": [[0, 0, 0], [1, 1, 0]]}
    trace = Program.parse(text, names=tuple(values)).run(values)
    np.testing.assert_array_equal(np.asarray(trace["y"])[0], [0, 0])
    np.testing.assert_array_equal(trace["g"], np.zeros((2, 2)))
    np.testing.assert_allclose(trace["h"], [[0.5, 0.5], [0.5, 0.5], [0, 0]])


def test_huge_scores_attend_to_one_key_with_finite_gradients() -> None:
    """Scores of ±1000 are a choice, not an overflow."""
    values = {"q": [[1000.0, 0.0]], "k": [[1.0, 0.0], [-1.0, 0.0]], "v": [[2.0], [5.0]]}
    trace = Program.parse("y = sdpa(q, k, v)\ng = grad(sum(y), k)", names=tuple(values)).run(values)
    np.testing.assert_array_equal(trace["y"], [[2.0]])
    np.testing.assert_array_equal(trace["g"], np.zeros((2, 2)))


def test_an_additive_mask_may_hold_minus_infinity() -> None:
    """As people write it in PyTorch."""
    values = {"q": np.ones((1, 2)), "k": np.ones((2, 2)), "v": [[2.0], [5.0]], "b": [[0.0, -np.inf]]}
    trace = Program.parse("y = sdpa(q, k, v, attn_bias=b)", names=tuple(values)).run(values)
    np.testing.assert_array_equal(trace["y"], [[2.0]])
