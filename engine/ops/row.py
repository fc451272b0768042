"""What a row of the op table holds. Adding an op is adding a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Shape: TypeAlias = tuple[int, ...]
ShapeRule: TypeAlias = Callable[..., Shape]  # (shape of each operand …, **options) -> shape; raises ValueError with a sentence


@dataclass(frozen=True, slots=True)
class Operand:
    """An array argument; ``default`` (expression text) makes it optional; ``data`` marks it non-differentiable."""

    name: str
    default: str | None = None
    data: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """A literal argument that is not an array: a word from ``words``, an integer, a tuple of integers, a number."""

    name: str
    default: Any = None
    words: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Op:
    """One row.

    numpy     a template over operand and option names (``"{a} @ {b}"``) or the name of a function in
              ``engine.ops.kernels`` called with operands then options by keyword
    vjp       for each differentiable operand, the gradient as an expression of the language in the operands,
              ``y`` (this op's value) and ``g`` (the gradient arriving at y)
    jvp       the same for forward mode, in ``t`` (the tangent of that operand); absent for elementwise ops,
              where vjp serves with t for g, and for operands the op is linear in
    latex     a template over the operands; operands are bracketed by need, per ``binding``
    expands   how it is written in simpler ops (an assignment program ending in ``y = …``), for zooming in;
              ``inline=True`` makes it a composite that is always expanded when parsed
    """

    name: str
    operands: tuple[Operand, ...]
    says: str
    shape: ShapeRule
    numpy: str
    options: tuple[Option, ...] = ()
    vjp: Mapping[str, str] = field(default_factory=dict)
    jvp: Mapping[str, str] = field(default_factory=dict)
    linear: tuple[str, ...] = ()
    elementwise: bool = False
    structural: bool = False
    latex: str = ""
    text: str = ""
    expands: str = ""
    inline: bool = False
    aliases: tuple[str, ...] = ()
    family: str = ""
