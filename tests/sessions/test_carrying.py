"""Another program's history in the log: each review once, in its order, whatever was answered here meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.scheduling.dates import to_micros
from quizapp.sessions.carrying import ForeignReview, History, carry_over, row_id
from quizapp.sessions.doctor import examine
from quizapp.sessions.drill import Drill
from quizapp.storage import cards, log
from tests.sessions.fakes import MORNING, RIGHT, entries

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizapp.sessions import Collection

DAY = 86_400_000_000  # microseconds
START = to_micros(MORNING) - 100 * DAY
PAST = [
    ForeignReview(START, 3, 4.0),
    ForeignReview(START + DAY, 1, 9.0),
    ForeignReview(START + 3 * DAY, 3, 5.5),
]


def rows(collection: Collection, question: str) -> list[tuple[str, int | None, int]]:
    """Return kind, rating and moment of each row of a question."""
    with collection.store.read() as connection:
        found = log.of_question(collection.store, connection, question)
    return [(row.kind, row.rating, row.at) for row in found]


def card(collection: Collection, question: str) -> Any:
    """Return the card of a question."""
    with collection.store.read() as connection:
        return cards.get(collection.store, connection, question)


def test_reviews_become_rows_and_a_card(make: Callable[..., Collection]) -> None:
    """Every review is a row with its moment, rating and time; the card is what they come to."""
    collection = make(entries("p:a"))
    carried = carry_over(collection, [History("p:a", PAST)], "anki")
    assert (carried.reviews, carried.questions, carried.suspended) == (3, 1, 0)
    assert rows(collection, "p:a") == [("imported", past.rating, past.at) for past in PAST]
    known = card(collection, "p:a")
    assert (known.reps, known.lapses, known.last_at) == (3, 0, PAST[-1].at)
    report = examine(collection)
    assert report.healthy


def test_the_same_history_is_carried_over_once(make: Callable[..., Collection]) -> None:
    """A second import adds what is new since the first, and nothing else."""
    collection = make(entries("p:a"))
    carry_over(collection, [History("p:a", PAST[:2])], "anki")
    again = carry_over(collection, [History("p:a", PAST)], "anki")
    assert again.reviews == 1
    assert carry_over(collection, [History("p:a", PAST)], "anki").reviews == 0
    fresh = make(entries("p:a"))
    assert [moment for _, _, moment in rows(fresh, "p:a")] == [past.at for past in PAST]
    assert card(collection, "p:a").reps == 3
    assert examine(collection).healthy


def test_history_before_answers_given_here_counts_before_them(make: Callable[..., Collection]) -> None:
    """The card is what both come to in the order of time, not in that of the import."""
    collection = make(entries("p:a"))
    drill = Drill(collection)
    drill.next()
    drill.check(RIGHT, seconds=1, hints_used=0)
    carry_over(collection, [History("p:a", PAST)], "anki")
    known = card(collection, "p:a")
    assert (known.reps, known.last_at) == (4, to_micros(MORNING))
    assert examine(collection).healthy


def test_an_imported_review_is_not_taken_back_by_undo(make: Callable[..., Collection]) -> None:
    """Undo takes back what was answered here."""
    collection = make(entries("p:a"))
    carry_over(collection, [History("p:a", PAST)], "anki")
    assert Drill(collection).undo() is None


def test_what_was_set_aside_stays_aside(make: Callable[..., Collection]) -> None:
    """A suspended card is not asked, with or without a history; the learner's own word is not overruled."""
    collection = make(entries("p:a", "p:b"))
    carried = carry_over(
        collection, [History("p:a", PAST, is_suspended=True), History("p:b", (), is_suspended=True)], "anki"
    )
    assert carried.suspended == 2
    assert Drill(collection).next() is None
    assert carry_over(collection, [History("p:a", PAST, is_suspended=True)], "anki").suspended == 0
    assert examine(collection).healthy


def test_reviews_of_the_future_are_left_out(make: Callable[..., Collection]) -> None:
    """A clock that was wrong there spoils no schedule here."""
    collection = make(entries("p:a"))
    later = ForeignReview(to_micros(MORNING) + DAY, 3, 1.0)
    assert carry_over(collection, [History("p:a", [*PAST, later])], "anki").reviews == 3


@given(st.integers(0, 4_000_000_000_000_000), st.integers(1, 1_000_000_000))
@settings(deadline=None)
def test_ids_sort_as_the_reviews_happened(at: int, later: int) -> None:
    """A row's id is a UUIDv7 that begins with its moment: a replay finds reviews in their order."""
    import uuid  # noqa: PLC0415

    one, other = row_id("p:a", at), row_id("p:a", at + later * 1000)
    assert one < other
    assert (uuid.UUID(one).version, uuid.UUID(one).variant) == (7, uuid.RFC_4122)
    assert one != row_id("p:b", at)
