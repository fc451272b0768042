"""Orders with several right answers: which lines must stand before which, and how much of an order is right.

The longest correct sequence is the largest set of lines no two of which stand the wrong way round. Being the
wrong way round is transitive, so that this is a largest antichain; its size is found by matching (Dilworth
1950, Fulkerson 1956).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def all_before(after: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """Return for each line every line that must stand before it, directly or not; cycles are followed once."""
    return {line: _reached(line, after) for line in after}


def _reached(line: str, after: Mapping[str, Sequence[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(after[line])
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += after.get(one, ())
    return frozenset(found)


def in_order(after: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return one right order, as near to the given one as may be; lines of a cycle are left out."""
    before = all_before(after)
    placed: list[str] = []
    while ready := [line for line in after if line not in placed and before[line] <= set(placed)]:
        placed.append(ready[0])
    return tuple(placed)


def longest_sequence(lines: Sequence[str], before: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Return the most lines, in the order they stand in, of which no two are the wrong way round.

    Of several such sequences it is the one that keeps the earliest lines.
    """
    chosen: list[str] = []
    left = list(lines)
    while left:
        line, *left = left
        rest = [other for other in left if other not in before[line]]
        if 1 + _most(rest, before) >= _most([line, *left], before):
            chosen.append(line)
            left = rest
    return tuple(chosen)


def _most(lines: Sequence[str], before: Mapping[str, frozenset[str]]) -> int:
    """Return the size of the longest correct sequence: lines less the pairs of a largest matching."""
    inverted = {
        line: [other for other in lines[place + 1 :] if other in before[line]]
        for place, line in enumerate(lines)
    }
    partner: dict[str, str] = {}
    return len(lines) - sum(_matched(line, inverted, partner, set()) for line in lines)


def _matched(
    line: str, inverted: Mapping[str, Sequence[str]], partner: dict[str, str], seen: set[str]
) -> bool:
    """Find a partner for a line, moving others to another where that helps (Kuhn 1955)."""
    for other in inverted[line]:
        if other in seen:
            continue
        seen.add(other)
        if other not in partner or _matched(partner[other], inverted, partner, seen):
            partner[other] = line
            return True
    return False
