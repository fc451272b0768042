"""Text into tokens, each with its place in the text as typed; nothing is rewritten before it is placed.

One pattern reads ASCII and the signs people type or paste alike: ``−`` is a minus, ``⊙`` a product, a run of
superscripts a bracketed power. Length, nesting, digits and exponents are refused here, before anything is
built.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache
from math import isinf
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from engine.errors import LimitError, ReadingError
from engine.language.characters import (
    DIVIDE,
    FRACTIONS,
    MINUS,
    PRIMES,
    SPACES,
    SUPERSCRIPTS,
    TIMES,
    refuse_hidden,
    sentence_for,
)
from engine.language.spelling import ACCENTS, GREEK, PRECOMPOSED, SUBSCRIPTS, VARIANTS, canonical

if TYPE_CHECKING:
    from engine.language.limits import Limits


class Kind(IntEnum):
    """What a token is; the parser decides by this alone."""

    NUMBER = 1
    FRACTION = 2
    NAME = 3
    OPERATOR = 4
    OPEN = 5
    CLOSE = 6
    COMMA = 7
    SEMICOLON = 8
    COLON = 9
    ASSIGN = 10
    PRIME = 11
    BAR = 12
    ROOT = 13
    DOT = 14
    TRANSPOSE = 15
    INDICATOR = 16
    NEWLINE = 17
    END = 18


class Token(NamedTuple):
    """A piece of text: ``text`` in its plain spelling, columns and line as typed."""

    kind: Kind
    text: str
    line: int
    start: int
    end: int
    value: float = 0.0


_LATIN = "A-Za-z" + PRECOMPOSED + "ℒℓ" + "\U0001d400-\U0001d6a7"
_GREEK = "".join(GREEK) + "".join(set(VARIANTS) - {"ℒ", "ℓ"}) + "\U0001d6a8-\U0001d7cb"
_MARKS = "".join(ACCENTS)
_SUBSCRIPTS = "".join(SUBSCRIPTS)
_TAIL = rf"[{_LATIN}0-9_{_MARKS}{_SUBSCRIPTS}]"
# A Greek letter is a name by itself (ηλ is a product); it takes marks, subscripts and what follows _ along.
_NAME = rf"d?[{_GREEK}][{_MARKS}]*[0-9{_SUBSCRIPTS}]*(?:_{_TAIL}+)?|[{_LATIN}_]{_TAIL}*"

_PLAIN = {
    **dict.fromkeys(MINUS, "-"),
    **dict.fromkeys(TIMES, "*"),
    **dict.fromkeys(DIVIDE, "/"),
    "^": "**",
    "≤": "<=",
    "⩽": "<=",
    "≥": ">=",
    "⩾": ">=",
    "≠": "!=",
    "＋": "+",
}
_WRONG_SIGNS = {
    ":=": "The sign := has no place here; a program line assigns with a single =.",
    "||": "Double bars are not read; a norm is written norm(x), an absolute value |x| or abs(x).",
    "&&": "Conditions are joined with and.",
}


@cache
def _pattern(*, decimal_comma: bool) -> re.Pattern[str]:
    """Return the one pattern: a group for each of ``_GROUPS``, in that order, the last taking anything."""
    minus = re.escape(MINUS)
    fraction = r"\.[0-9]*|,[0-9]+" if decimal_comma else r"\.[0-9]*"
    groups = (
        rf"((?:[0-9]+(?:{fraction})?|\.[0-9]+)(?:[eE][+{minus}]?[0-9]+)?)",
        rf"({_NAME})",
        rf"(\*\*|[<>=!]=|[-+<>@^≤≥≠⩽⩾＋{re.escape(TIMES + DIVIDE)}{minus}])",
        rf"([{SPACES}]+)",
        r"([(\[])",
        r"([)\]])",
        r"(,)",
        rf"([{''.join(SUPERSCRIPTS)}]+)",
        r"(\r?\n)",
        r"(\#[^\n]*)",
        rf"([{''.join(PRIMES)}])",
        r"(.)",
    )
    return re.compile("|".join(groups), re.DOTALL)


_NUMBER, _NAMED, _SIGN, _SPACE, _OPENING, _CLOSING, _LIST, _RAISED, _LINE, _REMARK, _STROKE, _OTHER = range(
    1, 13
)
_WRONG = re.compile(r":=|\|\||&&")
_RAISED_PIECE = re.compile(r"[0-9]+|.")

_SINGLE = {
    ";": Kind.SEMICOLON,
    ":": Kind.COLON,
    "=": Kind.ASSIGN,
    "|": Kind.BAR,
    "√": Kind.ROOT,
    ".": Kind.DOT,
    "⊤": Kind.TRANSPOSE,
    "𝟙": Kind.INDICATOR,
}
_CLOSES = {")": "(", "]": "["}


def tokenize(text: str, limits: Limits, *, program: bool = False, decimal_comma: bool = False) -> list[Token]:
    """Return the tokens of a text, ended by one of kind ``END``; line ends outside brackets are tokens too.

    Raises LimitError before reading on for a text that is too long, nested too deep or has too large a
    literal, ReadingError for anything that is not of the language.
    """
    if len(text) > limits.text_length:
        what = f"This text has {len(text):,} characters; the limit on length is {limits.text_length:,}."
        raise LimitError(what, "", limits.text_length)
    if text.count("\n") > limits.lines:
        raise LimitError(f"This text has more than {limits.lines:,} lines.", text, 0, line=limits.lines)
    refuse_hidden(text)
    return _Tokenizer(text, limits, program=program).run(_pattern(decimal_comma=decimal_comma))


class _Tokenizer:
    """One pass over one text."""

    def __init__(self, text: str, limits: Limits, *, program: bool) -> None:
        self.text = text
        self.limits = limits
        self.program = program
        self.tokens: list[Token] = []
        self.open: list[Token] = []
        self.line = 1
        self.line_start = 0
        self.runs = 0
        self.names = 0

    def run(self, pattern: re.Pattern[str]) -> list[Token]:
        append = self.tokens.append
        for found in pattern.finditer(self.text):
            group = found.lastindex
            start, end = found.start() - self.line_start, found.end() - self.line_start
            if group == _SPACE:
                continue
            if group == _NAMED:
                append(Token(Kind.NAME, self.name(found.group(), start), self.line, start, end))
            elif group == _SIGN:
                sign = found.group()
                append(Token(Kind.OPERATOR, _PLAIN.get(sign, sign), self.line, start, end))
            elif group == _NUMBER:
                append(self.number(found.group(), start, end))
            elif group == _LIST:
                append(Token(Kind.COMMA, ",", self.line, start, end))
            else:
                self.other(group or _OTHER, found.group(), start, end)
        if self.open:
            self.unclosed(self.open[-1])
        append(
            Token(Kind.END, "", self.line, len(self.text) - self.line_start, len(self.text) - self.line_start)
        )
        return self.tokens

    def fail(self, what: str, column: int, length: int = 1, *, limit: bool = False) -> NoReturn:
        error = LimitError if limit else ReadingError
        raise error(what, self.text, column, line=self.line, length=length)

    def other(self, group: int, piece: str, start: int, end: int) -> None:
        """Take the rarer tokens: brackets, superscripts, strokes, line ends, remarks and single signs."""
        if group == _OPENING:
            self.bracket_opens(piece, start)
        elif group == _CLOSING:
            self.bracket_closes(piece, start)
        elif group == _RAISED:
            self.raised(piece, start)
        elif group == _LINE:
            self.line_ends(start, end)
        elif group == _STROKE:
            self.stroke(piece, start, end)
        elif group == _REMARK and self.program:
            return
        else:
            self.single(piece, start, end)

    def name(self, piece: str, start: int) -> str:
        if len(piece) > self.limits.name_length:
            limit = self.limits.name_length
            self.fail(
                f"This name has {len(piece)} characters; the limit is {limit}.", start, len(piece), limit=True
            )
        self.names += 1
        if self.names > self.limits.nodes:  # each is a node
            self.fail(f"This is too large: the limit on nodes is {self.limits.nodes:,}.", start, limit=True)
        if piece.startswith("__"):
            self.fail("A name cannot start with two underscores.", start, len(piece))
        return canonical(piece)

    def number(self, piece: str, start: int, end: int) -> Token:
        """Return a literal, refusing one with too many digits or beyond what float64 holds."""
        plain = piece.replace(",", ".") if piece.isascii() else _ascii_number(piece)
        mantissa, _, exponent = plain.lower().partition("e")
        if len(mantissa) - ("." in mantissa) > self.limits.digits:
            what = f"This number has {len(mantissa):,} digits; the limit on digits is {self.limits.digits}."
            self.fail(what, start, len(piece), limit=True)
        if exponent and (len(exponent) > 8 or abs(int(exponent)) > self.limits.exponent):
            what = (
                f"The exponent of this number is too large; the limit on exponents is {self.limits.exponent}."
            )
            self.fail(what, start, len(piece), limit=True)
        value = float(plain)
        if self.text.startswith("_", self.line_start + end):
            self.fail("Digits are not grouped here; write 1000, not 1_000.", end)
        if isinf(value) or (not value and mantissa.strip("0.")):
            what = "This number is outside what float64 holds (about 1e-308 to 1e308)."
            self.fail(what, start, len(piece), limit=True)
        return Token(Kind.NUMBER, plain, self.line, start, end, value)

    def bracket_opens(self, piece: str, start: int) -> None:
        token = Token(Kind.OPEN, piece, self.line, start, start + 1)
        if len(self.open) >= self.limits.depth:
            self.fail(
                f"Brackets are nested too deep; the limit on depth is {self.limits.depth}.", start, limit=True
            )
        self.open.append(token)
        self.tokens.append(token)

    def bracket_closes(self, piece: str, start: int) -> None:
        if not self.open:
            self.fail(f"This {piece} closes nothing.", start)
        opened = self.open.pop()
        if opened.text != _CLOSES[piece]:
            self.fail(f"This {piece} closes a {opened.text} opened at column {opened.start + 1}.", start)
        self.tokens.append(Token(Kind.CLOSE, piece, self.line, start, start + 1))

    def unclosed(self, opened: Token) -> NoReturn:
        what = f"This {opened.text} is never closed."
        raise ReadingError(what, self.text, opened.start, line=opened.line)

    def raised(self, piece: str, start: int) -> None:
        """Take a run of superscripts: ``ᵀ``, or a power in brackets, ``xⁿ⁻¹`` as ``x**(n-1)``."""
        self.runs += 1
        if 3 * self.runs > self.limits.nodes:  # a power is three nodes at least
            self.fail(f"This is too large: the limit on nodes is {self.limits.nodes:,}.", start, limit=True)
        plain = "".join(SUPERSCRIPTS[character] for character in piece)
        end = start + len(piece)
        if plain == "T":
            self.tokens.append(Token(Kind.TRANSPOSE, plain, self.line, start, end))
            return
        if "T" in plain:
            self.fail(
                "This superscript cannot be read; write ᵀ and a power one at a time, in brackets.",
                start,
                len(piece),
            )
        self.tokens.append(Token(Kind.OPERATOR, "**", self.line, start, start))
        self.tokens.append(Token(Kind.OPEN, "(", self.line, start, start))
        for found in _RAISED_PIECE.finditer(plain):
            self.tokens.append(self.raised_piece(found.group(), start + found.start(), start + found.end()))
        self.tokens.append(Token(Kind.CLOSE, ")", self.line, end, end))

    def raised_piece(self, piece: str, start: int, end: int) -> Token:
        if piece[0].isdigit():
            return self.number(piece, start, end)
        kind = {"(": Kind.OPEN, ")": Kind.CLOSE, "+": Kind.OPERATOR, "-": Kind.OPERATOR}.get(piece, Kind.NAME)
        return Token(kind, piece, self.line, start, end)

    def line_ends(self, start: int, end: int) -> None:
        if not self.open:
            self.tokens.append(Token(Kind.NEWLINE, "\n", self.line, start, end))
        self.line += 1
        self.line_start += end

    def stroke(self, piece: str, start: int, end: int) -> None:
        """Take the stroke of a derivative, which follows a name at once; any other is a quotation mark."""
        before = self.tokens[-1] if self.tokens else None
        if (
            before
            and before.kind in {Kind.NAME, Kind.PRIME}
            and (before.line, before.end) == (self.line, start)
        ):
            self.tokens.append(Token(Kind.PRIME, piece, self.line, start, end, PRIMES[piece]))
            return
        self.fail(sentence_for("'"), start)

    def single(self, piece: str, start: int, end: int) -> None:
        wrong = _WRONG.match(self.text, self.line_start + start)
        if wrong:
            self.fail(_WRONG_SIGNS[wrong.group()], start, len(wrong.group()))
        if piece in FRACTIONS:
            top, bottom = FRACTIONS[piece]
            self.tokens.append(Token(Kind.FRACTION, f"{top}/{bottom}", self.line, start, end, top / bottom))
            return
        kind = _SINGLE.get(piece)
        if kind is Kind.SEMICOLON and self.tokens and self.tokens[-1].kind is kind:
            self.fail(f"A value is missing before “{piece}”.", start)
        if kind is None:
            self.fail("A remark belongs in a program." if piece[0] == "#" else sentence_for(piece), start)
        self.tokens.append(Token(kind, piece, self.line, start, end))


def _ascii_number(piece: str) -> str:
    """Return a literal whose exponent was written with another sign for minus."""
    return "".join("-" if character in MINUS else character for character in piece)
