"""Fitting to the learner's log: what is read of it, what is noted, and that the next review is scheduled by it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from quizapp.scheduling.memory import PUBLISHED
from quizapp.scheduling.scheduler import DEFAULT_DECAY
from quizapp.scheduling.state import from_json
from quizapp.sessions import committing, fitting
from quizapp.sessions.drill import Drill
from quizapp.sessions.fitted import fitted
from quizapp.sessions.past import past
from quizapp.settings import Settings
from quizapp.storage import log, ratings, rows
from tests.sessions.fakes import RIGHT, WRONG, FakeClock, entries

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizapp.sessions import Collection

MANY = Settings(new_per_day=9999, reviews_per_day=9999)
QUESTIONS = entries(*(f"p:{number:03d}" for number in range(40)))


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a fit begin with fewer reviews than usual."""
    monkeypatch.setattr("quizapp.scheduling.fitting.LEAST", 100)


def live(collection: Collection, clock: FakeClock, days: int) -> None:
    """Answer everything that comes for some days; half of the reviews go wrong, far more than FSRS expects."""
    drawn = random.Random(5)  # noqa: S311 - no secret
    for _ in range(days):
        drill = Drill(collection)
        for _ in range(120):
            card = drill.next()
            if card is None:
                break
            right = card.is_new or drawn.random() < 0.5
            drill.check(RIGHT if right else WRONG, seconds=1, hints_used=0)
        clock.move(days=1)


def read(collection: Collection, most: int = 10**6) -> list[list[tuple[int, int]]]:
    """Return the histories the fit would see."""
    with collection.store.read() as connection:
        return [history for history in ratings.histories(collection.store, connection, most) if history]


def test_corrections_count_undone_answers_do_not(make: Callable[..., Collection], clock: FakeClock) -> None:
    """And a reset begins a new history."""
    collection = make(entries("p:a"), settings=MANY)
    drill = Drill(collection)
    for rating in (3, 2):
        drill.next()
        drill.check(RIGHT, seconds=1, hints_used=0)
        drill.rate(rating)
        clock.move(days=4)
    assert [[rating for _, rating in history] for history in read(collection)] == [[3, 2]]
    Drill(collection).undo()
    assert [[rating for _, rating in history] for history in read(collection)] == [[3]]


def test_of_a_long_log_the_questions_answered_last_are_read(
    make: Callable[..., Collection], clock: FakeClock
) -> None:
    """Whole questions, as many as the number of answers allows."""
    collection = make(QUESTIONS, settings=MANY)
    live(collection, clock, 2)
    assert len(read(collection, most=10)) < len(read(collection)) == 40


def test_a_fit_is_used_noted_and_can_be_forgotten(make: Callable[..., Collection], clock: FakeClock) -> None:
    """The next review is scheduled by what was found; the answers before keep what they were scheduled with."""
    collection = make(QUESTIONS, settings=MANY)
    live(collection, clock, 12)
    found = fitting.fit(collection)
    assert found.kept
    assert found.after < found.before
    assert collection.scheduler.parameters == found.parameters
    again = make(QUESTIONS, settings=MANY)
    assert again.scheduler.parameters == pytest.approx(found.parameters)
    fitting.forget(again)
    assert again.scheduler.parameters == ()


def test_a_history_says_what_was_expected_by_the_memory_in_force(
    make: Callable[..., Collection], clock: FakeClock
) -> None:
    """An answer after a fit by the fitted forgetting, not by the published one."""
    collection = make(QUESTIONS, settings=MANY)
    live(collection, clock, 12)
    fitting.fit(collection)
    assert collection.scheduler.decay != DEFAULT_DECAY
    before = last_seq_of(collection)
    live(collection, clock, 2)
    with collection.store.read() as connection:
        rows_after = [
            row
            for name in log.questions_since(collection.store, connection, before)
            for row in log.of_question(collection.store, connection, name)
            if row.seq > before and row.state_before is not None and row.kind == rows.ANSWER
        ]
    row = max(rows_after, key=lambda one: one.day - (one.state_before or {})["last_day"])
    state = from_json(row.state_before)
    assert state is not None
    (event,) = [one for one in past(collection, row.question).answers if one.id == row.id]
    assert event.recall == pytest.approx(collection.scheduler.retrievability(state, row.day))
    assert row.day > state.last_day


def last_seq_of(collection: Collection) -> int:
    """Return the number of the log's last row."""
    with collection.store.read() as connection:
        return log.last_seq(collection.store, connection)


def test_too_short_a_log_is_left_alone(make: Callable[..., Collection], clock: FakeClock) -> None:
    """In words; nothing is noted."""
    collection = make(QUESTIONS, settings=MANY)
    live(collection, clock, 1)
    with pytest.raises(fitting.FittingError, match="fitting begins at"):
        fitting.fit(collection)
    assert fitted(collection.store) is None
    assert not fitting.is_due(collection.store)


def test_it_is_fitted_by_itself_once_the_log_has_grown(
    make: Callable[..., Collection], clock: FakeClock
) -> None:
    """In the background; not again before the log is longer by a quarter."""
    collection = make(QUESTIONS, settings=MANY)
    live(collection, clock, 12)
    assert fitting.is_due(collection.store)
    fitter = fitting.Fitter(collection.store, after=0)
    fitter.start()
    fitter.wait()
    noted = fitted(collection.store)
    assert noted is not None
    assert noted.parameters != PUBLISHED
    assert not fitting.is_due(collection.store)


def test_a_fitter_that_is_closed_does_not_begin(make: Callable[..., Collection], clock: FakeClock) -> None:
    """The program may end at once."""
    collection = make(QUESTIONS, settings=MANY)
    live(collection, clock, 6)
    fitter = fitting.Fitter(collection.store, after=60)
    fitter.start()
    fitter.close()
    fitter.wait()
    assert fitted(collection.store) is None


def test_marks_are_no_answers(make: Callable[..., Collection], clock: FakeClock) -> None:
    """A flag is not read as one."""
    collection = make(entries("p:a"), settings=MANY)
    committing.mark(collection, "p:a", rows.FLAG, "look at this")
    assert read(collection) == []
