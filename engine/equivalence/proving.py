"""SymPy's opinion of two numbers, asked where sampling does not decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.equivalence.symbolic import proves_equal

if TYPE_CHECKING:
    from engine.equivalence.sampling import Space
    from engine.program import Program

_OF_ONE_SIGN = ("positive", "nonnegative")


def is_proven(program: Program, outputs: tuple[int, ...], space: Space) -> bool:
    """Tell whether SymPy finds two nodes of a program of numbers equal."""
    nodes = [(node.op, node.args, node.value) for node in program.nodes]
    last = [
        ("add", (place, zero), None) for place, zero in ((outputs[0], len(nodes)), (outputs[1], len(nodes)))
    ]
    kinds = {name: one.kind for name, one in space.domains.items() if one.kind in _OF_ONE_SIGN}
    return proves_equal([*nodes, ("constant", (), 0.0), *last], kinds)
