"""A program as a listing a person can check, and that listing with one line spoilt by a known mistake.

A line is spoilt only where its function changes, and visibly: at most points its value is another, or its shapes no
longer fit. A mistake that changes two lines, or none, spoils nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from engine.derivations import Derivation, Sheet
from engine.equivalence.sampling import Domain, Space
from engine.errors import EngineError, ShapeError
from engine.language.answers import ANSWER_LIMITS
from engine.language.printing import to_text
from engine.language.reader import parse_expression, parse_program
from engine.listing import name_tree, tree_of
from engine.mistakes import variants
from engine.program import INPUT, Program
from engine.solving import solved
from engine.tidying import lightly_tidied

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.language.tree import Tree

_POINTS = 12
_VISIBLE = 0.75  # of the points
_APART = 1e-6  # relative
_MATTERS_OF_TASTE = frozenset({"log-base-10", "log-base-2"})  # a unit, where the listing says no other
_LONGEST = 100  # characters of a spoilt line


@dataclass(frozen=True, slots=True)
class Slip:
    """A spoilt line: its name, the wrong expression, and what the mistake is called and explained by."""

    name: str
    text: str
    id: str
    says: str


@dataclass(frozen=True, eq=False)
class Listing:
    """The lines of a program in order, each an expression in what is given and the lines above it."""

    derivation: Derivation
    lines: Mapping[str, str]

    @property
    def judged(self) -> tuple[str, ...]:
        """The lines that can be spoilt: the gradients where there are any, so that the rest says what is meant."""
        program = self.derivation.program
        gradients = tuple(name for name in self.lines if self.derivation.slope(name) is not None)
        return gradients or tuple(name for name in self.lines if name in program.names)


@lru_cache(maxsize=128)
def listing_of(
    text: str, domains: tuple[tuple[str, Domain], ...], conditions: tuple[str, ...] = ()
) -> Listing:
    """Return a program's listing; raises EngineError, also for updates and layers that are one call here."""
    space = Space(dict(domains))
    names = tuple(line.name for line in parse_program(text, names=tuple(space.domains)))
    derivation = Derivation(text, space, names, conditions)
    if conditions and not derivation.can_be_met:  # drawn numbers meet them, few points of the whole domain do
        derivation = Derivation(text, space, names)
    missing = next((name for name in names if name not in derivation.program.names), None)
    if missing is not None:
        raise EngineError(f"{missing} is made by one call; write it out line by line")
    return Listing(derivation, solved(derivation))


def slips(listing: Listing, others: tuple[Slip, ...] = ()) -> tuple[Slip, ...]:
    """Return the ways to spoil one line: ``others``, and the catalogue's mistakes. ``is_visible`` tells which hold."""
    found: dict[tuple[str, str], Slip] = {}
    for slip in (*(_in_names(listing, slip) for slip in others), *_known(listing)):
        if slip.name in listing.judged and len(slip.text) <= _LONGEST and "_like(" not in slip.text:
            found.setdefault((slip.name, slip.text), slip)
    return tuple(found.values())


def _in_names(listing: Listing, slip: Slip) -> Slip:
    """Return a slip as the other lines are written: in the names above it, and in their spelling, so that nothing tells it."""
    derivation = listing.derivation
    if slip.name not in listing.lines:
        return slip
    above = list(listing.lines)[: list(listing.lines).index(slip.name)]
    try:
        program = derivation.program.extended(f"{_SPOILT} = {slip.text}")
        known = _inputs(program)
        for name in above:
            known.setdefault(program.names[name], name_tree(name))
        place = program.names[_SPOILT]
        tree = known[place] if place in known else tree_of(program, place, known, grouped=True)
    except EngineError:
        return slip
    return replace(slip, text=to_text(lightly_tidied(tree)))


def _inputs(program: Program) -> dict[int, Tree]:
    return {place: name_tree(str(node.value)) for place, node in enumerate(program.nodes) if node.op == INPUT}


def _known(listing: Listing) -> Iterator[Slip]:
    """Yield what the catalogue's mistakes make of the listing read as a program of its own."""
    derivation = listing.derivation
    text = "\n".join(f"{name} = {line}" for name, line in listing.lines.items())
    letters = tuple(letter for letter in derivation.space.letters if letter not in derivation.space.domains)
    program = Program.parse(text, names=(*derivation.space.domains, *letters))
    right = _written(program, listing)
    for variant in variants(program):
        wrong = _written(variant.program, listing)
        changed = [name for name in right if wrong.get(name) != right[name]]
        if len(changed) == 1 and wrong.get(changed[0]) and _fits(variant.mistake.id, right[changed[0]]):
            text = _spelt_alike(wrong[changed[0]], right[changed[0]])
            yield Slip(changed[0], text, variant.mistake.id, variant.says)


def _spelt_alike(wrong: str, right: str) -> str:
    """Return a wrong line with its axis counted from the front, as the right one counts it."""
    return wrong.replace("dim=-1", "dim=1") if "dim=0" in right else wrong


def _fits(mistake: str, line: str) -> bool:
    """Tell whether a mistake's sentence holds for a line: y and 1 − y of a cross-entropy are no moving average."""
    return mistake not in _MATTERS_OF_TASTE and not (mistake == "beta-swapped" and "log(" in line)


def _written(program: Program, listing: Listing) -> dict[str, str]:
    """Return each line's expression over the lines above; those that became one with another are left out."""
    known = _inputs(program)
    found: dict[str, str] = {}
    for name in listing.lines:
        place = program.names.get(name)
        if place is None:
            continue
        tree = known[place] if place in known else tree_of(program, place, known, grouped=True)
        found[name] = to_text(lightly_tidied(tree))
        known.setdefault(place, name_tree(name))
    return found


def is_visible(listing: Listing, slip: Slip) -> bool:
    """Tell whether a line is really wrong: another function than the right one, and so at most points."""
    derivation = listing.derivation
    try:
        tree = parse_expression(
            slip.text, names=derivation.names_for(slip.name), strict_names=True, limits=ANSWER_LIMITS
        )
        line = Sheet(derivation).write(slip.name, tree)
    except ShapeError:
        return True
    except EngineError:
        return False
    return line.outcome.kind == "different" and _share_apart(derivation, slip) >= _VISIBLE


def _share_apart(derivation: Derivation, slip: Slip) -> float:
    """Return the share of points at which the spoilt line's value, or its shape, is another."""
    program = derivation.program.extended(f"{_SPOILT} = {slip.text}")
    apart = []
    for point in derivation.space.points(_POINTS):
        values = {name: point[name] for name in program.inputs}
        try:
            right = np.asarray(
                derivation.program.run({n: values[n] for n in derivation.program.inputs})[slip.name]
            )
        except EngineError:
            continue
        try:
            wrong = np.asarray(program.run(values)[_SPOILT])
        except EngineError:
            apart.append(True)
            continue
        size = max(float(np.max(np.abs(right), initial=0.0)), 1e-12)
        apart.append(
            right.shape != wrong.shape or bool(np.max(np.abs(right - wrong), initial=0.0) > _APART * size)
        )
    return sum(apart) / len(apart) if apart else 0.0


_SPOILT = "_spoilt"
