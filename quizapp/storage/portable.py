"""Rows of the log as JSON that means the same in every database, and such rows taken into one.

Numbers that only one database knows (of learner, device and scheduler) become what everybody knows: the UUID of
the device, the digest of the scheduler. A row that is there already is left alone: the log is a set of rows.
"""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from sqlalchemy import and_, bindparam, func, insert, or_, select, union

from quizapp.storage import connecting, tables
from quizapp.storage.errors import UnreadableRowError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Table

    from quizapp.storage.store import Store

Value: TypeAlias = "Mapping[str, Any]"
REVIEW, SCHEDULER, DEVICE, EVENT = "review", "scheduler", "device", "interview"
CHUNK = 400  # rows looked for in one statement: databases bound their number

_review, _event = tables.review, tables.interview
_SCHEDULER_ID = select(tables.scheduler.c.id).where(tables.scheduler.c.digest == bindparam("of_digest"))
_TEXTS = ("kind", "question", "version", "sitting", "refers_to")
_WHOLE = ("seed", "proposed", "rating", "hints", "at", "day")
_NUMBERS = ("credit", "seconds")
_TABLES = ("drawn", "expected", "answer", "verdict", "state_before", "state_after", "detail")
FIELDS = ("id", *_TEXTS, *_WHOLE, *_NUMBERS, *_TABLES)  # besides device and scheduler
_EVENT_FIELDS = ("id", "interview", "kind", "at", "detail")
_NEEDED = ("id", "kind", "question", "at", "day")
_UUIDS = ("id", "sitting", "refers_to")
_LONGEST_KIND = 16
_LARGEST = 2**63
_LAST_ID = "f"  # ids from here on leave no room for later ones
_WIDTHS = {"proposed": (1, 4), "rating": (1, 4), "hints": (0, 32767), "day": (0, 3_700_000)}


def devices(store: Store, connection: Connection) -> dict[int, dict[str, Any]]:
    """Return the devices that rows of this learner were written on, by their number in this database."""
    row = tables.device
    used = union(
        *(select(table.c.device).where(table.c.learner == store.learner) for table in (_review, _event))
    )
    return {
        found.id: {"type": DEVICE, "id": found.uuid, "name": found.name}
        for found in connection.execute(select(row).where(or_(row.c.id.in_(used), row.c.id == store.device)))
    }


def schedulers(connection: Connection) -> dict[int, dict[str, Any]]:
    """Return every scheduler with its parameters, by its number in this database."""
    return {
        found.id: {
            "type": SCHEDULER,
            "digest": found.digest,
            "version": found.version,
            "parameters": found.parameters,
        }
        for found in connection.execute(select(tables.scheduler))
    }


