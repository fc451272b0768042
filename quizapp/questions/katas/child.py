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


class RefusedError(PermissionError):
    """Something a kata has no need of."""


def main() -> None:
    """Read the request from stdin, run the function on each case, and write one line of JSON for each."""
    request = json.loads(sys.stdin.buffer.read())
    out = os.fdopen(int(sys.argv[1]), "w", encoding="ascii")
    numpy = _numpy(request["site"])
    _limit(request)
    _guard(_folders(numpy), _folders(os))

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


def _guard(own: tuple[str, ...], standard: tuple[str, ...]) -> None:
    """Refuse processes, sockets, foreign code and files: an audit hook cannot be taken away again.

    All that the hooks need are constants of their code and types that cannot be changed: the learner's code shares
    this interpreter, and whatever stood in a module or in a closure it could replace.
    """
    for module in ("subprocess", "_posixsubprocess"):  # what they do is audited only in part
        sys.modules.pop(module, None)
    for name in ("mkfifo", "mknod", "pidfd_open"):  # not audited
        for home in (os, sys.modules[os.name]):
            vars(home).pop(name, None)
    builtins.input = _no_input
    sys.addaudithook(globals().pop("_refuse_deeds"))  # whoever has a function can give it other code
    _refuse_files(own, standard)


def _refuse_deeds(event: str, arguments: tuple[Any, ...], *, kind: type = type, text: type = str) -> None:
    if event.startswith((
        "os.fork", "os.posix_spawn", "os.spawn", "os.exec", "os.system", "os.startfile", "subprocess.", "pty.",
        "socket.", "ctypes.", "os.kill", "signal.", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link",
        "os.symlink", "os.truncate", "os.chmod", "os.chown", "os.putenv", "os.utime", "os.setxattr", "os.removexattr",
        "shutil.", "mmap.", "fcntl.", "resource.setrlimit", "resource.prlimit", "_thread.start_",
        "webbrowser.", "urllib.", "http.", "ftplib.", "winreg.", "msvcrt.", "sqlite3.", "syslog.", "gc.",
        "code.__new__", "cpython.PyInterpreterState_New",
    )):  # fmt: skip
        raise RefusedError(f"a kata may not use {event}")
    if event == "import" and (kind(arguments[0]) is not text or arguments[0].rpartition(".")[2] in (
        "subprocess", "_posixsubprocess", "_posixshmem", "_multiprocessing", "_winapi", "_testcapi",
        "_tkinter", "_ssl", "_gdbm", "_dbm", "readline",  # which open files of themselves
    )):  # fmt: skip
        raise RefusedError(f"a kata may not use {arguments[0]}")


def _refuse_files(own: tuple[str, ...], standard: tuple[str, ...]) -> None:
    """Let no file be written, and none be read but NumPy's and the standard library's."""
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

    def hook(  # noqa: PLR0913  constants, for each call anew
        event: str,
        arguments: tuple[Any, ...],
        *,
        kind: type = type,
        text: type = str,
        octets: type = bytes,
        whole: type = int,
        writing: int = writing,
        own: tuple[str, ...] = own,
        standard: tuple[str, ...] = standard,
    ) -> None:
        if event not in ("open", "os.listdir", "os.scandir", "os.chdir") or kind(arguments[0]) is whole:
            return
        place = arguments[0].decode() if kind(arguments[0]) is octets else arguments[0]
        known = kind(place) is text and ".." not in place
        ours = known and place.startswith(own)
        if not ours and not (known and f"{place}/".startswith(standard) and "site-packages" not in place):
            raise RefusedError(f"a kata may not open {place}"[:220])
        if event == "open" and arguments[2] & writing:
            raise RefusedError(f"a kata may not write {place}"[:220])

    sys.addaudithook(hook)


def _folders(module: Any) -> tuple[str, ...]:
    """Return the folder of a module as it is called and as it is, with the sign that ends it."""
    home = Path(module.__file__).parent
    return tuple(dict.fromkeys(f"{one}/" for one in (home, home.resolve())))


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
        several = returned if isinstance(returned, tuple) else (returned,)
        values = [_sent(numpy, one) for one in several]
    except BaseException as error:  # as above; what is returned may have a mind of its own, too
        return {"error": _account(error)}
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
