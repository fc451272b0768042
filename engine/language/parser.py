"""Tokens into a tree, by precedence.

From loose to tight: ``or``, ``and``, ``not``, comparisons, ``+ -``, ``* / @`` and side by side, a leading minus,
``**``, then what follows a value: ``.T``, an index, a superscript. Recursion never goes deeper than the limits.
"""

from __future__ import annotations

from typing import NoReturn

from engine.errors import LimitError, ReadingError, UnknownNameError
from engine.language.characters import sentence_for
from engine.language.limits import Limits
from engine.language.spelling import CONSTANTS
from engine.language.tokens import Kind, Token
from engine.language.tree import (
    Array,
    Binary,
    Call,
    Index,
    Name,
    Number,
    Part,
    Slice,
    Span,
    Transpose,
    Tree,
    Unary,
)
from engine.language.vocabulary import Vocabulary

OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, POWER = range(1, 9)
LEVELS = {
    "<": COMPARISON, "<=": COMPARISON, ">": COMPARISON, ">=": COMPARISON, "==": COMPARISON, "!=": COMPARISON,
    "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "@": PRODUCT, "**": POWER,
}  # fmt: skip
LOGICAL = {"or": OR, "and": AND}
PYTHON_WORDS = frozenset(
    "if else elif for while in is def class return import from as with try except finally raise yield await async "
    "del global nonlocal pass break continue assert exec eval".split()
)
WORD_VALUES = {"True": "true", "False": "false", "None": "none"}
BESIDE = " "  # the operator that is not written
_STARTS = frozenset({Kind.NUMBER, Kind.FRACTION, Kind.NAME, Kind.ROOT, Kind.INDICATOR})


