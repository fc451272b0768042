"""A database of its own for every test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizapp import locations
from quizapp.storage import open_store
from tests import postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quizapp.storage.store import Store


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
def store() -> Iterator[Store]:
    with open_store() as opened:
        yield opened
