"""Expressions of arrays to fifty digits, worked out from the tree: arrays of mpmath's numbers, nothing of the engine's own."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.language.tree import Binary, Call, Name, Number, Transpose, Tree, Unary
from engine.language.walk import walk
from tests.audit.fifty import _BINARY, _CALLS, NoValueError, TooLargeError, context

if TYPE_CHECKING:
    from collections.abc import Mapping

CERTAIN = 1e-30  # relative to the largest number on either side


def apart(one: Any, other: Any, noise: Any = 0) -> bool:
    """Tell whether two arrays of fifty digits differ, by more than some noise."""
    if np.shape(one) != np.shape(other):
        return True
    gaps = [abs(a - b) for a, b in zip(np.ravel(one), np.ravel(other), strict=True)]
    size = max([abs(number) for number in (*np.ravel(one), *np.ravel(other))], default=context().mpf(0))
    return bool(max(gaps, default=context().mpf(0)) > max(CERTAIN * size, noise))


def largest(tree: Tree, at: Mapping[str, Any]) -> Any:
    """Return the size of the largest number on the way to a value."""
    most = context().mpf(1)
    for part in walk(tree):
        try:
            most = max([most, *(abs(number) for number in np.ravel(value(part, at)))])
        except NoValueError:
            continue  # an option, or what a branch leaves out
    return most


def numbers(values: Any) -> Any:
    """Return floats as the decimals they print as."""
    read = np.frompyfunc(lambda number: context().mpf(repr(float(number))), 1, 1)
    return np.asarray(read(np.asarray(values, dtype=float)), dtype=object)


def value(tree: Tree, at: Mapping[str, Any]) -> Any:
    """Return the value of a tree of arrays; raises NoValueError, also for what is not known here."""
    try:
        found = np.asarray(_value(tree, at), dtype=object)
    except OverflowError:
        raise TooLargeError("too large") from None
    except (ArithmeticError, ValueError, TypeError, KeyError) as error:
        raise NoValueError(str(error)) from None
    mp = context()
    if any(isinstance(number, mp.mpc) or not mp.isfinite(number) for number in np.ravel(found)):
        raise NoValueError("not a real number")
    return found


def _value(tree: Tree, at: Mapping[str, Any]) -> Any:
    if isinstance(tree, Number):
        return context().mpf(tree.text or repr(tree.value))
    if isinstance(tree, Name):
        return at[tree.id] if tree.id in at else {"e": +context().e, "pi": +context().pi}[tree.id]
    if isinstance(tree, Unary):
        return -_value(tree.operand, at)
    if isinstance(tree, Transpose):
        return _value(tree.operand, at).T
    if isinstance(tree, Binary):
        left, right = _value(tree.left, at), _value(tree.right, at)
        return np.dot(left, right) if tree.op == "@" else _entrywise(tree.op)(left, right)
    if isinstance(tree, Call):
        return _call(tree, at)
    raise NoValueError(type(tree).__name__)


def _call(tree: Call, at: Mapping[str, Any]) -> Any:
    args = [_value(one, at) for one in tree.args]
    if tree.op in ("sum", "mean"):
        return _reduced(tree, args)
    if tree.op == "softmax":
        powers = _entrywise("exp")(args[0])
        axis = _axis(tree, args)
        return powers / np.sum(powers, axis=-1 if axis is None else axis, keepdims=True)
    if tree.op == "outer":
        return np.multiply.outer(*args)
    if tree.op == "where":
        return np.where(np.asarray(args[0] != 0, dtype=bool), args[1], args[2])
    return _entrywise(tree.op)(*args)


def _axis(tree: Call, args: list[Any]) -> int | None:
    options = dict(tree.options)
    said: Any = options.get("dim", options.get("axis"))
    if said is None and len(args) > 1:
        return int(args[1])
    if said is None:
        return None
    number = said.value if isinstance(said, Number) else -said.operand.value
    return int(number)


def _reduced(tree: Call, args: list[Any]) -> Any:
    options = dict(tree.options)
    axis = _axis(tree, args)
    total = np.sum(args[0], axis=axis, keepdims="keepdim" in options)
    return total if tree.op == "sum" else total * np.size(total) / context().mpf(np.size(args[0]))


@cache
def _entrywise(op: str) -> Any:
    if op in _BINARY:
        return np.frompyfunc(_BINARY[op], 2, 1)
    known: dict[str, Any] = {**_CALLS, "max": max, "min": min}
    pairs = ("maximum", "minimum", "max", "min")
    return np.frompyfunc(known[op], 2, 1) if op in pairs else np.frompyfunc(known[op], 1, 1)
