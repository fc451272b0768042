"""Where two expressions differ at a kink only: where Z₁ is zero, and nowhere else that was looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.equivalence.edges import deciding
from engine.equivalence.samples import AGREES
from engine.program import CONSTANT, Program
from engine.running import Runner, inputs_at
from engine.shaping import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.equivalence.samples import Sample

_FEW = 8  # samples that agree elsewhere
_MOST = 8  # samples at which they differ
_SLOPES = {"relu": "ReLU", "abs": "the absolute value"}  # whose slope at zero is taken as zero


def at_a_kink(program: Program, pair: tuple[int, int], samples: Sequence[Sample], values: str = "") -> str:
    """Return the sentence that names the kink at which alone two nodes differ; nothing where they differ elsewhere too.

    ``values`` says what they are there.
    """
    valid = [one for one in samples if one.is_valid]
    apart = [one for one in valid if one.gap > AGREES]
    if not apart or len(valid) - len(apart) < _FEW:
        return ""
    wider, switches = deciding(program, pair)
    for switch in switches:
        if all(_only_there(wider, switch, one) for one in _spread(apart)):
            told = f"{_equation(wider, switch)}{values}{_convention(wider, switch, apart[0])}"
            return f"It differs only where {told}."
    return ""


def _spread(samples: Sequence[Sample]) -> Sequence[Sample]:
    return samples[:: max(1, len(samples) // _MOST)]


def _only_there(program: Program, switch: int, sample: Sample) -> bool:
    """Tell whether what differs in a sample is where a switch is zero, entry by entry if they have one shape."""
    zero = _at(program, switch, sample) == 0
    differs = np.asarray(sample.answer) != np.asarray(sample.reference)
    if np.shape(zero) == np.shape(differs):
        gap = np.abs(np.asarray(sample.answer) - np.asarray(sample.reference))
        size = float(np.max(np.abs(sample.reference), initial=0.0))
        return bool(np.all(zero | ~(differs & (gap > AGREES * size))))
    return bool(np.any(zero))


def _at(program: Program, place: int, sample: Sample) -> Any:
    inputs = inputs_at(program, sample.point)
    return Runner(program, tuple(np.shape(one) for one in inputs), (place,))(*inputs)[0]


def _equation(program: Program, switch: int) -> str:
    """Return what holds where a switch is zero: ``Z1 = 0``, ``z = 0.5``."""
    node = program.nodes[switch]
    if node.op != "sub":
        return f"{label(program, switch)} = 0"
    left, right = node.args
    if program.nodes[left].op == CONSTANT:
        left, right = right, left
    return f"{label(program, left)} = {label(program, right)}"


def _convention(program: Program, switch: int, sample: Sample) -> str:
    """Say which slope is taken at a kink, where what is expected is zero there."""
    for node in program.nodes:
        if node.op in _SLOPES and node.args[0] == switch:
            there, value = np.asarray(_at(program, switch, sample) == 0), np.asarray(sample.reference)
            if value.shape == there.shape and not np.any(value[there]):
                return f"; there the slope of {_SLOPES[node.op]} is taken as 0"
    return ""
