"""FSRS through our wrapper: the package's own intervals, without its traps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.scheduling import scheduler as module
from quizapp.scheduling.scheduler import PACKAGE_VERSION, Scheduler, from_json, fuzz_range, recall, wait_of
from quizapp.scheduling.state import REVIEW, State

DAY = 739_000
MINUTE = 60_000_000  # microseconds
PLAIN = Scheduler(fuzz=False)
RATING = st.integers(1, 4)


def after(scheduler: Scheduler, *ratings: int, every: int | None = None) -> State:
    """Return the state after answers, each given when due, or after a fixed number of days."""
    state, day, at = None, DAY, 0
    for rating in ratings:
        state = scheduler.review("p:a", state, rating, at=at, day=day)
        day = state.due_day if every is None else day + every
        at = state.due_at or at + 86_400_000_000 * (day - state.last_day)
    assert state is not None
    return state


def test_the_package_is_the_version_that_is_recorded() -> None:
    """Rows of the log name the scheduler that made them."""
    assert version("fsrs") == PACKAGE_VERSION


def test_published_intervals_reproduce() -> None:
    """The sequence of py-fsrs' own tests gives its intervals, in days."""
    state, day, at, intervals = None, DAY, 0, []
    for rating in (3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3):
        state = PLAIN.review("p:a", state, rating, at=at, day=day)
        intervals.append(wait_of(state).days)
        day, at = state.due_day, state.due_at or at
    assert intervals == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]


def test_published_memory_reproduces() -> None:
    """Stability and difficulty after the sequence of py-fsrs' own memo-state test."""
    state, day = None, DAY
    for rating, wait in ((1, 0), (3, 0), (3, 1), (3, 3), (3, 8), (3, 21)):
        day += wait
        state = PLAIN.review("p:a", state, rating, at=0, day=day)
    assert state is not None
    assert state.stability == pytest.approx(53.62691, abs=1e-4)
    assert state.difficulty == pytest.approx(6.3574867, abs=1e-4)


@given(st.lists(st.tuples(RATING, st.integers(0, 400)), min_size=1, max_size=12))
def test_the_package_itself_gives_the_same(reviews: list[tuple[int, int]]) -> None:
    """Whatever the sequence, memory and interval are those of the package with its fuzz off."""
    package = fsrs.Scheduler(enable_fuzzing=False)
    card, state, day = fsrs.Card(card_id=1), None, DAY
    for rating, wait in reviews:
        day += wait
        moment = datetime.fromordinal(day).replace(hour=12, tzinfo=UTC)
        card, _ = package.review_card(card, fsrs.Rating(rating), moment)
        state = PLAIN.review("p:a", state, rating, at=0, day=day)
        assert (state.stability, state.difficulty) == (card.stability, card.difficulty)
        assert wait_of(state) == card.due - moment


def test_an_evening_and_the_next_morning_are_two_days() -> None:
    """Ten hours over the rollover count as a day; the package alone would say the same day."""
    evening = PLAIN.review("p:a", None, 4, at=0, day=DAY)
    morning = PLAIN.review("p:a", evening, 3, at=600 * MINUTE, day=DAY + 1)
    same = PLAIN.review("p:a", evening, 3, at=600 * MINUTE, day=DAY)
    assert morning.stability != same.stability


def test_a_step_is_waited_for_to_the_minute() -> None:
    """Learning steps are moments, and count from the day of the answer on."""
    state = PLAIN.review("p:a", None, 1, at=5 * MINUTE, day=DAY)
    assert (state.phase, state.due_at, state.due_day) == ("learning", 6 * MINUTE, DAY)


def test_a_step_of_days_is_due_on_its_day() -> None:
    """A learning step may be longer than a day."""
    slow = Scheduler(learning_steps=(timedelta(days=2),), fuzz=False)
    assert slow.review("p:a", None, 1, at=0, day=DAY).due_day == DAY + 2


