"""The one table of ops: every row by its name and aliases."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache

from engine.ops import activations, elementwise, linear, losses, reductions, updates
from engine.ops.row import Op

FAMILIES = {
    "elementwise": elementwise.ROWS,
    "reductions": reductions.ROWS,
    "linear": linear.ROWS,
    "activations": activations.ROWS,
    "losses": losses.ROWS,
    "updates": updates.ROWS,
}

# One word, two ops: which is meant follows from how many arrays are given.
BY_COUNT = {"max": {1: "amax", 2: "maximum"}, "min": {1: "amin", 2: "minimum"}}


@cache
def rows() -> dict[str, Op]:
    """Return every row by name."""
    found: dict[str, Op] = {}
    for family in FAMILIES.values():
        for row in family:
            if row.name in found:
                raise RuntimeError(f"the op table has two rows named {row.name}")
            found[row.name] = row
    return found


@cache
def spellings() -> dict[str, str]:
    """Return every name an op can be called by, mapped to its row's name."""
    names = {name: name for name in rows()}
    names |= {alias: row.name for row in rows().values() for alias in row.aliases}
    return names


@cache
def op_names() -> frozenset[str]:
    """Return every word that can be called: rows, aliases, macros and the forms the builder knows."""
    from engine.optimizers import MACROS  # noqa: PLC0415  macros are written in ops: the table must stand first

    return frozenset(spellings()) | frozenset(BY_COUNT) | frozenset(MACROS) | {"grad"}


def find(name: str, count: int | None = None) -> Op:
    """Return the row called ``name`` (with ``count`` arrays, for words that mean two ops); KeyError if none."""
    if name in BY_COUNT and count is not None:
        name = BY_COUNT[name].get(count, name)
    return rows()[spellings()[name]]


def nearest(name: str) -> str | None:
    """Return the op whose name is closest to ``name``."""
    close = get_close_matches(name, sorted(op_names()), n=1, cutoff=0.6)
    return close[0] if close else None
