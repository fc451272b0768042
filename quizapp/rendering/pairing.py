"""Brackets and bars that belong together, found in a row of symbols as TeX leaves it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quizapp.rendering.formula import Fence, Node, Scripted, Space, Symbol, row_of
from quizapp.rendering.spacing import Place, place_of
from quizapp.rendering.symbols import COMMANDS, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.rendering.symbols import Glyph

# Opening delimiter → what may close it; half-open intervals mix round and square.
_PARTNERS = {"(": ")]", "[": ")]", "{": "}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉", "|": "|", "‖": "‖"}
_BEFORE_OPENING = {Place.BINARY, Place.SIGN, Place.RELATION, Place.OPENING, Place.PUNCTUATION, Place.OPERATOR}


def pair(items: Sequence[Node]) -> list[Node]:
    """Return the row with every bracket and its partner made one Fence; the others stay symbols.

    A bar opens or closes by what stands around it: |x| pairs, the bar of p(x|y) does not.
    """
    out: list[Node] = []
    open_at: list[int] = []
    items = _join_bars(items)
    for index, node in enumerate(items):
        glyph = _delimiter(node)
        if glyph is None:
            out.append(node)
        elif (start := _partner(out, open_at, glyph)) is not None:
            _close(out, open_at, start, node)
        else:
            if isinstance(node, Symbol) and _opens(glyph, out, items[index + 1 :]):
                open_at.append(len(out))
            out.append(node)
    return out


def _join_bars(items: Sequence[Node]) -> list[Node]:
    """Return the row with ``||`` made one double bar, but not between two groups as in |a||b|."""
    joined: list[Node] = []
    singles = 0
    for node in items:
        bar = _delimiter(node)
        if bar is None or bar.shown != "|" or bar.kind is not Kind.BAR:
            joined.append(node)
        elif singles % 2 == 1 and isinstance(joined[-1], Symbol) and joined[-1].glyph == bar:
            joined[-1] = _doubled(node)
            singles -= 1
        else:
            joined.append(node)
            singles += 1
    return joined


def _doubled(node: Node) -> Node:
    """Return a single bar, perhaps with scripts, as the double one."""
    double = COMMANDS["|"]
    if isinstance(node, Scripted):
        return replace(node, base=_doubled(node.base))
    return replace(node, glyph=double) if isinstance(node, Symbol) else node


def _delimiter(node: Node) -> Glyph | None:
    """Return the delimiter that a node, perhaps with scripts, is."""
    if isinstance(node, Scripted):
        node = node.base
    if not isinstance(node, Symbol) or node.glyph.kind not in (Kind.OPENING, Kind.CLOSING, Kind.BAR):
        return None
    return None if node.glyph.shown == "!" else node.glyph


def _partner(out: list[Node], open_at: list[int], glyph: Glyph) -> int | None:
    """Return where the bracket opens that this one closes, if it closes any."""
    if glyph.kind is Kind.OPENING:
        return None
    if glyph.kind is Kind.BAR and (not open_at or _wants_operand(out)):
        return None
    for start in reversed(open_at):
        opening = _delimiter(out[start])
        if opening and glyph.shown in _PARTNERS.get(opening.shown, ""):
            return start
        if glyph.kind is Kind.BAR:
            return None
    return None


def _close(out: list[Node], open_at: list[int], start: int, node: Node) -> None:
    """Put one Fence in place of everything from the opening bracket on."""
    left, right = _delimiter(out[start]), _delimiter(node)
    fence = Fence(left, row_of(out[start + 1 :]), right)
    del out[start:]
    while open_at and open_at[-1] >= start:
        open_at.pop()
    out.append(replace(node, base=fence) if isinstance(node, Scripted) else fence)


def _opens(glyph: Glyph, out: list[Node], rest: Sequence[Node]) -> bool:
    """Say whether a delimiter that closes nothing opens something."""
    if glyph.kind is not Kind.BAR:
        return glyph.kind is Kind.OPENING
    following = next((node for node in rest if not isinstance(node, Space)), None)
    if following is None or _is_bar(following):
        return False
    return _wants_operand(out) or _closes_later(glyph, rest)


def _wants_operand(out: list[Node]) -> bool:
    """Say whether an operand is due here: at the start, after an operator, a relation, a comma."""
    before = next((node for node in reversed(out) if not isinstance(node, Space)), None)
    return before is None or _is_bar(before) or place_of(before) in _BEFORE_OPENING


def _is_bar(node: Node) -> bool:
    return isinstance(node, Symbol) and node.glyph.kind is Kind.BAR


def _closes_later(glyph: Glyph, rest: Sequence[Node]) -> bool:
    """Say whether the same bar comes again before the bracket around this place closes."""
    depth = 0
    for node in rest:
        other = _delimiter(node)
        if other is None:
            continue
        if depth == 0 and other.shown == glyph.shown and other.kind is Kind.BAR:
            return True
        depth += {Kind.OPENING: 1, Kind.CLOSING: -1}.get(other.kind, 0)
        if depth < 0:
            return False
    return False
