"""How tight each operator binds, from loose to tight; the reader and the printer share it."""

from __future__ import annotations

OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, POWER, ATOM = range(1, 10)

LEVELS = {
    "<": COMPARISON, "<=": COMPARISON, ">": COMPARISON, ">=": COMPARISON, "==": COMPARISON, "!=": COMPARISON,
    "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "@": PRODUCT, "**": POWER,
}  # fmt: skip
LOGICAL = {"or": OR, "and": AND}
