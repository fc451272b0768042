"""From syntax trees to nodes: the one place where nodes are made, so that equal expressions are one node."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from engine.errors import ReadingError, UnknownNameError
from engine.language import tree as t
from engine.language.reader import parse_expression, parse_program
from engine.ops import table
from engine.ops.row import Op, Option
from engine.program import CONSTANT, INPUT, Group, Node, Options, Origin, Program, Rule

_OPERATORS = {
    "+": "add", "-": "sub", "*": "mul", "/": "div", "**": "pow", "@": "matmul",
    "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne",
}  # fmt: skip
_CONSTANTS = {"e": 2.718281828459045, "pi": 3.141592653589793}


@dataclass(frozen=True, slots=True)
class Scope:
    """What the names of a text mean: ``places`` of nodes, and for rules of the op table literal ``options``.

    ``open`` scopes make an input of a name they do not know; closed ones refuse it.
    """

    places: Mapping[str, int]
    options: Mapping[str, Any]
    open: bool = False


class Builder:
    """Collects nodes; every way of making one goes through ``push``."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.nodes: list[Node] = []
        self.names: dict[str, int] = {}
        self.groups: dict[int, Group] = {}
        self.scalars: set[int] = set()
        self.gradients: dict[int, tuple[str, str]] = {}
        self._places: dict[Any, int] = {}
        self._origin: Origin | None = None
        self._reverse: dict[int, Any] = {}
        self._declared = tuple(names)

    @classmethod
    def of(cls, program: Program) -> Builder:
        """Start from a program; its places stay what they are."""
        builder = cls()
        for node in program.nodes:
            builder._place(node)
        builder.names = dict(program.names)
        builder.groups = dict(program.groups)
        builder.scalars = set(program.scalars)
        builder.gradients = dict(program.gradients)
        return builder

    def program(self) -> Program:
        """Return what was built."""
        return Program(
            tuple(self.nodes),
            dict(self.names),
            dict(self.groups),
            frozenset(self.scalars),
            dict(self.gradients),
        )

    # --- nodes -----------------------------------------------------------------------------------------------

    def push(self, op: str, args: tuple[int, ...], options: Options = ()) -> int:
        """Return the place of this node, making it unless an equal one is there."""
        return self._place(Node(op, args, options, None, self._origin))

    def push_from(self, op: str, args: tuple[int, ...], origin: Origin, options: Options = ()) -> int:
        """Push a node that a rewrite made."""
        return self._place(Node(op, args, options, None, origin))

    def constant(self, value: Any) -> int:
        """Return the place of a constant: a float, or nested tuples of floats."""
        return self._place(Node(CONSTANT, (), (), value, self._origin))

    def input(self, name: str) -> int:
        """Return the place of an input, making it if it is new."""
        place = self._place(Node(INPUT, (), (), name))
        self.names.setdefault(name, place)
        return place

    def is_constant(self, place: int, value: float) -> bool:
        """Tell whether a node is this number."""
        node = self.nodes[place]
        return node.op == CONSTANT and node.value == value

    def _place(self, node: Node) -> int:
        key = (node.op, node.args, node.options, node.value)
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = len(self.nodes)
            self.nodes.append(node)
        return place

    # --- texts -----------------------------------------------------------------------------------------------

    def lines(self, text: str) -> Builder:
        """Add the assignments of a program text, in which unknown names are inputs."""
        for assignment in parse_program(text, names=(*self._declared, *self.names)):
            self.assign(assignment)
        return self

    def assign(self, assignment: t.Assignment) -> None:
        """Add one assignment; a macro's parts become the names ``name.part``."""
        if assignment.name in self.names:
            raise ReadingError(f"{assignment.name} already has a value", line=assignment.line)
        call = assignment.value
        if isinstance(call, t.Call) and call.op in _macros():
            self._assign_macro(assignment.name, call)
            return
        self.names[assignment.name] = self.tree(call, Scope(self.names, {}, open=True))

    def text(self, text: str) -> int:
        """Add one expression over the names there are and return its place."""
        return self.tree(parse_expression(text, names=tuple(self.names)), Scope(self.names, {}))

    def rule(self, text: str, places: Mapping[str, int], options: Mapping[str, Any], origin: Origin) -> int:
        """Add a rule of the op table as nodes that carry ``origin``, without times one and plus zero."""
        before, self._origin = self._origin, origin
        try:
            return self.tree(_rule_tree(text, tuple(places)), Scope(places, options))
        finally:
            self._origin = before

    # --- trees -----------------------------------------------------------------------------------------------

    def tree(self, tree: t.Tree, scope: Scope) -> int:
        """Return the place of the node a tree stands for."""
        return _VISITS[type(tree)](self, tree, scope)

    def _number(self, tree: t.Number, _scope: Scope) -> int:
        return self.constant(float(tree.value))

    def _name(self, tree: t.Name, scope: Scope) -> int:
        if tree.id in scope.places:
            return scope.places[tree.id]
        if tree.id in scope.options:
            return self.constant(float(scope.options[tree.id]))
        if tree.id in _CONSTANTS:
            return self.constant(_CONSTANTS[tree.id])
        if scope.open:
            return self.input(tree.id)
        raise UnknownNameError(
            f"{tree.id} has no value here{nearest_name(tree.id, scope.places)}",
            column=tree.span[0],
            length=len(tree.id),
        )

    def _unary(self, tree: t.Unary, scope: Scope) -> int:
        operand = self.tree(tree.operand, scope)
        if tree.op == "not":
            return self.simple("eq", operand, self.constant(0.0))
        if tree.op == "+":
            return operand
        return self.simple("neg", operand)

    def _binary(self, tree: t.Binary, scope: Scope) -> int:
        left, right = self.tree(tree.left, scope), self.tree(tree.right, scope)
        if tree.op in ("and", "or"):
            truths = (
                self.simple("ne", left, self.constant(0.0)),
                self.simple("ne", right, self.constant(0.0)),
            )
            return self.simple("mul" if tree.op == "and" else "maximum", *truths)
        return self.simple(_OPERATORS[tree.op], left, right)

    def _transpose(self, tree: t.Transpose, scope: Scope) -> int:
        return self.simple("transpose", self.tree(tree.operand, scope))

    def _index(self, tree: t.Index, scope: Scope) -> int:
        items = tuple((item.start, item.stop) if isinstance(item, t.Slice) else item for item in tree.items)
        return self.push("index", (self.tree(tree.operand, scope),), (("items", items),))

    def _array(self, tree: t.Array, scope: Scope) -> int:
        literal = _literal(tree)
        if literal is not None:
            return self.constant(literal)
        return self.push("stack", tuple(self.tree(item, scope) for item in tree.items))

    def _part(self, tree: t.Part, scope: Scope) -> int:
        full = f"{tree.owner}.{tree.name}"
        if (
            full in scope.places
            or not scope.open
            or any(name.startswith(f"{tree.owner}.") for name in scope.places)
        ):
            return self._name(t.Name(full, tree.span), Scope(scope.places, {}))
        return self.input(full)

    def _call(self, tree: t.Call, scope: Scope) -> int:
        if tree.op == "grad":
            return self._grad(tree, scope)
        if tree.op in _macros():
            raise ReadingError(
                f"{tree.op} has several results: give it a name, as in step = {tree.op}(...)",
                column=tree.span[0],
            )
        row = self._row(tree)
        operands, options = self._bind(row, tree, scope)
        place = self.apply(row, operands, options)
        return self._prime(row, place, operands, tree) if tree.primes else place

    def _row(self, tree: t.Call) -> Op:
        try:
            return table.find(tree.op, len(tree.args))
        except KeyError:
            near = table.nearest(tree.op)
            hint = f"; did you mean {near}?" if near else ""
            raise UnknownNameError(
                f"there is no op {tree.op}{hint}", column=tree.span[0], length=len(tree.op)
            ) from None

    def _grad(self, tree: t.Call, scope: Scope) -> int:
        if len(tree.args) != 2 or tree.options:
            raise ReadingError("grad takes a loss and a name, as in grad(L, w)", column=tree.span[0])
        loss, wrt = (self.tree(arg, scope) for arg in tree.args)
        self.scalars.add(loss)
        place = self.reverse(loss).adjoint(wrt)
        if all(isinstance(arg, t.Name | t.Part) for arg in tree.args):
            self.gradients.setdefault(place, (_spelt(tree.args[0]), _spelt(tree.args[1])))
        return place

    def reverse(self, loss: int) -> Any:
        """Return the one reverse pass of a loss."""
        from engine.autodiff import Reverse  # noqa: PLC0415  derivatives are made of nodes

        if loss not in self._reverse:
            self._reverse[loss] = Reverse(self, loss)
        return self._reverse[loss]

    def _prime(self, row: Op, place: int, operands: Mapping[str, int], tree: t.Call) -> int:
        """Return f′ (f″ …) at the argument, for ops that work entry by entry."""
        argument = next(iter(operands.values()))
        for _ in range(tree.primes):
            place = self.reverse(place).adjoint(argument)
        return place

    # --- calls -----------------------------------------------------------------------------------------------

    def _bind(self, row: Op, tree: t.Call, scope: Scope) -> tuple[dict[str, int], dict[str, Any]]:
        """Sort a call's arguments into the row's operands (as nodes) and options (as literals)."""
        if row.operands and row.operands[0].name == "*":
            return {str(n): self.tree(arg, scope) for n, arg in enumerate(_spread(tree))}, {}
        given = bound_arguments(row, tree)
        operands = {
            operand.name: self.tree(given[operand.name], scope)
            for operand in row.operands
            if operand.name in given
        }
        options = {
            option.name: _option_value(option, given[option.name], scope)
            for option in row.options
            if option.name in given
        }
        return operands, options

    def apply(self, row: Op, operands: Mapping[str, int], options: Mapping[str, Any]) -> int:
        """Return the node of an op, or of a composite's expansion; operands and options left out take their defaults."""
        given = frozenset(operands)
        full = {option.name: options.get(option.name, option.default) for option in row.options}
        places = dict(operands)
        for operand in row.operands:
            if operand.name not in places and operand.default is not None:
                places[operand.name] = self.tree(_rule_tree(operand.default, ()), Scope({}, {}))
        literal = tuple(sorted(full.items()))
        if not row.inline:
            return self.simple(row.name, *places.values(), options=literal)
        text = row.expands if isinstance(row.expands, str) else row.expands({**full, "given": given})
        return self._expand(row.name, text, places, full, tuple(operands))

    def _expand(
        self, name: str, text: str, places: dict[str, int], options: Mapping[str, Any], given: tuple[str, ...]
    ) -> int:
        first = len(self.nodes)
        local = dict(places)
        before, self._origin = self._origin, self._origin or Origin(f"expand:{name}")
        try:
            for part, value in expansion_lines(text, tuple(places)):
                local[part] = self.tree(value, Scope(local, options))
        finally:
            self._origin = before
        result = local["y"]
        if result >= first:
            inner = frozenset(range(first, len(self.nodes)))
            args = tuple(places[operand] for operand in given)
            self.groups.setdefault(result, Group(name, given, args, tuple(sorted(options.items())), inner))
        return result

    def _assign_macro(self, name: str, call: t.Call) -> None:
        parts = _macros()[call.op](self, call, Scope(self.names, {}, open=True))
        for part, place in parts.items():
            self.names[f"{name}.{part}"] = place

    # --- small algebra of rewrites -----------------------------------------------------------------------------

    def simple(self, op: str, *args: int, options: Options = ()) -> int:
        """Push a node; literals fold into their negatives, and in rewrites what is times one or a power of one goes."""
        if (
            op == "neg"
            and self.nodes[args[0]].op == CONSTANT
            and isinstance(self.nodes[args[0]].value, float)
        ):
            return self.constant(-self.nodes[args[0]].value)
        if self._origin is not None and self._origin.rule in ("vjp", "jvp"):
            short = _SHORTER.get(op)
            place = short(self, *args) if short else None
            if place is not None:
                return place
        return self.push(op, args, options)


