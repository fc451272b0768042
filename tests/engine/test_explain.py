"""Worked solutions: steps as a person writes them."""

from __future__ import annotations

import pytest

import engine
from engine import Program
from engine.explain import explain


def formulas(text: str, **values: object) -> dict[str, tuple[str, str]]:
    return {
        step.name: (step.text_formula, step.text_numbers) for step in explain(Program.parse(text).run(values))
    }  # type: ignore[arg-type]


def test_a_step_has_formula_numbers_and_value() -> None:
    """The neuron's gradient, with this run's numbers in."""
    trace = Program.parse("z = w*x + b\na = relu(z)\nL = (a - t)**2\ng = grad(L, w)").run(
        {"x": 2, "w": 0.5, "b": 0.5, "t": 1}
    )
    last = explain(trace, ["g"])[-1]
    assert (last.label, last.text_formula, last.text_numbers) == (
        "∂L/∂w",
        "2*(a - t)*(z > 0)*x",
        "2*(1.5 - 1)*(1.5 > 0)*2",
    )
    assert last.value == 2.0


def test_only_the_way_to_what_is_wanted_is_shown() -> None:
    """In the order of computation."""
    trace = Program.parse("a = x + 1\nb = x*2\nc = a**2").run({"x": 3})
    assert [step.name for step in explain(trace, ["c"])] == ["a", "c"]


def test_signs_and_ones_are_tidied() -> None:
    """No minus minus, no times one."""
    found = formulas("L = -(y*log(p) + (1 - y)*log(1 - p))\ng = grad(L, p)", y=1, p=0.4)
    assert found["g"][0] == "(1 - y)/(1 - p) - y/p"


def test_pi_has_its_name() -> None:
    """Not sixteen digits."""
    assert formulas("k = sin(pi*z)", z=0.5)["k"] == ("sin(pi*z)", "sin(pi*0.5)")


def test_the_count_of_a_mean_is_its_number() -> None:
    """2/N with this batch's N."""
    assert formulas("L = mse_loss(a, y)\ng = grad(L, a)", a=[1, 2, 4], y=[0, 0, 1])["g"][0] == "2/3*(a - y)"


def test_composites_stay_whole_until_zoomed_into() -> None:
    """The loss by its name, its inside on request."""
    trace = Program.parse("L = mse_loss(a, y)").run({"a": [1.0, 2.0], "y": [0.0, 0.0]})
    (step,) = explain(trace, zoom=True)
    assert step.text_formula == "mse_loss(a, y)"
    assert [inner.text_formula for inner in step.zoom] == ["mean((a - y)**2)"]


def test_new_values_of_an_optimiser_carry_a_stroke() -> None:
    """m′, v′ and w′ replace m, v and w; m̂ does not."""
    trace = Program.parse("step = adam(w, g, m=m, v=v, t=3, lr=0.01)").run(
        {"w": 1, "g": 0.4, "m": 0.1, "v": 0.01}
    )
    assert [step.label for step in explain(trace)] == ["m′", "v′", "m̂", "v̂", "w′"]


@pytest.mark.parametrize("name", engine.__all__)
def test_every_public_name_is_there(name: str) -> None:
    """And is something to call, or a module."""
    assert callable(getattr(engine, name)) or getattr(engine, name).__name__ == f"engine.{name}"


def test_explain_can_be_called_whichever_way_it_was_imported() -> None:
    """The function and its module share a name."""
    trace = Program.parse("a = x + 1").run({"x": 1})
    assert engine.explain(trace) == explain(trace)
