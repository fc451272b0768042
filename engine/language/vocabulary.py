"""Which names a text may use, and which of them a typed name means."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from functools import lru_cache

from engine.language.spelling import CONSTANTS, canonical, key

# What a Greek letter means when it is called and no variable has its name: the first of these that is an op.
_CALLED_LETTERS = {
    "sigma": ("sigmoid",),
    "Phi": ("normal_cdf", "Phi", "ndtr"),
    "phi": ("normal_pdf", "phi"),
    "Gamma": ("gamma",),
}
# Functions that are one over another; the reader writes 1/cosh(z) for sech(z).
RECIPROCALS = {
    "sec": "cos", "csc": "sin", "cosec": "sin", "cot": "tan", "sech": "cosh", "csch": "sinh", "cosech": "sinh",
    "coth": "tanh",
}  # fmt: skip
_OTHER_WORDS = {"ln": "log", "lg": "log10", "ld": "log2", "mod": "abs"}
_FOREIGN = {"np", "numpy", "torch", "math", "F", "jnp", "jax", "tf", "nn", "keras", "K", "scipy", "sp"}


class Vocabulary:
    """The variables and ops one text may use.

    ``names`` are variables, of which ``arrays`` are arrays and the others numbers (None: nothing is known of that);
    ``ops`` op names, or a mapping from each name (aliases included) to the op's own.
    """

    def __init__(
        self,
        names: Collection[str],
        ops: Collection[str] | Mapping[str, str] | None,
        arrays: Collection[str] | None = None,
    ) -> None:
        self.arrays = arrays
        self.names = {part for name in names for part in _with_owner(canonical(name))}
        self.ops = known_ops() if ops is None else ops
        self._keys: dict[tuple[str, ...], list[str]] | None = None

    def add(self, name: str) -> None:
        """Make a name a variable from here on; of ``step.w`` also ``step``, whose part it is."""
        self.names.update(_with_owner(name))
        self._keys = None

    def variable(self, name: str) -> str | None:
        """Return the known variable that a canonical name means, or None; exact spelling goes first."""
        if name in self.names:
            return name
        if name in CONSTANTS or name in self.ops:
            return None
        if self._keys is None:
            self._keys = _by_key(self.names)
        same = self._keys.get(key(name), ())
        return same[0] if len(same) == 1 else None

    def op(self, name: str) -> str | None:
        """Return the op that a name before a bracket means, or None if it is a variable or unknown.

        Of ``sech`` it is the op that it is one over.
        """
        if name in self.names:
            return None
        if RECIPROCALS.get(name) in self.ops and name not in self.ops:
            name = RECIPROCALS[name]
        found = self._op(name)
        return self.ops[found] if found is not None and isinstance(self.ops, Mapping) else found

    def _op(self, name: str) -> str | None:
        if name in self.ops:
            return name
        for other in (*_CALLED_LETTERS.get(name, ()), _OTHER_WORDS.get(name, "")):
            if other in self.ops:
                return other
        if self.variable(name) is not None:
            return None
        return _loose_ops(frozenset(self.ops)).get(_loose(name))

    def nearest(self, name: str, *, called: bool = False) -> str:
        """Return the known name nearest to an unknown one, or an empty string."""
        groups = [self.ops] if called else [[*self.names, *CONSTANTS], self.ops]
        for known in map(sorted, groups):  # an op is meant only where no variable is near
            close = get_close_matches(name, known, 1, 0.6) or get_close_matches(name.lower(), known, 1, 0.6)
            if close:
                return close[0]
        return ""

    def is_foreign(self, owner: str) -> bool:
        """Tell whether a name before a dot is a library's (``np.exp``) rather than a value's."""
        return owner in _FOREIGN and self.variable(owner) is None


@lru_cache(maxsize=1)
def known_ops() -> Collection[str]:
    """Return the names of the op table, which is imported on first use only."""
    from engine.ops.table import op_names  # noqa: PLC0415  the table's rules are parsed by this very package

    names: Collection[str] = op_names()
    return names if isinstance(names, Mapping) else frozenset(names)


def _with_owner(name: str) -> tuple[str, ...]:
    owner, dot, _ = name.partition(".")
    return (name, owner) if dot else (name,)


def _by_key(names: Collection[str]) -> dict[tuple[str, ...], list[str]]:
    keys: dict[tuple[str, ...], list[str]] = {}
    for name in sorted(names):
        keys.setdefault(key(name), []).append(name)
    return keys


def _loose(name: str) -> str:
    return name.replace("_", "").lower()


@lru_cache(maxsize=16)
def _loose_ops(ops: frozenset[str]) -> dict[str, str]:
    """Return the ops by their letters alone, so that ``ReLU``, ``LeakyReLU`` and ``log_2`` are found."""
    loose: dict[str, str] = {}
    for name in sorted(ops, key=lambda name: (-name.count("_"), name)):
        loose.setdefault(_loose(name), name)
    return loose
