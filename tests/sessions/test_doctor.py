"""The doctor: the log is the truth, whatever became of the cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, text

from quizapp.sessions.doctor import examine
from quizapp.sessions.drill import Drill
from quizapp.storage import cards, tables
from tests.sessions.fakes import RIGHT, WRONG, entries

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizapp.sessions import Collection
    from quizapp.storage.rows import Card

    Make = Callable[..., Collection]


def drilled(make: Make) -> Collection:
    """Return a collection with some history: answers, a correction, an undo, a flag."""
    collection = make(entries("p:a", "p:b", "p:c"))
    drill = Drill(collection)
    for answer in (RIGHT, WRONG, RIGHT):
        drill.next()
        drill.check(answer, seconds=1, hints_used=0)
    drill.rate(4)
    drill.flag("check the sign")
    drill.undo()
    drill.check(WRONG, seconds=1, hints_used=0)
    return collection


def stored(collection: Collection) -> dict[str, Card]:
    with collection.store.read() as connection:
        return {card.question: card for card in cards.everything(collection.store, connection)}


def change(collection: Collection, statement: str) -> None:
    with collection.store.write() as connection:
        connection.execute(text(statement))


def test_a_sound_database_is_healthy(make: Make) -> None:
    """Answers, corrections, undos and flags replay to the cards."""
    report = examine(drilled(make))
    assert report.healthy
    assert (report.rows, report.cards) == (7, 3)
    assert report.differences == report.contradictions == report.integrity == ()


def test_cards_are_rebuilt_from_the_log(make: Make) -> None:
    """Changed, missing and invented cards are reported, then mended."""
    collection = drilled(make)
    before = stored(collection)
    change(collection, "UPDATE card SET stability = 99, flag = 'x' WHERE question = 'p:a'")
    change(collection, "DELETE FROM card WHERE question = 'p:b'")
    with collection.store.write() as connection:
        cards.put(collection.store, connection, before["p:a"]._replace(question="p:z"))
    report = examine(collection)
    assert not report.healthy
    assert [line.split(":")[1] for line in report.differences] == ["a", "b", "z"]
    assert "stability is 99.0, by the log" in report.differences[0]
    assert stored(collection) != before, "looking changes nothing"
    assert examine(collection, repair=True).repaired
    assert stored(collection) == before
    assert examine(collection).healthy


@pytest.mark.sqlite
def test_a_log_that_contradicts_itself_is_told(make: Make) -> None:
    """A row whose rating does not lead to its state is named; the log is not touched."""
    collection = drilled(make)
    change(collection, "DROP TRIGGER review_no_update")
    change(collection, "UPDATE review SET rating = 4 WHERE question = 'p:a' AND kind = 'answer'")
    report = examine(collection, repair=True)
    assert not report.healthy
    assert len(report.contradictions) == 1
    assert "p:a: row" in report.contradictions[0]


def test_rows_of_another_scheduler_count_as_written(make: Make) -> None:
    """What this program cannot compute again is believed."""
    collection = drilled(make)
    with collection.store.write() as connection:
        connection.execute(text("UPDATE scheduler SET version = 'fsrs-9.9/1'"))
        assert connection.execute(text("SELECT count(*) FROM scheduler")).scalar() == 1
    assert examine(collection).healthy


def test_a_gap_in_the_log_is_told(make: Make) -> None:
    """A row that does not begin where the one before it ended is named."""
    collection = drilled(make)
    with collection.store.write() as connection:
        row = connection.execute(tables.review.select().where(tables.review.c.question == "p:a")).first()
        assert row is not None
        values = {key: value for key, value in row._asdict().items() if key != "seq"}
        connection.execute(insert(tables.review).values({**values, "id": "f" * 32}))
    assert any("does not begin" in line for line in examine(collection).contradictions)
