"""The colours: one accent, three verdict colours, and a theme that leaves all colours to the terminal."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping

DARK, LIGHT, ANSI = "quiz-dark", "quiz-light", "quiz-ansi"


def _theme(name: str, *, dark: bool, tones: Mapping[str, str]) -> Theme:
    """Return a theme from its tones; quiet, right, partly, wrong and chosen become styles of text."""
    ground, text, accent = tones["ground"], tones["text"], tones["accent"]
    return Theme(
        name=name,
        dark=dark,
        ansi=ground == "ansi_default",
        primary=accent,
        secondary=accent,
        accent=accent,
        success=tones["right"],
        warning=tones["partly"],
        error=tones["wrong"],
        foreground=text,
        background=ground,
        surface=tones["raised"],
        panel=tones["raised"],
        boost=tones["raised"],
        variables={
            "quiet": tones["quiet"],
            "line": tones["line"],
            "lead": tones.get("lead", f"bold {accent}"),
            "right": tones["right"],
            "partly": tones["partly"],
            "wrong": tones["wrong"],
            "chosen": tones.get("chosen", f"bold {ground} on {accent}"),
            "held": tones["held"],
            "text": text,
            "rule": tones["line"],
            "input-cursor-background": accent,
            "input-cursor-foreground": ground,
            "input-cursor-text-style": tones.get("cursor", "none"),
            "input-selection-background": tones["held"],
            "block-cursor-background": accent,
            "block-cursor-foreground": ground,
            "block-cursor-text-style": tones.get("cursor", "none"),
            "ansi-background": ground,
            "ansi-foreground": text,
            "scrollbar": tones["line"],
            "scrollbar-hover": tones["line"],
            "scrollbar-active": accent,
            "scrollbar-background": ground,
            "scrollbar-background-hover": ground,
            "scrollbar-background-active": ground,
            "scrollbar-corner-color": ground,
        },
    )


_ALL = (
    _theme(
        DARK,
        dark=True,
        tones={
            "ground": "#15171c",
            "raised": "#1d2027",
            "held": "#2c3140",
            "line": "#3a4150",
            "text": "#d9dce3",
            "quiet": "#8b93a3",
            "accent": "#7fb4f5",
            "right": "#8ccf8a",
            "partly": "#e8b65a",
            "wrong": "#f28779",
        },
    ),
    _theme(
        LIGHT,
        dark=False,
        tones={
            "ground": "#fbfaf7",
            "raised": "#f1efe9",
            "held": "#dfe6f2",
            "line": "#cfcbc0",
            "text": "#26282d",
            "quiet": "#666a73",
            "accent": "#1f5fb4",
            "right": "#2a7632",
            "partly": "#8a5a00",
            "wrong": "#b3261e",
        },
    ),
    _theme(
        ANSI,
        dark=True,
        tones={
            "ground": "ansi_default",
            "raised": "ansi_default",
            "held": "ansi_default",
            "line": "ansi_default",
            "text": "ansi_default",
            "quiet": "ansi_default dim",
            "accent": "ansi_cyan",
            "lead": "ansi_cyan bold",
            "right": "ansi_green",
            "partly": "ansi_yellow",
            "wrong": "ansi_red",
            "chosen": "bold reverse",
            "cursor": "reverse",
        },
    ),
)

THEMES = {each.name: each for each in _ALL}
NAMES = {"dark": DARK, "light": LIGHT, "ansi": ANSI}


def colourless(environment: Mapping[str, str] | None = None) -> bool:
    """Return whether NO_COLOR asks for no colour."""
    return "NO_COLOR" in (os.environ if environment is None else environment)


def chosen(wanted: str, environment: Mapping[str, str] | None = None) -> str:
    """Return the theme to use for a setting: NO_COLOR wins; an unknown or "auto" one follows the terminal."""
    if colourless(environment):
        return ANSI
    return NAMES.get(wanted, wanted) if wanted != "auto" else _of_terminal(environment)


def _of_terminal(environment: Mapping[str, str] | None) -> str:
    """Return light where the terminal says its background is light (COLORFGBG, as xterm's family sets it)."""
    variables = os.environ if environment is None else environment
    ground = variables.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT if ground in ("7", "15") else DARK


def defaults(theme: Theme) -> dict[str, str]:
    """Return the roles a theme of Textual's own lacks."""
    accent, ground = theme.accent or theme.primary, theme.background or "#101010"
    return {
        "quiet": f"{theme.foreground or '#c0c0c0'} 70%",
        "line": f"{theme.foreground or '#c0c0c0'} 30%",
        "rule": f"{theme.foreground or '#c0c0c0'} 30%",
        "lead": f"bold {accent}",
        "right": theme.success or "#4ebf71",
        "partly": theme.warning or "#ffa62b",
        "wrong": theme.error or "#ba3c5b",
        "chosen": f"bold {ground} on {accent}",
        "held": theme.panel or theme.surface or ground,
    }
