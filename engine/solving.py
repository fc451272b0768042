"""The expression that answers a derivation, as a person would write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.language.printing import to_text
from engine.listing import name_tree, tree_of

if TYPE_CHECKING:
    from engine.derivations import Derivation


def solved(derivation: Derivation) -> dict[str, str]:
    """Return an expression for each asked name, in the names that its line may use."""
    return {part: _listed(derivation, part) for part in derivation.asked}


def _listed(derivation: Derivation, part: str) -> str:
    program, place = derivation.program, derivation.program.place(part)
    stops = {
        program.names[name]: name_tree(name)
        for name in derivation.names_for(part)
        if name in program.names and program.names[name] != place
    }
    return to_text(tree_of(program, place, stops, grouped=True))
