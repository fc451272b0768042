"""Home: what waits is what a drill would ask, and the numbers come from the log."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from quizapp.sessions import marking
from quizapp.sessions.drill import Drill
from quizapp.sessions.home import overview
from quizapp.settings import Settings
from quizapp.storage import cards
from quizapp.storage.rows import Card
from tests.sessions.fakes import RIGHT, WRONG, FakeClock, FakeEntry, FakeLibrary, entries

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from quizapp.sessions import Collection

    Make = Callable[..., Collection]

NO_STEPS = Settings(learning_steps=())


def answer_all(collection: Collection, seconds: float = 1) -> int:
    drill, count = Drill(collection), 0
    while drill.next() is not None:
        drill.check(RIGHT, seconds=seconds, hints_used=0)
        count += 1
    return count


def test_a_first_run_says_so(make: Make) -> None:
    """With an empty log there is only what is new."""
    seen = overview(make(entries("p:a", "p:b", minutes=2)))
    assert (seen.due, seen.new, seen.done, seen.streak) == (0, 2, 0, 0)
    assert seen.first_run
    assert seen.minutes == 4
    assert seen.next_due is None


def test_home_counts_what_a_drill_then_asks(make: Make, clock: FakeClock) -> None:
    """Due and new are what the queue holds, within the limits."""
    found = entries(*(f"p:{n:02d}" for n in range(30)))
    collection = make(found, settings=Settings(learning_steps=(), new_per_day=4))
    for _ in range(6):
        seen = overview(collection)
        assert answer_all(collection) == seen.due + seen.new
        assert (overview(collection).due, overview(collection).new) == (0, 0)
        clock.move(days=1)


def test_the_rows_of_the_sections_add_up(make: Make, clock: FakeClock) -> None:
    """Sections stand in the curriculum's order, with recall only where something was met."""
    found = [
        FakeEntry("p:a"),
        FakeEntry("p:b", section="bp"),
        FakeEntry("q:c", section=""),
        FakeEntry("p:d", 9),
    ]
    collection = make(found, settings=NO_STEPS)
    drill = Drill(collection, limit=1)
    drill.next()
    drill.check(RIGHT, seconds=1, hints_used=0)
    clock.move(days=40)
    seen = overview(collection)
    assert [row.title for row in seen.sections] == [
        "Activation functions",
        "Backpropagation",
        "Other questions",
    ]
    assert [(row.due, row.new) for row in seen.sections] == [(1, 1), (0, 1), (0, 1)]
    assert (seen.due, seen.new) == (1, 3)
    recall = seen.sections[0].recall
    assert recall is not None
    assert 0 < recall < 0.9
    assert seen.sections[1].recall is None


def test_the_streak_counts_study_days(make: Make, clock: FakeClock) -> None:
    """Two in the morning is still yesterday; today breaks nothing until it is over."""
    found = entries(*(f"p:{n}" for n in range(8)))
    collection = make(found, settings=Settings(new_per_day=1, learning_steps=()))
    streaks = []
    for hours in (24, 24, 17, 7):  # answered at nine on three days, then at two of the night
        answer_all(collection)
        streaks.append(overview(collection).streak)
        clock.move(hours=hours)
    assert streaks == [1, 2, 3, 3]
    assert overview(collection).streak == 3
    clock.move(days=1)
    assert overview(collection).streak == 0


def test_an_undone_answer_counts_nowhere(make: Make) -> None:
    """Taking back the only answer leaves the day as it was."""
    collection = make(entries("p:a"))
    drill = Drill(collection)
    drill.next()
    drill.check(RIGHT, seconds=1, hints_used=0)
    assert (overview(collection).done, overview(collection).streak) == (1, 1)
    drill.undo()
    seen = overview(collection)
    assert (seen.done, seen.streak, seen.new, seen.due) == (0, 0, 1, 0)


