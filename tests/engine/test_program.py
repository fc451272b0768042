"""Programs: parsing, printing, running, overriding, and what is said when something does not fit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import evaluate, gradient
from engine.errors import (
    EngineError,
    NotFiniteError,
    ReadingError,
    ShapeError,
    UnknownNameError,
    ValueMissingError,
)
from engine.program import Program
from tests.engine.ops.checking import check_executors
from tests.engine.programs import programs
from tests.engine.training_programs import training_steps

_NEURON = "z = w*x + b\na = relu(z)\nL = (a - t)**2\ng = grad(L, w)\nw_new = w - eta*g"
_POINT = {"x": 2, "w": 0.5, "b": 0.5, "t": 1, "eta": 0.1}
_MANY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_SOME = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _same(left: dict[str, Any], right: dict[str, Any]) -> None:
    assert left.keys() == right.keys()
    for name, value in left.items():
        np.testing.assert_array_equal(value, right[name])


def test_a_neuron_runs_to_the_numbers_of_the_page() -> None:
    """The ten lines at the top of the engine are true."""
    trace = Program.parse(_NEURON).run(_POINT)
    assert trace.values() == {**_POINT, "z": 1.5, "a": 1.5, "L": 0.25, "g": 2.0, "w_new": 0.3}


@_MANY
@given(programs())
def test_a_printed_program_parses_back_to_an_equal_one(drawn: tuple[str, dict[str, Any]]) -> None:
    """With its gradients too; and it runs to the same values under the same names."""
    text, values = drawn
    program = Program.parse(text).backward("L", tuple(values))
    again = Program.parse(str(program), names=tuple(values))
    assert again == program
    assert hash(again) == hash(program)
    before, after = program.run(values), again.run(values)
    for name in program.assigned:
        np.testing.assert_array_equal(before[name], after[name])


@_MANY
@given(programs())
def test_three_executors_give_the_same_numbers(drawn: tuple[str, dict[str, Any]]) -> None:
    """Traced, compiled and node by node, values and gradients are the same."""
    text, values = drawn
    program = Program.parse(text).backward("L", tuple(values))
    check_executors(program, {name: values[name] for name in program.inputs})


@_MANY
@given(programs(), st.data())
def test_overriding_a_node_with_its_own_value_changes_nothing(
    drawn: tuple[str, dict[str, Any]], data: st.DataObject
) -> None:
    """Also for inner values of the backward pass."""
    text, values = drawn
    program = Program.parse(text).backward("L", tuple(values))
    trace = program.run(values)
    name = data.draw(st.sampled_from(program.assigned))
    _same(trace.values(), program.run(values, do={name: trace[name]}).values())


@_MANY
@given(programs(), st.data())
def test_overriding_a_node_leaves_everything_upstream_untouched(
    drawn: tuple[str, dict[str, Any]], data: st.DataObject
) -> None:
    """Only what is computed from it, directly or not, may move."""
    text, values = drawn
    program = Program.parse(text).backward("L", tuple(values))
    before = program.run(values)
    name = data.draw(st.sampled_from(program.assigned))
    after = program.run(values, do={name: np.asarray(before[name]) + 1.5})
    moved = {program.place(name)}
    for place, node in enumerate(program.nodes):
        if moved.intersection(node.args):
            moved.add(place)
    np.testing.assert_array_equal(after[name], np.asarray(before[name]) + 1.5)
    for place in range(len(program.nodes)):
        if place not in moved:
            np.testing.assert_array_equal(before.at(place), after.at(place))


@_SOME
@given(training_steps())
def test_a_printed_training_step_parses_back_to_an_equal_one(drawn: tuple[str, dict[str, Any]]) -> None:
    """Blocks, norms, gradients and an optimiser called like an op, also with lines added to what was printed."""
    text, values = drawn
    program = Program.parse(text)
    again = Program.parse(str(program), names=program.inputs)
    assert again == program
    before, after = program.run(values), again.extended("more = step.w + after").run(values)
    for name in program.assigned:
        np.testing.assert_array_equal(before[name], after[name])
    np.testing.assert_array_equal(after["more"], before["step.w"] + before["after"])


@_SOME
@given(training_steps(), st.data())
def test_overriding_in_a_training_step_keeps_to_what_is_behind_it(
    drawn: tuple[str, dict[str, Any]], data: st.DataObject
) -> None:
    """A node's own value changes nothing; another one leaves everything upstream as it was."""
    text, values = drawn
    program = Program.parse(text)
    before = program.run(values)
    name = data.draw(st.sampled_from(program.assigned))
    _same(before.values(), program.run(values, do={name: before[name]}).values())
    after = program.run(values, do={name: np.asarray(before[name]) * 1.25})
    behind = program.place(name)
    for place, above in enumerate(program.ancestors):
        if place != behind and not above >> behind & 1:
            np.testing.assert_array_equal(before.at(place), after.at(place))


