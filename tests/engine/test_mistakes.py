"""The catalogue of mistakes, against the same mistakes worked out by hand in NumPy."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.diagnosis import diagnose, variants, wrong_values
from engine.mistakes import CATALOGUE
from engine.program import Program

NEURON = Program.parse("z = w*x + b\na = sigmoid(z)\nL = (a - t)**2\ng = grad(L, w)\nw_new = w - eta*g")
AT = {"x": 2.0, "w": 0.5, "b": -0.25, "t": 1.0, "eta": 0.1}


def _sigmoid(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


Z = 0.5 * 2.0 - 0.25
A = _sigmoid(Z)
G = 2 * (A - 1) * A * (1 - A) * 2.0
BY_HAND = [
    ("z", 1.0, "bias-forgotten"),
    ("a", Z, "activation-skipped"),
    ("L", A - 1, "square-forgotten"),
    ("g", G / 2 / 1.0, "forgot-two"),
    ("g", 2 * (A - 1) * 2.0, "forgot-activation-derivative"),
    ("g", 2 * (A - 1) * _sigmoid(A) * (1 - _sigmoid(A)) * 2.0, "derivative-at-output"),
    ("w_new", 0.5 + 0.1 * G, "uphill"),
]


@pytest.mark.parametrize(("name", "answer", "mistake"), BY_HAND)
def test_a_slip_made_by_hand_is_named(name: str, answer: float, mistake: str) -> None:
    """What a known misconception leads to carries its name."""
    assert mistake in [found.id for found in diagnose(NEURON, AT, name, answer)]


def test_two_that_fit_are_both_named() -> None:
    """With x = 2 leaving out the 2 of the square and leaving out x are one number."""
    found = {one.id for one in diagnose(NEURON, AT, "g", G / 2)}
    assert {"forgot-two", "forgot-factor"} <= found


def test_the_right_answer_and_a_stray_number_are_not_diagnosed() -> None:
    """No guess where nothing fits."""
    assert diagnose(NEURON, AT, "g", G) == ()
    assert diagnose(NEURON, AT, "g", 12.345) == ()


def test_a_mistake_that_does_not_show_is_no_diagnosis() -> None:
    """With b = 0 nobody can tell that the bias was forgotten."""
    assert "bias-forgotten" not in [one.id for one in wrong_values(NEURON, {**AT, "b": 0.0}, "z")]


def test_the_sentence_says_what_was_left_out() -> None:
    """Names of the question, not of the engine."""
    (found,) = [one for one in diagnose(NEURON, AT, "g", G / 2) if one.id == "forgot-factor"]
    assert found.says == "You left out a factor of the chain rule: x."


def test_own_earlier_values_are_carried_into_the_mistake() -> None:
    """A slip made on top of a wrong z is found with that z set by hand."""
    a = _sigmoid(1.5)
    without = 2 * (a - 1) * 2.0
    assert diagnose(NEURON, AT, "g", without) == ()
    found = diagnose(NEURON, AT, "g", without, do={"z": 1.5})
    assert "forgot-activation-derivative" in [one.id for one in found]


ADAM = Program.parse("step = adam(w, g, m=m, v=v, t=3, lr=0.01)")
ADAM_AT = {"w": 1.0, "g": 0.4, "m": 0.1, "v": 0.004}


@pytest.mark.parametrize(
    ("name", "answer", "mistake"),
    [
        ("step.m", 0.1 * 0.1 + 0.9 * 0.4, "beta-swapped"),
        ("step.v", 0.999 * 0.004 + 0.001 * 0.4, "square-forgotten"),
        ("step.m_hat", 0.13, "no-bias-correction-m"),
        ("step.m_hat", 0.13 / (1 - 0.9**2), "step-count-low"),
        ("step.v_hat", (0.999 * 0.004 + 0.001 * 0.16) / (1 - 0.999**4), "step-count-high"),
    ],
)
def test_slips_in_adam_are_named(name: str, answer: float, mistake: str) -> None:
    """The moving averages, their correction, the count of steps."""
    assert mistake in [found.id for found in diagnose(ADAM, ADAM_AT, name, answer)]


def test_matrices_are_diagnosed_whole() -> None:
    """A gradient of a batch without the 1/N of the mean."""
    program = Program.parse("Z = X@W\nL = mse_loss(Z, Y)\ndW = grad(L, W)")
    generator = np.random.default_rng(1)
    values = {
        "X": generator.normal(size=(3, 2)),
        "W": generator.normal(size=(2, 2)),
        "Y": generator.normal(size=(3, 2)),
    }
    residual = values["X"] @ values["W"] - values["Y"]
    found = diagnose(program, values, "dW", values["X"].T @ (2 * residual))
    assert "forgot-mean" in [one.id for one in found]


def test_every_mistake_of_the_catalogue_shows_somewhere() -> None:
    """Each entry changes a value of at least one of these programs."""
    generator = np.random.default_rng(2)

    def normal(*shape: int) -> np.ndarray:
        return generator.normal(size=shape)

    cases = [
        (NEURON, AT),
        (ADAM, ADAM_AT),
        (Program.parse("step = momentum(w, g, v=v, lr=0.1)\nn = norm(w)"), {"w": [1.0, 2.0], "g": [0.3, 0.1], "v": [0.2, 0.5]}),
        (Program.parse("s = softmax(x, dim=1)\ny = log(exp(x[0, 0]) + 3)\nq = -sqrt(y)\nh = 0.5*y"), {"x": normal(3, 3)}),
        (Program.parse("m = mean(x)\nv = var(x)"), {"x": normal(4)}),
        (Program.parse("p = x*x*y\nL = p**2 + p\ng = grad(L, x)"), {"x": 1.3, "y": 0.7}),
        (Program.parse("Z = X@W\nL = mse_loss(Z@V, Y)\ndX = grad(L, X)\ndW = grad(L, W)"),
         {"X": normal(3, 3), "W": normal(3, 3), "V": normal(3, 3), "Y": normal(3, 3)}),
    ]  # fmt: skip
    shown = {
        wrong.id
        for program, values in cases
        for name in program.assigned
        for wrong in wrong_values(program, values, name)
    }
    assert {mistake.id for mistake in CATALOGUE} - shown == set()


def test_variants_are_made_once() -> None:
    """The same rewritten programs serve every instance."""
    assert variants(NEURON) is variants(NEURON)
