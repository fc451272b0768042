"""A Store is one open database and the learner it is open for; everything else asks it for a transaction."""

from __future__ import annotations

import socket
import time
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, text

from quizapp import locations
from quizapp.storage import connecting, migrating, tables
from quizapp.storage.portable import scheduler_id
from quizapp.storage.translating import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection, Engine

__all__ = ["LEARNER", "Store", "open_store", "scheduler_id", "schedulers"]

LEARNER = locations.LEARNER


class Store:
    """One open database. Safe to use from several threads; close it at the end."""

    def __init__(self, engine: Engine, place: str, *, learner: str = LEARNER) -> None:
        self.engine = engine
        self.place = place
        self.backup: Path | None = None  # the copy made before a migration of this opening
        self.learner_name = learner
        self.learner = 0
        self.device = 0
        self.after_write: Callable[[], None] | None = None  # told of every write that is on the disk

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection that sees one moment of the database and blocks nobody."""
        with (
            in_words(self.place),
            connecting.for_reading(self.engine.connect()) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection in a transaction that no other writer can come between.

        On leaving, what was written is on the disk; on an error nothing of it is.
        """
        with (
            in_words(self.place),
            self.engine.connect().execution_options(**connecting.WRITING) as connection,
            connection.begin(),
        ):
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": self.learner})
            yield connection
        if self.after_write is not None:
            self.after_write()

    @property
    def file(self) -> Path | None:
        """The database's file; None on a server."""
        return connecting.file_of(self.engine.url)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def __enter__(self) -> Store:
        """Return the store itself, to be closed on leaving."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the store."""
        self.close()


def open_store(url: str | None = None, *, learner: str | None = None) -> Store:
    """Open the database, making or migrating it where need be, for one learner.

    ``url`` is an SQLAlchemy URL; without one, ``locations.database_url()``; ``learner`` None is
    ``locations.learner_name()``. Raises StorageError in words:
    made by a newer program, locked, damaged, of another program, not to be written, out of reach.
    """
    address = connecting.parsed(url or locations.database_url())
    place = connecting.place_of(address)
    engine = connecting.connectable(address)
    store = Store(engine, place, learner=learner or locations.learner_name())
    try:
        with in_words(place):
            store.backup = migrating.bring_up_to_date(engine, place)
        _introduce(store)
    except BaseException:
        store.close()
        raise
    return store


def schedulers(connection: Connection) -> dict[int, tuple[str, Mapping[str, Any]]]:
    """Return version and parameters of every scheduler the log was made with."""
    row = tables.scheduler
    return {
        found.id: (found.version, found.parameters)
        for found in connection.execute(select(row.c.id, row.c.version, row.c.parameters))
    }


def _introduce(store: Store) -> None:
    """Find the rows of the learner and of this device, or add them."""
    name, own = store.learner_name, _device_uuid()
    with store.read() as connection:
        known = _known(connection, name, own)
    if None in known:
        with store.write() as connection:
            known = _known(connection, name, own)
            if known[0] is None:
                _add(connection, tables.learner, str(uuid.uuid4()), name)
            if known[1] is None:
                _add(connection, tables.device, own, socket.gethostname() or "unnamed")
            known = _known(connection, name, own)
    store.learner, store.device = (int(found or 0) for found in known)


def _known(connection: Connection, name: str, own: str) -> tuple[int | None, int | None]:
    learner, device = tables.learner, tables.device
    return (
        connection.execute(select(learner.c.id).where(learner.c.name == name)).scalar(),
        connection.execute(select(device.c.id).where(device.c.uuid == own)).scalar(),
    )


def _add(connection: Connection, table: Any, identity: str, name: str) -> None:
    created = time.time_ns() // 1000
    connection.execute(insert(table).values(uuid=identity, name=name, created=created))


def _device_uuid() -> str:
    """Return what tells this machine from others; kept outside the database, which may travel."""
    file = locations.state_dir() / "device-id"
    try:
        return str(uuid.UUID(file.read_text(encoding="ascii").strip()))
    except (OSError, ValueError):
        return _new_device_uuid(file)


def _new_device_uuid(file: Path) -> str:
    fresh = str(uuid.uuid4())
    try:
        locations.make(file.parent)
        beside = file.with_name(f"{file.name}.{fresh}")
        beside.write_text(fresh + "\n", encoding="ascii")
        beside.replace(file)
    except (OSError, locations.LocationError):
        # Nowhere to remember it: the machine's own name and address are the same tomorrow.
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{socket.gethostname()}:{uuid.getnode()}"))
    return fresh
