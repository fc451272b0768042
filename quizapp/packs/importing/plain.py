r"""Foreign text as text of ours: no control characters, one kind of line end, marks of our Markdown escaped."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_ENDS = re.compile(r"\r\n?|[\x85\u2028\u2029\x0b\x0c]")
_BACKSLASH = re.compile(r"\\(?=[$*`\\])")


def plain(text: str) -> str:
    r"""Return text that any file of a pack may hold: line ends are ``\n``, controls are signs that can be seen."""
    return _CONTROL.sub(_sign, _LINE_ENDS.sub("\n", text))


def _sign(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\N{SYMBOL FOR DELETE}" if code == 0x7F else "\N{REPLACEMENT CHARACTER}"


def line(text: str) -> str:
    """Return text on one line."""
    return " ".join(plain(text).split())


def escaped(text: str) -> str:
    """Return text in which nothing is taken for a formula, for code or for emphasis."""
    text = _BACKSLASH.sub(r"\\\\", text).replace("$", r"\$")
    for mark in ("*", "`"):
        if text.count(mark) > 1:
            text = text.replace(mark, f"\\{mark}")
    return text


def first_words(text: str, length: int = 40) -> str:
    """Return the beginning of a text, by which people know it."""
    words = line(text)
    return words if len(words) <= length else f"{words[: length - 1]}…"
