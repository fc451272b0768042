"""Follow-ups: asked right after the answer they follow, kept in the log, never a card of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from quizapp.questions import following
from quizapp.questions.model import Choice, FollowUp, Instance, Part, PartVerdict, Question, Verdict, Word
from quizapp.sessions.doctor import examine
from quizapp.sessions.drill import Drill
from quizapp.storage import cards, log, rows
from tests.sessions.fakes import RIGHT, WRONG, FakeLibrary, entries

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizapp.sessions import Collection
    from quizapp.storage.rows import Review


def ask(number: int, **given: Any) -> Question:
    return Question(f"p:a~{number}", "numeric", "entry", "p", f"And {number}?", version="x", given=given)


FOLLOWED = (
    FollowUp("right", "", ask(1, seed={"integers": [0, 9]})),
    FollowUp("missed", "", ask(2)),
    FollowUp("always", "", ask(3)),
)


@pytest.fixture
def drill(make: Callable[..., Collection]) -> Drill:
    """A drill over a question with three follow-ups and one without."""
    return Drill(opened(make))


def opened(make: Callable[..., Collection]) -> Collection:
    collection = make(entries("p:a", "p:b"))
    assert isinstance(collection.library, FakeLibrary)
    collection.library.follow_ups["p:a"] = FOLLOWED
    return collection


def asked(drill: Drill) -> str:
    """Go on, and return what is asked."""
    card = drill.next()
    return "" if card is None else card.instance.question.id


def written(drill: Drill, question: str) -> tuple[Review, ...]:
    store = drill._collection.store
    with store.read() as connection:
        return log.of_question(store, connection, question)


def test_what_follows_a_right_answer_is_asked_at_once(drill: Drill) -> None:
    """Those for right answers and those for all, in order; then the next question."""
    assert asked(drill) == "p:a"
    drill.check(RIGHT, seconds=1, hints_used=0)
    follow_up = drill.next()
    assert follow_up is not None
    assert (follow_up.instance.question.id, follow_up.follow_up, follow_up.number) == ("p:a~1", True, 1)
    assert follow_up.intervals == {}
    drill.check(WRONG, seconds=1, hints_used=0)
    assert asked(drill) == "p:a~3"
    drill.check(RIGHT, seconds=1, hints_used=0)
    assert asked(drill) == "p:b"


def test_what_follows_a_miss_is_another(drill: Drill) -> None:
    """A wrong answer is followed by what is asked of those who missed it."""
    asked(drill)
    drill.check(WRONG, seconds=1, hints_used=0)
    assert [asked(drill), asked(drill)] == ["p:a~2", "p:a~3"]


def test_marking_as_right_changes_what_follows(drill: Drill) -> None:
    """The verdict that stands when one goes on decides."""
    asked(drill)
    drill.check(WRONG, seconds=1, hints_used=0)
    drill.mark_right()
    assert asked(drill) == "p:a~1"


def test_a_follow_up_is_in_the_log_and_has_no_card(drill: Drill) -> None:
    """Its row names the row it follows; the schedule and the tally know nothing of it."""
    asked(drill)
    drill.check(RIGHT, seconds=1, hints_used=0)
    asked(drill)
    drill.check(RIGHT, seconds=1, hints_used=0)
    (row,) = written(drill, "p:a~1")
    (parent,) = written(drill, "p:a")
    assert (row.kind, row.refers_to, row.answer) == (rows.PRACTICE, parent.id, {"x": "right"})
    store = drill._collection.store
    with store.read() as connection:
        assert cards.get(store, connection, "p:a~1") is None
    assert drill.summary().answered == 1
    assert examine(drill._collection).healthy


def test_a_follow_up_is_about_the_same_numbers(drill: Drill) -> None:
    """What was drawn for the question is given in its follow-up."""
    card = drill.next()
    assert card is not None
    drill.check(RIGHT, seconds=1, hints_used=0)
    follow_up = drill.next()
    assert follow_up is not None
    assert follow_up.instance.question.given == {"seed": card.instance.values["seed"]}


def test_a_follow_up_that_is_left_is_not_asked_again(drill: Drill) -> None:
    """Going on without an answer skips it; the question before it stays answered."""
    asked(drill)
    drill.check(RIGHT, seconds=1, hints_used=0)
    assert [asked(drill), asked(drill), asked(drill)] == ["p:a~1", "p:a~3", "p:b"]


def test_undo_brings_a_follow_up_back_then_its_question(drill: Drill) -> None:
    """The last answer first; those that were still to come stay to come."""
    asked(drill)
    drill.check(RIGHT, seconds=1, hints_used=0)
    asked(drill)
    drill.check(WRONG, seconds=1, hints_used=0)
    assert asked(drill) == "p:a~3"
    back = drill.undo()
    assert back is not None
    assert (back.instance.question.id, back.follow_up) == ("p:a~1", True)
    drill.check(RIGHT, seconds=1, hints_used=0)
    assert asked(drill) == "p:a~3"
    drill.undo()
    first = drill.undo()
    assert first is not None
    assert first.instance.question.id == "p:a"
    assert [row.kind for row in written(drill, "p:a~1")] == ["practice", "undo", "practice", "undo"]


def test_undo_of_a_follow_up_after_a_restart(make: Callable[..., Collection]) -> None:
    """It is asked again with the numbers that the log has."""
    drill = Drill(opened(make))
    card = drill.next()
    assert card is not None
    drill.check(RIGHT, seconds=1, hints_used=0)
    asked(drill)
    drill.check(WRONG, seconds=1, hints_used=0)
    back = Drill(opened(make)).undo()
    assert back is not None
    assert back.instance.question.id == "p:a~1"
    assert back.instance.seed == card.instance.seed


def test_one_that_cannot_be_drawn_is_left_out(make: Callable[..., Collection]) -> None:
    """It is reported, and the next is asked."""
    collection = opened(make)
    assert isinstance(collection.library, FakeLibrary)
    broken = Question("p:a~1", "broken", "entry", "p", "?")
    collection.library.follow_ups["p:a"] = (FollowUp("always", "", broken), FOLLOWED[2])
    drill = Drill(collection)
    asked(drill)
    drill.check(RIGHT, seconds=1, hints_used=0)
    assert asked(drill) == "p:a~3"
    assert "p:a~1 cannot be asked" in drill.problems[-1]


# Which follow

POINTS = Part("points", "", "choice", choices=(Choice("a", "Leaks"), Choice("b", "Curves")), later=True)


def due(when: Any, point: str, made: tuple[bool, bool], credit: float) -> bool:
    question = Question("p:q", "open", "fde", "p", "?", follow_ups=(FollowUp(when, point, ask(1)),))
    instance = Instance(question, 1, "?", (Part("answer", "", "text"), POINTS), {}, {})
    word: Word = "correct" if all(made) else "partly"
    parts = {"points": PartVerdict(word, credit, entries=made)}
    return bool(following.follow_ups(instance, Verdict(word, credit, parts)))


@pytest.mark.parametrize(
    ("when", "point", "made", "credit", "expected"),
    [
        ("missed", "1", (False, True), 0.9, True),
        ("missed", "1", (True, False), 0.1, False),
        ("right", "2", (False, True), 0.1, True),
        ("right", "Curves", (True, False), 0.9, False),
        ("missed", "Leaks", (False, True), 0.9, True),
        ("missed", "", (False, True), 0.9, False),
        ("missed", "", (False, True), 0.5, True),
        ("right", "", (False, True), 0.8, True),
        ("always", "1", (True, True), 1.0, True),
        ("missed", "7", (False, True), 0.5, True),
    ],
)
def test_a_point_or_the_whole_decides_what_follows(
    when: str, point: str, made: tuple[bool, bool], credit: float, *, expected: bool
) -> None:
    """A point is meant by its number or text; without one, a credit of 0.8 is right enough."""
    assert due(when, point, made, credit) == expected
