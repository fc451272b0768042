r"""How a canonical name is drawn: as a plain label (``w_new`` → w′), as LaTeX (``m_hat`` → ``\hat{m}``)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from engine.language.spelling import ACCENTS, GREEK, SUBSCRIPTS

_SYMBOLS = {name: symbol for symbol, name in GREEK.items()}
_MARKS = {"hat": "\u0302", "tilde": "\u0303", "bar": "\u0304", "dot": "\u0307"}
_COMMANDS = {"lam": "lambda", "eps": "epsilon"}
_LOWERED = {plain: sign for sign, plain in SUBSCRIPTS.items()}
_STEM = re.compile(r"(d?)([A-Za-z]+?)(\d*)")
_GRADIENT = re.compile(r"\s*grad\(\s*([\w.]+)\s*,\s*([\w.]+)\s*\)\s*")
_TAIL = re.compile(rf"({'|'.join(dict.fromkeys(ACCENTS.values()))}|new)(\d*)")


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A name taken apart: ``d`` before it, letters, accents, subscripts, and whether it is the new value."""

    differential: bool
    letters: str
    accents: tuple[str, ...]
    subscripts: tuple[str, ...]
    new: bool


@lru_cache(maxsize=2048)
def _take_apart(name: str) -> _Drawn:
    stem, *pieces = [piece for piece in name.rpartition(".")[2].split("_") if piece] or [name]
    if stem.isdigit():
        stem = f"t{stem}"
    found = _STEM.fullmatch(stem)
    before, letters, digits = found.groups() if found else ("", stem, "")
    if before and not (len(letters) == 1 or letters in _SYMBOLS):
        before, letters = "", before + letters
    accents, subscripts, new = [], [digits] if digits else [], False
    for piece in pieces:
        tail = _TAIL.fullmatch(piece)
        if tail is None:
            subscripts.append(piece)
            continue
        new = new or tail.group(1) == "new"
        accents += [tail.group(1)] if tail.group(1) != "new" else []
        subscripts += [tail.group(2)] if tail.group(2) else []
    return _Drawn(bool(before), letters, tuple(accents), tuple(subscripts), new)


@lru_cache(maxsize=2048)
def label(name: str) -> str:
    """Return the plain label of a name, of a part or of ``grad(L, w)``.

    ``w_new`` → w′, ``m_hat`` → m̂, ``dW1`` → dW₁, ``step.v_hat`` → v̂, ``grad(L, w)`` → ∂L/∂w.
    """
    gradient = _GRADIENT.fullmatch(name)
    if gradient:
        return f"∂{label(gradient.group(1))}/∂{label(gradient.group(2))}"
    drawn = _take_apart(name)
    letters = _SYMBOLS.get(drawn.letters, drawn.letters)
    accents = "".join(_MARKS[accent] for accent in drawn.accents)
    body = "d" * drawn.differential + letters[:1] + accents + letters[1:]
    return unicodedata.normalize("NFC", body + _lowered(drawn.subscripts) + "′" * drawn.new)


def _lowered(subscripts: tuple[str, ...]) -> str:
    """Return digits and single letters lowered where there is a sign for each, else after a low line."""
    if not subscripts:
        return ""
    if all(one.isdigit() or (len(one) == 1 and one in _LOWERED) for one in subscripts):
        return "".join(_LOWERED[character] for character in "".join(subscripts))
    return "_" + "_".join(subscripts)


@lru_cache(maxsize=2048)
def latex_name(name: str) -> str:
    r"""Return a name as LaTeX: ``m_hat`` → ``\hat{m}``, ``W1`` → ``W_{1}``, ``w_new`` → ``w^{\prime}``."""
    gradient = _GRADIENT.fullmatch(name)
    if gradient:
        top, bottom = (latex_name(part) for part in gradient.groups())
        return rf"\frac{{\partial {top}}}{{\partial {bottom}}}"
    drawn = _take_apart(name)
    body = _letters(drawn.letters)
    for accent in drawn.accents:
        body = rf"\{accent}{{{body}}}"
    body = "d" * drawn.differential + (" " if drawn.differential and body[0] == "\\" else "") + body
    subscript = ", ".join(_letters(one) for one in drawn.subscripts)
    return body + (f"_{{{subscript}}}" if subscript else "") + (r"^{\prime}" if drawn.new else "")


def _letters(letters: str) -> str:
    if letters in _SYMBOLS:
        return "\\" + _COMMANDS.get(letters, letters)
    if len(letters) == 1 or letters.isdigit():
        return letters
    return rf"\mathrm{{{letters}}}"
