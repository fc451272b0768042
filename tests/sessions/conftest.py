"""A home of its own for every test, and collections that are closed at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from quizapp import locations
from tests import postgresql
from tests.sessions.fakes import FakeClock, FakeEntry, collection_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from quizapp.sessions import Collection


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(locations.HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.delenv(locations.DATABASE_VARIABLE, raising=False)
    if postgresql.wanted():
        monkeypatch.setenv(locations.DATABASE_VARIABLE, postgresql.fresh())
    return tmp_path / "home"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what asks something of SQLite's file where the tests run on a server."""
    if postgresql.wanted():
        for item in items:
            if item.get_closest_marker("sqlite") is not None:
                item.add_marker(pytest.mark.skip("asks something of SQLite's file"))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def make(home: Path, clock: FakeClock) -> Iterator[Callable[..., Collection]]:
    """Open collections over one database; all are closed at the end."""
    opened: list[Collection] = []

    def opener(found: Iterable[FakeEntry], **options: Any) -> Collection:
        collection = collection_of(found, locations.database_url(), **{"clock": clock, **options})
        opened.append(collection)
        return collection

    yield opener
    for collection in opened:
        collection.close()
