"""What waits today, as the home screen and ``quizapp due`` say it; reads the database and the index only."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.scheduling import queue as queues
from quizapp.scheduling.dates import from_micros
from quizapp.storage import cards, log

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from quizapp.scheduling.queue import Entry, Item, Queue
    from quizapp.sessions.collection import Collection

ENOUGH_ANSWERS = 5  # of a kind, before their own pace counts more than the minutes the questions state
OTHER = "Other questions"  # those that cover nothing of the curriculum


@dataclass(frozen=True, slots=True)
class SectionRow:
    """One line of the table: what waits in a section, and the mean chance of recalling what was met there."""

    id: str
    title: str
    due: int
    new: int
    recall: float | None


@dataclass(frozen=True, slots=True)
class Overview:
    """What waits today, within the day's limits; ``done`` counts today's answers, ``next_due`` is in UTC."""

    due: int
    new: int
    minutes: int
    done: int
    streak: int
    sections: tuple[SectionRow, ...]
    next_due: datetime | None
    first_run: bool
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """What the database says, read in one transaction."""

    items: list[Item]
    today: list[tuple[str, str | None]]
    recent: Sequence[tuple[str, float]]
    streak: int
    first_run: bool


def overview(collection: Collection) -> Overview:
    """Return what waits today."""
    collection.refresh()
    day, now = collection.today(), collection.now()
    read = _read(collection, day)
    left = queues.allowance(collection.settings, read.today)
    queue = queues.plan(read.items, day=day, left=left, target_level=collection.settings.target_level)
    due = (*queue.soon(now), *queue.reviews)
    return Overview(
        due=len(due),
        new=len(queue.new),
        minutes=_minutes((*due, *queue.new), read),
        done=len(read.today),
        streak=read.streak,
        sections=_sections(collection, read.items, due, queue),
        next_due=_next_due(collection, read.items, day, now),
        first_run=read.first_run,
        problems=(*collection.settings_problems, *collection.library.problems()),
    )


def items_of(collection: Collection, entries: Iterable[Entry]) -> list[Item]:
    """Return questions with their cards, read now."""
    with collection.store.read() as connection:
        known = {card.question: card for card in cards.everything(collection.store, connection)}
    return queues.matched(entries, known)


def _read(collection: Collection, day: int) -> _Read:
    store = collection.store
    with store.read() as connection:
        known = {card.question: card for card in cards.everything(store, connection)}
        return _Read(
            items=queues.matched(collection.entries(), known),
            today=log.scheduled_on(store, connection, day),
            recent=log.recent_seconds(store, connection),
            streak=log.streak(store, connection, day),
            first_run=log.is_empty(store, connection),
        )


def _minutes(waiting: Sequence[Item], read: _Read) -> int:
    """Return how long that takes: at the learner's own pace of late, else as the questions state."""
    kinds = {item.entry.id: item.entry.kind for item in read.items}
    spent: dict[str, list[float]] = defaultdict(list)
    for question, seconds in read.recent:
        spent[kinds.get(question, "")].append(seconds)
    pace = {kind: sum(times) / len(times) for kind, times in spent.items() if len(times) >= ENOUGH_ANSWERS}
    seconds = sum(pace.get(item.entry.kind, item.entry.minutes * 60) for item in waiting)
    return round(seconds / 60) if seconds >= 30 else int(seconds > 0)


def _sections(
    collection: Collection, items: list[Item], due: Sequence[Item], queue: Queue
) -> tuple[SectionRow, ...]:
    titles = collection.library.sections()
    chances = _chances(items, collection.today(), collection.scheduler.decay)
    due_in, new_in = _count(due), _count(queue.new)
    return tuple(
        SectionRow(
            id=section,
            title=titles.get(section) or section or OTHER,
            due=due_in[section],
            new=new_in[section],
            recall=sum(chances[section]) / len(chances[section]) if chances[section] else None,
        )
        for section in _in_order(titles, {item.entry.section for item in items})
    )


def _in_order(titles: Mapping[str, str], present: set[str]) -> list[str]:
    known = [section for section in titles if section in present]
    return known + sorted(present - set(known), key=lambda section: (not section, section))


def _count(items: Iterable[Item]) -> Counter[str]:
    return Counter(item.entry.section for item in items)


def _chances(items: Iterable[Item], day: int, decay: float) -> dict[str, list[float]]:
    """Return the chances of recall in each section, of what was answered before."""
    chances: dict[str, list[float]] = defaultdict(list)
    for entry, card in items:
        chance = None if card is None else queues.retrievability(card, day, decay)
        if chance is not None:
            chances[entry.section].append(chance)
    return chances


def _next_due(collection: Collection, items: Iterable[Item], day: int, now: int) -> datetime | None:
    """Return when the next question comes due that is not due yet."""
    met = [card for _, card in items if card is not None and card.phase is not None and not card.suspended]
    steps = [card.due_at for card in met if card.due_at is not None and card.due_at > now]
    days = [card.due_day for card in met if card.due_day is not None and card.due_day > day]
    moments = [from_micros(min(steps))] if steps else []
    if days:
        moments.append(collection.calendar.start(min(days)))
    return min(moments, default=None)
