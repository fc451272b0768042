"""The review log: it keeps everything, and nothing in it changes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from quizapp.sessions.committing import storable
from quizapp.storage import StorageError, cards, log, open_store
from quizapp.storage.connecting import as_json
from quizapp.storage.rows import Card, Review

if TYPE_CHECKING:
    from quizapp.storage.store import Store

ROW = Review(
    kind="answer",
    question="p:a",
    at=1_800_000_000_000_000,
    day=739_000,
    version="0123456789ab",
    seed=2**32 - 1,
    drawn={"W": [[1.5, -2.0], [0.1, 1e-300]], "n": 3},
    expected={"z": 0.1},
    answer={"z": "½ \u202e\x1b[31m \ud800"},
    verdict={"word": "wrong"},
    credit=0.25,
    proposed=1,
    rating=1,
    hints=0,
    seconds=1.5,
    state_after={"phase": "learning", "stability": 0.212},
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def append(store: Store, row: Review) -> Review:
    with store.write() as connection:
        return log.append(store, connection, row)


def test_a_row_comes_back_as_it_was_written(store: Store) -> None:
    """Numbers to the last bit, and any text, half characters too."""
    written = append(store, ROW)
    with store.read() as connection:
        assert log.by_id(connection, written.id) == written
    assert replace(written, id="", seq=0, device=0) == ROW


@given(JSON)
def test_any_values_can_be_kept(value: object) -> None:
    """Whatever was drawn or typed is stored; what is no number is stored as a word."""
    kept = storable({"value": value})
    assert json.loads(as_json(kept)) == kept


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE review SET rating = 4",
        "DELETE FROM review",
        "INSERT OR REPLACE INTO review SELECT * FROM review",
    ],
)
def test_the_log_cannot_be_changed(store: Store, statement: str) -> None:
    """The database itself refuses, also behind the program's back."""
    written = append(store, ROW)
    with pytest.raises(StorageError), store.write() as connection:
        connection.execute(text(statement))
    with store.read() as connection:
        assert log.of_question(store, connection, "p:a") == (written,)


def test_ids_and_numbers_follow_the_order_of_writing(store: Store) -> None:
    """UUIDv7: an id sorts after those written before it."""
    written = [append(store, ROW) for _ in range(5)]
    assert [row.id for row in written] == sorted({row.id for row in written})
    assert [row.seq for row in written] == [1, 2, 3, 4, 5]
    assert written[0].id[14] == "7"


@given(st.integers(0, 2**60 - 2), st.binary(min_size=8, max_size=8))
def test_an_id_sorts_after_what_is_known(count: int, rest: bytes) -> None:
    """Also after one from the future, of a clock that was set back since; it is a UUIDv7 all the same."""
    digits = f"{count:015x}"
    known = str(UUID(f"{digits[:12]}7{digits[12:]}{rest.hex()}"))
    fresh = log.new_id(known)
    assert fresh > known
    assert (str(UUID(fresh)), UUID(fresh).version) == (fresh, 7)


def test_the_last_answer_is_the_last_that_stands(store: Store) -> None:
    """Undone answers, corrections and flags are passed over."""
    first, second = append(store, ROW), append(store, ROW)
    append(store, Review("flag", "p:a", at=1, day=1))
    append(store, Review("undo", "p:a", at=1, day=1, refers_to=second.id))
    append(store, Review("correction", "p:a", at=1, day=1, refers_to=first.id, rating=2))
    with store.read() as connection:
        assert log.last_answer(store, connection) == first


def test_learners_do_not_see_each_other(store: Store) -> None:
    """Two learners of one database have a log and cards each."""
    append(store, ROW)
    with open_store(learner="another") as other:
        append(other, replace(ROW, question="p:b"))
        with other.write() as connection:
            cards.put(other, connection, Card("p:b"))
            assert log.size(other, connection) == 1
    with store.read() as connection:
        assert log.of_question(store, connection, "p:b") == ()
        assert cards.everything(store, connection) == []


def test_an_aborted_transaction_leaves_nothing(store: Store) -> None:
    """Row and card are written together or not at all."""

    def interrupted() -> None:
        with store.write() as connection:
            log.append(store, connection, ROW)
            cards.put(store, connection, Card("p:a"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    with store.read() as connection:
        assert log.is_empty(store, connection)
        assert cards.get(store, connection, "p:a") is None


def test_questions_are_read_one_by_one(store: Store) -> None:
    """Each question with all its rows, in the order of writing."""
    for name in "abacab":
        append(store, replace(ROW, question=f"p:{name}"))
    with store.read() as connection:
        found = {name: [row.seq for row in rows] for name, rows in log.by_question(store, connection)}
    assert found == {"p:a": [1, 3, 5], "p:b": [2, 6], "p:c": [4]}


def test_a_card_is_written_and_written_again(store: Store) -> None:
    """The second writing replaces the first; removing leaves none."""
    with store.write() as connection:
        cards.put(store, connection, Card("p:a", phase="learning", reps=1))
        cards.put(store, connection, Card("p:a", phase="review", reps=2, flag="x"))
        assert cards.everything(store, connection) == [Card("p:a", phase="review", reps=2, flag="x")]
        cards.remove(store, connection, "p:a")
        assert cards.get(store, connection, "p:a") is None


@pytest.mark.sqlite
def test_a_commit_is_on_the_disk(store: Store) -> None:
    """Every connection waits for the disk, keeps references whole, and lets readers read."""
    with store.read() as connection:
        settings = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("statement", "index"),
    [
        ("SELECT * FROM review WHERE learner = 1 AND question = 'p:a' ORDER BY seq", "review_of_question"),
        ("SELECT seq FROM review WHERE learner = 1 AND day = 5", "review_of_day"),
        ("SELECT seq FROM review WHERE refers_to = 'x' AND kind = 'undo'", "review_refers_to"),
        ("SELECT question FROM card WHERE learner = 1 AND due_day <= 5", "card_due"),
    ],
)
def test_what_is_asked_often_has_an_index(store: Store, statement: str, index: str) -> None:
    """None of the frequent questions reads the whole log."""
    with store.read() as connection:
        plan = str(list(connection.execute(text(f"EXPLAIN QUERY PLAN {statement}"))))
    assert index in plan


@pytest.mark.sqlite
def test_the_last_answer_is_found_from_the_end(store: Store) -> None:
    """The statement itself walks an index backwards and sorts nothing."""
    with store.read() as connection:
        compiled = log._last_standing(store).compile(connection, compile_kwargs={"literal_binds": True})
        said = [str(row) for row in connection.execute(text(f"EXPLAIN QUERY PLAN {compiled}"))]
    assert "sqlite_autoindex_review_1" in said[0]
    assert not any("TEMP B-TREE" in line for line in said)
