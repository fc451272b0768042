"""The queue of a learner who named the day of an interview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from quizapp.scheduling import queue as queues
from quizapp.storage import cards, log

if TYPE_CHECKING:
    from quizapp.scheduling.dated import Dated
    from quizapp.sessions.collection import Collection


@dataclass(frozen=True, slots=True)
class Plan:
    """Today's part of the plan; ``days`` are left until the date."""

    date: date
    days: int
    dated: Dated


def plan(collection: Collection) -> Plan | None:
    """Return the plan towards the date in the settings; None without one, or when it has come."""
    settings, day = collection.settings, collection.today()
    if not settings.interview_date:
        return None
    wanted = date.fromisoformat(settings.interview_date)
    days = wanted.toordinal() - day
    return Plan(wanted, days, _dated(collection, day, days)) if days > 0 else None


def _dated(collection: Collection, day: int, days: int) -> Dated:
    from quizapp.scheduling import dated  # noqa: PLC0415 - brings NumPy, which few learners' days need

    store, settings = collection.store, collection.settings
    with store.read() as connection:
        known = {card.question: card for card in cards.everything(store, connection)}
        spent = log.seconds_on(store, connection, day)
        recent = [seconds for _, seconds in log.recent_seconds(store, connection)]
    seconds = settings.interview_minutes * 60.0
    return dated.plan(
        queues.matched(collection.entries(), known),
        day=day,
        target=dated.Target(days, seconds, max(0.0, seconds - spent), settings.target_level),
        scheduler=collection.scheduler,
        pace=dated.pace_of(recent),
    )
