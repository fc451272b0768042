"""Programs: a flat, ordered list of pure nodes, and the trace that running one leaves.

A node is one float64 array made by one single-output op. Text, derivatives, optimiser steps and mistakes all
become nodes of the same kind, so δ, dW, m̂ and w′ are ordinary named values: shown, overridden, got wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.errors import UnknownNameError, ValueMissingError

if TYPE_CHECKING:
    from engine.building import Builder

Array: TypeAlias = NDArray[np.float64]
Shape: TypeAlias = tuple[int, ...]
Options: TypeAlias = tuple[tuple[str, Any], ...]
Rule: TypeAlias = Callable[["Builder", "Node", int, tuple[int, ...]], "int | None"]

_FLOAT64 = np.dtype(np.float64)
INPUT = "input"
CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a node came from when no text wrote it: the rule (``vjp``, ``jvp``, ``sum``, a mistake's id) and its source node."""

    rule: str
    source: int | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """One value: an op applied to earlier nodes with literal options. ``value`` is an input's name or a constant."""

    op: str
    args: tuple[int, ...] = ()
    options: Options = ()
    value: Any = None
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """A composite that was expanded: its call as written (``given`` names the operands), and its nodes."""

    op: str
    given: tuple[str, ...]
    args: tuple[int, ...]
    options: Options
    inner: frozenset[int]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a node of the reverse pass carries: the adjoint of ``consumer`` brought through its operand ``slot``."""

    consumer: int
    slot: int
    upstream: int


@dataclass(frozen=True, eq=False)
class Program:
    """An ordered list of nodes with names for some; ``names`` maps each name to a node's place.

    ``scalars`` are nodes that must be single numbers because a gradient of them was taken; ``gradients`` says
    which nodes a text calls the gradient of which name by which, ``contributions`` which node of the reverse pass
    carries what.
    """

    nodes: tuple[Node, ...]
    names: Mapping[str, int]
    groups: Mapping[int, Group] = field(default_factory=dict)
    scalars: frozenset[int] = frozenset()
    gradients: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    contributions: Mapping[int, Contribution] = field(default_factory=dict)
    variants: tuple[Any, ...] | None = field(default=None, repr=False)  # those of engine.mistakes, made once
    _functions: dict[Any, Any] = field(default_factory=dict, repr=False)

    @staticmethod
    def parse(text: str, *, names: Sequence[str] = ()) -> Program:
        """Read a program: one assignment a line; names that are never assigned are its inputs.

        Raises ReadingError with line and column.
        """
        return _parse(text, tuple(names))

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names whose values a run must be given, in order of first use."""
        return tuple(node.value for node in self.nodes if node.op == INPUT)

    @property
    def assigned(self) -> tuple[str, ...]:
        """The names the program computes, in order."""
        return tuple(
            name
            for name, place in self.names.items()
            if self.nodes[place].op != INPUT or self.nodes[place].value != name
        )

    @cached_property
    def ancestors(self) -> tuple[int, ...]:
        """For each node the nodes it is computed from, directly or not, as a set of bits."""
        found: list[int] = []
        for node in self.nodes:
            above = 0
            for arg in node.args:
                above |= found[arg] | 1 << arg
            found.append(above)
        return tuple(found)

    def place(self, name: str) -> int:
        """Return where a name's node stands; UnknownNameError names the nearest."""
        try:
            return self.names[name]
        except KeyError:
            return self._place_of_text(name)

    def run(self, values: Mapping[str, ArrayLike], do: Mapping[str, ArrayLike] | None = None) -> Trace:
        """Compute every node. ``do`` overrides named nodes with given values; what is upstream of them is untouched.

        Raises ValueMissingError, ShapeError (node, op, shapes) or NotFiniteError (the first node that is not finite).
        """
        from engine.compiler import run  # noqa: PLC0415  the compiler needs Program

        arrays = tuple(number_array(values, name) for name in self.inputs)
        overrides = {self.place(name): number_array(do, name) for name in do} if do else {}
        return Trace(self, *run(self, arrays, overrides))

    def compile(
        self, outputs: Sequence[str]
    ) -> Callable[[Mapping[str, ArrayLike]], dict[str, Array | float]]:
        """Return a function from values by name to the ``outputs`` by name; only what they need is computed."""
        from engine.compiler import Compiled  # noqa: PLC0415

        return Compiled(self, tuple(outputs))

    def backward(self, loss: str, wrt: str | Sequence[str]) -> Program:
        """Append the reverse pass of ``loss``: a node ``d<name>`` for each name in ``wrt``. All share one pass."""
        from engine.autodiff import backward  # noqa: PLC0415

        return backward(self, loss, (wrt,) if isinstance(wrt, str) else tuple(wrt))

    def forward_mode(self, wrt: str | Sequence[str]) -> Program:
        """Append tangents: inputs ``d_<name>`` for ``wrt``, and a node ``d_<name>`` for every assigned name."""
        from engine.autodiff import forward  # noqa: PLC0415

        return forward(self, (wrt,) if isinstance(wrt, str) else tuple(wrt))

    def rewrite(self, rule: Rule) -> Program:
        """Rebuild the program node by node; ``rule(builder, node, place, args)`` gives a new place or None to keep.

        ``builder.moved[place]`` is where any node of the old program now stands, also one that comes later; a rule
        that builds upon what is computed from the node itself raises EngineError.
        """
        from engine.building import rebuilt  # noqa: PLC0415

        return rebuilt(self, rule)

    def extended(self, text: str) -> Program:
        """Return the program with more lines, which may use every name it has."""
        from engine.building import Builder  # noqa: PLC0415

        return Builder.of(self).lines(text).program()

    def __eq__(self, other: object) -> bool:
        """Compare what the assigned names stand for; those that begin with an underscore are the printer's own."""
        if not isinstance(other, Program):
            return NotImplemented
        numbers: dict[Any, int] = {}
        return self._meaning(numbers) == other._meaning(numbers)

    def __hash__(self) -> int:
        """Hash the assigned names: equal programs have equal ones."""
        return hash(frozenset(name for name in self.assigned if not name.startswith("_")))

    def __str__(self) -> str:
        """Return the program as text that parses back to an equal program."""
        from engine.listing import listing  # noqa: PLC0415

        return listing(self)

    def _meaning(self, numbers: dict[Any, int]) -> dict[str, int]:
        """Number each node's expression all the way down, so that equal expressions get equal numbers."""
        keys: list[int] = []
        for node in self.nodes:
            expression = (node.op, tuple(keys[arg] for arg in node.args), node.options, node.value)
            keys.append(numbers.setdefault(expression, len(numbers)))
        return {name: keys[self.names[name]] for name in self.assigned if not name.startswith("_")}

    def _place_of_text(self, name: str) -> int:
        """Find ``grad(L, w)`` and other expressions that already are nodes."""
        from engine.building import Builder  # noqa: PLC0415
        from engine.meaning import nearest_name  # noqa: PLC0415

        if "(" in name:
            builder = Builder.of(self)
            place = builder.text(name)
            if place < len(self.nodes):
                return place
        raise UnknownNameError(
            f"there is no {name!r} in this program{nearest_name(name, self.names)}", name, 0, length=len(name)
        )


