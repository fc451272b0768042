"""Derivatives as nodes: reverse and forward mode, second order, Jacobians, and their look in a program."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from engine import check_gradient, gradient
from engine.autodiff import jacobian
from engine.errors import ReadingError, ShapeError
from engine.program import Program
from tests.engine.programs import programs

_MANY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_MANY
@given(programs())
def test_the_gradient_of_a_random_program_is_what_differences_say(drawn: tuple[str, dict[str, Any]]) -> None:
    """Along random directions, for every input."""
    text, values = drawn
    report = check_gradient(Program.parse(text), "L", tuple(values), values, directions=1)
    assert report.ok
    assert set(report.by_name) == set(values)


@_MANY
@given(programs())
def test_forward_and_reverse_mode_agree_on_a_random_program(drawn: tuple[str, dict[str, Any]]) -> None:
    """⟨u, Jv⟩ = ⟨Jᵀu, v⟩ for the last array and all inputs."""
    text, values = drawn
    wrt = tuple(values)
    generator = np.random.default_rng(0)
    tangents = {f"d_{name}": generator.normal(size=value.shape) for name, value in values.items()}
    forward = Program.parse(text).forward_mode(wrt).run({**values, **tangents})["d_L"]
    backward = gradient_of(text, wrt, values)
    along = sum(float(np.sum(backward[name] * tangents[f"d_{name}"])) for name in wrt)
    assert np.isclose(float(forward), along, rtol=1e-9, atol=1e-9)


@_MANY
@given(programs(longest=4))
def test_the_second_derivative_of_a_random_program_is_what_differences_say(
    drawn: tuple[str, dict[str, Any]],
) -> None:
    """The gradient's product with a fixed array, differentiated again."""
    text, values = drawn
    for name in values:
        text += f"\ng_{name} = grad(L, {name})"
    text += "\nagain = 10 + " + " + ".join(f"sum(g_{name}*cos(g_{name}))" for name in values)
    report = check_gradient(Program.parse(text), "again", tuple(values), values, directions=1)
    assert report.worst < 1e-4


def gradient_of(text: str, wrt: tuple[str, ...], values: dict[str, Any]) -> dict[str, Any]:
    """Return ∂L/∂name for each name."""
    program = Program.parse(text).backward("L", wrt)
    trace = program.run(values)
    return {name: trace[made] for name, made in zip(wrt, program.assigned[-len(wrt) :], strict=True)}


def test_all_gradients_of_a_loss_share_one_reverse_pass() -> None:
    """δ is one node, whatever asks for it."""
    program = Program.parse("z = w*x + b\nL = tanh(z)**2\ndz = grad(L, z)\ndw = grad(L, w)\ndb = grad(L, b)")
    lines = str(program).splitlines()
    assert "db = sum_like(dz, b)" in lines
    assert any(line.startswith("dw = ") and "dz" in line for line in lines)


def test_a_value_used_twice_shows_its_partial_sums() -> None:
    """Each use adds one term, and the sum is a node that says so."""
    program = Program.parse("a = x*x\nb = sin(x)\nL = a + b\ng = grad(L, x)", names=("x",))
    sums = [node for node in program.nodes if node.origin is not None and node.origin.rule == "sum"]
    assert len(sums) == 2  # x is used three times
    assert all(node.op == "add" and node.origin.source == program.place("x") for node in sums if node.origin)
    assert program.nodes[program.place("g")] in sums
    assert program.run({"x": 0.5})["g"] == pytest.approx(1 + np.cos(0.5), rel=1e-15)


def test_nodes_of_a_derivative_know_where_they_come_from() -> None:
    """The rule and the node it belongs to, so that mistakes match origins and not algebra."""
    program = Program.parse("z = w*x\na = sigmoid(z)\ng = grad(a, w)")
    sources = {
        program.nodes[node.origin.source].op
        for node in program.nodes
        if node.origin is not None and node.origin.rule == "vjp" and node.origin.source is not None
    }
    assert sources == {"sigmoid", "mul"}


def test_what_a_loss_does_not_depend_on_has_gradient_zero() -> None:
    """In the shape of the value; so has what is only looked at, like an index."""
    trace = Program.parse("L = w**2\ng = grad(L, v)\nm = grad(sum(x > 0), x)", names=("w", "v", "x")).run(
        {"w": 1, "v": np.ones((2, 3)), "x": [1, 2]}
    )
    np.testing.assert_array_equal(trace["g"], np.zeros((2, 3)))
    np.testing.assert_array_equal(trace["m"], [0, 0])


def test_a_gradient_of_a_gradient_of_a_gradient() -> None:
    """x⁴ → 4x³ → 12x² → 24x, and a fourth time 24."""
    text = "y = x**4\na = grad(y, x)\nb = grad(a, x)\nc = grad(b, x)\nd = grad(c, x)"
    trace = Program.parse(text).run({"x": 2})
    assert [trace[name] for name in "abcd"] == [32, 48, 48, 24]


