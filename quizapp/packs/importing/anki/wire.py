"""As much of the protocol-buffer wire format as Anki's records need: numbers and byte strings, by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def fields(record: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield number and value of each field; stops where the record cannot be read further."""
    at = 0
    while at < len(record):
        key, at = _varint(record, at)
        number, wire = key >> 3, key & 7
        if wire == _VARINT:
            value, at = _varint(record, at)
            yield number, value
        elif wire in (_FIXED64, _FIXED32):
            at += 8 if wire == _FIXED64 else 4
        elif wire == _BYTES:
            size, at = _varint(record, at)
            yield number, record[at : at + size]
            at += size
        else:
            return


def number(record: bytes, wanted: int) -> int:
    """Return the last number of a field; 0 where there is none, as the format has it."""
    return next((v for n, v in reversed(list(fields(record))) if n == wanted and isinstance(v, int)), 0)


def text(record: bytes, wanted: int) -> str:
    """Return the last text of a field; empty where there is none."""
    found = next((v for n, v in reversed(list(fields(record))) if n == wanted and isinstance(v, bytes)), b"")
    return found.decode("utf-8", "replace")


def _varint(record: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(record) and shift < 70:
        byte = record[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return value, at
