"""What is said when something unexpected happens, and where the rest of it is written."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

OURS = ("quizapp.", "engine.")


def in_words(error: BaseException) -> str:
    """Return what happened: our own errors and the system's are sentences already."""
    if type(error).__module__.startswith(OURS):
        return str(error)
    if isinstance(error, OSError):
        place = f" {error.filename}" if error.filename else ""
        return f"Cannot read or write{place}: {error.strerror or error}."
    return f"Something unexpected happened: {type(error).__name__}: {error}"


def expected(error: BaseException) -> bool:
    """Return whether the sentence says all there is to say."""
    return type(error).__module__.startswith(OURS) or isinstance(error, OSError)


def log(error: BaseException) -> Path | None:
    """Append the whole of an error to the log file; return the file, or None where it cannot be written."""
    from quizapp import locations  # noqa: PLC0415 - only when something has gone wrong

    file = locations.log_file()
    try:
        locations.make(file.parent)
        with file.open("a", encoding="utf-8") as out:
            out.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} " + "".join(traceback.format_exception(error)))
    except (OSError, locations.LocationError):
        return None
    return file


def last_words(error: BaseException | None) -> str:
    """Return what is said when the program has to end."""
    if error is None:
        return "quizapp ended unexpectedly. Everything answered is saved."
    file = log(error)
    where = f" The details are in {file}." if file else ""
    return f"quizapp had to end. {in_words(error)}\nEverything answered is saved.{where}"
