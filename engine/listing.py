"""Programs back to text: nodes to syntax trees, and a listing that parses to an equal program."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from engine.language import tree as t
from engine.language.printing import to_text
from engine.ops import table
from engine.program import CONSTANT, INPUT, Group, Node, Options, Program

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Drawn = Callable[[int, tuple[t.Tree, ...], Group | None], t.Tree | None]

_SIGNS = {
    "add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**", "matmul": "@",
    "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!=",
}  # fmt: skip


_READABLE = 60  # parts of an expression in a message


def tree_of(
    program: Program,
    place: int,
    stops: Mapping[int, t.Tree],
    *,
    grouped: bool = False,
    groups: Mapping[int, Group] | None = None,
    drawn: Drawn | None = None,
) -> t.Tree:
    """Return the expression of a node; nodes in ``stops`` stand as what they map to.

    ``grouped`` keeps composites whole (those in ``groups``, by default all); ``drawn`` may write a node or a
    composite in its own way from the trees of its operands, or return None.
    """
    whole = (program.groups if groups is None else groups) if grouped else {}
    return _Reader(program, stops, whole, drawn or _as_it_is).tree(place)


def _as_it_is(_place: int, _args: tuple[t.Tree, ...], _group: Group | None) -> None:
    return None


class _Reader:
    """Reads nodes back as trees."""

    def __init__(
        self, program: Program, stops: Mapping[int, t.Tree], whole: Mapping[int, Group], drawn: Drawn
    ) -> None:
        self._program = program
        self._stops = stops
        self._whole = whole
        self._drawn = drawn

    def tree(self, place: int) -> t.Tree:
        """Return the tree of a node, whatever it is stopped at."""
        group, node = self._whole.get(place), self._program.nodes[place]
        if group is None and node.op == INPUT:
            return name_tree(node.value)
        if group is None and node.op == CONSTANT:
            return literal_tree(node.value)
        args = tuple(self._operand(arg) for arg in (node if group is None else group).args)
        own = self._drawn(place, args, group)
        if own is not None:
            return own
        return _applied(node, args) if group is None else _composite(group, args)

    def _operand(self, place: int) -> t.Tree:
        return self._stops[place] if place in self._stops else self.tree(place)


def _composite(group: Group, args: tuple[t.Tree, ...]) -> t.Call:
    """Return a composite's call: operands by place as long as they stand in the row's order, then by name."""
    row = table.rows()[group.op]
    order = row.order or tuple(operand.name for operand in row.operands)
    placed = next((n for n, name in enumerate(group.given) if name != order[n]), len(group.given))
    named = tuple(zip(group.given[placed:], args[placed:], strict=True))
    return t.Call(group.op, args[:placed], named + _options(group.op, group.options))


def _applied(node: Node, args: tuple[t.Tree, ...]) -> t.Tree:
    if node.op in _SIGNS:
        return t.Binary(_SIGNS[node.op], args[0], args[1])
    if node.op == "neg":
        return t.Unary("-", args[0])
    if node.op == "transpose":
        return t.Transpose(args[0])
    if node.op == "stack":
        return t.Array(args)
    if node.op == "index":
        items = dict(node.options)["items"]
        return t.Index(args[0], tuple(t.Slice(*item) if isinstance(item, tuple) else item for item in items))
    return t.Call(node.op, args, _options(node.op, node.options))


def _options(op: str, options: Options) -> tuple[tuple[str, t.Tree], ...]:
    """Return the options that are not the row's defaults."""
    defaults = {option.name: option.default for option in table.rows()[op].options}
    return tuple((name, literal_tree(value)) for name, value in options if value != defaults[name])


def name_tree(name: str) -> t.Tree:
    """Return a name, or a part ``step.m_hat``, as a tree."""
    owner, dot, part = name.partition(".")
    return t.Part(owner, part) if dot else t.Name(name)


def literal_tree(value: Any) -> t.Tree:
    """Return a literal as a tree: numbers (negatives under a minus), words, true and false, arrays."""
    if isinstance(value, bool):
        return t.Name("true" if value else "false")
    if isinstance(value, str):
        return t.Name(value)
    if isinstance(value, tuple):
        return t.Array(tuple(literal_tree(entry) for entry in value))
    return t.Unary("-", t.Number(float(-value))) if value < 0 else t.Number(float(value))


def expression_text(program: Program, place: int) -> str:
    """Return a node's expression over the program's names; parts that are too long to read are left out."""
    stops: dict[int, t.Tree] = {at: t.Name("…") for at in oversized(program, _READABLE)}
    stops |= {named: name_tree(name) for name, named in program.names.items()}
    stops.pop(place, None)
    return to_text(tree_of(program, place, stops, grouped=place in program.groups))


def oversized(program: Program, limit: int) -> tuple[int, ...]:
    """Return nodes without a name to stop at, so that no expression has many more than ``limit`` parts.

    Written out, what is used twice is written twice: without stops a long gradient grows beyond all bounds.
    """
    named, found = set(program.names.values()), []
    sizes: list[int] = []
    for place, node in enumerate(program.nodes):
        size = sum(sizes[arg] for arg in node.args)
        row = table.rows().get(node.op)
        if row is None or not row.structural:
            size += 1
        if size > limit and place not in named and node.args:
            found.append(place)
        sizes.append(1 if size > limit or place in named else size)
    return tuple(found)


def listing(program: Program) -> str:
    """Return one assignment a line; a node without a name that is used more than once gets ``_<place>``."""
    uses = Counter(arg for node in program.nodes for arg in node.args)
    named: dict[int, list[str]] = {}
    for name, place in program.names.items():
        named.setdefault(place, []).append(name)
    stops: dict[int, t.Tree] = {}
    lines: list[str] = []
    for place, node in enumerate(program.nodes):
        names = [name for name in named.get(place, ()) if not (node.op == INPUT and node.value == name)]
        if not names and uses[place] > 1 and node.op not in (INPUT, CONSTANT):
            names = [f"_{place}"]
        for name in names:
            first = stops.get(place) or tree_of(program, place, stops)
            lines.append(f"{name} = {to_text(first)}")
            stops.setdefault(place, name_tree(name))
    return "\n".join(lines)
