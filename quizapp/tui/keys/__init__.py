"""Every key there is: bindings, foot line, help, palette and the README's table are made from these tables.

It knows nothing of Textual. A key's ``id`` is the name of its action, and what settings.toml calls it.
"""

from quizapp.tui.keys.actions import KEYS
from quizapp.tui.keys.key import Key, Place, show
from quizapp.tui.keys.places import PLACES
from quizapp.tui.keys.registry import Registry, all_verbs, markdown_table, of_places, place, unknown, verbs

__all__ = [
    "KEYS",
    "PLACES",
    "Key",
    "Place",
    "Registry",
    "all_verbs",
    "markdown_table",
    "of_places",
    "place",
    "show",
    "unknown",
    "verbs",
]
