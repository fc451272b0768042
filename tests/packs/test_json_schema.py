"""Editors are told what the reader wants: schema and reader accept and refuse the same."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp import locations
from quizapp.packs import composing
from quizapp.packs.beginning import STARTER
from quizapp.packs.json_schema import DRAFT, Writer, json_schema
from quizapp.packs.modelines import schema_text
from quizapp.packs.schema import MANIFEST, PRECISION, TIME, question_record
from quizapp.packs.tree import File, Mapping
from quizapp.packs.validating import is_bad, read
from quizapp.questions.model import KINDS
from tests.packs.conftest import EXAMPLE

if TYPE_CHECKING:
    from pathlib import Path

    from quizapp.packs.types import Record, Type

VALIDATOR = jsonschema.Draft7Validator(json_schema())


def plain(node: Any) -> Any:
    """Return the plain data of a tree, as an editor's YAML parser gives it."""
    if hasattr(node, "value"):
        return node.value()
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.items}
    return [plain(item) for item in node.items]


def data_of(path: Path) -> Any:
    """Return the plain data of a file."""
    node = composing.compose(File(path.name, path.read_text(encoding="utf-8")))
    return plain(node)


def reader_takes(type_: Type, value: Any) -> bool:
    """Tell whether the reader reads a value, written as JSON, which is YAML."""
    file = File("q.yaml", json.dumps(value, ensure_ascii=False))
    node = composing.compose(file)
    return node is not None and not is_bad(read(type_, node, file))


def schema_takes(type_: Type, value: Any) -> bool:
    """Tell whether the schema allows a value."""
    writer = Writer()
    made = writer.schema_of(type_)
    return jsonschema.Draft7Validator({**made, "definitions": writer.definitions}).is_valid(value)


STARTER_QUESTIONS = [
    one for path in sorted(STARTER.glob("*.yaml")) if path.name != "pack.yaml" for one in data_of(path)
]
QUESTIONS = [one for one in data_of(EXAMPLE / "questions.yaml") if one["kind"] != "kata"] + STARTER_QUESTIONS


def test_the_schema_is_one() -> None:
    """It follows the draft that editors know, and its text is JSON."""
    jsonschema.Draft7Validator.check_schema(json_schema())
    assert json.loads(schema_text())["$schema"] == DRAFT


@pytest.mark.parametrize(
    "path",
    sorted(locations.content_dir().glob("*/*.yaml")),
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_every_bundled_file_follows_it(path: Path) -> None:
    """What the reader reads without a word, an editor underlines nowhere."""
    assert [f"{one.json_path}: {one.message}" for one in VALIDATOR.iter_errors(data_of(path))] == []


def test_the_starter_follows_it() -> None:
    """So does what an author begins with."""
    assert [one.message for one in VALIDATOR.iter_errors(STARTER_QUESTIONS)] == []
    assert {one["kind"] for one in STARTER_QUESTIONS} == set(KINDS) - {"recall", "cloze"}


@pytest.mark.parametrize(
    "record", [MANIFEST, *map(question_record, KINDS)], ids=lambda record: record.expects
)
def test_each_record_has_the_same_keys(record: Record) -> None:
    """The same may be there, the same must be there, and each is explained by the same sentence."""
    writer = Writer()
    writer.schema_of(record)
    made = next(iter(writer.definitions.values()))
    assert tuple(made["properties"]) == record.names()
    assert made["required"] == [field.key for field in record.required]
    fields = {
        key: writer.definitions[one["$ref"].rpartition("/")[2]] if "$ref" in one else one
        for key, one in made["properties"].items()
    }
    assert {key: one["description"] for key, one in fields.items()} == {
        field.key: field.says for field in record.fields
    }


@pytest.mark.parametrize(
    ("type_", "texts"),
    [
        (
            PRECISION,
            [
                "3 figures",
                "1 figure",
                "15 figures",
                "16 figures",
                "0 figures",
                "2 places",
                "0 places",
                "16 places",
            ],
        ),
        (
            PRECISION,
            ["2 decimal places", "1 decimal", "3 significant figures", "1 %", "0.5%", "0 %", ".5 %", "±0.01"],
        ),
        (
            PRECISION,
            ["+-1e-3", "+/- 2", "±0", "±", "3", "figures", "3 figs", "about 3 figures", "", "1 % or so"],
        ),
        (
            TIME,
            [
                "5 minutes",
                "1 minute",
                "90 seconds",
                "90 s",
                "2.5 min",
                "5",
                "0 minutes",
                "-1 minute",
                "soon",
                "",
            ],
        ),
    ],
)
def test_small_grammars_are_the_same(type_: Type, texts: list[str]) -> None:
    """Each text is read by both or by neither."""
    assert {text: schema_takes(type_, text) for text in texts} == {
        text: reader_takes(type_, text) for text in texts
    }


ODD = st.one_of(
    st.sampled_from(
        [
            None,
            True,
            False,
            0,
            1,
            -3,
            2.5,
            7,
            10_001,
            "",
            " ",
            "relu",
            "Relu kink",
            "act.relu",
            "x\ny",
            "3 figures",
        ]
    ),
    st.sampled_from(
        [[], {}, [1], [1, 2], ["a", "b"], [[1, 2], [3, 4]], {"choose": [1]}, {"id": "x"}, {"a": {}}, [{}]]
    ),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of everything within a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, one in inner for place in places(one, (*path, key)))]


def changed(value: Any, path: tuple[Any, ...], how: str, other: Any) -> Any:
    """Return a value with something in it deleted, replaced, renamed or added."""
    value = copy.deepcopy(value)
    *above, last = path
    holder = value
    for key in above:
        holder = holder[key]
    if how == "delete":
        del holder[last]
    elif how == "rename" and isinstance(holder, dict):
        holder[f"{last}x"] = holder.pop(last)
    elif how == "add" and isinstance(holder[last], dict):
        holder[last]["extra"] = other
    else:
        holder[last] = other
    return value


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_what_is_spoilt_is_refused_by_both_or_neither(data: st.DataObject) -> None:
    """One change anywhere in a good question: a key gone, misspelt or new, another value in its place."""
    question = data.draw(st.sampled_from(QUESTIONS))
    path = data.draw(st.sampled_from([place for place in places(question) if place]))
    spoilt = changed(
        question, path, data.draw(st.sampled_from(["delete", "replace", "rename", "add"])), data.draw(ODD)
    )
    record = question_record(spoilt["kind"]) if spoilt.get("kind") in KINDS else None
    by_reader = record is not None and reader_takes(record, spoilt)
    assert VALIDATOR.is_valid([spoilt]) == by_reader
