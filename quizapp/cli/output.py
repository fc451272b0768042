"""What a command writes: data on stdout, narration on stderr, never anyone's control characters."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TextIO

from quizapp.rendering.safety import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH = 80
NARROWEST = 20  # columns of a terminal that lines are broken for
LONGEST = 600  # characters of a narrated line: what was typed may be a megabyte
_SHOWN = 76  # characters of typed text around a place that is pointed at


def print_json(value: Any) -> None:
    """Write one JSON value on one line of stdout; floats in full precision, arrays as lists."""
    text = json.dumps(value, ensure_ascii=not speaks_unicode(), allow_nan=False, default=plain)
    sys.stdout.write("".join(map(_escaped, text)) + "\n")


def plain(value: Any) -> Any:
    """Return what json can write of a NumPy array or number."""
    return value.tolist()


def _escaped(letter: str) -> str:
    return letter if letter.isprintable() else json.dumps(letter)[1:-1]


def print_lines(lines: Iterable[str]) -> None:
    """Write lines on stdout."""
    for line in lines:
        sys.stdout.write(f"{shown(line, sys.stdout).rstrip()}\n")


def print_folded(line: str) -> None:
    """Write one line at once, for whoever answers waits for it; a terminal gets it broken between words."""
    print_lines(folded(line, shutil.get_terminal_size().columns) if sys.stdout.isatty() else [line])
    sys.stdout.flush()


def folded(line: str, columns: int) -> list[str]:
    """Return a line as lines of a terminal: broken between words, what goes on set in as the line itself is."""
    if len(line) <= columns or columns < NARROWEST:
        return [line]
    indent = " " * min(len(line) - len(line.lstrip()), columns // 2)
    return textwrap.wrap(
        line, columns, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def narrate(text: str) -> None:
    """Write text on stderr, after what stdout already has; a stderr that is gone or full is nobody's problem."""
    lines = [line if len(line) <= LONGEST else f"{line[:LONGEST]}…" for line in text.split("\n")]
    if sys.stderr is not None and sys.stderr.isatty():
        columns = shutil.get_terminal_size().columns
        lines = [row for line in lines for row in folded(line, columns)]
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return
    with suppress(OSError):
        sys.stderr.write("".join(f"{shown(line, sys.stderr)}\n" for line in lines))
        sys.stderr.flush()


def pointed_at(text: str, column: int, length: int = 1) -> str:
    """Return the line that holds ``column`` of a text, as much as fits, and a caret under the place."""
    before = text[:column].rpartition("\n")[2]
    line = (before + text[column:].partition("\n")[0]).replace("\t", " ")
    at = len(before)
    start = max(0, min(at - _SHOWN // 2, len(line) - _SHOWN))
    shown = (
        ("…" if start else "") + line[start : start + _SHOWN] + ("…" if start + _SHOWN < len(line) else "")
    )
    indent = at - start + bool(start)
    carets = "^" * max(1, min(length, len(shown) - indent))
    return f"  {shown}\n  {' ' * indent}{carets}"


def shown(line: str, stream: TextIO) -> str:
    """Return a line as a stream can show it: no control characters, and ASCII where it carries no more."""
    line = clean(line)
    if line.isascii() or carries_unicode(stream):
        return line
    from quizapp.rendering.seven_bit import to_seven_bits  # noqa: PLC0415 - few terminals need it

    return to_seven_bits(line)


def carries_unicode(stream: TextIO) -> bool:
    """Whether a stream can carry every character."""
    return (stream.encoding or "utf-8").lower().replace("-", "").replace("_", "") in {"utf8", "utf8sig"}


def speaks_unicode() -> bool:
    """Whether stdout can carry every character."""
    return carries_unicode(sys.stdout)


def is_interactive() -> bool:
    """Whether a person looks at stdout and types on stdin, in a terminal that can draw."""
    return draws() and sys.stdin is not None and sys.stdin.isatty()


def draws() -> bool:
    """Whether stdout is a terminal that can draw at all."""
    return sys.stdout.isatty() and os.environ.get("TERM", "") not in ("dumb", "unknown")
