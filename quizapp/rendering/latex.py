"""A strict reader for the LaTeX of machine learning: what it does not know is an error that says where."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from quizapp.rendering.alphabets import FONTS, styled
from quizapp.rendering.commands import HANDLERS, nearest
from quizapp.rendering.formula import (
    EMPTY,
    Accent,
    Big,
    Brace,
    Node,
    Number,
    Role,
    Scripted,
    Space,
    Symbol,
    Word,
    items_of,
    row_of,
)
from quizapp.rendering.pairing import pair
from quizapp.rendering.safety import clean
from quizapp.rendering.scanner import LatexError, LatexLimitError, Scanner, Token
from quizapp.rendering.symbols import (
    ACCENTS,
    BIG,
    CHARACTERS,
    COMMANDS,
    INTEGRALS,
    LIMIT_NAMES,
    NAMES,
    NARROW_ACCENTS,
    SAID,
    SPELLED,
    Glyph,
    Kind,
)

__all__ = ["LatexError", "LatexLimitError", "known_commands", "parse"]

MAX_LENGTH = 4000
MAX_DEPTH = 40
MAX_NODES = 1500

_ROW_ENDS = {("character", "}"), ("character", "&"), ("end", ""), ("command", "\\")}
_ROW_ENDS |= {("command", "right"), ("command", "end")}
_SPACES = {
    ",": 1,
    ":": 1,
    ";": 1,
    " ": 1,
    "\n": 1,
    "!": 0,
    "quad": 2,
    "qquad": 4,
    "enspace": 1,
    "thinspace": 1,
}
_DIGITS = re.compile(r"[0-9]*(?:\{,\}[0-9]{3})*(?:\.[0-9]+)?")


@lru_cache(maxsize=512)
def parse(source: str) -> Node:
    """Return the tree of a formula. Raises LatexError at the first thing that is not supported."""
    if len(source) > MAX_LENGTH:
        raise LatexLimitError(f"a formula may have {MAX_LENGTH} characters; this has {len(source)}", source)
    return _Reader(source).formula()


class _Reader:
    """One pass over a formula, by recursive descent."""

    def __init__(self, source: str) -> None:
        self.scan = Scanner(source)
        self._depth = 0
        self._nodes = 0
        self._alphabet = "plain"
        self.fences = 0

    def formula(self) -> Node:
        """Return the whole formula."""
        node = self.row()
        token = self.scan.peek()
        if token.kind != "end":
            raise self.scan.error(_stray(token), token)
        return node

    # Rows and their items

    def row(self, closing: str = "") -> Node:
        """Return everything up to the end of this row, with brackets paired."""
        self._deeper()
        items: list[Node] = []
        while not self._row_ends(closing):
            spaced = self.scan.peek().spaced
            if spaced and items and _is_punctuation(items[-1]):
                items.append(Space(1))  # after a comma the author's own space is kept
            items.extend(items_of(self.item()))  # braces without scripts group nothing one can see
        self._depth -= 1
        return row_of(pair(items))

    def _row_ends(self, closing: str) -> bool:
        token = self.scan.peek()
        return (token.kind, token.text) in _ROW_ENDS or (token.kind == "character" and token.text == closing)

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self.scan.over_limit(f"a formula may be nested {MAX_DEPTH} deep")

    def _count(self) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise self.scan.over_limit(f"a formula may have {MAX_NODES} parts")

    def item(self) -> Node:
        """Return the next atom with its scripts."""
        token = self.scan.peek()
        base = EMPTY if token.kind == "character" and token.text in "_^'" else self.atom()
        return self._scripts(base)

    def atom(self, *, single_digit: bool = False) -> Node:
        """Return one group, command, number or character."""
        self._count()
        token = self.scan.take()
        if token.kind == "command":
            return self._command(token)
        if token.text == "{":
            return self._group(token)
        if token.text.isascii() and token.text.isdigit():
            return self._number(token, single_digit=single_digit)
        return self._character(token)

    def _group(self, opening: Token) -> Node:
        node = self.row()
        if not self.scan.take_if("character", "}"):
            raise self.scan.error("this brace is never closed", opening)
        return node

    def _number(self, token: Token, *, single_digit: bool) -> Node:
        if self._alphabet != "plain":
            return Symbol(styled(Glyph(token.text, token.text, token.text), self._alphabet))
        if single_digit:
            return Number(token.text)
        return Number(token.text + self.scan.skip(_DIGITS).replace("{,}", ","))

    def _character(self, token: Token) -> Node:
        if token.text == "~":
            return Space(1)
        if token.text.isascii() and token.text.isalpha():
            return Symbol(styled(Glyph(token.text, token.text, token.text), self._alphabet))
        glyph = CHARACTERS.get(token.text)
        if glyph is None:
            raise self.scan.error(_unknown_character(token.text), token)
        return Symbol(styled(glyph, self._alphabet))

    # Scripts

    def _scripts(self, base: Node) -> Node:
        parts: dict[str, Node] = {}
        limits = _takes_limits(base)
        while True:
            token = self.scan.peek()
            if token.kind == "command" and token.text in {"limits", "nolimits"}:
                limits = self.scan.take().text == "limits"
            elif token.kind == "character" and token.text == "'":
                self._put(parts, "^", self._primes(), token)
            elif token.kind == "character" and token.text in "_^" and token.text:
                self._put(parts, self.scan.take().text, self.argument(token), token)
            else:
                break
        if not parts:
            return base
        self._count()
        return Scripted(base, parts.get("_"), parts.get("^"), limits)

    def _primes(self) -> Node:
        primes: list[Node] = []
        while self.scan.take_if("character", "'"):
            primes.append(Symbol(COMMANDS["prime"]))
        if raised := self.scan.take_if("character", "^"):
            primes.append(self.argument(raised))
        return row_of(primes)

    def _put(self, parts: dict[str, Node], side: str, node: Node, token: Token) -> None:
        if side in parts:
            name = "superscripts" if side == "^" else "subscripts"
            raise self.scan.error(f"two {name} on one symbol; put braces around what is meant", token)
        parts[side] = node

    def argument(self, owner: Token) -> Node:
        """Return what a command or a script applies to: a group in braces or a single thing."""
        token = self.scan.peek()
        if token.kind == "end" or (token.kind == "character" and token.text in "}&^_'"):
            raise self.scan.error(f"{owner} has nothing to apply to", owner)
        if token.kind == "command" and token.text in {"\\", "right", "end"}:
            raise self.scan.error(f"{owner} has nothing to apply to", owner)
        self._deeper()
        node = self.atom(single_digit=True)
        self._depth -= 1
        return node

    # Commands

    def _command(self, token: Token) -> Node:
        if simple := self._simple(token):
            return simple
        if token.text in ACCENTS:
            return _accented(token.text, self._body(token))
        if token.text in FONTS:
            return self.in_alphabet(FONTS[token.text], token)
        if handler := HANDLERS.get(token.text):
            return handler(self, token)
        raise self.scan.error(_unknown_command(token.text), token)

    def _simple(self, token: Token) -> Node | None:
        """Return what stands for itself: a symbol, a named operator, a sum, a space."""
        name = token.text
        if glyph := COMMANDS.get(name):
            return Symbol(styled(glyph, self._alphabet))
        if name in NAMES:
            spelled = SPELLED.get(name, name)
            return Word(spelled, Role.OPERATOR, name in LIMIT_NAMES, SAID.get(name, spelled))
        if name in BIG:
            return Big(name)
        return Space(_SPACES[name]) if name in _SPACES else None

    def _body(self, owner: Token) -> Node:
        body = self.argument(owner)
        if body == EMPTY:
            raise self.scan.error(f"{owner} has nothing to apply to", owner)
        return body

    def in_alphabet(self, alphabet: str, owner: Token) -> Node:
        """Return what a command applies to, in another alphabet."""
        before, self._alphabet = self._alphabet, alphabet
        node = self.argument(owner)
        self._alphabet = before
        return node


def known_commands() -> list[str]:
    """Return the name of every command the reader knows, without backslashes."""
    structural = ("limits", "nolimits", "right", "end", "\\")
    tables = (COMMANDS, NAMES, BIG, _SPACES, ACCENTS, FONTS, HANDLERS, structural)
    return sorted({name for table in tables for name in table})


def _accented(name: str, body: Node) -> Node:
    r"""Return the accented body; \hat{m_t} is m̂ with an index, as it is drawn."""
    if isinstance(body, Scripted) and isinstance(body.base, Symbol) and name in NARROW_ACCENTS:
        return replace(body, base=Accent(name, body.base))
    return Accent(name, body)


def _is_punctuation(node: Node) -> bool:
    return isinstance(node, Symbol) and node.glyph.kind is Kind.PUNCTUATION


def _takes_limits(base: Node) -> bool:
    if isinstance(base, Big):
        return base.name not in INTEGRALS
    return isinstance(base, Brace) or (isinstance(base, Word) and base.limits)


def _stray(token: Token) -> str:
    """Say why a token cannot stand at the end of the whole formula."""
    if token.text == "}":
        return "this brace closes nothing"
    if token.text in {"&", "\\"}:
        return f"{token} belongs inside an environment such as aligned"
    return f"{token} has no beginning"


def _unknown_character(character: str) -> str:
    hints = {
        "%": "write \\% for a percent sign",
        "#": "write \\# for a number sign",
        "$": "a formula cannot hold a dollar sign; write \\$",
        "{": "this brace is never closed",
        "&": "& belongs inside an environment such as aligned",
    }
    return hints.get(
        character, f"the character {clean(character)} has no meaning in a formula; put it in \\text{{}}"
    )


def _unknown_command(name: str) -> str:
    if name in {"def", "newcommand", "renewcommand", "let"}:
        return f"\\{name}: a formula cannot define commands"
    hint = nearest(name, known_commands(), prefix="\\")
    if not hint and name.isalpha() and len(name) > 2:
        hint = f"; a name is written \\operatorname{{{name}}}"
    return f"unknown command \\{clean(name)}{hint}"