@_SOME
@given(training_steps())
def test_a_training_step_runs_the_same_in_every_way(drawn: tuple[str, dict[str, Any]]) -> None:
    """Traced, compiled, node by node, and rebuilt without a change."""
    text, values = drawn
    program = Program.parse(text)
    given_values = {name: values[name] for name in program.inputs}
    check_executors(program, given_values)
    rebuilt = program.rewrite(lambda _builder, _node, _place, _args: None)
    assert rebuilt == program
    _same(program.run(values).values(), rebuilt.run(values).values())


def test_a_rewrite_may_build_upon_nodes_that_come_later() -> None:
    """And says so where that would be a circle."""
    program = Program.parse("a = x + 1\nb = x*3\nc = a*b")
    moved = program.rewrite(
        lambda builder, _node, place, _args: (
            builder.moved[program.place("b")] if place == program.place("a") else None
        )
    )
    assert moved.run({"x": 2})["c"] == 36.0
    with pytest.raises(EngineError, match="computed from the node it replaces"):
        program.rewrite(
            lambda builder, _node, place, _args: (
                builder.moved[program.place("c")] if place == program.place("a") else None
            )
        )


@pytest.mark.parametrize(
    ("text", "values", "node", "shapes"),
    [
        (
            "step = attention(Q, K, V)",
            {"Q": np.ones((2, 3)), "K": np.ones((2, 4)), "V": np.ones((2, 4))},
            "Q @ K.T",
            ((2, 3), (4, 2)),
        ),
        ("y = layer_norm(X, w)", {"X": np.ones((2, 3)), "w": np.ones(2)}, "layer_norm(X, w)", ((2, 3), (2,))),
        ("step = adam(w, g, lr=0.1)", {"w": np.ones(2), "g": np.ones(3)}, "step.w", ((2,), (3,))),
    ],
)
def test_a_shape_that_does_not_fit_inside_a_block_is_named_there(
    text: str, values: dict[str, Any], node: str, shapes: tuple[tuple[int, ...], ...]
) -> None:
    """By the part of the macro, its expression, or the composite."""
    with pytest.raises(ShapeError) as caught:
        Program.parse(text, names=tuple(values)).run(values)
    assert caught.value.node == node
    assert set(shapes) <= set(caught.value.shapes)


@pytest.mark.parametrize(
    ("text", "values", "node"),
    [
        ("step = adam(w, g, v=v, lr=0.1)", {"w": 1.0, "g": 0.5, "v": -1.0}, "step.w"),
        ("step = rmsprop(w, g, s=s, lr=0.1)", {"w": 1.0, "g": 0.0, "s": -1.0}, "sqrt(step.s)"),
        ("L = mse_loss(log(a), y)\ng = grad(L, a)", {"a": [0.0, 1.0], "y": [1.0, 1.0]}, "log(a)"),
        ("b = sqrt(x)\nL = sum(b)*2\ng = grad(L, x)\nh = g + 1", {"x": [0.0, 1.0]}, "g"),
        (
            "y = batch_norm(X, m, v, training=false)",
            {"X": np.ones((2, 1)), "m": [0.0], "v": [-1.0]},
            "sqrt(channel_like(v, X) + 1e-5)",
        ),
    ],
)
def test_what_is_not_finite_inside_a_block_is_named_where_it_begins(
    text: str, values: dict[str, Any], node: str
) -> None:
    """In macros, composites and gradients, traced and compiled."""
    program = Program.parse(text, names=tuple(values))
    for run in (program.run, program.compile(program.assigned)):
        with pytest.raises(NotFiniteError) as caught:
            run(values)
        assert caught.value.node == node


