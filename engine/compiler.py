"""Program → one straight-line NumPy function for given shapes, cached on the program.

The source is emitted from the op table alone, with numbered names: no text of a person reaches ``exec``.
With the shapes known, structural ops that have nothing to do cost nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from engine.errors import NotFiniteError, UnfitValueError
from engine.inplace import Placing
from engine.lowering import hoist, split
from engine.ops import (
    attention_kernels,
    convolution_kernels,
    erf,
    kernels,
    layout_kernels,
    normalisation_kernels,
    table,
)
from engine.ops.row import Broadcastable, Op
from engine.program import CONSTANT, INPUT, Array, Node, Program, Shape, number_array
from engine.shaping import infer, label
from engine.witnesses import witnesses

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import ArrayLike

KERNELS = {
    name: function
    for module in (
        attention_kernels,
        convolution_kernels,
        erf,
        kernels,
        layout_kernels,
        normalisation_kernels,
    )
    for name, function in vars(module).items()
    if callable(function) and not name.startswith("_")
}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_LITERAL = re.compile(r"\(?-?\d+(\.\d*)?(e[-+]?\d+)?\)?")
_REFUSALS = (ValueError, IndexError, TypeError, ZeroDivisionError)  # a kernel met values it cannot take
_FAILURES = (FloatingPointError, OverflowError, *_REFUSALS)
_KEPT = 64  # compiled functions a program keeps: shapes × overrides × outputs in use at one time
_EARLY = "early"  # where a program keeps the functions that were not run often yet
_SELDOM = 3  # runs before a function is worth more work: most programs of a question are run once


class Function(Protocol):
    """A compiled program; ``shapes`` are those of its nodes, ``witnesses`` where a NaN that came in must show."""

    shapes: tuple[Shape, ...]
    witnesses: tuple[int, ...]

    def __call__(self, *inputs: Any) -> tuple[Any, ...]:
        """Compute the outputs."""


def run(
    program: Program, arrays: tuple[Any, ...], overrides: Mapping[int, Any]
) -> tuple[tuple[Any, ...], tuple[Shape, ...]]:
    """Return the value of every node (one that repeats a smaller one may be left small) and all shapes.

    A value that is not finite raises NotFiniteError naming the first such node; a value that an op cannot take
    (a class that is not there) UnfitValueError.
    """
    replaced = tuple(overrides)
    key = (
        replaced,
        tuple([array.shape for array in arrays]),
        tuple([overrides[place].shape for place in replaced]),
    )
    function = program._functions.get(key) or _function(program, key, None)  # noqa: SLF001  the cache is the program's
    given = (*arrays, *overrides.values())
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise", under="ignore"):
            values = function(*given)
            _refuse_odd([values[place] for place in function.witnesses])
            return values, function.shapes
    except _FAILURES:
        return _checked(program, key, given), function.shapes


def _refuse_odd(values: Iterable[Any]) -> None:
    """Raise FloatingPointError where one of ``values`` is NaN or infinite.

    The product with itself is the fastest look at a whole array; that it may overflow for others costs only time.
    """
    total = 0.0
    for value in values:
        total += np.vdot(value, value) if isinstance(value, np.ndarray) else value * value
    if total - total != 0.0:
        raise FloatingPointError


def positional(program: Program, outputs: tuple[int, ...], arrays: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the values of some nodes from float64 inputs in the program's order; raises as ``run`` does."""
    key = ((), tuple([array.shape for array in arrays]), (), outputs)
    function = program._functions.get(key) or _function(program, key, outputs)  # noqa: SLF001  the cache is the program's
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise", under="ignore"):
            results = function(*arrays)
            _refuse_odd(results)
            return results
    except _FAILURES:
        everything = _checked(program, key, arrays)
        return tuple(everything[place] for place in outputs)


def compiled(program: Program, shapes: tuple[Shape, ...], outputs: tuple[int, ...]) -> Function:
    """Return the bare function for inputs of these shapes; it raises FloatingPointError under ``np.errstate``."""
    key = ((), shapes, (), outputs)
    return program._functions.get(key) or _function(program, key, outputs)  # noqa: SLF001  the cache is the program's


