r"""A node of a trace as the formula a person writes, in the language and, where that says more, for LaTeX.

Structural nodes (un-broadcasting, counts, layouts) stand as what they are: a sum over named axes, a number, their
operand. In LaTeX a reduction names its axes by indices, i for the first: ``\sum_{i} G_{ij}``.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.language import tree as t
from engine.language.reader import parse_expression
from engine.listing import literal_tree, tree_of
from engine.ops import table
from engine.ops.row import Op, Operand
from engine.program import CONSTANT, INPUT, Node

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.program import Group, Program, Shape, Trace

_LETTERS = "ijklmn"
_ALONG = {
    "sum": r"\sum_{%s} {x}_{%s}",
    "mean": r"\operatorname{mean}_{%s}({x}_{%s})",
    "var": r"\operatorname{Var}_{%s}({x}_{%s})",
    "std": r"\operatorname{std}_{%s}({x}_{%s})",
    "norm": r"\sqrt{\sum_{%s} {x}_{%s}^2}",
    "prod": r"\prod_{%s} {x}_{%s}",
    "max_along": r"\max_{%s} {x}_{%s}",
    "min_along": r"\min_{%s} {x}_{%s}",
    "amax": r"\max_{%s} {x}_{%s}",
    "amin": r"\min_{%s} {x}_{%s}",
    "argmax": r"\operatorname{argmax}_{%s} {x}_{%s}",
    "logsumexp": r"\ln \sum_{%s} e^{{x}_{%s}}",
    "softmax": r"\operatorname{softmax}_{%s}({x}_{%s})",
    "log_softmax": r"\ln \operatorname{softmax}_{%s}({x}_{%s})",
    "unsqueeze": "{x}_{%s}%.0s",  # a vector along one axis of a matrix: a_i - b_j
}
_MEANS = {"layer_mean": "layer", "channel_mean": "channel", "instance_mean": "instance"}
_COUNTS = ("count_like", "layer_count", "channel_count", "instance_count")


class Formulas:
    """Trees of a trace's nodes, for text or for LaTeX."""

    def __init__(self, trace: Trace, names: Mapping[int, t.Tree], *, latex: bool) -> None:
        self._trace = trace
        self._program: Program = trace.program
        self._names = names
        self._latex = latex
        self._seen: set[int] = set()
        self._hidden = self._structural()

    def tree(self, place: int, opened: frozenset[int] = frozenset()) -> tuple[t.Tree, frozenset[int]]:
        """Return a node's formula, and the composites that are whole in it; those in ``opened`` are taken apart."""
        if place in self._hidden:
            return self._hidden[place], frozenset()
        stops = {**self._hidden, **{at: tree for at, tree in self._names.items() if at != place}}
        groups = {at: group for at, group in self._program.groups.items() if at not in opened}
        self._seen = set()
        tree = tree_of(self._program, place, stops, grouped=True, groups=groups, drawn=self._drawn)
        return tree, frozenset(self._seen)

    def _drawn(self, place: int, args: tuple[t.Tree, ...], group: Group | None) -> t.Tree | None:
        if group is not None:
            self._seen.add(place)
            return self._along(group.op, args, dict(group.options).get("dim"), group.args)
        node = self._program.nodes[place]
        if node.op in ("matmul", "matmul_left", "matmul_right"):
            return self._product(node.op, args, node.args)
        arranged = self._arranged(node, args) if self._latex else None
        if arranged is not None:
            return arranged
        if node.op in _MEANS:
            return self._mean(_MEANS[node.op], args, node.args)
        return self._along(node.op, args, dict(node.options).get("dim"), node.args)

    def _arranged(self, node: Node, args: tuple[t.Tree, ...]) -> t.Tree | None:
        """Write what picks entries or puts arrays together as mathematics does."""
        rank, options = len(self._trace.shapes[node.args[0]]) if node.args else 0, dict(node.options)
        if node.op == "unsqueeze" and rank == 1:  # along one axis of a matrix
            return t.Call(_indexed("unsqueeze", (1 - options["dim"] % 2,), 2), args)
        if node.op == "cat" and rank == 2 and options["dim"] == 0:  # one block below the other
            return t.Array(tuple(t.Array((one,)) for one in args))
        if node.op == "gather" and isinstance(args[1], t.Binary):  # counted from 1, as indices are read
            number, sign, one = args[1].left, args[1].op, args[1].right
            return t.Call("gather", (args[0], number)) if (sign, one) == ("-", t.Number(1.0)) else None
        return None

    # products

    def _product(self, op: str, args: tuple[t.Tree, ...], places: tuple[int, ...]) -> t.Tree | None:
        """Write a product's derivative as the product it is, by the ranks of its factors."""
        ranks = tuple(len(self._trace.shapes[place]) for place in places)
        if op == "matmul":
            return t.Call("dot", args) if self._latex and ranks == (1, 1) else None
        first, second = (args[0], args[2]) if op == "matmul_left" else (args[0], args[1])
        written: dict[tuple[str, tuple[int, ...]], t.Tree] = {
            ("matmul_left", (2, 2, 2)): t.Binary("@", first, t.Transpose(second)),
            ("matmul_left", (1, 1, 2)): t.Binary("@", second, first),
            ("matmul_left", (1, 2, 1)): t.Call("outer", (first, second)),
            ("matmul_left", (0, 1, 1)): t.Binary("*", first, second),
            ("matmul_right", (2, 2, 2)): t.Binary("@", t.Transpose(first), second),
            ("matmul_right", (2, 1, 1)): t.Binary("@", t.Transpose(first), second),
            ("matmul_right", (1, 1, 2)): t.Call("outer", (first, second)),
            ("matmul_right", (1, 0, 1)): t.Binary("*", first, second),
        }
        return written.get((op, ranks))

    # reductions

    def _mean(self, kind: str, args: tuple[t.Tree, ...], places: tuple[int, ...]) -> t.Tree:
        """Write the mean of a norm over the axes it takes."""
        shapes = [self._trace.shapes[place] for place in places]
        rank = len(shapes[0])
        axes = {
            "layer": tuple(range(rank - max(len(shapes[-1]), 1), rank)),
            "channel": (0, *range(2, rank)),
            "instance": tuple(range(2, rank)),
        }[kind]
        return self._reduced("mean", args[0], axes, rank, keep=True)

    def _along(self, op: str, args: tuple[t.Tree, ...], dim: Any, places: tuple[int, ...]) -> t.Tree | None:
        """Name the axes of a reduction by indices where they were said and there are several."""
        rank = len(self._trace.shapes[places[0]]) if places else 0
        if not self._latex or op not in _ALONG or dim is None or rank < 2 or len(args) != 1:
            return None
        if op in ("softmax", "log_softmax") and rank > 2:
            return None  # scores of attention: always along the last
        axes = tuple(axis % rank for axis in (dim if isinstance(dim, tuple) else (dim,)))
        return self._reduced(op, args[0], axes, rank)

    def _reduced(
        self, op: str, inner: t.Tree, axes: tuple[int, ...], rank: int, *, keep: bool = False
    ) -> t.Tree:
        if self._latex:
            return (
                t.Call(_indexed(op, axes, rank), (inner,))
                if 2 <= rank <= len(_LETTERS)
                else t.Call(op, (inner,))
            )
        dims: t.Tree = t.Number(float(axes[0]))
        if len(axes) != 1:
            dims = t.Array(tuple(t.Number(float(axis)) for axis in axes))
        return t.Call(op, (inner,), (("dim", dims), *((("keepdim", t.Name("true")),) if keep else ())))

    # structural nodes

    def _structural(self) -> dict[int, t.Tree]:
        """Return what stands for each structural node: its operand, or the sum or the count that it really is."""
        stops: dict[int, t.Tree] = {}
        for place, node in enumerate(self._program.nodes):
            if node.op in _COUNTS:
                stops[place] = t.Number(float(self._trace.at(place)))
            elif node.op not in (INPUT, CONSTANT) and self._is_hidden(node.op):
                source = node.args[0]
                inner = self._names.get(source) or stops.get(source)
                inner = inner or tree_of(
                    self._program, source, {**stops, **self._names}, grouped=True, drawn=self._drawn
                )
                stops[place] = self._shown(place, node.op, source, inner)
        return stops

    def _is_hidden(self, op: str) -> bool:
        return table.rows()[op].structural and op not in ("matmul_left", "matmul_right")

    def _shown(self, place: int, op: str, source: int, inner: t.Tree) -> t.Tree:
        if op == "sum_like":
            return self._summed(self._trace.shapes[source], self._trace.shapes[place], inner)
        if op == "class_targets" and self._trace.shapes[place] != self._trace.shapes[source]:
            return t.Call("one_hot", (inner,))
        if op == "mass" and np.allclose(self._trace.at(place), 1.0, rtol=0, atol=1e-12):
            return t.Number(1.0)
        return inner

    def _summed(self, whole: Shape, part: Shape, inner: t.Tree) -> t.Tree:
        """Write the sum over the axes along which a value was repeated."""
        if whole == part:
            return inner
        if math.prod(part) == 1 and len(part) == 0:
            return t.Call("sum", (inner,))
        lead = len(whole) - len(part)
        kept = tuple(axis for axis, size in enumerate(part, lead) if whole[axis] != size)
        return self._reduced("sum", inner, (*range(lead), *kept), len(whole), keep=not lead)


