"""The compiler's lines, made cheaper for NumPy without changing a number.

``hoist`` gives the numbers that meet arrays a name, as arrays without dimensions: NumPy takes those at half the
price of Python's numbers. ``split`` writes nested arithmetic as one operation a line, so that results can be given
a place. Both read the compiler's own text, in which each name is assigned once.
"""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

Shape = tuple[int, ...]

BINARY = {ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide"}
UNARY = frozenset({"tanh", "exp", "sqrt", "square", "abs", "sin", "cos", "log", "log1p", "expm1", "negative"})
PAIRS = frozenset({*BINARY.values(), "maximum", "minimum"})


def ufunc(tree: ast.expr) -> tuple[str, list[ast.expr]] | None:
    """Return the name and the operands of an elementwise operation, None for anything else."""
    if isinstance(tree, ast.BinOp) and type(tree.op) in BINARY:
        return BINARY[type(tree.op)], [tree.left, tree.right]
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
        return "negative", [tree.operand]
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Attribute) and not tree.keywords:
        of_numpy = isinstance(tree.func.value, ast.Name) and tree.func.value.id == "np"
        if of_numpy and (tree.func.attr, len(tree.args)) in _CALLS:
            return tree.func.attr, tree.args
    return None


_CALLS = frozenset({(name, 1) for name in UNARY} | {(name, 2) for name in PAIRS})


_ARITHMETIC = (ast.BinOp, ast.UnaryOp, ast.Constant, ast.Name, ast.operator, ast.unaryop, ast.expr_context)


class Kinds:
    """What each name holds: a number (known already or not), an array (and of which shape), or not known."""

    def __init__(self, shapes: Mapping[str, Shape]) -> None:
        self._shapes = dict(shapes)
        self._literals: dict[str, float] = {}

    def learn(self, name: str, tree: ast.expr) -> None:
        """Take in an assignment."""
        value = self.literal(tree)
        if value is not None:
            self._literals[name] = value
        shape = self.shape(tree)
        if name not in self._shapes and shape is not None:
            self._shapes[name] = shape

    def literal(self, tree: ast.expr) -> float | None:
        """Return the value of arithmetic on numbers that are known already, None for anything else."""
        for inner in ast.walk(tree):
            if not isinstance(inner, _ARITHMETIC) or (
                isinstance(inner, ast.Name) and inner.id not in self._literals
            ):
                return None
        whole = ast.Expression(ast.fix_missing_locations(tree))
        return float(eval(compile(whole, "<number>", "eval"), dict(self._literals)))  # noqa: S307  numbers and signs only

    def number(self, tree: ast.expr) -> bool:
        """Tell whether this is a single number."""
        return self.shape(tree) == ()

    def shape(self, tree: ast.expr) -> Shape | None:
        """Return the shape of an expression's value, None where it is not known."""
        if isinstance(tree, ast.Constant):
            return ()
        if isinstance(tree, ast.Name):
            return self._shapes.get(tree.id)
        found = ufunc(tree)
        operands = found[1] if found else _of_numbers(tree)
        shapes = [self.shape(operand) for operand in operands]
        known = [shape for shape in shapes if shape is not None]
        return np.broadcast_shapes(*known) if shapes and len(known) == len(shapes) else None


def _of_numbers(tree: ast.expr) -> list[ast.expr]:
    """Return the operands of what is not an operation of ``ufunc`` but keeps shapes: powers, and ``np.asarray``."""
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Pow):
        return [tree.left, tree.right]
    return tree.args if isinstance(tree, ast.Call) and ast.unparse(tree.func) == "np.asarray" else []


def hoist(lines: list[str], shapes: Mapping[str, Shape]) -> tuple[list[str], dict[str, NDArray[np.float64]]]:
    """Return the lines with numbers beside arrays named, and the constants among these by name.

    ``shapes`` are those of the names whose value has its whole shape; a number that only the values decide is named
    where it is used more than once.
    """
    trees = [_assignment(line) for line in lines]
    kinds = Kinds(shapes)
    meetings: Counter[str] = Counter()
    for name, tree in trees:
        kinds.learn(name, tree)
        meetings.update(ast.unparse(number) for number in _numbers_beside_arrays(tree, kinds))
    naming = _Naming(kinds, frozenset(text for text, times in meetings.items() if times > 1))
    written: list[str] = []
    for name, tree in trees:
        text = ast.unparse(naming.visit(tree))
        written += [*naming.new_lines(), f"{name} = {text}"]
    return written, naming.constants


