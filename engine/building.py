"""The one place where nodes are made, so that equal expressions are one node."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine.errors import EngineError, LimitError, ReadingError
from engine.language import tree as t
from engine.language.reader import parse_expression, parse_program
from engine.meaning import Scope, macros, place_of
from engine.program import CONSTANT, INPUT, Contribution, Group, Node, Options, Origin, Program, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.autodiff import Reverse
    from engine.ops.row import Op

MOST_NODES = 20_000  # a derivative of a derivative of a derivative grows threefold each time


class Builder:
    """Collects nodes; every way of making one goes through ``push``."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.nodes: list[Node] = []
        self.names: dict[str, int] = {}
        self.groups: dict[int, Group] = {}
        self.scalars: set[int] = set()
        self.gradients: dict[int, tuple[str, str]] = {}
        self.contributions: dict[int, Contribution] = {}
        self.moved: Sequence[int] = ()  # while rebuilding: where each node of the old program now stands
        self._places: dict[Any, int] = {}
        self._origin: Origin | None = None
        self._reverse: dict[int, Reverse] = {}
        self._declared = tuple(names)

    @classmethod
    def of(cls, program: Program) -> Builder:
        """Start from a program; its places stay what they are."""
        builder = cls()
        for node in program.nodes:
            builder.add(node)
        builder.names = dict(program.names)
        builder.groups = dict(program.groups)
        builder.scalars = set(program.scalars)
        builder.gradients = dict(program.gradients)
        builder.contributions = dict(program.contributions)
        return builder

    @classmethod
    def beside(cls, program: Program) -> Builder:
        """Add nodes after a program's without becoming part of it: none of them is one of the old, however equal."""
        builder = cls()
        builder.nodes = list(program.nodes)
        return builder

    def program(self) -> Program:
        """Return what was built."""
        nodes, names, groups = tuple(self.nodes), dict(self.names), dict(self.groups)
        scalars, gradients, contributions = (
            frozenset(self.scalars),
            dict(self.gradients),
            dict(self.contributions),
        )
        return Program(nodes, names, groups, scalars, gradients, contributions)

    # nodes

    def add(self, node: Node) -> int:
        """Return the place of a node, adding it unless an equal one is there."""
        key = (node.op, node.args, node.options, node.value)
        place = self._places.get(key)
        if place is None:
            if len(self.nodes) >= MOST_NODES:
                raise LimitError(
                    f"This comes to more than {MOST_NODES:,} steps of computation; the limit is there."
                )
            place = self._places[key] = len(self.nodes)
            self.nodes.append(node)
        return place

    def push(
        self, op: str, args: tuple[int, ...], options: Options = (), origin: Origin | None = None
    ) -> int:
        """Return the place of an op applied to nodes."""
        return self.add(Node(op, args, options, None, origin or self._origin))

    def constant(self, value: Any) -> int:
        """Return the place of a constant: a float, or nested tuples of floats."""
        return self.add(Node(CONSTANT, (), (), value, self._origin))

    def declares(self, name: str) -> bool:
        """Tell whether a name is given, which wins over the constants e and pi."""
        return name in self._declared

    def input(self, name: str) -> int:
        """Return the place of an input, making it if it is new."""
        place = self.add(Node(INPUT, (), (), name))
        self.names.setdefault(name, place)
        return place

    def number_at(self, place: int) -> float | None:
        """Return the value of a node that is a literal number, else None."""
        node = self.nodes[place]
        return node.value if node.op == CONSTANT and isinstance(node.value, float) else None

    def simple(self, op: str, *args: int, options: Options = ()) -> int:
        """Push a node; minus a literal is a literal, and in derivatives times one and to the power one go."""
        first = self.number_at(args[0]) if args else None
        if op == "neg" and first is not None:
            return self.constant(-first)
        if self._origin is not None and self._origin.rule in ("vjp", "jvp") and op in _SHORTER:
            short = _SHORTER[op](self, *args)
            if short is not None:
                return short
        return self.push(op, args, options)

    # texts

    def lines(self, text: str) -> Builder:
        """Add the assignments of a program text, in which unknown names are inputs."""
        for assignment in parse_program(text, names=(*self._declared, *self.names)):
            with _places_in(text, assignment.line):
                self.assign(assignment)
        return self

    def assign(self, assignment: t.Assignment) -> None:
        """Add one assignment; a macro's parts become the names ``name.part``."""
        if assignment.name in self.names:
            raise ReadingError(f"{assignment.name} already has a value", column=assignment.span[0])
        value, scope = assignment.value, Scope(self.names, {}, open=True)
        if isinstance(value, t.Call) and value.op in macros():
            parts = macros()[value.op](self, value, scope)
            self.names |= {f"{assignment.name}.{part}": place for part, place in parts.items()}
        else:
            self.names[assignment.name] = place_of(self, value, scope)

    def text(self, text: str) -> int:
        """Add one expression over the names there are and return its place."""
        with _places_in(text, 1):
            return place_of(self, parse_expression(text, names=tuple(self.names)), Scope(self.names, {}))

    def tree(self, tree: t.Tree, scope: Scope) -> int:
        """Add a tree and return its place."""
        return place_of(self, tree, scope)

    def rule(self, text: str, places: Mapping[str, int], options: Mapping[str, Any], origin: Origin) -> int:
        """Add a rule of the op table as nodes that carry ``origin``."""
        with self._made_by(origin):
            return place_of(self, _rule_tree(text, tuple(places)), Scope(places, options))

    @contextmanager
    def _made_by(self, origin: Origin) -> Iterator[None]:
        before, self._origin = self._origin, origin
        try:
            yield
        finally:
            self._origin = before

    # ops

    def apply(self, row: Op, operands: Mapping[str, int], options: Mapping[str, Any]) -> int:
        """Return the node of an op, or the result of a composite's expansion; what is left out takes its default."""
        full = {option.name: options.get(option.name, option.default) for option in row.options}
        places = self._with_defaults(row, operands)
        if not row.inline:
            return self.simple(row.name, *places.values(), options=tuple(sorted(full.items())))
        text = (
            row.expands
            if isinstance(row.expands, str)
            else row.expands({**full, "given": frozenset(operands)})
        )
        first = len(self.nodes)
        result = self._expanded(f"expand:{row.name}", text, places, full)
        if result >= first:
            args = tuple(operands.values())
            inner = frozenset(range(first, len(self.nodes)))
            self.groups[result] = Group(
                row.name, tuple(operands), args, tuple(sorted(full.items())), inner
            )  # around any composite that ends in the same node
        return result

    def _with_defaults(self, row: Op, operands: Mapping[str, int]) -> dict[str, int]:
        if row.operands[0].name == "*":
            return dict(operands)
        places = {}
        for operand in row.operands:
            if operand.name in operands:
                places[operand.name] = operands[operand.name]
            elif operand.default is not None:
                places[operand.name] = place_of(self, _rule_tree(operand.default, ()), Scope({}, {}))
        return places

    def _expanded(self, rule: str, text: str, places: Mapping[str, int], options: Mapping[str, Any]) -> int:
        local = dict(places)
        with self._made_by(self._origin or Origin(rule)):
            for name, value in _expansion(text, tuple(places)):
                local[name] = place_of(self, value, Scope(local, options))
        return local["y"]

    # derivatives

    def reverse(self, loss: int) -> Reverse:
        """Return the one reverse pass of a loss, shared by all its gradients."""
        from engine.autodiff import Reverse  # noqa: PLC0415  derivatives are made by a builder

        if loss not in self._reverse:
            self._reverse[loss] = Reverse(self, loss)
        return self._reverse[loss]

    def gradient(self, loss: int, wrt: int, called: tuple[str, str]) -> int:
        """Return ∂loss/∂wrt and remember what it is called (a loss and a name, empty where they have none)."""
        self.scalars.add(loss)
        place = self.reverse(loss).adjoint(wrt)
        if all(called):
            self.gradients.setdefault(place, called)
        return place


