"""What a node can be at all is never told narrower than it is: on that rests which branches are not looked for."""

from __future__ import annotations

import pytest

from engine.equivalence.decision import equivalent
from engine.equivalence.intervals import Range, ranges
from engine.equivalence.sampling import Space, as_domain
from engine.program import Program

WINDOWS = "relu(1 - abs(z - 40.3)*1e4)*relu(1 - abs(b + 9.7)*1e4)"  # both are met, never together
WIDER = "(hardtanh(5 - abs(z - 40.3)*1e5, -5, 5) > 1)*(hardtanh(5 - abs(b + 9.7)*1e5, -5, 5) > 1)"


def ranged(text: str, **domains: object) -> Range:
    """Return the range of a line."""
    program = Program.parse(f"out = {text}", names=tuple(domains))
    space = Space({name: as_domain(said) for name, said in domains.items()})
    return ranges(program.nodes, space)[program.names["out"]]


def test_a_quotient_reaches_what_division_gives() -> None:
    """As 49·(1/49) does not."""
    assert ranged("z/49", z=(0, 49)) == (0.0, 1.0, False)
    assert ranged("z/-49", z=(0, 49)).low == -1.0


def test_a_thing_less_itself_is_nothing() -> None:
    """So a branch on it is none."""
    assert ranged("z - z", z="real")[:2] == (0.0, 0.0)
    assert equivalent("max(z, z)", "(z + z + abs(z - z))/2", domain={"z": "real"}).kind == "same"


def test_limits_are_those_that_are_given() -> None:
    """Not those that hardtanh has where none are."""
    assert ranged("hardtanh(z, -5, 4)", z="real")[:2] == (-5.0, 4.0)
    assert ranged("hardtanh(z)", z="real")[:2] == (-1.0, 1.0)


@pytest.mark.parametrize(
    "text", ["z*1e-200*1e-200", "exp(z*1000 - 2000)", "(z*1e-200)**2", "1/(1e200/z*1e200)"]
)
def test_what_is_too_small_to_be_written_is_not_zero(text: str) -> None:
    """It may be made large again."""
    assert ranged(text, z=(0.5, 1)).high > 0
    assert ranged(f"-({text})", z=(0.5, 1)).low < 0


@pytest.mark.parametrize(
    "answer",
    [
        f"z*b + c*1e-200*1e-200*1e200*1e200*{WINDOWS}",
        f"z*b + {WIDER}",
    ],
)
def test_no_branch_is_left_out_for_a_range_that_is_too_narrow(answer: str) -> None:
    """What nobody saw is not called the same."""
    assert equivalent(answer, "z*b", domain={"z": "real", "b": "real", "c": (0, 1)}).kind != "same"
