"""``pack check --fix``: missing ids and the schema's line are added; every other byte stays as it is.

Each change is read again before it is written: where anything but the added ids would be different, the file is
left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizapp.packs.cards import slug
from quizapp.packs.composing import compose
from quizapp.packs.folders import pack_files
from quizapp.packs.identify import add_ids, write_whole
from quizapp.packs.json_schema import SCHEMA_NAME
from quizapp.packs.modelines import has_modeline, modeline, write_schema
from quizapp.packs.reading import MANIFEST_NAME, read_pack
from quizapp.packs.tree import File, Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.packs.tree import Node

BYTE_ORDER_MARK = "\ufeff"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


@dataclass(frozen=True, slots=True)
class Fixed:
    """What was added: ids, and files that now say which schema they follow."""

    ids: tuple[str, ...]
    files: tuple[str, ...]


def fix(path: str | Path) -> Fixed:
    """Add the ids that are missing and the schema's line to the files of a pack, or to one of its files.

    Raises OSError where a file cannot be written; files before it are done.
    """
    root = Path(path)
    ids = list(add_ids(root))
    folder = root if root.is_dir() else root.parent
    taken = {draft.id for draft in read_pack(folder).drafts}
    changed = []
    for file in (one for one in pack_files(root, []) if one.suffix == ".yaml"):
        ids += _fix_ids(file, folder, taken)
        if (folder / MANIFEST_NAME).is_file() and _fix_modeline(file, folder):
            changed.append(str(file))
    if changed and write_schema(folder):
        changed.append(str(folder / SCHEMA_NAME))
    return Fixed(tuple(ids), tuple(changed))


# The schema's line


def _fix_modeline(file: Path, folder: Path) -> bool:
    """Put the line at the head of a file that has none; return whether that was so."""
    text = _text(file)
    if text is None or has_modeline(text) or compose(File("", _plain(text))) is None:
        return False
    mark, body = _without_mark(text)
    depth = len(file.resolve().relative_to(folder.resolve()).parts) - 1
    return _write(file, f"{mark}{modeline(depth)}{_end_of_line(body)}{body}", {})


# Ids of questions, and of the pack


def _fix_ids(file: Path, folder: Path, taken: set[str]) -> list[str]:
    """Write an id into each question of a file that has none; return the ids written."""
    text = _text(file)
    root = None if text is None else compose(File("", _plain(text)))
    if text is None or root is None:
        return []
    names: dict[int, str] = {}
    for at, node in _unnamed(root, is_manifest=file.name == MANIFEST_NAME and file.parent == folder):
        stem = slug(folder.resolve().name, words=8) if at < 0 else slug(_words(node), words=6)
        names[at] = _free(stem, taken)
        taken.add(names[at])
    places = [(_node_at(root, at), name) for at, name in names.items()]
    fixed = _with_ids(text, places)
    return list(names.values()) if names and _write(file, fixed, names) else []


def _unnamed(root: Node, *, is_manifest: bool) -> Iterator[tuple[int, Mapping]]:
    """Yield the mappings that need an id and have none, by their place in the list; −1 is the file itself."""
    items = enumerate(root.items) if isinstance(root, Sequence) else [(-1, root)] if is_manifest else []
    for at, node in items:
        if isinstance(node, Mapping) and node.items and node.get("id") is None:
            yield at, node


def _node_at(root: Node, at: int) -> Mapping:
    node = root.items[at] if at >= 0 and isinstance(root, Sequence) else root
    assert isinstance(node, Mapping)  # noqa: S101 - as _unnamed found it
    return node


def _words(node: Mapping) -> str:
    """Return what a question may be called after: its prompt without formulas, or its kind."""
    prompt, kind = node.get("prompt"), node.get("kind")
    text = re.sub(r"\$[^$]*\$|@\{[^}]*\}", " ", prompt.text) if isinstance(prompt, Scalar) else ""
    if re.search(r"[a-zA-Z]{3}", text):
        return text
    return kind.text if isinstance(kind, Scalar) else "question"


def _free(stem: str, taken: set[str]) -> str:
    stem = stem[:70].rstrip("-")
    number, name = 1, stem
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    return name


def _with_ids(text: str, places: list[tuple[Mapping, str]]) -> str:
    """Return a text with ids before the first keys; in braces on the same line, else on a line of their own."""
    mark, body = _without_mark(text)
    lines = _LINE.findall(body)
    for node, name in sorted(places, key=lambda pair: (pair[0].line, pair[0].column), reverse=True):
        first = node.items[0][0]
        in_braces = lines[node.line - 1][node.column - 1 : node.column] == "{"
        line, column = (node.line, node.column) if in_braces else (first.line, first.column - 1)
        between = ", " if in_braces else _end_of_line(body) + " " * column
        source = lines[line - 1]
        lines[line - 1] = f"{source[:column]}id: {name}{between}{source[column:]}"
    return mark + "".join(lines)


# Text and bytes


def _text(file: Path) -> str | None:
    try:
        return file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _without_mark(text: str) -> tuple[str, str]:
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    return mark, text.removeprefix(mark)


def _plain(text: str) -> str:
    """Return a text as the reader has it."""
    return _without_mark(text)[1].replace("\r\n", "\n").replace("\r", "\n")


def _end_of_line(text: str) -> str:
    found = re.search(r"\r\n|\r|\n", text)
    return found[0] if found else "\n"


def _write(file: Path, text: str, names: dict[int, str]) -> bool:
    """Write a file if it then reads as before, but for the ids; return whether it did."""
    before, after = (_data(compose(File("", _plain(one)))) for one in (_text(file) or "", text))
    expected = before
    for at, name in names.items():
        if at < 0:
            expected = {"id": (name, False), **expected}
        else:
            expected = [*expected[:at], {"id": (name, False), **expected[at]}, *expected[at + 1 :]]
    if after != expected:
        return False
    write_whole(file, text.encode())
    return True


def _data(node: Node | None) -> Any:
    """Return a tree as plain data, quotes and all, without its places."""
    if isinstance(node, Scalar):
        return (node.text, bool(node.quoted))
    if isinstance(node, Sequence):
        return [_data(item) for item in node.items]
    if isinstance(node, Mapping):
        return {key.text: _data(value) for key, value in node.items}
    return None
