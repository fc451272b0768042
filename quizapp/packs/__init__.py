"""Packs of questions: reading, checking, caching, and the library of what is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from quizapp.packs.model import Pack


def load(path: str | Path) -> Pack:
    """Return the pack in a folder or in one file, read anew. Never raises: see ``problems``."""
    from quizapp.packs import loading  # noqa: PLC0415 - the library's index needs no reader

    return loading.load(path)
