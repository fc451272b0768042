"""The keys in force: both tables, with what the settings replace."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from quizapp.tui.keys.actions import KEYS
from quizapp.tui.keys.key import Key, Place, show
from quizapp.tui.keys.places import ALWAYS, PLACES

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEYS = {key.id: key for key in KEYS}
_PLACES = {place.name: place for place in PLACES}


class Registry:
    """The keys in force: the table with what the settings replace."""

    def __init__(self, replaced: Mapping[str, str] | None = None) -> None:
        self.replaced = {
            name: keys for name, keys in (replaced or {}).items() if name in _KEYS and keys.strip()
        }
        self._keys = {
            **_KEYS,
            **{name: _with_keys(_KEYS[name], keys) for name, keys in self.replaced.items()},
        }

    def key(self, name: str) -> Key:
        """Return the key of an action."""
        return self._keys[name]

    def at(self, place: str) -> tuple[Key, ...]:
        """Return the keys that hold at a place, those that hold everywhere last."""
        ids = (*_PLACES[place].ids, *ALWAYS)
        return tuple(self._keys[name] for name in dict.fromkeys(ids))

    def shown(self, key: Key) -> str:
        """Return what the foot line calls a key: its first, with that of the opposite action."""
        return f"{key.shown} {self._keys[key.pair].shown}" if key.pair else key.shown

    def foot(self, place: str) -> tuple[Key, ...]:
        """Return the keys worth a place on the last line, in its order."""
        return tuple(self._keys[name] for name in _PLACES[place].foot)

    def after(self, place: str) -> tuple[Key, ...]:
        """Return the keys of the last line that hold once the last of ``foot`` was pressed."""
        return tuple(self._keys[name] for name in _PLACES[place].after)


def place(name: str) -> Place:
    """Return a place by its name."""
    return _PLACES[name]


@cache
def verbs(name: str) -> frozenset[str]:
    """Return the names of the actions that may run at a place."""
    return frozenset(_KEYS[each].verb for each in (*_PLACES[name].ids, *ALWAYS))


@cache
def all_verbs() -> frozenset[str]:
    """Return the names of all actions of the table."""
    return frozenset(key.verb for key in KEYS)


def of_places(*names: str) -> tuple[Key, ...]:
    """Return the keys of several places, each once: what a screen binds."""
    ids = dict.fromkeys(each for name in names for each in _PLACES[name].ids)
    return tuple(_KEYS[each] for each in ids)


def unknown(replaced: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names in a settings table that are no action."""
    return tuple(name for name in replaced if name not in _KEYS)


def markdown_table() -> str:
    """Return the README's table of keys."""
    rows: dict[tuple[str, str, frozenset[str]], str] = {}
    for each in PLACES:
        for name in each.ids if each.name != "drill.waiting" else ():
            key = _KEYS[name]
            said = " ".join(f"`{show(one)}`" for one in key.keys)
            row = f"| {each.title} | {said} | {key.says} |"
            rows.setdefault((each.title, key.says, frozenset(key.keys)), row)
    return "\n".join(["| where | key | what it does |", "| --- | --- | --- |", *rows.values()])


def _with_keys(key: Key, keys: str) -> Key:
    return key._replace(keys=tuple(each.strip() for each in keys.split(",") if each.strip()))
