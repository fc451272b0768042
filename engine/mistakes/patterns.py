"""Finding an expression in a program by its form: ``b*x + (1 - b)*y`` with names that stand for any node.

A form is matched op by op; only the order of the operands of a sum or a product is free.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from engine.language import tree as t
from engine.language.reader import parse_expression

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.mistakes.survey import Survey

Bound: TypeAlias = "Mapping[str, int]"

_OPS = {"+": "add", "-": "sub", "*": "mul", "/": "div", "**": "pow", "@": "matmul", ">": "gt"}
_NAMES = re.compile(r"\b[A-Za-z]\w*\b(?!\s*\()")


@lru_cache(maxsize=512)
def form(text: str) -> t.Tree:
    """Return the tree of a form, in which every name stands for a node."""
    return parse_expression(text, names=tuple(dict.fromkeys(_NAMES.findall(text))))


def root(text: str) -> str:
    """Return the op a form is made by."""
    tree = form(text)
    return _OPS[tree.op] if isinstance(tree, t.Binary) else _called(tree)


def _called(tree: t.Tree) -> str:
    return tree.op if isinstance(tree, t.Call) else "neg"


def found(survey: Survey, tree: t.Tree, place: int, bound: Bound) -> Iterator[Bound]:
    """Go through the ways in which a node is of a form, each as what the form's names stand for."""
    if isinstance(tree, t.Name):
        if bound.get(tree.id, place) == place:
            yield {**bound, tree.id: place}
    elif isinstance(tree, t.Number):
        if survey.number(place) == tree.value:
            yield bound
    elif survey.op(place) == _op(tree):
        yield from _operands(survey, tree, survey.args(place), bound)


def _op(tree: t.Tree) -> str:
    return _OPS[tree.op] if isinstance(tree, t.Binary) else _called(tree)


def _operands(survey: Survey, tree: t.Tree, args: tuple[int, ...], bound: Bound) -> Iterator[Bound]:
    if isinstance(tree, t.Binary):
        yield from _all(survey, (tree.left, tree.right), args, bound)
        if tree.op in "+*" and args[0] != args[1]:
            yield from _all(survey, (tree.left, tree.right), args[::-1], bound)
    elif isinstance(tree, t.Call):
        yield from _all(survey, tree.args, args, bound)
    elif isinstance(tree, t.Unary):
        yield from _all(survey, (tree.operand,), args, bound)


def _all(survey: Survey, trees: tuple[t.Tree, ...], args: tuple[int, ...], bound: Bound) -> Iterator[Bound]:
    """Match operands one after the other, each with what those before it stand for."""
    if not trees:
        yield bound
        return
    for more in found(survey, trees[0], args[0], bound):
        yield from _all(survey, trees[1:], args[1:], more)