class Compiled:
    """A function from values by name to some outputs by name; made anew only for new shapes."""

    def __init__(self, program: Program, outputs: tuple[str, ...]) -> None:
        self._program = program
        self._names = outputs
        self._places = tuple(program.place(name) for name in outputs)

    def __call__(
        self, values: Mapping[str, ArrayLike] | None = None, /, **more: ArrayLike
    ) -> dict[str, Array | float]:
        """Compute the outputs; raises as ``Program.run`` does."""
        named = {**(values or {}), **more}
        arrays = tuple(number_array(named, name) for name in self._program.inputs)
        results = positional(self._program, self._places, arrays)
        return {
            name: value if isinstance(value, np.ndarray) and value.ndim else float(value)
            for name, value in zip(self._names, results, strict=True)
        }


def source(
    program: Program,
    shapes: tuple[Shape, ...],
    replaced: tuple[int, ...] = (),
    outputs: tuple[int, ...] | None = None,
) -> str:
    """Return the Python source of the function: inputs (then overrides) in, the values of ``outputs`` (all) out.

    ``shapes`` are those of all nodes. A value that merely repeats a smaller one is left small (see ``Trace.at``).
    """
    return _source(program, shapes, replaced, outputs, quick=False)[0]


def _source(
    program: Program,
    shapes: tuple[Shape, ...],
    replaced: tuple[int, ...],
    outputs: tuple[int, ...] | None,
    *,
    quick: bool,
) -> tuple[str, dict[str, Array]]:
    """Return the source and the arrays it names; ``quick`` takes longer to make and less to run."""
    emission = _emitted(program, shapes, replaced, outputs)
    results = emission.results(outputs)
    lines, constants = hoist(emission.lines, emission.known()) if quick else (emission.lines, {})
    return _definition(emission.parameters(), lines, results), constants


def _definition(parameters: Iterable[str], lines: Iterable[str], results: Iterable[str]) -> str:
    body = [*lines, f"return ({''.join(f'{result}, ' for result in results)})"]
    return "\n".join([f"def program({', '.join(parameters)}):", *(f"    {line}" for line in body)])


def _emitted(
    program: Program, shapes: tuple[Shape, ...], replaced: tuple[int, ...], outputs: tuple[int, ...] | None
) -> _Emission:
    emission = _Emission(program, shapes, replaced, _needed(program, outputs))
    for place in range(len(program.nodes)):
        emission.add(place)
    return emission


def bound(
    program: Program, inputs: tuple[Any, ...], outputs: tuple[int, ...], into: dict[int, Array]
) -> Function:
    """Return the bare function for inputs like these that writes the outputs of ``into`` there, and returns the others.

    It has memory of its own: it is for one caller, and not kept. ``into`` goes by the place among the outputs; an
    array that is also an input is changed in place.
    """
    shapes = infer(program, tuple(np.shape(value) for value in inputs), {})
    emission = _emitted(program, shapes, (), outputs)
    results = emission.results(outputs)
    hoisted, constants = hoist(emission.lines, emission.known())
    lines, known = split(hoisted, emission.known() | dict.fromkeys(constants, ()))
    own = {n: _parameter(program, inputs, array) or f"g{n}" for n, array in into.items()}
    kept = [result for n, result in enumerate(results) if n not in into]
    placing = Placing(lines, known, {results[n]: own[n] for n in reversed(into)}, kept)
    late = [f"{own[n]}[...] = {placing.held(results[n])}" for n in into if placing.held(results[n]) != own[n]]
    text = _definition(
        emission.parameters(), [*placing.lines, *late], [placing.held(result) for result in kept]
    )
    space = constants | placing.buffers | {own[n]: array for n, array in into.items()}
    return _executed(program, text, space, shapes)


def _parameter(program: Program, inputs: tuple[Any, ...], array: Array) -> str | None:
    """Return the parameter that is this very array."""
    places = [place for place, node in enumerate(program.nodes) if node.op == INPUT]
    return next((f"v{place}" for place, value in zip(places, inputs, strict=True) if value is array), None)


