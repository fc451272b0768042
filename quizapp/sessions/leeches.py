"""How many questions are forgotten again and again, as home and the end of a sitting say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.sessions.searching.matching import HARD_LEECH_LAPSES, is_leech
from quizapp.storage import cards, log

if TYPE_CHECKING:
    from quizapp.sessions.collection import Collection


def count(collection: Collection) -> int:
    """Return how many of the installed questions are leeches that their learner has not said to keep."""
    store = collection.store
    with store.read() as connection:
        lapsed = cards.lapsed(store, connection, HARD_LEECH_LAPSES)
        suspects = [card for card in lapsed if is_leech(card, {}) and not card.suspended]
        kept = log.kept(store, connection, [card.question for card in suspects]) if suspects else {}
    found = {card.question for card in suspects if is_leech(card, kept)}
    return sum(entry.id in found for entry in collection.entries()) if found else 0
