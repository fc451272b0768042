"""Help, settings, packs and the palette, driven by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quizapp import locations
from quizapp import settings as kept
from quizapp.tui import theme
from tests.tui.fakes import CHOICE, NUMERIC

if TYPE_CHECKING:
    from tests.tui.conftest import Opener


async def test_help_lists_the_keys_of_the_screen(at_home: Opener) -> None:
    """? at home lists home's keys with a paragraph on what it is for; ? again closes it."""
    async with at_home() as learner:
        await learner.press("?")
        assert "Drill what is due and new" in learner.text
        assert "What waits today" in learner.text
        await learner.press("?")
        assert learner.screen == "HomeScreen"


@pytest.mark.parametrize(
    ("instance", "said"), [(NUMERIC, "Every printable key types"), (CHOICE, "A letter or number picks")]
)
async def test_help_lists_the_keys_of_the_focused_field(
    drilling: Opener, instance: object, said: str
) -> None:
    """From inside a field F1 shows the field's keys first, then those that need esc."""
    async with drilling(instance, size=(100, 50)) as learner:
        await learner.press("f1")
        assert said in learner.text
        assert learner.text.index("In the field") < learner.text.index("After esc")
        await learner.press("escape")
        assert learner.screen == "DrillScreen"


async def test_a_setting_acts_at_once_and_is_kept(at_home: Opener) -> None:
    """The theme changes under the learner's eyes, and the file says so."""
    async with at_home() as learner:
        await learner.press("comma")
        for _ in kept.SCHEMA:
            if "The colours" in learner.text:
                break
            await learner.press("j")
        assert "The colours" in learner.text
        await learner.press("right")
        assert learner.app.theme == theme.LIGHT
        assert kept.load().theme == "light"
        await learner.press("r")
        assert kept.load().theme == "auto"


async def test_a_number_is_typed_or_stepped(at_home: Opener) -> None:
    """Enter asks for a value; arrows step; esc leaves it as it was."""
    async with at_home() as learner:
        await learner.press(
            "comma", "enter", "backspace", "backspace", "2", "5", "enter", "right", "right", "left"
        )
        assert kept.load().new_per_day == 26
        await learner.press("enter", "9", "escape")
        assert kept.load().new_per_day == 26
        await learner.press("escape")
        assert learner.screen == "HomeScreen"


async def test_a_value_that_cannot_be_is_refused_in_words(at_home: Opener) -> None:
    """The schema's sentence is shown, and the file stays as it was."""
    async with at_home() as learner:
        await learner.press("comma", "enter", "x", "enter")
        assert "a whole number from 0" in learner.foot
        assert not locations.settings_file().exists()


async def test_every_setting_of_the_schema_is_there(at_home: Opener) -> None:
    """The screen is generated: no setting is forgotten, except the table of keys."""
    async with at_home(size=(80, 40)) as learner:
        await learner.press("comma")
        for row in kept.SCHEMA:
            assert (row.name.replace("_", " ") in learner.text) == (row.kind != "keys")


async def test_what_is_usually_empty_is_said_to_be(at_home: Opener) -> None:
    """Of a date, how it is written."""
    async with at_home(size=(80, 40)) as learner:
        await learner.press("comma", *["j"] * 5)
        assert "a date such as 2026-12-05, or empty; usually empty." in learner.text


async def test_packs_are_listed_with_their_errors(at_home: Opener) -> None:
    """Version, number of questions, and for a broken one place, what and how to mend; markup stays text."""
    async with at_home() as learner:
        await learner.press("p")
        for said in (
            "version 1.0",
            "9 questions",
            "[bold]Broken[/]",
            "✗ 1 error",
            "broken.yaml:3:5",
            "Did you mean",
        ):
            assert said in learner.text


async def test_the_palette_finds_our_commands(at_home: Opener) -> None:
    """: opens it with the keys of this screen by name; choosing one runs it."""
    async with at_home() as learner:
        await learner.press(":")
        await learner.type("settings")
        assert "Settings  (,)" in learner.text
        await learner.press("enter")
        assert learner.screen == "SettingsScreen"


async def test_copy_says_what_it_copied(drilling: Opener) -> None:
    """The key y puts the question on the clipboard; after the answer what was typed as well."""
    async with drilling(NUMERIC) as learner:
        await learner.press("escape", "y")
        assert learner.foot.startswith("Copied the question (")
        assert "fake:numeric" in learner.app.clipboard
        await learner.press("i", "5", "enter", "y")
        assert "σ(0): 5 (wrong, expected 0.5)" in learner.app.clipboard
