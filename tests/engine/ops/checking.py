"""``check_op`` makes one op, at some values, one line of test: value, shape, executors, text and derivatives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.compiler import _checked
from engine.program import Program

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

_STEP = 1e-3
_STENCIL = ((1, 8 / 12), (-1, -8 / 12), (2, -1 / 12), (-2, 1 / 12))  # error O(h⁴)


@dataclass(frozen=True)
class Case:
    """A call and the values of its names: a tuple is a shape to fill with random numbers, anything else a value.

    ``data`` names what is not differentiated; ``order`` is how many derivatives are checked.
    """

    text: str
    values: Mapping[str, Any]
    data: tuple[str, ...] = ()
    expected: Any = None
    order: int = 2
    tolerance: float = 1e-7
    seed: int = 0
    positive: tuple[str, ...] = ()
    inside: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def __str__(self) -> str:
        """Name the test by the call and the shapes."""
        sizes = (f"{name}{list(np.shape(value))}" for name, value in self.arrays().items())
        return f"{self.text} {' '.join(sizes)}"

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """Return the values, drawn where only a shape is given."""
        generator = np.random.default_rng(self.seed)
        return {name: self._array(name, value, generator) for name, value in self.values.items()}

    def _array(self, name: str, value: Any, generator: np.random.Generator) -> NDArray[np.float64]:
        if not isinstance(value, tuple):
            return np.asarray(value, dtype=np.float64)
        drawn = generator.normal(size=value)
        if name in self.positive:
            return np.asarray(0.2 + np.abs(drawn))
        low, high = self.inside.get(name, (0.0, 0.0))
        return np.asarray(low + (high - low) / (1 + np.exp(-drawn)) if high > low else drawn)


def case(
    text: str,
    *,
    data: str = "",
    expected: Any = None,
    order: int = 2,
    tolerance: float = 1e-7,
    seed: int = 0,
    positive: str = "",
    inside: Mapping[str, tuple[float, float]] | None = None,
    **values: Any,
) -> Case:
    """Return a case from one call; ``data`` and ``positive`` are names with spaces between them."""
    return Case(
        text,
        values,
        tuple(data.split()),
        expected,
        order,
        tolerance,
        seed,
        tuple(positive.split()),
        inside or {},
    )


def check_op(one: Case) -> None:
    """Prove one case: three executors agree, its text parses back, and its derivatives are right both ways."""
    values = one.arrays()
    program = Program.parse(f"out = {one.text}", names=tuple(values))
    value = program.run(values)["out"]
    if one.expected is not None:
        expected = np.asarray(one.expected(*values.values()) if callable(one.expected) else one.expected)
        assert np.shape(value) == expected.shape
        np.testing.assert_allclose(value, expected, rtol=1e-12, atol=1e-14)
    assert Program.parse(str(program), names=tuple(values)) == program
    check_executors(program, values)
    wrt = tuple(name for name in program.inputs if name not in one.data)
    if wrt and one.order:
        check_both_ways(program, values, wrt)
        check_orders(program, values, wrt, one)


def check_executors(program: Program, values: Mapping[str, ArrayLike]) -> None:
    """Traced, compiled and node by node, a program gives the same numbers."""
    trace = program.run(values)
    compiled = program.compile(program.assigned)(values)
    shapes = tuple(np.shape(values[name]) for name in program.inputs)
    arrays = tuple(np.asarray(values[name], dtype=np.float64)[()] for name in program.inputs)
    checked = _checked(program, ((), shapes, ()), arrays)
    for place in range(len(program.nodes)):
        value = trace.at(place)
        assert np.shape(value) == np.shape(checked[place]) == trace.shapes[place]
        np.testing.assert_allclose(value, checked[place], rtol=1e-13, atol=1e-15)
    for name in program.assigned:
        np.testing.assert_allclose(compiled[name], trace[name], rtol=1e-13, atol=1e-15)


def check_both_ways(program: Program, values: Mapping[str, NDArray[np.float64]], wrt: Sequence[str]) -> None:
    """⟨u, Jv⟩ from forward mode equals ⟨Jᵀu, v⟩ from reverse mode."""
    generator = np.random.default_rng(1)
    tangents = {f"d_{name}": generator.normal(size=values[name].shape) for name in wrt}
    forward = program.forward_mode(wrt).run({**values, **tangents})["d_out"]
    probe = generator.normal(size=np.shape(forward))
    gradients = _gradients(program, values, probe, wrt)
    pairs = zip(gradients, tangents.values(), strict=True)
    backward = sum(float(np.sum(gradient * tangent)) for gradient, tangent in pairs)
    assert np.isclose(np.sum(probe * forward), backward, rtol=1e-10, atol=1e-10)
    for name, gradient in zip(wrt, gradients, strict=True):
        assert np.shape(gradient) == values[name].shape


def _gradients(
    program: Program, values: Mapping[str, Any], probe: ArrayLike, wrt: Sequence[str]
) -> tuple[Any, ...]:
    differentiated = program.extended("loss = sum(probe*out)").backward("loss", wrt)
    trace = differentiated.run({**values, "probe": probe})
    return tuple(trace[name] for name in differentiated.assigned[-len(wrt) :])


def check_orders(
    program: Program, values: Mapping[str, NDArray[np.float64]], wrt: Sequence[str], one: Case
) -> None:
    """Each derivative, and the derivative of the derivative, is what differences say along random directions."""
    generator = np.random.default_rng(2)
    shape = np.shape(program.run(values)["out"])
    more: dict[str, Any] = {"probe0": generator.normal(size=shape)}
    text = "total0 = sum(probe0*out)"
    for order in range(one.order):
        program = program.extended(text)
        for name in wrt:
            program = program.extended(f"d{order}_{name} = grad(total{order}, {name})")
        _compare(
            program, {**values, **more}, f"total{order}", [(n, f"d{order}_{n}") for n in wrt], one.tolerance
        )
        more |= {f"w{order}_{name}": generator.normal(size=values[name].shape) for name in wrt}
        text = f"total{order + 1} = " + " + ".join(f"sum(d{order}_{n}*w{order}_{n})" for n in wrt)


def _compare(
    program: Program,
    values: Mapping[str, Any],
    total: str,
    pairs: Sequence[tuple[str, str]],
    tolerance: float,
) -> None:
    trace = program.run(values)
    function = program.compile((total,))
    generator = np.random.default_rng(3)
    for name, derivative in pairs:
        direction = generator.normal(size=np.shape(values[name]))
        analytic = float(np.sum(trace[derivative] * direction))
        ends = [
            weight * float(function({**values, name: values[name] + n * _STEP * direction})[total])
            for n, weight in _STENCIL
        ]
        numeric = sum(ends) / _STEP
        scale = 1.0 + abs(analytic) + float(np.linalg.norm(trace[derivative])) + max(abs(end) for end in ends)
        message = f"{derivative}: {analytic} is computed, differences say {numeric}"
        assert abs(analytic - numeric) <= tolerance * scale, message