def rows(
    store: Store, connection: Connection, *, after: int = 0, only: Sequence[int] | None = None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield number and value of the learner's rows after a number, of these devices only, as they came in."""
    names = {number: value["id"] for number, value in devices(store, connection).items()}
    digests = {number: value["digest"] for number, value in schedulers(connection).items()}
    wanted = and_(_review.c.learner == store.learner, _review.c.seq > after)
    if only is not None:
        wanted = and_(wanted, _review.c.device.in_(only))
    columns = [_review.c[name] for name in (*FIELDS, "seq", "device", "scheduler")]
    statement = select(*columns).where(wanted).order_by(_review.c.seq).execution_options(yield_per=1000)
    for found in connection.execute(statement):
        values = found._asdict()
        seq = values.pop("seq")
        values["device"] = names[values["device"]]
        values["scheduler"] = digests.get(values["scheduler"])
        said = {name: value for name, value in values.items() if value is not None}
        yield seq, {"type": REVIEW, **said}


def events(
    store: Store, connection: Connection, *, after: int = 0, only: Sequence[int] | None = None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield number and value of what happened in the learner's interviews, as ``rows`` does of the log."""
    names = {number: value["id"] for number, value in devices(store, connection).items()}
    wanted = and_(_event.c.learner == store.learner, _event.c.seq > after)
    if only is not None:
        wanted = and_(wanted, _event.c.device.in_(only))
    for found in connection.execute(select(_event).where(wanted).order_by(_event.c.seq)):
        said = {name: getattr(found, name) for name in _EVENT_FIELDS}
        yield found.seq, {"type": EVENT, **said, "device": names[found.device]}


def checked_event(value: Value) -> dict[str, Any]:
    """Return an event as the table takes it; raise UnreadableRowError for one that cannot have been written."""
    row = {name: value.get(name) for name in _EVENT_FIELDS}
    row["id"], row["interview"] = _uuid(row["id"], "id"), _uuid(row["interview"], "id")
    kind, at, detail = row["kind"], row["at"], row["detail"]
    _demand(isinstance(kind, str) and 0 < len(kind) <= _LONGEST_KIND and is_storable(kind), "kind")
    _demand(type(at) is int and -_LARGEST <= at < _LARGEST, "at")
    _demand(detail is None or isinstance(detail, dict), "detail")
    return row


def checked_row(value: Value) -> dict[str, Any]:
    """Return a row as the table takes it; raise UnreadableRowError for one that cannot have been written."""
    row: dict[str, Any] = {name: value.get(name) for name in FIELDS}
    for name in _NEEDED:
        _demand(row[name] is not None, name)
    for names, kinds in ((_TEXTS, str), (_WHOLE, int), (_NUMBERS, (int, float)), (_TABLES, dict)):
        for name in names:
            kept = row[name]
            _demand(kept is None or (isinstance(kept, kinds) and not isinstance(kept, bool)), name)
    for name in _UUIDS:
        row[name] = _uuid(row[name], name)
    for name in _WHOLE:
        low, high = _WIDTHS.get(name, (-_LARGEST, _LARGEST - 1))
        _demand(row[name] is None or low <= row[name] <= high, name)
    _demand(row["id"] < _LAST_ID, "id")
    _demand(0 < len(row["kind"]) <= _LONGEST_KIND and row["question"] != "", "kind")
    for name in _TEXTS:
        _demand(is_storable(row[name] or ""), name)
    return row


def is_storable(text: str) -> bool:
    """Tell whether every database takes a text: no half characters, no zero."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def known_ids(connection: Connection, ids: Sequence[str], table: Table = _review) -> set[str]:
    """Return which of some ids are in the log, or in another table that has ids."""
    found: set[str] = set()
    for start in range(0, len(ids), CHUNK):
        statement = select(table.c.id).where(table.c.id.in_(ids[start : start + CHUNK]))
        found.update(connection.execute(statement).scalars())
    return found


class Taker:
    """Takes rows of elsewhere into the log of one learner, in the caller's transaction."""

    def __init__(self, store: Store, connection: Connection) -> None:
        self._store = store
        self._connection = connection
        self._devices: dict[str, int] = {}
        self._schedulers: dict[str, int] = {}

    def take(self, values: Iterable[Value]) -> list[str]:
        """Add the rows that are not there yet; return the question of each.

        Raises UnreadableRowError for one that names no device, or a scheduler that nothing was said of.
        """
        wanted = {row["id"]: row for row in map(self._row, values)}
        known = known_ids(self._connection, list(wanted))
        fresh = [row for identity, row in wanted.items() if identity not in known]
        if fresh:
            self._connection.execute(insert(_review), fresh)
        return [row["question"] for row in fresh]

    def take_events(self, values: Iterable[Value]) -> int:
        """Add what happened in interviews and is not there yet; return how much that was."""
        wanted = {row["id"]: row for row in map(self._event, values)}
        known = known_ids(self._connection, list(wanted), _event)
        fresh = [row for identity, row in wanted.items() if identity not in known]
        if fresh:
            self._connection.execute(insert(_event), fresh)
        return len(fresh)

    def learn_device(self, value: Value) -> None:
        """Keep what tells a device from others, and its name."""
        identity = _uuid(value.get("id"), "device") or ""
        table = tables.device
        found = self._connection.execute(select(table.c.id).where(table.c.uuid == identity)).scalar()
        if found is None:
            name = str(value.get("name") or "unnamed")[:200].replace("\0", "")
            created = time.time_ns() // 1000
            self._connection.execute(insert(table).values(uuid=identity, name=name, created=created))
            found = self._connection.execute(select(table.c.id).where(table.c.uuid == identity)).scalar_one()
        self._devices[identity] = int(found)

    def learn_scheduler(self, value: Value) -> None:
        """Keep a scheduler, if its digest is that of what is said of it."""
        version, parameters, digest = (value.get(name) for name in ("version", "parameters", "digest"))
        if not isinstance(version, str) or not isinstance(parameters, dict):
            raise UnreadableRowError("A scheduler without version or parameters.")
        said = digest_of(version, parameters)
        _demand(digest == said, "digest")
        self._schedulers[said] = scheduler_id(self._connection, version, parameters)

    def _event(self, value: Value) -> dict[str, Any]:
        number = self._device(value)
        return {**checked_event(value), "learner": self._store.learner, "device": number}

    def _device(self, value: Value) -> int:
        device = _uuid(value.get("device"), "device") or ""
        if device not in self._devices:
            self.learn_device({"id": device})
        return self._devices[device]

    def _row(self, value: Value) -> dict[str, Any]:
        row, device = checked_row(value), self._device(value)
        digest = value.get("scheduler")
        _demand(digest is None or digest in self._schedulers or self._knows(str(digest)), "scheduler")
        number = None if digest is None else self._schedulers[digest]
        return {**row, "learner": self._store.learner, "device": device, "scheduler": number}

    def _knows(self, digest: str) -> bool:
        table = tables.scheduler
        found = self._connection.execute(select(table.c.id).where(table.c.digest == digest)).scalar()
        if found is not None:
            self._schedulers[digest] = int(found)
        return found is not None


def scheduler_id(connection: Connection, version: str, parameters: Value, digest: str | None = None) -> int:
    """Return the number of a scheduler with its parameters, adding it the first time it is used."""
    digest = digest or digest_of(version, parameters)
    found = connection.execute(_SCHEDULER_ID, {"of_digest": digest}).scalar()
    if found is not None:
        return int(found)
    values = {"digest": digest, "version": version, "parameters": dict(parameters)}
    row = tables.scheduler
    return int(connection.execute(insert(row).values(values).returning(row.c.id)).scalar_one())


def digest_of(version: str, parameters: Value) -> str:
    """Return what tells a scheduler with its parameters from others."""
    return hashlib.sha256(connecting.as_json([version, parameters]).encode()).hexdigest()[:32]


def last_numbers(store: Store, connection: Connection) -> list[int]:
    """Return the numbers of the learner's last row of the log and last event; 0 without any."""
    return [
        int(
            connection.execute(select(func.max(table.c.seq)).where(table.c.learner == store.learner)).scalar()
            or 0
        )
        for table in (_review, _event)
    ]


def _uuid(value: object, name: str) -> str | None:
    if value is None and name not in ("id", "device"):
        return None
    try:
        return str(UUID(str(value)))
    except ValueError:
        raise UnreadableRowError(f'Its "{name}" is no UUID.') from None


def _demand(holds: bool, name: str) -> None:  # noqa: FBT001 - reads as an assertion
    if not holds:
        raise UnreadableRowError(f'Its "{name}" cannot be.')
