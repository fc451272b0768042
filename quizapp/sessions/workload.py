"""What each desired retention would cost this learner: own memory, own pace, own questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.storage import log

if TYPE_CHECKING:
    from quizapp.scheduling.workload import Cost
    from quizapp.sessions.collection import Collection

MOST = 2_000  # questions that are simulated; a day's minutes hardly depend on more


def costs(collection: Collection) -> tuple[Cost, ...]:
    """Return the cost of each choice, from nothing met, with the settings' new questions a day."""
    from quizapp.scheduling import dated, memory, workload  # noqa: PLC0415 - bring NumPy
    from quizapp.settings import LEVELS  # noqa: PLC0415

    settings, store = collection.settings, collection.store
    wanted = LEVELS[: LEVELS.index(settings.target_level) + 1]
    with store.read() as connection:
        recent = [seconds for _, seconds in log.recent_seconds(store, connection)]
    chosen = sorted({*workload.RETENTIONS, settings.desired_retention})
    return workload.costs(
        memory.Memory(collection.scheduler.parameters or memory.PUBLISHED),
        dated.pace_of(recent),
        questions=min(MOST, sum(entry.level in wanted for entry in collection.entries())),
        new_per_day=settings.new_per_day,
        retentions=chosen,
    )
