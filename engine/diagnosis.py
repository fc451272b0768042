"""Which known mistake an answer fits: the catalogue's rewrites run on the same values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import EngineError
from engine.mistakes import CATALOGUE, Mistake, described

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import ArrayLike

    from engine.building import Builder
    from engine.program import Array, Node, Program

_SITES = 12  # places of one mistake that are tried one by one; where there are more, only all at once


@dataclass(frozen=True, slots=True)
class Variant:
    """A program with one mistake made at some of its places."""

    mistake: Mistake
    sites: tuple[int, ...]
    program: Program
    says: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """Where a mistake leads: its id, its sentence, the value, and the nodes of the right program it entered at."""

    id: str
    says: str
    value: Array | float
    sites: tuple[int, ...]


def variants(program: Program) -> tuple[Variant, ...]:
    """Return every mistake that applies to a program, at each of its places and at all of them; made once."""
    made = program.variants
    if made is None:
        made = tuple(_variants(program))
        object.__setattr__(program, "variants", made)  # derived from the program alone
    return made


def _variants(program: Program) -> Iterator[Variant]:
    for mistake in CATALOGUE:
        sites = mistake.sites(program)
        single = [(site,) for site in sites] if len(sites) <= _SITES else []
        for chosen in [*single, *([sites] if len(sites) > 1 else [])]:
            wrong = _with(program, mistake, frozenset(chosen))
            if wrong is not None:
                yield Variant(mistake, chosen, wrong, described(mistake, program, chosen[0]))


def _with(program: Program, mistake: Mistake, sites: frozenset[int]) -> Program | None:
    def rule(builder: Builder, _node: Node, place: int, args: tuple[int, ...]) -> int | None:
        return mistake.edit(builder, program, place, args) if place in sites else None

    try:
        return program.rewrite(rule)
    except (EngineError, LookupError):  # what the edit would build upon stands later in the program
        return None


def wrong_values(
    program: Program,
    values: Mapping[str, ArrayLike],
    name: str,
    *,
    do: Mapping[str, ArrayLike] | None = None,
) -> tuple[Wrong, ...]:
    """Return where each applicable mistake leads for one name; those that fail or change nothing here are left out.

    ``do`` overrides nodes first, so that a learner's own earlier values are carried.
    """
    right = program.run(values, do)[name]
    upstream = _upstream_of(program, name)
    found = []
    for variant in variants(program):
        if upstream.isdisjoint(variant.sites):
            continue
        value = _value(variant, values, name, do)
        if value is not None and np.shape(value) == np.shape(right) and not np.array_equal(value, right):
            found.append(Wrong(variant.mistake.id, variant.says, value, variant.sites))
    return tuple(found)


def _upstream_of(program: Program, name: str) -> frozenset[int]:
    needed = {program.place(name)}
    for place in range(len(program.nodes) - 1, -1, -1):
        if place in needed:
            needed.update(program.nodes[place].args)
    return frozenset(needed)


def _value(
    variant: Variant, values: Mapping[str, ArrayLike], name: str, do: Mapping[str, ArrayLike] | None
) -> Array | float | None:
    try:
        value = variant.program.run(values, do)[name]
    except EngineError:
        return None
    return value if np.all(np.isfinite(value)) else None


def diagnose(
    program: Program,
    values: Mapping[str, ArrayLike],
    name: str,
    answer: Any,
    *,
    same: Callable[[Any, Any], bool] | None = None,
    do: Mapping[str, ArrayLike] | None = None,
) -> tuple[Wrong, ...]:
    """Return the known mistakes that lead to ``answer`` for ``name``, one for each id; none gives no guess.

    ``same(answer, value)`` says whether two values are one at the precision asked for (default: three figures).
    A mistake that cannot be told from the right answer is no diagnosis.
    """
    matches = same or _three_figures
    right = program.run(values, do)[name]
    found: dict[str, Wrong] = {}
    for wrong in wrong_values(program, values, name, do=do):
        if matches(answer, wrong.value) and not matches(right, wrong.value):
            found.setdefault(wrong.id, wrong)
    return tuple(found.values())


def _three_figures(answer: Any, value: Any) -> bool:
    return np.shape(answer) == np.shape(value) and bool(np.allclose(answer, value, rtol=5e-3, atol=1e-12))
