"""The cell of a plain recurrent network; those with gates are macros (engine.blocks), as each gate has a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.ops.row import Op, Operand, Option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.ops.shapes import Shape


def _cell(options: Mapping[str, Any]) -> str:
    """Write h′ = tanh(x W_ihᵀ + b_ih + h W_hhᵀ + b_hh), biases only where given."""
    biases = "".join(f" + {name}" for name in ("b_ih", "b_hh") if name in options["given"])
    return f"z = x @ transpose(w_ih) + h @ transpose(w_hh){biases}\ny = {options['nonlinearity']}(z)"


def _hidden(_x: Shape, h: Shape, *_: Shape, **__: object) -> Shape:
    return h


ROWS = (
    Op(
        "rnn_cell",
        (
            Operand("x"),
            Operand("h"),
            Operand("w_ih"),
            Operand("w_hh"),
            Operand("b_ih", "0"),
            Operand("b_hh", "0"),
        ),
        "tanh (or relu) of x w_ihᵀ + h w_hhᵀ plus the biases that are given; weights (hidden, in) as PyTorch.",
        _hidden,
        "",
        options=(Option("nonlinearity", default="tanh", words=("tanh", "relu")),),
        inline=True,
        expands=_cell,
        latex=r"\tanh({x} {w_ih}^\top + {h} {w_hh}^\top)",
    ),
)