def _indexed(op: str, axes: tuple[int, ...], rank: int) -> str:
    """Return the name of an op of ``ROWS`` that shows its axes, ``sum 0 2``: over the first of two."""
    return f"{op} {','.join(map(str, axes))} {rank}"


class _Rows(dict[str, Op]):
    """The op table and, made when asked for, reductions that name their axes."""

    def get(self, name: str, default: Any = None) -> Any:
        """Return a row, also of a reduction over named axes."""
        return _row_along(name) if " " in name else super().get(name, default)


@lru_cache(maxsize=256)
def _row_along(name: str) -> Op:
    op, axes, rank = name.split(" ")
    over = "".join(_LETTERS[int(axis)] for axis in axes.split(","))
    return Op(
        name, (Operand("x"),), "", lambda shape: shape, "", latex=_ALONG[op] % (over, _LETTERS[: int(rank)])
    )


@lru_cache(maxsize=1)
def drawing_rows() -> Mapping[str, Op]:
    """Return the op table as formulas are drawn from it."""
    return _Rows(table.rows())


def with_axes(tree: t.Tree, rank: int) -> t.Tree:
    """Return an expansion over arrays of one rank for LaTeX: its reductions name their axes."""
    if isinstance(tree, t.Binary):
        return t.Binary(tree.op, with_axes(tree.left, rank), with_axes(tree.right, rank))
    if isinstance(tree, t.Unary):
        return t.Unary(tree.op, with_axes(tree.operand, rank))
    if not isinstance(tree, t.Call):
        return tree
    args, dim = tuple(with_axes(arg, rank) for arg in tree.args), _whole(dict(tree.options).get("dim"))
    if tree.op not in _ALONG or dim is None or not 2 <= rank <= len(_LETTERS) or len(args) != 1:
        return t.Call(tree.op, args, tree.options, tree.primes)
    return t.Call(_indexed(tree.op, (dim % rank,), rank), args)


