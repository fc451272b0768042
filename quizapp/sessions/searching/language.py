"""Reads a search: words and ``key:value``, numbers compared, ``-`` for not, ``or``, parentheses.

softmax section:bp,los is:due recall<0.8 -is:flagged (wrong:30d or lapses>2)
"""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.sessions.errors import SessionError
from quizapp.sessions.searching.tree import And, Compare, Field, Node, Not, Or, Text, Within

if TYPE_CHECKING:
    from collections.abc import Callable

STATES = (
    "due",
    "new",
    "met",
    "learning",
    "young",
    "mature",
    "suspended",
    "buried",
    "flagged",
    "leech",
)
FIELDS = ("section", "kind", "level", "pack", "tag", "id", "is")
NUMBERS = ("recall", "difficulty", "stability", "lapses", "reviews", "minutes")
PERIODS = ("answered", "wrong", "due")
MOST_DEPTH = 40
MOST_LETTERS = 2000
_COMPARISON = re.compile(r"([A-Za-z]+)(<=|>=|<|>|=)(.*)", re.DOTALL)
_KEYED = re.compile(r"([A-Za-z]+):", re.ASCII)
_LENGTH = re.compile(r"(\d{1,5})([dwmy]?)")
_DAYS = {"": 1, "d": 1, "w": 7, "m": 30, "y": 365}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?(%?)")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)


class SearchError(SessionError):
    """A search that cannot be read; ``column`` counts from 0."""

    def __init__(self, what: str, column: int = 0) -> None:
        self.column = column
        super().__init__(what)


def parse(text: str) -> Node:
    """Return what a search says; raises SearchError naming the place and the nearest word."""
    if len(text) > MOST_LETTERS:
        raise SearchError(f"A search has at most {MOST_LETTERS} characters.", MOST_LETTERS)
    reader = _Reader(text)
    found = _any_of(reader, 0)
    reader.skip()
    if reader.at < len(text):
        raise SearchError("There is no opening parenthesis to this one.", reader.at)
    return found


