"""What the catalogue needs to know of a program to tell where a mistake could be made: names, ops, updates, gradients."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from engine.listing import expression_text
from engine.optimizers import MACROS
from engine.program import CONSTANT, INPUT, Node, Origin, Program

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

RATES = frozenset({"eta", "lr", "alpha", "rate"})
DECAYS = frozenset({"beta", "beta1", "beta2", "beta_1", "beta_2", "rho", "mu", "momentum"})
SIZES = frozenset({"n", "N", "m", "M", "B", "batch"})
_GRADIENT = re.compile(r"g(_?\d+)?|grad\w*|delta_?\d+|delta")
_COPIES = {"transpose", "broadcast_like", "sum_like", "reshape_like", "expand_like"}
_STEPS = {"descend", "adam_update"}


class Survey:
    """A program, looked at once for the whole catalogue."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.nodes = program.nodes

    @cached_property
    def by_op(self) -> dict[str, tuple[int, ...]]:
        """The places of each op."""
        found: dict[str, list[int]] = {}
        for place, node in enumerate(self.nodes):
            found.setdefault(node.op, []).append(place)
        return {op: tuple(places) for op, places in found.items()}

    @cached_property
    def name_at(self) -> dict[int, str]:
        """The first name of each named node."""
        found: dict[int, str] = {}
        for name, place in self.program.names.items():
            found.setdefault(place, name)
        return found

    @cached_property
    def consumers(self) -> dict[int, tuple[int, ...]]:
        """The nodes that use each node directly."""
        found: dict[int, list[int]] = {}
        for place, node in enumerate(self.nodes):
            for arg in dict.fromkeys(node.args):
                found.setdefault(arg, []).append(place)
        return {place: tuple(users) for place, users in found.items()}

    def places(self, *ops: str) -> Iterator[int]:
        """Go through the nodes of some ops, in order."""
        yield from sorted(place for op in ops for place in self.by_op.get(op, ()))

    def op(self, place: int) -> str:
        """Return a node's op."""
        return self.nodes[place].op

    def args(self, place: int) -> tuple[int, ...]:
        """Return a node's operands."""
        return self.nodes[place].args

    def above(self, lower: int, upper: int) -> bool:
        """Tell whether ``lower`` is computed from ``upper``."""
        return bool(self.program.ancestors[lower] >> upper & 1)

    # where a node comes from

    def written(self, place: int) -> bool:
        """Tell whether a node stands for something a person computes, not for a derivative the engine made."""
        origin = self.nodes[place].origin
        return origin is None or origin.rule.startswith(("expand:", "macro:"))

    def typed(self, place: int) -> bool:
        """Tell whether the program's text has this node itself."""
        return self.nodes[place].origin is None

    def macro(self, place: int) -> str:
        """Return the macro a node belongs to, or nothing."""
        origin: Origin | None = self.nodes[place].origin
        return origin.rule.removeprefix("macro:") if origin and origin.rule.startswith("macro:") else ""

    def optimiser(self, place: int) -> str:
        """Return the optimiser a node belongs to, or nothing."""
        macro = self.macro(place)
        return macro if macro in MACROS else ""

    def group(self, place: int) -> str:
        """Return the composite a node was expanded from, the innermost where several are nested, or nothing."""
        around = [
            (len(group.inner), group.op) for group in self.program.groups.values() if place in group.inner
        ]
        return min(around)[1] if around else ""

    # what a node is

    def number(self, place: int) -> float | None:
        """Return the value of a literal number."""
        node = self.nodes[place]
        return node.value if node.op == CONSTANT and isinstance(node.value, float) else None

    def called(self, place: int, names: Collection[str]) -> bool:
        """Tell whether a node has one of some names, or ends in it (``step.lr``)."""
        name = self._name(place)
        return name.rpartition(".")[2] in names

    def is_input(self, place: int) -> bool:
        """Tell whether a node is given."""
        return self.op(place) == INPUT

    def is_gradient(self, place: int) -> bool:
        """Tell whether a node is a gradient: the engine's, or one that its name says is one (g, dW beside W, delta_1)."""
        if place in self.program.gradients:
            return True
        name = self._name(place)
        if self.op(place) == INPUT and name == "delta":  # Huber's
            return False
        return bool(_GRADIENT.fullmatch(name)) or self._differential(name)

    def _differential(self, name: str) -> bool:
        inner = name[1:]
        return name[:1] == "d" and (inner in self.program.names or name in ("dw", "dW", "db", "dL"))

    def _name(self, place: int) -> str:
        return self.name_at.get(place, "")

    def text(self, place: int) -> str:
        """Return a node's name, or its expression."""
        return self._name(place) or expression_text(self.program, place)

    # updates

    def is_step(self, place: int) -> bool:
        """Tell whether a node is a parameter after a step: w − η·(something), by hand or by an optimiser."""
        node = self.nodes[place]
        if node.op in _STEPS:
            return True
        if node.op != "sub" or not self.written(place):
            return False
        return self._is_move(node) and (
            bool(self.optimiser(place)) or self._has_rate_or_gradient(node.args[1])
        )

    def _is_move(self, node: Node) -> bool:
        """Tell w − η·g from a difference of products (μv − ηg), by what stands before the minus."""
        return self.op(node.args[1]) in ("mul", "div") and self.op(node.args[0]) not in ("mul", CONSTANT)

    def _has_rate_or_gradient(self, place: int) -> bool:
        if self.is_gradient(place) or self.called(place, RATES):
            return True
        return self.op(place) in ("mul", "div", "neg") and any(
            map(self._has_rate_or_gradient, self.args(place))
        )

    @cached_property
    def updates(self) -> dict[int, int]:
        """For each parameter that is updated, the node of its new value."""
        found: dict[int, int] = {}
        for place in self.places("sub", "add", *_STEPS):
            if self.is_step(place) or self._is_velocity_step(place):
                found[self.parameter(place)] = place
        return found

    def _is_velocity_step(self, place: int) -> bool:
        return self.op(place) == "add" and self.optimiser(place) in ("momentum", "nesterov")

    def parameter(self, place: int) -> int:
        """Return the parameter a step starts from; a decay of its own (AdamW) is part of the step."""
        start = self.args(place)[0]
        while self.optimiser(place) and self.optimiser(start) == self.optimiser(place) and self.args(start):
            start = self.args(start)[0]
        return start

    def without_copies(self, place: int) -> int:
        """Return what a node is a transposed or repeated form of."""
        while self.op(place) in _COPIES:
            place = self.args(place)[0]
        return place
