"""What a session can refuse, each as a sentence; the layers above know storage only by these names."""

from __future__ import annotations

from quizapp.storage.errors import DamagedError, StorageError

__all__ = ["DamagedError", "SessionError", "StorageError"]


class SessionError(Exception):
    """Something was asked of a session that it cannot do now; its text is for a person."""
