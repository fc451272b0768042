"""A terminal for a child process: what it paints is read with the time, and keys can be sent to it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SIZE = (80, 24)
PATIENCE = 30.0
CONTROL = re.compile(rb"\x1b\[[0-9;?<>=]*[a-zA-Z]|\x1b\][^\x07]*\x07")


def surroundings(home: str) -> dict[str, str]:
    """Return the environment of a learner whose files are in ``home``.

    Compiled modules are kept there as well, whatever the environment says of them: an installed program has its
    own compiled, and beside it a library that is would look quick.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    compiled = str(Path(home, "compiled"))
    return {**kept, "QUIZAPP_HOME": home, "TERM": "xterm-256color", "PYTHONPYCACHEPREFIX": compiled}


class Terminal:
    """A Python process on a pseudo-terminal of its own."""

    def __init__(
        self, words: Sequence[str], environment: Mapping[str, str], size: tuple[int, int] = SIZE
    ) -> None:
        self._here, there = pty.openpty()
        fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self._painted = b""
        self._started = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, *words],
            stdin=there,
            stdout=there,
            stderr=there,
            env=dict(environment),
            start_new_session=True,
        )
        os.close(there)

    def wait_for(self, *marks: str) -> float:
        """Read until all marks were painted; return the milliseconds since the start."""
        wanted = [mark.encode() for mark in marks]
        while not all(mark in self._painted for mark in wanted):
            self._read(PATIENCE)
        return (time.perf_counter() - self._started) * 1000

    def answer_to(self, key: str, mark: str) -> float:
        """Send a key; return the milliseconds until ``mark`` is painted."""
        self._painted = b""
        began = time.perf_counter()
        self.send(key)
        while mark.encode() not in self._painted:
            self._read(PATIENCE)
        return (time.perf_counter() - began) * 1000

    def settle(self, seconds: float = 0.05) -> None:
        """Read until nothing more is painted."""
        while select.select([self._here], [], [], seconds)[0]:
            self._read(seconds)

    def send(self, keys: str) -> None:
        """Send keys."""
        os.write(self._here, keys.encode())

    def read_to_end(self) -> bytes:
        """Return all that is painted, control sequences included, until the process closes its terminal."""
        painted = b""
        with contextlib.suppress(OSError):  # how the end of a pseudo-terminal is told
            while select.select([self._here], [], [], PATIENCE)[0]:
                painted += os.read(self._here, 65536)
        return painted

    def hang_up(self) -> None:
        """Close the terminal under the process."""
        os.close(self._here)

    def close(self) -> None:
        """End the process."""
        self.process.terminate()
        try:
            while self.process.poll() is None:
                self._read(0.1)
        except OSError:
            self.process.wait(10)
        os.close(self._here)

    def _read(self, seconds: float) -> None:
        if not select.select([self._here], [], [], seconds)[0]:
            if seconds == PATIENCE:
                raise TimeoutError(self._painted[-400:])
            return
        self._painted += CONTROL.sub(b"", os.read(self._here, 65536))
