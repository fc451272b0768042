"""Every error family as one sentence on stderr and an exit code; never a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.cli.errors import UNREACHABLE, USAGE
from quizapp.cli.output import narrate, pointed_at
from quizapp.cli.wording import sentence

if TYPE_CHECKING:
    from engine.errors import ReadingError


def known_errors() -> tuple[type[Exception], ...]:
    """Return the families that carry a sentence; imported only once something has gone wrong."""
    from engine.errors import EngineError  # noqa: PLC0415
    from quizapp.locations import LocationError  # noqa: PLC0415
    from quizapp.questions.errors import QuestionError  # noqa: PLC0415
    from quizapp.sessions.errors import SessionError, StorageError  # noqa: PLC0415
    from quizapp.settings import SettingsError  # noqa: PLC0415

    return (EngineError, QuestionError, SessionError, StorageError, SettingsError, LocationError, OSError)


def report(error: Exception) -> int:
    """Write one error as a sentence on stderr and return its exit code."""
    from engine.errors import EngineError  # noqa: PLC0415

    narrate("\n".join([in_words(error), *getattr(error, "__notes__", ())]))
    return USAGE if isinstance(error, EngineError) else UNREACHABLE


def in_words(error: Exception) -> str:
    """Return what happened, with the place where there is one."""
    from engine.errors import ReadingError  # noqa: PLC0415

    if isinstance(error, ReadingError):
        return unreadable(error)
    if isinstance(error, OSError):
        place = f" {error.filename}" if error.filename else ""
        return f"Cannot read or write{place}: {error.strerror or error}."
    return sentence(str(error))


def unreadable(error: ReadingError) -> str:
    """Return what is wrong with a text, and the place in it."""
    lines = error.text.split("\n")
    if not error.text or not 0 < error.line <= len(lines):
        return sentence(error.what)
    return f"{sentence(error.what)}\n{pointed_at(lines[error.line - 1], error.column, error.length)}"
