"""A PostgreSQL server of the tests' own: Debian's package, an ordinary user, a free port, gone at the end.

``QUIZAPP_TEST_DATABASE=postgresql`` runs the tests of storage and sessions on it (``make test-postgresql``).
"""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from quizapp.storage import open_store

VARIABLE = "QUIZAPP_TEST_DATABASE"
USERS = ("postgres", "nobody")  # who runs the server where the tests run as root: initdb refuses root
_numbers = count(1)


def wanted() -> bool:
    """Whether the tests are to run on PostgreSQL."""
    return os.environ.get(VARIABLE) == "postgresql"


def fresh() -> str:
    """Return the URL of a database of its own, with tables and nothing in them; skip where there is no server."""
    server = _server()
    if isinstance(server, str):
        pytest.skip(server)
    name = f"quizapp_{os.getpid()}_{next(_numbers)}"
    admin = create_engine(_url(server, "postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {_template(server)}"))
    admin.dispose()
    return _url(server, name)


def empty() -> str:
    """Return the URL of a database without tables."""
    server = _server()
    if isinstance(server, str):
        pytest.skip(server)
    return _url(server, _create(server, "bare"))


@cache
def _template(server: int) -> str:
    name = _create(server, "template")
    open_store(_url(server, name)).close()
    return name


def _create(server: int, what: str) -> str:
    name = f"{what}_{os.getpid()}_{next(_numbers)}"
    admin = create_engine(_url(server, "postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    admin.dispose()
    return name


def _url(port: int, name: str) -> str:
    return f"postgresql+psycopg://quizapp@127.0.0.1:{port}/{name}"


@cache
def _server() -> int | str:
    """Start a server; return its port, or a loud line that says why there is none."""
    programs = _programs()
    try:
        import psycopg as _psycopg  # noqa: F401, PLC0415
    except ImportError:
        return _loud("psycopg is not installed (pip install 'quizapp[postgresql]')")
    if programs is None:
        return _loud("there is no initdb (apt-get install postgresql)")
    return _start(programs)


def _start(programs: Path) -> int | str:
    place = Path(tempfile.mkdtemp(prefix="quizapp-postgresql-"))
    as_user = _ordinary_user()
    if as_user:
        shutil.chown(place, as_user["user"], as_user["group"])
    data, said = place / "data", place / "said"
    words = ["-D", data, "-A", "trust", "-U", "quizapp", "-E", "UTF8", "--locale=C", "--no-sync"]
    made = subprocess.run(
        [programs / "initdb", *words], **as_user, check=False, cwd="/", capture_output=True, text=True
    )
    if made.returncode:
        return _loud(made.stderr.strip())
    port = _free_port()
    options = [
        "-D",
        data,
        "-p",
        str(port),
        "-k",
        place,
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        "fsync=off",
    ]
    with said.open("w") as log:
        server = subprocess.Popen(
            [programs / "postgres", *options], **as_user, cwd="/", stdout=log, stderr=log
        )
    atexit.register(_stop, server, place)
    return port if _answers(port) else _loud(said.read_text())


def _stop(server: subprocess.Popen[bytes], place: Path) -> None:
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
    shutil.rmtree(place, ignore_errors=True)


def _answers(port: int) -> bool:
    engine = create_engine(_url(port, "postgres"))
    try:
        for _ in range(200):
            try:
                engine.connect().close()
            except OperationalError:
                time.sleep(0.1)
            else:
                return True
        return False
    finally:
        engine.dispose()


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[4]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def _ordinary_user() -> dict[str, object]:
    if os.geteuid():
        return {}
    import grp  # noqa: PLC0415 - not on every system
    import pwd  # noqa: PLC0415

    for name in USERS:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        group = grp.getgrgid(user.pw_gid).gr_name
        return {"user": name, "group": group, "extra_groups": []}
    return {}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _loud(reason: str) -> str:
    said = f"NOT TESTED ON POSTGRESQL: {reason}"
    sys.stderr.write(f"\n*** {said}\n")
    return said
