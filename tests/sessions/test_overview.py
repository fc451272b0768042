"""What home showed last: shown again only while it can still be so."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from quizapp import locations
from quizapp.sessions.overview import Overview, SectionRow, remember, remembered

DAY = date(2026, 11, 21)
SHOWN = Overview(
    due=3,
    new=2,
    minutes=7,
    done=1,
    streak=4,
    sections=(SectionRow("act", "Activations", 3, 2, 0.8), SectionRow("bp", "Backpropagation", 0, 0, None)),
    next_due=datetime(2026, 11, 22, 3, tzinfo=UTC),
    first_run=False,
    problems=("A pack has an error.",),
)


@pytest.fixture(autouse=True)
def _database(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give the test a home with something in the place of a database."""
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path_factory.mktemp("home")))
    (locations.make(locations.data_dir()) / locations.DATABASE_NAME).write_bytes(b"rows")


@pytest.mark.sqlite
def test_what_was_kept_comes_back_as_it_was() -> None:
    """With its sections, and its moments in UTC."""
    assert remembered(DAY) is None
    remember(SHOWN, DAY)
    assert remembered(DAY) == SHOWN


@pytest.mark.sqlite
@pytest.mark.parametrize("change", ["day", "database", "log", "settings", "file"])
def test_it_is_not_shown_once_something_has_changed(change: str) -> None:
    """Another day, a row more in the database or its log, other settings, a damaged file."""
    remember(SHOWN, DAY)
    database = locations.data_dir() / locations.DATABASE_NAME
    if change == "database":
        database.write_bytes(b"more rows")
    elif change == "log":
        database.with_name(f"{database.name}-wal").write_bytes(b"row")
    elif change == "settings":
        locations.make(locations.config_dir())
        locations.settings_file().write_text("new_per_day = 3\n")
    elif change == "file":
        (locations.cache_dir() / "home.json").write_text("{]")
    assert remembered(date(2026, 11, 22) if change == "day" else DAY) is None


def test_a_database_elsewhere_is_not_guessed_about(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a server holds cannot be seen from its files."""
    monkeypatch.setenv("QUIZAPP_DATABASE_URL", "postgresql://localhost/learning")
    remember(SHOWN, DAY)
    assert remembered(DAY) is None
    assert not (locations.cache_dir() / "home.json").exists()
