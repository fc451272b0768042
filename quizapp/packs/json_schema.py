"""The fields of a pack as a JSON Schema, by which editors complete and check while one types.

It is made from the same data as the reader, and says all that a JSON Schema can say of it: which keys there
are, which must be there, and what form each value has. What needs more (expressions, formulas, names that must
exist, rows of equal length) is left to ``pack check``.
"""

from __future__ import annotations

import json
import re
from itertools import count
from typing import TYPE_CHECKING, Any, TypeAlias

from quizapp.packs.schema import MANIFEST, question_record
from quizapp.packs.types import (
    Anything,
    Array,
    Code,
    Expression,
    Field,
    Keyed,
    Line,
    ListOf,
    MapOf,
    Number,
    OneOf,
    Prose,
    Record,
    Shaped,
    Type,
    Word,
    Written,
)
from quizapp.questions.model import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

Schema: TypeAlias = dict[str, Any]

SCHEMA_NAME = "quizapp.schema.json"  # what the file is called beside pack.yaml
DRAFT = "http://json-schema.org/draft-07/schema#"  # the newest that every YAML language server knows
SHORT = 80  # characters: what is no longer is written out wherever it is needed
_LETTER = r"A-Za-z_\u0080-\uffff"  # \w as editors that are written in JavaScript should understand it


def json_schema() -> Schema:
    """Return one schema for every YAML file of a pack: a list holds questions, a mapping is pack.yaml."""
    writer = Writer()
    question = Keyed(tuple((kind, question_record(kind)) for kind in KINDS), "a question", by="kind")
    return {
        "$schema": DRAFT,
        "title": "A file of a quizapp pack",
        "if": {"type": "array"},
        "then": {"items": writer.schema_of(question)},
        "else": writer.schema_of(MANIFEST),
        "definitions": writer.definitions,
    }


