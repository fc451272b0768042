"""The UI-free sessions: home, the drill, the doctor; what both the screens and the line mode stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quizapp.sessions.collection import Collection as Collection
    from quizapp.sessions.collection import open_collection as open_collection

__all__ = ["Collection", "open_collection"]


def __getattr__(name: str) -> Any:
    """Import on first use, so that what home showed last can be read without the database's library."""
    if name in __all__:
        from quizapp.sessions import collection  # noqa: PLC0415

        return getattr(collection, name)
    raise AttributeError(f"module 'quizapp.sessions' has no attribute {name!r}")
