"""On a PostgreSQL server: the same tables, a log that only grows, several learners, and plain refusals.

Runs in every suite where Debian's server and psycopg are installed; ``make test-postgresql`` runs all tests of
storage and sessions on it.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from quizapp.storage import StorageError, cards, errors, log, migrating, open_store, tables
from quizapp.storage.rows import Card, Review
from tests import postgresql

ROW = Review(
    kind="answer",
    question="p:a",
    at=1_800_000_000_000_000,
    day=739_000,
    seed=2**32 - 1,
    drawn={"W": [[1.5, -2.0], [0.1, 1e-300]]},
    answer={"z": "½ \u202e \ud800"},
    credit=0.25,
    rating=1,
    seconds=1.5,
)


def test_an_empty_server_is_brought_up_to_date() -> None:
    """What the changes add up to is what the code declares; a second opening finds it done."""
    url = postgresql.empty()
    with open_store(url) as store, store.read() as connection:
        assert store.backup is None
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == migrating.HEAD
    open_store(url).close()


def test_a_row_comes_back_as_it_was_written_and_stays() -> None:
    """Numbers to the last bit, any text; the server itself refuses to change or delete a row."""
    with open_store(postgresql.fresh()) as store:
        with store.write() as connection:
            written = log.append(store, connection, ROW)
            cards.put(store, connection, Card("p:a", phase="review", reps=1))
        assert replace(written, id="", seq=0, device=0) == ROW
        for statement in ("UPDATE review SET rating = 4", "DELETE FROM review", "TRUNCATE review"):
            with pytest.raises(StorageError, match="only appended"), store.write() as connection:
                connection.execute(text(statement))
        with store.read() as connection:
            assert log.last_answer(store, connection) == written


def test_learners_share_a_server_and_nothing_else() -> None:
    """Each has a log and cards of their own."""
    url = postgresql.fresh()
    with open_store(url, learner="ana") as ana, open_store(url, learner="bo") as bo:
        for store in (ana, bo, bo):
            with store.write() as connection:
                log.append(store, connection, ROW)
        with ana.read() as one, bo.read() as other:
            assert (log.size(ana, one), log.size(bo, other)) == (1, 2)


def test_a_reader_sees_one_moment() -> None:
    """What is committed while something is read does not show in the middle of it."""
    url = postgresql.fresh()
    with open_store(url) as one, open_store(url) as other, one.read() as connection:
        assert log.is_empty(one, connection)
        with other.write() as writing:
            log.append(other, writing, ROW)
        assert log.is_empty(one, connection)
    with open_store(url) as one, one.read() as connection:
        assert not log.is_empty(one, connection)


def test_a_newer_database_is_refused() -> None:
    """Nothing of it is changed."""
    url = postgresql.fresh()
    with open_store(url) as store, store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0099'"))
    with pytest.raises(errors.NewerDatabaseError, match="newer quizapp"):
        open_store(url)


def test_a_server_that_does_not_answer_is_said_so() -> None:
    """One sentence, with the address and without a password."""
    postgresql.fresh()  # skips where there is no driver
    with pytest.raises(errors.UnreachableError, match="does not answer") as error:
        open_store("postgresql+psycopg://me:secret@127.0.0.1:1/quiz")
    assert "secret" not in str(error.value)
