"""A bound on powers: the size of what is constant is carried through the tree, so that no power explodes.

Caps on single exponents are beaten by ``((9**9)**9999)**9999``; carrying the value itself (as float64, which
is where it will be computed) is not, and lets ``(1 - 0.001)**100000`` pass.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.errors import LimitError
from engine.language.tree import Binary, Call, Name, Number, Tree, Unary
from engine.language.walk import children

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.language.limits import Limits

_CONSTANTS = {"e": math.e, "pi": math.pi}
_FUNCTIONS: dict[str, Callable[..., float]] = {
    "abs": abs, "ceil": math.ceil, "exp": math.exp, "floor": math.floor, "log": math.log, "log10": math.log10,
    "log2": math.log2, "max": max, "min": min, "round": round, "sqrt": math.sqrt, "cosh": math.cosh,
    "sinh": math.sinh, "maximum": max, "minimum": min,
}  # fmt: skip


class PowerBound:
    """Checks the powers of one text; ``known`` are the values of constants assigned before."""

    def __init__(
        self, limits: Limits, text: str = "", known: Mapping[str, float | None] | None = None
    ) -> None:
        self.limits = limits
        self.text = text
        self.known = {} if known is None else known
        self.line = 1

    def value(self, tree: Tree) -> float | None:
        """Return the value of a constant subtree, None for any other; raises LimitError at a power too large.

        A value that float64 cannot hold is infinite, so that what is built on it is refused too.
        """
        if isinstance(tree, Number):
            return tree.value
        if isinstance(tree, Name):
            return self.known[tree.id] if tree.id in self.known else _CONSTANTS.get(tree.id)
        if isinstance(tree, Unary):
            operand = self.value(tree.operand)
            return None if operand is None else -operand
        if isinstance(tree, Binary):
            return self.binary(tree)
        return self.other(tree)

    def binary(self, tree: Binary) -> float | None:
        """Return the value of an operation on constants."""
        left, right = self.value(tree.left), self.value(tree.right)
        if left is None or right is None:
            return None
        if tree.op == "**":
            self.refuse_large(tree, left, right)
        return _guarded(lambda: _ARITHMETIC[tree.op](left, right)) if tree.op in _ARITHMETIC else None

    def refuse_large(self, tree: Binary, base: float, exponent: float) -> None:
        """Refuse a power whose size passes the limit."""
        if base in {0.0, 1.0, -1.0} or not exponent:
            return
        if abs(math.log2(abs(base)) * exponent) > self.limits.power_bits:
            what = f"This power is too large: the limit on its size is 2 to the {self.limits.power_bits:,}."
            start, end = tree.span
            raise LimitError(what, self.text, start, line=self.line, length=end - start)

    def other(self, tree: Tree) -> float | None:
        """Look into calls, arrays and the rest; of these only elementary functions have a value here."""
        values = [self.value(child) for child in children(tree)]
        if (
            not isinstance(tree, Call)
            or tree.primes
            or tree.op not in _FUNCTIONS
            or not values
            or None in values
        ):
            return None
        function = _FUNCTIONS[tree.op]
        return _guarded(lambda: function(*values))


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "@": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "**": math.pow,
}


def _guarded(compute: Callable[[], float]) -> float:
    """Return a value, infinite where it overflows or does not exist: the bound errs on the safe side."""
    try:
        value = float(compute())
    except (ArithmeticError, ValueError, TypeError):
        return math.inf
    return math.inf if math.isnan(value) else value
