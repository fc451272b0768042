"""The one table of ops: every row by its name and aliases."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from engine.ops import (
    activations,
    attention,
    chance,
    class_losses,
    convolution,
    divergences,
    elementwise,
    layout,
    linear,
    losses,
    normalisation,
    recurrent,
    reductions,
    similarity,
    updates,
)
from engine.ops.added import added_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from engine.macros import Macro
    from engine.ops.row import Op

FAMILIES = {
    "elementwise": elementwise.ROWS,
    "reductions": reductions.ROWS,
    "linear": linear.ROWS,
    "layout": layout.ROWS,
    "activations": activations.ROWS,
    "losses": (*losses.ROWS, *class_losses.ROWS, *divergences.ROWS),
    "similarity": similarity.ROWS,
    "normalisation": normalisation.ROWS,
    "convolution": convolution.ROWS,
    "recurrent": recurrent.ROWS,
    "attention": attention.ROWS,
    "chance": chance.ROWS,
    "updates": updates.ROWS,
}

# One word, two ops: which is meant follows from how many values are given, and their names.
BY_COUNT = {
    "max": {1: "amax", 2: "maximum"},
    "min": {1: "amin", 2: "minimum"},
    "glu": {1: "glu_halves"},
    "transpose": {3: "swap_dims"},
    "softplus": {3: "softplus_threshold"},
    "clamp": {2: "clamp_min"},
    "clip": {2: "clamp_min"},
    "norm": {},
}
_BY_NAME = {
    "clamp_min": {"max": "clamp_max"},
    "norm": {"p": "power_norm"},
    "amax": {"dim": "max_along"},
    "amin": {"dim": "min_along"},
    "maximum": {"keepdim": "max_along"},
    "minimum": {"keepdim": "min_along"},
}


@cache
def rows() -> dict[str, Op]:
    """Return every row by name."""
    found: dict[str, Op] = {}
    for family in (*FAMILIES.values(), tuple(added_rows())):
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
def macros() -> Mapping[str, Macro]:
    """Return the calls with several results: optimisers' steps and blocks of networks."""
    from engine import blocks, optimizers  # noqa: PLC0415  macros are written in ops: the table must stand first

    return {macro.name: macro for macro in (*optimizers.MACRO_ROWS, *blocks.MACRO_ROWS)}


@cache
def op_names() -> frozenset[str]:
    """Return every word that can be called: rows, aliases, macros and the forms the builder knows."""
    return frozenset(spellings()) | frozenset(BY_COUNT) | frozenset(macros()) | {"grad"}


def find(name: str, count: int | None = None, named: Collection[str] = ()) -> Op:
    """Return the row called ``name``; KeyError if none.

    For words that mean two ops, ``count`` says how many values stand without a name, ``named`` which have one.
    """
    if name in BY_COUNT and count is not None:
        name = _meant(name, count, named)
    return rows()[spellings()[name]]


def _meant(name: str, count: int, named: Collection[str]) -> str:
    words = {option.name for option in rows()[spellings()[name]].options} if name in spellings() else set()
    values = [word for word in named if word not in words and word not in ("dim", "keepdim")]
    meant = BY_COUNT[name].get(count + len(values), name)
    return next((other for word, other in _BY_NAME.get(meant, {}).items() if word in named), meant)


def nearest(name: str) -> str | None:
    """Return the op whose name is closest to ``name``."""
    close = get_close_matches(name, sorted(op_names()), n=1, cutoff=0.6)
    return close[0] if close else None
