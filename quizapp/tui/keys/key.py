"""A key, a place where keys hold, and how keys are written on screen."""

from __future__ import annotations

from typing import NamedTuple


class Key(NamedTuple):
    """One action: ``keys`` as the terminal names them, a word for the foot line, a sentence for the help."""

    id: str
    keys: tuple[str, ...]
    label: str
    says: str
    action: str = ""
    pair: str = ""  # the key of the opposite action, shown beside this one on the foot line

    @property
    def call(self) -> str:
        """Return the action as a screen is asked for it, e.g. "rate(1)"."""
        return self.action or self.id

    @property
    def verb(self) -> str:
        """Return the name of the action without its arguments."""
        return self.call.partition("(")[0]

    @property
    def shown(self) -> str:
        """Return the first key as it is written on screen, e.g. "esc"."""
        return show(self.keys[0])


class Place(NamedTuple):
    """Where keys hold: a screen or a state of one. ``foot`` names those worth a place on the last line."""

    name: str
    title: str
    about: str
    ids: tuple[str, ...]
    foot: tuple[str, ...] = ()
    after: tuple[str, ...] = ()  # keys that need the last of ``foot`` first


_SHOWN = {
    "escape": "esc",
    "comma": ",",
    "colon": ":",
    "slash": "/",
    "question_mark": "?",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pagedown": "page down",
    "pageup": "page up",
    "shift+tab": "shift tab",
}


def show(key: str) -> str:
    """Return a key as it is written on screen."""
    return _SHOWN.get(key, key.upper() if key[:1] == "f" and key[1:].isdigit() else key.replace("+", " "))