def test_a_node_with_a_long_expression_is_named_in_short() -> None:
    """A message fits into a few lines."""
    powers = " + ".join(f"x**{n}" for n in range(2, 40))
    with pytest.raises(NotFiniteError) as caught:
        Program.parse(f"L = 1 + log({powers} - 1000)").run({"x": 1.0})
    assert caught.value.node.startswith("log(…")
    assert len(str(caught.value)) < 200


def test_overriding_a_gradient_moves_what_is_behind_it() -> None:
    """The assigned name is the adjoint node: with dz overridden, dw follows."""
    program = Program.parse("z = w*x\na = tanh(z)\nL = a**2\ndz = grad(L, z)\ndw = grad(L, w)")
    trace = program.run({"w": 0.5, "x": 2}, do={"dz": 10})
    assert trace["dw"] == 20
    assert program.run({"w": 0.5, "x": 2}, do={"a": 0})["dz"] == 0


def test_equal_expressions_are_one_node() -> None:
    """Written twice, computed once."""
    program = Program.parse("a = sigmoid(x)*2\nb = sigmoid(x) + sigmoid(x)*2")
    assert sum(node.op == "sigmoid" for node in program.nodes) == 1
    assert sum(node.op == "mul" for node in program.nodes) == 1


def test_a_rewrite_replaces_nodes_and_keeps_names() -> None:
    """A rule that turns relu into tanh changes what is downstream and nothing else."""
    program = Program.parse(_NEURON)
    changed = program.rewrite(
        lambda builder, node, _place, args: builder.push("tanh", args) if node.op == "relu" else None
    )
    trace = changed.run(_POINT)
    assert trace["a"] == np.tanh(1.5)
    assert trace["z"] == 1.5
    assert program.run(_POINT)["a"] == 1.5
    unchanged = program.rewrite(lambda *_: None)
    assert unchanged == program


@pytest.mark.parametrize(
    ("text", "values", "node", "op", "shapes"),
    [
        ("h = W @ x\ny = h + 1", {"W": np.ones((2, 3)), "x": np.ones(2)}, "h", "matmul", ((2, 3), (2,))),
        ("s = a + b", {"a": np.ones(2), "b": np.ones(3)}, "s", "add", ((2,), (3,))),
        ("c = 2*mean(a, dim=3)", {"a": np.ones(2)}, "mean(a, dim=3)", "mean", ((2,),)),
        (
            "L = mse_loss(p, t)",
            {"p": np.ones((2, 3)), "t": np.ones((3, 2))},
            "p - t",
            "sub",
            ((2, 3), (3, 2)),
        ),
        ("g = grad(v, x)\nw = g", {"v": np.ones(3), "x": 1.0}, "v", "grad", ((3,),)),
    ],
)
def test_a_shape_that_does_not_fit_names_node_op_and_shapes(
    text: str, values: dict[str, Any], node: str, op: str, shapes: tuple[tuple[int, ...], ...]
) -> None:
    """The sentence holds all of them, and the error carries them as data."""
    with pytest.raises(ShapeError) as caught:
        Program.parse(text, names=tuple(values)).run(values)
    error = caught.value
    assert (error.node, error.op, error.shapes) == (node, op, shapes)
    assert node in str(error)
    assert all(str(shape) in str(error) for shape in shapes)


