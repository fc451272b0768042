"""What a plain YAML scalar means under the YAML 1.2 core schema, which is not what YAML 1.1 made of it.

``on`` and ``yes`` are words, ``1:30`` is text, ``010`` is ten, ``1e-8`` is a number
(YAML 1.2.2, section 10.3).
"""

from __future__ import annotations

import re
from typing import TypeAlias

Value: TypeAlias = bool | int | float | str | None

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)$|\.(nan|NaN|NAN)$")
_DECIMAL = re.compile(r"[-+]?[0-9]+$")
_OCTAL = re.compile(r"0o[0-7]+$")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+$")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
_LONGEST_INTEGER = 300  # longer ones are beyond what a float holds


def is_nothing(text: str) -> bool:
    """Tell whether an unquoted scalar says that there is no value."""
    return text in _NULL


def resolve(text: str) -> Value:
    """Return what an unquoted scalar says: nothing, a truth value, a number, or the text itself."""
    if text in _NULL:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if text[0] not in "0123456789.+-":
        return text
    return _number(text)


def _number(text: str) -> int | float | str:
    if _DECIMAL.match(text):
        return int(text) if len(text) <= _LONGEST_INTEGER else float(text)
    if len(text) <= _LONGEST_INTEGER and _OCTAL.match(text):
        return int(text[2:], 8)
    if len(text) <= _LONGEST_INTEGER and _HEXADECIMAL.match(text):
        return int(text[2:], 16)
    if _FLOAT.match(text):
        return float(text)
    if _INFINITE.match(text):
        return float(text.replace(".", "", 1))
    return text
