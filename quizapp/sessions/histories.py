"""Which questions have a history, asked of the log before a pack changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.storage import cards, open_store

if TYPE_CHECKING:
    from collections.abc import Iterable


def answered(questions: Iterable[str]) -> frozenset[str]:
    """Return those of the questions that were answered; raises StorageError where the log cannot be read."""
    with open_store() as store, store.read() as connection:
        return frozenset(questions) & cards.answered(store, connection)
