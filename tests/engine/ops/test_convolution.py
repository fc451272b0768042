"""Convolution and pooling against plain loops, with every option, and their derivatives."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from engine.errors import ReadingError, ShapeError
from engine.program import Program
from tests.engine.ops.checking import Case, case, check_op


def _convolved(
    x: np.ndarray, w: np.ndarray, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
) -> np.ndarray:
    """One multiplication at a time, as the formula is written."""
    (sh, sw), (ph, pw), (dh, dw) = (
        v if isinstance(v, tuple) else (v, v) for v in (stride, padding, dilation)
    )
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    n, _, height, width = padded.shape
    out, inside, kh, kw = w.shape
    down, across = (height - dh * (kh - 1) - 1) // sh + 1, (width - dw * (kw - 1) - 1) // sw + 1
    result = np.zeros((n, out, down, across))
    for b, o, i, j in np.ndindex(*result.shape):
        first = o // (out // groups) * inside
        for c, u, v in np.ndindex(inside, kh, kw):
            result[b, o, i, j] += padded[b, first + c, i * sh + u * dh, j * sw + v * dw] * w[o, c, u, v]
    return result


def _conv(text: str, x: tuple[int, ...], w: tuple[int, ...], **options: Any) -> Case:
    return case(f"conv2d(x, w{text})", x=x, w=w, expected=lambda x, w: _convolved(x, w, **options))


CASES = [
    _conv("", (2, 2, 4, 5), (3, 2, 2, 3)),
    _conv(", stride=2, padding=1", (1, 2, 5, 5), (2, 2, 3, 3), stride=2, padding=1),
    _conv(", stride=[2, 1], padding=[0, 2]", (1, 1, 4, 3), (2, 1, 2, 3), stride=(2, 1), padding=(0, 2)),
    _conv(", dilation=2", (1, 2, 5, 6), (2, 2, 2, 3), dilation=2),
    _conv(", groups=2", (1, 4, 3, 3), (6, 2, 2, 2), groups=2),
    _conv(", groups=3, padding=same", (1, 3, 3, 3), (3, 1, 3, 3), groups=3, padding=1),
    _conv(", stride=3", (1, 1, 5, 5), (1, 1, 2, 2), stride=3),
    _conv(", padding=valid", (1, 1, 2, 2), (1, 1, 2, 2)),
    _conv("", (1, 1, 1, 1), (1, 1, 1, 1)),
    case("conv2d(x, w, b, 2, 1)", x=(2, 1, 4, 4), w=(2, 1, 3, 3), b=(2,),
         expected=lambda x, w, b: _convolved(x, w, 2, 1) + b[:, None, None]),
    case("conv2d(x, w, b)", x=(2, 3, 3), w=(2, 2, 2, 2), b=(2,),
         expected=lambda x, w, b: _convolved(x[None], w)[0] + b[:, None, None]),
    case("conv2d(x, w, padding=same)", x=(1, 1, 3, 4), w=(1, 1, 2, 4),
         expected=lambda x, w: _convolved(np.pad(x, ((0, 0), (0, 0), (0, 1), (1, 2))), w)),
    case("conv1d(x, w, b, stride=2, padding=1)", x=(2, 3, 6), w=(4, 3, 3), b=(4,),
         expected=lambda x, w, b: _convolved(x[:, :, None], w[:, :, None], (1, 2), (0, 1))[:, :, 0] + b[:, None]),
    case("conv1d(x, w, padding=same)", x=(3, 6), w=(4, 3, 3),
         expected=lambda x, w: _convolved(x[None, :, None], w[:, :, None], 1, (0, 1))[0, :, 0]),
    case("cross_correlation(x, w, stride=2)", x=(1, 1, 4, 4), w=(1, 1, 2, 2)),
    case("conv2d_input(g, w, x, stride=2)", g=(1, 2, 2, 2), w=(2, 1, 2, 2), x=(1, 1, 5, 4), data="x"),
    case("conv2d_weight(g, x, w, stride=2)", g=(1, 2, 2, 2), x=(1, 1, 5, 4), w=(2, 1, 2, 2), data="w"),
    case("channels_first(b, x) + x", b=(2,), x=(2, 3, 3)),
    case("channels_before(b, x) + x", b=(2,), x=(2, 3)),
    case("max_pool2d(x, 2)", x=(2, 3, 4, 4), expected=lambda x: x.reshape(2, 3, 2, 2, 2, 2).max((3, 5))),
    case("max_pool2d(x, 3, stride=2, padding=1)", x=(1, 2, 5, 6)),
    case("max_pool2d(x, [2, 1], stride=[1, 3], dilation=[2, 1])", x=(1, 1, 4, 5)),
    case("max_pool2d(x, 2, ceil_mode=true)", x=(1, 1, 3, 5)),
    case("max_pool2d(x, 2, stride=3)", x=(3, 5, 5)),
    case("max_pool2d_back(g, x, kernel_size=2)", g=(1, 2, 2), x=(1, 4, 4), data="x"),
    case("max_pool2d_pick(t, x, kernel_size=2)", t=(1, 4, 4), x=(1, 4, 4), data="x"),
    case("avg_pool2d(x, 2, divisor_override=3)", x=(1, 2, 4, 4)),
    case("conv_transpose2d(x, w, b)", x=(2, 3, 2, 3), w=(3, 2, 2, 2), b=(2,)),
    case("conv_transpose2d(x, w, stride=2, padding=1, output_padding=1, groups=2, dilation=2)", x=(1, 2, 3, 2), w=(2, 1, 2, 3)),
    case("conv_transpose2d(x, w, stride=[3, 1])", x=(1, 2, 2), w=(1, 1, 2, 2)),
    case("avg_pool2d(x, 2)", x=(2, 3, 4, 4), expected=lambda x: x.reshape(2, 3, 2, 2, 2, 2).mean((3, 5))),
    case("avg_pool2d(x, 3, stride=2, padding=1)", x=(1, 2, 5, 6)),
    case("avg_pool2d(x, 3, 2, 1, count_include_pad=false)", x=(1, 2, 5, 6)),
    case("avg_pool2d(x, 2, 2, 1, ceil_mode=true)", x=(1, 1, 4, 5)),
    case("avg_pool2d(x, 2, 2, 1, ceil_mode=true, count_include_pad=false)", x=(1, 1, 4, 5)),
    case("avg_pool2d_back(g, x, kernel_size=2)", g=(1, 2, 2), x=(1, 4, 4), data="x"),
    case("max_pool1d(x, 2)", x=(2, 3, 6), expected=lambda x: x.reshape(2, 3, 3, 2).max(-1)),
    case("max_pool1d(x, 3, stride=1, padding=1, dilation=1)", x=(1, 1, 5)),
    case("avg_pool1d(x, 2, stride=1)", x=(2, 3, 4), expected=lambda x: (x[..., 1:] + x[..., :-1]) / 2),
    case("global_avg_pool2d(x)", x=(2, 3, 4, 4), expected=lambda x: x.mean((2, 3))),
]  # fmt: skip


@pytest.mark.parametrize("one", CASES, ids=str)
def test_a_convolution_or_pooling_keeps_its_promises(one: Case) -> None:
    """Value, shape, executors, printing, and derivatives forward, backward and twice."""
    check_op(one)


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "dilation"),
    [(28, 5, 1, 0, 1), (28, 3, 2, 1, 1), (7, 3, 3, 0, 2), (224, 7, 2, 3, 1), (5, 2, 4, 0, 1)],
)
def test_the_size_of_an_output_is_the_formula_s(
    size: int, kernel: int, stride: int, padding: int, dilation: int
) -> None:
    """⌊(n + 2p − d(k − 1) − 1)/s⌋ + 1."""
    text = f"y = conv2d(x, w, stride={stride}, padding={padding}, dilation={dilation})"
    trace = Program.parse(text, names=("x", "w")).run(
        {"x": np.zeros((1, 1, size, size)), "w": np.zeros((1, 1, kernel, kernel))}
    )
    side = math.floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1
    assert np.shape(trace["y"]) == (1, 1, side, side)


def test_the_first_of_equal_entries_takes_a_pool_s_gradient() -> None:
    """Reading order within the window, as frameworks do."""
    trace = Program.parse("g = grad(sum(max_pool2d(x, 2)), x)", names=("x",)).run(
        {"x": [[[1, 5, 2, 2], [5, 5, 2, 2]]]}
    )
    np.testing.assert_array_equal(trace["g"], [[[0, 1, 1, 0], [0, 0, 0, 0]]])


def test_negative_images_are_not_beaten_by_the_padding_of_a_max_pool() -> None:
    """Padding is −∞ there, and 0 in an average, which counts it unless told otherwise."""
    text = "a = max_pool2d(x, 2, padding=1)\nb = avg_pool2d(x, 2, padding=1)\n"
    text += "c = avg_pool2d(x, 2, padding=1, count_include_pad=false)"
    trace = Program.parse(text, names=("x",)).run({"x": [[[-4, -4], [-4, -4]]]})
    np.testing.assert_array_equal(trace["a"], [[[-4, -4], [-4, -4]]])
    np.testing.assert_array_equal(trace["b"], [[[-1, -1], [-1, -1]]])
    np.testing.assert_array_equal(trace["c"], trace["a"])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("conv2d(x, w)", "window of 9"),
        ("conv2d(x, w, groups=2)", "2 groups"),
        ("conv2d(x, w, stride=2, padding=same)", "wants stride 1"),
        ("max_pool2d(x, 2, padding=2)", "half"),
        ("max_pool2d(x, [2, 2, 2])", "one number or two"),
        ("conv2d(x, x[0])", "kernels"),
    ],
)
def test_windows_that_do_not_fit_are_refused(text: str, what: str) -> None:
    """With the node, both shapes and the reason."""
    with pytest.raises(ShapeError, match=what):
        Program.parse(f"y = {text}", names=("x", "w")).run(
            {"x": np.ones((1, 1, 4, 4)), "w": np.ones((1, 1, 9, 9))}
        )


def test_a_padding_that_is_no_word_of_it_is_refused_in_its_place() -> None:
    """Words or numbers, nothing else."""
    with pytest.raises(ReadingError, match="same or valid") as caught:
        Program.parse("y = conv2d(x, w, padding=full)", names=("x", "w"))
    assert caught.value.column == 25
