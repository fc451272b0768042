"""Questions as YAML that the reader gives back as they were: literal blocks, single quotes, nothing to escape."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizapp.packs.scalars import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from quizapp.questions.model import Json

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def manifest_text(fields: Mapping[str, Json]) -> str:
    """Return a pack.yaml with these fields."""
    return "".join(f"{line}\n" for key, value in fields.items() for line in _entry(key, value))


def question_text(fields: Mapping[str, Json]) -> str:
    """Return one question as an item of a list at the margin."""
    lines = [line for key, value in fields.items() for line in _entry(key, value)]
    return f"- {lines[0]}\n" + "".join(f"  {line}\n" if line else "\n" for line in lines[1:])


def flow(value: Json) -> str:
    """Return a value or a list of values on one line, within braces too."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_scalar, value))}]"
    return _scalar(value)


def _entry(key: str, value: Json) -> Iterator[str]:
    """Yield the lines of a key with its value."""
    if isinstance(value, str):
        yield from _text_entry(key, value)
    elif isinstance(value, list | tuple):
        yield from _list_entry(key, value)
    elif isinstance(value, dict):
        yield f"{key}:"
        for inner, one in value.items():
            yield from (f"  {line}" if line else "" for line in _entry(inner, one))
    else:
        yield f"{key}: {_scalar(value)}"


def _text_entry(key: str, text: str) -> Iterator[str]:
    if "\n" not in text and len(text) <= 100:
        yield f"{key}: {_scalar(text)}"
        return
    indent = "2" if text[:1] in {" ", "\n", "\t"} or _begins_empty(text) else ""
    yield f"{key}: |{indent}"
    yield from (f"  {line}" if line else "" for line in text.split("\n"))


def _begins_empty(text: str) -> bool:
    """Tell whether the first line is only blanks, from which the indentation cannot be told."""
    return not text.split("\n", 1)[0].strip()


def _list_entry(key: str, items: Sequence[Json]) -> Iterator[str]:
    if all(isinstance(item, str | int | float) and "\n" not in str(item) for item in items):
        yield f"{key}: {flow(items)}"
        return
    yield f"{key}:"
    if all(isinstance(item, list | tuple) for item in items):
        yield from (f"  - {flow(item)}" for item in items)
        return
    for item in items:
        yield from _item(item)


def _item(item: Json) -> Iterator[str]:
    """Yield the lines of one item of a list of mappings or of texts."""
    if isinstance(item, dict):
        lines = [line for key, value in item.items() for line in _entry(key, value)]
        yield f"  - {lines[0]}"
        yield from (f"    {line}" if line else "" for line in lines[1:])
        return
    header, *lines = _text_entry(
        "x", f"{item}\n" if len(str(item)) <= 100 and "\n" not in str(item) else item
    )
    yield f"  - {header.removeprefix('x: ')}"
    yield from (f"  {line}" if line else "" for line in lines)


def _scalar(value: Json) -> str:
    """Return a value on one line: plain where it is a word, else between single quotes."""
    if not isinstance(value, str):
        return (
            repr(value)
            if isinstance(value, int | float) and not isinstance(value, bool)
            else str(value).lower()
        )
    if _PLAIN.fullmatch(value) and resolve(value) == value:
        return value
    return "'" + value.replace("'", "''") + "'"