def _shorter_mul(builder: Builder, left: int, right: int) -> int | None:
    if builder.is_constant(left, 1.0):
        return right
    return left if builder.is_constant(right, 1.0) else None


def _shorter_pow(builder: Builder, base: int, exponent: int) -> int | None:
    return base if builder.is_constant(exponent, 1.0) else None


def _shorter_sub(builder: Builder, left: int, right: int) -> int | None:
    """Fold what a rule computes from literals, such as the exponent less one."""
    a, b = builder.nodes[left], builder.nodes[right]
    if a.op == b.op == CONSTANT and isinstance(a.value, float) and isinstance(b.value, float):
        return builder.constant(a.value - b.value)
    return None


_SHORTER: dict[str, Callable[..., int | None]] = {
    "mul": _shorter_mul,
    "pow": _shorter_pow,
    "sub": _shorter_sub,
}
_VISITS: dict[type, Callable[..., int]] = {
    t.Number: Builder._number,
    t.Name: Builder._name,
    t.Unary: Builder._unary,
    t.Binary: Builder._binary,
    t.Transpose: Builder._transpose,
    t.Index: Builder._index,
    t.Array: Builder._array,
    t.Part: Builder._part,
    t.Call: Builder._call,
}


def rebuilt(program: Program, rule: Rule) -> Program:
    """Return the program with each node offered to ``rule``; see Program.rewrite."""
    builder = Builder()
    moved: list[int] = []
    changed: set[int] = set()
    for place, node in enumerate(program.nodes):
        args = tuple(moved[arg] for arg in node.args)
        new = rule(builder, node, place, args)
        if new is None:
            new = builder._place(replace(node, args=args))
        else:
            changed.add(place)
        moved.append(new)
    builder.names = {name: moved[place] for name, place in program.names.items()}
    builder.scalars = {moved[place] for place in program.scalars}
    builder.gradients = {moved[place]: pair for place, pair in program.gradients.items()}
    builder.groups = {
        moved[place]: replace(
            group,
            args=tuple(moved[arg] for arg in group.args),
            inner=frozenset(moved[inner] for inner in group.inner),
        )
        for place, group in program.groups.items()
        if not group.inner & changed
    }
    return builder.program()


