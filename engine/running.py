"""A program at given shapes, run op by op: it takes longer than a compiled one, and is ready at once.

For what is run at a few points of many shapes, where compiling would take longer than running. What is run often is
compiled after all.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.compiler import KERNELS, compiled, expression
from engine.program import CONSTANT, INPUT, Program, Shape
from engine.shaping import infer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_OFTEN = 60  # runs at the same shapes


def inputs_at(program: Program, point: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what a program is run on at a point, in the order of its inputs."""
    return tuple(np.asarray(point[name], dtype=float)[()] for name in program.inputs)


class Runner:
    """The values of some nodes of a program, for inputs of these shapes. Raises ShapeError where they do not fit."""

    def __init__(self, program: Program, inputs: tuple[Shape, ...], wanted: tuple[int, ...]) -> None:
        self.shapes = infer(program, inputs, {})
        self.wanted = wanted
        self.program = program
        self.inputs = inputs
        self.runs = 0
        self.places = [place for place, node in enumerate(program.nodes) if node.op == INPUT]
        self.constants = {
            place: np.asarray(node.value, dtype=float)[()]
            for place, node in enumerate(program.nodes)
            if node.op == CONSTANT
        }
        self.steps = [self._step(program, place) for place in _needed(program, wanted)]

    def _step(self, program: Program, place: int) -> tuple[int, Callable[..., Any], tuple[int, ...], Shape]:
        node = program.nodes[place]
        names = tuple(f"a{n}" for n in range(len(node.args)))
        text = str(expression(node, names, tuple(self.shapes[arg] for arg in node.args)))
        return place, function_of(text, len(names)), node.args, self.shapes[place]

    def __call__(self, *inputs: Any) -> tuple[Any, ...]:
        """Return the values; what has none is not finite."""
        self.runs += 1
        if self.runs > _OFTEN:
            return self._compiled(*inputs)
        found = {**self.constants, **dict(zip(self.places, inputs, strict=True))}
        with np.errstate(all="ignore"):
            for place, function, args, shape in self.steps:
                value = function(*[found[arg] for arg in args])
                found[place] = value if np.shape(value) == shape else np.broadcast_to(value, shape)
        return tuple(found[place] for place in self.wanted)

    def _compiled(self, *inputs: Any) -> tuple[Any, ...]:
        with np.errstate(all="ignore"):
            values = compiled(self.program, self.inputs, self.wanted)(*inputs)
        shapes = (self.shapes[place] for place in self.wanted)
        return tuple(
            value if np.shape(value) == shape else np.broadcast_to(value, shape)
            for value, shape in zip(values, shapes, strict=True)
        )


def _needed(program: Program, wanted: tuple[int, ...]) -> list[int]:
    """Return what is to be computed, in order."""
    needed = set(wanted)
    for place in range(max(needed, default=-1), -1, -1):
        if place in needed:
            needed.update(program.nodes[place].args)
    return [place for place in sorted(needed) if program.nodes[place].op not in (INPUT, CONSTANT)]


@lru_cache(maxsize=4096)
def function_of(text: str, count: int) -> Callable[..., Any]:
    """Return one op as a function of its operands; the text must be one that the op table emits."""
    names = ", ".join(f"a{n}" for n in range(count))
    made: Callable[..., Any] = eval(f"lambda {names}: {text}", {"np": np, **KERNELS})  # noqa: S307
    return made
