"""``evaluate`` and ``gradient``: one expression, values by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.errors import NotFiniteError, UnknownNameError
from engine.program import Array, Program

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

_RESULT = "result"


def evaluate(expression: str, **values: ArrayLike) -> Array | float:
    """Return the value of an expression. Raises on a result that is not finite, naming the node."""
    result = _program(expression, tuple(values)).run(values)[_RESULT]
    if not np.all(np.isfinite(result)):
        raise NotFiniteError("the result is infinite, as a value that was given is", node=_RESULT)
    return result


def gradient(expression: str, wrt: str | Sequence[str], **values: ArrayLike) -> dict[str, Array | float]:
    """Return ∂expression/∂name for each name in ``wrt``, shaped as that value. The expression is a single number."""
    names = (wrt,) if isinstance(wrt, str) else tuple(wrt)
    program = _program(expression, tuple(values)).backward(_RESULT, names)
    trace = program.run(values)
    made = tuple(program.names)[-len(names) :]
    return {name: trace[node] for name, node in zip(names, made, strict=True)}


def _program(expression: str, names: tuple[str, ...]) -> Program:
    program = Program.parse(f"{_RESULT} = {expression}", names=names)
    unknown = [name for name in program.inputs if name not in names]
    if unknown:
        from engine.meaning import nearest_name  # noqa: PLC0415

        column = max(expression.find(unknown[0]), 0)
        message = f"{unknown[0]} has no value{nearest_name(unknown[0], names)}"
        raise UnknownNameError(message, expression, column, length=len(unknown[0]))
    return program