class Writer:
    """Writes types as schemas; each record stands once among the ``definitions`` and is referred to."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}
        self._names: dict[int, str] = {}  # of records, by which they are
        self._fields: dict[str, str] = {}  # of fields, by what they say

    def schema_of(self, type_: Type) -> Schema:
        """Return the schema of a type."""
        if isinstance(type_, Record | Keyed):
            return {"$ref": f"#/definitions/{self._defined(type_)}"}
        nested = _NESTED.get(type(type_))
        return _PLAIN[type(type_)](type_) if nested is None else nested(self, type_)

    def _defined(self, type_: Record | Keyed) -> str:
        """Return the name under which a record is defined, and define it on first sight."""
        name = self._names.get(id(type_))
        if name is None:
            name = self._names[id(type_)] = self._free_name(type_.expects)
            self.definitions[name] = {}  # its place, while what is within it comes after it
            made = self._record(type_) if isinstance(type_, Record) else self._keyed(type_)
            self.definitions[name] = made
        return name

    def _free_name(self, expects: str) -> str:
        stem = re.sub(r"[^a-z]+", "-", expects.lower()).strip("-")
        names = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
        return next(name for name in names if name not in self.definitions)

    def _record(self, type_: Record) -> Schema:
        return {
            "type": "object",
            "properties": {field.key: self._field(field) for field in type_.fields},
            "required": [field.key for field in type_.required],
            "additionalProperties": False,
        }

    def _field(self, field: Field) -> Schema:
        """Return the schema of a field; one that many kinds have stands once among the definitions."""
        schema, said = self.schema_of(field.type), {"description": field.says}
        made = (
            {**said, "allOf": [schema]} if "$ref" in schema else {**said, **schema}
        )  # nothing counts beside $ref
        text = json.dumps(made)
        if len(text) <= SHORT:
            return made
        if text not in self._fields:
            name = self._fields[text] = self._free_name(f"field {field.key}")
            self.definitions[name] = made
        return {"$ref": f"#/definitions/{self._fields[text]}"}

    def _keyed(self, type_: Keyed) -> Schema:
        if not type_.by:
            return {"type": "object", "anyOf": [self.schema_of(record) for _, record in type_.forms]}
        return {
            "type": "object",
            "required": [type_.by],
            "properties": {type_.by: {"enum": list(type_.names())}},
            "allOf": [self._when(type_.by, word, record) for word, record in type_.forms],
        }

    def _when(self, key: str, word: str, record: Record) -> Schema:
        condition = {"properties": {key: {"const": word}}, "required": [key]}
        return {"if": condition, "then": self.schema_of(record)}

    def _list(self, type_: ListOf) -> Schema:
        least = {"minItems": type_.least} if type_.least else {}
        return {"type": "array", "items": self.schema_of(type_.item), **least, "maxItems": type_.most}

    def _map(self, type_: MapOf) -> Schema:
        return {
            "type": "object",
            "propertyNames": {"pattern": _pattern(type_.key)},
            "additionalProperties": self.schema_of(type_.value),
        }

    def _shaped(self, type_: Shaped) -> Schema:
        """Allow each shape; a number is read as one wherever that is a shape, never as text."""
        others = (type_.number, type_.sequence, type_.mapping)
        forms = [self.schema_of(one) for one in others if one is not None]
        if type_.text is not None:
            text = self.schema_of(type_.text)
            forms.append({**text, "not": {"type": "number"}} if type_.number is not None else text)
        return {"anyOf": forms}


# Text. A plain scalar such as 3 or true is text to the reader where text is asked for.


def _text(_type: Prose | Code | Expression) -> Schema:
    return {"type": ["string", "number", "boolean"], "pattern": r"\S"}


def _line(_type: Line) -> Schema:
    return {"type": ["string", "number", "boolean"], "pattern": r"^\s*\S[^\n]*\s*$"}


def _word(type_: Word) -> Schema:
    text: Schema = {"type": "string", "pattern": _pattern(type_)}
    others = _scalars_that_read(type_.pattern)
    return {"anyOf": [text, *others]} if others else text


def _pattern(type_: Word) -> str:
    pattern = type_.pattern.replace(r"[^\W\d]", f"[{_LETTER}]").replace(r"\w", f"[{_LETTER}0-9]")
    return rf"^(?:{pattern})$(?!\n)"


def _scalars_that_read(pattern: str) -> list[Schema]:
    """Return schemas of the numbers and truth values whose text fits a pattern."""

    def fits(text: str) -> bool:
        return re.fullmatch(pattern, text) is not None

    whole, broken = fits("1"), fits("1.5")
    number: Schema = {"type": "number" if broken else "integer"}
    if not whole:
        number["not"] = {"type": "integer"}
    if not fits("-1"):
        number["minimum"] = 0
    return [*([number] if whole or broken else []), *([{"type": "boolean"}] if fits("true") else [])]


def _one_of(type_: OneOf) -> Schema:
    return {"enum": list(type_.words)}


def _written(type_: Written) -> Schema:
    text: Schema = {"type": "string", "pattern": type_.pattern}
    return {"anyOf": [text, {"type": "number", "exclusiveMinimum": 0}]} if type_.number else text


# Numbers


def _number(type_: Number) -> Schema:
    bounds = {"minimum": type_.low, "maximum": type_.high}
    finite = {key: bound for key, bound in bounds.items() if abs(bound) < float("inf")}
    return {"type": "integer" if type_.whole else "number", **finite}


def _array(_type: Array) -> Schema:
    rows: Schema = {"type": "number"}
    for _ in range(3):  # deeper ones are read as well, and hardly ever written
        rows = {"type": ["number", "array"], "items": rows, "minItems": 1}
    return {**rows, "type": "array"}


def _anything(_type: Anything) -> Schema:
    return {}


_PLAIN: dict[type, Callable[[Any], Schema]] = {
    Prose: _text,
    Code: _text,
    Expression: _text,
    Line: _line,
    Word: _word,
    Number: _number,
    Array: _array,
    OneOf: _one_of,
    Written: _written,
    Anything: _anything,
}
_NESTED: dict[type, Callable[[Writer, Any], Schema]] = {
    ListOf: Writer._list,  # noqa: SLF001 - the class's own table
    MapOf: Writer._map,  # noqa: SLF001
    Shaped: Writer._shaped,  # noqa: SLF001
}
