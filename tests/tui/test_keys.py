"""The registry of keys."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from quizapp.tui import keys
from quizapp.tui.screens.drill import DrillScreen
from quizapp.tui.screens.error import ErrorScreen
from quizapp.tui.screens.help import HelpScreen
from quizapp.tui.screens.home import HomeScreen
from quizapp.tui.screens.packs import PacksScreen
from quizapp.tui.screens.settings import SettingsScreen
from quizapp.tui.screens.solution import SolutionScreen
from quizapp.tui.screens.summary import SummaryScreen

SCREENS = {
    "home": HomeScreen,
    "drill.asking": DrillScreen,
    "drill.recall": DrillScreen,
    "drill.revealed": DrillScreen,
    "drill.answered": DrillScreen,
    "solution": SolutionScreen,
    "summary": SummaryScreen,
    "settings": SettingsScreen,
    "packs": PacksScreen,
    "help": HelpScreen,
    "error": ErrorScreen,
}


@pytest.mark.parametrize("key", keys.KEYS, ids=lambda key: key.id)
def test_every_ctrl_and_f_key_has_a_plain_twin(key: keys.Key) -> None:
    """Editors' terminals steal such keys; leaving at once is the one thing q does too."""
    stolen = [each for each in key.keys if each.startswith("ctrl+") or re.fullmatch(r"f\d+", each)]
    assert key.id == "leave_now" or len(stolen) < len(key.keys)


@pytest.mark.parametrize("place", keys.PLACES, ids=lambda place: place.name)
def test_no_key_does_two_things_in_one_place(place: keys.Place) -> None:
    """Within a place each key belongs to one action."""
    bound = [each for key in keys.Registry().at(place.name) for each in key.keys]
    assert sorted(bound) == sorted(set(bound))


@pytest.mark.parametrize("place", SCREENS)
def test_every_key_of_a_screen_is_carried_out(place: str) -> None:
    """What the foot and the help promise, the screen can do."""
    screen = SCREENS[place]
    for key in keys.of_places(place):
        assert hasattr(screen, f"action_{key.verb}"), key.id


@pytest.mark.parametrize("place", keys.PLACES, ids=lambda place: place.name)
def test_what_the_foot_shows_holds_there(place: keys.Place) -> None:
    """The foot never shows a key that does nothing; what stands after esc holds once the field is left."""
    for name in place.foot:
        assert keys.Registry().key(name).verb in keys.verbs(place.name)
    after = {
        "drill.writing": "drill.written",
        "drill.ticking": "drill.ticked",
        "interview.typing": "interview.asking",
        "interview.choosing": "interview.asking",
        "interview.ordering": "interview.asking",
        "interview.coding": "interview.asking",
        "interview.writing": "interview.written",
        "interview.ticking": "interview.ticked",
    }
    left = after.get(place.name, "drill.asking")
    for name in place.after:
        assert keys.Registry().key(name).verb in keys.verbs(left)


def test_a_moved_key_is_shown_as_moved() -> None:
    """What the settings replace is what the registry says; unknown names are reported, not used."""
    registry = keys.Registry({"undo": "ctrl+z,z", "undoo": "x"})
    assert registry.key("undo").keys == ("ctrl+z", "z")
    assert registry.key("undo").shown == "ctrl z"
    assert keys.unknown({"undo": "z", "undoo": "x"}) == ("undoo",)


def test_the_readme_table_has_every_place() -> None:
    """The table is Markdown and names each key."""
    table = keys.markdown_table()
    assert table.startswith("| where | key | what it does |")
    for key in keys.KEYS:
        assert key.says in table


def test_the_registry_needs_no_terminal() -> None:
    """It can be read, for the README, without importing Textual."""
    code = "import sys, quizapp.tui.keys; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_home_imports_nothing_heavy() -> None:
    """Before the first paint there is no NumPy, SQLAlchemy, SymPy, YAML or FSRS, nor our own lower layers."""
    heavy = {
        "numpy",
        "sqlalchemy",
        "sympy",
        "yaml",
        "fsrs",
        "alembic",
        "engine",
        "quizapp.sessions.collection",
        "quizapp.packs",
    }
    code = (
        f"import sys, quizapp.tui.app, quizapp.settings, quizapp.tui.real; print({heavy} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert said.strip() == "set()"
