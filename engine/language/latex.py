r"""Trees as LaTeX, within what the renderer draws, with as few brackets as reading needs.

Division is ``\frac``, ``@`` stands side by side, ``*`` too (``\cdot`` between numbers, ``\odot`` between
arrays that are known as such), a comparison is an indicator. Ops are drawn by the templates of their rows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from engine.language.figures import exact_text
from engine.language.labels import latex_name
from engine.language.orientation import REDUCING, entry_of, rank, stands_upright
from engine.language.pieces import (
    AND,
    ATOM,
    COMPARISON,
    OPEN,
    OR,
    POWER,
    PRODUCT,
    SIGN,
    SUM,
    Piece,
    bracketed,
    enclosed,
    numeral,
    pmatrix,
    value_piece,
)
from engine.language.templates import PLACEHOLDER, filled
from engine.language.tree import (
    Array,
    Binary,
    Call,
    Index,
    Name,
    Number,
    Part,
    Slice,
    Transpose,
    Tree,
    Unary,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from engine.ops.row import Op

_SIGNS = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne"}
_MATRIX = re.compile(
    r"d?[AHPQUVWXYZ]\d*(_.*)?"
)  # what a name looks like that is an array, if nothing is said
_BEGINS_WITH_DX = re.compile(r"d(?:[A-Za-z]| \\)")  # 2 u du, not 2udu
_ENDS_IN_DX = re.compile(r"(?:^|[^\\A-Za-z])d(?:[A-Za-z]| \\[a-z]+)(?:_\{[^{}]*\})?$")
_APART = (r"\frac{", r"\begin{", r"\mathbb{1}")  # 0.5 [1, 2] would read as an index
_CASES = r"\end{cases}"
_EXACT = {
    "outer": True,
    "linear": False,
    "unsqueeze 0 2": True,
    "unsqueeze 1 2": False,
}  # ops that say which way the vectors in them stand


def to_latex(
    tree: Tree,
    *,
    names: Mapping[str, str] | None = None,
    ops: Mapping[str, Op] | None = None,
    numbers: Mapping[str, Any] | None = None,
    arrays: Collection[str] | None = None,
) -> str:
    r"""Return a tree as LaTeX.

    ``names`` is the LaTeX of names that are not drawn by ``latex_name``; ``ops`` rows by name (default: the
    op table); ``numbers`` values put in for names (of parts: ``owner.name``), floats or arrays; ``arrays`` the
    names that are arrays (default: those that look it, W, dZ1), between which ``*`` is drawn ``\odot``. Without
    ``ops`` options stand as they were typed, so that no two sums look alike.
    """
    upright = stands_upright(tree, numbers or {})
    return _Drawer(names or {}, ops, numbers or {}, arrays, upright=upright).piece(tree).latex


class _Drawer:
    def __init__(
        self,
        names: Mapping[str, str],
        ops: Mapping[str, Op] | None,
        numbers: Mapping[str, Any],
        arrays: Collection[str] | None,
        *,
        upright: bool = False,
    ) -> None:
        self.upright = upright  # vectors are drawn as columns
        self.names = names
        self.ops = ops
        self.numbers = numbers
        self.arrays = arrays

    def piece(self, tree: Tree) -> Piece:
        if isinstance(tree, Number):
            return numeral(exact_text(tree.value))
        if isinstance(tree, Name):
            return self.named(tree.id, tree.id)
        if isinstance(tree, Part):
            return self.named(f"{tree.owner}.{tree.name}", tree.name)
        if isinstance(tree, Binary):
            return self.binary(tree)
        if isinstance(tree, Unary):
            return self.unary(tree)
        return self.compound(tree)

    def compound(self, tree: Tree) -> Piece:
        if isinstance(tree, Call):
            return self.call(tree)
        if isinstance(tree, Array):
            return Piece(self.matrix(tree), ATOM)
        if isinstance(tree, Transpose):
            return Piece(self.held(tree.operand, ATOM) + r"^\top", POWER)
        if isinstance(tree, Index):
            return self.index(tree)
        raise TypeError(f"not a syntax tree: {tree!r}")

    def turned(self, tree: Tree, *, upright: bool) -> Piece:
        """Draw an operand beside a matrix, whose vectors can stand only one way."""
        before, self.upright = self.upright, upright
        piece = self.piece(tree)
        self.upright = before
        return piece

    def held(self, tree: Tree, level: int) -> str:
        """Draw an operand, in brackets unless it holds together at least as tight as ``level``."""
        piece = self.piece(tree)
        return piece.latex if piece.level >= level else bracketed(piece.latex)

    # --- names and numbers

    def named(self, full: str, name: str) -> Piece:
        if full in self.numbers:
            return value_piece(self.numbers[full], upright=self.upright)
        latex = self.names.get(full) or latex_name(name)
        return Piece(latex, POWER if "^" in latex or latex.startswith(r"\frac") else ATOM)

    def is_array(self, tree: Tree) -> bool:
        """Tell whether a tree is known to have an array as its value."""
        if isinstance(tree, Name | Part):
            return self.names_array(tree.id if isinstance(tree, Name) else f"{tree.owner}.{tree.name}")
        if isinstance(tree, Call):
            reduced = tree.op in REDUCING and "dim" not in dict(tree.options)
            return not reduced and any(self.is_array(one) for one in tree.args)
        if isinstance(tree, Binary):
            return tree.op == "@" or self.is_array(tree.left) or self.is_array(tree.right)
        return isinstance(tree, Array | Transpose) or (
            isinstance(tree, Unary) and self.is_array(tree.operand)
        )

    def names_array(self, name: str) -> bool:
        return _MATRIX.fullmatch(name) is not None if self.arrays is None else name in self.arrays

    # --- operators

    def binary(self, tree: Binary) -> Piece:
        if tree.op == "/":
            return self.fraction(tree)
        if tree.op == "**":
            return self.power(tree)
        if tree.op in {"+", "-"}:
            return self.sum(tree)
        if tree.op in {"*", "@"}:
            return self.product(tree)
        if tree.op in _SIGNS:
            return Piece(rf"\mathbb{{1}}[{self.comparison(tree)}]", ATOM)
        return self.condition(tree)

    def fraction(self, tree: Binary) -> Piece:
        """Draw a fraction; a minus of the numerator goes before it."""
        negative = isinstance(tree.left, Unary) and tree.left.op == "-"
        top = tree.left.operand if isinstance(tree.left, Unary) and negative else tree.left
        over = self.piece(top)
        if over.level == SIGN and not negative:  # a negative number put in
            over, negative = over._replace(latex=over.latex[1:].lstrip()), True
        latex = rf"\frac{{{over.latex}}}{{{self.piece(tree.right).latex}}}"
        return Piece(f"-{latex}", SIGN) if negative else Piece(latex, POWER)

    def comparison(self, tree: Binary) -> str:
        return f"{self.held(tree.left, SUM)} {_SIGNS[tree.op]} {self.held(tree.right, SUM)}"

    def condition(self, tree: Binary) -> Piece:
        level = AND if tree.op == "and" else OR
        sides = (self.condition_side(tree.left, level), self.condition_side(tree.right, level + 1))
        return Piece(rf" \text{{ {tree.op} }} ".join(sides), level)

    def condition_side(self, tree: Tree, level: int) -> str:
        if isinstance(tree, Binary) and tree.op in _SIGNS:
            return self.comparison(tree)
        return self.held(tree, level)

    def power(self, tree: Binary) -> Piece:
        latex = f"{self.held(tree.left, ATOM)}^{{{self.piece(tree.right).latex}}}"
        return Piece(latex, POWER, starts_numeral=latex[0].isdigit())

    def sum(self, tree: Binary) -> Piece:
        left, right = self.piece(tree.left), self.piece(tree.right)
        loose = left.level < SUM or left.latex.endswith(_CASES)
        first = bracketed(left.latex) if loose else left.latex
        tight = right.level > SIGN or (
            right.level == SUM and tree.op == "+" and not right.latex.startswith("-")
        )
        second = right.latex if tight else bracketed(right.latex)
        return Piece(f"{first} {tree.op} {second}", SUM)

    def product(self, tree: Binary) -> Piece:
        entrywise = self.is_entrywise(tree)
        left, right = self.factors(tree)
        if left.level in {OR, AND, COMPARISON, SUM, OPEN} or self.mixes(tree, tree.left):
            left = enclosed(left)
        if (
            right.level < PRODUCT
            or self.mixes(tree, tree.right)
            or (tree.op == "@" and _is_product(tree.right))
        ):
            right = enclosed(right)
        sign = r" \odot " if entrywise else product_sign(left, right)
        level = min(left.level, OPEN if right.level == OPEN else PRODUCT)
        return Piece(left.latex + sign + right.latex, level, left.starts_numeral, right.ends_numeral)

    def factors(self, tree: Binary) -> tuple[Piece, Piece]:
        """Draw both sides of a product: vectors lie before a matrix and stand behind one."""
        ranks = (rank(tree.left, self.numbers), rank(tree.right, self.numbers)) if tree.op == "@" else ()
        if ranks == (1, 2):
            return self.turned(tree.left, upright=False), self.piece(tree.right)
        if ranks == (2, 1):
            return self.piece(tree.left), self.turned(tree.right, upright=True)
        return self.piece(tree.left), self.piece(tree.right)

    def is_entrywise(self, tree: Tree) -> bool:
        """Tell whether a product is one of arrays entry by entry."""
        if not (isinstance(tree, Binary) and tree.op == "*"):
            return False
        return self.is_array(tree.left) and self.is_array(tree.right)

    def mixes(self, tree: Binary, side: Tree) -> bool:
        """Tell whether a side is the other kind of product, so that brackets must say which goes first."""
        if tree.op == "@":
            return self.is_entrywise(side)
        return self.is_entrywise(tree) and isinstance(side, Binary) and side.op == "@"

    def unary(self, tree: Unary) -> Piece:
        if tree.op == "not":
            return Piece(rf"\text{{not }} {self.held(tree.operand, ATOM)}", AND)
        return Piece(f"-{self.held(tree.operand, PRODUCT)}", SIGN)

    # --- calls

    def call(self, tree: Call) -> Piece:
        if tree.op == "grad" and len(tree.args) == 2:
            top, bottom = (self.held(one, POWER) for one in tree.args)
            return Piece(rf"\frac{{\partial {top}}}{{\partial {bottom}}}", POWER)
        row = self.row(tree)
        if row is None or not row.latex:
            return self.plain_call(tree)
        if tree.op == "where" and len(tree.args) == 3:
            return self.cases(*tree.args)
        if tree.primes:
            return self.primed(tree, row)
        return filled(self.template(tree, row), self.arguments(tree, row))

    def cases(self, condition: Tree, value: Tree, otherwise: Tree) -> Piece:
        """Draw a choice between two values; nothing may follow it, as no bracket ends it."""
        rows = (
            f"{self.piece(value).latex} & {self.condition_side(condition, OR)}",
            rf"{self.piece(otherwise).latex} & \text{{otherwise}}",
        )
        return Piece(rf"\begin{{cases}} {rows[0]} \\ {rows[1]} {_CASES}", OPEN)

    def row(self, tree: Call) -> Op | None:
        """Return the op's row, or None for macros and for what the table does not have."""
        if self.ops is not None:
            return self.ops.get(tree.op)
        from engine.ops import table  # noqa: PLC0415  the table's rules are parsed by this very package

        try:
            return table.find(tree.op, len(tree.args))
        except KeyError:
            return None

    def plain_call(self, tree: Call) -> Piece:
        word = tree.op.replace("_", " ")
        return Piece(rf"\operatorname{{{word}}}{_strokes(tree.primes)}{self.listed(tree)}", ATOM)

    def listed(self, tree: Call) -> str:
        return bracketed(", ".join(self.piece(one).latex for one in tree.args))

    def primed(self, tree: Call, row: Op) -> Piece:
        r"""Draw ``\sigma^{\prime}(z)``: the stroke goes between the function's sign and its bracket."""
        head, bracket, _ = row.latex.partition("(")
        if not bracket or PLACEHOLDER.sub("", head) != head:
            return self.plain_call(tree)
        return Piece(f"{head}{_strokes(tree.primes)}{self.listed(tree)}", ATOM)

    def template(self, tree: Call, row: Op) -> str:
        """Return a row's template; where nothing else says them, with what was typed beside what it draws."""
        order = [*(one.name for one in row.operands), *(one.name for one in row.options)]
        given = [("", name) for name, _ in zip(order, tree.args, strict=False)]
        given += [(rf"\text{{{name.replace('_', ' ')}=}}", name) for name, _ in tree.options]
        unsaid = [pair for pair in given if f"{{{pair[1]}}}" not in row.latex]
        if self.ops is not None or not row.operands or not unsaid:
            return row.latex
        if row.latex.endswith("})"):
            return f"{row.latex[:-1]}, {_listed(unsaid)})"
        return rf"\operatorname{{{tree.op.replace('_', ' ')}}}({_listed(given)})"

    def arguments(self, tree: Call, row: Op) -> dict[str, Piece]:
        """Return the pieces of operands and options by name, defaults included."""
        defaults = [(one.name, one.default) for one in row.operands] + [
            (one.name, one.default) for one in row.options
        ]
        given = {name: Piece(str(value), ATOM) for name, value in defaults if value is not None}
        order = [name for name, _ in defaults]
        upright = _EXACT.get(tree.op, self.upright)
        given |= {
            name: self.turned(one, upright=upright) for name, one in zip(order, tree.args, strict=False)
        }
        return given | {name: self.piece(value) for name, value in tree.options}

    # --- arrays

    def matrix(self, tree: Array) -> str:
        rows = [item.items if isinstance(item, Array) else None for item in tree.items]
        if any(row is None for row in rows):
            entries = [self.piece(item).latex for item in tree.items]
            return pmatrix([[entry] for entry in entries] if self.upright else [entries])
        return pmatrix([[self.piece(entry).latex for entry in row or ()] for row in rows])

    def index(self, tree: Index) -> Piece:
        entry = entry_of(tree, self.numbers)
        if entry is not None:
            return value_piece(entry, upright=self.upright)
        latex = self.held(tree.operand, ATOM)
        latex = bracketed(latex) if "_" in latex and latex[0] != "(" else latex
        return Piece(f"{latex}_{{{', '.join(_index(item) for item in tree.items)}}}", ATOM)


