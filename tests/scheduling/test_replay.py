"""Replaying: the log of a question comes to one card, and contradictions are named."""

from __future__ import annotations

from dataclasses import replace

from quizapp.scheduling.replay import replay, running_schedulers
from quizapp.scheduling.scheduler import VERSION, Scheduler
from quizapp.scheduling.state import State, from_json, of_card
from quizapp.storage.rows import Card, Review

SCHEDULER = Scheduler()
KNOWN = {1: SCHEDULER}
DAY = 739_000


def answer(state: State | None, rating: int, day: int = DAY, **fields: object) -> Review:
    """Return the row of an answer as a session writes it."""
    after = SCHEDULER.review("p:a", state, rating, at=day * 1000, day=day)
    row = Review(
        "answer", "p:a", at=day * 1000, day=day, id=f"row-{day}-{rating}", rating=rating, scheduler=1
    )
    before = None if state is None else state.as_json()
    return replace(row, state_before=before, state_after=after.as_json(), **fields)  # type: ignore[arg-type]


def test_nothing_comes_to_a_blank_card() -> None:
    """A question without rows was never met."""
    assert replay("p:a", [], KNOWN).card == Card("p:a")


def test_answers_chain_to_the_last_state() -> None:
    """The card is what the last row says."""
    first = answer(None, 3)
    second = answer(from_json(first.state_after), 4, DAY + 1)
    found = replay("p:a", [first, second], KNOWN)
    assert of_card(found.card) == from_json(second.state_after)
    assert found.contradictions == []


def test_a_correction_counts_from_before_the_answer() -> None:
    """It is computed for the moment of the answer, however late it was given."""
    first = answer(None, 1)
    right = answer(None, 4)
    correction = replace(right, kind="correction", refers_to=first.id, at=first.at + 99, day=DAY + 3)
    found = replay("p:a", [first, correction], KNOWN)
    assert of_card(found.card) == from_json(right.state_after)
    assert found.contradictions == []


def test_an_undo_leads_back() -> None:
    """Taking back the first answer leaves a blank card; marks stay."""
    first = answer(None, 3)
    flag = Review("flag", "p:a", at=1, day=DAY, detail={"value": "typo"})
    undo = Review(
        "undo", "p:a", at=2, day=DAY, refers_to=first.id, scheduler=1, state_before=first.state_after
    )
    found = replay("p:a", [first, flag, undo], KNOWN)
    assert found.card == Card("p:a", flag="typo")
    assert found.contradictions == []


def test_practice_changes_nothing() -> None:
    """Neither the row nor its undoing moves the card."""
    first = answer(None, 3)
    practice = Review("practice", "p:a", at=2, day=DAY, rating=1, id="x")
    undo = Review("undo", "p:a", at=3, day=DAY, refers_to="x")
    found = replay("p:a", [first, practice, undo], KNOWN)
    assert of_card(found.card) == from_json(first.state_after)


def test_a_wrong_state_is_named() -> None:
    """A rating that does not lead to the state of its row is a contradiction."""
    first = replace(answer(None, 3), rating=4)
    assert "row-739000-3" in replay("p:a", [first], KNOWN).contradictions[0]


def test_a_broken_chain_is_named() -> None:
    """A row must begin where the one before it ended."""
    first = answer(None, 3)
    second = answer(from_json(answer(None, 4).state_after), 3, DAY + 1)
    assert "does not begin" in replay("p:a", [first, second], KNOWN).contradictions[0]


def test_another_scheduler_s_rows_are_believed() -> None:
    """Only the running version is computed again."""
    first = replace(answer(None, 3), rating=4, scheduler=2)
    assert replay("p:a", [first], KNOWN).contradictions == []
    recorded = {1: (VERSION, SCHEDULER.as_json()), 2: ("fsrs-5.0/1", {})}
    assert set(running_schedulers(recorded)) == {1}
