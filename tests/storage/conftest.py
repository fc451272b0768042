"""A database of its own for every test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizapp import locations
from quizapp.storage import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quizapp.storage.store import Store


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(locations.HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.delenv(locations.DATABASE_VARIABLE, raising=False)
    return tmp_path / "home"


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store() as opened:
        yield opened
