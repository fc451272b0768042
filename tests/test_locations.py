"""Where files live: one variable moves everything, folders belong to their owner, refusals are sentences."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from quizapp import locations

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(locations.HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.delenv(locations.DATABASE_VARIABLE, raising=False)


def test_one_variable_moves_everything(tmp_path: Path) -> None:
    """QUIZAPP_HOME holds configuration, data, state and cache in folders of their own."""
    places = {locations.config_dir(), locations.data_dir(), locations.state_dir(), locations.cache_dir()}
    assert {place.parent for place in places} == {tmp_path / "home"}
    assert len(places) == 4


def test_without_the_variable_the_platform_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The platform's own variables count where QUIZAPP_HOME is not set."""
    monkeypatch.delenv(locations.HOME_VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    assert locations.data_dir() == tmp_path / "share" / "quizapp"


def test_asking_for_a_place_makes_nothing(tmp_path: Path) -> None:
    """Commands that only read leave no folders behind."""
    locations.log_file()
    locations.database_url()
    assert list(tmp_path.iterdir()) == []


def test_folders_are_for_their_owner_alone(tmp_path: Path) -> None:
    """Each folder that is made has mode 0700, those above it too."""
    made = locations.make(locations.data_dir())
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700


def test_a_file_in_the_way_is_said_in_words(tmp_path: Path) -> None:
    """A folder that cannot be made names itself and what to do."""
    (tmp_path / "home").write_text("in the way")
    with pytest.raises(locations.LocationError, match=r"home.* cannot be made: .*QUIZAPP_HOME"):
        locations.make(locations.data_dir())


def test_the_database_can_be_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """QUIZAPP_DATABASE_URL is taken as it is; without it the database is a file of the data folder."""
    assert locations.database_url() == f"sqlite:///{locations.data_dir() / 'quizapp.db'}"
    monkeypatch.setenv(locations.DATABASE_VARIABLE, "postgresql+psycopg://host/name")
    assert locations.database_url() == "postgresql+psycopg://host/name"


def test_the_bundled_packs_are_found() -> None:
    """The curriculum lies in the content folder, installed or not."""
    assert (locations.content_dir() / "curriculum.yaml").is_file()
