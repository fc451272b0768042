"""Study days begin at the rollover hour, in every zone and on the days the clock is changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.scheduling.dates import Calendar, from_micros, to_micros

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "UTC",
)
MOMENTS = st.datetimes(datetime(2005, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))
CALENDARS = st.builds(Calendar, st.sampled_from(ZONES).map(ZoneInfo), st.integers(0, 23))


def day(year: int, month: int, number: int) -> int:
    return date(year, month, number).toordinal()


def test_the_night_belongs_to_the_day_before() -> None:
    """At 03:59 it is still yesterday, at 04:00 it is today."""
    calendar = Calendar(BERLIN, 4)
    night = datetime(2026, 6, 10, 3, 59, 59, tzinfo=BERLIN)
    assert calendar.day_of(night) == day(2026, 6, 9)
    assert calendar.day_of(night + timedelta(seconds=1)) == day(2026, 6, 10)


@pytest.mark.parametrize(
    ("change", "hours"),
    [(date(2026, 3, 28), 23), (date(2026, 10, 24), 25), (date(2026, 6, 1), 24)],
)
def test_days_of_the_clock_change_are_shorter_or_longer(change: date, hours: int) -> None:
    """The study day around the change has 23 or 25 hours, and begins at four on the wall all the same."""
    calendar, number = Calendar(BERLIN, 4), change.toordinal()
    assert calendar.start(number + 1) - calendar.start(number) == timedelta(hours=hours)
    assert calendar.start(number + 1).astimezone(BERLIN).hour == 4


def test_a_skipped_rollover_hour_is_made_up_for() -> None:
    """With the rollover at two, the spring day begins when two would have been."""
    calendar = Calendar(BERLIN, 2)
    start = calendar.start(day(2026, 3, 29))
    assert start == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert calendar.day_of(start) == day(2026, 3, 29)


def test_a_repeated_rollover_hour_begins_the_day_once() -> None:
    """With the rollover at two, the autumn night does not fall back into yesterday."""
    calendar = Calendar(BERLIN, 2)
    first = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    second = first.replace(fold=1)
    assert calendar.day_of(first) == calendar.day_of(second) == day(2026, 10, 25)


@given(CALENDARS, MOMENTS)
def test_every_moment_lies_in_its_day(calendar: Calendar, moment: datetime) -> None:
    """The day of a moment has begun, and the next has not."""
    number = calendar.day_of(moment)
    assert calendar.start(number) <= moment < calendar.start(number + 1)


@given(CALENDARS, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=3)))
def test_days_never_run_backwards(calendar: Calendar, moment: datetime, later: timedelta) -> None:
    """A later moment lies in the same or a later day."""
    assert calendar.day_of(moment) <= calendar.day_of(moment + later)


@given(MOMENTS)
def test_the_zone_of_the_machine_is_used_without_another(moment: datetime) -> None:
    """No zone means the machine's own, with its own changes of the clock."""
    calendar = Calendar(None, 4)
    number = calendar.day_of(moment)
    assert calendar.start(number) <= moment < calendar.start(number + 1)


@given(MOMENTS)
def test_microseconds_keep_every_moment(moment: datetime) -> None:
    """What is stored is what was."""
    assert from_micros(to_micros(moment)) == moment
