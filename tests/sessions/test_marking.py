"""What is said of questions outside the drill: rows of the log that replay comes to, and that can be taken back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.sessions import marking
from quizapp.sessions.doctor import examine
from quizapp.sessions.drill import Drill
from quizapp.sessions.errors import SessionError
from quizapp.sessions.searching.finder import Finder
from quizapp.storage import cards, log
from quizapp.storage.rows import Card
from tests.sessions.fakes import RIGHT, WRONG, FakeClock, collection_of, entries

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizapp.sessions import Collection


def answer(collection: Collection, name: str, *, right: bool = True) -> None:
    """Answer a question, due or not."""
    drill = Drill(collection, ahead=True, search=f'id:"{name}"')
    assert drill.next() is not None
    drill.check(RIGHT if right else WRONG, seconds=10, hints_used=0)


def card(collection: Collection, name: str = "p:a") -> Card:
    """Return the stored card."""
    with collection.store.read() as connection:
        return cards.get(collection.store, connection, name) or Card(name)


def test_a_suspended_question_is_not_asked(make: Callable[..., Collection]) -> None:
    """Until it is taken in again; both are rows of the log."""
    collection = make(entries("p:a"))
    change = marking.suspend(collection, "p:a")
    assert Drill(collection).next() is None
    marking.take_back(collection, change)
    assert Drill(collection).next() is not None
    with collection.store.read() as connection:
        assert log.size(collection.store, connection) == 2


def test_a_buried_question_comes_tomorrow(make: Callable[..., Collection], clock: FakeClock) -> None:
    """Not today."""
    collection = make(entries("p:a"))
    marking.bury(collection, "p:a")
    assert Drill(collection).next() is None
    clock.move(days=1)
    assert Drill(collection).next() is not None


def test_a_flag_has_a_note(make: Callable[..., Collection]) -> None:
    """Which is found by a search, and taken away by an empty one."""
    collection = make(entries("p:a", "p:b"))
    marking.flag(collection, "p:a", "  unclear ")
    assert card(collection).flag == "unclear"
    assert [item.entry.id for item in Finder(collection).find("is:flagged")] == ["p:a"]
    marking.flag(collection, "p:a", "")
    assert Finder(collection).find("is:flagged") == []


def test_a_reset_question_is_new_with_its_history(make: Callable[..., Collection]) -> None:
    """And taking it back gives the memory as it was."""
    collection = make(entries("p:a"))
    answer(collection, "p:a")
    before = card(collection)
    change = marking.reset(collection, "p:a")
    assert card(collection) == Card("p:a")
    assert [item.entry.id for item in Finder(collection).find("is:new")] == ["p:a"]
    marking.take_back(collection, change)
    assert card(collection) == before


def test_a_reset_cannot_be_taken_back_after_an_answer(make: Callable[..., Collection]) -> None:
    """It says what to do instead."""
    collection = make(entries("p:a"))
    answer(collection, "p:a")
    change = marking.reset(collection, "p:a")
    answer(collection, "p:a")
    with pytest.raises(SessionError, match="answered since"):
        marking.take_back(collection, change)


def test_an_answer_taken_back_after_a_reset_stays_forgotten(make: Callable[..., Collection]) -> None:
    """The reset came later, and holds."""
    collection = make(entries("p:a"))
    answer(collection, "p:a")
    marking.reset(collection, "p:a")
    Drill(collection).undo()
    assert card(collection) == Card("p:a")
    assert examine(collection).healthy


def test_a_due_day_changes_nothing_else(make: Callable[..., Collection]) -> None:
    """The memory stays, and the question is due on the day given."""
    collection = make(entries("p:a"))
    answer(collection, "p:a")
    before = card(collection)
    day = collection.today() + 3
    marking.due_on(collection, "p:a", day)
    assert card(collection) == before._replace(due_day=day, due_at=None)


def test_the_last_answer_is_rated_anew(make: Callable[..., Collection]) -> None:
    """The card is as if it had been rated so at once."""
    collection, other = make(entries("p:a", "p:b")), "p:b"
    answer(collection, "p:a", right=False)
    answer(collection, other)
    change = marking.rate(collection, "p:a", 3)
    mended, right = card(collection), card(collection, other)
    assert (mended.stability, mended.difficulty) == (right.stability, right.difficulty)
    marking.take_back(collection, change)
    assert card(collection).stability != right.stability


@pytest.mark.parametrize("act", [marking.reset, lambda here, name: marking.rate(here, name, 3)])
def test_what_was_never_answered_has_nothing_to_change(
    make: Callable[..., Collection], act: Callable[[Collection, str], Any]
) -> None:
    """It is said, and no row is written."""
    collection = make(entries("p:a"))
    with pytest.raises(SessionError):
        act(collection, "p:a")
    with collection.store.read() as connection:
        assert log.size(collection.store, connection) == 0


@pytest.mark.parametrize(
    ("text", "ahead"), [("today", 0), ("tomorrow", 1), ("+3d", 3), ("2w", 14), ("1m", 30), ("2026-03-05", 3)]
)
def test_days_are_named_as_people_do(make: Callable[..., Collection], text: str, ahead: int) -> None:
    """Words, lengths and dates."""
    collection = make(entries("p:a"))
    assert marking.day_of(collection, text) == date(2026, 3, 2).toordinal() + ahead


def test_what_is_no_day_is_refused(make: Callable[..., Collection]) -> None:
    """With what may be said."""
    with pytest.raises(SessionError, match="tomorrow"):
        marking.day_of(make(entries("p:a")), "someday")


DEEDS = st.sampled_from(
    ["right", "wrong", "undo", "reset", "due", "rate", "suspend", "bury", "flag", "keep", "back", "day"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(DEEDS, st.sampled_from(["p:a", "p:b"])), max_size=14))
def test_whatever_is_done_the_log_comes_to_the_cards(tmp_path: Any, deeds: list[tuple[str, str]]) -> None:
    """Replay gives the stored cards after any mixture of answers, undos and marks."""
    clock = FakeClock()
    (tmp_path / "one.db").unlink(missing_ok=True)
    for ending in ("-wal", "-shm"):
        (tmp_path / f"one.db{ending}").unlink(missing_ok=True)
    changes: list[marking.Change] = []
    with collection_of(entries("p:a", "p:b"), f"sqlite:///{tmp_path / 'one.db'}", clock=clock) as collection:
        for deed, name in deeds:
            _do(collection, clock, deed, name, changes)
        report = examine(collection)
        assert (report.differences, report.contradictions) == ((), ())


def _do(
    collection: Collection, clock: FakeClock, deed: str, name: str, changes: list[marking.Change]
) -> None:
    """Do one thing; what is refused is no change."""
    acts: dict[str, Callable[[], marking.Change]] = {
        "reset": lambda: marking.reset(collection, name),
        "due": lambda: marking.due_on(collection, name, collection.today() + 2),
        "rate": lambda: marking.rate(collection, name, 4),
        "suspend": lambda: marking.suspend(collection, name),
        "bury": lambda: marking.bury(collection, name),
        "flag": lambda: marking.flag(collection, name, "odd"),
        "keep": lambda: marking.keep(collection, name),
        "back": lambda: marking.take_back(collection, changes.pop()),
    }
    try:
        if deed in acts and (deed != "back" or changes):
            done = acts[deed]()
            if deed != "back":
                changes.append(done)
        elif deed in ("right", "wrong"):
            drill = Drill(collection, ahead=True, search=f'id:"{name}"')
            if drill.next() is not None:
                drill.check(RIGHT if deed == "right" else WRONG, seconds=5, hints_used=0)
        elif deed == "undo":
            Drill(collection).undo()
        else:
            clock.move(days=1)
    except SessionError:
        pass
    clock.move(minutes=1)
