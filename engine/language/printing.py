"""Trees back to text of the language; what is printed parses back to an equal tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.language.figures import exact_text, format_array, format_number
from engine.language.labels import label, latex_name
from engine.language.latex import to_latex
from engine.language.levels import ATOM, COMPARISON, LEVELS, LOGICAL, NOT, POWER, SIGN
from engine.language.orientation import entry_of
from engine.language.tree import (
    Array,
    Assignment,
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
    from collections.abc import Mapping, Sequence

__all__ = ["format_array", "format_number", "label", "latex_name", "program_to_text", "to_latex", "to_text"]

_LEVELS = LEVELS | LOGICAL
_TIGHT = frozenset({"*", "/", "**"})


def to_text(tree: Tree, *, numbers: Mapping[str, Any] | None = None) -> str:
    """Return a tree as text with as few brackets as it needs.

    ``numbers`` are values put in for names (a part's name is ``owner.name``); such text is for reading, only text
    without them parses back to an equal tree.
    """
    return _Writer(numbers or {}).write(tree, 0)


def program_to_text(assignments: Sequence[Assignment]) -> str:
    """Return a program as text, one assignment a line."""
    return "".join(f"{one.name} = {to_text(one.value)}\n" for one in assignments)


class _Writer:
    def __init__(self, numbers: Mapping[str, Any]) -> None:
        self.numbers = numbers

    def write(self, tree: Tree, floor: int) -> str:
        """Write a tree, in brackets unless it binds tighter than ``floor``."""
        level, text = self.plain(tree)
        return text if level > floor else f"({text})"

    def plain(self, tree: Tree) -> tuple[int, str]:
        if isinstance(tree, Number):
            return _number(tree)
        if isinstance(tree, Name):
            return self.named(tree.id)
        if isinstance(tree, Part):
            return self.named(f"{tree.owner}.{tree.name}")
        if isinstance(tree, Binary):
            return _LEVELS[tree.op], self.binary(tree)
        if isinstance(tree, Unary):
            return self.unary(tree)
        entry = entry_of(tree, self.numbers) if isinstance(tree, Index) else None
        return (ATOM, self.closed(tree)) if entry is None else self.value(entry)

    def named(self, name: str) -> tuple[int, str]:
        if name not in self.numbers:
            return ATOM, name
        return self.value(self.numbers[name])

    def value(self, value: Any) -> tuple[int, str]:
        text = format_array(value)
        return (SIGN if text.startswith("-") else ATOM), text

    def binary(self, tree: Binary) -> str:
        level = _LEVELS[tree.op]
        sign = tree.op if tree.op in _TIGHT else f" {tree.op} "
        if tree.op == "**":
            return self.write(tree.left, level) + sign + self.exponent(tree.right)
        left = self.write(
            tree.left, level if level == COMPARISON or _mixes(tree.op, tree.left) else level - 1
        )
        right_level, right = self.plain(tree.right)
        return left + sign + (f"({right})" if right_level <= level or right.startswith("-") else right)

    def exponent(self, tree: Tree) -> str:
        if isinstance(tree, Name) and tree.id in {"T", "top"}:  # x**T would read as a transpose
            return f"({tree.id})"
        return self.write(tree, SIGN)

    def unary(self, tree: Unary) -> tuple[int, str]:
        if tree.op == "not":
            return NOT, f"not {self.write(tree.operand, NOT - 1)}"
        return SIGN, f"-{self.write(tree.operand, SIGN - 1)}"

    def closed(self, tree: Tree) -> str:
        """Write what needs no brackets around it."""
        if isinstance(tree, Call):
            options = [f"{name}={self.write(value, 0)}" for name, value in tree.options]
            values = [self.write(one, 0) for one in tree.args]
            return f"{tree.op}{chr(39) * tree.primes}({', '.join(values + options)})"
        if isinstance(tree, Array):
            return "[" + ", ".join(self.write(item, 0) for item in tree.items) + "]"
        if isinstance(tree, Transpose):
            return f"{self.subject(tree.operand)}.T"
        if isinstance(tree, Index):
            return f"{self.subject(tree.operand)}[{', '.join(_index(item) for item in tree.items)}]"
        raise TypeError(f"not a syntax tree: {tree!r}")

    def subject(self, tree: Tree) -> str:
        """Write what ``.T`` or an index follows."""
        text = self.write(tree, POWER)
        return f"({text})" if isinstance(tree, Number | Array) and text[0] != "(" else text


def _mixes(sign: str, left: Tree) -> bool:
    """Tell whether brackets help the eye, though not the reader: ``(A @ B)*C``, ``(a*b) @ C``."""
    return (
        isinstance(left, Binary) and (sign == "@") != (left.op == "@") and {sign, left.op} <= {"@", "*", "/"}
    )


def _number(tree: Number) -> tuple[int, str]:
    text = exact_text(tree.value)
    typed = tree.text
    if (
        typed
        and typed[0].isdigit()
        and typed[-1].isdigit()
        and typed.isascii()
        and float(typed) == tree.value
    ):
        text = typed
    return (SIGN if text.startswith("-") else ATOM), text


def _index(item: int | Slice) -> str:
    if isinstance(item, int):
        return str(item)
    return f"{'' if item.start is None else item.start}:{'' if item.stop is None else item.stop}"
