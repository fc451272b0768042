"""Opening the trainer: everything that is heavy is imported here, with as little ado as possible."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from quizapp.tui.backstage import Sessions


def run(
    *,
    first: Mapping[str, Any] | None = None,
    mouse: bool | None = None,
    opener: Callable[[], Sessions] | None = None,
) -> int:
    """Open the trainer and return its exit code.

    ``first`` goes straight to a drill with these filters (pack, section, level, kind, limit); ``mouse``
    overrides the setting; ``opener`` opens the layer below (quizapp.sessions unless given).
    """
    gc.disable()  # nothing is garbage while modules are imported; the app enables it after its first numbers
    from quizapp import settings as kept  # noqa: PLC0415 - from here on it is a matter of milliseconds
    from quizapp.sessions.overview import remembered  # noqa: PLC0415
    from quizapp.tui.app import QuizApp, Surroundings  # noqa: PLC0415
    from quizapp.tui.asciify import wanted  # noqa: PLC0415
    from quizapp.tui.real import RealSessions  # noqa: PLC0415

    settings, _problems = kept.load_with_problems()
    around = Surroundings(ascii_only=wanted(settings.ascii), last_overview=None if opener else remembered)
    app = QuizApp(opener or RealSessions, settings, around, first=first)
    try:
        app.run(mouse=settings.mouse if mouse is None else mouse)
    finally:
        app.close_backstage()
    return app.return_code or 0
