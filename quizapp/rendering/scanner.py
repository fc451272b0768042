"""LaTeX source in pieces: commands, characters, raw arguments, and errors that know their place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.errors import ReadingError

_COMMAND = re.compile(r"\\([A-Za-z]+\*?|.)", re.DOTALL)
_BLANK = re.compile(r"\s*")


class LatexError(ReadingError):
    """LaTeX that cannot be drawn: names the command or character and its place."""


class LatexLimitError(LatexError):
    """A formula refused because it is too long, too deep or too large."""


@dataclass(frozen=True, slots=True)
class Token:
    """A command (without its backslash), one character, or the end; ``at`` counts from the start."""

    kind: str  # command, character or end
    text: str
    at: int
    length: int
    spaced: bool = False  # white space stands before it

    def __str__(self) -> str:
        """Return the token as it was typed."""
        return {"command": f"\\{self.text}", "end": "the end"}.get(self.kind, self.text)


class Scanner:
    """Walks through the source of one formula."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self._ahead: Token | None = None

    def peek(self) -> Token:
        """Return the next token without taking it."""
        if self._ahead is None:
            self._ahead = self._read()
        return self._ahead

    def take(self) -> Token:
        """Return the next token and go past it."""
        token = self.peek()
        self._ahead = None
        self.at = token.at + token.length
        return token

    def take_if(self, kind: str, text: str) -> Token | None:
        """Take the next token if it is this one."""
        token = self.peek()
        return self.take() if (token.kind, token.text) == (kind, text) else None

    def _read(self) -> Token:
        start = _BLANK.match(self.source, self.at).end()  # type: ignore[union-attr] # it matches the empty text
        spaced = start > self.at
        if start >= len(self.source):
            return Token("end", "", start, 0, spaced)
        if match := _COMMAND.match(self.source, start):
            return Token("command", match[1], start, len(match[0]), spaced)
        return Token("character", self.source[start], start, 1, spaced)

    def raw_argument(self, owner: Token) -> tuple[str, int]:
        """Return the text between the braces that follow, as typed, and where it starts."""
        opening = self.take()
        if (opening.kind, opening.text) != ("character", "{"):
            raise self.error(f"{owner} needs its text in braces", owner)
        depth = 1
        for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(self.source, self.at):
            depth += {"{": 1, "}": -1}.get(match[0], 0)
            if depth == 0:
                start, self.at = self.at, match.end()
                return self.source[start : match.start()], start
        raise self.error("this brace is never closed", opening)

    def skip(self, pattern: re.Pattern[str]) -> str:
        """Go past what the pattern matches right here, and return it."""
        match = pattern.match(self.source, self.at)
        if not match:
            return ""
        self._ahead = None
        self.at = match.end()
        return match[0]

    def error(self, what: str, place: Token) -> LatexError:
        """Return the error that points at a token."""
        return LatexError(what, self.source, **place_in(self.source, place.at), length=place.length)

    def over_limit(self, what: str) -> LatexLimitError:
        """Return the refusal that points at the next token."""
        return LatexLimitError(what, self.source, **place_in(self.source, self.peek().at))


def place_in(source: str, at: int) -> dict[str, int]:
    """Return the line (from 1) and the column (from 0) of a place counted from the start of the source."""
    return {"line": source.count("\n", 0, at) + 1, "column": at - (source.rfind("\n", 0, at) + 1)}
