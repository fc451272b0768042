"""Settings: read what is right, tell every mistake with its place, keep the hand-written rest when saving."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp import settings
from quizapp.settings import SCHEMA, Settings, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_no_file_gives_the_defaults(file: Path) -> None:
    """A first start needs no file."""
    assert settings.load(file) == Settings()


def test_every_default_fits_its_own_row() -> None:
    """The schema would accept each default, and describes what may stand there."""
    for row in SCHEMA:
        assert settings.checked(row.name, row.default) == row.default
        assert row.in_words()
        assert row.says.endswith(".")


def test_values_are_read(file: Path) -> None:
    """Numbers, switches, waits and keys come as the program uses them."""
    file.write_text('new_per_day = 3\nmouse = false\nlearning_steps = ["5m", "2h"]\n[keys]\nundo = "z"\n')
    read = settings.load(file)
    assert (read.new_per_day, read.mouse) == (3, False)
    assert read.learning_steps == (timedelta(minutes=5), timedelta(hours=2))
    assert read.keys == {"undo": "z"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("new_per_dy = 3", r':2: there is no setting "new_per_dy"; the nearest is "new_per_day"'),
        ("new_per_day = -1", r":2: new_per_day is -1; it must be a whole number from 0 to 9999"),
        ("new_per_day = true", r":2: new_per_day is True; it must be a whole number"),
        ("desired_retention = 90", r":2: desired_retention is 90; it must be a number from 0.7 to 0.97"),
        ("desired_retention = nan", r":2: desired_retention is nan"),
        ('target_level = "senior"', r':2: .*one of "entry", "mid"'),
        ('learning_steps = ["1 minute"]', r":2: .*a list of waits"),
        ("rollover_hour = [", r": this is not TOML"),
        ("rollover_hour = = 4", r":2:17: this is not TOML"),
        pytest.param("rollover_hour = " + "[" * 3_000, r": this is not TOML: too many brackets", id="deep"),
        pytest.param(
            "rollover_hour = 1" + "0" * 5_000, r": this is not TOML: a number has too many", id="long"
        ),
        ("[screen]\nwidth = 3", r':3: there is no setting "screen.width"'),
    ],
)
def test_a_mistake_is_told_with_its_place(file: Path, line: str, said: str) -> None:
    """Each mistake names file and line, the key, and what may stand there."""
    file.write_text(f"# mine\n{line}\n")
    with pytest.raises(SettingsError, match=f"settings.toml{said}"):
        settings.load(file)


def test_one_mistake_does_not_cost_the_rest(file: Path) -> None:
    """What is right counts, and all mistakes are told, not the first."""
    file.write_text('new_per_day = 3\ntheme = 4\nrollover_hour = "4"\n')
    read, problems = settings.load_with_problems(file)
    assert read == Settings(new_per_day=3)
    assert len(problems) == 2


def test_saving_keeps_comments_and_order(file: Path) -> None:
    """Only the changed line changes; its note stays."""
    file.write_text('# mine\nnew_per_day = 3  # a few\ntheme = "x"\n\n[keys]\nundo = "z"\n')
    settings.save({"new_per_day": 5, "mouse": False}, file)
    assert file.read_text() == (
        '# mine\nnew_per_day = 5  # a few\ntheme = "x"\nmouse = false\n\n[keys]\nundo = "z"\n'
    )


def test_none_puts_back_the_default(file: Path) -> None:
    """A setting that is given up leaves the file."""
    settings.save({"new_per_day": 5}, file)
    assert settings.save({"new_per_day": None}, file) == Settings()
    assert "new_per_day" not in file.read_text()


def test_a_wrong_value_is_not_saved(file: Path) -> None:
    """The file is untouched when one of the changes cannot be."""
    with pytest.raises(SettingsError, match="rollover_hour is 25"):
        settings.save({"new_per_day": 5, "rollover_hour": 25}, file)
    assert not file.exists()


def test_a_file_that_is_not_toml_is_not_overwritten(file: Path) -> None:
    """Saving refuses rather than lose what somebody wrote."""
    file.write_text("new_per_day = = 3\n")
    with pytest.raises(SettingsError, match="this is not TOML"):
        settings.save({"new_per_day": 5}, file)
    assert file.read_text() == "new_per_day = = 3\n"


def test_a_folder_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    """Saving below a file gives a sentence."""
    (tmp_path / "here").write_text("")
    with pytest.raises(SettingsError, match="cannot be made"):
        settings.save({"new_per_day": 5}, tmp_path / "here" / "settings.toml")


VALUES: dict[str, Callable[[Any], st.SearchStrategy[Any]]] = {
    "integer": lambda row: st.integers(int(row.low), int(row.high)),
    "number": lambda row: st.floats(row.low, row.high),
    "switch": lambda _row: st.booleans(),
    "choice": lambda row: st.sampled_from(row.options),
    "text": lambda _row: st.text(st.characters(exclude_categories=["Cs"])),
    "date": lambda _row: st.dates().map(lambda day: day.isoformat()) | st.just(""),
    "steps": lambda _row: st.lists(
        st.integers(1, 60 * 24 * 30).map(lambda n: timedelta(minutes=n)), max_size=4
    ).map(tuple),
    "keys": lambda _row: st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.just("k")
    ),
}
CHANGES = st.fixed_dictionaries({}, optional={row.name: VALUES[row.kind](row) for row in SCHEMA})


@given(st.lists(CHANGES, max_size=3))
def test_what_is_saved_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, changes: list[dict[str, Any]]
) -> None:
    """Any settings, saved in any order, are the ones that are loaded."""
    file = tmp_path_factory.mktemp("settings") / "settings.toml"
    expected: dict[str, Any] = {}
    for change in changes:
        settings.save(change, file)
        expected |= change
    assert settings.load(file) == Settings(**expected)