class _Emission:
    """The lines so far, and for each node the name or literal that holds its value."""

    def __init__(
        self, program: Program, shapes: tuple[Shape, ...], replaced: tuple[int, ...], needed: frozenset[int]
    ) -> None:
        self.program = program
        self.shapes = shapes
        self.replaced = replaced
        self.needed = needed
        self.lines: list[str] = []
        self.names: list[str] = []
        self.small: set[int] = set()  # nodes whose value stands for a larger one by broadcasting
        self.plain: set[int] = set()  # nodes of literals alone: Python's floats, whose powers may be complex

    def add(self, place: int) -> None:
        """Emit the next node."""
        node = self.program.nodes[place]
        if place in self.replaced:
            self.names.append(f"o{place}")
        elif node.op == INPUT:
            self.names.append(f"v{place}")
        elif node.op == CONSTANT:
            self.names.append(_constant(place, node))
            self.plain.add(place)
        elif place in self.needed:
            self.names.append(self._named(f"v{place}", self._text(place, node)))
        else:
            self.names.append("None")

    def parameters(self) -> list[str]:
        """Return the names of inputs and overrides."""
        inputs = [f"v{place}" for place, node in enumerate(self.program.nodes) if node.op == INPUT]
        return inputs + [f"o{place}" for place in self.replaced]

    def results(self, outputs: tuple[int, ...] | None) -> list[str]:
        """Return what holds the outputs (each node's value, where there are none)."""
        return self.names if outputs is None else [self.full(place) for place in outputs]

    def known(self) -> dict[str, Shape]:
        """Return the shapes of the names that hold a value in its whole shape."""
        return {
            name: self.shapes[place]
            for place, name in enumerate(self.names)
            if name.isidentifier() and name == f"v{place}" and place not in self.small
        }

    def full(self, place: int) -> str:
        """Return the name of a node's value in its whole shape."""
        if place not in self.small:
            return self.names[place]
        return self._named(f"f{place}", f"np.broadcast_to({self.names[place]}, {self.shapes[place]!r})")

    def _text(self, place: int, node: Node) -> str:
        sizes = tuple(self.shapes[arg] for arg in node.args)
        names = tuple(self.names[arg] for arg in node.args)
        if self.plain.issuperset(node.args):
            self.plain.add(place)
            names = (f"np.float64({names[0]})", names[1]) if node.op == "pow" and not any(sizes) else names
        text = expression(node, names, sizes)
        if node.args and any(arg in self.small for arg in node.args):
            return self._text_over_small(place, node, text, sizes)
        if isinstance(text, Broadcastable):
            self.small.add(place)
        return text

    def _text_over_small(self, place: int, node: Node, text: str, sizes: tuple[Shape, ...]) -> str:
        """Keep small what is worked entry by entry or passed on; write out in full what others need."""
        first = node.args[0]
        if table.rows()[node.op].elementwise:
            if not any(self.shapes[arg] == self.shapes[place] and arg not in self.small for arg in node.args):
                self.small.add(place)
            return text
        if text == self.names[first]:
            if isinstance(text, Broadcastable) or first in self.small:
                self.small.add(place)
            return text
        text = expression(node, tuple(self.full(arg) for arg in node.args), sizes)
        if isinstance(text, Broadcastable):
            self.small.add(place)
        return text

    def _named(self, name: str, text: str) -> str:
        """Add a line unless the value already has a name or is a literal; return what holds it."""
        if text.isidentifier() or _LITERAL.fullmatch(text):
            return str(text)
        if f"{name} = {text}" not in self.lines[-1:]:
            self.lines.append(f"{name} = {text}")
        return name


def _needed(program: Program, outputs: tuple[int, ...] | None) -> frozenset[int]:
    if outputs is None:
        return frozenset(range(len(program.nodes)))
    wanted = set(outputs)
    for place in range(len(program.nodes) - 1, -1, -1):
        if place in wanted:
            wanted.update(program.nodes[place].args)
    return frozenset(wanted)


def _constant(place: int, node: Node) -> str:
    if isinstance(node.value, tuple):
        return f"c{place}"
    return f"({node.value!r})" if node.value < 0 else repr(node.value)


def expression(node: Node, names: tuple[str, ...], sizes: tuple[Shape, ...]) -> str:
    """Return one node as a NumPy expression over the names of its operands."""
    row = table.rows()[node.op]
    options = dict(node.options)
    if row.specialise is not None:
        short = row.specialise(names, sizes, options)
        if short is not None:
            return short
    return _general(row, names, options)


def _general(row: Op, names: tuple[str, ...], options: Mapping[str, Any]) -> str:
    if "{" not in row.numpy:
        return (
            f"{row.numpy}({', '.join([*names, *(f'{name}={value!r}' for name, value in options.items())])})"
        )
    words = {name: repr(value) for name, value in options.items()}
    words |= {operand.name: name for operand, name in zip(row.operands, names, strict=True)}
    return _PLACEHOLDER.sub(lambda found: words[found.group(1)], row.numpy)


