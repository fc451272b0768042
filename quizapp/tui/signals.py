"""Leaving when the system says so: the terminal is closed, or the process is asked to end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizapp.tui.app import QuizApp

PATIENCE = 2.0  # seconds until the process ends without the terminal's consent


def leave_on_signals(app: QuizApp) -> None:
    """Leave properly on SIGHUP, SIGTERM and SIGINT, and when the terminal is gone."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _leave, app, 128 + number)
    threading.Thread(target=_watch_terminal, args=(app, loop), daemon=True).start()


def _leave(app: QuizApp, code: int) -> None:
    """Leave; where the terminal is gone and swallows every write, end all the same."""
    threading.Thread(target=_end, args=(app, code), daemon=True).start()
    app.leave(code)


def _end(app: QuizApp, code: int) -> None:
    """Finish what is being written, wait for the screen to close, then end."""
    app.close_backstage()
    threading.Event().wait(PATIENCE)
    os._exit(code)


def _watch_terminal(app: QuizApp, loop: asyncio.AbstractEventLoop) -> None:
    """Wait until the terminal hangs up. Not every process is sent SIGHUP then, and reading goes on in vain."""
    if not hasattr(select, "poll") or sys.__stdin__ is None:
        return
    waiting = select.poll()
    waiting.register(sys.__stdin__.fileno(), 0)
    if any(event & select.POLLHUP for _, event in waiting.poll()):
        with contextlib.suppress(RuntimeError):  # the program is over
            loop.call_soon_threadsafe(app.leave, 128 + signal.SIGHUP)
        _end(app, 128 + signal.SIGHUP)
