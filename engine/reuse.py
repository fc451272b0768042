"""Writing results over operands that nobody needs any more: the same numbers with fewer allocations.

Works on the lines the compiler emitted, in which each name is assigned once. Used where only some outputs are
wanted; a traced run keeps every value.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

Shape = tuple[int, ...]

_NAME = re.compile(r"\b[vf]\d+\b")
_LINE = re.compile(r"(v\d+) = (.+)")
_TWO = re.compile(r"(v\d+|\d[\w.]*(?:e[-+]\d+)?) ([-+*/]) (v\d+|\d[\w.]*(?:e[-+]\d+)?)")
_ONE = re.compile(r"np\.(tanh|exp|sqrt|square|abs|sin|cos)\((v\d+)\)")
_FRESH = re.compile(
    r"v\d+ @ v\d+(\.T)?|v\d+\.T @ v\d+|.* [-+*/] .*|np\.(tanh|exp|sqrt|square|abs|sin|cos|maximum|minimum)\(.*\)"
)
_UFUNCS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}


def reuse_buffers(
    lines: list[str], returned: str, shapes: tuple[Shape, ...], small: Collection[int]
) -> list[str]:
    """Return the lines with results written over operands that die there; ``small`` values are not of their shape."""
    left = Counter(name for text in [*lines, returned] for name in set(_NAME.findall(text)))
    fresh: set[str] = set()
    names: dict[str, str] = {}
    written: list[str] = []
    viewed = {name for line in lines for name in _seen_through(line)}
    for line in lines:
        found = _LINE.fullmatch(line)
        for name in set(_NAME.findall(line)):
            left[name] -= 1
        if found is None:
            written.append(_renamed(line, names))
            continue
        target, text = found.groups()
        over = None if int(target[1:]) in small else _overwritable(target, text, left, fresh, shapes)
        if over is None:
            written.append(_renamed(line, names))
        else:
            names[target] = names.get(over, over)
            written.append(_renamed(_over(text, over), names))
        if (
            target not in viewed
            and int(target[1:]) not in small
            and (over is not None or _FRESH.fullmatch(text))
        ):
            fresh.add(target)
    return [*written, _renamed(returned, names)]


def _seen_through(line: str) -> set[str]:
    """Return the names a line may only be another view of, rather than compute with: these must stay as they are."""
    found = _LINE.fullmatch(line)
    if found and _FRESH.fullmatch(found.group(2)):
        return set()
    return set(_NAME.findall(line))


def _overwritable(
    target: str, text: str, left: Counter[str], fresh: set[str], shapes: tuple[Shape, ...]
) -> str | None:
    """Return the operand to write over: an array of this shape, made here, used nowhere later."""
    found = _TWO.fullmatch(text) or _ONE.fullmatch(text)
    if found is None:
        return None
    shape = shapes[int(target[1:])]
    candidates: list[str] = _NAME.findall(text)
    for name in dict.fromkeys(candidates):
        if shape and name in fresh and not left[name] and shapes[int(name[1:])] == shape:
            return name
    return None


def _over(text: str, name: str) -> str:
    two = _TWO.fullmatch(text)
    if two:
        return f"np.{_UFUNCS[two.group(2)]}({two.group(1)}, {two.group(3)}, {name})"
    return f"{text[:-1]}, {name})"


def _renamed(line: str, names: dict[str, str]) -> str:
    return _NAME.sub(lambda found: names.get(found.group(), found.group()), line)
