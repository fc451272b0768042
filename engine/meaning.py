"""What a syntax tree means: each form of tree, as nodes of a builder."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from engine.arguments import bound_arguments, literal, option_value, spread
from engine.errors import ReadingError, UnknownNameError
from engine.language import tree as t
from engine.language.walk import walk
from engine.ops import table
from engine.program import INPUT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from engine.building import Builder
    from engine.ops.row import Op

_OPERATORS = {
    "+": "add", "-": "sub", "*": "mul", "/": "div", "**": "pow", "@": "matmul",
    "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne",
}  # fmt: skip
_CONSTANTS = {"e": 2.718281828459045, "pi": 3.141592653589793}


@dataclass(frozen=True, slots=True)
class Scope:
    """What the names of a text mean: ``places`` of nodes, and in rules of the op table literal ``options``.

    ``open`` scopes make an input of a name they do not know; closed ones refuse it.
    """

    places: Mapping[str, int]
    options: Mapping[str, Any]
    open: bool = False


def place_of(builder: Builder, tree: t.Tree, scope: Scope) -> int:
    """Return the place of the node a tree stands for, making what is not there yet."""
    return _FORMS[type(tree)](builder, tree, scope)


def _number(builder: Builder, tree: t.Number, _scope: Scope) -> int:
    return builder.constant(float(tree.value))


def _name(builder: Builder, tree: t.Name, scope: Scope) -> int:
    if tree.id in scope.places:
        return scope.places[tree.id]
    if tree.id in scope.options:
        return builder.constant(float(scope.options[tree.id]))
    if tree.id in _CONSTANTS and not (scope.open and builder.declares(tree.id)):
        return builder.constant(_CONSTANTS[tree.id])
    if scope.open:
        return builder.input(tree.id)
    what = f"{tree.id} has no value here{nearest_name(tree.id, scope.places)}"
    raise UnknownNameError(what, column=tree.span[0], length=len(tree.id))


def _unary(builder: Builder, tree: t.Unary, scope: Scope) -> int:
    operand = place_of(builder, tree.operand, scope)
    if tree.op == "not":
        return builder.simple("eq", operand, builder.constant(0.0))
    return operand if tree.op == "+" else builder.simple("neg", operand)


def _binary(builder: Builder, tree: t.Binary, scope: Scope) -> int:
    left, right = place_of(builder, tree.left, scope), place_of(builder, tree.right, scope)
    if tree.op in ("and", "or"):
        zero = builder.constant(0.0)
        truths = (builder.simple("ne", left, zero), builder.simple("ne", right, zero))
        return builder.simple("mul" if tree.op == "and" else "maximum", *truths)
    return builder.simple(_OPERATORS[tree.op], left, right)


def _transpose(builder: Builder, tree: t.Transpose, scope: Scope) -> int:
    return builder.simple("transpose", place_of(builder, tree.operand, scope))


def _index(builder: Builder, tree: t.Index, scope: Scope) -> int:
    items = tuple((item.start, item.stop) if isinstance(item, t.Slice) else item for item in tree.items)
    return builder.push("index", (place_of(builder, tree.operand, scope),), (("items", items),))


def _array(builder: Builder, tree: t.Array, scope: Scope) -> int:
    value = literal(tree)
    if value is not None:
        return builder.constant(value)
    return builder.push("stack", tuple(place_of(builder, item, scope) for item in tree.items))


def _part(builder: Builder, tree: t.Part, scope: Scope) -> int:
    """A part of a macro; where no such macro stands, the part of an experiment, which is an input."""
    full = f"{tree.owner}.{tree.name}"
    made_here = any(
        name.startswith(f"{tree.owner}.") and builder.nodes[place].op != INPUT
        for name, place in scope.places.items()
    )
    return _name(builder, t.Name(full, tree.span), Scope(scope.places, {}, open=scope.open and not made_here))


def _call(builder: Builder, tree: t.Call, scope: Scope) -> int:
    if tree.op == "grad":
        return _gradient(builder, tree, scope)
    if tree.op in macros():
        what = f"{tree.op} has several results: give it a name, as in step = {tree.op}(...)"
        raise ReadingError(what, column=tree.span[0], length=len(tree.op))
    row = _row(tree)
    operands, options = _bound(builder, row, tree, scope)
    try:
        place = builder.apply(row, operands, options)
    except ValueError as reason:  # an expansion's refusal
        what = f"{tree.op}: {reason}"
        raise ReadingError(what, column=tree.span[0], length=tree.span[1] - tree.span[0]) from None
    return _derivative(builder, row, place, operands, tree) if tree.primes else place


def check_calls(tree: t.Tree) -> None:
    """Refuse a call that takes no such argument or lacks one, before it is built; raises ReadingError."""
    for call in walk(tree):
        if isinstance(call, t.Call) and call.op != "grad" and call.op not in macros():
            row = _row(call)
            listed = row.operands[0].name == "*"
            given = spread(row, call)[1] if listed else bound_arguments(row, call)
            _options(row, given, Scope({}, {}))


def _row(tree: t.Call) -> Op:
    if tree.op == "glu" and len(tree.args) == 2 and isinstance(literal(tree.args[1]), float):
        return table.find("glu_halves")  # glu(x, 0): a dim by its place; numbers are no gates
    try:
        return table.find(tree.op, len(tree.args), tuple(name for name, _ in tree.options))
    except KeyError:
        near = table.nearest(tree.op)
        what = f"there is no op {tree.op}{f'; did you mean {near}?' if near else ''}"
        raise UnknownNameError(what, column=tree.span[0], length=len(tree.op)) from None


def _bound(builder: Builder, row: Op, tree: t.Call, scope: Scope) -> tuple[dict[str, int], dict[str, Any]]:
    """Sort a call's arguments into the row's operands (as nodes) and options (as literals)."""
    if row.operands[0].name == "*":
        arrays, given = spread(row, tree)
        operands = {str(n): place_of(builder, arg, scope) for n, arg in enumerate(arrays)}
        return operands, _options(row, given, scope)
    given = bound_arguments(row, tree)
    operands = {o.name: place_of(builder, given[o.name], scope) for o in row.operands if o.name in given}
    return operands, _options(row, given, scope)


def _options(row: Op, given: Mapping[str, t.Tree], scope: Scope) -> dict[str, Any]:
    return {o.name: option_value(o, given[o.name], scope.options) for o in row.options if o.name in given}


def _gradient(builder: Builder, tree: t.Call, scope: Scope) -> int:
    if len(tree.args) != 2 or tree.options:
        raise ReadingError("grad takes a loss and a name, as in grad(L, w)", column=tree.span[0])
    loss, wrt = (place_of(builder, arg, scope) for arg in tree.args)
    return builder.gradient(loss, wrt, (_spelt(tree.args[0]), _spelt(tree.args[1])))


def _derivative(builder: Builder, row: Op, place: int, operands: Mapping[str, int], tree: t.Call) -> int:
    """Return f′ (f″ …) at the argument, for ops that work entry by entry."""
    if len(operands) != 1:
        raise ReadingError(f"{row.name}′ takes one argument", column=tree.span[0], length=len(tree.op))
    argument = next(iter(operands.values()))
    for _ in range(tree.primes):
        place = builder.reverse(place).adjoint(argument)
    return place


def _spelt(tree: t.Tree) -> str:
    if isinstance(tree, t.Part):
        return f"{tree.owner}.{tree.name}"
    return tree.id if isinstance(tree, t.Name) else ""


def nearest_name(name: str, known: Collection[str]) -> str:
    """Return "; did you mean x?" or nothing."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""


def macros() -> Mapping[str, Any]:
    """Return the calls that have several results."""
    return table.macros()


_FORMS: dict[type, Callable[..., int]] = {
    t.Number: _number,
    t.Name: _name,
    t.Unary: _unary,
    t.Binary: _binary,
    t.Transpose: _transpose,
    t.Index: _index,
    t.Array: _array,
    t.Part: _part,
    t.Call: _call,
}
