"""A derivation's line as people type it: a left side or none, plain text or pasted LaTeX, and the names that may be used.

``dL/dz = p - y`` and ``δ = p − y`` are the line ``p - y`` for the part δ. Columns of errors are those of the text as
typed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

from engine.errors import ReadingError, UnknownNameError
from engine.language.characters import place
from engine.language.habits import refuse_glued_commas
from engine.language.limits import Limits
from engine.language.pasted import is_latex, plain_from_latex, unwrapped
from engine.language.reader import parse_expression
from engine.language.spelling import canonical, key
from engine.language.tree import Call
from engine.language.vocabulary import Vocabulary
from engine.language.walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from engine.language.tree import Tree

MOST_NAMES = 14  # listed where one is unknown

# One answer is short; what is longer is refused before it is read.
ANSWER_LIMITS = Limits(
    text_length=4_000, depth=40, height=100, nodes=1_000, digits=60, exponent=300, elements=400
)

_OF_ONE = frozenset({
    "exp", "log", "ln", "log2", "log10", "sqrt", "abs", "sign", "sin", "cos", "tan", "asin", "acos", "atan", "sinh",
    "cosh", "tanh", "erf", "sigmoid", "sigma", "relu", "silu", "gelu", "softplus", "floor", "round", "square", "Phi",
    "phi",
})  # fmt: skip
"""Functions called with one number, in which a comma is a decimal sign."""

_EQUALS = re.compile(r"(?<![=<>!:≤≥])=(?!=)")
_OPENS, _CLOSES = "([{", ")]}"
_LEFT_LATEX = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"\\(?:left|right|displaystyle|,|;|!|:)", ""),
        (r"\\(?:mathrm|mathbf|boldsymbol|operatorname|text)\b", ""),
        (r"\\[dt]?frac\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}", r"\1/\2"),
        (r"\\partial\b", "d"),
        (r"\\(hat|bar|tilde)\s*\{?(\\?[A-Za-z]+)\}?", r"\2_\1"),
        (r"\^\{?\\prime\}?", "_new"),
    )
)
_SLOPE = re.compile(r"[d∂](?P<top>[^/]*)/[d∂](?P<bottom>.+)")


def read_answer(
    text: str,
    *,
    called: Sequence[str] = (),
    names: Collection[str] = (),
    arrays: Collection[str] | None = None,
    decimal_comma: bool = False,
    settle: Callable[[Tree, str], Tree] | None = None,
) -> Tree:
    """Return the tree of a line, which may begin with one of the names it is ``called`` by and an equals sign.

    The first of ``called`` is what messages say. ``names`` may be used, of which ``arrays`` are arrays, where that is
    known. ``settle`` is given the tree and the plain text it was read from, and returns the tree that is meant. Raises
    ReadingError with the column of the text as typed.
    """
    if len(text) > ANSWER_LIMITS.text_length:
        parse_expression(text, limits=ANSWER_LIMITS)
    bare = unwrapped(text)
    right = _without_left_side(bare, called)
    if bare == text and not is_latex(right):
        return _read(right, names, arrays, settle, decimal_comma=decimal_comma)
    pasted = plain_from_latex(right, names=names, arrays=arrays or ())
    try:
        return _read(pasted.text, names, arrays, settle)
    except ReadingError as error:
        raise pasted.back(error) from None


def _squeezed(left: str) -> str:
    """Return a left side with the differences taken out that do not count: ``∂L/∂W₁`` is ``dL/dW1``."""
    text = left
    for pattern, plain in _LEFT_LATEX:
        text = pattern.sub(plain, text)
    text = re.sub(r"[\s(){}\\$]", "", text).replace("∂", "d")
    slope = _SLOPE.fullmatch(text)
    if slope:
        return f"d{_name_key(slope['top'])}/d{_name_key(slope['bottom'])}"
    return _name_key(re.sub(r"[′']$", "_new", text))


def _name_key(name: str) -> str:
    return name if re.search(r"[/,.]", name) else "|".join(key(canonical(name)))


def _read(
    text: str,
    names: Collection[str],
    arrays: Collection[str] | None,
    settle: Callable[[Tree, str], Tree] | None,
    *,
    decimal_comma: bool = False,
) -> Tree:
    if decimal_comma and "," in text:
        vocabulary = Vocabulary(names, None)
        refuse_glued_commas(
            text,
            lambda word: bool(word and vocabulary.op(canonical(word))) and canonical(word) not in _OF_ONE,
        )
    try:
        tree = parse_expression(
            text,
            names=names,
            arrays=arrays,
            strict_names=True,
            limits=ANSWER_LIMITS,
            decimal_comma=decimal_comma,
        )
    except UnknownNameError as error:
        raise _with_names(error, names) from None
    _refuse_derivatives(tree, text)
    return settle(tree, text) if settle is not None else tree


def _without_left_side(text: str, called: Sequence[str]) -> str:
    """Return a line with its left side blanked out, so that columns stay."""
    at = _equals_sign(text)
    if at is None:
        return text
    left = text[:at]
    if called and _squeezed(left) not in set(map(_squeezed, called)):
        _refuse_left_side(text, left, called[0])
    if not text[at + 1 :].strip():
        line, column = place(text, len(text.rstrip()))
        raise ReadingError("Nothing is written after the equals sign.", text, column, line=line)
    return " " * (at + 1) + text[at + 1 :]


def is_called(text: str, called: Sequence[str]) -> bool:
    """Tell whether a line has no left side, or one of some names there."""
    bare = unwrapped(text)
    at = _equals_sign(bare)
    return at is None or _squeezed(bare[:at]) in set(map(_squeezed, called))


def _equals_sign(text: str) -> int | None:
    """Return where a single = stands outside brackets, or None."""
    found = _EQUALS.search(text)
    while found is not None:
        before = text[: found.start()]
        if sum(map(before.count, _OPENS)) == sum(map(before.count, _CLOSES)):
            return found.start()
        found = _EQUALS.search(text, found.end())
    return None


def _refuse_left_side(text: str, left: str, shown: str) -> NoReturn:
    typed = left.strip()[:40]
    line, column = place(text, len(left) - len(left.lstrip()))
    what = (
        f"This line is for {shown}, and “{typed}” is something else."
        if typed
        else "Nothing stands before the equals sign."
    )
    raise ReadingError(what, text, column, line=line, length=max(1, len(left.strip())))


def _with_names(error: UnknownNameError, names: Collection[str]) -> UnknownNameError:
    """Complete an error about an unknown name with those that may be used."""
    listed = list(names)
    if not listed:
        return error
    more = " …" if len(listed) > MOST_NAMES else ""
    what = f"{error.what} You may use {', '.join(listed[:MOST_NAMES])}{more}."
    return UnknownNameError(what, error.text, error.column, line=error.line, length=error.length)


def _refuse_derivatives(tree: Tree, text: str) -> None:
    """Refuse what would leave the work to the engine: ``grad(L, z)``, and ``tanh'(z)`` for a whole answer."""
    for node in walk(tree):
        if isinstance(node, Call) and node.op == "grad":
            what = "The derivative is what is asked for: write it out, without grad."
            raise ReadingError(what, text, node.span[0], length=4)
    if isinstance(tree, Call) and tree.primes:
        what = f"{tree.op}′ only names the derivative: write it out."
        raise ReadingError(what, text, tree.span[0], length=max(1, tree.span[1] - tree.span[0]))
