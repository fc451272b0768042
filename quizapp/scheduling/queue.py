"""What is asked today and in which order; values in, values out, with now passed in.

First what is being learned and has come due, then reviews, then new questions.

Reviews come by retrievability, lowest first: what is nearest to being forgotten is asked while there is still
time and strength. (With a backlog larger than the day's limit, asking the best remembered first would save a
little more in the long run, but would leave the forgotten ones at the end for ever: the plain rule holds
there too.) New questions come entry level first, along the curriculum, up to the level the learner aims for.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple, Protocol

from quizapp.scheduling import scheduler
from quizapp.scheduling.state import REVIEW
from quizapp.settings import LEVELS

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from quizapp.settings import Settings
    from quizapp.storage.rows import Card

BY_LEVEL, ALONG, MIXED = "levels", "curriculum", "mixed"  # how new questions come
LEARN_AHEAD = timedelta(minutes=20)  # a step that ends sooner is not waited for once nothing else is left


class Entry(Protocol):
    """What the queue needs to know of a question; the packs' index has it."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def pack(self) -> str: ...  # noqa: D102
    @property
    def section(self) -> str: ...  # noqa: D102
    @property
    def level(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def siblings(self) -> str: ...  # noqa: D102
    @property
    def minutes(self) -> float: ...  # noqa: D102
    @property
    def order(self) -> int: ...  # noqa: D102
    @property
    def aliases(self) -> tuple[str, ...]: ...  # noqa: D102


class Item(NamedTuple):
    """A question with its card; None where the learner never met it."""

    entry: Entry
    card: Card | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which questions are wanted; None takes all."""

    pack: str | None = None
    section: str | None = None
    level: str | None = None
    kind: str | None = None
    ids: frozenset[str] | None = None  # what a search matches

    def admits(self, entry: Entry) -> bool:
        """Tell whether a question is among them."""
        return (
            self.pack in (None, entry.pack)
            and self.section in (None, entry.section)
            and self.level in (None, entry.level)
            and self.kind in (None, entry.kind)
            and (self.ids is None or entry.id in self.ids)
        )


class Allowance(NamedTuple):
    """How many more may be asked today."""

    new: int
    reviews: int


@dataclass(frozen=True, slots=True)
class Queue:
    """What is left to ask: steps being learned, reviews and new questions, each in its order."""

    learning: tuple[Item, ...] = ()
    reviews: tuple[Item, ...] = ()
    new: tuple[Item, ...] = ()

    def choose(self, now: int, last: Entry | None = None) -> Item | None:
        """Return what to ask at a moment (microseconds), never a sibling of the last question.

        The last question itself comes again only when nothing else can.
        """
        over = bisect_right(self.learning, now, key=_due_at)
        ahead = self._ahead(now)
        order = chain(islice(self.learning, over), self.reviews, self.new, islice(self.learning, over, ahead))
        if last is None:
            return next(order, None)
        others = (item for item in order if not _too_near(item.entry, last))
        again = (item for item in islice(self.learning, ahead) if item.entry.id == last.id)
        return next(others, None) or next(again, None)

    def soon(self, now: int) -> tuple[Item, ...]:
        """Return what is being learned and need not be waited for longer than ``LEARN_AHEAD``."""
        return self.learning[: self._ahead(now)]

    def size(self, now: int, met: Container[str] = ()) -> int:
        """Return how many can be asked in one go; steps of questions that are ``met`` do not count."""
        steps = sum(item.entry.id not in met for item in islice(self.learning, self._ahead(now)))
        return steps + len(self.reviews) + len(self.new)

    def without(self, question: str) -> Queue:
        """Return the queue after a question has been taken out."""
        for name in ("learning", "reviews", "new"):
            group: tuple[Item, ...] = getattr(self, name)
            for place, item in enumerate(group):
                if item.entry.id == question:
                    return replace(self, **{name: group[:place] + group[place + 1 :]})
        return self

    def only(self, wanted: Filter) -> Queue:
        """Return the queue of those that a filter admits."""
        groups = (self.learning, self.reviews, self.new)
        return Queue(*(tuple(item for item in group if wanted.admits(item.entry)) for group in groups))

    def with_first(self, item: Item) -> Queue:
        """Return the queue with a question put in, before its like."""
        if item.card is None or item.card.phase is None:
            return replace(self, new=(item, *self.new))
        if item.card.due_at is None:
            return replace(self, reviews=(item, *self.reviews))
        place = bisect_left(self.learning, item.card.due_at, key=_due_at)
        return replace(self, learning=(*self.learning[:place], item, *self.learning[place:]))

    def _ahead(self, now: int) -> int:
        """Return how many of the steps end before ``LEARN_AHEAD`` is over; they stand in order."""
        return bisect_right(self.learning, now + LEARN_AHEAD // timedelta(microseconds=1), key=_due_at)


def matched(
    entries: Iterable[Entry], cards: Mapping[str, Card], met: Container[str] = frozenset()
) -> list[Item]:
    """Return each question with its card, or with the card it had under an earlier id.

    ``met`` names questions that were answered before: those of them whose card is not given are left out.
    """
    found: list[Item] = []
    add, make, get = found.append, tuple.__new__, cards.get
    for entry in entries:  # a hundred thousand, perhaps: most have no aliases, and nothing is called for them
        card = get(entry.id)
        if card is None and entry.id in met:
            continue
        if entry.aliases:
            card = card_of(entry, cards)
            if (card is None or card.phase is None) and any(alias in met for alias in entry.aliases):
                continue
        add(make(Item, (entry, card)))
    return found


def card_of(entry: Entry, cards: Mapping[str, Card]) -> Card | None:
    """Return the card of a question, else that of an earlier id, carried over to the present one."""
    own = cards.get(entry.id)
    if not entry.aliases:
        return own
    earlier = next((cards[alias] for alias in entry.aliases if alias in cards), None)
    if earlier is None or (own is not None and own.phase is not None):
        return own
    memory = earlier._replace(question=entry.id)
    if own is None:
        return memory
    return memory._replace(suspended=own.suspended, buried_until=own.buried_until, flag=own.flag)


def allowance(settings: Settings, today: Iterable[tuple[str, str | None]]) -> Allowance:
    """Return what the day's limits leave, given each answer of today with its phase before."""
    phases = [phase for _, phase in today]
    return Allowance(
        new=max(0, settings.new_per_day - phases.count(None)),
        reviews=max(0, settings.reviews_per_day - phases.count(REVIEW)),
    )


def plan(
    items: Iterable[Item], *, day: int, left: Allowance, target_level: str, new_order: str = BY_LEVEL
) -> Queue:
    """Return today's queue. What is being learned is always finished; the limits hold for the rest."""
    learning: list[Item] = []
    reviews: list[Item] = []
    new: list[Item] = []
    for item in items:
        if item.card is None:
            new.append(item)
        elif not is_resting(item.card, day):
            _sort_in(item, day, learning, reviews, new)
    return Queue(
        tuple(sorted(learning, key=_due_at)),
        tuple(_by_retrievability(reviews, day)[: left.reviews]),
        tuple(in_order(new, target_level, new_order, day)[: left.new]),
    )


def plan_ahead(items: Iterable[Item], *, day: int, target_level: str, new_order: str = BY_LEVEL) -> Queue:
    """Return what one can go on with once today is done: reviews before their time, then more new ones."""
    asked = [item for item in items if not is_resting(item.card, day)]
    met = [item for item in asked if is_met(item) and _phase(item) == REVIEW]
    new = [item for item in asked if not is_met(item)]
    learning = [item for item in asked if is_met(item) and _phase(item) != REVIEW]
    return Queue(
        tuple(sorted(learning, key=_due_at)),
        tuple(_by_retrievability(met, day)),
        tuple(in_order(new, target_level, new_order, day)),
    )


def plan_practice(items: Iterable[Item], *, day: int, target_level: str, new_order: str = BY_LEVEL) -> Queue:
    """Return everything that can be practised beside the schedule, the least remembered first."""
    asked = [item for item in items if not is_resting(item.card, day)]
    met = [item for item in asked if is_met(item)]
    new = [item for item in asked if not is_met(item)]
    ordered = (*_by_retrievability(met, day), *in_order(new, target_level, new_order, day))
    return Queue(reviews=ordered)


def in_order(items: Iterable[Item], target_level: str, new_order: str, day: int) -> list[Item]:
    """Return new questions up to the level aimed for, in the order the learner chose.

    By level is ``in_curriculum_order``; along the curriculum leaves levels aside; mixed is another order each day.
    """
    by_level = in_curriculum_order(items, target_level)
    if new_order == ALONG:
        return sorted(by_level, key=lambda item: (item.entry.order, item.entry.id))
    if new_order == MIXED:
        return sorted(by_level, key=lambda item: hashlib.sha256(f"{day}|{item.entry.id}".encode()).digest())
    return by_level


def in_curriculum_order(items: Iterable[Item], target_level: str) -> list[Item]:
    """Return new questions entry level first, each level along the curriculum, up to the level aimed for."""
    wanted = {level: place for place, level in enumerate(LEVELS[: LEVELS.index(target_level) + 1])}
    within = [item for item in items if item.entry.level in wanted]
    return sorted(within, key=lambda item: (wanted[item.entry.level], item.entry.order, item.entry.id))


def is_due(card: Card | None, day: int) -> bool:
    """Tell whether a question that was met is to be asked on a study day."""
    return card is not None and card.due_day is not None and card.due_day <= day and not is_resting(card, day)


def retrievability(card: Card, day: int, decay: float = scheduler.DEFAULT_DECAY) -> float | None:
    """Return the chance of recall on a study day, or None where the question was never answered."""
    if card.stability is None or card.last_day is None:
        return None
    return scheduler.recall(card.stability, max(0, day - card.last_day), decay)


def _sort_in(item: Item, day: int, learning: list[Item], reviews: list[Item], new: list[Item]) -> None:
    if not is_met(item):
        new.append(item)
    elif is_due(item.card, day):
        (reviews if _phase(item) == REVIEW else learning).append(item)


def _by_retrievability(items: Iterable[Item], day: int) -> list[Item]:
    """Sort by the chance of recall: it falls with elapsed days over stability, whatever the decay."""
    return sorted(items, key=lambda item: (-_lateness(item.card, day), item.entry.order, item.entry.id))


def _lateness(card: Card | None, day: int) -> float:
    if card is None or card.last_day is None or not card.stability:
        return 0.0
    return max(0, day - card.last_day) / card.stability


def _too_near(entry: Entry, last: Entry) -> bool:
    return entry.id == last.id or (bool(entry.siblings) and entry.siblings == last.siblings)


def is_resting(card: Card | None, day: int) -> bool:
    """Tell whether a question is suspended, or buried for the day."""
    if card is None:
        return False
    return card.suspended or (card.buried_until is not None and card.buried_until > day)


def is_met(item: Item) -> bool:
    """Tell whether a question was ever answered."""
    return _phase(item) is not None


def _phase(item: Item) -> str | None:
    return item.card.phase if item.card is not None else None


def _due_at(item: Item) -> int:
    return (item.card.due_at or 0) if item.card is not None else 0
