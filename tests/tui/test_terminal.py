"""Colours, NO_COLOR, terminals without UTF-8, keys that are moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.color import Color

from quizapp.settings import Settings
from quizapp.tui import asciify, theme
from tests.tui.fakes import CHOICE, HOSTILE, NUMERIC, TRACE

if TYPE_CHECKING:
    from tests.tui.conftest import Opener

TONES = ("foreground", "accent", "success", "warning", "error")


def luminance(colour: Color) -> float:
    """Return the relative luminance of sRGB, as WCAG 2.2 defines it."""
    channels = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in colour.normalized
    ]
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), channels, strict=True))


@pytest.mark.parametrize("name", [theme.DARK, theme.LIGHT])
def test_text_is_readable_in_every_colour(name: str) -> None:
    """Each colour of text stands out from the ground by 4.5 to 1, as WCAG 2.2 (1.4.3) asks."""
    chosen = theme.THEMES[name]
    ground = Color.parse(chosen.background or "")
    tones = {tone: getattr(chosen, tone) for tone in TONES} | {"quiet": chosen.variables["quiet"]}
    for tone, colour in tones.items():
        lighter, darker = sorted((luminance(ground), luminance(Color.parse(colour))), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, tone


def test_auto_follows_the_terminal() -> None:
    """COLORFGBG tells a light ground; NO_COLOR wins over everything; a name is taken as it is."""
    assert theme.chosen("auto", {}) == theme.DARK
    assert theme.chosen("auto", {"COLORFGBG": "0;15"}) == theme.LIGHT
    assert theme.chosen("light", {"NO_COLOR": "1"}) == theme.ANSI
    assert theme.chosen("nord", {}) == "nord"


async def test_no_color_paints_no_colour(drilling: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under NO_COLOR no cell has a colour, and the verdict is still said by sign and word."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with drilling(NUMERIC) as learner:
        await learner.type("1", "enter")
        assert "✗ wrong" in learner.text
        for strip in learner.app.screen._compositor.render_strips():
            for segment in strip:
                filtered = segment
                for each in learner.app.get_line_filters():
                    filtered = each.apply([filtered], Color(0, 0, 0))[0]
                assert (
                    filtered.style is None or filtered.style.color is None or filtered.style.color.is_default
                )


@pytest.mark.parametrize("name", ["dark", "light", "ansi", "nord", "no such theme"])
async def test_every_theme_can_be_used(drilling: Opener, name: str) -> None:
    """Ours, Textual's own and one that does not exist all show the drill."""
    async with drilling(NUMERIC, settings=Settings(theme=name)) as learner:
        await learner.type("1", "enter")
        assert "✗ wrong" in learner.text


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "C"}, True),
        ({"LC_ALL": "POSIX", "LANG": "en_US.UTF-8"}, True),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),
        ({"LANG": "de_DE", "LC_CTYPE": "de_DE.utf8"}, False),
        ({"LANG": "de_DE.ISO-8859-1"}, True),
        ({}, False),
    ],
)
def test_the_locale_says_whether_ascii_is_needed(environment: dict[str, str], *, expected: bool) -> None:
    """LC_ALL, LC_CTYPE and LANG count in this order; what Python sets under LANG=C does not."""
    assert asciify.wanted("auto", environment) == expected


def test_the_setting_wins_over_the_locale() -> None:
    """Set to always or never, the locale is not asked."""
    assert asciify.wanted("always", {"LANG": "en_US.UTF-8"})
    assert not asciify.wanted("never", {"LANG": "C"})


@pytest.mark.parametrize("character", "✓◐✗│─━…·–∂′σΣ₂é中⎡●☑")
def test_every_character_has_ascii_of_its_width(character: str) -> None:
    """Columns stay where they are, whatever is replaced."""
    from rich.cells import cell_len  # noqa: PLC0415

    replaced = asciify.letter(character)
    assert replaced.isascii()
    assert len(replaced) == cell_len(character)


@pytest.mark.parametrize(("instance", "key"), [(TRACE, "9"), (CHOICE, "b"), (HOSTILE, "9")])
async def test_nothing_but_ascii_is_painted_without_utf8(
    drilling: Opener, instance: object, key: str
) -> None:
    """Question, answer and verdict come out in ASCII, words and signs included."""
    async with drilling(instance, ascii_only=True) as learner:
        await learner.press(key, *["enter"] * 6)
        painted = []
        for strip in learner.app.screen._compositor.render_strips():
            segments = list(strip)
            for each in learner.app.get_line_filters():
                segments = each.apply(segments, Color(0, 0, 0))
            painted.append("".join(segment.text for segment in segments))
        text = "\n".join(painted)
        assert text.isascii()
        assert "x wrong" in text
        assert {len(row) for row in painted} == {80}


async def test_keys_can_be_moved(drilling: Opener) -> None:
    """A key named in the settings replaces the usual one, on the foot line and in help as well."""
    moved = Settings(theme="dark", keys={"hint": "z", "no such action": "y"})
    async with drilling(NUMERIC, settings=moved) as learner:
        await learner.press("escape", "h")
        assert "Hint" not in learner.text
        assert "z hint" in learner.foot
        await learner.press("z")
        assert "Hint 1 of 2" in learner.text
