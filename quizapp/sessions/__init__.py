"""The UI-free sessions: home, the drill, the doctor; what both the screens and the line mode stand on."""

from __future__ import annotations

from quizapp.sessions.collection import Collection, open_collection

__all__ = ["Collection", "open_collection"]
