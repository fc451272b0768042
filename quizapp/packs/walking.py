"""Which type reads which node: what the reader and the checks both need to walk a tree by its types."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from quizapp.packs.tree import Mapping, Node, Scalar, Sequence
from quizapp.packs.types import Keyed, ListOf, MapOf, Record, Shaped, Type

if TYPE_CHECKING:
    from collections.abc import Iterator

Path: TypeAlias = tuple[str | int, ...]


def select(type_: Shaped, node: Node) -> Type | None:
    """Return the type that a node is to be read by, judging from how it is written."""
    if isinstance(node, Sequence):
        return type_.sequence
    if isinstance(node, Mapping):
        return type_.mapping
    value = node.value()
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    return type_.number if numeric and type_.number is not None else type_.text


def form_of(type_: Keyed, node: Mapping) -> Record | None:
    """Return the form that a mapping has."""
    forms = type_.by_key
    if type_.by:
        teller = node.get(type_.by)
        return forms.get(teller.text) if isinstance(teller, Scalar) else None
    return next((forms[key.text] for key, _ in node.items if key.text in forms), None)


def leaves(type_: Type, node: Node, path: Path = ()) -> Iterator[tuple[Path, Type, Scalar]]:
    """Yield every scalar with the type it is read by; what does not fit is passed over."""
    if isinstance(type_, Shaped):
        chosen = select(type_, node)
        if chosen is not None:
            yield from leaves(chosen, node, path)
    elif isinstance(node, Scalar):
        yield path, type_, node
    else:
        for part, inner, child in _children(type_, node):
            yield from leaves(inner, child, (*path, part))


def _children(type_: Type, node: Node) -> Iterator[tuple[str | int, Type, Node]]:
    if isinstance(type_, ListOf) and isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield index, type_.item, item
    elif isinstance(node, Mapping):
        for key, item in node.items:
            inner = _type_of_key(type_, node, key.text)
            if inner is not None:
                yield key.text, inner, item


def _type_of_key(type_: Type, node: Mapping, key: str) -> Type | None:
    if isinstance(type_, MapOf):
        return type_.value
    record = form_of(type_, node) if isinstance(type_, Keyed) else type_
    field = record.find(key) if isinstance(record, Record) else None
    return None if field is None else field.type
