"""Names: variables, calls of ops, derivatives of ops, parts; and what to say of any other name."""

from __future__ import annotations

from typing import NoReturn

from engine.language.levels import LOGICAL, NOT, SIGN
from engine.language.lists import ListReader
from engine.language.spelling import CONSTANTS
from engine.language.tokens import Kind, Token
from engine.language.tree import Binary, Call, Name, Number, Part, Transpose, Tree, Unary
from engine.language.vocabulary import RECIPROCALS

PYTHON_WORDS = frozenset({
    "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "eval",
    "except", "exec", "finally", "for", "from", "global", "if", "import", "in", "is", "nonlocal", "pass",
    "raise", "return", "try", "while", "with", "yield",
})  # fmt: skip
WORD_VALUES = {"True": "true", "False": "false", "None": "none"}


class NameReader(ListReader):
    """Reads names and what belongs to them."""

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
        if self.strict_names and after.kind is not Kind.DOT:
            self.unknown_variable(token, token.text)
        return Name(token.text, (token.start, token.end))

    def variable(self, name: str) -> str | None:
        """Return the variable or constant that a name means, or None."""
        return self.vocabulary.variable(name) or (name if name in CONSTANTS else None)

    def negated(self, token: Token) -> Tree:
        """Read ``not`` and what it negates."""
        if not self.conditions:
            self.refuse(
                "“not” is for conditions only; in an expression write 1 - (x > 0), or the other comparison.",
                token,
            )
        return Unary("not", self.expression(NOT), self.span(token))

    def unknown_variable(self, token: Token, name: str) -> NoReturn:
        """Refuse a variable that is not known, and name the nearest that is."""
        nearest = self.vocabulary.nearest(name)
        hint = f" Did you mean {nearest}?" if nearest else ""
        self.refuse_unknown(f"“{self.typed(token)}” is not known here.{hint}", token)

    def stroked(self, token: Token) -> Tree:
        """Read ``relu'(z)``; a name with a stroke alone is the new value of a variable, if there is one."""
        primes = 0
        while self.next_is(Kind.PRIME):
            primes += int(self.take().value)
        if primes > self.limits.primes:
            self.refuse_limit(
                f"There are too many strokes; the limit on primes is {self.limits.primes}.", token
            )
        new = self.vocabulary.variable(f"{token.text}_new") if primes == 1 else None
        if new is not None:
            return Name(new, (token.start, self.tokens[self.at - 1].end))
        op = self.vocabulary.op(token.text)
        if op is None or not self.next_is(Kind.OPEN, "("):
            what = "A stroke marks an op's derivative, as in relu'(z); a transpose is W.T."
            self.refuse(f"{what} Text in quotes is not read.", self.tokens[self.at - 1])
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
            self.refuse(f"“{self.typed(token)}” is not a word of this language.", token)
        nearest = self.vocabulary.nearest(token.text, called=True)
        hint = f"; the nearest is {nearest}" if nearest else ""
        return self.refuse_unknown(f"“{self.typed(token)}” is not an op that can be called{hint}.", token)

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
        return self.refuse(f"{typed} is an op: write {typed}(…), with brackets.", token)

    def call(self, token: Token, op: str, primes: int = 0) -> Tree:
        """Read the arguments of an op: values, then values by name."""
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
        call = Call(op, tuple(args), tuple(options.items()), primes, self.span(token))
        if token.text not in RECIPROCALS or token.text in self.vocabulary.ops:
            return call
        if primes:
            self.refuse(f"The slope of {self.typed(token)} is not read; write it out.", token)
        return Binary("/", Number(1.0, "1", call.span), call, call.span)

    def argument(self, args: list[Tree], options: dict[str, Tree]) -> None:
        """Read one argument into ``args`` or ``options``."""
        token = self.token
        if token.kind is Kind.NAME and self.tokens[self.at + 1].kind is Kind.ASSIGN:
            if token.text in options:
                self.refuse(f"“{self.typed(token)}” is given twice.", token)
            self.at += 2
            options[token.text] = self.option_value(named=True)
        elif options:
            self.refuse("A value without a name cannot follow one with a name.", token)
        else:
            args.append(self.option_value(named=False) if args else self.expression())

    def option_value(self, *, named: bool) -> Tree:
        """Read an expression or a bare word (``reduction=sum``); without a name only an op's is a word."""
        token = self.token
        word = token.kind is Kind.NAME and self.tokens[self.at + 1].kind in {Kind.COMMA, Kind.CLOSE}
        if not word or self.variable(token.text) is not None:
            return self.expression()
        if not named and self.vocabulary.op(token.text) is None:
            return self.expression()
        self.at += 1
        return Name(WORD_VALUES.get(token.text, token.text), (token.start, token.end))

    def dotted(self, first: Token, value: Tree) -> Tree:
        """Read ``.T`` or the name of a part from its dot on."""
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
        """Say how ``x.sum()`` and ``np.exp(x)`` are written here."""
        called = self.typed(name)
        if self.vocabulary.op(name.text) is None:
            self.refuse(f"“.{called}” has no place here; only ops can be called, as in sum(x).", name)
        if isinstance(value, Name) and self.vocabulary.is_foreign(value.id):
            self.refuse(f"Write {called}(…) without “{value.id}.”.", name)
        self.refuse(f"Nothing is called after a dot; write {called}(x).", name)

    def part(self, first: Token, value: Name, name: Token) -> Tree:
        """Read ``step.m_hat``."""
        names = self.vocabulary.names
        if self.strict_names and value.id not in names and f"{value.id}.{name.text}" not in names:
            self.unknown_variable(first, value.id)
        return Part(value.id, name.text, self.span(first))
