"""TOML that people write by hand: which lines each statement takes, so that one can be changed and the others stay."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Statement:
    """One ``key = value`` of the file and the lines [first, last) it takes."""

    key: str
    value: Any
    first: int
    last: int


def loaded(text: str) -> dict[str, Any]:
    """Read TOML; what is too deep or too long for its reader raises TOMLDecodeError too."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise tomllib.TOMLDecodeError("too many brackets stand within one another") from None
    except ValueError as error:
        raise tomllib.TOMLDecodeError("a number has too many digits") from error


def statements(lines: list[str]) -> list[Statement]:
    """Return the key/value statements of valid TOML with the lines they take."""
    found: list[Statement] = []
    prefix, at = "", 0
    while at < len(lines):
        line = lines[at].strip()
        last = at + 1
        if line.startswith("["):
            prefix = ".".join(_flat(tomllib.loads(line + "\nx = 0"))[0][0].split(".")[:-1]) + "."
        elif line and not line.startswith("#"):
            last = _end(lines, at)
            pairs = _flat(tomllib.loads("\n".join(lines[at:last])))
            found += [Statement(prefix + key, value, at, last) for key, value in pairs]
        at = last
    return found


def _end(lines: list[str], first: int) -> int:
    """Return the line after a statement: the first at which it parses (arrays take several)."""
    for last in range(first + 1, len(lines) + 1):
        try:
            tomllib.loads("\n".join(lines[first:last]))
        except tomllib.TOMLDecodeError:
            continue
        return last
    return len(lines)


def _flat(value: Any, prefix: str = "") -> list[tuple[str, Any]]:
    if not isinstance(value, dict):
        return [(prefix, value)]
    return [
        pair for key, inner in value.items() for pair in _flat(inner, f"{prefix}.{key}" if prefix else key)
    ]


def comment_of(lines: list[str]) -> str:
    """Return the note at the end of a one-line statement, with the space before it."""
    if len(lines) != 1:
        return ""
    line = lines[0]
    for at in (at for at, letter in enumerate(line) if letter == "#"):
        try:
            tomllib.loads(line[:at])
        except tomllib.TOMLDecodeError:
            continue
        return "  " + line[at:]
    return ""


def end_of_top(lines: list[str]) -> int:
    """Return where a new top-level line belongs: before the first table, after the last line with text."""
    tables = [at for at, line in enumerate(lines) if line.lstrip().startswith("[")]
    end = tables[0] if tables else len(lines)
    while end > 0 and not lines[end - 1].strip():
        end -= 1
    return end


def quoted(text: str) -> str:
    """Return a text as a string of TOML."""
    import json  # noqa: PLC0415 - only saving needs it

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