def test_a_hessian_from_gradients_of_gradients() -> None:
    """Row by row, of f = x₀²x₁ + sin(x₁)."""
    text = "f = x[0]**2*x[1] + sin(x[1])\ng = grad(f, x)\nh0 = grad(g[0], x)\nh1 = grad(g[1], x)"
    trace = Program.parse(text, names=("x",)).run({"x": [1.5, 0.7]})
    np.testing.assert_allclose(trace["h0"], [1.4, 3.0], rtol=1e-14)
    np.testing.assert_allclose(trace["h1"], [3.0, -np.sin(0.7)], rtol=1e-14)


@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_a_jacobian_has_the_shapes_of_result_and_value(mode: str) -> None:
    """∂softmax/∂z is diag(p) − p pᵀ; a matrix by a matrix has four dims."""
    program = Program.parse("p = softmax(z)\nY = W @ z", names=("z", "W"))
    values = {"z": np.array([0.5, -1.0, 2.0]), "W": np.arange(6.0).reshape(2, 3)}
    p = np.asarray(program.run(values)["p"])
    np.testing.assert_allclose(
        jacobian(program, "p", "z", values, mode=mode), np.diag(p) - np.outer(p, p), atol=1e-15
    )
    np.testing.assert_allclose(jacobian(program, "Y", "z", values, mode=mode), values["W"])
    full = jacobian(program, "Y", "W", values, mode=mode)
    assert full.shape == (2, 2, 3)
    np.testing.assert_allclose(full[1], [[0, 0, 0], values["z"]])


def test_a_jacobian_of_a_number_is_its_gradient() -> None:
    """A scalar by a vector, a vector by a scalar, a scalar by a scalar."""
    program = Program.parse("s = sum(v**2)\nr = v*a\nq = a**2", names=("v", "a"))
    values = {"v": [1.0, 2.0], "a": 3.0}
    for mode in ("reverse", "forward"):
        np.testing.assert_allclose(jacobian(program, "s", "v", values, mode=mode), [2, 4])
        np.testing.assert_allclose(jacobian(program, "r", "a", values, mode=mode), [1, 2])
        assert jacobian(program, "q", "a", values, mode=mode) == 6


def test_backward_names_its_nodes_and_leaves_what_is_there() -> None:
    """Nodes d<name> are appended; a taken name gets an underscore."""
    program = Program.parse("L = (w*x - 1)**2\ndw = 7*w")
    more = program.backward("L", ("w", "x"))
    assert more.assigned == ("L", "dw", "dw_", "dx")
    trace = more.run({"w": 2, "x": 3})
    assert (trace["dw"], trace["dw_"], trace["dx"]) == (14, 30, 20)
    assert program.assigned == ("L", "dw")


def test_forward_mode_gives_a_tangent_of_every_name() -> None:
    """Also zeros, where a name does not depend on the inputs in question."""
    program = Program.parse("z = w*x\na = relu(z)\nc = x + 1").forward_mode("w")
    trace = program.run({"w": 2, "x": 3, "d_w": 1})
    assert (trace["d_z"], trace["d_a"], trace["d_c"]) == (3, 3, 0)


def test_a_gradient_of_an_array_is_refused() -> None:
    """A gradient is taken of a single number: the message says which value is none."""
    with pytest.raises(ShapeError, match=r"single number, and v has shape \(3,\)"):
        Program.parse("v = 2*x\ng = grad(v, x)", names=("x",)).run({"x": [1, 2, 3]})
    with pytest.raises(ReadingError, match="grad takes"):
        Program.parse("g = grad(L)", names=("L",))


def test_check_gradient_finds_a_wrong_rule() -> None:
    """A program whose relu passes the gradient everywhere is caught."""
    program = Program.parse("a = relu(z)\nL = sum(a*a)", names=("z",))
    values = {"z": np.array([1.0, -2.0, 3.0])}
    assert check_gradient(program, "L", "z", values).ok
    kinked = Program.parse("L = sum(where(z > 0, z, 0*z) + step(z))", names=("z",))
    assert not check_gradient(kinked, "L", "z", {"z": np.array([1e-9, 1.0])}).ok


def test_check_gradient_takes_rounding_for_what_it_is() -> None:
    """A mean of deviations is 0 but for its rounding, and so is every difference of it; a wrong slope is not."""
    text = "n0 = m0 - mean(m0, dim=1, keepdim=true)\nn2 = mean(n0)\nL = 2*mean(tanh(m0)*n2) + mean(tanh(n2))"
    values = {"m0": np.array([[-0.53566937, 0.36159505, 1.30400005], [0.94708096, -0.70373524, -1.26542147]])}
    assert all(check_gradient(Program.parse(text), "L", "m0", values, seed=seed).ok for seed in range(20))
    wrong = Program.parse(text.replace("mean(n0)", "mean(n0) + 1e-4*step(m0[0, 1] - 0.361595)"))
    assert not check_gradient(wrong, "L", "m0", values).ok


def test_gradient_of_an_expression_in_many_arrays() -> None:
    """The public face: shapes are those of the values."""
    found = gradient(
        "mse_loss(X @ W + b, Y)", ["W", "b"], X=np.eye(2), W=np.ones((2, 2)), b=[0.0, 1.0], Y=np.zeros((2, 2))
    )
    np.testing.assert_allclose(found["W"], [[0.5, 1.0], [0.5, 1.0]])
    np.testing.assert_allclose(found["b"], [1.0, 2.0])
