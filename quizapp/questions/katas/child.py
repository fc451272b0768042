"""The kata's own process: runs the learner's code within limits and sends back plain numbers, never objects.

Started as ``python -I -S child.py``, so that nothing but the standard library and NumPy can be imported. It judges
nothing: what it sends is compared elsewhere, with values that it never sees.
"""

from __future__ import annotations

import base64
import builtins
import importlib
import io
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

MOST_BYTES = 8_000_000  # of one returned array
LONGEST = 1500  # characters of an error's account
FILE = "kata.py"
_REFUSED = (
    "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.exec", "os.system", "os.startfile", "subprocess.",
    "pty.", "socket.", "ctypes.", "os.kill", "os.killpg", "signal.", "os.remove", "os.rename", "os.rmdir", "os.mkdir",
    "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown", "os.putenv", "shutil.", "mmap.", "fcntl.",
    "resource.setrlimit", "resource.prlimit", "_thread.start_new_thread", "webbrowser.", "urllib.", "http.", "ftplib.",
    "winreg.", "msvcrt.", "sqlite3.", "syslog.",
)  # fmt: skip
_LOOKED_AT = ("open", "os.listdir", "os.scandir", "os.chdir")


class RefusedError(PermissionError):
    """Something a kata has no need of."""


def main() -> None:
    """Read the request from stdin, run the function on each case, and write one line of JSON for each."""
    request = json.loads(sys.stdin.buffer.read())
    out = os.fdopen(int(sys.argv[1]), "w", encoding="ascii")
    numpy = _numpy(request["site"])
    _limit(request)
    _guard(str(Path(os.__file__).resolve().parent), str(Path(numpy.__file__).resolve().parent))

    def send(data: dict[str, Any]) -> None:
        out.write(json.dumps(data) + "\n")
        out.flush()

    function, error = _defined(request["source"], request["name"])
    if error:
        send({"error": error})
        return
    send({"ready": True})
    for case in request["cases"]:
        send(_called(numpy, function, case))


def _numpy(site: str) -> Any:
    """Import NumPy and what it loads late, then forget where it came from: nothing beside it can be imported."""
    sys.path.append(site)
    numpy = importlib.import_module("numpy")
    for late in ("random", "linalg", "fft", "polynomial"):
        importlib.import_module(f"numpy.{late}")
    sys.path.remove(site)
    return numpy


def _limit(request: dict[str, Any]) -> None:
    """Bound processor time, memory, files and processes, where the platform can."""
    try:
        resource = importlib.import_module("resource")
    except ImportError:
        return
    seconds, memory = int(request["seconds"]) + 1, int(request["memory"])
    limits = {
        "RLIMIT_CPU": seconds, "RLIMIT_AS": memory, "RLIMIT_FSIZE": 0, "RLIMIT_NOFILE": 32, "RLIMIT_CORE": 0,
        "RLIMIT_NPROC": 0,
    }  # fmt: skip
    for name, limit in limits.items():
        try:
            resource.setrlimit(getattr(resource, name), (limit, limit))
        except (AttributeError, ValueError, OSError):
            continue


def _guard(standard: str, numpy: str) -> None:
    """Refuse processes, sockets, foreign code and files: an audit hook cannot be taken away again."""
    realpath, decode, separator = os.path.realpath, os.fsdecode, os.sep

    def may_read(place: str) -> bool:
        if place.startswith(numpy + separator):
            return True
        return place.startswith(standard + separator) and f"{separator}site-packages" not in place

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(_REFUSED):
            raise RefusedError(f"a kata may not use {event}")
        if event in _LOOKED_AT and arguments and not isinstance(arguments[0], int):
            place = realpath(decode(arguments[0] or "."))
            writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
            if writes or not may_read(place):
                raise RefusedError(f"a kata may not open {place[:200]}")

    builtins.input = _no_input
    sys.addaudithook(hook)


def _no_input(*_arguments: Any) -> str:
    raise RefusedError("a kata has nobody to ask")


def _defined(source: str, name: str) -> tuple[Any, str]:
    """Return the function that the source defines, or why there is none."""
    space: dict[str, Any] = {"__name__": "kata"}
    try:
        exec(compile(source, FILE, "exec"), space)  # noqa: S102 - the learner's own code, in its own process
    except BaseException as error:  # the boundary: whatever it does is told
        return None, _account(error)
    function = space.get(name)
    return (function, "") if callable(function) else (None, f"It defines no function {name}.")


def _called(numpy: Any, function: Any, case: list[Any]) -> dict[str, Any]:
    """Return what the function returns for a case, as arrays, or what went wrong."""
    try:
        returned = function(*[_value(numpy, one) for one in case])
    except BaseException as error:  # as above
        return {"error": _account(error)}
    several = returned if isinstance(returned, tuple) else (returned,)
    values = [_sent(numpy, one) for one in several]
    wrong = next((one for one in values if isinstance(one, str)), "")
    return {"error": wrong} if wrong else {"values": values, "tuple": isinstance(returned, tuple)}


def _value(numpy: Any, said: dict[str, Any]) -> Any:
    """Return an argument: a number, or a fresh array."""
    if "number" in said:
        return said["number"]
    data = base64.b64decode(said["data"])
    return numpy.frombuffer(data, dtype=said["type"]).reshape(said["shape"]).copy()


def _sent(numpy: Any, value: Any) -> dict[str, Any] | str:
    """Return an array as it is sent, or why it cannot be."""
    try:
        array = numpy.asarray(value)
    except (ValueError, TypeError) as error:
        return f"What it returns is no array: {error}"
    if array.dtype.kind not in "biuf":
        return f"It returns {type(value).__name__}{'' if value is None else f' of type {array.dtype}'}, not numbers."
    if array.size * 8 > MOST_BYTES:
        return f"It returns an array of shape {array.shape}, which is too large."
    data = numpy.ascontiguousarray(array, dtype="<f8").tobytes()
    return {"shape": list(array.shape), "data": base64.b64encode(data).decode()}


def _account(error: BaseException) -> str:
    """Return what went wrong, with the lines of the learner's file and no others."""
    if isinstance(error, SystemExit):
        return "It ends the program (exit)."
    if isinstance(error, MemoryError):
        return "It asks for more memory than there is for a kata."
    if isinstance(error, SyntaxError) and error.filename == FILE:
        return f"Line {error.lineno}: {error.msg}."
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == FILE]
    where = f"Line {frames[-1].lineno}: " if frames else ""
    said = "".join(traceback.format_exception_only(error)).strip()
    return f"{where}{said}"[:LONGEST]


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True, errors="replace")
    main()
