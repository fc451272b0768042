"""Each branch of each op has to make a difference; those that a question's conditions leave out need not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from engine.building import Builder
from engine.equivalence.decision import compare, equivalent
from engine.equivalence.edges import foreign
from engine.equivalence.mattering import Branches
from engine.equivalence.sampling import Space, as_domain
from engine.language.reader import parse_expression
from engine.meaning import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.comparison import Outcome


def compared(answer: str, reference: str, condition: str) -> Outcome:
    """Compare two expressions of z and w where a condition holds."""
    builder = Builder(("z", "w"))
    places = {name: builder.input(name) for name in ("z", "w")}
    one, other, where = (
        builder.tree(parse_expression(text, names=("z", "w")), Scope(places, {}))
        for text in (answer, reference, condition)
    )
    space = Space({name: as_domain("real") for name in ("z", "w")})
    return compare(builder.program(), one, other, space, (where,))


def step(op: str, text: str) -> str:
    """Return a text that is not zero between two numbers only, and zero on both sides."""
    return f"({op}({text}) - {op}({text} - 1))"


@pytest.mark.parametrize("op", ["hardsigmoid", "relu6", "hardtanh"])
def test_the_middle_of_what_is_limited_has_to_be_seen(op: str) -> None:
    """Where it is at both its limits each of two steps is met alone, and nothing tells what they do together."""
    builder = Builder(("z", "b"))
    places = {name: builder.input(name) for name in ("z", "b")}
    typed = f"z*b + {step(op, 'z')}*{step(op, 'b')}"
    one, other = (
        builder.tree(parse_expression(text, names=("z", "b")), Scope(places, {})) for text in (typed, "z*b")
    )
    space, program = Space({name: as_domain("real") for name in places}), builder.program()
    branches = Branches(program, (one, other), foreign(program, one, other).gates, space)
    branches.look(
        [{"z": np.float64(-30.0), "b": np.float64(-0.3)}, {"z": np.float64(0.6), "b": np.float64(-30.0)}]
    )
    assert branches.idle


@pytest.mark.parametrize("op", ["hardsigmoid", "relu6", "relu", "leaky_relu"])
def test_edges_of_several_numbers_are_met_together(op: str) -> None:
    """Two bumps are not zero within a millionth of a place each, where each branch matters by the other alone."""
    bump = "({op}({at}) - 2*{op}({at} - 0.1) + {op}({at} - 0.2))"
    both = [bump.format(op=op, at=at) for at in ("(z - 40.3)*1e5", "(b + 9.7)*1e5")]
    assert equivalent(f"z*b + {both[0]}*{both[1]}", "z*b").kind == "different"


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("z*relu6(z + 3)/6", "hardswish(z)"),
        ("relu6(z + 3)/6", "hardsigmoid(z)"),
        ("min(max(z, 0), 6)", "relu6(z)"),
        ("where(z > 0, z, exp(z) - 1)", "elu(z)"),
        ("max(z, 0) + exp(min(z, 0)) - 1", "celu(z)"),
        ("sign(z)*max(abs(z) - 0.5, 0)", "softshrink(z)"),
        ("z*(abs(z) > 0.5)", "hardshrink(z)"),
        ("where(abs(z - b) <= 1, 0.5*(z - b)**2, abs(z - b) - 0.5)", "huber_loss(z, b)"),
        ("smooth_l1_loss(z, b)", "huber_loss(z, b)"),
    ],
)
def test_what_is_written_out_is_still_right(answer: str, reference: str) -> None:
    """And the other way round."""
    assert equivalent(answer, reference).kind == "same"
    assert equivalent(reference, answer).kind == "same"


@pytest.mark.parametrize(
    ("answer", "reference", "domain"),
    [
        ("min(1, max(0, y))", "y", {"y": (0, 1)}),
        ("max(0, min(y, 1))", "y", {"y": (0, 1)}),
        ("min(sigmoid(z), 2)", "sigmoid(z)", {"z": "real"}),
        ("abs(z)^2", "z^2", {"z": "real"}),
        ("lam*sum(abs(W)**2)", "lam*sum(W**2)", {"W": {"shape": ("n", "m")}, "lam": "real"}),
        ("sum(abs(W)*abs(W))", "sum(W*W)", {"W": {"shape": ("n", "m")}}),
    ],
)
def test_what_a_branch_never_does_need_not_be_seen(
    answer: str, reference: str, domain: Mapping[str, Any]
) -> None:
    """A limit that is never reached, an absolute value that is squared."""
    assert equivalent(answer, reference, domain=domain).kind == "same"


def test_no_side_is_asked_for_that_a_condition_leaves_out() -> None:
    """Of the reference's branches; its absolute value of z has one side only where z > 0."""
    assert compared("z + max(w, -w)", "abs(z) + abs(w)", "z > 0").kind == "same"


def test_the_place_of_the_largest_is_a_branch() -> None:
    """Where it changes is looked for, though no number that is written says where."""
    assert equivalent("z + argmax([40 + 0.3, z]) - argmax([40 + 0.3001, z])", "z").kind == "different"
    assert equivalent("argmax([z, b])", "b > z").kind == "same"
