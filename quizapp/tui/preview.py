"""Opening the preview of a pack: the app with another first screen, and no database behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from quizapp.tui.app import QuizApp, Surroundings
from quizapp.tui.screens.preview import PreviewScreen

if TYPE_CHECKING:
    from pathlib import Path

    from quizapp.settings import Settings
    from quizapp.tui.backstage import Sessions


class PreviewApp(QuizApp):
    """The preview in a terminal."""

    def __init__(self, path: Path, settings: Settings, surroundings: Surroundings | None = None) -> None:
        super().__init__(lambda: _opened(path), settings, surroundings)

    def get_default_screen(self) -> PreviewScreen:
        """Begin with the pack."""
        return PreviewScreen()


def _opened(path: Path) -> Sessions:
    """Return what stands behind the screen: the pack's files, and nothing else."""
    from quizapp.sessions.previewing import Preview  # noqa: PLC0415 - the engine, once the screen is painted

    return cast("Sessions", Preview(path))


def run(path: Path) -> int:
    """Open the preview of a pack and return its exit code."""
    from quizapp import settings as kept  # noqa: PLC0415
    from quizapp.tui.asciify import wanted  # noqa: PLC0415

    settings, _problems = kept.load_with_problems()
    app = PreviewApp(path, settings, Surroundings(ascii_only=wanted(settings.ascii)))
    try:
        app.run(mouse=settings.mouse)
    finally:
        app.close_backstage()
    return app.return_code or 0
