"""Derivations: lines that a person writes for named nodes of a program, each compared with that node as a function.

The reference is the program itself, never a text. A line may use what is given, what the program computes on its way
forward, and the lines before it: as they should be, and where that does not fit, as they were written.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from engine.building import Builder
from engine.equivalence.decision import compare
from engine.language.reader import parse_expression, parse_program
from engine.language.tree import Call, Part
from engine.language.walk import names_in, walk
from engine.meaning import Scope, macros
from engine.shaping import infer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.comparison import Outcome
    from engine.equivalence.sampling import Space
    from engine.language.tree import Assignment, Tree
    from engine.program import Program


@dataclass(frozen=True, eq=False)
class Derivation:
    """A program, what its inputs stand for, and the names whose expressions are ``asked``; compared where ``conditions`` hold."""

    text: str
    space: Space
    asked: tuple[str, ...]
    conditions: tuple[str, ...] = ()

    @cached_property
    def program(self) -> Program:
        """The program; a letter that is a size is an input of that name."""
        return Builder(tuple(self.space.domains)).lines(self.text).program()

    @cached_property
    def offered(self) -> tuple[str, ...]:
        """The names that every line may use: what is given, sizes, and what is computed without a derivative."""
        letters = [name for name in self.space.letters if name not in self.space.domains]
        free = [name for name in self.program.names if name not in self._derived and name not in self.asked]
        return tuple(dict.fromkeys([*self.space.domains, *free, *letters]))

    @cached_property
    def _derived(self) -> frozenset[str]:
        """The names that are derivatives, are made by a macro, or follow from such."""
        found: set[str] = set()
        for line in parse_program(self.text, names=tuple(self.space.domains)):
            if _takes_a_derivative(line, found):
                found |= {
                    line.name,
                    *(name for name in self.program.names if name.startswith(f"{line.name}.")),
                }
        return frozenset(found)

    def names_for(self, part: str) -> tuple[str, ...]:
        """Return the names that the line for ``part`` may use: also the lines before it."""
        return (*self.asked[: self.asked.index(part)], *self.offered)

    @cached_property
    def can_be_met(self) -> bool:
        """Whether enough points of the domain meet the conditions."""
        sheet = Sheet(self)
        place = sheet.reference(self.asked[0])
        return sheet.same_everywhere(
            place, sheet.builder.push("mul", (place, sheet.builder.constant(1.0)))
        ).is_same

    @cached_property
    def arrays(self) -> tuple[str, ...]:
        """The names that stand for arrays."""
        return tuple(name for name, shape in self.shapes.items() if shape)

    @cached_property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of every name at the first point."""
        return {name: self.node_shapes[place] for name, place in self.program.names.items()}

    def shapes_for(self, names: Sequence[str]) -> dict[str, tuple[int, ...]]:
        """Return the shapes at the first point of names that a line may use; a size is a number."""
        return {name: self.shapes.get(name, ()) for name in names}

    @cached_property
    def node_shapes(self) -> tuple[tuple[int, ...], ...]:
        """The shape of every node at the first point."""
        point = next(self.space.points())
        return infer(self.program, tuple(np.shape(point[name]) for name in self.program.inputs), {})

    def shape_words(self, part: str) -> str:
        """Return which name a gradient is shaped as; nothing for a number."""
        slope = self.slope(part)
        return f"It has the shape of {slope[1]}." if slope is not None and self.shapes[part] else ""

    def called(self, part: str) -> tuple[str, ...]:
        """Return what a line may be called on its left side."""
        slope = self.slope(part)
        if slope is None:
            return (part,)
        top, bottom = slope
        return (part, f"d{top}/d{bottom}", f"d{bottom}", f"grad({top},{bottom})")

    def slope(self, part: str) -> tuple[str, str] | None:
        """Return ("L", "z") for a part that is ∂L/∂z."""
        return self.program.gradients.get(self.program.place(part))


def _takes_a_derivative(line: Assignment, derived: set[str]) -> bool:
    calls = [node for node in walk(line.value) if isinstance(node, Call)]
    owners = {node.owner for node in walk(line.value) if isinstance(node, Part)}
    return any(one.op == "grad" or one.op in macros() for one in calls) or bool(
        derived & (names_in(line.value) | owners)
    )


@dataclass(frozen=True, slots=True)
class Line:
    """How a line compares: with what it should be, or (``follows``) with what follows from the lines before it."""

    outcome: Outcome
    follows: bool = False
    trivial: bool = False  # it follows, and the slip left nothing to work out
    uses: tuple[str, ...] = ()  # earlier lines that are wrong and on which it builds
    place: int = 0

    @property
    def fits(self) -> bool:
        """Whether it can stand where the right one would: a line of the wrong shape cannot."""
        return self.outcome.why not in ("shape", "transposed")

    @property
    def is_right(self) -> bool:
        """Whether it earns its credit."""
        return self.outcome.is_same and not self.trivial


