"""Copies: whole, of one moment, thinned with age; and going back to one without losing what it replaces."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from quizapp.storage import StorageError, backups, connecting, errors, log, open_store, restoring
from quizapp.storage.rows import Review

if TYPE_CHECKING:
    from pathlib import Path

    from quizapp.storage.store import Store

pytestmark = pytest.mark.sqlite
NOW = datetime(2026, 3, 30, 12, tzinfo=UTC)
MOMENTS = st.lists(
    st.integers(-3 * 24 * 60, 500 * 24 * 60).map(lambda minutes: NOW - timedelta(minutes=minutes)),
    max_size=60,
)


def answer(store: Store, question: str = "p:a") -> Review:
    with store.write() as connection:
        return log.append(store, connection, Review("answer", question, at=1, day=1, rating=3))


def file_of(store: Store) -> Path:
    assert store.file is not None
    return store.file


def ids(store: Store) -> set[str]:
    with store.read() as connection:
        return {row.id for question in "ab" for row in log.of_question(store, connection, f"p:{question}")}


def test_a_copy_holds_what_is_acknowledged_and_is_one_file(store: Store) -> None:
    """Also what is still in the write-ahead log; it opens by itself, elsewhere."""
    written = answer(store)
    made = backups.make(file_of(store), backups.AUTOMATIC, NOW)
    assert [file.name for file in made.file.parent.iterdir()] == [made.file.name]
    with sqlite3.connect(made.file) as raw:
        assert raw.execute("SELECT count(*) FROM review").fetchone() == (1,)
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    raw.close()
    assert backups.found(file_of(store)) == (made,)
    assert ids(store) == {written.id}


def test_a_copy_is_made_while_another_program_writes(store: Store) -> None:
    """The copy is of one moment, and the writer does not wait for it."""
    answer(store)
    with store.write() as connection:
        log.append(store, connection, Review("answer", "p:b", at=2, day=1))
        made = backups.make(file_of(store), backups.BY_HAND, NOW)
    with sqlite3.connect(made.file) as raw:
        assert raw.execute("SELECT question FROM review").fetchall() == [("p:a",)]
    raw.close()


def test_a_copy_that_is_stopped_leaves_nothing(store: Store) -> None:
    """Neither a file nor a part of one."""
    with pytest.raises(errors.StoppedError):
        backups.make(file_of(store), backups.AUTOMATIC, NOW, lambda: True)
    assert list(backups.folder_of(file_of(store)).iterdir()) == []


@pytest.mark.parametrize("harm", [b"", b"\xff" * 4096])
def test_a_copy_that_is_not_whole_is_refused(store: Store, harm: bytes) -> None:
    """What cannot be opened, or has lost a page, is no copy."""
    made = backups.make(file_of(store), backups.BY_HAND, NOW).file
    content = made.read_bytes()
    made.write_bytes(content[: len(content) // 2] + harm)
    with pytest.raises(StorageError):
        backups.verify(made)
    with pytest.raises(StorageError):
        restoring.restore(file_of(store), made, NOW)


def test_of_a_damaged_database_there_is_no_copy(store: Store) -> None:
    """It is said of the database, not of the copy, and what to do; nothing is left behind."""
    answer(store)
    file = file_of(store)
    store.close()
    with file.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"\xa5" * 16384)
    with pytest.raises(errors.DamagedError, match=r"quizapp\.db is damaged.*doctor --repair"):
        backups.make(file, backups.BY_HAND, NOW)
    assert list(backups.folder_of(file).iterdir()) == []


@pytest.mark.parametrize("where", ["a file in the way", "nowhere to write"])
def test_a_copy_that_cannot_be_written_says_so(store: Store, where: str, tmp_path: Path) -> None:
    """One sentence, and the database is as it was."""
    if where == "a file in the way":
        backups.folder_of(file_of(store)).write_text("in the way")
        with pytest.raises(errors.UnwritableError, match="cannot be made"):
            backups.make(file_of(store), backups.BY_HAND)
    else:
        with pytest.raises(errors.UnwritableError, match="cannot be opened"):
            backups.copy(file_of(store), tmp_path / "missing" / "copy.db")


@given(MOMENTS)
def test_thinning_keeps_what_is_promised(moments: list[datetime]) -> None:
    """All of two days and of the future; a last copy of each of 12 days, 10 weeks and 9 months; the newest."""
    kept = set(moments) - backups.surplus(moments, NOW)
    assert {each for each in moments if NOW - each <= timedelta(days=2)} <= kept
    older = sorted((each for each in moments if NOW - each > timedelta(days=2)), reverse=True)
    days = list(dict.fromkeys(each.date() for each in older))
    assert set(days[:12]) <= {each.date() for each in kept}
    months = list(dict.fromkeys((each.year, each.month) for each in older))
    assert set(months[:9]) <= {(each.year, each.month) for each in kept}
    assert len({each for each in kept if NOW - each > timedelta(days=2)}) <= 12 + 10 + 9
    if moments:
        assert max(moments) in kept


def test_a_year_of_use_leaves_a_copy_of_every_grade() -> None:
    """Thinned after every copy, six a day: two days in full, 12 days, 10 weeks, 9 months."""
    kept: set[datetime] = set()
    for step in range(6 * 365):
        now = NOW + timedelta(hours=4 * step)
        kept.add(now)
        kept -= backups.surplus(kept, now)
    recent = {each for each in kept if now - each <= timedelta(days=2)}
    assert len(recent) == 13
    ages = sorted((now - each).days for each in kept - recent)
    assert ages[11] <= 14
    assert 200 <= ages[-1] <= 310
    assert 20 <= len(ages) <= 31


def test_copies_made_by_hand_stay(store: Store) -> None:
    """Thinning removes only what was made by itself, and what killed programs left."""
    old = NOW - timedelta(days=400)
    by_hand = backups.make(file_of(store), backups.BY_HAND, old)
    gone = [
        backups.make(file_of(store), backups.AUTOMATIC, old + timedelta(minutes=minute)) for minute in (1, 2)
    ]
    newest = backups.make(file_of(store), backups.AUTOMATIC, NOW)
    assert backups.thin(file_of(store), NOW) == (gone[0].file,)
    assert {one.file for one in backups.found(file_of(store))} == {by_hand.file, gone[1].file, newest.file}


def test_other_files_are_let_be(store: Store) -> None:
    """What is not named as a copy of this database is neither listed nor removed."""
    folder = backups.folder_of(file_of(store))
    folder.mkdir()
    for name in (
        "notes.txt",
        "other-20200101-000000-000000-auto.db",
        "quizapp-20209999-000000-000000-auto.db",
    ):
        (folder / name).write_text("x")
    assert backups.found(file_of(store)) == ()
    assert backups.thin(file_of(store), NOW) == ()
    assert len(list(folder.iterdir())) == 3


def test_going_back_says_what_changes_and_keeps_what_it_replaces(store: Store) -> None:
    """Under the feet of a program that has the database open, which goes on with what is there then."""
    first = answer(store)
    copy = backups.make(file_of(store), backups.BY_HAND, NOW).file
    second = answer(store, "p:b")
    difference = restoring.compare(file_of(store), copy)
    assert (difference.lost, difference.gained, difference.sound) == (1, 0, True)
    kept = restoring.restore(file_of(store), copy, NOW + timedelta(hours=1))
    assert kept is not None
    assert ids(store) == {first.id}
    back = restoring.compare(file_of(store), kept)
    assert (back.lost, back.gained) == (0, 1)
    restoring.restore(file_of(store), kept, NOW + timedelta(hours=2))
    assert ids(store) == {first.id, second.id}
    third = answer(store)
    assert third.id in ids(store)


@pytest.mark.parametrize(("there", "here"), [(4096, 8192), (8192, 4096)])
def test_a_copy_with_pages_of_another_size_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: int, here: int
) -> None:
    """Databases of earlier programs had smaller pages; SQLite cannot write one size over the other by itself."""
    monkeypatch.setattr(connecting, "PAGE_SIZE", there)
    with open_store(f"sqlite:///{tmp_path / 'there' / 'quizapp.db'}") as store:
        first = answer(store)
        copy = backups.make(file_of(store), backups.BY_HAND, NOW).file
    monkeypatch.setattr(connecting, "PAGE_SIZE", here)
    with open_store(f"sqlite:///{tmp_path / 'here' / 'quizapp.db'}") as store:
        second = answer(store, "p:b")
        kept = restoring.restore(file_of(store), copy, NOW)
        assert kept is not None
        assert ids(store) == {first.id}
        assert [file.name for file in kept.parent.iterdir()] == [kept.name]
        restoring.restore(file_of(store), kept, NOW)
        assert ids(store) == {second.id}
        with store.read() as connection:
            assert connection.execute(text("PRAGMA page_size")).scalar() == here
            assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"


def test_an_answer_never_falls_between_the_copy_and_the_restore(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While what is replaced is copied nobody else can write: what is acknowledged is before it or after all."""
    answer(store)
    copy = backups.make(file_of(store), backups.BY_HAND, NOW).file
    make, refused = backups.make, []

    def watched(*arguments: object) -> backups.Backup:
        raw = sqlite3.connect(file_of(store), timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked") as error:
            raw.execute("BEGIN IMMEDIATE")
        raw.close()
        refused.append(error)
        return make(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(backups, "make", watched)
    restoring.restore(file_of(store), copy, NOW + timedelta(hours=1))
    assert len(refused) == 1


def test_without_a_copy_of_what_is_there_nothing_is_replaced(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk is too full to keep the old, the new does not come."""
    copy = backups.make(file_of(store), backups.BY_HAND, NOW).file
    written = answer(store)

    def full(*_arguments: object) -> None:
        raise errors.FullDiskError("There is no room left.")

    monkeypatch.setattr(backups, "make", full)
    with pytest.raises(errors.FullDiskError):
        restoring.restore(file_of(store), copy, NOW)
    assert ids(store) == {written.id}


def test_a_damaged_database_is_set_aside_and_replaced(store: Store) -> None:
    """It is kept as it is, with what belongs to it, and the copy takes its place."""
    written = answer(store)
    file = file_of(store)
    copy = backups.make(file, backups.BY_HAND, NOW).file
    store.close()
    file.write_bytes(b"not a database at all" * 1000)
    assert not restoring.compare(file, copy).sound
    kept = restoring.restore(file, copy, NOW)
    assert kept is not None
    assert kept.read_bytes().startswith(b"not a database")
    with open_store() as opened:
        assert ids(opened) == {written.id}


def test_a_missing_database_is_put_back(store: Store) -> None:
    """Where there is nothing, nothing is kept."""
    copy = backups.make(file_of(store), backups.BY_HAND, NOW).file
    store.close()
    file_of(store).unlink()
    assert restoring.restore(file_of(store), copy, NOW) is None
    open_store().close()


def test_a_copy_of_a_newer_program_is_refused(store: Store) -> None:
    """Going back never brings tables that this program does not know."""
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0099'"))
    copy = backups.make(file_of(store), backups.BY_HAND, NOW).file
    with pytest.raises(errors.NewerDatabaseError):
        restoring.restore(file_of(store), copy, NOW)
