"""Opening the screens; where there is no terminal to draw in, a sentence says what works instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizapp.cli.errors import CommandError
from quizapp.cli.output import is_interactive

if TYPE_CHECKING:
    from collections.abc import Mapping


def open_home(*, mouse: bool | None = None) -> int:
    """Open the home screen and return the exit code; raises CommandError without a terminal."""
    return open_screens(None, mouse=mouse)


def open_screens(first: Mapping[str, Any] | None, *, mouse: bool | None = None) -> int:
    """Open the screens, at home or straight in a drill with these filters; ``mouse`` overrides the setting."""
    if not is_interactive():
        raise CommandError(
            "The screens need a terminal that can draw. "
            "Line by line, also through a pipe: quizapp drill --plain. Everything else: quizapp --help."
        )
    from quizapp.tui.start import run  # noqa: PLC0415 - only screens need Textual

    return run(first=first, mouse=mouse)
