"""The table as a whole: every row is proven by a case, and every row is well formed."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine import compiler
from engine.compiler import expression
from engine.errors import UnknownNameError
from engine.ops import table
from engine.program import CONSTANT, INPUT, Program

if TYPE_CHECKING:
    from tests.engine.ops.checking import Case

_MODULES = sorted(path.stem for path in Path(__file__).parent.glob("test_*.py") if path.stem != "test_table")
_CASES: list[Case] = [
    one for name in _MODULES for one in getattr(import_module(f"tests.engine.ops.{name}"), "CASES", ())
]


def _program(one: Case) -> Program:
    return Program.parse(f"out = {one.text}", names=tuple(one.values))


def test_every_row_is_proven_by_a_case() -> None:
    """A new row without a line of test is found here."""
    proven: set[str] = set()
    for one in _CASES:
        program = _program(one)
        proven |= {node.op for node in program.nodes} | {group.op for group in program.groups.values()}
    assert sorted(set(table.rows()) - proven) == []


@pytest.mark.parametrize("name", sorted(table.rows()))
def test_a_row_is_well_formed(name: str) -> None:
    """It says what it is in a sentence, names its operands once, and has rules for operands it has."""
    row = table.rows()[name]
    operands = [operand.name for operand in row.operands]
    assert row.says.endswith(".")
    assert len(set(operands)) == len(operands)
    assert set(row.vjp) | set(row.jvp) | set(row.linear) <= set(operands)
    if not row.inline:
        differentiable = {operand.name for operand in row.operands if not operand.data}
        assert differentiable == set(row.vjp)
        forward = set(row.vjp) if row.elementwise else set(row.jvp) | set(row.linear)
        assert differentiable <= forward
        assert row.numpy
    else:
        assert row.expands
    assert row.latex or operands == ["*"]
    words = set(re.findall(r"\\(?:operatorname|text|mathrm)\{(\w+)\}", row.latex))
    assert not words & {
        one.name for one in (*row.operands, *row.options)
    }  # it would be replaced by the value
    drawn = set(re.findall(r"(?<![\\a-z])\{([a-z]\w*)\}", row.latex))
    assert drawn & set(operands) or operands == ["*"] or not drawn


@pytest.mark.parametrize("one", _CASES, ids=str)
def test_what_a_row_expands_to_is_what_it_computes(one: Case) -> None:
    """Zooming into an op that is computed in one go shows simpler ops with the same value."""
    program = _program(one)
    trace = program.run(one.arrays())
    for place, node in enumerate(program.nodes):
        row = table.rows().get(node.op)
        if (
            row is None
            or row.inline
            or not isinstance(row.expands, str)
            or not row.expands
            or "beta=0" in one.text
        ):
            continue  # β = 0 is a limit that the formula does not show
        names = [operand.name for operand in row.operands]
        values = {name: trace.at(arg) for name, arg in zip(names, node.args, strict=True)}
        lines = row.expands.replace("\ny =", "\nresult =")
        lines = lines if lines != row.expands else lines.replace("y =", "result =", 1)
        for option, value in node.options:
            word = str(value).lower() if isinstance(value, bool) else str(value)
            lines = lines.replace(f"{option}={option}", "" if value is None else f"{option}={word}")
        lines = re.sub(r",(\s*,)+", ",", lines).replace(", )", ")")
        apart = Program.parse(lines, names=tuple(values)).run(values)["result"]
        np.testing.assert_allclose(apart, trace.at(place), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("one", _CASES, ids=str)
def test_a_shorter_form_is_the_same_as_the_general_one(one: Case) -> None:
    """What the compiler writes for known shapes has the value of the row's own template."""
    program = _program(one)
    trace = program.run(one.arrays())
    for place, node in enumerate(program.nodes):
        if node.op in (INPUT, CONSTANT) or table.rows()[node.op].specialise is None:
            continue
        names = tuple(f"a{n}" for n in range(len(node.args)))
        sizes = tuple(trace.shapes[arg] for arg in node.args)
        space = {"np": np, **compiler.KERNELS} | {
            name: trace.at(arg) for name, arg in zip(names, node.args, strict=True)
        }
        row = table.rows()[node.op]
        if "{to}" in row.numpy or (node.op == "transpose" and len(sizes[0]) < 2):
            continue
        general = eval(compiler._general(row, names, dict(node.options)), dict(space))  # noqa: S307
        short = eval(expression(node, names, sizes), dict(space))  # noqa: S307
        assert np.shape(general) == trace.shapes[place]
        np.testing.assert_allclose(np.broadcast_to(short, np.shape(general)), general, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("sigmoidd(x)", "sigmoid"),
        ("softmx(x)", "softmax"),
        ("cross_entrop(x, 1)", "cross_entropy"),
        ("laplacian(x)", ""),
    ],
)
def test_an_unknown_op_names_the_nearest(typed: str, nearest: str) -> None:
    """The message names the op as typed, its column, and the nearest op where one is near."""
    with pytest.raises(UnknownNameError) as caught:
        Program.parse(f"a = 1\ny = 2 + {typed}", names=("x",))
    error = caught.value
    assert typed.split("(", maxsplit=1)[0] in error.what
    assert nearest in error.what
    assert (error.line, error.column) == (2, 8)
    assert error.with_caret().splitlines()[1] == f"  y = 2 + {typed}"
