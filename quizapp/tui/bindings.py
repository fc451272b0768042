"""The registry's keys as Textual's bindings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType

from quizapp.tui.keys import of_places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quizapp.tui.keys import Key


def bindings(*places: str) -> list[BindingType]:
    """Return the bindings of places; which of them act is asked of the screen (``check_action``)."""
    return [_binding(key) for key in of_places(*places)]


def bound(keys: Iterable[Key], *, priority: bool = False) -> list[BindingType]:
    """Return the bindings of keys."""
    return [_binding(key, priority=priority) for key in keys]


def _binding(key: Key, *, priority: bool = False) -> Binding:
    return Binding(
        ",".join(key.keys), key.call, key.label, id=key.id, show=False, tooltip=key.says, priority=priority
    )
