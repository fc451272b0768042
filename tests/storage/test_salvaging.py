"""A damaged file: what can be read of it is saved, beside what its backups hold."""

from __future__ import annotations

import random
import sqlite3
from typing import TYPE_CHECKING

import pytest

from quizapp.storage import backups, log, open_store, salvaging
from quizapp.storage.rows import Review

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.sqlite
PAGE = 4096


def filled(count: int, first: int = 0) -> tuple[Path, list[str]]:
    """Add rows; return the file, its write-ahead log folded in, and their ids."""
    with open_store() as store:
        with store.write() as connection:
            rows = [
                Review("answer", f"p:{number}", at=number, day=1, rating=3, answer={"x": "7" * 200})
                for number in range(first, first + count)
            ]
            ids = [log.append(store, connection, row).id for row in rows]
        assert store.file is not None
        file = store.file
    raw = sqlite3.connect(file)
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    return file, ids


def ids_of(file: Path) -> set[str]:
    with open_store(f"sqlite:///{file}") as store, store.read() as connection:
        return {row.id for _, rows in log.by_question(store, connection) for row in rows}


def spoil(file: Path, pages: list[int]) -> None:
    content = bytearray(file.read_bytes())
    for page in pages:
        content[page * PAGE : (page + 1) * PAGE] = b"\xa5" * PAGE
    file.write_bytes(content)


@pytest.mark.parametrize("seed", range(4))
def test_nothing_of_a_backup_and_most_of_the_rest_is_saved(seed: int) -> None:
    """Some pages are gone: all rows of the backup are there, and those of the pages that can be read."""
    file, before = filled(60)
    backups.make(file, backups.AUTOMATIC)
    file, after = filled(300, 60)
    pages = file.stat().st_size // PAGE
    spoil(file, random.Random(seed).sample(range(30, pages), 2))  # noqa: S311 - no secret
    damaged = file.read_bytes()
    saved = salvaging.salvage(file)
    found = ids_of(file)
    assert set(before) <= found <= {*before, *after}
    assert len(found) >= 60 + 240
    assert saved.kept is not None
    assert saved.kept.read_bytes() == damaged
    assert saved.rows == len(found)


def test_a_file_of_which_nothing_is_left_is_what_the_backup_was() -> None:
    """The first page is gone: the backup is all there is."""
    file, before = filled(20)
    copy = backups.make(file, backups.AUTOMATIC).file
    spoil(file, [0])
    assert salvaging.salvage(file).backup == copy
    assert ids_of(file) == set(before)


def test_without_a_backup_what_can_be_read_is_saved() -> None:
    """An empty database takes it in."""
    file, before = filled(200)
    spoil(file, [file.stat().st_size // PAGE - 2])
    saved = salvaging.salvage(file)
    assert saved.backup is None
    assert len(ids_of(file)) >= 150
    assert ids_of(file) <= set(before)