def _whole(tree: t.Tree | None) -> int | None:
    """Return a literal axis."""
    if isinstance(tree, t.Unary) and isinstance(tree.operand, t.Number):
        return -int(tree.operand.value)
    return int(tree.value) if isinstance(tree, t.Number) else None


def expansion(node: Node, args: tuple[t.Tree, ...]) -> t.Tree | None:
    """Return an op in simpler ops, as its row expands it over these operands; None where it is as simple as can be."""
    row = table.rows()[node.op]
    if not isinstance(row.expands, str) or not row.expands:
        return None
    known: dict[str, t.Tree] = {one.name: arg for one, arg in zip(row.operands, args, strict=True)}
    known |= {name: literal_tree(value) for name, value in node.options if value is not None}
    for line in row.expands.splitlines():
        name, _, value = line.partition("=")
        known[name.strip()] = _put_in(parse_expression(value.strip(), names=tuple(known)), known)
    return known["y"]


def _put_in(tree: t.Tree, known: Mapping[str, t.Tree]) -> t.Tree:
    """Return a tree with trees for its names; an option that has no value goes."""
    if isinstance(tree, t.Name):
        return known.get(tree.id, tree)
    if isinstance(tree, t.Binary):
        return t.Binary(tree.op, _put_in(tree.left, known), _put_in(tree.right, known))
    if isinstance(tree, t.Unary):
        return t.Unary(tree.op, _put_in(tree.operand, known))
    if isinstance(tree, t.Transpose):
        return t.Transpose(_put_in(tree.operand, known))
    if isinstance(tree, t.Call):
        options = tuple((name, _put_in(value, known)) for name, value in tree.options)
        said = tuple(pair for pair in options if not isinstance(pair[1], t.Name) or pair[1].id == "true")
        return t.Call(tree.op, tuple(_put_in(arg, known) for arg in tree.args), said, tree.primes)
    return tree
