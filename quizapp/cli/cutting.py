"""``calc --steps``: one expression cut into named steps, one operation each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.language.tree import Assignment, Binary, Call, Name, Transpose, Tree, Unary

if TYPE_CHECKING:
    from collections.abc import Collection

WHOLE = ("grad",)  # what stands inside is named for it, not computed before it


def cut(tree: Tree, result: str, taken: Collection[str]) -> tuple[Assignment, ...]:
    """Return ``s_1 = …, s_2 = …, result = …``: an assignment for each operation, equal ones only once."""
    names: dict[Tree, str] = {}
    free = (name for number in range(1, 10**6) if (name := f"s_{number}") not in taken)

    def named(part: Tree) -> Tree:
        cut_part = inner(part)
        if not isinstance(cut_part, Binary | Call | Transpose):
            return cut_part
        if cut_part not in names:
            names[cut_part] = next(free)
        return Name(names[cut_part])

    def inner(part: Tree) -> Tree:
        if isinstance(part, Binary):
            return replace(part, left=named(part.left), right=named(part.right))
        if isinstance(part, Call) and part.op not in WHOLE:
            return replace(part, args=tuple(map(named, part.args)))
        if isinstance(part, Unary | Transpose):
            return replace(part, operand=named(part.operand))
        return part

    last = inner(tree)
    return (*(Assignment(name, part) for part, name in names.items()), Assignment(result, last))
