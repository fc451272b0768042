"""Every macro, block or optimiser, is differentiable both ways and twice, in each of its conventions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.ops import table
from engine.optimizers import MACRO_ROWS
from engine.program import Program
from tests.engine.ops.checking import case, check_both_ways, check_orders
from tests.engine.test_blocks import BLOCKS

_WORDS = {
    "rmsprop": ("", ", centered=true", ", mu=0.9", ", weight_decay=0.1"),
    "adam": ("", ", amsgrad=true", ", weight_decay=0.1"),
    "adamw": ("", ", amsgrad=true"),
    "adagrad": ("", ", lr_decay=0.1"),
    "momentum": ("", ", dampening=0.3, t=2"),
}
_STEPS = [
    f"{macro.name}(w, g, lr=r{words}{convention})"
    for macro in MACRO_ROWS
    for words in _WORDS.get(macro.name, ("",))
    for convention in [
        f", convention={word}" for one in macro.options if one.name == "convention" for word in one.words
    ]
    or [""]
]


def _check(text: str, part: str, values: dict[str, Any], tolerance: float) -> None:
    names = tuple(values)
    program = Program.parse(f"made = {text}\nout = made.{part}", names=names)
    used = {name: np.asarray(values[name], dtype=np.float64) for name in program.inputs}
    check_both_ways(program, used, program.inputs)
    check_orders(program, used, program.inputs, case("out", tolerance=tolerance))


@pytest.mark.parametrize(("text", "values", "part"), BLOCKS, ids=[text for text, _, _ in BLOCKS])
def test_a_block_is_differentiable_both_ways_and_twice(text: str, values: dict[str, Any], part: str) -> None:
    """⟨u, Jv⟩ = ⟨Jᵀu, v⟩, and the gradient of the gradient is what differences of the gradient say."""
    _check(text, part, values, 1e-6)


@pytest.mark.parametrize("text", _STEPS)
def test_an_optimiser_s_step_is_differentiable_both_ways_and_twice(text: str) -> None:
    """By the parameters, the gradient and the learning rate."""
    _check(text, "w", {"w": [0.5, -1.0], "g": [0.8, -0.6], "r": 0.3}, 1e-6)


def test_every_macro_is_among_them() -> None:
    """A new macro is found here."""
    tested = {text.split("(")[0] for text in (*_STEPS, *(text for text, _, _ in BLOCKS))}
    assert set(table.macros()) == tested