@pytest.mark.parametrize(
    ("text", "values", "node", "kind"),
    [
        ("a = x - 1\nb = log(a)\nc = b*2", {"x": 0.5}, "b", "not a number"),
        ("a = x - 1\nb = 2 + log(a)", {"x": 1}, "log(a)", "infinite"),
        ("b = exp(x)\nc = 1/b", {"x": [1, 1000]}, "b", "infinite"),
        ("b = 1/x\nc = tanh(b)", {"x": 0}, "b", "infinite"),
        ("b = x*0\nc = b + 1", {"x": [1, float("nan")]}, "x", "not a number"),
        ("b = x - x", {"x": float("inf")}, "b", "not a number"),
        ("b = sqrt(x)\nL = sum(b)\ng = grad(L, x)", {"x": [0, 1]}, "g", "infinite"),
    ],
)
def test_a_value_that_is_not_finite_names_the_node_where_it_first_appears(
    text: str, values: dict[str, Any], node: str, kind: str
) -> None:
    """Not the node where it is noticed, and without a traceback of NumPy's."""
    program = Program.parse(text, names=tuple(values))
    for run in (program.run, program.compile(program.assigned)):
        with pytest.raises(NotFiniteError) as caught:
            run(values)
        assert caught.value.node == node
        assert kind in str(caught.value)


def test_an_overflow_that_no_value_shows_is_no_error() -> None:
    """σ(−1000) passes through an infinite power on its way to 0."""
    assert Program.parse("a = sigmoid(x)\nL = a*2").run({"x": -1000})["L"] == 0


def test_evaluate_refuses_a_result_that_is_not_finite() -> None:
    """Also when the infinity was given."""
    with pytest.raises(NotFiniteError):
        evaluate("x + 1", x=float("inf"))
    with pytest.raises(NotFiniteError):
        evaluate("1/0")


@pytest.mark.parametrize(
    ("text", "line", "column", "what"),
    [
        ("a = 1\nb = a +* 2", 2, 7, "."),
        ("a = 1\nb = relu(a, 2, 3)", 2, 4, "takes at most"),
        ("b = softmax(x, dimm=1)", 1, 20, "did you mean dim"),
        ("b = mean(x, dim=x)", 1, 16, "literal"),
        ("b = mse_loss(x)", 1, 4, "needs target"),
        ("b = mse_loss(x, x, reduction=avg)", 1, 29, "mean or sum or none"),
        ("b = 2*adam(x, x)", 1, 6, "several results"),
        ("b = grad(x)", 1, 4, "grad takes a loss and a name"),
        ("b = cat([x, x], dims=1)", 1, 21, "has no dims"),
        ("a = 1\na = 2", 2, 0, "assigned already"),
    ],
)
def test_an_error_of_a_text_points_at_its_place(text: str, line: int, column: int, what: str) -> None:
    """Line and column are those of the text as typed, whoever found the error."""
    with pytest.raises(ReadingError, match=what) as caught:
        Program.parse(text, names=("x",))
    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.text == text
    assert caught.value.with_caret().splitlines()[1] == "  " + text.splitlines()[line - 1]


def test_a_missing_value_and_an_unknown_name_are_said() -> None:
    """Which input is missing; which name is nearest to one that is not there."""
    program = Program.parse("loss = w*x", names=("w", "x"))
    with pytest.raises(ValueMissingError, match="a value for x is missing"):
        program.run({"w": 1})
    with pytest.raises(ValueMissingError, match="full array of numbers"):
        program.run({"w": [[1], [2, 3]], "x": 1})
    with pytest.raises(UnknownNameError, match="did you mean loss"):
        program.run({"w": 1, "x": 1})["los"]


def test_a_run_does_not_change_its_inputs() -> None:
    """Values given in are read only."""
    values = {"x": np.array([1.0, 2.0]), "w": np.array([3.0, 4.0])}
    before = {name: value.copy() for name, value in values.items()}
    Program.parse("y = relu(x)*w\nL = sum(y)\ng = grad(L, w)\nn = w - 0.1*g").run(values)
    _same(values, before)


@pytest.mark.parametrize("text", ["(-1)**0.5", "abs((-8)**(1/3))", "sum([(1 - 2)**0.5])"])
def test_a_power_of_literals_is_never_complex(text: str) -> None:
    """Python's own floats would make a complex number of it, of which a sum keeps one part."""
    with pytest.raises(NotFiniteError, match="is not a number"):
        evaluate(text)


def test_evaluate_and_gradient_are_one_line() -> None:
    """The public face: an expression, values by name."""
    assert evaluate("sigmoid(w*x)", w=0, x=3) == 0.5
    assert gradient("sum(w*x)", ["w", "x"], w=2.0, x=3.0) == {"w": 3.0, "x": 2.0}