def _times(builder: Builder, left: int, right: int) -> int | None:
    if builder.number_at(left) == 1.0:
        return right
    return left if builder.number_at(right) == 1.0 else None


def _power(builder: Builder, base: int, exponent: int) -> int | None:
    return base if builder.number_at(exponent) == 1.0 else None


def _minus(builder: Builder, left: int, right: int) -> int | None:
    """Fold what a rule computes from literals, such as the exponent less one."""
    a, b = builder.number_at(left), builder.number_at(right)
    return None if a is None or b is None else builder.constant(a - b)


_SHORTER: dict[str, Callable[[Builder, int, int], int | None]] = {"mul": _times, "pow": _power, "sub": _minus}


def rebuilt(program: Program, rule: Rule) -> Program:
    """Return the program with each node offered to ``rule``; see Program.rewrite.

    A composite of which an inner node was replaced is no longer that composite, and is not shown as one.
    """
    rebuilding = _Rebuilding(program, rule)
    builder, moved = rebuilding.builder, [rebuilding[place] for place in range(len(program.nodes))]
    builder.names = {name: moved[place] for name, place in program.names.items()}
    builder.scalars = {moved[place] for place in program.scalars}
    builder.gradients = {moved[place]: pair for place, pair in program.gradients.items()}
    for place, carried in program.contributions.items():
        new = Contribution(moved[carried.consumer], carried.slot, moved[carried.upstream])
        builder.contributions.setdefault(moved[place], new)
    builder.groups = {
        moved[at]: _moved(group, moved)
        for at, group in program.groups.items()
        if not group.inner & rebuilding.changed
    }
    return builder.program()


