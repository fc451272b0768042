"""Reading a value by its type: plain data comes out, and every finding is noted where it stands."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

from quizapp.packs import advice
from quizapp.packs.model import did_you_mean
from quizapp.packs.scalars import is_nothing
from quizapp.packs.tree import File, Mapping, Node, Scalar, Sequence
from quizapp.packs.types import (
    Anything,
    Array,
    Code,
    Expression,
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
from quizapp.packs.walking import Path, form_of, select

if TYPE_CHECKING:
    from collections.abc import Callable


class _Bad:
    """What comes of a value that cannot be used."""


BAD: Final = _Bad()


def read(type_: Type, node: Node, file: File, path: Path = ()) -> Any:
    """Return the plain data of a node, or BAD once what is wrong is among the file's problems."""
    nothing = type(node) is Scalar and not node.quoted and is_nothing(node.text)
    if nothing and not isinstance(type_, Anything):
        return _bad(file, node, path, f"{_name(path)} is empty.", "Write a value or delete the key.")
    reader = _NESTED.get(type(type_))
    if reader is not None:
        return reader(type_, node, file, path)
    if not isinstance(node, Scalar):
        return _unfit(type_, node, file, path)
    return _SCALAR[type(type_)](type_, node, file, path)


def is_bad(value: object) -> bool:
    """Tell whether reading failed."""
    return value is BAD


def _bad(file: File, node: Node, path: Path, what: str, mend: str = "") -> _Bad:
    file.error(node, what, mend, dotted(path))
    return BAD


def _unfit(type_: Type, node: Node, file: File, path: Path) -> _Bad:
    what = f"{_name(path)} should be {type_.expects}, not {_describe(node)}."
    return _bad(file, node, path, what, advice.for_value(type_, node))


def _name(path: Path) -> str:
    words = [part for part in path if isinstance(part, str)]
    last = words[-1] if words else "this"
    return last if not path or path[-1] == last else f"An item of {last}"


