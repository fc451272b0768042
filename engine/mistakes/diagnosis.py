"""Which mistakes a program allows, which show on given values, and which of them an answer fits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.building import Builder
from engine.errors import EngineError
from engine.mistakes.catalogue import CATALOGUE, described
from engine.mistakes.survey import Survey
from engine.patching import Draft, Patch, Rerun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import ArrayLike

    from engine.mistakes.mistake import Mistake, Site
    from engine.program import Array, Program, Trace

_SITES = 12  # places of one mistake that are tried one by one; where there are more, only all at once
_NOISE = 1e-9  # relative to the largest entry: a difference that only rounding makes


@dataclass(frozen=True)
class Variant:
    """A program with one mistake made at some of its places."""

    mistake: Mistake
    sites: tuple[int, ...]
    says: str
    patch: Patch

    @cached_property
    def program(self) -> Program:
        """The mistaken program as one of its own."""
        return self.patch.rewritten()


@dataclass(frozen=True, slots=True)
class Wrong:
    """Where a mistake leads: its id, its sentence, the name's wrong value, and the nodes it entered at."""

    id: str
    says: str
    name: str
    value: Array | float
    sites: tuple[int, ...]


def applicable(program: Program) -> tuple[Mistake, ...]:
    """Return the mistakes of the catalogue that can be made in a program, one for each id."""
    found: dict[str, Mistake] = {}
    for variant in variants(program):
        found.setdefault(variant.mistake.id, variant.mistake)
    return tuple(found.values())


def variants(program: Program) -> tuple[Variant, ...]:
    """Return every mistake that applies to a program, at each of its places and at all of them; made once."""
    made = program.variants
    if made is None:
        made = tuple(_variants(program))
        object.__setattr__(program, "variants", made)  # derived from the program alone
    return made


def _variants(program: Program) -> Iterator[Variant]:
    survey, builder = Survey(program), Builder.beside(program)
    for mistake in CATALOGUE:
        sites = tuple(mistake.find(survey))
        for chosen in _choices(sites):
            variant = made(survey, builder, mistake, chosen)
            if variant is not None:
                yield variant


def _choices(sites: tuple[Site, ...]) -> Iterator[tuple[Site, ...]]:
    """Go through the sites one by one, then all of them together (of those at one node, the first)."""
    if len(sites) <= _SITES:
        yield from ((site,) for site in sites)
    apart = {site.place: site for site in reversed(sites)}
    if len(apart) > 1:
        yield tuple(reversed(apart.values()))


def made(survey: Survey, builder: Builder, mistake: Mistake, sites: tuple[Site, ...]) -> Variant | None:
    """Make a mistake at some places; None where it cannot be made there or changes nothing."""
    draft = Draft(survey.program, builder)
    try:
        for site in sites:
            new = mistake.edit(draft, survey, site)
            if new is not None:
                draft.replace(site.place, new)
    except EngineError:
        return None
    if not draft.replaced:
        return None
    places = tuple(dict.fromkeys(site.place for site in sites))
    says = described(mistake, survey, sites[0])
    return Variant(mistake, places, says, Patch(survey.program, builder.nodes, draft.replaced))


def visible(
    program: Program,
    values: Mapping[str, ArrayLike],
    name: str | None = None,
    *,
    do: Mapping[str, ArrayLike] | None = None,
) -> tuple[Wrong, ...]:
    """Return where each applicable mistake leads for one name (or every one the program assigns).

    Those that fail, or change nothing but rounding on these values, are left out. ``do`` overrides nodes first, so
    that a learner's own earlier values are carried.
    """
    trace = program.run(values, do)
    kept = tuple(program.place(one) for one in do or {})
    places = {one: program.place(one) for one in (program.assigned if name is None else (name,))}
    return tuple(
        wrong
        for variant in variants(program)
        for wrong in _leading(variant, trace, Rerun(variant.patch, trace, values, kept), places)
    )


def _leading(variant: Variant, trace: Trace, rerun: Rerun, places: Mapping[str, int]) -> Iterator[Wrong]:
    """Go through the names that come out wrong."""
    for name, place in places.items():
        if not variant.patch.changed & (trace.program.ancestors[place] | 1 << place):
            continue
        right, value = trace.raw(place), rerun.value(place)
        if value is not None and np.shape(value) == np.shape(right) and _differs(value, right):
            shown = value if np.ndim(value) else float(value)
            yield Wrong(variant.mistake.id, variant.says, name, shown, variant.sites)


def _differs(value: Any, right: Any) -> bool:
    if value is right:
        return False
    if not np.ndim(value):
        return bool(abs(value - right) > _NOISE * max(abs(value), abs(right)))
    if not value.size:
        return False
    return bool(np.abs(value - right).max() > _NOISE * max(np.abs(value).max(), np.abs(right).max()))


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
    A right answer has no diagnosis, and a mistake that cannot be told from it is none.
    """
    matches = same or _three_figures
    right = program.run(values, do)[name]
    if matches(answer, right):
        return ()
    found: dict[str, Wrong] = {}
    for wrong in visible(program, values, name, do=do):
        if matches(answer, wrong.value) and not matches(right, wrong.value):
            found.setdefault(wrong.id, wrong)
    return tuple(found.values())


def _three_figures(answer: Any, value: Any) -> bool:
    return np.shape(answer) == np.shape(value) and bool(np.allclose(answer, value, rtol=5e-3, atol=1e-12))
