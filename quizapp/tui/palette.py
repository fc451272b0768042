"""The command palette: the keys of the present screen by name, and the colours."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand

from quizapp.tui import theme
from quizapp.tui.screens.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.screen import Screen

    from quizapp.tui.app import QuizApp

MOVES = {
    "line_down",
    "line_up",
    "page_down",
    "page_up",
    "to_top",
    "to_end",
    "palette",
    "enter_answer",
    "leave_field",
}


def commands(app: QuizApp, screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Yield the commands for a screen."""
    if isinstance(screen, Page):
        for key in app.keys.at(screen.place):
            if key.id not in MOVES:
                title = f"{key.label[:1].upper()}{key.label[1:]}  ({key.shown})"
                yield SystemCommand(title, key.says, partial(screen.run_action, key.call))
    for name in theme.NAMES:
        yield SystemCommand(f"Colours: {name}", f"Use the {name} colours.", partial(app.change_theme, name))
