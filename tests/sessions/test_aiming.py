"""Aiming at the day of an interview: the queue within the minutes, what home says, and when it ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from quizapp.sessions import aiming
from quizapp.sessions.drill import Drill
from quizapp.sessions.home import overview
from quizapp.settings import Settings, SettingsError, checked, read
from tests.sessions.fakes import RIGHT, FakeClock, entries

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizapp.sessions import Collection

FORTNIGHT = Settings(interview_date="2026-03-16", interview_minutes=20)  # the clock says 2 March
MANY = entries(*(f"p:{number:03d}" for number in range(200)))


def drill_through(collection: Collection, seconds: float, **filters: str) -> set[str]:
    """Answer all that comes, each in so many seconds; return the questions."""
    drill, answered = Drill(collection, **filters), set()
    for _ in range(300):
        card = drill.next()
        if card is None:
            break
        answered.add(card.instance.question.id)
        drill.check(RIGHT, seconds=seconds, hints_used=0)
    return answered


def test_the_queue_fills_the_minutes_not_the_limits(make: Callable[..., Collection]) -> None:
    """Twenty minutes of new questions on the first day, whatever the limit of new ones says."""
    collection = make(MANY, settings=replace(FORTNIGHT, new_per_day=1))
    new = overview(collection).new
    assert 10 <= new <= 20
    twice = make(MANY, settings=replace(FORTNIGHT, interview_minutes=40))
    assert overview(twice).new == pytest.approx(2 * new, abs=1)


def test_what_was_answered_today_has_used_its_minutes(
    make: Callable[..., Collection], clock: FakeClock
) -> None:
    """A second sitting asks only what is left of the day; the next day begins anew."""
    collection = make(MANY, settings=FORTNIGHT)
    assert drill_through(collection, seconds=120)
    assert overview(collection).new == 0
    clock.move(days=1)
    seen = overview(collection)
    assert seen.new + seen.due > 0


def test_home_says_the_day_and_what_to_expect(make: Callable[..., Collection], clock: FakeClock) -> None:
    """Days left, and a share that grows with the minutes."""
    seen = overview(make(MANY, settings=FORTNIGHT)).interview
    more = overview(make(MANY, settings=replace(FORTNIGHT, interview_minutes=60))).interview
    assert seen is not None
    assert more is not None
    assert (seen.date, seen.days) == ("2026-03-16", 14)
    assert seen.recall is not None
    assert more.recall is not None
    assert 0 < seen.recall < more.recall <= 1


def test_on_the_day_itself_the_plan_is_over(make: Callable[..., Collection], clock: FakeClock) -> None:
    """The usual queue is back, with its limits; so it is for a date that lies behind."""
    collection = make(MANY, settings=FORTNIGHT)
    clock.move(days=14)
    assert aiming.plan(collection) is None
    assert overview(collection).new == FORTNIGHT.new_per_day
    assert overview(collection).interview is None


def test_a_section_is_drilled_out_of_the_plan(make: Callable[..., Collection]) -> None:
    """Choosing one asks what the plan has for it, no more."""
    found = (*entries("p:a", "p:b"), *(replace(one, section="los") for one in entries("p:c")))
    collection = make(found, settings=FORTNIGHT)
    assert drill_through(collection, 1, section="los") == {"p:c"}


def test_what_is_suspended_is_not_planned(make: Callable[..., Collection]) -> None:
    """Nor counted."""
    from quizapp.sessions import committing  # noqa: PLC0415
    from quizapp.storage import rows  # noqa: PLC0415

    collection = make(entries("p:a", "p:b"), settings=FORTNIGHT)
    committing.mark(collection, "p:a", rows.SUSPEND, value=True)
    assert overview(collection).new == 1


def test_the_limits_are_back_without_a_date(make: Callable[..., Collection]) -> None:
    """An empty text is no date."""
    collection = make(MANY, settings=Settings())
    assert aiming.plan(collection) is None


@pytest.mark.parametrize("text", ['"2026-12-05"', "2026-12-05", '" 2026-12-05 "'])
def test_a_date_is_read_as_people_write_it(text: str) -> None:
    """In quotes or not."""
    assert read(f"interview_date = {text}")[0].interview_date == "2026-12-05"


@pytest.mark.parametrize("value", ["5 December", "2026-13-01", 5, True])
def test_what_is_no_date_is_refused_in_words(value: object) -> None:
    """With an example."""
    with pytest.raises(SettingsError, match='a date such as "2026-12-05"'):
        checked("interview_date", value)