class Trace:
    """Every value of one run. ``trace["z"]`` is a float for a single number, else an array that is not to be changed."""

    __slots__ = ("_values", "program", "shapes")

    def __init__(self, program: Program, values: tuple[Any, ...], shapes: tuple[Shape, ...]) -> None:
        self.program = program
        self.shapes = shapes
        self._values = values

    def __getitem__(self, name: str) -> Array | float:
        """Return a named value, or the value of an expression such as ``grad(L, w)`` that the program holds."""
        return self.at(self.program.place(name))

    def __contains__(self, name: object) -> bool:
        """Tell whether the program has this name."""
        return name in self.program.names

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self.program.names)

    def at(self, place: int) -> Array | float:
        """Return the value of a node by its place."""
        value = self.raw(place)
        return value if self.shapes[place] else float(value)

    def raw(self, place: int) -> Any:
        """Return the value of a node as ops take it: an array in its full shape, or a NumPy number."""
        value, shape = self._values[place], self.shapes[place]
        if type(value) is float:
            value = np.float64(value)
        return value if value.shape == shape else np.broadcast_to(value, shape)

    def values(self) -> dict[str, Array | float]:
        """Return all named values."""
        return {name: self.at(place) for name, place in self.program.names.items()}


@lru_cache(maxsize=2048)
def _parse(text: str, names: tuple[str, ...]) -> Program:
    from engine.building import Builder  # noqa: PLC0415

    return Builder(names).lines(text).program()


def number_array(values: Mapping[str, ArrayLike], name: str) -> Any:
    """Return ``values[name]`` as float64; ValueMissingError if it is absent or not numbers."""
    try:
        value = values[name]
    except KeyError:
        raise ValueMissingError(f"a value for {name} is missing") from None
    if type(value) is np.ndarray and value.dtype is _FLOAT64 and value.ndim:
        return value
    if isinstance(value, float | int):
        return np.float64(value)
    return _converted(value, name)


def _converted(value: ArrayLike, name: str) -> Any:
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueMissingError(f"the value of {name} is not a number or a full array of numbers") from None
    return array[()]
