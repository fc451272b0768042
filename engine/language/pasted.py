r"""LaTeX as it is pasted, rewritten as plain text of the language, each character with its column as typed.

Only what the renderer draws too: fractions, roots, sub- and superscripts, accents, Greek letters, function names,
``\odot``, ``\top``, brackets of any size. Anything else is refused by name. The plain text is then read like any other,
and its errors point into the LaTeX.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from engine.errors import LimitError, ReadingError
from engine.language import latex_doubts as doubts
from engine.language.characters import place, refuse_hidden
from engine.language.latex_atoms import CALLED, Atom, bracketed, columns_of, joined, side_by_side, wrapped
from engine.language.latex_scripts import Scripts
from engine.language.latex_tokens import MOST_DEPTH, Token
from engine.language.latex_words import (
    ACCENTS,
    FRACTIONS,
    FUNCTIONS,
    GREEK,
    INDEX,
    NOTHING,
    PAIRS,
    REFUSALS,
    SIGNS,
    STYLES,
)
from engine.language.spelling import canonical
from engine.language.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection

MOST_PLAIN = 4_000  # characters, as of any answer
MOST_LETTERS = 40  # side by side
MOST_TRIED = 1_000  # runs of letters that may be names
MOST_FACTORS = 60  # of one product


@dataclass(frozen=True, slots=True)
class Pasted:
    """Plain text, and for each of its characters the column in the text as typed."""

    text: str
    columns: tuple[int, ...]
    source: str

    def back(self, error: ReadingError) -> ReadingError:
        """Return an error about the plain text as one about the text as typed."""
        at = self.columns[min(error.column, len(self.columns) - 1)] if self.columns else 0
        return _placed(type(error), error.what, self.source, min(at, len(self.source)), 1)


def _placed(kind: type[ReadingError], what: str, source: str, offset: int, length: int) -> ReadingError:
    """Return an error at an offset, which may be on a later line than the first."""
    line, column = place(source, offset)
    return kind(what, source, column, line=line, length=length)


def is_latex(text: str) -> bool:
    """Tell whether a text is LaTeX rather than plain text: it has a backslash or a brace."""
    return "\\" in text or "{" in text or "}" in text


_WRAPPED = re.compile(r"\s*(?:(\$\$)(.+)\$\$|(\$)([^$]+)\$|\\\((.+)\\\)|\\\[(.+)\\\])\s*", re.DOTALL)


def unwrapped(text: str) -> str:
    """Return a text without the signs of a formula around all of it, ``$…$`` and the like; spaces keep the columns."""
    found = _WRAPPED.fullmatch(text)
    if found is None:
        return text
    start, end = next(found.span(group) for group in (2, 4, 5, 6) if found[group] is not None)
    return blanked(text, start, end)


def blanked(text: str, start: int, end: int) -> str:
    """Return a text with spaces for what stands before ``start`` and from ``end`` on; line ends stay."""
    return "".join(
        character if start <= at < end or character == "\n" else " " for at, character in enumerate(text)
    )


def plain_from_latex(text: str, *, names: Collection[str] = (), arrays: Collection[str] = ()) -> Pasted:
    """Return LaTeX as plain text; raises ReadingError, at its column, for what is not read.

    ``names`` are known variables: letters side by side that are none are products. Side by side with another,
    one of ``arrays`` is a matrix product.
    """
    refuse_hidden(text)
    try:
        atoms = _Reader(text, frozenset(names), frozenset(arrays)).run()
    except ReadingError as error:
        raise _placed(type(error), error.what, text, error.column, error.length) from None
    plain = "".join(atom.text for atom in atoms)
    return Pasted(plain, tuple(column for atom in atoms for column in atom.columns), text)


class _Reader(Scripts):
    def __init__(self, source: str, names: frozenset[str], arrays: frozenset[str]) -> None:
        super().__init__(source, Vocabulary(names, None), arrays)
        self.written = 0
        self.tried = 0

    def run(self) -> list[Atom]:
        dollars = [token for token in self.tokens if token.text == "$"]
        if len(dollars) % 2:
            self.refuse("A formula stands between two dollar signs; this one has no partner.", dollars[-1])
        atoms = self.pieces(())
        if self.at < len(self.tokens):
            self.refuse("This } closes nothing.", self.tokens[self.at])
        return atoms

    # A row of pieces

    def pieces(self, ends: tuple[str, ...]) -> list[Atom]:
        """Read up to one of ``ends``, which is left where it is."""
        self.deeper(self.tokens[min(self.at, len(self.tokens) - 1)])
        row: list[Atom] = []
        while self.at < len(self.tokens) and self.tokens[self.at].text not in (*ends, "}"):
            for atom in self.next_atoms(row):
                self.beside(row, atom)
                row.append(atom)
                self.count(atom)
        self.depth -= 1
        return row

    def count(self, atom: Atom) -> None:
        self.written += len(atom.text)
        if self.written > MOST_PLAIN * MOST_DEPTH or len(atom.text) > MOST_PLAIN:
            raise LimitError(f"This is too long; the limit is {MOST_PLAIN:,} characters.", self.source, 0)

    def beside(self, row: list[Atom], atom: Atom) -> None:
        """Write the sign between two values side by side where plain text would need one."""
        if not row or not (row[-1].value and atom.value) or row[-1].function:
            return
        before = row[-1]
        doubt = doubts.beside(before, atom, self.source)
        if doubt:
            raise ReadingError(doubt, self.source, atom.columns[0])
        factors = list(islice(side_by_side(row), MOST_FACTORS))
        if len(factors) == MOST_FACTORS:
            raise LimitError("This product has too many factors.", self.source, atom.columns[0])
        product = any(one.array for one in factors)
        called = atom.function or (len(row) > 1 and row[-2].function)  # what it is, shapes tell
        sign = " * " if not product or not (atom.array or called) else " · " if called else " @ "
        if sign != " * " and doubts.goes_on_by_entries(row):
            raise ReadingError(doubts.BY_ENTRIES, self.source, atom.columns[0])
        row.append(Atom(sign, [atom.columns[0]] * len(sign), value=False))

    def next_atoms(self, row: list[Atom]) -> list[Atom]:
        """Read one piece with its scripts."""
        token = self.tokens[self.at]
        self.at += 1
        if token.text.isspace() or token.text in ("~", "$") or token.command in NOTHING:
            return []
        if token.text in ("^", "_", "'", "′") and row and row[-1].value:
            return self.scripted_late(row.pop(), token)
        atoms = [atom for atom in self.atom(token) if atom.text]
        return self.scripted(atoms) if atoms and atoms[-1].value else atoms

    # One piece

    def atom(self, token: Token) -> list[Atom]:
        """Read one piece without its scripts."""
        self.deeper(token)
        atoms = [self.command(token)] if token.command else self.character(token)
        self.depth -= 1
        return atoms

    def character(self, token: Token) -> list[Atom]:
        if token.text == "{":
            inner = self.inside(token)
            return [wrapped(inner, token.at)] if inner else []
        if token.text in "([":
            return [self.bracketed(token)]
        if token.text.isalpha():
            return self.letters(token)
        if token.text[0].isdigit():
            return [Atom(token.text, columns_of(token))]
        return [Atom(token.text, columns_of(token), value=False)]

    def inside(self, opened: Token) -> list[Atom]:
        """Read what is in braces."""
        row = self.pieces(())
        if self.at >= len(self.tokens):
            self.refuse("This { is never closed.", opened)
        self.at += 1
        return row

    def bracketed(self, opened: Token) -> Atom:
        """Read brackets; square ones group as round ones do, unless there is a comma in them."""
        closing = {"(": ")", "[": "]"}[opened.text]
        before = self.tokens[self.at - 2] if self.at > 1 else opened
        name = before.text if before.text.isalnum() or before.command in GREEK or before.text == "}" else ""
        row = self.pieces((closing,))
        if self.at >= len(self.tokens) or self.tokens[self.at].text != closing:
            self.refuse(f"This {opened.text} is never closed.", opened)
        end = self.tokens[self.at]
        self.at += 1
        written = "".join(atom.text for atom in row)
        if opened.text == "[" and INDEX.fullmatch(written) and name:
            self.refuse(doubts.entry(name, written), opened)
        listed = any(atom.text == "," for atom in row)
        left, right = ("[", "]") if opened.text == "[" and listed else ("(", ")")
        return joined(
            [Atom(left, [opened.at]), *row, Atom(right, [end.at])], array=any(atom.array for atom in row)
        )

    def letters(self, token: Token) -> list[Atom]:
        """Read letters side by side: one name where it is known, else each a name."""
        word = token.text
        start = self.at - 1
        end = start
        while (
            end + 1 < len(self.tokens)
            and self.tokens[end + 1].text.isalpha()
            and not self.tokens[end + 1].command
            and end - start < MOST_LETTERS
        ):
            end += 1
        self.tried += end - start
        if self.tried > MOST_TRIED or end - start == MOST_LETTERS:
            what = "So many letters stand side by side; write \\cdot between them, or spaces."
            raise LimitError(what, self.source, token.at)
        numbered = self.numbered(start, end)
        if numbered is not None:
            return [numbered]
        for last in range(end, start, -1):
            run = "".join(one.text for one in self.tokens[start : last + 1])
            if self.vocabulary.variable(run) or self.vocabulary.op(run):
                self.at = last + 1
                return [self.named(run, [one.at for one in self.tokens[start : last + 1]])]
        return [self.named(word, columns_of(token))]

    def numbered(self, start: int, end: int) -> Atom | None:
        """Read letters and the number behind or below them as one name where that is known: ``dZ_1``, ``dZ1``."""
        after = [token.text for token in self.tokens[end + 1 : end + 5]]
        below = after[:1] == ["_"]
        digits = after[1:4] if below else after[:1]
        braced = below and len(digits) == 3 and (digits[0], digits[2]) == ("{", "}")
        number = (digits[1] if braced else digits[0]) if digits else ""
        if not number.isdigit() or (below and not braced and len(number) > 1) or (below and start == end):
            return None
        name = "".join(token.text for token in self.tokens[start : end + 1]) + number
        if self.vocabulary.variable(name) is None:
            return None
        used = 4 if braced else 2 if below else 1
        columns = [token.at for token in self.tokens[start : end + 1]]
        at = self.tokens[end + used - braced].at
        self.at = end + 1 + used
        return self.named(name, [*columns, *(at + place for place in range(len(number)))])

    def named(self, name: str, columns: list[int]) -> Atom:
        called = (
            self.vocabulary.variable(canonical(name)) is None
            and self.vocabulary.op(canonical(name)) is not None
        )
        return Atom(name, columns, function=called and self.bracket_follows())

    def command(self, token: Token) -> Atom:
        name = token.command
        if name in FRACTIONS or name == "sqrt":
            return self.root(token) if name == "sqrt" else self.fraction(token)
        if name in FUNCTIONS or name in STYLES:
            return self.styled(token) if name in STYLES else self.function(token, FUNCTIONS[name])
        if name in GREEK:
            return self.named(canonical(name), columns_of(token, len(canonical(name))))
        if name in SIGNS:
            return Atom(SIGNS[name], columns_of(token, len(SIGNS[name])), value=False)
        if name in ACCENTS:
            inner = self.argument(token)
            if len(inner) != 1 or not CALLED.fullmatch(inner[0].text):
                self.refuse(doubts.ONE_LETTER, token)
            suffix = f"_{ACCENTS[name]}"
            return joined([*inner, Atom(suffix, [token.at] * len(suffix))])
        return self.refuse(REFUSALS.get(name, f"{token.text} cannot be read here."), token)

    def styled(self, token: Token) -> Atom:
        r"""Read ``\mathbf{W}`` as W, ``\operatorname{softmax}`` as a function, ``\mathbb{1}`` as an indicator."""
        start = self.at
        text = self.word(token)
        if text == "1" and token.command in ("mathbb", "mathbf"):
            return self.indicator(token)
        if text == "T" and token.command in ("mathsf", "mathrm"):
            return Atom("T", [token.at])
        if text == "d" and self.at < len(self.tokens) and self.tokens[self.at].text.isalpha():
            self.tokens.insert(self.at, Token("d", token.at))  # an upright d begins a name, as in dZ_2
            self.at += 1
            return self.letters(self.tokens[self.at - 1])[0]
        if re.fullmatch(r"[A-Za-z][\w ]*", text):
            plain = text.replace(" ", "_")
            known = self.vocabulary.variable(plain) is None and self.vocabulary.op(plain) is not None
            if known and not self.bracket_follows() and not self.stroke_follows():
                return self.function(token, plain)
            return self.named(plain, [token.at] * len(plain))
        self.at = start
        return joined(self.argument(token))

    def indicator(self, token: Token) -> Atom:
        r"""Read ``\mathbb{1}[z > 0]`` and ``\mathbb{1}_{z > 0}``."""
        self.skip_space()
        if self.at < len(self.tokens) and self.tokens[self.at].text == "_":
            self.at += 1
        self.skip_nothing()
        if self.at < len(self.tokens) and self.tokens[self.at].text in "[({":
            opened = self.tokens[self.at]
            self.at += 1
            closing = {"(": ")", "[": "]", "{": "}"}[opened.text]
            row = self.closed(opened, closing)
            return joined(
                [Atom("1[", [token.at, token.at]), *row, Atom("]", [token.at])],
                array=any(a.array for a in row),
            )
        return self.refuse("An indicator is followed by a comparison in brackets, as in 1[z > 0].", token)

    def fraction(self, token: Token) -> Atom:
        top, bottom = self.argument(token), self.argument(token)
        array = any(atom.array for atom in top)
        over = Atom("/", [token.at], value=False)
        return wrapped([wrapped(top, token.at), over, wrapped(bottom, token.at)], token.at, array=array)

    def closed(self, opened: Token, closing: str) -> list[Atom]:
        """Return what stands before the closing bracket, and go behind that."""
        row = self.pieces((closing,))
        if self.at >= len(self.tokens) or self.tokens[self.at].text != closing:
            self.refuse(f"This {opened.text} is never closed.", opened)
        self.at += 1
        return row

    def root(self, token: Token) -> Atom:
        degree: list[Atom] = []
        if self.at < len(self.tokens) and self.tokens[self.at].text == "[":
            opened = self.tokens[self.at]
            self.at += 1
            degree = self.closed(opened, "]")
        inner = self.argument(token)
        array = any(atom.array for atom in inner)
        if not degree:
            return joined([Atom("sqrt", [token.at] * 4), bracketed(inner, token.at)], array=array)
        power = Atom("**(1/", [token.at] * 5)
        parts = [wrapped(inner, token.at), power, wrapped(degree, token.at), Atom(")", [token.at])]
        return wrapped(parts, token.at, array=array)

    def function(self, token: Token, name: str) -> Atom:
        r"""Read ``\ln p``, ``\ln(1 - p)``, ``\tanh^2 z``: what follows at once is the argument."""
        below = self.below()
        called, doubt = doubts.base_of_log(name, below.text) if below else (name, "")
        power = self.power_before_argument()
        doubt = doubt or (doubts.inverse(name, power[1].text) if power else "")
        if doubt:
            self.refuse(doubt, token)
        self.skip_nothing()
        if self.at >= len(self.tokens) or self.tokens[self.at].text in ")]}+-*/=,":
            self.refuse(f"{token.text} has no argument.", token)
        first = self.tokens[self.at]
        self.at += 1
        argument = self.argument_of(first)
        if first.text not in "([{" and self.value_follows():
            shown = self.source[token.at : self.tokens[self.at].at].strip()
            self.refuse(
                f"{shown} can be read two ways; put what belongs to {token.text} in brackets.",
                self.tokens[self.at],
            )
        call = [Atom(called, [token.at] * len(called)), argument]
        whole = joined(call, array=argument.array)
        return whole if power is None else wrapped([whole, *power], token.at, array=argument.array)

    def argument_of(self, first: Token) -> Atom:
        if first.text in PAIRS:
            return self.enclosed(first)
        atoms = self.atom(first)
        if not atoms or not atoms[-1].value:
            self.refuse(doubts.EMPTY if not atoms else "A function's argument stands in brackets.", first)
        if first.text == "{" and self.tokens[self.at : self.at + 1] and self.tokens[self.at].text == "^":
            self.refuse(doubts.POWER_BEHIND, self.tokens[self.at])
        scripted = self.scripted(atoms) if first.text not in "([" else atoms
        array = any(atom.array for atom in scripted)
        return joined(scripted, array=array) if first.text in "([" else bracketed(scripted, first.at)

    def enclosed(self, opened: Token) -> Atom:
        r"""Read ``|x|`` and ``\{0, z\}`` as a function's argument."""
        closing = PAIRS[opened.text]
        row = self.pieces((closing,))
        if not row or self.at >= len(self.tokens) or self.tokens[self.at].text != closing:
            self.refuse(f"This {opened.text} is never closed.", opened)
        self.at += 1
        inner = bracketed(row, opened.at)
        if closing in (r"\}", r"\rbrace"):
            return inner
        return bracketed([Atom("abs", [opened.at] * 3), inner], opened.at, array=inner.array)

    def power_before_argument(self) -> list[Atom] | None:
        self.skip_space()
        if self.at < len(self.tokens) and self.tokens[self.at].text == "^":
            token = self.tokens[self.at]
            self.at += 1
            return [Atom("**", [token.at] * 2), wrapped(self.power(token), token.at)]
        return None

    def argument(self, token: Token) -> list[Atom]:
        """Read a command's argument: braces, or the next character or command."""
        self.skip_space()
        if self.at >= len(self.tokens):
            self.refuse(f"{token.text} lacks what belongs to it.", token)
        first = self.tokens[self.at]
        if first.text == "{":
            self.at += 1
            return self.inside(first)
        if first.text[0].isdigit() and not first.text.isdigit():
            self.refuse(doubts.BRACES, first)
        if first.text.isdigit() and len(first.text) > 1:  # \frac12 is one half
            self.tokens[self.at] = Token(first.text[1:], first.at + 1)
            return [Atom(first.text[0], [first.at])]
        self.at += 1
        return self.atom(first)