def test_forgetting_a_review_counts_as_a_lapse() -> None:
    """Again on a review is a lapse; again while learning is not."""
    assert after(PLAIN, 1, 1).lapses == 0
    known = after(PLAIN, 4)
    assert known.phase == REVIEW
    assert PLAIN.review("p:a", known, 1, at=0, day=known.due_day).lapses == 1


@pytest.mark.parametrize("retention", [0.0, 0.5, 1.0, 90.0, float("nan")])
def test_an_impossible_retention_is_refused(retention: float) -> None:
    """The package would take it without a word."""
    with pytest.raises(ValueError, match="desired retention"):
        Scheduler(desired_retention=retention)


def test_a_higher_retention_comes_back_sooner() -> None:
    """Desired retention decides the interval."""
    waits = [wait_of(after(replace(PLAIN, desired_retention=each), 4, 3)) for each in (0.95, 0.9, 0.8)]
    assert waits == sorted(waits)
    assert len(set(waits)) == 3


def test_the_preview_is_what_happens() -> None:
    """Each of the four waits is what that rating then brings, fuzz included."""
    state = after(Scheduler(), 3, 3, 3)
    preview = Scheduler().preview("p:a", state, day=state.due_day)
    for rating, wait in preview.items():
        assert wait_of(Scheduler().review("p:a", state, rating, at=0, day=state.due_day)) == wait
    assert preview[2] <= preview[3] <= preview[4]


@given(st.integers(3, 30_000), st.text(max_size=8), st.integers(1, 36500))
def test_fuzz_stays_in_its_range_and_repeats(days: int, key: str, maximum: int) -> None:
    """The same card and repetition always gets the same interval, within the range."""
    scheduler = Scheduler(maximum_interval=maximum)
    fuzzed = scheduler._fuzzed(min(days, maximum), key)
    if min(days, maximum) >= 3:
        low, high = fuzz_range(min(days, maximum), maximum)
        assert 2 <= low <= fuzzed <= high <= maximum
    assert fuzzed == scheduler._fuzzed(min(days, maximum), key)


def test_fuzz_spreads_over_its_whole_range() -> None:
    """Cards learned together do not all come back on one day, and both ends are reached."""
    days = {Scheduler()._fuzzed(30, f"p:{n}:3") for n in range(2000)}
    low, high = fuzz_range(30, 36500)
    assert days == set(range(low, high + 1))


def test_the_longest_interval_holds() -> None:
    """Fuzz does not lead beyond it."""
    assert wait_of(after(Scheduler(maximum_interval=20), 4, 4, 4, 4)).days <= 20


def test_a_clock_set_back_is_survived() -> None:
    """An answer dated before the last one counts as given on the same day."""
    state = after(PLAIN, 3, 3)
    back = PLAIN.review("p:a", state, 3, at=0, day=state.last_day - 50)
    assert back.stability == PLAIN.review("p:a", state, 3, at=0, day=state.last_day).stability


def test_recall_is_the_package_s() -> None:
    """The forgetting curve needs no package to be drawn, and agrees with it."""
    package = fsrs.Scheduler(enable_fuzzing=False)
    assert package.parameters[20] == module.DEFAULT_DECAY
    for elapsed in (0, 1, 10, 100):
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        card = fsrs.Card(card_id=1, stability=12.5, difficulty=5.0, last_review=moment)
        expected = package.get_card_retrievability(card, moment + timedelta(days=elapsed))
        assert recall(12.5, elapsed) == pytest.approx(expected)
    assert recall(12.5, 0) == 1
    assert recall(10, 10) == pytest.approx(0.9)


def test_a_scheduler_survives_its_record() -> None:
    """What the log keeps runs again and gives the same."""
    scheduler = Scheduler(desired_retention=0.85, learning_steps=(timedelta(minutes=3),), maximum_interval=99)
    again = from_json(scheduler.as_json())
    assert again.as_json() == scheduler.as_json()
    assert after(again, 3, 3, 2, 1, 3) == after(scheduler, 3, 3, 2, 1, 3)
