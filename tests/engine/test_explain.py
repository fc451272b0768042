"""Worked solutions: steps as a person writes them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import engine
from engine import Program
from engine.explain import ExplainedStep, explain


def formulas(text: str, **values: Any) -> dict[str, tuple[str, str]]:
    return {
        step.name: (step.text_formula, step.text_numbers) for step in explain(Program.parse(text).run(values))
    }


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


def test_a_half_of_a_square_leaves_no_two_halves_in_its_slope() -> None:
    """The slope of y²/2 is y: nobody writes 2/2."""
    (step,) = explain(Program.parse("L = sum(y**2)/2\ndy = grad(L, y)").run({"y": np.ones(2)}), ["dy"])[-1:]
    assert step.text_formula == "y"


@pytest.mark.parametrize(
    ("loss", "slope"),
    [("0.5*r**2", "r*x"), ("c/2*r**2", "c*r*x"), ("0.25*r**2", "0.5*r*x"), ("2*r**2", "2*2*r*x")],
)
def test_the_two_of_a_square_meets_the_half_before_it(loss: str, slope: str) -> None:
    """½·2 is not written, as nobody writes it; 2·2 shows where both come from."""
    trace = Program.parse(f"r = w*x\nL = {loss}\ng = grad(L, w)").run(
        {"w": 1.5, "x": 2.0, **({"c": 3.0} if "c" in loss else {})}
    )
    assert explain(trace, ["g"])[-1].text_formula == slope


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


X = [[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]]


def latex(text: str, **values: Any) -> dict[str, str]:
    return {step.name: step.formula for step in explain(Program.parse(text).run(values))}


def chain(step: ExplainedStep) -> list[str]:
    """Return a step's formula and, one below the other, those it is zoomed into."""
    return [step.text_formula, *(text for inner in step.zoom for text in chain(inner))]


@pytest.mark.parametrize(
    ("expression", "drawn"),
    [
        ("sum(X, dim=0)", r"\sum_{i} X_{ij}"),
        ("sum(X, dim=-1)", r"\sum_{j} X_{ij}"),
        ("mean(X, dim=1)", r"\operatorname{mean}_{j}(X_{ij})"),
        ("norm(X, dim=1)", r"\sqrt{\sum_{j} X_{ij}^2}"),
        ("softmax(X, dim=0)", r"\operatorname{softmax}_{i}(X_{ij})"),
        ("sum(X[0], dim=0)", r"\operatorname{sum}(X_{0})"),
        ("sum(X)", r"\operatorname{sum}(X)"),
        ("sum(X**2, dim=0)", r"\sum_{i} (X^{2})_{ij}"),
        ("var(X, dim=1)", r"\operatorname{Var}_{j}(X_{ij})"),
    ],
)
def test_a_reduction_of_a_matrix_names_its_axis(expression: str, drawn: str) -> None:
    """By the index that goes; where there is no other axis nothing is said."""
    assert latex(f"q = {expression}", X=X)["q"] == drawn


def test_the_sum_over_a_batch_in_a_gradient_names_its_axis() -> None:
    """The bias was repeated for every row, so its gradient is the sum over the rows."""
    text = "Z = X@W + b\nL = mse_loss(Z, Y)\ndZ = grad(L, Z)\ndb = grad(L, b)"
    values = {"X": X, "W": [[1.0], [0.5], [2.0]], "b": [0.5], "Y": [[1.0], [0.0]]}
    assert formulas(text, **values)["db"][0] == "sum(dZ, dim=0)"
    assert latex(text, **values)["db"] == r"\sum_{i} \left(\frac{\partial L}{\partial Z}\right)_{ij}"


def test_gradients_of_products_are_products() -> None:
    """Xᵀ dZ and dZ Wᵀ in both forms, not the engine's ops; the text can be computed with."""
    text = "Z = X@W\nL = sum(Z**2)\ndZ = grad(L, Z)\ndW = grad(L, W)\ndX = grad(L, X)"
    values = {"X": X, "W": [[1.0, 0.5], [0.5, 2.0], [1.0, 1.0]]}
    found = formulas(text, **values)
    assert (found["dW"][0], found["dX"][0]) == ("X.T @ dZ", "dZ @ W.T")
    trace = Program.parse(text).run(values)
    given = {"X": trace["X"], "W": trace["W"], "dZ": trace["dZ"]}
    assert np.array_equal(engine.evaluate(found["dW"][0], **given), trace["dW"])


def test_the_product_of_two_vectors_has_a_dot() -> None:
    """[1, 2][3, 4] side by side would say nothing."""
    assert latex("z = w@x + b", w=[1.0, 2.0], x=[3.0, 4.0], b=1.0)["z"] == r"w \cdot x + b"


def test_zooming_goes_on_until_nothing_is_left_to_take_apart() -> None:
    """A standard deviation is the root of a variance, and that a mean of squares."""
    (step,) = explain(Program.parse("s = std(x, correction=0)").run({"x": [1.0, 2.0, 6.0]}), zoom=True)
    assert chain(step) == [
        "std(x, correction=0)",
        "sqrt(var(x, correction=0))",
        "sqrt(sum((x - mean(x, keepdim=true))**2)/(3 - 0))",
    ]


def test_an_op_is_taken_apart_as_its_row_says() -> None:
    """σ by its exponential."""
    (step,) = explain(Program.parse("p = sigmoid(z)").run({"z": 0.5}), zoom=True)
    assert chain(step)[1:] == ["1/(1 + exp(-z))"]
    assert step.zoom[0].value == step.value


