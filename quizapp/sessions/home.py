"""What waits today, as the home screen and ``quizapp due`` say it; reads the database and the index only."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.heap import growing
from quizapp.scheduling import queue as queues
from quizapp.scheduling.dates import from_micros
from quizapp.scheduling.scheduler import mean_recall
from quizapp.sessions import aiming, leeches
from quizapp.sessions.overview import Interview, Overview, SectionRow
from quizapp.storage import cards, log

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence
    from datetime import datetime

    from quizapp.scheduling.queue import Entry, Item
    from quizapp.sessions.collection import Collection

ENOUGH_ANSWERS = 5  # of a kind, before their own pace counts more than the minutes the questions state
OTHER = "Other questions"  # those that cover nothing of the curriculum


@dataclass(frozen=True, slots=True)
class Known:
    """What the database says of some questions: those to ask by a day, and the memory of all that were met."""

    items: list[Item]
    memories: dict[str, list[tuple[float, int]]]  # by section: stability and last day
    cards: set[str]  # what the cards of those that were met are called, perhaps by an earlier id


@dataclass(frozen=True, slots=True)
class _Log:
    """What home needs of the log."""

    today: list[tuple[str, str | None]]
    recent: Sequence[tuple[str, float]]
    streak: int
    first_run: bool


def overview(collection: Collection) -> Overview:
    """Return what waits today."""
    collection.refresh()
    day, now, entries = collection.today(), collection.now(), collection.entries()
    said = _read_log(collection, day)
    known = known_of(collection, entries, day)
    left = queues.allowance(collection.settings, said.today)
    aimed = aiming.plan(collection)
    queue = (
        queues.plan(
            known.items,
            day=day,
            left=left,
            target_level=collection.settings.target_level,
            new_order=collection.settings.new_order,
        )
        if aimed is None
        else aimed.dated.queue
    )
    due = (*queue.soon(now), *queue.reviews)
    return Overview(
        due=len(due),
        new=len(queue.new),
        minutes=_minutes(entries, (*due, *queue.new), said.recent),
        done=len(said.today),
        streak=said.streak,
        sections=_sections(collection, entries, known.memories, (due, queue.new)),
        next_due=_next_due(collection, known.cards, day, now),
        first_run=said.first_run,
        problems=collection.problems,
        interview=None if aimed is None else _interview(aimed),
        leeches=leeches.count(collection),
    )


def _interview(aimed: aiming.Plan) -> Interview:
    return Interview(aimed.date.isoformat(), aimed.days, aimed.dated.recall)


def known_of(collection: Collection, entries: Iterable[Entry], day: int) -> Known:
    """Return what is to be asked of some questions by a study day, and the memory of all that were met."""
    store = collection.store
    with growing(), store.read() as connection:
        waiting = cards.waiting(store, connection, day)
        answered = cards.memories(store, connection)
        return Known(queues.matched(entries, waiting, answered), *_met(entries, answered))


def waiting_by(collection: Collection, entries: Iterable[Entry], day: int) -> list[Item]:
    """Return what is to be asked of some questions by a study day."""
    store = collection.store
    with growing(), store.read() as connection:
        waiting = cards.waiting(store, connection, day)
        return queues.matched(entries, waiting, cards.answered(store, connection))


def items_of(collection: Collection, entries: Iterable[Entry]) -> list[Item]:
    """Return questions with their cards, due or not."""
    with growing(), collection.store.read() as connection:
        known = {card.question: card for card in cards.everything(collection.store, connection)}
        return queues.matched(entries, known)


def _met(
    entries: Iterable[Entry], answered: Mapping[str, tuple[float, int]]
) -> tuple[dict[str, list[tuple[float, int]]], set[str]]:
    """Return the memories by section, and the ids that their cards go by."""
    found, names, get = defaultdict[str, list[tuple[float, int]]](list), set[str](), answered.get
    for entry in entries:
        name = entry.id
        memory = get(name)
        if memory is None and entry.aliases:
            name = next((alias for alias in entry.aliases if alias in answered), "")
            memory = get(name)
        if memory is not None:
            found[entry.section].append(memory)
            names.add(name)
    return found, names


def _read_log(collection: Collection, day: int) -> _Log:
    store = collection.store
    with store.read() as connection:
        return _Log(
            today=log.scheduled_on(store, connection, day),
            recent=log.recent_seconds(store, connection),
            streak=log.streak(store, connection, day),
            first_run=log.is_empty(store, connection),
        )


def _minutes(entries: Iterable[Entry], waiting: Sequence[Item], recent: Sequence[tuple[str, float]]) -> int:
    """Return how long that takes: at the learner's own pace of late, else as the questions state."""
    times, spent = dict[str, list[float]](), defaultdict[str, list[float]](list)
    for question, seconds in recent:
        times.setdefault(question, []).append(seconds)
    for entry in entries:
        if entry.id in times:
            spent[entry.kind] += times[entry.id]
    pace = {kind: sum(each) / len(each) for kind, each in spent.items() if len(each) >= ENOUGH_ANSWERS}
    total = sum(pace.get(item.entry.kind, item.entry.minutes * 60) for item in waiting)
    return round(total / 60) if total >= 30 else int(total > 0)


def _sections(
    collection: Collection,
    entries: Iterable[Entry],
    memories: Mapping[str, Sequence[tuple[float, int]]],
    waiting: tuple[Sequence[Item], Sequence[Item]],
) -> tuple[SectionRow, ...]:
    """Return a row a section; ``waiting`` is what is due and what is new."""
    titles = collection.library.sections()
    day, decay = collection.today(), collection.scheduler.decay
    due_in, new_in = (Counter(item.entry.section for item in items) for items in waiting)
    return tuple(
        SectionRow(
            id=section,
            title=titles.get(section) or section or OTHER,
            due=due_in[section],
            new=new_in[section],
            recall=mean_recall(memories[section], day, decay) if section in memories else None,
        )
        for section in _in_order(titles, {entry.section for entry in entries})
    )


def _in_order(titles: Mapping[str, str], present: set[str]) -> list[str]:
    known = [section for section in titles if section in present]
    return known + sorted(present - set(known), key=lambda section: (not section, section))


def _next_due(collection: Collection, names: Container[str], day: int, now: int) -> datetime | None:
    """Return when the next question comes due that is not due yet; ``names`` are those that can be asked."""
    store = collection.store
    with store.read() as connection:
        step = cards.next_step(store, connection, now, names)
        later = cards.next_day(store, connection, day, names)
    moments = [] if step is None else [from_micros(step)]
    if later is not None:
        moments.append(collection.calendar.start(later))
    return min(moments, default=None)
