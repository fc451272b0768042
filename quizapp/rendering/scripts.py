"""Small letters: what Unicode can raise or lower on the line itself."""

from __future__ import annotations

from quizapp.rendering.formula import Fence, Node, Number, Row, Scripted, Symbol, Word

_SUPERSCRIPTS = dict(
    zip(
        "0123456789+-=()/abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᐟᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ",
        strict=True,
    )
)
_SUPERSCRIPTS |= {"⊤": "ᵀ", "′": "′", "*": "*", "∗": "*", "⋆": "⋆", "†": "†", "∘": "°", "°": "°"}
_SUBSCRIPTS = dict(
    zip("0123456789+-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True)
)
_SUPERSCRIPTS |= {"ϕ": "ᵠ"}
_SUBSCRIPTS |= {"ϕ": "ᵩ"}
LONGEST_WORD = 3  # longer words in such letters are hard to read
STARS = frozenset("*⋆†°")  # raised signs that would read as binary ones before a letter


def superscript(node: Node) -> str | None:
    """Return the node in raised characters, or None unless Unicode has one for each."""
    return _mapped(node, _SUPERSCRIPTS)


def subscript(node: Node) -> str | None:
    """Return the node in lowered characters, or None unless Unicode has one for each."""
    return _mapped(node, _SUBSCRIPTS)


def _mapped(node: Node, table: dict[str, str]) -> str | None:
    text = _flat(node)
    if not text:
        return None
    letters = [table.get(character) for character in text]
    return None if None in letters else "".join(letter or "" for letter in letters)


def _flat(node: Node) -> str | None:
    """Return the characters of a node that is a plain run of them."""
    if isinstance(node, Symbol):
        return node.glyph.shown
    if isinstance(node, Number | Word):
        return None if isinstance(node, Word) and len(node.text) > LONGEST_WORD else node.text
    parts: list[str | None] = [None]
    if isinstance(node, Row):
        parts = [_flat(item) for item in node.items]
    elif isinstance(node, Fence) and node.left and node.right:
        parts = [node.left.shown, _flat(node.body), node.right.shown]
    elif isinstance(node, Scripted) and node.below is None and node.above is not None:  # x^{f'}
        parts = [_flat(node.base), _primes(node.above)]
    return None if None in parts else "".join(part or "" for part in parts)


def _primes(node: Node) -> str | None:
    text = _flat(node)
    return text if text and not text.strip("′") else None