def _function(program: Program, key: Any, outputs: tuple[int, ...] | None) -> Function:
    """Compile for these shapes; what is run again and again is made quicker, and kept where it is found at once."""
    early = program._functions.setdefault(_EARLY, {})  # noqa: SLF001
    if len(early) + len(program._functions) > _KEPT:  # noqa: SLF001
        program._functions.clear()  # noqa: SLF001
        early = program._functions[_EARLY] = {}  # noqa: SLF001
    function, uses = early.pop(key, None) or (_made(program, key, outputs, quick=False), 0)
    if uses < _SELDOM:
        early[key] = (function, uses + 1)
    else:
        function = program._functions[key] = _made(program, key, outputs, quick=True)  # noqa: SLF001
    return function


def _made(program: Program, key: Any, outputs: tuple[int, ...] | None, *, quick: bool) -> Function:
    replaced, input_shapes, override_shapes = key[:3]
    shapes = infer(program, input_shapes, dict(zip(replaced, override_shapes, strict=True)))
    return _executed(program, *_source(program, shapes, replaced, outputs, quick=quick), shapes)


def _executed(program: Program, text: str, space: Mapping[str, Array], shapes: tuple[Shape, ...]) -> Function:
    """Return the function; ``space`` holds arrays that its text names."""
    named: dict[str, Any] = {"np": np, **KERNELS, **space}
    for place, node in enumerate(program.nodes):
        if node.op == CONSTANT and isinstance(node.value, tuple):
            named[f"c{place}"] = np.asarray(node.value, dtype=np.float64)
    exec(compile(text, "<program>", "exec"), named)  # noqa: S102  emitted from the op table only
    function: Function = named["program"]
    function.shapes = shapes
    function.witnesses = witnesses(program, shapes)
    return function


def _checked(program: Program, key: Any, given: tuple[Any, ...]) -> tuple[Any, ...]:
    """Run again node by node: something overflowed or was invalid on the way; say where, if it shows in a value."""
    replaced, input_shapes, override_shapes = key[:3]
    shapes = infer(program, input_shapes, dict(zip(replaced, override_shapes, strict=True)))
    waiting = iter(given)
    inputs = {place: next(waiting) for place, node in enumerate(program.nodes) if node.op == INPUT}
    overrides = {place: next(waiting) for place in replaced}
    values: list[Any] = []
    infinite: set[int] = set()
    with np.errstate(all="ignore"):
        for place, node in enumerate(program.nodes):
            value = overrides.get(place, inputs.get(place))
            if value is None:
                value = _value(program, place, node, values, shapes)
            if not np.all(np.isfinite(value)):
                _judge(program, place, node, value, infinite)
            values.append(value)
    return tuple(values)


def _value(program: Program, place: int, node: Node, values: list[Any], shapes: tuple[Shape, ...]) -> Any:
    if node.op == CONSTANT:
        return np.asarray(node.value, dtype=np.float64)[()]
    names = tuple(f"a{n}" for n in range(len(node.args)))
    text = expression(node, names, tuple(shapes[arg] for arg in node.args))
    space = {"np": np, **KERNELS, **dict(zip(names, (values[arg] for arg in node.args), strict=True))}
    try:
        value = np.asarray(eval(text, space), dtype=np.float64)[()]  # noqa: S307  emitted from the op table only
        return value if value.shape == shapes[place] else np.broadcast_to(value, shapes[place])
    except _REFUSALS as reason:
        name = label(program, place)
        raise UnfitValueError(f"{name}: {reason}", node=name, op=node.op) from None


def _judge(program: Program, place: int, node: Node, value: Any, infinite: set[int]) -> None:
    """Raise for NaN, and for an infinity that no infinite input (the -inf of an additive mask) brought along."""
    nan = bool(np.any(np.isnan(value)))
    if not nan and (node.op == INPUT or infinite.intersection(node.args)):
        infinite.add(place)
        return
    name = label(program, place)
    how = "" if node.op == INPUT else f" ({node.op} on these values)"
    raise NotFiniteError(f"{name} is {'not a number' if nan else 'infinite'}{how}", node=name)