@dataclass(slots=True)
class _Reader:
    """The text and how far it is read."""

    text: str
    at: int = 0

    def skip(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def peek(self) -> str:
        self.skip()
        return self.text[self.at : self.at + 1]

    def takes(self, word: str) -> bool:
        """Read a word of the language where it stands next."""
        self.skip()
        end = self.at + len(word)
        after = self.text[end : end + 1]
        here = self.text[self.at : end].casefold() == word and (not after or after.isspace() or after in "()")
        if here:
            self.at = end
        return here

    def word(self) -> str:
        """Read up to the next space; quotes may hold spaces, and parentheses that open here close here."""
        start, depth = self.at, 0
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter == '"':
                self._quotes()
                continue
            depth += (letter == "(") - (letter == ")")
            if letter.isspace() or depth < 0:
                break
            self.at += 1
        return self.text[start : self.at]

    def _quotes(self) -> None:
        found = _QUOTED.match(self.text, self.at)
        if found is None:
            raise SearchError("These quotes are not closed.", self.at)
        self.at = found.end()


def _any_of(reader: _Reader, depth: int) -> Node:
    parts = [_side(reader, depth)]
    while reader.takes("or"):
        parts.append(_side(reader, depth))
    if len(parts) > 1 and None in parts:
        raise SearchError('There is nothing on one side of this "or".', reader.at)
    sides = tuple(part or And(()) for part in parts)
    return sides[0] if len(sides) == 1 else Or(sides)


def _side(reader: _Reader, depth: int) -> Node | None:
    """Return what stands up to the next "or"; None where nothing does."""
    reader.skip()
    before = reader.at
    found = _all_of(reader, depth)
    return found if reader.at > before else None


def _all_of(reader: _Reader, depth: int) -> Node:
    parts: list[Node] = []
    while reader.peek() not in ("", ")"):
        before = reader.at
        if reader.takes("or"):
            reader.at = before
            break
        if not reader.takes("and"):
            parts.append(_one(reader, depth))
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def _one(reader: _Reader, depth: int) -> Node:
    if depth > MOST_DEPTH:
        raise SearchError("Parentheses and minus signs are nested too deeply.", reader.at)
    if reader.takes("not"):
        return Not(_operand(reader, depth))
    if reader.peek() == "-":
        reader.at += 1
        return Not(_operand(reader, depth))
    if reader.peek() == "(":
        return _group(reader, depth)
    start = reader.at
    return _term(reader.word(), start)


def _operand(reader: _Reader, depth: int) -> Node:
    if reader.peek() in ("", ")"):
        raise SearchError("Nothing stands after this minus.", reader.at - 1)
    return _one(reader, depth + 1)


def _group(reader: _Reader, depth: int) -> Node:
    opened = reader.at
    reader.at += 1
    inner = _any_of(reader, depth + 1)
    if reader.peek() != ")":
        raise SearchError("This parenthesis is not closed.", opened)
    reader.at += 1
    return inner


def _term(word: str, at: int) -> Node:
    keyed, compared = _KEYED.match(word), _COMPARISON.fullmatch(word)
    if keyed is not None:
        return _keyed(keyed[1].casefold(), word[keyed.end() :], at, at + keyed.end())
    if compared is not None:
        return _comparison(compared[1].casefold(), compared[2], compared[3], at)
    return Text(_unquoted(word))


def _keyed(name: str, value: str, at: int, value_at: int) -> Node:
    if name not in {*FIELDS, *PERIODS}:
        raise SearchError(_unknown(f"{name}:", (*FIELDS, *PERIODS)), at)
    if not value:
        raise SearchError(f"Nothing stands after {name}: here.", value_at)
    if name in PERIODS:
        return Within(name, _days(name, value, value_at))
    values = tuple(_unquoted(each) for each in _split(value))
    if "" in values:
        raise SearchError("A value is empty here.", value_at)
    if name == "is":
        values = tuple(each.casefold() for each in values)
        for each in values:
            if each not in STATES:
                raise SearchError(_unknown(each, STATES, "is:"), value_at)
    return Field(name, values)


def _comparison(name: str, sign: str, value: str, at: int) -> Node:
    if name not in NUMBERS:
        raise SearchError(_unknown(name, NUMBERS), at)
    found = _NUMBER.fullmatch(value)
    if found is None:
        raise SearchError(f"{name}{sign} is followed by a number.", at + len(name) + len(sign))
    bound = float(value.rstrip("%")) / (100 if found[3] else 1)
    if not math.isfinite(bound):
        raise SearchError(f"{value[:20]} is too large a number.", at + len(name) + len(sign))
    return Compare(name, sign, bound)


def _days(name: str, value: str, at: int) -> int:
    found = _LENGTH.fullmatch(value.casefold())
    if found is None or not int(found[1]):
        raise SearchError(f"{name}: is followed by a length such as 7d, 2w or 3m.", at)
    return int(found[1]) * _DAYS[found[2]]


def _split(value: str) -> list[str]:
    """Return what stands between commas that are not in quotes."""
    return re.findall(r'(?:"(?:[^"\\]|\\.)*"|[^,"])+|(?<=,)(?=,)|(?<=,)$|^(?=,)', value, re.DOTALL) or [""]


def _unquoted(word: str) -> str:
    """Return text without its quotes, wherever they stand."""
    unescape: Callable[[re.Match[str]], str] = lambda found: _ESCAPE.sub(r"\1", found[1])  # noqa: E731
    return _QUOTED.sub(unescape, word)


def _unknown(word: str, known: tuple[str, ...], prefix: str = "") -> str:
    near = difflib.get_close_matches(word.strip(":"), known, n=1, cutoff=0.5)
    advice = f"the nearest is {prefix}{near[0]}" if near else f"there are {', '.join(known)}"
    return f"A search knows no {prefix}{word[:40]}; {advice}. In quotes it is looked for as it stands."
