"""The syntax tree: what any text of the language becomes, and what everything printed is made from.

Frozen and comparable: positions (``span``) take no part in equality. Names are canonical here: ``λ`` has
already become ``lam`` and ``ŷ`` ``y_hat``; how a name is drawn again is the printer's business.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]  # first and one-past-last column of the text as typed, within its line


@dataclass(frozen=True, slots=True)
class Number:
    """A literal; ``text`` is how it was typed when that should be kept (``1e-8``, ``0.10``)."""

    value: float
    text: str = field(default="", compare=False)
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, a constant (``e``, ``pi``) or an option word."""

    id: str
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """``-`` or ``not``."""

    op: str
    operand: Tree
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """``+ - * / ** @``, a comparison ``< <= > >= == !=``, or ``and or``."""

    op: str
    left: Tree
    right: Tree
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """``op(args, option=value)``; ``primes`` counts the strokes of ``relu'(z)``, a derivative."""

    op: str
    args: tuple[Tree, ...]
    options: tuple[tuple[str, Tree], ...] = ()
    primes: int = 0
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Array:
    """``[a, b]``; nested for more dimensions."""

    items: tuple[Tree, ...]
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Transpose:
    """``X.T``: the last two dimensions change places."""

    operand: Tree
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Slice:
    """``start:stop`` within an index; either may be absent. Literal integers only."""

    start: int | None
    stop: int | None


@dataclass(frozen=True, slots=True)
class Index:
    """``x[0]``, ``X[:, 1:3]``: literal integers and slices."""

    operand: Tree
    items: tuple[int | Slice, ...]
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Part:
    """``step.m_hat``: a named part of a macro or an experiment."""

    owner: str
    name: str
    span: Span = field(default=(0, 0), compare=False)


Tree: TypeAlias = Number | Name | Unary | Binary | Call | Array | Transpose | Index | Part


@dataclass(frozen=True, slots=True)
class Assignment:
    """One line of a program: ``name = value``."""

    name: str
    value: Tree
    line: int = field(default=1, compare=False)
    span: Span = field(default=(0, 0), compare=False)
