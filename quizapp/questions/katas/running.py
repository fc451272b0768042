"""Running a kata: a process of its own, watched, bounded and ended with everything it started."""

from __future__ import annotations

import base64
import binascii
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

MEMORY = 1 << 30  # bytes of address space
SHOWN = 4_000  # characters of what is printed that are kept
MOST_PRINTED = 2_000_000  # bytes, after which it is stopped
MOST_SENT = 60_000_000
_CHUNK = 65_536
STOPPED = "It was stopped."  # by the learner
READY = b'{"ready": true}'
CHILD = Path(__file__).with_name("child.py")


@dataclass(slots=True)
class Watch:
    """What a front end sees of a run while it lasts, and how it ends one."""

    latest: str = ""
    _tail: str = ""
    _cancelled: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> None:
        """Forget the run before; nothing is to be stopped."""
        self.latest = self._tail = ""
        self._cancelled.clear()

    def follow(self, text: str) -> None:
        """Take what was printed next, which may be a piece of a line."""
        self._tail = (self._tail + text)[-1000:]
        lines = self._tail.strip().splitlines()
        self.latest = lines[-1][:200] if lines else self.latest

    def cancel(self) -> None:
        """End the run."""
        self._cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether it is to end."""
        return self._cancelled.is_set()


WATCH = Watch()  # one kata runs at a time


class Returned(NamedTuple):
    """What the function returned for a case: arrays, or what went wrong."""

    values: tuple[np.ndarray[Any, np.dtype[np.float64]], ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run went: a result for each case that was reached, what was printed, and why it ended early, if it did."""

    results: tuple[Returned, ...]
    printed: str = ""
    trouble: str = ""
    started: bool = False  # the function was there and was called


def run(source: str, name: str, cases: Sequence[Sequence[Any]], *, seconds: float) -> Outcome:
    """Call a function of the source on each case (numbers and arrays) in a process of its own."""
    request = json.dumps({
        "source": source,
        "name": name,
        "cases": [[_argument(one) for one in case] for case in cases],
        "site": str(Path(np.__file__).parent.parent),
        "seconds": seconds,
        "memory": MEMORY,
    }).encode()  # fmt: skip
    try:
        with tempfile.TemporaryDirectory(prefix="kata-") as folder:
            return _Process(request, folder, seconds).outcome()
    finally:
        WATCH.begin()  # here, not before: it may be stopped before it has begun


def _argument(value: Any) -> dict[str, Any]:
    if isinstance(value, int | float):
        return {"number": value}
    array = np.ascontiguousarray(value)
    array = array.astype("<i8" if array.dtype.kind in "iu" else "<f8")
    data = base64.b64encode(array.tobytes()).decode()
    return {"type": array.dtype.str, "shape": list(array.shape), "data": data}


class _Process:
    """One child process with its pipes."""

    def __init__(self, request: bytes, folder: str, seconds: float) -> None:
        self.request = request
        self.seconds = seconds
        self.end = time.monotonic() + seconds
        self.sent, self.printed_bytes = bytearray(), 0
        self.printed: deque[str] = deque(maxlen=200)
        self.trouble = ""
        reading, writing = os.pipe()
        try:
            self.child = subprocess.Popen(  # noqa: S603 - our own interpreter and file
                [sys.executable, "-I", "-S", "-B", "-u", "-X", "utf8", str(CHILD), str(writing)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=_environment(folder),
                pass_fds=(writing,),
                start_new_session=True,
            )
        except OSError:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        self.reading = reading

    def outcome(self) -> Outcome:
        """Feed it, follow it, end it."""
        feeder = threading.Thread(target=self._feed, daemon=True)
        feeder.start()
        try:
            self._follow()
        finally:
            self._end()
            feeder.join(timeout=2)
        results = tuple(self._results())
        return Outcome(results, self._shown(), self.trouble, started=self.sent.startswith(READY))

    def _feed(self) -> None:
        pipe = self.child.stdin
        if pipe is None:
            return
        try:
            pipe.write(self.request)
            pipe.close()
        except OSError:
            return

    def _follow(self) -> None:
        """Read both pipes until they close, time is up, too much comes, or it is no longer wanted."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.reading, selectors.EVENT_READ, self._take_result)
            if self.child.stdout is not None:
                selector.register(self.child.stdout, selectors.EVENT_READ, self._take_text)
            while selector.get_map() and not self.trouble:
                for key, _ in selector.select(timeout=0.1):
                    chunk = os.read(key.fd, _CHUNK)
                    if chunk:
                        key.data(chunk)
                    else:
                        selector.unregister(key.fileobj)
                self._check()

    def _check(self) -> None:
        if WATCH.is_cancelled:
            self.trouble = STOPPED
        elif time.monotonic() > self.end:
            self.trouble = f"It did not end within {self.seconds:g} seconds, and was stopped."
        elif self.printed_bytes > MOST_PRINTED:
            self.trouble = "It printed without end, and was stopped."
        elif len(self.sent) > MOST_SENT:
            self.trouble = "It returned too much, and was stopped."

    def _take_result(self, chunk: bytes) -> None:
        self.sent += chunk

    def _take_text(self, chunk: bytes) -> None:
        self.printed_bytes += len(chunk)
        text = chunk.decode("utf-8", "replace")
        self.printed.append(text)
        WATCH.follow(text)

    def _shown(self) -> str:
        """Return the end of what was printed."""
        text = "".join(self.printed)
        return text if len(text) <= SHOWN else f"…{text[-SHOWN:]}"

    def _end(self) -> None:
        """Kill the process and whatever it started, and close the pipes."""
        try:
            os.killpg(self.child.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            self.child.kill()
        self.child.wait()
        os.close(self.reading)
        if self.child.stdout is not None:
            self.child.stdout.close()

    def _results(self) -> list[Returned]:
        """Return what was sent, as far as it is whole; it is data, whoever wrote it."""
        lines = bytes(self.sent).split(b"\n")[:-1]
        started = bool(lines) and lines[0] == READY
        found = [_read(line) for line in lines[started:]]
        if not started and found and not self.trouble:
            self.trouble = found[0].error or _reason(self.child.returncode)
        elif not found and not self.trouble:
            self.trouble = _reason(self.child.returncode)
        return found if started else []


def _environment(folder: str) -> dict[str, str]:
    """Return nothing of the learner's environment, and one thread for the linear algebra."""
    quiet = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR")}
    return {"PATH": "", "HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8", **quiet}


def _read(line: bytes) -> Returned:
    """Return one line as arrays, or what went wrong."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return Returned(error="What it sent cannot be read.")
    if not isinstance(data, dict):
        return Returned(error="What it sent cannot be read.")
    if isinstance(data.get("values"), list):
        arrays = [_array(one) for one in data["values"]]
        whole = tuple(one for one in arrays if one is not None)
        return (
            Returned(whole) if len(whole) == len(arrays) else Returned(error="What it sent cannot be read.")
        )
    return Returned(error=str(data.get("error", "What it sent cannot be read."))[:2000])


def _array(said: Any) -> np.ndarray[Any, np.dtype[np.float64]] | None:
    try:
        shape = tuple(int(size) for size in said["shape"])
        data = base64.b64decode(said["data"], validate=True)
        return np.frombuffer(data, dtype="<f8").reshape(shape).astype(np.float64)
    except (KeyError, TypeError, ValueError, OverflowError, MemoryError, binascii.Error):
        return None


def _reason(code: int | None) -> str:
    if code is not None and code == -getattr(signal, "SIGXCPU", 24):
        return "It used more processor time than there is for a kata."
    return "It ended before it returned anything."
