"""Says how two expressions differ, once some sample has shown that they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.array_comparison import spell
from engine.comparison import Outcome
from engine.equivalence.kinked import at_a_kink
from engine.equivalence.samples import at_a_point, by_a_factor, is_turned, plainness, transposed, with_sizes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.equivalence.samples import Sample
    from engine.equivalence.sampling import Space
    from engine.program import Program

_TRIED = 3  # plain samples
_VISIBLE = 1e-3  # relative: a difference that shows in the figures that are told


def different(
    program: Program,
    pair: tuple[int, int],
    space: Space,
    sample: Sample,
    samples: Sequence[Sample],
    surely: Callable[[Sample], bool],
) -> Outcome:
    """Return "different" with its reason: a factor, a transpose, a kink, or values at the plainest point.

    ``surely`` says whether a sample's difference is no rounding, as that of ``sample`` is not.
    """
    valid = [one for one in samples if one.is_valid]
    visible = sorted((one for one in valid if one.gap > _VISIBLE), key=plainness) if sample.is_valid else []
    plain = next((one for one in visible[:_TRIED] if one is sample or surely(one)), sample)
    return (
        by_a_factor(valid)
        or transposed(valid)
        or Outcome("different", _difference(program, pair, space, plain, valid), why="value")
    )


def _difference(
    program: Program, pair: tuple[int, int], space: Space, plain: Sample, valid: Sequence[Sample]
) -> str:
    """Say at which kink they differ, if only there; else where, for instance."""
    said = at_a_point(plain, program.inputs, arrays=space.has_arrays)
    if space.has_arrays or not plain.is_valid:
        return at_a_kink(program, pair, valid) or said
    values = f": {said.rpartition(': ')[2].rstrip('.')}" if ": " in said else ""
    return at_a_kink(program, pair, valid, values) or said


def shapes_differ(space: Space, samples: Sequence[Sample]) -> Outcome:
    """Return "different" with both shapes, and whether one is the other's transpose."""
    turned = [one for one in samples if np.ndim(one.answer) == 2 and one.is_valid]
    known = next(one for one in samples if np.shape(one.answer) != np.shape(one.reference))
    given, wanted = (spell(np.shape(value)) for value in (known.answer, known.reference))
    if turned and all(is_turned(one) for one in turned):
        what = f"This is the transpose: its shape is {given}, {wanted} is expected"
        return Outcome("different", f"{what}{with_sizes(space, known.point)}.", why="transposed")
    sizes = with_sizes(space, known.point)
    return Outcome(
        "different", f"The shape is wrong: this is {given}, {wanted} is expected{sizes}.", why="shape"
    )