def test_a_norm_shows_the_axis_of_its_statistics() -> None:
    """Layer norm is written with means along a row when taken apart."""
    (step,) = explain(Program.parse("y = layer_norm(X)").run({"X": X}), zoom=True)
    assert step.zoom[0].text_formula.startswith("(X - mean(X, dim=1, keepdim=true))/sqrt(")
    assert r"\operatorname{mean}_{j}(X_{ij})" in step.zoom[0].formula


def test_a_small_number_after_a_plus_has_no_brackets() -> None:
    """√v̂ + 10⁻⁸."""
    assert latex("step = adam(w, g, lr=0.1)", w=1.0, g=0.5)["step.w"].endswith(r"\sqrt{\hat{v}} + 10^{-8}}")


def test_a_long_gradient_is_made_in_several_steps() -> None:
    """Through eight steps of an LSTM: every formula can be read, and its parts are steps before it."""
    generator = np.random.default_rng(0)
    text = "net = lstm(x, h, c, w_ih, w_hh, steps=8)\nL = sum(net.out**2)\ndw = grad(L, w_hh)"
    shapes = {"x": (8, 3), "h": (2,), "c": (2,), "w_ih": (8, 3), "w_hh": (8, 2)}
    trace = Program.parse(text).run({name: generator.normal(size=shape) for name, shape in shapes.items()})
    steps = explain(trace, ["dw"], zoom=True)
    names = [step.name for step in steps]
    assert names[-1] == "dw"
    assert "u_1" in names
    assert max(len(step.formula) for step in steps) < 1000
    assert np.array_equal(steps[-1].value, trace["dw"])


def numbers(text: str, **values: Any) -> dict[str, str]:
    return {step.name: step.numbers for step in explain(Program.parse(text).run(values))}


def test_a_gradient_is_called_in_formulas_what_its_step_is_called() -> None:
    """Nobody has to guess that dw, or g, is the ∂L/∂w of the step before."""
    found = latex("L = (w - 1)**2\ng = grad(L, w)\nw_new = w - eta*g", w=2.0, eta=0.1)
    assert found["w_new"] == r"w - \eta \frac{\partial L}{\partial w}"


@pytest.mark.parametrize(
    ("program", "drawn"),
    [
        ("q = a*v", r"0.5 \cdot \begin{pmatrix} 1 & 2 \end{pmatrix}"),
        ("q = a*(v > 1)", r"0.5 \cdot \mathbb{1}[\begin{pmatrix} 1 & 2 \end{pmatrix} > 1]"),
        ("q = m/(1 - a)", r"-\frac{0.3}{1 - 0.5}"),
        ("q = norm(v - a)", r"\|\begin{pmatrix} 1 & 2 \end{pmatrix} - 0.5\|"),
        ("q = v[-1] - v[0]", "2 - 1"),
        ("q = v[0:2] - 1", r"\begin{pmatrix} 1 & 2 \end{pmatrix} - 1"),
        ("q = descend(m, a, a)", r"-0.3 - 0.5 \cdot 0.5"),
    ],
)
def test_numbers_put_in_read_as_a_person_writes_them(program: str, drawn: str) -> None:
    """A dot between factors, the minus before the fraction, no needless brackets, entries for indices."""
    assert numbers(program, a=0.5, v=[1.0, 2.0], m=-0.3)["q"] == drawn


def test_differentials_stand_apart_from_other_factors() -> None:
    """2u du, not 2udu."""
    assert latex("q = 2*u*du*x", u=1.0, du=2.0, x=3.0)["q"] == r"2 u \, du \, x"


def test_a_choice_is_drawn_by_cases() -> None:
    """Which value holds where, and brackets round it where something follows."""
    cases = r"\begin{cases} 1 & z > 0 \\ a & \text{otherwise} \end{cases}"
    found = latex("p = g*where(z > 0, 1, a)\nq = where(z > 0, 1, a) + g", z=1.0, a=0.1, g=2.0)
    assert found == {"p": f"g {cases}", "q": rf"\left({cases}\right) + g"}


def test_whole_numbers_keep_their_digits() -> None:
    """3 · 4352 · 11776 is not 153 747 000; a large fraction is told to the unit, noise never."""
    found = explain(Program.parse("a = 3*4352*11776\nb = a/7\nc = 0.1*3\nd = a*a*a").run({}))
    assert [step.value_text for step in found] == ["153747456", "21963922", "0.3", "3.63433e24"]


def test_a_column_against_a_row_names_its_axes() -> None:
    """The text a[:, None] - b as aᵢ - bⱼ."""
    program = "D = unsqueeze(a, 1) - unsqueeze(b, 0)"
    assert latex(program, a=[1.0, 2.0], b=[3.0])["D"] == "a_{i} - b_{j}"
    assert numbers(program, a=[1.0, 2.0], b=[3.0])["D"].startswith(
        r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}_{i}"
    )


def test_what_is_known_needs_no_step() -> None:
    """Nor does what only that is computed from."""
    trace = Program.parse("a = x + 1\nb = 2*a\nc = b**2").run({"x": 3.0})
    assert [step.name for step in explain(trace, ["c"], known=["b"])] == ["c"]
    assert [step.name for step in explain(trace, ["b", "c"], known=["b"])] == ["a", "b", "c"]


def test_blocks_and_entries_stand_as_in_mathematics() -> None:
    """One block below the other, and entries that are counted from 1 where the program says so."""
    assert latex("Y = cat(A, B, dim=0)", A=X, B=X)["Y"] == r"\begin{pmatrix} A \\ B \end{pmatrix}"
    assert latex("L = gather(v, c - 1)", v=[1.0, 2.0], c=2.0)["L"] == "v_{c}"
