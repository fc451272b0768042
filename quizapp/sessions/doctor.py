"""Replays the whole log, compares what it comes to with the cards, and mends the cards if asked to.

The log is the truth: nothing here changes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.scheduling.replay import replay, running_schedulers
from quizapp.scheduling.state import is_blank
from quizapp.sessions import merging
from quizapp.storage import cards, integrity, log
from quizapp.storage.store import schedulers

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from quizapp.sessions.collection import Collection
    from quizapp.storage.rows import Card
    from quizapp.storage.store import Store


@dataclass(frozen=True, slots=True)
class Report:
    """What the doctor found. Every finding is a sentence; ``orphans`` are ids that no installed pack has."""

    rows: int
    cards: int
    integrity: tuple[str, ...]
    contradictions: tuple[str, ...]
    differences: tuple[str, ...]
    orphans: tuple[str, ...]
    repaired: bool

    @property
    def healthy(self) -> bool:
        """Tell whether nothing is wrong, or nothing is any more; orphans are no illness."""
        mended = not self.differences or self.repaired
        return mended and not self.integrity and not self.contradictions


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the log comes to, and where it contradicts itself."""

    cards: dict[str, Card]
    contradictions: tuple[str, ...]


def examine(collection: Collection, *, repair: bool = False) -> Report:
    """Examine the database; with ``repair`` write the cards that the log comes to over those stored.

    Raises StorageError where the database cannot be read at all.
    """
    store = collection.store
    with store.write() if repair else store.read() as connection:
        damage = integrity.problems(connection)
        outcome = _replayed(store, connection)
        stored = {card.question: card for card in cards.everything(store, connection)}
        differences = _differences(outcome.cards, stored)
        if repair and differences:
            cards.replace_all(store, connection, outcome.cards.values())
        size = log.size(store, connection)
    return Report(
        rows=size,
        cards=len(outcome.cards),
        integrity=damage,
        contradictions=outcome.contradictions,
        differences=differences,
        orphans=_orphans(collection, outcome.cards),
        repaired=repair and bool(differences),
    )


def _replayed(store: Store, connection: Connection) -> _Outcome:
    known = running_schedulers(schedulers(connection))
    merged = merging.was_merged(store, connection)
    found: dict[str, Card] = {}
    contradictions: list[str] = []
    for question, rows in log.by_question(store, connection):
        outcome = replay(question, rows, known, merged=merged)
        contradictions += [f"{question}: row {sentence}" for sentence in outcome.contradictions]
        if not is_blank(outcome.card):
            found[question] = outcome.card
    return _Outcome(found, tuple(contradictions))


def _differences(replayed: dict[str, Card], stored: dict[str, Card]) -> tuple[str, ...]:
    found = []
    for question in sorted(replayed.keys() | stored.keys()):
        right, there = replayed.get(question), stored.get(question)
        if there is None:
            found.append(f"{question}: the log has a card, the table has none.")
        elif right is None:
            found.append(f"{question}: the table has a card that the log knows nothing of.")
        elif right != there:
            found.append(f"{question}: {_changed(right, there)}.")
    return tuple(found)


def _changed(right: Card, there: Card) -> str:
    names = [name for name in right._fields if getattr(right, name) != getattr(there, name)]
    said = [f"{name} is {getattr(there, name)}, by the log {getattr(right, name)}" for name in names]
    return "; ".join(said)


def _orphans(collection: Collection, known: dict[str, Card]) -> tuple[str, ...]:
    """Return the ids with a history that no pack has now; it counts again when they come back."""
    entries = collection.entries()
    present = {entry.id for entry in entries} | {alias for entry in entries for alias in entry.aliases}
    return tuple(sorted(known.keys() - present))