class Parser:
    """Reads one list of tokens."""

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

    # -- tokens ------------------------------------------------------------------------------------------------

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def next_is(self, kind: Kind, text: str = "") -> bool:
        token = self.tokens[self.at]
        return token.kind is kind and (not text or token.text == text)

    def expect(self, kind: Kind, text: str, what: str) -> Token:
        if not self.next_is(kind, text):
            self.refuse(what, self.token)
        return self.take()

    def span(self, first: Token) -> Span:
        last = self.tokens[self.at - 1]
        return (first.start, last.end if last.line == first.line else first.end)

    def typed(self, token: Token) -> str:
        """Return a token as it was typed."""
        return self.text.split("\n")[token.line - 1][token.start : token.end] or token.text

    def refuse(self, what: str, token: Token) -> NoReturn:
        raise ReadingError(what, self.text, token.start, line=token.line, length=token.end - token.start)

    def refuse_unknown(self, what: str, token: Token) -> NoReturn:
        raise UnknownNameError(what, self.text, token.start, line=token.line, length=token.end - token.start)

    # -- operators ---------------------------------------------------------------------------------------------

    def expression(self, floor: int = 0) -> Tree:
        """Read the longest expression whose operators bind tighter than ``floor``."""
        self.deeper()
        first = self.token
        left = factor = self.operand()
        before = ""
        while True:
            token = self.tokens[self.at]
            level = self.level(token)
            if level <= floor:
                break
            if token.text in LEVELS or level < COMPARISON:
                left, factor = self.operation(first, token, left, factor, before)
                before = token.text
            else:
                left, factor = self.side_by_side(first, left, factor, before)
                before = BESIDE
        self.depth -= 1
        return left

    def level(self, token: Token) -> int:
        """Return how tight a token binds when it follows a value; 0 for what ends an expression."""
        kind = token.kind
        if kind is Kind.OPERATOR:
            return LEVELS[token.text]
        if kind is Kind.NAME and token.text in LOGICAL:
            if self.conditions:
                return LOGICAL[token.text]
            self.refuse(
                f"“{token.text}” is for conditions only; in an expression multiply the comparisons.", token
            )
        if kind in _STARTS or (kind is Kind.OPEN and token.text == "("):
            return PRODUCT
        return PRODUCT if kind is Kind.BAR and not self.bars else 0

    def operation(
        self, first: Token, sign: Token, left: Tree, factor: Tree, before: str
    ) -> tuple[Tree, Tree]:
        """Read an operator and its right side; return the whole and the right side."""
        level = self.level(sign)
        if level == POWER and self.at == self.bare_root_end:
            self.refuse("This root can be read two ways; write √(x^2) or (√x)^2, with brackets.", sign)
        self.at += 1
        start = self.token
        right = self.expression(SIGN if level == POWER else level)
        if level == POWER and start.kind is not Kind.OPEN:
            self.bare_power_end = self.at
        if level == COMPARISON and LEVELS.get(before) == COMPARISON:
            return self.chain(first, sign, left, factor, right), right
        return Binary(sign.text, left, right, self.span(first)), right

    def chain(self, first: Token, sign: Token, left: Tree, middle: Tree, right: Tree) -> Tree:
        """Read ``0 < x < 1`` as two conditions; outside conditions it has no single value."""
        if not self.conditions:
            self.refuse(
                "A chain of comparisons is not a value; write (0 < x)*(x < 1), one comparison each.", sign
            )
        span = self.span(first)
        return Binary("and", left, Binary(sign.text, middle, right, span), span)

    # -- values side by side -----------------------------------------------------------------------------------

    def side_by_side(self, first: Token, left: Tree, factor: Tree, before: str) -> tuple[Tree, Tree]:
        """Read the product of two values with no operator between, where that has one reading."""
        token = self.token
        matrix = _is_transposed(factor)
        if before == "/" or (before == "@" and not matrix):
            self.refuse_two_ways(left, before, token)
        self.refuse_loose_end(token)
        if token.kind is Kind.BAR and self.tokens[self.at - 1].kind is not Kind.NUMBER:
            self.refuse_leftover(token)
        if token.kind in {Kind.NUMBER, Kind.FRACTION}:
            self.refuse("Two values stand side by side; write * between them, or a comma in an array.", token)
        if token.kind is Kind.NAME and self.tokens[self.at - 1].kind is Kind.NAME and not matrix:
            self.refuse_unclear_names(factor, token)
        right = self.expression(PRODUCT)
        if not matrix and _is_transposed(right) and not _is_scalar(factor):
            self.refuse("Next to a transpose, write @ for the matrix product or * for entry by entry.", token)
        if matrix and before == "*" and not (isinstance(left, Binary) and _is_scalar(left.left)):
            self.refuse(
                "This can be read two ways; put the matrix product in brackets and write @ in it.", token
            )
        return Binary("@" if matrix else "*", left, right, self.span(first)), right

    def refuse_two_ways(self, left: Tree, sign: str, token: Token) -> NoReturn:
        if not isinstance(left, Binary):
            self.refuse("This can be read two ways; add brackets.", token)
        top, bottom = self.source(left.left, token), self.source(left.right, token)
        beside = self.typed(token) if token.kind is Kind.NAME else "(…)"
        what = f"{top}{sign}{bottom}{beside} can be read two ways; write"
        if sign == "/":
            self.refuse(f"{what} {top}/({bottom}{beside}) or ({top}/{bottom}){beside}.", token)
        self.refuse(f"{what} @ or * between {bottom} and {beside}.", token)

    def refuse_loose_end(self, token: Token) -> None:
        """Refuse ``e^2x`` and ``√2x``: the eye cannot tell where the power or the root ends."""
        if self.tokens[self.at - 1].end != token.start:
            return
        if self.at == self.bare_power_end:
            self.refuse("This power can be read two ways; write e^(2x) or e^2*x.", token)
        if self.at == self.bare_root_end:
            self.refuse("This root can be read two ways; write √(2x) or √2*x.", token)

    def refuse_unclear_names(self, left: Tree, token: Token) -> None:
        """Let two names stand side by side only if both are known, and neither looks like a matrix."""
        if self.tokens[self.at + 1].kind in {Kind.OPEN, Kind.PRIME, Kind.OPERATOR} and self.vocabulary.op(
            token.text
        ):
            return
        right = self.variable(token.text)
        known = isinstance(left, Part) or (isinstance(left, Name) and self.variable(left.id))
        before, here = self.typed(self.tokens[self.at - 1]), self.typed(token)
        if not known or right is None:
            self.refuse(f"“{before}” and “{here}” stand side by side; write an operator between them.", token)
        if before[:1].isupper() or here[:1].isupper():
            what = f"{before} {here} can be read two ways; write {before} @ {here} for the matrix product"
            self.refuse(f"{what} or {before} * {here} entry by entry.", token)

    def source(self, tree: Tree, near: Token) -> str:
        """Return a subtree as it was typed, shortened."""
        piece = self.text.split("\n")[near.line - 1][tree.span[0] : tree.span[1]]
        return piece if 0 < len(piece) <= 20 else "…"

    # -- values ------------------------------------------------------------------------------------------------

    def operand(self) -> Tree:
        """Read a value with what follows it at once."""
        first = self.take()
        if first.kind is Kind.NUMBER:
            if first.text == "1" and self.next_is(Kind.OPEN, "["):
                return self.indicator(first)
            return Number(first.value, first.text, (first.start, first.end))
        if first.kind is Kind.NAME:
            return self.followed(first, self.name(first))
        if first.kind is Kind.OPEN:
            return self.followed(first, self.group() if first.text == "(" else self.array(first))
        if first.kind is Kind.OPERATOR and first.text in {"-", "+"}:
            inner = self.expression(SIGN)
            return inner if first.text == "+" else Unary("-", inner, self.span(first))
        return self.rare_operand(first)

    def rare_operand(self, first: Token) -> Tree:
        if first.kind is Kind.ROOT:
            return self.root(first)
        if first.kind is Kind.BAR:
            return self.absolute(first)
        if first.kind is Kind.INDICATOR:
            return self.indicator(first)
        if first.kind is Kind.FRACTION:
            top, bottom = first.text.split("/")
            span = (first.start, first.end)
            return Binary("/", Number(float(top), top, span), Number(float(bottom), bottom, span), span)
        self.at -= 1
        self.refuse_missing_value(first)

    def refuse_missing_value(self, token: Token) -> NoReturn:
        before = self.tokens[self.at - 1] if self.at else None
        if token.kind is Kind.END and before is None:
            self.refuse("Nothing is written here.", token)
        if token.kind in {Kind.END, Kind.NEWLINE}:
            self.refuse("A value is missing at the end.", token)
        if token.kind is Kind.CLOSE and before is not None and before.kind is Kind.OPEN:
            self.refuse("The brackets are empty; write a value between them.", token)
        if token.kind is Kind.ASSIGN:
            self.refuse(sentence_for("="), token)
        if token.text == "/" and before is not None and before.text == "/":
            self.refuse("The sign // is not an operator here; write floor(a/b).", token)
        self.refuse(f"A value is missing before “{self.typed(token)}”.", token)

    def group(self) -> Tree:
        bars, self.bars = self.bars, 0
        inner = self.expression()
        self.bars = bars
        if self.next_is(Kind.COMMA):
            self.refuse("A comma has no place in round brackets; an array is written [a, b].", self.token)
        self.close(")")
        return inner

    def close(self, bracket: str) -> Token:
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

    def root(self, first: Token) -> Tree:
        bracketed = self.next_is(Kind.OPEN, "(")
        if self.next_is(Kind.OPERATOR):
            self.refuse("What is under the root belongs in brackets, as in √(x).", self.token)
        self.deeper()
        inner = self.operand()
        self.depth -= 1
        if not bracketed:
            self.bare_root_end = self.at
        return Call("sqrt", (inner,), span=self.span(first))

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > 2 * self.limits.depth:
            what = f"This is nested too deep; the limit on depth is {self.limits.depth}."
            raise LimitError(what, self.text, self.token.start, line=self.token.line)

    def absolute(self, first: Token) -> Tree:
        if self.next_is(Kind.BAR):
            self.refuse(
                "Double bars are not read; a norm is written norm(x), an absolute value |x| or abs(x).", first
            )
        self.bars += 1
        inner = self.expression()
        if not self.next_is(Kind.BAR):
            self.refuse("This bar is never closed; write abs(x).", first)
        self.at += 1
        self.bars -= 1
        return self.followed(first, Call("abs", (inner,), span=self.span(first)))

    def indicator(self, first: Token) -> Tree:
        """Read ``1[z > 0]``: the comparison itself, which has the values 0 and 1."""
        if not self.next_is(Kind.OPEN):
            self.refuse("An indicator is followed by a comparison in brackets, as in 1[z > 0].", first)
        bracket = self.take()
        inner = self.expression()
        if not (isinstance(inner, Binary) and LEVELS.get(inner.op) == COMPARISON):
            self.refuse("Between the brackets of an indicator stands a comparison, as in 1[z > 0].", bracket)
        self.close(")" if bracket.text == "(" else "]")
        return inner

    # -- what follows a value ----------------------------------------------------------------------------------

    def followed(self, first: Token, value: Tree) -> Tree:
        """Read transposes, indices and parts after a value."""
        while True:
            token = self.tokens[self.at]
            if token.kind is Kind.OPEN and token.text == "[":
                value = self.index(first, value)
            elif token.kind is Kind.DOT:
                value = self.dotted(first, value)
            elif self.transpose_follows(token):
                value = Transpose(value, self.span(first))
            else:
                return value

    def transpose_follows(self, token: Token) -> bool:
        """Take ``ᵀ``, ``^T`` or ``^⊤``; ``T`` is a power if it is a variable."""
        if token.kind is Kind.TRANSPOSE:
            self.at += 1
            return True
        if token.kind is not Kind.OPERATOR or token.text != "**":
            return False
        after = self.tokens[self.at + 1]
        named = (
            after.kind is Kind.NAME
            and after.text in {"T", "top"}
            and not self.vocabulary.variable(after.text)
        )
        if named or after.kind is Kind.TRANSPOSE:
            self.at += 2
            return True
        return False

    def dotted(self, first: Token, value: Tree) -> Tree:
        dot = self.take()
        name = self.token
        if name.kind is not Kind.NAME or name.start != dot.end:
            self.refuse("A dot has no place here.", dot)
        self.at += 1
        if name.text == "T":
            return Transpose(value, self.span(first))
        if self.tokens[self.at].kind is Kind.OPEN and self.tokens[self.at].text == "(":
            self.refuse_method(value, name)
        if not isinstance(value, Name) or name.text.startswith("_"):
            self.refuse(
                f"“.{self.typed(name)}” has no place here; after a dot stands T, or a part's name.", name
            )
        return self.part(first, value, name)

    def refuse_method(self, value: Tree, name: Token) -> NoReturn:
        called = self.typed(name)
        if self.vocabulary.op(name.text) is None:
            self.refuse(f"“.{called}” has no place here; only ops can be called, as in sum(x).", name)
        if isinstance(value, Name) and self.vocabulary.is_foreign(value.id):
            self.refuse(f"Write {called}(…) without “{value.id}.”.", name)
        self.refuse(f"Nothing is called after a dot; write {called}(x).", name)

    def part(self, first: Token, value: Name, name: Token) -> Tree:
        names = self.vocabulary.names
        if self.strict_names and value.id not in names and f"{value.id}.{name.text}" not in names:
            self.unknown_variable(first, value.id)
        return Part(value.id, name.text, self.span(first))

    def index(self, first: Token, value: Tree) -> Tree:
        bracket = self.take()
        if isinstance(value, Array) and self.tokens[self.at - 2].text == "]":
            self.refuse("Put a comma between the rows of an array.", bracket)
        items: list[int | Slice] = []
        while True:
            items.append(self.index_item())
            if not self.next_is(Kind.COMMA):
                break
            self.at += 1
        self.close("]")
        return Index(value, tuple(items), self.span(first))

    def index_item(self) -> int | Slice:
        start = self.whole_number()
        if not self.next_is(Kind.COLON):
            if start is None:
                self.refuse("An index is a whole number or a slice, as in x[0] or X[:, 1:3].", self.token)
            return start
        self.at += 1
        stop = self.whole_number()
        if self.next_is(Kind.COLON):
            self.refuse("A slice has no step here.", self.token)
        return Slice(start, stop)

    def whole_number(self) -> int | None:
        """Take a literal whole number of an index if one is next."""
        negative = self.next_is(Kind.OPERATOR, "-")
        token = self.tokens[self.at + negative]
        if token.kind is not Kind.NUMBER:
            return None
        if not token.text.isdigit():
            self.refuse("An index is a whole number.", token)
        if token.value > self.limits.index:
            what = f"This index is too large; the limit on an index is {self.limits.index:,}."
            raise LimitError(what, self.text, token.start, line=token.line, length=token.end - token.start)
        self.at += 1 + negative
        return -int(token.text) if negative else int(token.text)

    # -- arrays ------------------------------------------------------------------------------------------------

    def array(self, first: Token) -> Tree:
        """Read ``[a, b]``; rows may also be parted by semicolons."""
        bars, self.bars = self.bars, 0
        rows: list[list[Tree]] = [[]]
        while True:
            if self.next_is(Kind.CLOSE, "]") and rows[-1]:
                break
            rows[-1].append(self.expression())
            if self.next_is(Kind.SEMICOLON):
                rows.append([])
            elif not self.next_is(Kind.COMMA):
                break
            self.at += 1
        self.bars = bars
        self.close("]")
        span = self.span(first)
        if len(rows) == 1:
            return self.even(Array(tuple(rows[0]), span), first)
        return self.even(Array(tuple(Array(tuple(row), span) for row in rows), span), first)

    def even(self, array: Array, first: Token) -> Array:
        """Refuse rows of different lengths."""
        literals = [item for item in array.items if isinstance(item, Array | Number)]
        if len({len(item.items) if isinstance(item, Array) else 0 for item in literals}) > 1:
            self.refuse("The rows of this array have different lengths.", first)
        return array

    # -- names and calls ---------------------------------------------------------------------------------------

    def name(self, token: Token) -> Tree:
        """Read a variable, a call, or an op's derivative."""
        after = self.token
        if after.kind is Kind.PRIME:
            return self.stroked(token)
        if after.kind is Kind.OPEN and after.text == "(":
            return self.called(token)
        known = self.variable(token.text)
        if known is not None:
            return Name(known, (token.start, token.end))
        if token.text in PYTHON_WORDS or token.text in LOGICAL:
            self.refuse(f"“{self.typed(token)}” is not a word of this language.", token)
        if token.text == "not":
            return self.negated(token)
        op = self.vocabulary.op(token.text)
        if op is not None:
            return self.uncalled(token, op)
        if self.strict_names and not after.kind is Kind.DOT:
            self.unknown_variable(token, token.text)
        return Name(token.text, (token.start, token.end))

    def variable(self, name: str) -> str | None:
        """Return the variable or constant that a name means, or None."""
        return self.vocabulary.variable(name) or (name if name in CONSTANTS else None)

    def negated(self, token: Token) -> Tree:
        if not self.conditions:
            self.refuse(
                "“not” is for conditions only; in an expression write 1 - (x > 0), or the other comparison.",
                token,
            )
        return Unary("not", self.expression(NOT), self.span(token))

    def unknown_variable(self, token: Token, name: str) -> NoReturn:
        nearest = self.vocabulary.nearest(name)
        hint = f" Did you mean {nearest}?" if nearest else ""
        self.refuse_unknown(f"“{self.typed(token)}” is not known here.{hint}", token)

    def stroked(self, token: Token) -> Tree:
        """Read ``relu'(z)``; a name with a stroke alone is the new value of a variable, if there is one."""
        primes = 0
        while self.next_is(Kind.PRIME):
            primes += int(self.take().value)
        if primes > self.limits.primes:
            what = f"There are too many strokes; the limit on primes is {self.limits.primes}."
            raise LimitError(what, self.text, token.start, line=token.line, length=token.end - token.start)
        new = self.vocabulary.variable(f"{token.text}_new") if primes == 1 else None
        if new is not None:
            return Name(new, (token.start, self.tokens[self.at - 1].end))
        op = self.vocabulary.op(token.text)
        if op is None or not self.next_is(Kind.OPEN, "("):
            what = "A stroke marks the derivative of an op, as in relu'(z); text in quotes and W' for W.T are not read."
            self.refuse(what, self.tokens[self.at - 1])
        return self.call(token, op, primes)

    def called(self, token: Token) -> Tree:
        """Read a name before a bracket: a call of an op, or a variable that multiplies what is in it."""
        if token.text == "not" and self.conditions:
            return self.negated(token)
        op = self.vocabulary.op(token.text)
        if op is not None:
            return self.call(token, op)
        known = self.variable(token.text)
        if known is not None:
            return Name(known, (token.start, token.end))
        if token.text in PYTHON_WORDS or token.text in LOGICAL or token.text == "not":
            self.refuse(f"“{self.typed(token)}” has no place here.", token)
        nearest = self.vocabulary.nearest(token.text, called=True)
        hint = f"; the nearest is {nearest}" if nearest else ""
        self.refuse_unknown(f"“{self.typed(token)}” is not an op that can be called{hint}.", token)

    def uncalled(self, token: Token, op: str) -> Tree:
        """Read ``tanh²(z)``, or say that an op needs brackets."""
        typed = self.typed(token)
        if self.next_is(Kind.OPERATOR, "**"):
            self.at += 1
            exponent = self.expression(SIGN)
            if isinstance(exponent, Unary):
                self.refuse(
                    f"{typed} to a negative power can be read two ways; write 1/{typed}(x) or the inverse.",
                    token,
                )
            if self.next_is(Kind.OPEN, "("):
                return Binary("**", self.call(token, op), exponent, self.span(token))
        self.refuse(f"{typed} is an op: write {typed}(…), with brackets.", token)

    def call(self, token: Token, op: str, primes: int = 0) -> Tree:
        bars, self.bars = self.bars, 0
        self.at += 1
        args: list[Tree] = []
        options: dict[str, Tree] = {}
        while not self.next_is(Kind.CLOSE):
            self.argument(args, options)
            if not self.next_is(Kind.COMMA):
                break
            self.at += 1
        self.bars = bars
        self.close(")")
        return Call(op, tuple(args), tuple(options.items()), primes, self.span(token))

    def argument(self, args: list[Tree], options: dict[str, Tree]) -> None:
        token = self.token
        if token.kind is Kind.NAME and self.tokens[self.at + 1].kind is Kind.ASSIGN:
            if token.text in options:
                self.refuse(f"“{self.typed(token)}” is given twice.", token)
            self.at += 2
            options[token.text] = self.option_value()
        elif options:
            self.refuse("A value without a name cannot follow one with a name.", token)
        else:
            args.append(self.option_value() if args else self.expression())

    def option_value(self) -> Tree:
        """Read an expression or a bare word, ``sum`` in ``reduction=sum``."""
        token = self.token
        word = token.kind is Kind.NAME and self.tokens[self.at + 1].kind in {Kind.COMMA, Kind.CLOSE}
        if not word or self.variable(token.text) is not None:
            return self.expression()
        self.at += 1
        return Name(WORD_VALUES.get(token.text, token.text), (token.start, token.end))


def _is_transposed(tree: Tree) -> bool:
    """Tell whether the value nearest to what stands beside it is a transpose."""
    return isinstance(tree, Transpose) or (isinstance(tree, Unary) and _is_transposed(tree.operand))


def _is_scalar(tree: Tree) -> bool:
    """Tell whether a value is surely no matrix: a number, a constant, or a fraction of such."""
    if isinstance(tree, Unary):
        return _is_scalar(tree.operand)
    if isinstance(tree, Binary):
        return _is_scalar(tree.left) and (tree.op == "/" or _is_scalar(tree.right))
    return isinstance(tree, Number) or (isinstance(tree, Name) and tree.id in CONSTANTS)