def _assignment(line: str) -> tuple[str, ast.expr]:
    name, _, text = line.partition(" = ")
    return name, ast.parse(text, mode="eval").body


def _numbers_beside_arrays(tree: ast.expr, kinds: Kinds) -> list[ast.expr]:
    found: list[ast.expr] = []
    for inner in ast.walk(tree):
        operation = ufunc(inner) if isinstance(inner, ast.expr) else None
        if isinstance(inner, ast.expr) and operation and kinds.shape(inner) and len(operation[1]) > 1:
            found += [operand for operand in operation[1] if kinds.number(operand)]
    return found


class _Naming(ast.NodeTransformer):
    """Puts names in place of the numbers that meet arrays."""

    def __init__(self, kinds: Kinds, repeated: Collection[str]) -> None:
        self._kinds = kinds
        self._repeated = repeated
        self._lines: list[str] = []
        self._names: dict[str, str] = {}
        self.constants: dict[str, NDArray[np.float64]] = {}

    def new_lines(self) -> list[str]:
        """Return the lines to write before the expression just visited."""
        lines, self._lines = self._lines, []
        return lines

    def visit(self, node: ast.AST) -> ast.AST:
        """Replace below, inner expressions first."""
        found = ufunc(node) if isinstance(node, ast.expr) else None
        if (
            found is None
            or not isinstance(node, ast.expr)
            or not self._kinds.shape(node)
            or len(found[1]) < 2
        ):
            return super().generic_visit(node)
        operands = [
            self._named(operand) if self._kinds.number(operand) else self.visit(operand)
            for operand in found[1]
        ]
        if isinstance(node, ast.BinOp):
            return ast.BinOp(left=operands[0], op=node.op, right=operands[1])  # type: ignore[arg-type]
        return ast.Call(func=node.func, args=operands, keywords=[])  # type: ignore[attr-defined,arg-type]

    def _named(self, tree: ast.expr) -> ast.expr:
        text = ast.unparse(tree)
        if text not in self._names:
            value = self._kinds.literal(tree)
            if value is not None:
                self._names[text] = f"k{len(self.constants)}"
                self.constants[self._names[text]] = np.asarray(value)
            elif text in self._repeated:
                self._names[text] = f"s{len(self._names)}"
                self._lines.append(f"{self._names[text]} = np.asarray({text})")
            else:
                return tree
        return ast.Name(self._names[text])


def split(lines: list[str], shapes: Mapping[str, Shape]) -> tuple[list[str], dict[str, Shape]]:
    """Return the lines with one elementwise operation on arrays each, and the shapes of all names that are known."""
    kinds = Kinds(shapes)
    written: list[str] = []
    found = dict(shapes)
    for line in lines:
        name, tree = _assignment(line)
        kinds.learn(name, tree)
        splitting = _Splitting(kinds, len(written))
        text = ast.unparse(splitting.flat(tree))
        written += [*splitting.lines, f"{name} = {text}"]
        found |= splitting.shapes
        shape = kinds.shape(ast.Name(name))
        if shape is not None:
            found[name] = shape
    return written, found


class _Splitting:
    """One line's inner operations as lines of their own."""

    def __init__(self, kinds: Kinds, first: int) -> None:
        self._kinds = kinds
        self._first = first
        self.lines: list[str] = []
        self.shapes: dict[str, Shape] = {}

    def flat(self, tree: ast.expr) -> ast.expr:
        """Return the expression with names for its operands."""
        found = ufunc(tree)
        if found is None or not self._kinds.shape(tree):
            return tree
        operands = [self._operand(operand) for operand in found[1]]
        return ast.Call(ast.Attribute(ast.Name("np"), found[0]), operands, [])

    def _operand(self, tree: ast.expr) -> ast.expr:
        shape = self._kinds.shape(tree)
        if isinstance(tree, ast.Name | ast.Constant) or not shape:
            return tree
        flat = self.flat(tree)
        if flat is tree:
            return tree
        name = f"t{self._first + len(self.lines)}"
        self.lines.append(f"{name} = {ast.unparse(flat)}")
        self.shapes[name] = shape
        return ast.Name(name)
