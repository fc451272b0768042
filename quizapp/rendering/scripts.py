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
        return node.text
    if isinstance(node, Row):
        return _joined([_flat(item) for item in node.items])
    if isinstance(node, Fence) and node.left and node.right:
        return _joined([node.left.shown, _flat(node.body), node.right.shown])
    if isinstance(node, Scripted) and node.below is None and node.above:  # W^{f'}
        return _joined([_flat(node.base), *_primes(node.above)])
    return None


def _primes(node: Node) -> list[str | None]:
    text = _flat(node)
    return [text if text and not text.strip("′") else None]


def _joined(parts: list[str | None]) -> str | None:
    return None if None in parts else "".join(part or "" for part in parts)
