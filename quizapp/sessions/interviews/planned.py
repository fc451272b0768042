"""The plan of an interview from what is installed and what the log says."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from quizapp.interview.planning import Memory, candidates, make_plan
from quizapp.scheduling.scheduler import recall
from quizapp.sessions.errors import SessionError
from quizapp.storage import interviews

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quizapp.interview.plan import Plan
    from quizapp.interview.planning import Entry
    from quizapp.interview.setup import Setup
    from quizapp.sessions.collection import Collection

DAY = 86_400_000_000  # microseconds


def plan(collection: Collection, setup: Setup) -> Plan:
    """Return the agenda; raises SessionError for a section that there is not."""
    known = collection.library.sections()
    unknown = [section for section in setup.sections if section not in known]
    if unknown:
        raise SessionError(f"There is no section {unknown[0][:60]}; there are {', '.join(known)}.")
    entries = candidates(setup, collection.entries())  # type: ignore[arg-type]  # the index has more
    memories, barred = _log(collection, entries)
    return make_plan(setup, entries, memories, barred)


def _log(collection: Collection, entries: Iterable[Entry]) -> tuple[dict[str, Memory], frozenset[str]]:
    """Return the memory of each question that was met, and what is not to be asked now."""
    store, day, now = collection.store, collection.today(), collection.now()
    with store.read() as connection:
        recent = interviews.questions_since(store, connection, day - 2, now - DAY)
        seen = interviews.memories(store, connection)
    decay, memories, barred = collection.scheduler.decay, {}, set[str]()
    for entry in entries:
        for name in (*entry.aliases, entry.id) if entry.aliases else (entry.id,):
            if name in recent:
                barred.add(entry.id)
            if (found := seen.get(name)) is None:
                continue
            _question, stability, last_day, lapses, until, suspended = found
            if suspended or (until is not None and until > day):
                barred.add(entry.id)
            if stability is not None and last_day is not None:
                memories[entry.id] = Memory(recall(stability, max(0, day - last_day), decay), lapses or 0)
    return memories, frozenset(barred)


def any_seed() -> int:
    """Return a seed nobody chose."""
    return secrets.randbelow(1_000_000)
