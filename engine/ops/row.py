"""What a row of the op table holds. Adding an op is adding a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Shape: TypeAlias = tuple[int, ...]
ShapeRule: TypeAlias = Callable[
    ..., Shape
]  # (shape of each operand …, **options) -> shape; raises ValueError with a sentence
Specialise: TypeAlias = Callable[[tuple[str, ...], tuple[Shape, ...], Mapping[str, Any]], str | None]


class Broadcastable(str):
    """A NumPy expression for a value smaller than its node's shape, which stands for it by broadcasting."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Operand:
    """An array argument; ``default`` (expression text) makes it optional; ``data`` marks it non-differentiable."""

    name: str
    default: str | None = None
    data: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """A literal argument that is not a value of the program.

    It is one of ``words``, or as ``takes`` says: ``sizes`` (a whole number or a list of them), ``whole``, ``list``
    (of whole numbers) or ``number``.
    """

    name: str
    default: Any = None
    words: tuple[str, ...] = ()
    required: bool = False
    takes: str = "sizes"
    numbers: bool = False  # besides its words it takes numbers (padding=same, padding=2)


@dataclass(frozen=True, slots=True)
class Op:
    r"""One row.

    numpy     a template over operand and option names (``"{a} @ {b}"``) or the name of a function in
              ``engine.ops.kernels`` called with operands then options by keyword; empty for composites
    vjp       for each differentiable operand, the gradient as an expression of the language in the operands,
              ``y`` (this op's value) and ``g`` (the gradient arriving at y; ``upstream``
              where an operand is itself called g); for ops of any number of operands (``*``) these are called
              x0, x1 …, ``place`` is the operand's own, and the rule may be a function of it
    jvp       the same for forward mode, in ``t`` (the tangent of that operand); absent for elementwise ops,
              where vjp serves with t for g, and for operands the op is linear in
    specialise  from operand names, their shapes and the options to a shorter NumPy expression, or None;
              an operand's own name means "nothing to do" (a sum_like over no axis)
    latex     a template: ``{name}`` is replaced by that operand, all other braces are LaTeX's own
              (``\frac{{a}}{{b}}``); operands are bracketed where the template does not enclose them
    expands   how it is written in simpler ops (an assignment program ending in ``y = …``), for zooming in, or a
              function from the options to that text; ``inline=True`` makes it a composite, always expanded
              when parsed
    """

    name: str
    operands: tuple[Operand, ...]
    says: str
    shape: ShapeRule
    numpy: str
    options: tuple[Option, ...] = ()
    vjp: Mapping[str, str | Callable[[int], str]] = field(default_factory=dict)
    jvp: Mapping[str, str] = field(default_factory=dict)
    linear: tuple[str, ...] = ()
    elementwise: bool = False
    structural: bool = False
    latex: str = ""
    text: str = ""
    expands: str | Callable[[Mapping[str, Any]], str] = ""
    specialise: Specialise | None = None
    inline: bool = False
    aliases: tuple[str, ...] = ()
    order: tuple[str, ...] = ()  # of arguments given by place, where an option stands between operands
