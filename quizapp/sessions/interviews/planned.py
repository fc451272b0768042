"""The plan of an interview from what is installed and what the log says."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from quizapp.interview.planning import Memory, make_plan
from quizapp.scheduling.scheduler import recall
from quizapp.sessions.errors import SessionError
from quizapp.storage import cards, interviews

if TYPE_CHECKING:
    from quizapp.interview.planning import Plan
    from quizapp.interview.setup import Setup
    from quizapp.sessions.collection import Collection

DAY = 86_400_000_000  # microseconds


def plan(collection: Collection, setup: Setup) -> Plan:
    """Return the agenda; raises SessionError for a section that there is not."""
    known = collection.library.sections()
    unknown = [section for section in setup.sections if section not in known]
    if unknown:
        raise SessionError(f"There is no section {unknown[0][:60]}; there are {', '.join(known)}.")
    memories, barred = _log(collection)
    return make_plan(setup, collection.entries(), memories, barred)  # type: ignore[arg-type]  # the index has more


def _log(collection: Collection) -> tuple[dict[str, Memory], frozenset[str]]:
    """Return the memory of each question that was met, and what is not to be asked now."""
    store, day, now = collection.store, collection.today(), collection.now()
    with store.read() as connection:
        glances = cards.glances(store, connection)
        recent = interviews.questions_since(store, connection, day - 2, now - DAY)
        struggles = interviews.struggles(store, connection)
    decay, memories, barred = collection.scheduler.decay, {}, set[str]()
    for entry in collection.entries():
        for name in (*entry.aliases, entry.id):
            lapses, until = struggles.get(name, (0, None))
            found = glances.get(name)
            if name in recent or (until is not None and until > day) or (found and found[5]):
                barred.add(entry.id)
            if found is not None and found[1] is not None and found[2] is not None:
                chance = recall(found[1], max(0, day - found[2]), decay)
                memories[entry.id] = Memory(chance, lapses)
    return memories, frozenset(barred)


def any_seed() -> int:
    """Return a seed nobody chose."""
    return secrets.randbelow(1_000_000)
