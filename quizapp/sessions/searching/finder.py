"""Carries out searches over the learner's collection; what it read stays good until the log grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.questions.model import KINDS, LEVELS
from quizapp.scheduling.queue import Item
from quizapp.sessions.home import items_of
from quizapp.sessions.searching.language import parse
from quizapp.sessions.searching.matching import (
    World,
    check_values,
    is_leech,
    matching,
    terms,
)
from quizapp.sessions.searching.tree import Field, Node, Text, Within
from quizapp.sessions.statistics import tallies
from quizapp.storage import cards, log

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quizapp.packs.wordings import Wording
    from quizapp.scheduling.queue import Entry
    from quizapp.sessions.collection import Collection


class Finder:
    """Searches one collection, any number of times."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._entries: Sequence[Entry] = ()
        self._seq = -1
        self._items: list[Item] = []
        self._place: dict[str, int] = {}
        self._known: dict[str, set[str]] = {}
        self._tallies: tallies.Tallies | None = None

    def find(self, search: str | Node) -> list[Item]:
        """Return the questions that a search matches, along the curriculum.

        Raises SearchError for a search that cannot be read, or asks for a section or pack there is not.
        """
        node = parse(search) if isinstance(search, str) else search
        items = self.items()
        check_values(node, self._known)
        return matching(node, items, self._world(node))

    def items(self) -> list[Item]:
        """Return every question with its card, read again where the log or the packs have changed."""
        collection = self._collection
        entries = collection.entries()
        with collection.store.read() as connection:
            seq = log.last_seq(collection.store, connection)
        if entries != self._entries or seq < self._seq or self._seq < 0:
            self._read(entries)
        elif seq > self._seq:
            self._bring_up_to_date()
        self._entries, self._seq = entries, seq
        return self._items

    def item(self, question: str) -> Item | None:
        """Return one question with its card; None where no pack has it."""
        items = self.items()
        at = self._place.get(question)
        return None if at is None else items[at]

    def leeches(self) -> list[Item]:
        """Return what is forgotten again and again, the most often forgotten first."""
        items = self.items()
        kept = self.kept()
        found = [item for item in items if is_leech(item.card, kept)]
        return sorted(found, key=lambda item: (-item.card.lapses if item.card else 0, item.entry.order))

    def _read(self, entries: Sequence[Entry]) -> None:
        self._items = items_of(self._collection, entries)
        self._place = {item.entry.id: at for at, item in enumerate(self._items)}
        self._known = self._values(entries)

    def _bring_up_to_date(self) -> None:
        """Read the cards that rows since the last time speak of."""
        collection = self._collection
        with collection.store.read() as connection:
            changed = log.questions_since(collection.store, connection, self._seq)
            found = {each: cards.get(collection.store, connection, each) for each in changed}
        for question, card in found.items():
            at = self._place.get(question)
            if at is not None and not self._items[at].entry.aliases:
                self._items[at] = Item(self._items[at].entry, card)
            elif at is not None or card is not None:  # of an earlier id, perhaps
                self._read(self._entries)
                return

    def _values(self, entries: Sequence[Entry]) -> dict[str, set[str]]:
        """Return what can be asked for in each field."""
        titles = self._collection.library.sections()
        present = {entry.section for entry in entries}
        named = {title.casefold() for key, title in titles.items() if key in present or not present}
        return {
            "section": {*titles, *present, *named},
            "kind": set(KINDS),
            "level": set(LEVELS),
            "pack": {entry.pack for entry in entries},
        }

    def _world(self, node: Node) -> World:
        """Return what the terms of a search need, and no more."""
        collection, found = self._collection, terms(node)
        words: Mapping[str, Wording] = {}
        if any(isinstance(term, Text) or (isinstance(term, Field) and term.name == "tag") for term in found):
            words = collection.library.wordings()
        states = {
            value for term in found if isinstance(term, Field) and term.name == "is" for value in term.values
        }
        today = collection.today()
        periods = [term for term in found if isinstance(term, Within)]
        return World(
            today=today,
            decay=collection.scheduler.decay,
            words=words,
            wrong=self._days("wrong", periods, today),
            answered=self._days("answered", periods, today),
            kept=self.kept() if "leech" in states else {},
            titles=collection.library.sections(),
        )

    def _days(self, name: str, periods: Sequence[Within], today: int) -> Mapping[str, int]:
        """Return the last day on which each question was answered, or answered wrong, as far back as needed."""
        lengths = [period.days for period in periods if period.name == name]
        if not lengths:
            return {}
        wrong = name == "wrong"
        self._tallies = tallies.at_hand(self._collection, self._tallies)
        if self._tallies is not None:
            return self._tallies.questions.of_each("wrong" if wrong else "last")
        store = self._collection.store
        with store.read() as connection:
            first = today - max(lengths) + 1
            return log.answered_since(store, connection, first, wrong_only=wrong)

    def kept(self) -> Mapping[str, int]:
        """Return those often forgotten that their learner keeps, with their lapses then."""
        suspects = [item.entry.id for item in self._items if is_leech(item.card, {})]
        store = self._collection.store
        with store.read() as connection:
            return log.kept(store, connection, suspects) if suspects else {}
