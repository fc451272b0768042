"""The parser's hands: the tokens of a text, where it stands in them, and how it refuses."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NoReturn

from engine.errors import LimitError, ReadingError, UnknownNameError
from engine.language.characters import sentence_for
from engine.language.tokens import Kind, Token

if TYPE_CHECKING:
    from engine.language.limits import Limits
    from engine.language.tree import Span, Tree
    from engine.language.vocabulary import Vocabulary


class Cursor(ABC):
    """A place in a list of tokens; the classes built on it add the productions of the language."""

    def __init__(
        self,
        tokens: list[Token],
        text: str,
        vocabulary: Vocabulary,
        limits: Limits,
        *,
        conditions: bool = False,
        strict_names: bool = False,
    ) -> None:
        self.tokens = tokens
        self.text = text
        self.vocabulary = vocabulary
        self.limits = limits
        self.conditions = conditions
        self.strict_names = strict_names
        self.at = 0
        self.depth = 0
        self.bars = 0
        self.bare_power_end = -1
        self.bare_root_end = -1

    @abstractmethod
    def expression(self, floor: int = 0) -> Tree:
        """Read the longest expression whose operators bind tighter than ``floor``."""

    @property
    def token(self) -> Token:
        """The token that is next."""
        return self.tokens[self.at]

    def take(self) -> Token:
        """Return the next token and pass it."""
        token = self.tokens[self.at]
        self.at += 1
        return token

    def next_is(self, kind: Kind, text: str = "") -> bool:
        """Tell whether a token of this kind (and text) is next."""
        token = self.tokens[self.at]
        return token.kind is kind and (not text or token.text == text)

    def span(self, first: Token) -> Span:
        """Return the columns from a token to the last one passed, within the first one's line."""
        last = self.tokens[self.at - 1]
        return (first.start, last.end if last.line == first.line else first.end)

    def typed(self, token: Token) -> str:
        """Return a token as it was typed."""
        return self.text.split("\n")[token.line - 1][token.start : token.end] or token.text

    def refuse(self, what: str, token: Token) -> NoReturn:
        """Refuse the text at a token."""
        raise ReadingError(what, self.text, token.start, line=token.line, length=token.end - token.start)

    def refuse_limit(self, what: str, token: Token) -> NoReturn:
        """Refuse the text for what it would cost."""
        raise LimitError(what, self.text, token.start, line=token.line, length=token.end - token.start)

    def refuse_unknown(self, what: str, token: Token) -> NoReturn:
        """Refuse a name that means nothing here."""
        raise UnknownNameError(what, self.text, token.start, line=token.line, length=token.end - token.start)

    def deeper(self) -> None:
        """Count one level of recursion; the callers count back."""
        self.depth += 1
        if self.depth > 2 * self.limits.depth:
            self.refuse_limit(
                f"This is nested too deep; the limit on depth is {self.limits.depth}.", self.token
            )

    def refuse_height(self) -> NoReturn:
        """Refuse a chain of operations that would make too high a tree."""
        what = (
            f"This is too large: the limit on height is {self.limits.height} operations inside one another."
        )
        self.refuse_limit(what, self.token)

    def close(self, bracket: str) -> Token:
        """Take the closing bracket that must be next."""
        token = self.token
        if token.kind is not Kind.CLOSE or token.text != bracket:
            self.refuse_leftover(token)
        return self.take()

    def refuse_leftover(self, token: Token) -> NoReturn:
        """Say why a token cannot follow a value."""
        before = self.tokens[self.at - 1] if self.at else token
        after = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        if (
            token.kind is Kind.COMMA
            and before.kind is after.kind is Kind.NUMBER
            and before.end == token.start
            and "." not in before.text + after.text
        ):
            self.refuse(
                f"A comma has no place here; write a decimal point, {before.text}.{after.text}.", token
            )
        if token.kind is Kind.NEWLINE:
            self.refuse("One expression stands on one line; to go on, keep a bracket open.", token)
        if token.kind is Kind.BAR:
            self.refuse("This bar closes nothing; write abs(x).", token)
        if token.kind is Kind.PRIME:
            self.refuse(sentence_for("'"), token)
        signs = {Kind.ASSIGN: "=", Kind.SEMICOLON: ";", Kind.COLON: ":"}
        if token.kind in signs:
            self.refuse(sentence_for(signs[token.kind]), token)
        if token.kind is Kind.OPEN and before.kind in {Kind.NUMBER, Kind.CLOSE}:
            self.refuse(
                "Square brackets cannot follow this; put a comma between rows, or * for a product.", token
            )
        self.refuse(f"“{self.typed(token)}” has no place here.", token)