class _Rebuilding(Sequence[int]):
    """Where each node of the old program now stands; asked for a later one, it rebuilds that first."""

    def __init__(self, program: Program, rule: Rule) -> None:
        self.builder = Builder()
        self.builder.moved = self
        self.changed: set[int] = set()
        self._program = program
        self._rule = rule
        self._moved: dict[int, int] = {}
        self._open: set[int] = set()

    def __len__(self) -> int:
        return len(self._program.nodes)

    def __getitem__(self, place: Any) -> Any:
        found = self._moved.get(place)
        if found is None:
            found = self._moved[place] = self._rebuilt(place)
        return found

    def _rebuilt(self, place: int) -> int:
        if place in self._open:
            raise EngineError("the rule builds upon what is computed from the node it replaces")
        self._open.add(place)
        node = self._program.nodes[place]
        args = tuple([self[arg] for arg in node.args])
        new = self._rule(self.builder, node, place, args)
        if new is None:
            return self.builder.add(replace(node, args=args))
        self.changed.add(place)
        return new


def _moved(group: Group, moved: Sequence[int]) -> Group:
    args, inner = tuple(moved[arg] for arg in group.args), frozenset(moved[place] for place in group.inner)
    return replace(group, args=args, inner=inner)


@contextmanager
def _places_in(text: str, line: int) -> Iterator[None]:
    """Complete errors with the text and line they are about."""
    try:
        yield
    except ReadingError as error:
        if not error.text:
            error.text, error.line = text, line
        raise


@lru_cache(maxsize=4096)
def _rule_tree(text: str, names: tuple[str, ...]) -> t.Tree:
    return parse_expression(text, names=names)


@lru_cache(maxsize=4096)
def _expansion(text: str, names: tuple[str, ...]) -> tuple[tuple[str, t.Tree], ...]:
    """Return the lines of an op's expansion as (name, tree); a line may use the names before it."""
    known = list(names)
    lines = []
    for line in text.splitlines():
        name, _, value = line.partition("=")
        lines.append((name.strip(), parse_expression(value.strip(), names=tuple(known))))
        known.append(name.strip())
    return tuple(lines)