def bound_arguments(row: Any, tree: t.Call) -> dict[str, t.Tree]:
    """Return a call's arguments by name: operands first, then options; says what is missing, doubled or unknown."""
    names = [operand.name for operand in row.operands] + [option.name for option in row.options]
    signature = f"{row.name}({', '.join(names)})"
    if len(tree.args) > len(names):
        raise ReadingError(f"{signature} takes at most {len(names)} arguments", column=tree.span[0])
    given: dict[str, t.Tree] = dict(zip(names, tree.args, strict=False))
    for name, value in tree.options:
        if name not in names:
            near = get_close_matches(name, names, n=1)
            raise ReadingError(
                f"{signature} has no {name}{f'; did you mean {near[0]}?' if near else ''}",
                column=tree.span[0],
            )
        if name in given:
            raise ReadingError(f"{row.name} is given {name} twice", column=tree.span[0])
        given[name] = value
    missing = [o.name for o in row.operands if o.default is None and o.name not in given]
    missing += [o.name for o in row.options if o.required and o.name not in given]
    if missing:
        raise ReadingError(f"{signature} needs {' and '.join(missing)}", column=tree.span[0])
    return given


def _option_value(option: Option, tree: t.Tree, scope: Scope) -> Any:
    """Return an option as a literal: a word of its row, a whole number, a number, or a tuple of whole numbers."""
    if isinstance(tree, t.Name):
        if tree.id in scope.options:
            return scope.options[tree.id]
        word = tree.id.lower()
        if word in option.words:
            return {"true": True, "false": False}.get(word, word)
    elif not option.words:
        literal = _literal(tree)
        if isinstance(literal, tuple):
            return tuple(_whole(entry) for entry in literal)
        if literal is not None:
            return _whole(literal)
    wanted = " or ".join(option.words) if option.words else "a literal number"
    raise ReadingError(f"{option.name} is {wanted}", column=tree.span[0])


