r"""LaTeX as it is pasted, rewritten as plain text of the language, each character with its column as typed.

Only what the renderer draws too: fractions, roots, sub- and superscripts, accents, Greek letters, function names,
``\odot``, ``\top``, brackets of any size. Anything else is refused by name. The plain text is then read like any other,
and its errors point into the LaTeX.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from engine.errors import LimitError, ReadingError
from engine.language.spelling import canonical
from engine.language.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection

MOST_DEPTH = 30
MOST_PLAIN = 12_000  # characters

_TOKEN = re.compile(r"\\([A-Za-z]+|.)\*?|\s+|[0-9]+(?:\.[0-9]+)?|.", re.DOTALL)
_GREEK = frozenset({
    "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "pi", "rho", "varrho", "sigma", "varsigma", "tau", "upsilon", "phi", "varphi", "chi",
    "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
})  # fmt: skip
_FUNCTIONS = {
    **{name: name for name in ["exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "max", "min", "erf"]},
    "ln": "log", "lg": "log10", "arcsin": "asin", "arccos": "acos", "arctan": "atan",
}  # fmt: skip
_SIGNS = {
    "cdot": "*", "times": "*", "odot": "*", "circ": "*", "ast": "*", "div": "/", "le": "<=", "leq": "<=", "ge": ">=",
    "geq": ">=", "ne": "!=", "neq": "!=", "lt": "<", "gt": ">", "mid": "|", "vert": "|", "lvert": "|", "rvert": "|",
    "leqslant": "<=", "geqslant": ">=", "lbrack": "[", "rbrack": "]", "lbrace": "(", "rbrace": ")", "{": "(", "}": ")",
}  # fmt: skip
_NOTHING = frozenset({
    "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr",
    ",", ";", ":", "!", ">", "quad", "qquad", "displaystyle", "textstyle", "limits", "nolimits", "(", ")", "[", "]",
    "thinspace", " ", "\n",
})  # fmt: skip
_FRACTIONS = frozenset({"frac", "dfrac", "tfrac", "cfrac"})
_ACCENTS = {
    "hat": "hat",
    "widehat": "hat",
    "bar": "bar",
    "overline": "bar",
    "tilde": "tilde",
    "widetilde": "tilde",
    "dot": "dot",
}
_STYLES = frozenset(
    [
        "mathrm",
        "mathbf",
        "mathit",
        "mathsf",
        "mathcal",
        "boldsymbol",
        "bm",
        "text",
        "textbf",
        "textrm",
        "operatorname",
        "mathbb",
    ]
)
_TRANSPOSES = frozenset(
    {"T", r"\top", r"\intercal", r"\mathsf{T}", r"\mathrm{T}", r"\mathsfT", r"\mathrmT", "⊤", "ᵀ"}
)
_REFUSALS = {
    "sum": r"\sum cannot be read: write sum(x), or sum(x, dim=0) for a sum over the rows.",
    "prod": r"\prod cannot be read: write prod(x).",
    "int": "An integral cannot be read here.",
    "partial": "A derivative cannot be read here: it is what is asked for.",
    "nabla": "A gradient cannot be read here: it is what is asked for.",
    "lVert": "A norm is written norm(x).", "Vert": "A norm is written norm(x).", "|": "A norm is written norm(x).",
    "pm": "± stands for two values; write the one that is meant.",
    "infty": "Infinity is not a number that can be computed with.",
    "dots": "Dots cannot be read here; write the terms out.", "ldots": "Dots cannot be read here; write the terms out.",
    "cdots": "Dots cannot be read here; write the terms out.",
    "begin": "Matrices and cases cannot be read here; write [[a, b], [c, d]], or where(x > 0, a, b).",
}  # fmt: skip
_CALLED = re.compile(r"[A-Za-z_]\w*$")


@dataclass(frozen=True, slots=True)
class Pasted:
    """Plain text, and for each of its characters the column in the text as typed."""

    text: str
    columns: tuple[int, ...]
    source: str

    def back(self, error: ReadingError) -> ReadingError:
        """Return an error about the plain text as one about the text as typed."""
        at = self.columns[min(error.column, len(self.columns) - 1)] if self.columns else 0
        return type(error)(error.what, self.source, min(at, len(self.source)), length=1)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    at: int
    command: str = ""


@dataclass(slots=True)
class _Atom:
    """A piece of plain text with its columns: ``array`` if its value is one, ``value`` if it has one."""

    text: str
    columns: list[int]
    array: bool = False
    value: bool = True
    function: bool = False  # its argument is still to come


def is_latex(text: str) -> bool:
    """Tell whether a text is LaTeX rather than plain text: it has a backslash or a brace."""
    return "\\" in text or "{" in text or "}" in text


def plain_from_latex(text: str, *, names: Collection[str] = (), arrays: Collection[str] = ()) -> Pasted:
    """Return LaTeX as plain text; raises ReadingError, at its column, for what is not read.

    ``names`` are known variables: letters side by side that are none are products. Side by side with another,
    one of ``arrays`` is a matrix product.
    """
    reader = _Reader(text, frozenset(names), frozenset(arrays))
    atoms = reader.run()
    plain = "".join(atom.text for atom in atoms)
    return Pasted(plain, tuple(column for atom in atoms for column in atom.columns), text)


class _Reader:
    def __init__(self, source: str, names: frozenset[str], arrays: frozenset[str]) -> None:
        self.source = source
        self.vocabulary = Vocabulary(names, None)
        self.arrays = arrays
        self.tokens = [_token(found) for found in _TOKEN.finditer(source)]
        self.at = 0
        self.depth = 0
        self.written = 0

    def run(self) -> list[_Atom]:
        atoms = self.pieces(())
        if self.at < len(self.tokens):
            self.refuse("This } closes nothing.", self.tokens[self.at])
        return atoms

    def refuse(self, what: str, token: _Token) -> NoReturn:
        raise ReadingError(what, self.source, token.at, length=max(1, len(token.text)))

    def refuse_size(self, what: str, token: _Token) -> NoReturn:
        raise LimitError(what, self.source, token.at)

    # A row of pieces

    def pieces(self, ends: tuple[str, ...]) -> list[_Atom]:
        """Read up to one of ``ends``, which is left where it is."""
        self.deeper(self.tokens[min(self.at, len(self.tokens) - 1)])
        row: list[_Atom] = []
        while self.at < len(self.tokens) and self.tokens[self.at].text not in (*ends, "}"):
            for atom in self.next_atoms(row):
                self.beside(row, atom)
                row.append(atom)
                self.count(atom)
        self.depth -= 1
        return row

    def deeper(self, token: _Token) -> None:
        """Count one level of recursion; the callers count back."""
        self.depth += 1
        if self.depth > 2 * MOST_DEPTH:
            self.refuse_size(f"This is nested too deep; the limit on depth is {MOST_DEPTH}.", token)

    def count(self, atom: _Atom) -> None:
        self.written += len(atom.text)
        if self.written > MOST_PLAIN * MOST_DEPTH or len(atom.text) > MOST_PLAIN:
            raise LimitError(f"This is too long; the limit is {MOST_PLAIN:,} characters.", self.source, 0)

    def beside(self, row: list[_Atom], atom: _Atom) -> None:
        """Write the sign between two values side by side where plain text would need one."""
        if not row or not (row[-1].value and atom.value) or row[-1].function:
            return
        before = row[-1]
        sign = " @ " if before.array and atom.array else " * "
        row.append(_Atom(sign, [atom.columns[0]] * len(sign), value=False))

    def next_atoms(self, row: list[_Atom]) -> list[_Atom]:
        """Read one piece with its scripts."""
        token = self.tokens[self.at]
        self.at += 1
        if token.text.isspace() or token.text in ("~", "$") or token.command in _NOTHING:
            return []
        if token.text in ("^", "_", "'", "′") and row and row[-1].value:
            self.at -= 1
            return []
        atoms = self.atom(token)
        return self.scripted(atoms) if atoms and atoms[-1].value else atoms

    # One piece

    def atom(self, token: _Token) -> list[_Atom]:
        """Read one piece without its scripts."""
        self.deeper(token)
        atoms = [self.command(token)] if token.command else self.character(token)
        self.depth -= 1
        return atoms

    def character(self, token: _Token) -> list[_Atom]:
        if token.text == "{":
            inner = self.inside(token)
            return [_wrapped(inner, token.at)] if inner else []
        if token.text in "([":
            return [self.bracketed(token)]
        if token.text.isalpha():
            return self.letters(token)
        if token.text[0].isdigit():
            return [_Atom(token.text, _columns(token))]
        return [_Atom(token.text, _columns(token), value=False)]

    def inside(self, opened: _Token) -> list[_Atom]:
        """Read what is in braces."""
        row = self.pieces(())
        if self.at >= len(self.tokens):
            self.refuse("This { is never closed.", opened)
        self.at += 1
        return row

    def bracketed(self, opened: _Token) -> _Atom:
        """Read brackets; square ones group as round ones do, unless there is a comma in them."""
        closing = {"(": ")", "[": "]"}[opened.text]
        row = self.pieces((closing,))
        if self.at >= len(self.tokens) or self.tokens[self.at].text != closing:
            self.refuse(f"This {opened.text} is never closed.", opened)
        end = self.tokens[self.at]
        self.at += 1
        listed = any(atom.text == "," for atom in row)
        left, right = ("[", "]") if opened.text == "[" and listed else ("(", ")")
        return _joined(
            [_Atom(left, [opened.at]), *row, _Atom(right, [end.at])], array=any(atom.array for atom in row)
        )

    def letters(self, token: _Token) -> list[_Atom]:
        """Read letters side by side: one name where it is known, else each a name."""
        word = token.text
        start = self.at - 1
        end = start
        while (
            end + 1 < len(self.tokens)
            and self.tokens[end + 1].text.isalpha()
            and not self.tokens[end + 1].command
        ):
            end += 1
        for last in range(end, start, -1):
            run = "".join(one.text for one in self.tokens[start : last + 1])
            if self.vocabulary.variable(run) or self.vocabulary.op(run):
                self.at = last + 1
                return [self.named(run, [one.at for one in self.tokens[start : last + 1]])]
        return [self.named(word, _columns(token))]

    def named(self, name: str, columns: list[int]) -> _Atom:
        called = (
            self.vocabulary.variable(canonical(name)) is None
            and self.vocabulary.op(canonical(name)) is not None
        )
        return _Atom(name, columns, function=called and self.bracket_follows())

    def bracket_follows(self) -> bool:
        """Tell whether the next piece is a bracket, sizes aside."""
        at = self.at
        while at < len(self.tokens) and (
            self.tokens[at].text.isspace() or self.tokens[at].command in _NOTHING
        ):
            at += 1
        return at < len(self.tokens) and self.tokens[at].text == "("

    def command(self, token: _Token) -> _Atom:
        name = token.command
        if name in _FRACTIONS or name == "sqrt":
            return self.root(token) if name == "sqrt" else self.fraction(token)
        if name in _FUNCTIONS or name in _STYLES:
            return self.styled(token) if name in _STYLES else self.function(token, _FUNCTIONS[name])
        if name in _GREEK:
            return self.named(canonical(name), _columns(token, len(canonical(name))))
        if name in _SIGNS:
            return _Atom(_SIGNS[name], _columns(token, len(_SIGNS[name])), value=False)
        if name in _ACCENTS:
            inner = self.argument(token)
            suffix = f"_{_ACCENTS[name]}"
            return _joined([*inner, _Atom(suffix, [token.at] * len(suffix))])
        return self.refuse(_REFUSALS.get(name, f"{token.text} cannot be read here."), token)

    def styled(self, token: _Token) -> _Atom:
        r"""Read ``\mathbf{W}`` as W, ``\operatorname{softmax}`` as a function, ``\mathbb{1}`` as an indicator."""
        start = self.at
        text = self.word(token)
        if text == "1" and token.command in ("mathbb", "mathbf"):
            return self.indicator(token)
        if text == "T" and token.command in ("mathsf", "mathrm"):
            return _Atom("T", [token.at])
        if re.fullmatch(r"[A-Za-z][\w ]*", text):
            plain = text.replace(" ", "_")
            known = self.vocabulary.variable(plain) is None and self.vocabulary.op(plain) is not None
            if known and not self.bracket_follows() and not self.stroke_follows():
                return self.function(token, plain)
            return self.named(plain, [token.at] * len(plain))
        self.at = start
        return _joined(self.argument(token))

    def word(self, token: _Token) -> str:
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

    def indicator(self, token: _Token) -> _Atom:
        r"""Read ``\mathbb{1}[z > 0]`` and ``\mathbb{1}_{z > 0}``."""
        self.skip_space()
        if self.at < len(self.tokens) and self.tokens[self.at].text == "_":
            self.at += 1
        self.skip_nothing()
        if self.at < len(self.tokens) and self.tokens[self.at].text in "[({":
            opened = self.tokens[self.at]
            self.at += 1
            closing = {"(": ")", "[": "]", "{": "}"}[opened.text]
            row = self.pieces((closing,))
            if self.at >= len(self.tokens):
                self.refuse(f"This {opened.text} is never closed.", opened)
            self.at += 1
            return _joined(
                [_Atom("1[", [token.at, token.at]), *row, _Atom("]", [token.at])],
                array=any(a.array for a in row),
            )
        return self.refuse("An indicator is followed by a comparison in brackets, as in 1[z > 0].", token)

    def fraction(self, token: _Token) -> _Atom:
        top, bottom = self.argument(token), self.argument(token)
        array = any(atom.array for atom in top)
        over = _Atom("/", [token.at], value=False)
        return _wrapped([_wrapped(top, token.at), over, _wrapped(bottom, token.at)], token.at, array=array)

    def root(self, token: _Token) -> _Atom:
        degree: list[_Atom] = []
        if self.at < len(self.tokens) and self.tokens[self.at].text == "[":
            self.at += 1
            degree = self.pieces(("]",))
            self.at += 1
        inner = self.argument(token)
        array = any(atom.array for atom in inner)
        if not degree:
            return _joined([_Atom("sqrt", [token.at] * 4), _bracketed(inner, token.at)], array=array)
        power = _Atom("**(1/", [token.at] * 5)
        parts = [_wrapped(inner, token.at), power, _wrapped(degree, token.at), _Atom(")", [token.at])]
        return _wrapped(parts, token.at, array=array)

    def function(self, token: _Token, name: str) -> _Atom:
        r"""Read ``\ln p``, ``\ln(1 - p)``, ``\tanh^2 z``: what follows at once is the argument."""
        power = self.power_before_argument()
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
        call = [_Atom(name, [token.at] * len(name)), argument]
        whole = _joined(call, array=argument.array)
        return whole if power is None else _wrapped([whole, *power], token.at, array=argument.array)

    def argument_of(self, first: _Token) -> _Atom:
        atoms = self.atom(first)
        scripted = self.scripted(atoms) if first.text not in "([" else atoms
        array = any(atom.array for atom in scripted)
        return _joined(scripted, array=array) if first.text in "([" else _bracketed(scripted, first.at)

    def power_before_argument(self) -> list[_Atom] | None:
        self.skip_space()
        if self.at < len(self.tokens) and self.tokens[self.at].text == "^":
            token = self.tokens[self.at]
            self.at += 1
            return [_Atom("**", [token.at] * 2), _wrapped(self.argument(token), token.at)]
        return None

    def value_follows(self) -> bool:
        """Tell whether another value stands side by side with the one before."""
        self.skip_nothing()
        if self.at >= len(self.tokens):
            return False
        token = self.tokens[self.at]
        if token.command:
            return (
                token.command in _GREEK
                or token.command in _FRACTIONS
                or token.command in _ACCENTS
                or token.command == "sqrt"
            )
        return token.text.isalnum() or token.text[0].isdigit()

    def argument(self, token: _Token) -> list[_Atom]:
        """Read a command's argument: braces, or the next character or command."""
        self.skip_space()
        if self.at >= len(self.tokens):
            self.refuse(f"{token.text} lacks what belongs to it.", token)
        first = self.tokens[self.at]
        if first.text == "{":
            self.at += 1
            return self.inside(first)
        if first.text[0].isdigit() and len(first.text) > 1:  # \frac12 is one half
            self.tokens[self.at] = _Token(first.text[1:], first.at + 1)
            return [_Atom(first.text[0], [first.at])]
        self.at += 1
        return self.atom(first)

    # Scripts

    def scripted(self, atoms: list[_Atom]) -> list[_Atom]:
        """Read what is written below, above and behind a value."""
        *before, last = atoms
        below = self.below()
        if below is not None:
            last = _joined([last, below])
            last.function = self.vocabulary.op(canonical(last.text)) is not None and self.bracket_follows()
        last.array = last.array or self.is_array(last.text)
        strokes = self.strokes()
        if strokes is not None:
            last = _joined([last, strokes])
            last.function = self.bracket_follows()
        if self.at < len(self.tokens) and self.tokens[self.at].text == "^" and not last.function:
            self.at += 1
            last = self.raised(last, self.tokens[self.at - 1])
        return [*before, last]

    def is_array(self, text: str) -> bool:
        known = self.vocabulary.variable(canonical(text)) if _CALLED.match(text) else None
        return known in self.arrays

    def below(self) -> _Atom | None:
        if self.at >= len(self.tokens) or self.tokens[self.at].text != "_":
            return None
        token = self.tokens[self.at]
        self.at += 1
        text = re.sub(r"[\s{}]|\\(?:mathrm|text|mathit)", "", self.word(token))
        if not re.fullmatch(r"[A-Za-z0-9,]+", text):
            self.refuse("This subscript cannot be read; a name has letters and digits below.", token)
        text = "_" + text.replace(",", "_")
        return _Atom(text, [token.at] * len(text))

    def strokes(self) -> _Atom | None:
        start = self.at
        count = 0
        while self.at < len(self.tokens) and self.tokens[self.at].text in "'′":
            self.at += 1
            count += 1
        if not count and self.source.startswith(("^{\\prime}", "^\\prime"), self.place()):
            self.at += 4 if self.tokens[self.at + 1].text == "{" else 2
            count = 1
        at = self.tokens[start].at if count else 0
        return _Atom("'" * count, [at] * count) if count else None

    def stroke_follows(self) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at].text in ("'", "′")

    def place(self) -> int:
        return self.tokens[self.at].at if self.at < len(self.tokens) else len(self.source)

    def raised(self, base: _Atom, sign: _Token) -> _Atom:
        start = self.at
        if re.sub(r"\s", "", self.word(sign)) in _TRANSPOSES:
            return _joined([base, _Atom(".T", [sign.at] * 2)], array=True)
        self.at = start
        power = _wrapped(self.argument(sign), sign.at)
        return _joined([base, _Atom("**", [sign.at] * 2), power], array=base.array)

    def skip_space(self) -> None:
        while self.at < len(self.tokens) and self.tokens[self.at].text.isspace():
            self.at += 1

    def skip_nothing(self) -> None:
        while self.at < len(self.tokens) and (
            self.tokens[self.at].text.isspace() or self.tokens[self.at].command in _NOTHING
        ):
            self.at += 1


def _token(found: re.Match[str]) -> _Token:
    return _Token(found.group(), found.start(), found.group(1) or "")


def _columns(token: _Token, length: int | None = None) -> list[int]:
    if length is None:
        return [token.at + at for at in range(len(token.text))]
    return [token.at] * length


def _joined(atoms: list[_Atom], *, array: bool = False) -> _Atom:
    text = "".join(atom.text for atom in atoms)
    return _Atom(text, [column for atom in atoms for column in atom.columns], array=array)


def _wrapped(atoms: list[_Atom], at: int, *, array: bool | None = None) -> _Atom:
    """Return atoms in brackets, unless they are one name or number."""
    if len(atoms) == 1 and (atoms[0].text.isalnum() or _CALLED.fullmatch(atoms[0].text)):
        return atoms[0]
    return _bracketed(atoms, at, array=array)


def _bracketed(atoms: list[_Atom], at: int, *, array: bool | None = None) -> _Atom:
    inner = any(atom.array for atom in atoms) if array is None else array
    return _joined([_Atom("(", [at]), *atoms, _Atom(")", [at])], array=inner)
