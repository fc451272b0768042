r"""What pasted LaTeX leaves open: each is refused with the readings that it could have, none is guessed.

``1\frac{1}{2}`` is one and a half to a person and one times a half to a program, ``z^{[2]}`` a layer and a square,
``\tanh^{-1} z`` an inverse and a reciprocal.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.language.latex_atoms import CALLED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.language.latex_atoms import Atom

_HALF = re.compile(r"\((\d+)/(\d+)\)")
_SIGNED = ("(-", "(+", "(−")
_WIDE = re.compile(r"\\q?quad")
_LAYER = re.compile(r"(?:\\left)?([\[(])(\w+)(?:\\right)?[\])](?P<rest>.*)")
_INVERSES = {name: f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")}

ONE_LETTER = "An accent stands over one name."
EMPTY = "Nothing stands in these brackets."
BELOW_FIRST = "Write what stands below first, as in W_2^\\top."
BRACES = "Put it in braces, as in \\frac{0.5}{2}."

BY_ENTRIES = (
    "Which product goes first can be read two ways; put one of them in brackets, as in A \\odot (B C)."
)
POWER_BEHIND = "This power can be read two ways; write \\tanh^2(z), or \\tanh(z^2)."


def entry(before: str, index: str) -> str:
    """Say that a number in square brackets behind a name is an entry of it, or a factor."""
    name = "" if before == "}" else before
    return f"{name}[{index}] can be read two ways; write {name} \\cdot {index} for a product; entries cannot be read in LaTeX."


def beside(before: Atom, atom: Atom, source: str) -> str:
    """Say why two values side by side are no product for sure; nothing where they are."""
    if _WIDE.search(source, before.columns[-1], atom.columns[0]):
        return "One expression stands here, without a remark behind it."
    half = _HALF.fullmatch(atom.text)
    if half and before.text.isdigit() and source[atom.columns[0]] == "\\":
        whole = f"{before.text}\\frac{{{half[1]}}}{{{half[2]}}}"
        return (
            f"{whole} can be read two ways; write {before.text} + {half[0][1:-1]}, or \\cdot for a product."
        )
    if atom.text[0].isdigit() and not atom.text.startswith("1["):
        return "Two values stand side by side; write \\cdot between them."
    if atom.text.startswith(_SIGNED) and source[atom.columns[0]] == "{":
        return "Braces alone do not group here; write round brackets, or the sign alone."
    return ""


def goes_on_by_entries(row: Sequence[Atom]) -> bool:
    r"""Tell whether a product of arrays entry by entry comes last in a row: ``M \odot A``, behind which ``B`` may stand."""
    first = len(row) - 1
    while first > 0 and (row[first].value or row[first].text.strip() in ("@", "·", "/", "*")):
        if row[first].text == "*" and row[first - 1].array:
            return True
        first -= 1
    return False


def exponent(base: Atom, word: str) -> str:
    """Say why what stands above a value is no power for sure; nothing where it is. ``word`` has no spaces."""
    if word.isdigit() or not word:
        return ""
    if base.array and word == "-1":
        return "An inverse of a matrix cannot be read; one over each entry is written 1/W."
    found = _LAYER.fullmatch(word)
    if not found or not CALLED.fullmatch(base.text):
        return ""
    number = found[2]
    ways = "as a power, and as the number of a layer, a step or an example"
    return f"{base.text}^{{{word}}} can be read two ways, {ways}; write ^{{{number}}} for the power, or _{{{number}}}."


def inverse(name: str, power: str) -> str:
    r"""Say that ``\tanh^{-1}`` is read two ways; nothing for another power."""
    if power != "(-1)":
        return ""
    other = f"write {_INVERSES[name]}(…)" if name in _INVERSES else "write the inverse function by its name"
    return f"\\{name}^{{-1}} can be read two ways; {other}, or 1/{name}(…)."


def base_of_log(name: str, base: str) -> tuple[str, str]:
    r"""Return the op that ``\log_2`` is, and what is wrong with what stands below another."""
    word = base.lstrip("_")
    if name == "log" and word in ("2", "10", "e"):
        return {"2": "log2", "10": "log10", "e": "log"}[word], ""
    if name == "log":
        return name, f"A logarithm to the base {word} is written log(x)/log({word})."
    return name, f"What stands below \\{name} cannot be read."