def dotted(path: Path) -> str:
    """Return a path as a key is written in findings: ``mistakes[1].value``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _describe(node: Node) -> str:
    if isinstance(node, Sequence):
        return "a list"
    if isinstance(node, Mapping):
        return "a mapping"
    value = node.value()
    if value is None:
        return "nothing"
    return f"“{_short(node.text)}”"


def _short(text: str) -> str:
    line = text.strip().split("\n")[0]
    return line if len(line) <= 40 else line[:39] + "…"


# Scalars


def _read_text(_type: Prose | Code | Expression, node: Scalar, file: File, path: Path) -> Any:
    text = node.text.strip("\n").rstrip()
    return text if text.strip() else _bad(file, node, path, f"{_name(path)} is empty.", "Write a value.")


def _read_word(type_: Word, node: Scalar, file: File, path: Path) -> Any:
    return node.text if re.fullmatch(type_.pattern, node.text) else _unfit(type_, node, file, path)


def _read_line(type_: Line, node: Scalar, file: File, path: Path) -> Any:
    text = node.text.strip()
    return text if text and "\n" not in text else _unfit(type_, node, file, path)


def _read_number(type_: Number, node: Scalar, file: File, path: Path) -> Any:
    value = node.value()
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return _unfit(type_, node, file, path)
    if not type_.low <= value <= type_.high or (type_.whole and value != int(value)):
        return _unfit(type_, node, file, path)
    return int(value) if type_.whole else value


def _read_one_of(type_: OneOf, node: Scalar, file: File, path: Path) -> Any:
    if node.text in type_.words:
        return node.text
    what = f"{_name(path)} cannot be “{_short(node.text)}”."
    return _bad(file, node, path, what, did_you_mean(node.text, type_.words))


def _read_written(type_: Written, node: Scalar, file: File, path: Path) -> Any:
    try:
        type_.read(node.text)
    except ValueError as error:
        what, _, how = str(error).partition("; write ")
        return _bad(file, node, path, f"{_name(path)}: {what}.", f"Write {how or type_.expects}.")
    return node.text


# Lists and mappings


def _read_list(type_: ListOf, node: Node, file: File, path: Path) -> Any:
    if not isinstance(node, Sequence):
        return _unfit(type_, node, file, path)
    items = [read(type_.item, item, file, (*path, index)) for index, item in enumerate(node.items)]
    if not type_.least <= len(items) <= type_.most:
        bound = f"at least {type_.least}" if len(items) < type_.least else f"at most {type_.most}"
        mend = "Add what is missing." if len(items) < type_.least else "Take some away."
        return _bad(file, node, path, f"{_name(path)} has {len(items)} items; it needs {bound}.", mend)
    return BAD if BAD in items else items


def _read_map(type_: MapOf, node: Node, file: File, path: Path) -> Any:
    if not isinstance(node, Mapping):
        return _unfit(type_, node, file, path)
    values = {}
    for key, item in node.items:
        if not re.fullmatch(type_.key.pattern, key.text):
            values[key.text] = _unfit(type_.key, key, file, (*path, key.text))
            continue
        values[key.text] = read(type_.value, item, file, (*path, key.text))
    return BAD if BAD in values.values() else values


def _read_record(type_: Record, node: Node, file: File, path: Path) -> Any:
    if not isinstance(node, Mapping):
        return _unfit(type_, node, file, path)
    values = {}
    for key, item in _rejoined(type_, node, file, path):
        field = type_.find(key.text)
        if field is None:
            values[key.text] = _unknown_key(type_, key, item, file, path, _absent(type_, node))
        else:
            values[key.text] = read(field.type, item, file, (*path, key.text))
    absent = _absent(type_, node)
    named = {advice.meant(key, absent) for key in values if type_.find(key) is None}
    for field in type_.required:
        if field.key in named:  # it is there under another name, which is told already
            values.setdefault(field.key, BAD)
        elif field.key not in values:
            mend = f"Write “{field.key}: …”, {field.type.expects}. {field.says}"
            values[field.key] = _bad(file, node, (*path, field.key), f"{field.key} is missing.", mend)
    return BAD if BAD in values.values() else values


def _absent(type_: Record, node: Mapping) -> tuple[str, ...]:
    """Return the keys that are not written, one of which may be meant by another word."""
    written = {key.text for key, _ in node.items}
    return tuple(name for name in type_.names() if name not in written)


def _rejoined(type_: Record, node: Mapping, file: File, path: Path) -> list[tuple[Scalar, Node]]:
    """Return the items of a mapping; a sentence in braces that a comma cut in two is one again."""
    if not any(type(value) is Scalar and not value.text and not value.quoted for _, value in node.items):
        return node.items
    items: list[tuple[Scalar, Node]] = []
    for key, value in node.items:
        before = items[-1][1] if items else None
        cut = (
            isinstance(value, Scalar) and not value.text and not value.quoted and type_.find(key.text) is None
        )
        if cut and isinstance(before, Scalar) and not before.quoted and " " in before.text:
            file.warn(
                key,
                "A comma ends a text in braces; this was read as one sentence.",
                "Quote it.",
                dotted(path),
            )
            joined = Scalar(f"{before.text}, {key.text}", before.line, before.column)
            items[-1] = (items[-1][0], joined)
        else:
            items.append((key, value))
    return items


def _unknown_key(
    type_: Record | Keyed, key: Scalar, value: Node, file: File, path: Path, absent: tuple[str, ...] = ()
) -> _Bad:
    what = f"{key.text or 'An empty key'} is not a key of {type_.expects}."
    if key.text == "<<":
        mend = "Merge keys are not read; write the fields out."
    elif isinstance(value, Scalar) and not value.text and not value.quoted:
        mend = "A comma ends a text in braces: quote the text. A key has a colon and a value."
    else:
        mend = advice.for_key(key.text, type_.names(), absent)
    return _bad(file, key, (*path, key.text), what, mend)


def _read_keyed(type_: Keyed, node: Node, file: File, path: Path) -> Any:
    if not isinstance(node, Mapping):
        return _unfit(type_, node, file, path)
    form = form_of(type_, node)
    if form is not None:
        return read(form, node, file, path)
    if type_.by:
        return _read_teller(type_, node, file, path)
    if not node.items:
        return _unfit(type_, node, file, path)
    return _unknown_key(type_, *node.items[0], file, path)


def _read_teller(type_: Keyed, node: Mapping, file: File, path: Path) -> Any:
    teller = node.get(type_.by)
    if teller is None:
        return _bad(file, node, (*path, type_.by), f"{type_.by} is missing.", did_you_mean("", type_.names()))
    return read(OneOf(type_.names()), teller, file, (*path, type_.by)) and BAD


def _read_array(type_: Array, node: Node, file: File, path: Path) -> Any:
    value = _numbers(node)
    return _unfit(type_, node, file, path) if value is None or _shape(value) is None else value


def _numbers(node: Node) -> Any:
    if isinstance(node, Sequence) and node.items:
        items = [_numbers(item) for item in node.items]
        return None if any(item is None for item in items) else items
    value = node.value() if isinstance(node, Scalar) else None
    usable = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return value if usable else None


def _shape(value: Any) -> tuple[int, ...] | None:
    if not isinstance(value, list):
        return ()
    shapes = {_shape(item) for item in value}
    inner = shapes.pop()
    return None if shapes or inner is None else (len(value), *inner)


def _read_shaped(type_: Shaped, node: Node, file: File, path: Path) -> Any:
    chosen = select(type_, node)
    is_odd = isinstance(chosen, Word) and not re.fullmatch(chosen.pattern, getattr(node, "text", ""))
    return _unfit(type_, node, file, path) if chosen is None or is_odd else read(chosen, node, file, path)


def _read_anything(_type: Anything, node: Node, _file: File, _path: Path) -> Any:
    return _plain(node)


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        value = node.value()
        return node.text if isinstance(value, float) and not math.isfinite(value) else value
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return {key.text: _plain(item) for key, item in node.items}


_NESTED: dict[type, Callable[[Any, Node, File, Path], Any]] = {
    Record: _read_record,
    Keyed: _read_keyed,
    ListOf: _read_list,
    MapOf: _read_map,
    Shaped: _read_shaped,
    Array: _read_array,
    Anything: _read_anything,
}
_SCALAR: dict[type, Callable[[Any, Scalar, File, Path], Any]] = {
    Prose: _read_text,
    Code: _read_text,
    Expression: _read_text,
    Line: _read_line,
    Word: _read_word,
    Number: _read_number,
    OneOf: _read_one_of,
    Written: _read_written,
}
