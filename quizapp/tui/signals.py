"""Leaving when the system says so: the terminal is closed, or the process is asked to end."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizapp.tui.app import QuizApp

PATIENCE = 2.0  # seconds until the process ends without the terminal's consent


def leave_on_signals(app: QuizApp) -> None:
    """Leave properly on SIGHUP, SIGTERM and SIGINT."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _leave, app, number)


def _leave(app: QuizApp, number: signal.Signals) -> None:
    """Leave; where the terminal is gone and swallows every write, end all the same."""
    code = 128 + number
    threading.Thread(target=_end, args=(app, code), daemon=True).start()
    app.leave(code)


def _end(app: QuizApp, code: int) -> None:
    """Finish what is being written, wait for the screen to close, then end."""
    app.close_backstage()
    threading.Event().wait(PATIENCE)
    os._exit(code)
