"""LaTeX cut into tokens, and a place among them: looking ahead, passing over, refusing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import NoReturn

from engine.errors import LimitError, ReadingError
from engine.language.characters import MINUS
from engine.language.latex_words import ACCENTS, FRACTIONS, GREEK, NOTHING

MOST_DEPTH = 30
MOST_SIGNS = 2_000

_TOKEN = re.compile(
    rf"\\([A-Za-z]+|.)\*?|\s+|[0-9]+(?:\.[0-9]+)?(?:[eE][+{re.escape(MINUS)}]?[0-9]+)?|\{{,\}}|.", re.DOTALL
)

_SHORT = 16  # tokens of an argument that is looked at before it is read


@dataclass(frozen=True, slots=True)
class Token:
    """A command, a number, a space or a character; ``command`` is the word behind the backslash."""

    text: str
    at: int
    command: str = ""


class Tokens:
    """The tokens of a text and the place where it is read."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = [_token(found) for found in islice(_TOKEN.finditer(source), MOST_SIGNS + 1)]
        if len(self.tokens) > MOST_SIGNS:
            self.refuse_size(f"This is too long; the limit on signs is {MOST_SIGNS:,}.", self.tokens[-1])
        self.at = 0
        self.depth = 0

    def refuse(self, what: str, token: Token) -> NoReturn:
        """Raise a ReadingError at a token."""
        raise ReadingError(what, self.source, token.at, length=max(1, len(token.text)))

    def refuse_size(self, what: str, token: Token) -> NoReturn:
        """Raise a LimitError at a token."""
        raise LimitError(what, self.source, token.at)

    def deeper(self, token: Token) -> None:
        """Count one level of recursion; the callers count back."""
        self.depth += 1
        if self.depth > 2 * MOST_DEPTH:
            self.refuse_size(f"This is nested too deep; the limit on depth is {MOST_DEPTH}.", token)

    def bracket_follows(self) -> bool:
        """Tell whether the next piece is a bracket, sizes aside."""
        at = self.at
        while at < len(self.tokens) and (
            self.tokens[at].text.isspace() or self.tokens[at].command in NOTHING
        ):
            at += 1
        return at < len(self.tokens) and self.tokens[at].text == "("

    def value_follows(self) -> bool:
        """Tell whether another value stands side by side with the one before."""
        self.skip_nothing()
        if self.at >= len(self.tokens):
            return False
        token = self.tokens[self.at]
        if token.command:
            return (
                token.command in GREEK
                or token.command in FRACTIONS
                or token.command in ACCENTS
                or token.command == "sqrt"
            )
        return token.text.isalnum() or token.text[0].isdigit()

    def stroke_follows(self) -> bool:
        """Tell whether the next token is a prime."""
        return self.at < len(self.tokens) and self.tokens[self.at].text in ("'", "′")

    def word(self, token: Token) -> str:
        """Return an argument's text as it stands, and pass it."""
        self.skip_space()
        if self.at < len(self.tokens) and self.tokens[self.at].text != "{":
            self.at += 1
            return self.tokens[self.at - 1].text
        depth, start = 0, self.at
        while self.at < len(self.tokens):
            text = self.tokens[self.at].text
            self.at += 1
            depth += (text == "{") - (text == "}")
            if not depth:
                return "".join(one.text for one in self.tokens[start + 1 : self.at - 1]).strip()
        return self.refuse("This { is never closed.", token)

    def short_word(self) -> str:
        """Return the text of the argument that follows, without passing it; nothing where it is not short."""
        self.skip_space()
        depth, start = 0, self.at
        for at in range(start, min(start + _SHORT, len(self.tokens))):
            text = self.tokens[at].text
            depth += (text == "{") - (text == "}")
            if not depth:
                return (
                    "".join(one.text for one in self.tokens[start : at + 1])
                    .removeprefix("{")
                    .removesuffix("}")
                )
        return ""

    def place(self) -> int:
        """Return the column of the next token."""
        return self.tokens[self.at].at if self.at < len(self.tokens) else len(self.source)

    def skip_space(self) -> None:
        """Pass white space."""
        while self.at < len(self.tokens) and self.tokens[self.at].text.isspace():
            self.at += 1

    def skip_nothing(self) -> None:
        """Pass white space and sizes."""
        while self.at < len(self.tokens) and (
            self.tokens[self.at].text.isspace() or self.tokens[self.at].command in NOTHING
        ):
            self.at += 1


def _token(found: re.Match[str]) -> Token:
    if found.group() == "{,}":  # a decimal comma without the space that LaTeX puts behind a comma
        return Token(",", found.start() + 1)
    return Token(found.group(), found.start(), found.group(1) or "")