@dataclass(slots=True)
class Sheet:
    """The lines written so far, in order. ``builder`` holds the program and every line's nodes."""

    derivation: Derivation
    builder: Builder = field(init=False)
    lines: dict[str, Line] = field(default_factory=dict)
    own: dict[str, int] = field(default_factory=dict)  # each earlier line's node as it was written
    _conditions: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Begin with the program."""
        self.builder = Builder.of(self.derivation.program)
        names = self.places(())
        self._conditions = tuple(self._condition(text, names) for text in self.derivation.conditions)

    def write(self, part: str, tree: Tree) -> Line:
        """Add the line for a part and say how it compares. Raises EngineError for what no program can hold."""
        line = self._judged(part, tree)
        self.lines[part] = line
        return line

    def skip(self, part: str) -> None:
        """Leave a part blank: later lines build on what it should be."""
        self.lines.pop(part, None)

    def same_everywhere(self, one: int, other: int, *, branches: bool = True) -> Outcome:
        """Compare two nodes of the sheet over the derivation's space."""
        program, space = self.builder.program(), self.derivation.space
        return compare(program, one, other, space, self._conditions, branches=branches)

    @property
    def wrong(self) -> tuple[str, ...]:
        """The earlier lines that are not what they should be."""
        return tuple(part for part, line in self.lines.items() if not line.outcome.is_same or line.follows)

    def reference(self, part: str) -> int:
        """Return the node that a part should be."""
        return self.derivation.program.place(part)

    def _judged(self, part: str, tree: Tree) -> Line:
        names = self.derivation.names_for(part)
        place = self.builder.tree(tree, Scope(self.places(names), {}))
        wrong = self.wrong
        self.own[part] = place
        outcome = self.same_everywhere(place, self.reference(part))
        wrong = tuple(name for name in wrong if self.lines[name].fits)
        uses = tuple(name for name in wrong if name in names_in(tree))
        if outcome.is_same or not wrong:
            return Line(outcome, uses=uses, place=place)
        plain = Line(outcome, uses=uses, place=place)
        found = self._carried(part, tree, wrong) or self._made_good(part, tree, uses)
        if found is None:
            self.own[part] = self._as_written(part, tree, uses)
        return found or plain

    def _as_written(self, part: str, tree: Tree, uses: Sequence[str]) -> int:
        """Return the node of a line, with some wrong lines before it as they were written."""
        own = {name: self.own[name] for name in uses}
        return self.builder.tree(tree, Scope({**self.places(self.derivation.names_for(part)), **own}, {}))

    def _carried(self, part: str, tree: Tree, wrong: Sequence[str]) -> Line | None:
        """Compare with what follows from the wrong lines as they were written; None where it does not fit."""
        own = {name: self.own[name] for name in wrong}
        expected = self._following(part, own)
        if expected == self.reference(part):
            return None
        scope = Scope({**self.places(self.derivation.names_for(part)), **own}, {})
        place = self.builder.tree(tree, scope)
        outcome = self.same_everywhere(place, expected)
        if not outcome.is_same:
            return None
        self.own[part] = place
        wrong = [name for name in wrong if self._following(part, {name: own[name]}) != self.reference(part)]
        return Line(
            outcome,
            follows=True,
            trivial=self._is_trivial(part, expected, wrong),
            uses=tuple(wrong),
            place=place,
        )

    def _made_good(self, part: str, tree: Tree, uses: tuple[str, ...]) -> Line | None:
        """Return the line as right if, with the wrong lines as they were written, it is what it should be; else None.

        Who leaves 1/N out of dZ2 may bring it in with dW2.
        """
        place = self._as_written(part, tree, uses)
        if not uses or not (outcome := self.same_everywhere(place, self.reference(part))).is_same:
            return None
        self.own[part] = place
        return Line(outcome, uses=uses, place=place)

    def _following(self, part: str, own: Mapping[str, int]) -> int:
        """Return the node of a part with other nodes in place of some."""
        moved = {self.reference(name): place for name, place in own.items()}
        for place, node in enumerate(self.derivation.program.nodes):
            if place not in moved and any(arg in moved for arg in node.args):
                args = tuple(moved.get(arg, arg) for arg in node.args)
                moved[place] = self.builder.add(replace(node, args=args))
        return moved.get(self.reference(part), self.reference(part))

    def _is_trivial(self, part: str, expected: int, wrong: Sequence[str]) -> bool:
        """Tell whether a slip made a line zero or a copy of an earlier one, which the right one is not."""
        zero = self.builder.push("mul", (expected, self.builder.constant(0.0)))
        if self.same_everywhere(expected, zero).is_same:
            return True
        return any(
            self.same_everywhere(expected, self.own[name]).is_same
            and not self.same_everywhere(self.reference(part), self.reference(name)).is_same
            for name in wrong
        )

    def places(self, names: Sequence[str]) -> dict[str, int]:
        """Return where names stand; all of the derivation's where none are said."""
        known = dict(self.derivation.program.names)
        for letter in self.derivation.space.letters:
            known.setdefault(letter, self.builder.input(letter))
        return {name: known[name] for name in names} if names else known

    def _condition(self, text: str, places: Mapping[str, int]) -> int:
        tree = parse_expression(text, names=tuple(places), conditions=True)
        return self.builder.tree(tree, Scope(places, {}))