def _whole(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


def _literal(tree: t.Tree) -> Any:
    """Return the value of a number or of an array of numbers (nested tuples), else None."""
    if isinstance(tree, t.Number):
        return float(tree.value)
    if isinstance(tree, t.Unary) and tree.op == "-" and isinstance(tree.operand, t.Number):
        return -float(tree.operand.value)
    if isinstance(tree, t.Array):
        items = tuple(_literal(item) for item in tree.items)
        shapes = {_literal_shape(item) for item in items}
        return items if None not in items and len(shapes) == 1 else None
    return None


def _literal_shape(literal: Any) -> tuple[int, ...]:
    return (len(literal), *_literal_shape(literal[0])) if isinstance(literal, tuple) and literal else ()


def _spread(tree: t.Call) -> tuple[t.Tree, ...]:
    """Return the arguments of a call that takes any number of arrays; one array literal counts as its rows."""
    if len(tree.args) == 1 and isinstance(tree.args[0], t.Array):
        return tree.args[0].items
    return tree.args


def _spelt(tree: t.Tree) -> str:
    return (
        f"{tree.owner}.{tree.name}"
        if isinstance(tree, t.Part)
        else tree.id
        if isinstance(tree, t.Name)
        else ""
    )


def nearest_name(name: str, known: Collection[str]) -> str:
    """Return "; did you mean x?" or nothing."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""


@lru_cache(maxsize=4096)
def _rule_tree(text: str, names: tuple[str, ...]) -> t.Tree:
    return parse_expression(text, names=names)


@lru_cache(maxsize=4096)
def expansion_lines(text: str, names: tuple[str, ...]) -> tuple[tuple[str, t.Tree], ...]:
    """Return the lines of an op table expansion as (name, tree); a line may use the names before it."""
    known = list(names)
    lines = []
    for line in text.splitlines():
        name, _, value = line.partition("=")
        lines.append((name.strip(), parse_expression(value.strip(), names=tuple(known))))
        known.append(name.strip())
    return tuple(lines)


@lru_cache(maxsize=1)
def _macros() -> Mapping[str, Callable[..., dict[str, int]]]:
    from engine.optimizers import MACROS  # noqa: PLC0415  macros are written with the builder

    return MACROS
