"""A dot between arrays as people write it: the matrix product where only that fits, or where a transpose stands there.

In ``Xᵀ·(p − y)`` the dot is a matrix product, in ``2·W`` and ``dZ·(Z > 0)`` it multiplies entry by entry. The reader
takes every dot for the latter; here the shapes decide, and a dot that they leave open is refused with both readings.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.building import Builder
from engine.errors import EngineError, ReadingError
from engine.language.tree import Array, Binary, Call, Index, Transpose, Tree, Unary
from engine.meaning import Scope
from engine.shaping import infer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.program import Shape

DOTS = "·⋅∙•"


def settled(tree: Tree, text: str, shapes: Mapping[str, Shape]) -> Tree:
    """Return a tree with each dot between arrays as the product it stands for.

    ``text`` is what the tree was read from, ``shapes`` those of the names. Raises ReadingError for a dot that can be
    read two ways.
    """
    if "\n" in text or not shapes or not any(dot in text for dot in DOTS):
        return tree
    return _Settling(text, shapes).tree(tree)


class _Settling:
    def __init__(self, text: str, shapes: Mapping[str, Shape]) -> None:
        self.text = text
        self.shapes = shapes

    def tree(self, tree: Tree) -> Tree:
        """Return a tree with the dots in it settled, the inner ones first."""
        if isinstance(tree, Binary):
            tree = replace(tree, left=self.tree(tree.left), right=self.tree(tree.right))
            return replace(tree, op=self.product(tree)) if self.is_dotted(tree) else tree
        if isinstance(tree, Call):
            return replace(tree, args=tuple(map(self.tree, tree.args)))
        if isinstance(tree, Array):
            return replace(tree, items=tuple(map(self.tree, tree.items)))
        if isinstance(tree, Unary | Transpose | Index):
            return replace(tree, operand=self.tree(tree.operand))
        return tree

    def is_dotted(self, tree: Binary) -> bool:
        between = self.text[tree.left.span[1] : tree.right.span[0]]
        return tree.op == "*" and any(dot in between for dot in DOTS)

    def product(self, tree: Binary) -> str:
        """Return ``@`` or ``*`` for a dot."""
        left, right = self.shape(tree.left), self.shape(tree.right)
        if not left or not right:  # a number, or what has no shape here
            return "*"
        transposed = _is_transposed(tree.left) or _is_transposed(tree.right)
        by_entry, as_matrices = (bool(self.shape(replace(tree, op=op))) for op in ("*", "@"))
        if transposed or len(left) == len(right) == 1 or (as_matrices and not by_entry):
            return "@"
        if by_entry and not as_matrices:
            return "*"
        one, other = self.source(tree.left), self.source(tree.right)
        what = f"A dot between arrays can be read two ways; write {one} @ {other} for the matrix product"
        raise ReadingError(f"{what} or {one} * {other} entry by entry.", self.text, self.place(tree))

    def place(self, tree: Binary) -> int:
        """Return the column of a product's dot."""
        start = tree.left.span[1]
        return next(at for at in range(start, tree.right.span[0]) if self.text[at] in DOTS)

    def source(self, tree: Tree) -> str:
        piece = self.text[slice(*tree.span)]
        return piece if 0 < len(piece) <= 20 else "…"

    def shape(self, tree: Tree) -> Shape | None:
        """Return a tree's shape; None where it does not fit. A sum of products is never ``()`` by mistake."""
        builder = Builder(tuple(self.shapes))
        try:
            places = {name: builder.input(name) for name in self.shapes}
            place = builder.tree(tree, Scope(places, {}))
            program = builder.program()
            return infer(program, tuple(self.shapes[name] for name in program.inputs), {})[place]
        except EngineError:
            return None


def _is_transposed(tree: Tree) -> bool:
    """Tell whether the value nearest to a dot is a transpose."""
    if isinstance(tree, Binary) and tree.op in ("@", "*"):
        return _is_transposed(tree.right)
    return isinstance(tree, Transpose) or (isinstance(tree, Unary) and _is_transposed(tree.operand))
