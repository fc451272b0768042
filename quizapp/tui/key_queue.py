"""Keys, one after the other: the next is handled when all that the one before set off has happened.

Textual hands each key to the focused widget's own queue, so that of two keys in quick succession the second
can reach the field that the first has just closed. Here it waits; and keys typed while the next question is
on its way wait until that question is there.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import App
    from textual.dom import DOMNode
    from textual.events import Key


class KeyQueue:
    """Passes keys on to ``handle`` in their order."""

    def __init__(self, app: App[None], handle: Callable[[Key], Awaitable[None]]) -> None:
        self._app = app
        self._handle = handle
        self._waiting: deque[Key] = deque()
        self._under_way = False
        self._held = 0

    async def put(self, key: Key) -> None:
        """Handle a key now or as soon as it is its turn."""
        self._waiting.append(key)
        await self._next()

    def hold(self) -> None:
        """Let keys wait until ``release`` was called as often."""
        self._held += 1

    def release(self) -> None:
        """Let waiting keys go on."""
        self._held -= 1
        self._app.call_later(self._next)

    async def _next(self) -> None:
        if self._under_way or self._held or not self._waiting:
            return
        self._under_way = True
        target = self._app.focused or self._app.screen
        await self._handle(self._waiting.popleft())
        self._follow(target)

    def _follow(self, node: DOMNode | None) -> None:
        """Go the way the key goes, from queue to queue up to the app; there it has had its effect."""
        while node is not None and node is not self._app:
            if node.call_later(self._follow, node.parent):
                return
            node = node.parent
        self._app.call_later(self._app.call_later, self._arrived)  # behind what the key's action has queued

    async def _arrived(self) -> None:
        self._under_way = False
        await self._next()
