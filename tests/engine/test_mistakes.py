"""The catalogue of mistakes, against the same mistakes worked out by hand in NumPy."""

from __future__ import annotations

import doctest
import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import mistakes
from engine.errors import EngineError
from engine.mistakes import CATALOGUE, applicable, diagnose, variants, visible
from engine.patching import Rerun
from engine.program import Program
from tests.engine.misconceptions import NETWORK, ROWS, VALUES, Hand

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
    assert "bias-forgotten" not in [one.id for one in visible(NEURON, {**AT, "b": 0.0}, "z")]


def test_the_sentence_says_what_was_left_out() -> None:
    """Names of the question, not of the engine."""
    (found,) = [one for one in diagnose(NEURON, AT, "g", G / 2) if one.id == "forgot-factor"]
    assert found.says == "You left out a factor of the chain rule: x."


@pytest.mark.parametrize(
    ("text", "answer", "says"),
    [
        ("r = (1 - rho)*old + rho*new", 0.5, "left out the old average"),
        ("r = (1 - rho)*old + rho*new", 2.0, "uses the old average"),
        ("r = rho*old + (1 - rho)*new", 4.5, "left out the old average"),
    ],
)
def test_which_of_two_summands_is_the_old_average_is_told_by_the_names(
    text: str, answer: float, says: str
) -> None:
    """PyTorch's running statistics put 1 − ρ to the old one, Adam's averages β."""
    values = {"rho": 0.1, "old": 2.0, "new": 5.0}
    found = [one.says for one in diagnose(Program.parse(text), values, "r", answer)]
    assert any(says in one for one in found)
    swapped = diagnose(Program.parse("r = (1 - rho)*old + rho*new"), values, "r", 1.8)
    assert not any("old average" in one.says for one in swapped)


def test_the_variance_of_a_yes_or_no_draw_is_no_slope_of_a_sigmoid() -> None:
    """p(1 − p)/n under a root."""
    names = applicable(Program.parse("se = sqrt(p*(1 - p)/n)"))
    assert "derivative-at-output" not in {one.id for one in names}
    assert "derivative-at-output" in {one.id for one in applicable(Program.parse("slope = a*(1 - a)"))}


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


def test_a_mistake_that_would_divide_by_zero_on_its_way_leads_nowhere() -> None:
    """With t − 1 = 0 steps nothing can be divided by 1 − β⁰; that the weight then stays is no diagnosis."""
    first = Program.parse("step = adam(w, g, lr=0.01)")
    led = [one.id for one in visible(first, {"w": 0.5, "g": 0.4}, "step.w")]
    assert "step-count-low" not in led
    assert "step-count-high" in led


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


@pytest.mark.parametrize(
    ("mistake", "text", "name", "by_hand"), ROWS, ids=[f"{row[0]}-{row[2]}" for row in ROWS]
)
def test_a_mistake_leads_where_the_same_slip_by_hand_leads(
    mistake: str, text: str, name: str, by_hand: Hand
) -> None:
    """The catalogue's value is that of a plain NumPy computation with the slip in it, and not the right one."""
    led = [one.value for one in visible(Program.parse(text), VALUES, name) if one.id == mistake]
    expected = by_hand(VALUES)
    assert any(
        np.shape(value) == np.shape(expected) and np.allclose(value, expected, rtol=1e-9) for value in led
    )


def test_every_mistake_of_the_catalogue_is_worked_out_by_hand() -> None:
    """No entry without a case of its own."""
    assert {mistake.id for mistake in CATALOGUE} == {row[0] for row in ROWS}


@pytest.mark.parametrize("text", sorted({row[1] for row in ROWS}))
def test_a_mistake_as_a_program_of_its_own_runs_to_the_same_values(text: str) -> None:
    """The quick way (only what changes) and the whole rewritten program agree, and that prints and parses back."""
    program = Program.parse(text)
    right = program.run(VALUES)
    for variant in variants(program):
        rerun, wrong = Rerun(variant.patch, right, VALUES), variant.program
        assert Program.parse(str(wrong), names=wrong.inputs) == wrong
        try:
            trace = wrong.run(VALUES)
        except EngineError:
            continue  # a shape that does not fit: no value either way
        for name in program.assigned:
            np.testing.assert_allclose(rerun.value(program.place(name)), trace[name], rtol=1e-12)


@pytest.mark.parametrize("text", sorted({row[1] for row in ROWS}))
def test_no_sentence_has_a_gap_left(text: str) -> None:
    """Each mistake of a program is a sentence for a person, with the program's own names in."""
    for one in visible(Program.parse(text), VALUES):
        assert re.fullmatch(r"[A-Zεvtβp].*\.", one.says), one.says
        assert "{" not in one.says


def test_what_applies_and_what_shows_are_told_apart() -> None:
    """With b = 0 the bias can be forgotten, but nobody sees it."""
    assert "bias-forgotten" in [mistake.id for mistake in applicable(NEURON)]
    assert "bias-forgotten" not in [one.id for one in visible(NEURON, {**AT, "b": 0.0})]


def test_all_names_are_looked_at_where_none_is_asked_for() -> None:
    """A mistake shows in each name behind it."""
    names = {one.name for one in visible(NEURON, AT) if one.id == "bias-forgotten"}
    assert names == {"z", "a", "L", "g", "w_new"}


def test_an_updated_weight_is_only_too_early_where_it_could_have_been_used() -> None:
    """The loss needs W2 before W2 has its new value; only the way back to W1 can take the wrong one."""
    program = Program.parse(NETWORK)
    names = {one.name for one in visible(program, VALUES) if one.id == "updated-weight"}
    assert names == {"dW1"}


def test_variants_are_made_once() -> None:
    """The same rewritten programs serve every instance."""
    assert variants(NEURON) is variants(NEURON)


def _recorded() -> list[tuple[str, dict[str, Any]]]:
    """Return every tenth program of the recorded vectors with its gradients, and its inputs."""
    files = sorted((Path(__file__).parents[1] / "vectors").glob("*.json"))
    cases = [case for file in files for case in json.loads(file.read_text(encoding="utf-8"))["cases"]]
    return [(_with_gradients(case), case["inputs"]) for case in cases[::10]]


def _with_gradients(case: dict[str, Any]) -> str:
    text = case["text"] if "out = " in case["text"] else f"out = {case['text']}"
    lines = [f"by_{name} = grad(total, {name})" for name in case.get("gradients", ())]
    return "\n".join([text, *(["total = sum(out*out)", *lines] if lines else [])])


@pytest.mark.parametrize(("text", "values"), _recorded())
def test_mistakes_in_any_op_are_made_without_harm(text: str, values: dict[str, Any]) -> None:
    """Over all kinds of ops and options: each mistake has finite values of the right shapes and a whole sentence."""
    program = Program.parse(text, names=tuple(values))
    right = program.run(values)
    for one in visible(program, values):
        assert np.shape(one.value) == np.shape(right[one.name])
        assert np.isfinite(one.value).all()
        assert not np.array_equal(one.value, right[one.name])
        assert "{" not in one.says


def test_the_example_of_the_package_is_true() -> None:
    """What its page shows comes out."""
    assert doctest.testmod(mistakes).attempted > 3
    assert doctest.testmod(mistakes).failed == 0
