r"""What is written below, above and behind a value in pasted LaTeX: ``W_2^\top``, ``x^{-1}``, ``f'``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.language import latex_doubts as doubts
from engine.language.characters import MINUS
from engine.language.latex_atoms import CALLED, Atom, columns_of, joined, wrapped
from engine.language.latex_tokens import Token, Tokens
from engine.language.latex_words import TRANSPOSES
from engine.language.spelling import canonical

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.language.vocabulary import Vocabulary


class Scripts(Tokens):
    """Reads scripts; ``arrays`` are the names of arrays."""

    def __init__(self, source: str, vocabulary: Vocabulary, arrays: Collection[str]) -> None:
        super().__init__(source)
        self.vocabulary = vocabulary
        self.arrays = arrays

    def argument(self, token: Token) -> list[Atom]:
        """Read a command's argument."""
        raise NotImplementedError

    def power(self, sign: Token) -> list[Atom]:
        """Read an exponent; a sign before it is its own, and a number is whole, as people mean them."""
        self.skip_space()
        if self.at >= len(self.tokens):
            self.refuse(f"{sign.text} lacks what belongs to it.", sign)
        first = self.tokens[self.at]
        if first.text in (*MINUS, "+"):
            self.at += 1
            return [Atom(first.text, [first.at], value=False), *self.power(first)]
        if first.text[0].isdigit() and len(first.text) > 1:
            self.at += 1
            return [Atom(first.text, columns_of(first))]
        return self.argument(sign)

    def scripted(self, atoms: list[Atom]) -> list[Atom]:
        """Read what is written below, above and behind a value."""
        *before, last = atoms
        below = self.below()
        if below is not None:
            last = joined([last, below])
            last.function = self.vocabulary.op(canonical(last.text)) is not None and self.bracket_follows()
        last.array = last.array or self.is_array(last.text)
        strokes = self.strokes()
        if strokes is not None:
            last = joined([last, strokes])
            last.function = self.bracket_follows()
        if self.at < len(self.tokens) and self.tokens[self.at].text == "^" and not last.function:
            self.at += 1
            last = self.raised(last, self.tokens[self.at - 1])
            if self.at < len(self.tokens) and self.tokens[self.at].text == "_":
                self.refuse(doubts.BELOW_FIRST, self.tokens[self.at])
        return [*before, last]

    def scripted_late(self, base: Atom, token: Token) -> list[Atom]:
        """Read scripts that stand apart from their value, as in ``x ^{2}``."""
        self.at -= 1
        start = self.at
        atoms = self.scripted([base])
        if self.at == start:
            self.refuse(f"This {token.text} stands behind nothing that it could belong to.", token)
        return atoms

    def is_array(self, text: str) -> bool:
        """Tell whether a name is an array's."""
        known = self.vocabulary.variable(canonical(text)) if CALLED.match(text) else None
        return known in self.arrays

    def below(self) -> Atom | None:
        """Read what is written below, as the end of a name."""
        if self.at >= len(self.tokens) or self.tokens[self.at].text != "_":
            return None
        token = self.tokens[self.at]
        self.at += 1
        text = re.sub(r"[\s{}]|\\(?:mathrm|text|mathit)", "", self.word(token))
        if not re.fullmatch(r"[A-Za-z0-9,]+", text):
            self.refuse("This subscript cannot be read; a name has letters and digits below.", token)
        text = "_" + text.replace(",", "_")
        return Atom(text, [token.at] * len(text))

    def strokes(self) -> Atom | None:
        """Read the strokes of a derivative."""
        start = self.at
        count = 0
        while self.at < len(self.tokens) and self.tokens[self.at].text in "'′":
            self.at += 1
            count += 1
        if not count and self.source.startswith(("^{\\prime}", "^\\prime"), self.place()):
            self.at += 4 if self.tokens[self.at + 1].text == "{" else 2
            count = 1
        at = self.tokens[start].at if count else 0
        return Atom("'" * count, [at] * count) if count else None

    def raised(self, base: Atom, sign: Token) -> Atom:
        """Read what is written above: a transpose or a power."""
        if re.sub(r"\s", "", self.short_word()) in TRANSPOSES:
            self.word(sign)
            return joined([base, Atom(".T", [sign.at] * 2)], array=True)
        doubt = doubts.exponent(base, re.sub(r"\s", "", self.short_word()))
        if doubt:
            self.refuse(doubt, sign)
        power = wrapped(self.power(sign), sign.at)
        return joined([base, Atom("**", [sign.at] * 2), power], array=base.array)
