"""Branches that only one of two expressions has: what they do is seen, or proved away, before both count as the same."""

from __future__ import annotations

import numpy as np
import pytest

from engine import equivalent
from engine.equivalence.intervals import ranges
from engine.equivalence.sampling import Space, as_domain
from engine.program import Program
from engine.running import Runner

NUMBERS = {"z": "real", "b": "real", "p": "positive", "y": (0.05, 0.95)}
ARRAYS = {"X": {"shape": ("N", "d")}, "b": {"shape": ("d",)}, "lam": "positive", "N": "real"}

TOGETHER = [
    "z + 0.01*(z > 40)*(b < -3)*(p < 0.01)*(y < 0.2)",
    "where(z > 40, where(b < -3, where(p < 0.01, z + 0.01, z), z), z)",
    "z + 0.01*minimum(relu(z - 40), relu(-b - 60))*relu(0.01 - p)",
]


@pytest.mark.parametrize("answer", TOGETHER)
def test_what_only_several_branches_do_together_is_found(answer: str) -> None:
    """Each side of each branch was met before, but never so that it mattered."""
    assert equivalent(answer, "z", domain=NUMBERS).kind == "different"


def test_what_only_several_branches_do_together_is_found_in_arrays() -> None:
    """Small, and far out, at the same time."""
    assert equivalent("X + 0.01*(sum(X) > 300)*(lam < 1e-5)", "X", domain=ARRAYS).kind == "different"


@pytest.mark.parametrize(
    "answer",
    [
        "maximum(X, -1e300)",
        "where(lam + sum(X*X) > 1e-300, X, 0)",
        "X*(N < 1e7)",
    ],
)
def test_a_branch_whose_other_side_is_never_met_is_not_the_same(answer: str) -> None:
    """It is a guard that may do harm somewhere: nobody can tell here."""
    assert equivalent(answer, "X", domain=ARRAYS).kind in ("undecided", "different")


@pytest.mark.parametrize(
    "answer",
    [
        "X*(sum(exp(X)) > 0)",
        "where(lam > 0, X, 0)",
        "X*maximum(N, 1)/N",
        "X*max([N, 1])/N",
        "X*abs(1 + sum(X*X))/(1 + sum(X*X))",
        "X*(softmax(X, dim=1) > 0)",
        "where(sigmoid(X) < 2, X, 7)",
        "where(2*(X > 0) - (X > 0), X, 0) - relu(-X)",
    ],
)
def test_a_branch_that_is_never_taken_does_no_harm(answer: str) -> None:
    """Interval arithmetic proves it."""
    assert equivalent(answer, "X", domain=ARRAYS).kind == "same"


KINKS = [
    ("z >= 0", "z > 0", "It differs only where z = 0: 1 instead of 0."),
    ("z*(z >= 0.5)", "z*(z > 0.5)", "It differs only where z = 0.5: 0.5 instead of 0."),
    (
        "relu(z) + (z >= 0)",
        "relu(z) + relu'(z)",
        "It differs only where z = 0: 1 instead of 0; there the slope of ReLU is taken as 0.",
    ),
]


@pytest.mark.parametrize(("answer", "reference", "said"), KINKS)
def test_a_difference_at_a_kink_names_it(answer: str, reference: str, said: str) -> None:
    """And only such a difference."""
    assert equivalent(answer, reference).reason == said
    assert "only" not in equivalent(f"({answer}) + 0.1*relu(z)", reference).reason


def test_a_kink_of_arrays_is_met_and_named() -> None:
    """Where random arrays never are zero: their products and sums are with some of them."""
    layer = {
        "G": {"shape": ("N", "k")},
        "X": {"shape": ("N", "d")},
        "W": {"shape": ("d", "k")},
        "b": {"shape": ("k",)},
    }
    outcome = equivalent("G*(X@W + b >= 0)", "G*(relu(X@W + b) > 0)", domain=layer)
    assert outcome.reason == "It differs only where X @ W + b = 0; there the slope of ReLU is taken as 0."
    assert equivalent("G*(1 - (X@W + b <= 0))", "G*(relu(X@W + b) > 0)", domain=layer).kind == "same"


def test_another_shape_is_told_without_comparing_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """A number typed for a matrix costs a few runs, however long the rest is."""
    runs = []
    run = Runner.__call__
    monkeypatch.setattr(Runner, "__call__", lambda self, *inputs: runs.append(1) or run(self, *inputs))
    assert equivalent("grad(grad(X, lam), lam)", "X", domain=ARRAYS).why == "shape"
    assert len(runs) <= 8


RANGED = [
    "z**2 - b**2", "1/(1 + p)", "1/z", "exp(z)/(1 + exp(b))", "abs(z)*p - 3", "log(y)", "sqrt(p + z**2)", "max(z, 0.5)",
    "clamp(z, -1, y)", "where(z > b, p, -y)", "softplus(z) - tanh(b)", "floor(p) + sign(z)", "z*z + b*z", "y - 1/y",
    "(z - b)**3", "minimum(p, y)*-2", "log1p(p)*logsigmoid(z)", "rsqrt(p)*cos(z)", "0*z + p/y", "relu(z) - relu(-z)",
]  # fmt: skip


@pytest.mark.parametrize("text", RANGED)
def test_every_value_lies_in_its_range(text: str) -> None:
    """At points of all sizes."""
    space = Space({name: as_domain(said) for name, said in NUMBERS.items()})
    program = Program.parse(f"out = {text}", names=tuple(NUMBERS))
    found = ranges(program.nodes, space)
    columns = {name: values[:4000] for name, values in space.joint_columns().items()}
    wanted = tuple(range(len(program.nodes)))
    shapes = tuple((4000,) for _ in program.inputs)
    values = Runner(program, shapes, wanted)(*(columns[name] for name in program.inputs))
    for one, met in zip(found, values, strict=True):
        numbers = met[np.isfinite(met)] if np.ndim(met) else np.asarray([met])
        assert np.all(numbers >= one.low - 1e-12 * abs(one.low))
        assert np.all(numbers <= one.high + 1e-12 * abs(one.high))
        assert not one.low > one.high
