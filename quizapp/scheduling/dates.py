"""Study days: they begin at the rollover hour of the local clock, whatever it does in spring and autumn.

A day is counted as ``date.toordinal`` counts; a moment is stored as whole microseconds since 1970 in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_micros(moment: datetime) -> int:
    """Return an aware moment as microseconds since 1970, exactly."""
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """Return the moment in UTC."""
    return _EPOCH + timedelta(microseconds=micros)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where the learner's days begin. ``zone`` None is the zone of the machine."""

    zone: tzinfo | None = None
    rollover_hour: int = 4

    def start(self, day: int) -> datetime:
        """Return the moment, in UTC, at which a study day begins.

        Where the clock skips the rollover hour, the day begins as many hours later as were skipped; where it
        shows that hour twice, at the first.
        """
        wall = datetime.combine(date.fromordinal(day), time(self.rollover_hour))
        local = wall.replace(tzinfo=self.zone) if self.zone is not None else wall
        return local.astimezone(UTC)

    def day_of(self, moment: datetime) -> int:
        """Return the study day a moment belongs to: the last one that has begun."""
        day = moment.astimezone(self.zone).date().toordinal() + 1
        while self.start(day) > moment:
            day -= 1
        return day