def product_sign(left: Piece, right: Piece) -> str:
    """Return what stands between two factors: nothing to see, unless numerals or words would run together."""
    if right.starts_numeral or (left.ends_numeral and right.latex.startswith(_APART)):
        return r" \cdot "
    apart = _is_word(left.latex, -1) or _is_word(right.latex, 0)
    return r" \, " if apart or _ENDS_IN_DX.search(left.latex) or _BEGINS_WITH_DX.match(right.latex) else " "


def _listed(given: Iterable[tuple[str, str]]) -> str:
    """Return placeholders for arguments, each behind the word it was given by."""
    return ", ".join(f"{word}{{{name}}}" for word, name in given)


def _is_product(tree: Tree) -> bool:
    return isinstance(tree, Binary) and tree.op in {"*", "@"}


def _is_word(latex: str, end: int) -> bool:
    """Tell whether a product has a word at this end, which needs space around it."""
    command = r"\mathrm{"
    return (
        latex.startswith(command)
        if end == 0
        else command in latex and latex.endswith("}") and latex.rfind(command) == latex.rfind("\\")
    )


def _strokes(count: int) -> str:
    r"""Return the raised strokes of a derivative."""
    return "^{" + " ".join([r"\prime"] * count) + "}" if count else ""


def _index(item: int | Slice) -> str:
    if isinstance(item, int):
        return str(item)
    return f"{'' if item.start is None else item.start}:{'' if item.stop is None else item.stop}"
