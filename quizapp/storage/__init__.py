"""The learner's database: an append-only review log, which is the truth, and the cards it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.storage.errors import StorageError

if TYPE_CHECKING:
    from quizapp.storage.store import Store

__all__ = ["StorageError", "open_store"]


def open_store(url: str | None = None, *, learner: str | None = None) -> Store:
    """Open the database, making or migrating it where need be; see ``quizapp.storage.store.open_store``."""
    from quizapp.storage import store  # noqa: PLC0415 - SQLAlchemy costs more than many commands in full

    return store.open_store(url, learner=learner)
