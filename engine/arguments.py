"""A call's arguments: which operand or option each one is, and options as literals of their row."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Protocol

from engine.errors import LimitError, ReadingError
from engine.language import tree as t

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.ops.row import Operand, Option


class Signature(Protocol):
    """What rows of the op table and macros have in common."""

    @property
    def name(self) -> str:
        """The word that is called."""

    @property
    def operands(self) -> tuple[Operand, ...]:
        """The array arguments."""

    @property
    def options(self) -> tuple[Option, ...]:
        """The literal arguments."""


def bound_arguments(row: Signature, call: t.Call) -> dict[str, t.Tree]:
    """Return a call's arguments by name: operands first, then options; says what is missing, doubled or unknown."""
    names = list(getattr(row, "order", ()))
    names = names or [operand.name for operand in row.operands] + [option.name for option in row.options]
    signature = f"{row.name}({', '.join(names)})"
    if len(call.args) > len(names):
        raise _refused(call, f"{signature} takes at most {len(names)} arguments")
    given: dict[str, t.Tree] = dict(zip(names, call.args, strict=False))
    for name, value in call.options:
        if name not in names:
            raise _refused(call, f"{signature} has no {name}{_meant(name, names)}", value)
        if name in given:
            raise _refused(call, f"{row.name} is given {name} twice")
        given[name] = value
    missing = _missing(row, given)
    if missing:
        raise _refused(call, f"{signature} needs {' and '.join(missing)}")
    return given


_ELSEWHERE = {"axis": "dim", "dims": "dim", "keepdims": "keepdim"}  # NumPy's words


def _meant(name: str, names: Sequence[str]) -> str:
    """Return what to write in place of an unknown argument, or nothing."""
    here = _ELSEWHERE.get(name, "")
    if here in names:
        return f"; write {here}= instead"
    near = get_close_matches(name, names, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _missing(row: Signature, given: Mapping[str, t.Tree]) -> list[str]:
    operands = [operand.name for operand in row.operands if operand.default is None]
    options = [option.name for option in row.options if option.required]
    return [name for name in operands + options if name not in given]


MOST = 10**15  # of a whole number among the options


def _refused(call: t.Call, what: str, at: t.Tree | None = None) -> ReadingError:
    """Return an error about a call, or about one value in it, with a column where the text is known."""
    start, end = call.span if at is None or at.span == (0, 0) else at.span
    return ReadingError(what, column=start, length=end - start)


def option_value(option: Option, tree: t.Tree, known: Mapping[str, Any]) -> Any:
    """Return an option as a literal: a word of its row, a whole number, a number, or a tuple of whole numbers.

    ``known`` are the options of the row whose rule is being read: ``dim=dim`` passes one on.
    """
    if isinstance(tree, t.Name) and tree.id in known:
        return known[tree.id]
    if option.words and not (option.numbers and literal(tree) is not None):
        word = tree.id.lower() if isinstance(tree, t.Name) else ""
        if word in option.words:
            return {"true": True, "false": False}.get(word, word)
        raise ReadingError(f"{option.name} is {' or '.join(option.words)}", column=tree.span[0])
    value = _counted(literal(tree))
    if not _TAKES[option.takes](value):
        raise ReadingError(f"{option.name} is {_SAID[option.takes]}", column=tree.span[0])
    if option.takes != "number" and _is_beyond(value):
        what = f"{option.name} is too large; the limit on whole numbers is {MOST:,}"
        raise LimitError(what, column=tree.span[0])
    return value


def _is_beyond(value: Any) -> bool:
    """Tell whether a whole number is larger than anything here counts."""
    if isinstance(value, tuple):
        return any(map(_is_beyond, value))
    return isinstance(value, int) and abs(value) > MOST


def _counted(value: Any) -> Any:
    """Return whole numbers as such, in lists too."""
    if isinstance(value, tuple):
        return tuple(_counted(entry) for entry in value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _is_list(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(entry, int) for entry in value)


_TAKES: dict[str, Callable[[Any], bool]] = {
    "whole": lambda value: isinstance(value, int),
    "list": _is_list,
    "sizes": lambda value: isinstance(value, int) or _is_list(value),
    "number": lambda value: isinstance(value, int | float),
}
_SAID = {
    "whole": "a literal whole number",
    "list": "a literal list of whole numbers, as in [1, 2]",
    "sizes": "a literal whole number or a list of them",
    "number": "a literal number",
}


def literal(tree: t.Tree) -> Any:
    """Return the value of a number or of a full array of numbers (nested tuples), else None."""
    if isinstance(tree, t.Number):
        return float(tree.value)
    if isinstance(tree, t.Unary) and tree.op == "-" and isinstance(tree.operand, t.Number):
        return -float(tree.operand.value)
    if isinstance(tree, t.Array):
        items = tuple(literal(item) for item in tree.items)
        return items if None not in items and len({_shape(item) for item in items}) == 1 else None
    return None


def _shape(value: Any) -> tuple[int, ...]:
    return (len(value), *_shape(value[0])) if isinstance(value, tuple) and value else ()


def spread(row: Signature, call: t.Call) -> tuple[Sequence[t.Tree], dict[str, t.Tree]]:
    """Return the arrays and the options of a call that takes any number of arrays.

    An array literal that stands first is the list of them, as in ``cat([a, b], 1)``; options may follow it.
    """
    listed = call.args and isinstance(call.args[0], t.Array) and len(call.args) <= 1 + len(row.options)
    arrays = call.args[0].items if listed and isinstance(call.args[0], t.Array) else call.args
    rest = call.args[1:] if listed else ()
    names = [option.name for option in row.options]
    given = {**dict(zip(names, rest, strict=False)), **dict(call.options)}
    unknown = [name for name in given if name not in names]
    if unknown:
        raise _refused(call, f"{row.name} has no {unknown[0]}{_meant(unknown[0], names)}", given[unknown[0]])
    if not arrays:
        raise _refused(call, f"{row.name} takes one array or more")
    return arrays, given
