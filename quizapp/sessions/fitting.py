"""Fitting the memory model to the learner's own log: on request, and by itself every so often.

What was found is noted in the database and used from the next time the settings are read. The log says with every
review which parameters it was scheduled with, so nothing that was answered changes.
"""

from __future__ import annotations

import threading
from dataclasses import asdict
from typing import TYPE_CHECKING

from quizapp.scheduling import fitting
from quizapp.scheduling.fitting import Fit, FittingError
from quizapp.sessions.fitted import Fitted, fitted, key_of
from quizapp.storage import notes, ratings
from quizapp.storage.errors import StorageError

if TYPE_CHECKING:
    from quizapp.sessions.collection import Collection
    from quizapp.storage.store import Store

__all__ = ["Fit", "Fitted", "Fitter", "FittingError", "fit", "fitted", "forget", "is_due"]

MOST = 60_000  # answers that are read: a fit on more takes longer and finds the same
MORE = 1.25  # times the answers of the last fit, before it is worth while again


def fit(collection: Collection) -> Fit:
    """Fit to the log and use what was found, if it is better; raises FittingError in words."""
    found, noted = _found(collection.store)
    _note(collection.store, noted)
    collection.refresh()
    return found


def forget(collection: Collection) -> None:
    """Go back to the published parameters, until the next fit."""
    store = collection.store
    with store.write() as connection:
        known = ratings.answers(store, connection)
        notes.put(connection, key_of(store), asdict(Fitted((), known, 0, 0.0, 0.0)))
    collection.refresh()


def is_due(store: Store) -> bool:
    """Tell whether the log has grown enough since the last fit, or since there was none, for another."""
    last = fitted(store)
    with store.read() as connection:
        known = ratings.answers(store, connection)
    return known >= max(2 * fitting.LEAST, MORE * last.answers if last is not None else 0)


class Fitter:
    """Fits once in the background, some time after the start, where it is due; nobody waits for it."""

    def __init__(self, store: Store, *, after: float = 20.0) -> None:
        self._store = store
        self._timer = threading.Timer(after, self._run)
        self._timer.daemon = True
        self._timer.name = "fit"

    def start(self) -> None:
        """Count down."""
        self._timer.start()

    def wait(self) -> None:
        """Wait for the end."""
        self._timer.join()

    def close(self) -> None:
        """Do not begin any more; what is under way is noted whole or not at all."""
        self._timer.cancel()

    def _run(self) -> None:
        try:
            if is_due(self._store):
                _, noted = _found(self._store)
                _note(self._store, noted)
        except (FittingError, StorageError):
            return  # asked for by nobody: the next start tries again


def _found(store: Store) -> tuple[Fit, Fitted]:
    last = fitted(store)
    with store.read() as connection:
        known = ratings.answers(store, connection)
        histories = list(ratings.histories(store, connection, MOST))
    present = last.parameters if last is not None else ()
    found = fitting.fit((history for history in histories if history), present)
    chosen = found.parameters if found.kept else present
    return found, Fitted(chosen, known, found.reviews, found.before, found.after)


def _note(store: Store, noted: Fitted) -> None:
    with store.write() as connection:
        notes.put(connection, key_of(store), asdict(noted))
