"""Copies made by themselves: every so often while the database is used, in nobody's way, and never silently not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizapp.sessions import committing
from quizapp.sessions.home import overview
from quizapp.storage import backups, rows
from tests.sessions.fakes import entries

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from quizapp.sessions import Collection
    from quizapp.sessions.keeping import Keeper
    from tests.sessions.fakes import FakeClock

    Make = Callable[..., Collection]

pytestmark = pytest.mark.sqlite


@pytest.fixture
def collection(make: Make) -> Collection:
    made = make(entries("p:a"))
    made.keep_copies()
    return made


def keeper_of(collection: Collection) -> Keeper:
    assert collection.keeper is not None
    return collection.keeper


def file_of(collection: Collection) -> Path:
    assert collection.store.file is not None
    return collection.store.file


def used(collection: Collection) -> int:
    """Write something, let the copy be made if one is due, and return how many copies there are."""
    keeper = keeper_of(collection)
    keeper._look_at = 0.0  # the time between two looks is over
    committing.mark(collection, "p:a", rows.FLAG, "x")
    keeper.wait()
    return len(backups.found(file_of(collection)))


def test_a_copy_is_made_every_so_often(collection: Collection, clock: FakeClock) -> None:
    """With the first thing written, and again once the last copy is half an hour old."""
    assert used(collection) == 1
    clock.move(minutes=20)
    assert used(collection) == 1
    clock.move(minutes=20)
    assert used(collection) == 2


def test_a_clock_that_was_set_back_stops_nothing(collection: Collection, clock: FakeClock) -> None:
    """A copy from the future is no reason not to make one now, nor to make one all the time."""
    clock.move(days=400)
    assert used(collection) == 1
    clock.move(days=-400)
    assert used(collection) == 2
    clock.move(minutes=1)
    assert used(collection) == 2


def test_copies_are_thinned_as_they_come(collection: Collection, clock: FakeClock) -> None:
    """A year of daily use leaves a few dozen."""
    for _ in range(60):
        clock.move(days=6)
        count = used(collection)
    assert count <= 2 + 12 + 10 + 9


def test_a_copy_that_cannot_be_made_is_told_at_home(collection: Collection, clock: FakeClock) -> None:
    """The answer is safe all the same; once a copy can be made again nothing is said any more."""
    folder = backups.folder_of(file_of(collection))
    folder.write_text("in the way")
    assert used(collection) == 0
    assert "automatic backup failed" in overview(collection).problems[0]
    folder.unlink()
    clock.move(hours=1)
    assert used(collection) == 1
    assert overview(collection).problems == ()


def test_nobody_waits_for_a_copy_at_the_end(collection: Collection) -> None:
    """Closing stops one that is being made and leaves no part of it."""
    keeper = keeper_of(collection)
    keeper._stop.set()
    assert used(collection) == 0
    collection.close()
    folder = backups.folder_of(file_of(collection))
    assert list(folder.iterdir()) == []
