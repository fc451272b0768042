"""Putting together, taking apart and turning arrays, and what their derivatives need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.ops import shapes
from engine.ops.row import Op, Operand, Option

Names = tuple[str, ...]
Sizes = tuple[shapes.Shape, ...]
Options = Mapping[str, Any]

_X = (Operand("x"),)
_DIM = Option("dim", default=0, takes="whole")


def _second(_a: shapes.Shape, shape: shapes.Shape, *_: shapes.Shape, **__: object) -> shapes.Shape:
    return shape


def _part(slot: int) -> str:
    """The gradient of a concatenation by one operand starts where the operands before it end."""
    before = " + ".join(f"count_like(x{n}, dim=dim)" for n in range(slot)) or "0"
    return f"part_like(g, x{slot}, {before}, dim=dim)"


def _reshaping(name: str, says: str, shape: Any, options: tuple[Option, ...], latex: str) -> Op:
    """Make a row that keeps the entries in their order: its derivative gives them their old shape."""

    def at(names: Names, sizes: Sizes, given: Options) -> str:
        return f"np.reshape({names[0]}, {shape(*sizes, **given)!r})"

    return Op(
        name,
        _X,
        says,
        shape,
        "np.reshape({x}, {to})",
        options=options,
        specialise=at,
        vjp={"x": "reshape_like(g, x)"},
        linear=("x",),
        latex=latex,
    )


def _causal(_names: Names, sizes: Sizes, _options: Options) -> str:
    rows, columns = sizes[0][-2:]
    return f"np.tri({rows}, {columns})"


def _square(shape: shapes.Shape, **_: object) -> shapes.Shape:
    if len(shape) < 2:
        raise ValueError("it takes rows and columns")
    return shape[-2:]


def _with_rows(shape: shapes.Shape, **_: object) -> shapes.Shape:
    _square(shape)
    return shape


def _triangle(name: str, word: str) -> Op:
    return Op(
        name,
        _X,
        f"the {word} triangle of the last two dims, zeros elsewhere.",
        _with_rows,
        f"np.{name}({{x}}, {{diagonal}})",
        options=(Option("diagonal", default=0, takes="whole"),),
        vjp={"x": f"{name}(g, diagonal=diagonal)"},
        linear=("x",),
        latex=rf"\operatorname{{{name}}}({{x}})",
    )


def _rolled(shape: shapes.Shape, *, shifts: Any, dims: Any, **_: object) -> shapes.Shape:
    """A shift for each dim; without dims one shift of all entries in their order."""
    if np.size(shifts) != np.size(0 if dims is None else dims):
        raise ValueError("there is one shift for each of dims")
    return shapes.along_or_all(shape, dim=dims)


def _rolling(name: str, shifts: str, back: str, moved: str) -> Op:
    """Make a row that rolls; its derivative rolls the other way."""
    return Op(
        name,
        _X,
        f"the entries {moved} by shifts along dims.",
        _rolled,
        f"np.roll({{x}}, {shifts}, {{dims}})",
        options=(Option("shifts", required=True), Option("dims")),
        vjp={"x": f"{back}(g, shifts=shifts, dims=dims)"},
        linear=("x",),
        latex=r"\operatorname{roll}({x})",
    )


ROWS = (
    Op(
        "chunk",
        _X,
        "one of several equal parts along dim: chunk(x, 4, 0) is the first of four.",
        shapes.chunked,
        "chunk",
        options=(
            Option("chunks", required=True, takes="whole"),
            Option("index", required=True, takes="whole"),
            Option("dim", default=-1, takes="whole"),
        ),
        vjp={"x": "chunk_like(g, x, chunks=chunks, index=index, dim=dim)"},
        linear=("x",),
        latex=r"\operatorname{chunk}({x})",
    ),
    Op(
        "chunk_like",
        (Operand("g"), Operand("like", data=True)),
        "zeros like like, with g where chunk took it.",
        _second,
        "chunk_like",
        options=(
            Option("chunks", required=True, takes="whole"),
            Option("index", required=True, takes="whole"),
            Option("dim", default=-1, takes="whole"),
        ),
        structural=True,
        vjp={"g": "chunk(upstream, chunks=chunks, index=index, dim=dim)"},
        linear=("g",),
        latex="{g}",
    ),
    Op(
        "cat",
        (Operand("*"),),
        "the operands one after the other along dim.",
        shapes.concatenated,
        "cat",
        options=(_DIM,),
        vjp={"*": _part},
        linear=("*",),
        latex="",
        aliases=("concat", "concatenate"),
    ),
    Op(
        "part_like",
        (Operand("g"), Operand("like", data=True), Operand("start", data=True)),
        "as many entries along dim as like has, from start on.",
        _second,
        "part_like",
        options=(_DIM,),
        structural=True,
        vjp={"g": "part_back(upstream, g, start, dim=dim)"},
        linear=("g",),
        latex="{g}",
    ),
    Op(
        "part_back",
        (Operand("g"), Operand("like", data=True), Operand("start", data=True)),
        "zeros like like, with g from start on along dim.",
        _second,
        "part_back",
        options=(_DIM,),
        structural=True,
        vjp={"g": "part_like(upstream, g, start, dim=dim)"},
        linear=("g",),
        latex="{g}",
    ),
    Op(
        "permute",
        _X,
        "the dims in another order.",
        shapes.permuted,
        "np.transpose({x}, {dims})",
        options=(Option("dims", required=True, takes="list"),),
        vjp={"x": "permute_back(g, dims=dims)"},
        linear=("x",),
        latex=r"\operatorname{permute}({x})",
    ),
    Op(
        "permute_back",
        (Operand("g"),),
        "the dims in the order they had before permute.",
        lambda shape, *, dims, **_: shapes.permuted(shape, dims=shapes.inverse(dims)),
        "permute_back",
        options=(Option("dims", required=True, takes="list"),),
        structural=True,
        vjp={"g": "permute(upstream, dims=dims)"},
        linear=("g",),
        latex="{g}",
    ),
    Op(
        "swap_dims",
        _X,
        "dim0 and dim1 exchanged.",
        shapes.exchanged,
        "np.swapaxes({x}, {dim0}, {dim1})",
        options=(Option("dim0", required=True, takes="whole"), Option("dim1", required=True, takes="whole")),
        vjp={"x": "swap_dims(g, dim0=dim0, dim1=dim1)"},
        linear=("x",),
        latex=r"{x}^\top",
        aliases=("swapaxes",),
    ),
    _reshaping(
        "flatten",
        "the dims from start_dim to end_dim as one.",
        shapes.flattened,
        (Option("start_dim", default=0, takes="whole"), Option("end_dim", default=-1, takes="whole")),
        r"\operatorname{flatten}({x})",
    ),
    _reshaping(
        "unsqueeze",
        "a size 1 put in at dim.",
        shapes.widened,
        (Option("dim", required=True, takes="whole"),),
        "{x}",
    ),
    _reshaping(
        "squeeze",
        "the size 1 at dim left out.",
        shapes.narrowed,
        (Option("dim", required=True, takes="whole"),),
        "{x}",
    ),
    Op(
        "flip",
        _X,
        "the entries in reverse order along dims.",
        lambda shape, *, dims, **_: shapes.along_or_all(shape, dim=dims),
        "np.flip({x}, {dims})",
        options=(Option("dims", required=True),),
        vjp={"x": "flip(g, dims=dims)"},
        linear=("x",),
        latex=r"\operatorname{flip}({x})",
    ),
    Op(
        "roll",
        _X,
        "the entries moved on by shifts along dims, the last coming first; without dims in the order they are stored.",
        lambda shape, **_: shape,
        "",
        options=(Option("shifts", required=True), Option("dims"), Option("dim")),
        inline=True,
        expands=lambda given: (
            f"y = rolled(x, shifts=shifts, dims={'dim' if given['dims'] is None else 'dims'})"
        ),
        latex=r"\operatorname{roll}({x})",
    ),
    _rolling("rolled", "{shifts}", "roll_back", "moved on"),
    _rolling("roll_back", "np.negative({shifts})", "rolled", "moved back"),
    Op(
        "cumsum",
        _X,
        "the running sum along dim.",
        shapes.along,
        "np.add.accumulate({x}, axis={dim})",
        options=(Option("dim", default=-1, takes="whole"),),
        vjp={"x": "cumsum_back(g, dim=dim)"},
        linear=("x",),
        latex=r"\operatorname{cumsum}({x})",
    ),
    Op(
        "cumsum_back",
        (Operand("g"),),
        "the running sum along dim from the end.",
        shapes.along,
        "np.flip(np.add.accumulate(np.flip({g}, {dim}), axis={dim}), {dim})",
        options=(Option("dim", default=-1, takes="whole"),),
        structural=True,
        vjp={"g": "cumsum(upstream, dim=dim)"},
        linear=("g",),
        latex=r"\operatorname{cumsum}({g})",
    ),
    _triangle("tril", "lower"),
    _triangle("triu", "upper"),
    Op(
        "eye_like",
        (Operand("x", data=True),),
        "1 on the diagonal of the last two dims, 0 elsewhere.",
        _square,
        "np.eye(*np.shape({x})[-2:])",
        latex="I",
    ),
    Op(
        "causal_mask",
        (Operand("x", data=True),),
        "1 where a row (query) may look at a column (key): on and below the diagonal of the last two dims.",
        _square,
        "np.tri(*np.shape({x})[-2:])",
        specialise=_causal,
        latex=r"\mathbb{1}[j \le i]",
    ),
    Op(
        "pad",
        _X,
        "zeros (or value) put around: pad=[left, right] of the last dim, then of the one before, as PyTorch counts.",
        shapes.padded,
        "pad",
        options=(Option("pad", required=True, takes="list"), Option("value", default=0, takes="number")),
        vjp={"x": "pad_back(g, pad=pad)"},
        jvp={"x": "pad(t, pad=pad)"},
        latex=r"\operatorname{padded}({x})",
    ),
    Op(
        "pad_back",
        (Operand("g"),),
        "what pad put around taken off.",
        shapes.unpadded,
        "pad_back",
        options=(Option("pad", required=True, takes="list"),),
        structural=True,
        vjp={"g": "pad(upstream, pad=pad)"},
        linear=("g",),
        latex="{g}",
    ),
)
