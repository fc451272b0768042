"""The fields as data: complete, explained, and each of a type that the reader knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizapp.packs import schema
from quizapp.packs.composing import compose
from quizapp.packs.schema import KIND_FIELDS, question_record
from quizapp.packs.tree import File
from quizapp.packs.types import Field, Keyed, ListOf, MapOf, Record, Shaped, Type
from quizapp.packs.validating import BAD, read
from quizapp.questions.model import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator


def inner(type_: Type) -> Iterator[Type]:
    """Yield a type and all types within it."""
    yield type_
    parts: list[Type | None] = []
    if isinstance(type_, Record):
        parts = [field.type for field in type_.fields]
    elif isinstance(type_, Keyed):
        parts = [record for _, record in type_.forms]
    elif isinstance(type_, ListOf):
        parts = [type_.item]
    elif isinstance(type_, MapOf):
        parts = [type_.key, type_.value]
    elif isinstance(type_, Shaped):
        parts = [type_.number, type_.text, type_.sequence, type_.mapping]
    for part in parts:
        if part is not None:
            yield from inner(part)


def fields_of(type_: Type) -> Iterator[Field]:
    """Yield all fields within a type."""
    for one in inner(type_):
        if isinstance(one, Record):
            yield from one.fields


def test_every_kind_has_its_fields() -> None:
    """None is forgotten, none is unknown."""
    assert tuple(KIND_FIELDS) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_explained_by_a_sentence(kind: str) -> None:
    """The reference is made from it, and a missing field is mended by it."""
    own = Record(KIND_FIELDS[kind], kind)
    for field in (
        *question_record(kind).fields,
        *fields_of(own),
        *fields_of(schema.MANIFEST),
        *fields_of(schema.FRONT_MATTER),
    ):
        assert field.says[0].isupper()
        assert field.says.rstrip("….").strip()


@pytest.mark.parametrize("kind", KINDS)
def test_no_record_has_a_key_twice(kind: str) -> None:
    """Nor do common fields and those of a kind meet."""
    for one in inner(question_record(kind)):
        if isinstance(one, Record):
            assert len(one.names()) == len(one.fields)


@pytest.mark.parametrize("text", ["x", "1", "[]", "[x]", "{}", "{x: 1}", "|\n  a\n  b", "~"])
def test_every_type_reads_or_refuses_every_shape(text: str) -> None:
    """A value of any shape under any field is read, or is a finding: never both, never neither."""
    fields = {field.key: field for kind in KINDS for field in question_record(kind).fields}
    for field in fields.values():
        for one in inner(field.type):
            file = File("q.yaml", f"v: {text}\n")
            node = compose(file)
            assert node is not None
            value = read(one, node.items[0][1], file, ("v",))  # type: ignore[union-attr, index]
            assert (value is BAD) == any(problem.severity == "error" for problem in file.problems)