def test_minutes_follow_the_learner_s_own_pace(make: Make) -> None:
    """After a few answers of a kind the log says how long one takes."""
    found = entries(*(f"p:{n:02d}" for n in range(15)), minutes=10)
    collection = make(found, settings=Settings(learning_steps=()))
    assert overview(collection).minutes == 100
    drill = Drill(collection, limit=5)
    while drill.next() is not None:
        drill.check(RIGHT, seconds=24, hints_used=0)
    assert overview(collection).minutes == 2


def test_home_says_when_the_next_is_due(make: Make, clock: FakeClock) -> None:
    """A step ends at its minute; an interval at the rollover of its day."""
    collection = make(entries("p:a"))
    drill = Drill(collection)
    drill.next()
    drill.check(WRONG, seconds=1, hints_used=0)
    assert overview(collection).next_due == datetime(2026, 3, 2, 9, 1, tzinfo=UTC)
    drill.rate(4)
    assert overview(collection).next_due == datetime(2026, 3, 11, 4, tzinfo=UTC)


def test_what_is_gone_or_set_aside_is_not_what_comes_next(make: Make) -> None:
    """Only what can be asked; a question under another id by the card it had."""
    before = make(entries("p:gone", "p:aside", "p:old"), settings=NO_STEPS)
    drill = Drill(before)
    for rating in (3, 3, 4):
        card = drill.next()
        assert card is not None
        drill.check(RIGHT, seconds=30, hints_used=0)
        drill.rate(rating)
    marking.suspend(before, "p:aside")
    with before.store.read() as connection:
        due = {card.question: card.due_day or 0 for card in cards.everything(before.store, connection)}
    assert due["p:old"] > max(due["p:gone"], due["p:aside"])
    now = make([*entries("p:aside"), *entries("p:new", aliases=("p:old",))], settings=NO_STEPS)
    assert overview(now).next_due == now.calendar.start(due["p:old"])
    assert [section.recall is not None for section in overview(now).sections] == [True]


def test_problems_are_passed_on(make: Make, home: Path) -> None:
    """Mistakes of the settings and broken packs are said, and nothing stops."""
    from quizapp import locations  # noqa: PLC0415 - the home is set by now

    collection = make(entries("p:a"))
    collection.given_settings = None
    locations.make(home / "config")
    (home / "config" / "settings.toml").write_text("new_per_dy = 3\n")
    library = collection.library
    assert isinstance(library, FakeLibrary)
    library.warnings = ("Pack q has 2 errors.",)
    problems = overview(collection).problems
    assert "new_per_day" in problems[0]
    assert problems[1] == "Pack q has 2 errors."


def test_changed_settings_act_at_once(make: Make, home: Path) -> None:
    """The next look at home uses what was saved."""
    from quizapp import settings  # noqa: PLC0415 - the home is set by now

    collection = make(entries(*(f"p:{n:02d}" for n in range(12))))
    collection.given_settings = None
    assert overview(collection).new == 10
    settings.save({"new_per_day": 7})
    assert overview(collection).new == 7


@pytest.mark.parametrize(("target", "new"), [("entry", 1), ("mid", 2), ("frontier", 3), ("fde", 4)])
def test_new_questions_come_up_to_the_level_aimed_for(make: Make, target: str, new: int) -> None:
    """Harder questions wait until they are aimed for."""
    found = [FakeEntry(f"p:{level}", level=level) for level in ("entry", "mid", "frontier", "fde")]
    assert overview(make(found, settings=Settings(target_level=target))).new == new


def test_what_is_forgotten_again_and_again_is_counted(make: Make) -> None:
    """Home and the end of a sitting count leeches; those kept by choice, suspended or not installed do not count."""
    collection = make(entries("p:a", "p:b", "p:c", "p:d"))
    assert overview(collection).leeches == 0
    with collection.store.write() as connection:
        for name, lapses in (("p:a", 6), ("p:b", 6), ("p:c", 6), ("p:d", 2), ("p:gone", 9)):
            row = Card(name, "review", stability=1.0, difficulty=9.0, due_day=99, lapses=lapses)
            cards.put(collection.store, connection, row._replace(suspended=name == "p:c"))
    assert overview(collection).leeches == 2
    marking.keep(collection, "p:b")
    assert overview(collection).leeches == Drill(collection).summary().leeches == 1
