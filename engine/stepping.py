"""One node at a time: an op on values of known shapes, its function made once for all programs."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.compiler import KERNELS, expression
from engine.errors import ShapeError
from engine.ops import table
from engine.program import Node, Options, Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def applied(op: str, options: Options, operands: Sequence[Any]) -> Any:
    """Return an op's value on float64 arrays and NumPy numbers, in its full shape.

    Raises ShapeError where they do not fit; what a kernel cannot take raises ValueError or IndexError.
    """
    function, shape = _function(op, options, tuple([operand.shape for operand in operands]))
    value = function(*operands)
    if type(value) is float:
        value = np.float64(value)
    return value if value.shape == shape else np.broadcast_to(value, shape)


@lru_cache(maxsize=8192)
def _function(op: str, options: Options, sizes: tuple[Shape, ...]) -> tuple[Callable[..., Any], Shape]:
    """Return an op's function for operands of these shapes, and the shape of what it gives."""
    try:
        shape = table.rows()[op].shape(*sizes, **dict(options))
    except (ValueError, TypeError, IndexError, ZeroDivisionError) as reason:
        raise ShapeError(f"{op} does not fit shapes {sizes}: {reason}", op=op, shapes=sizes) from None
    names = tuple(f"a{n}" for n in range(len(sizes)))
    text = expression(Node(op, tuple(range(len(sizes))), options), names, sizes)
    source = f"lambda {', '.join(names)}: {text}"
    function = eval(source, {"np": np, **KERNELS})  # noqa: S307  emitted from the op table only
    return function, shape
